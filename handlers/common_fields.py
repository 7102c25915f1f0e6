"""Questions that every record has: when it was, and whatever else there is to say."""

from datetime import date
from typing import Any

from handlers.fields import Answers, Date, Text, World
from handlers.records import OLDEST
from locales import N_

NOTE = Text(
    name="note",
    title=N_("Note"),
    label=N_("Anything to add?"),
    hint=N_("No names, telephone or identity numbers of clients, please."),
    required=False,
    default=None,
)
"""Free words, checked for what must not be written down."""


def when(name: str, label: str, *, to_come: str, too_old: str) -> Date:
    """The day of a record: today unless it is said otherwise, and at most OLDEST days ago. `to_come` and `too_old` are
    what is said of other days, by their `{day}` (and `{days}`, how many are possible)."""

    def is_loggable(value: Any, _answers: Answers, world: World) -> str | None:
        day = date.fromisoformat(value)
        named = world.lang.date(day, world.today)
        if day > world.today:
            return world.lang.say(to_come, day=named)
        return world.lang.say(too_old, day=named, days=OLDEST) if (world.today - day).days > OLDEST else None

    return Date(
        name=name,
        title=N_("When"),
        label=label,
        hint=N_("Or type it: yesterday, Thursday, 18/11."),
        default=lambda _answers, world: world.today.isoformat(),
        constraint=is_loggable,
    )
