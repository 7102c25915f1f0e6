"""The question for a day to come: an appointment, a day to return."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers.fields import Answers, Date, Invalid, World, brief
from handlers.reading.dates import read_date
from handlers.reading.fold import fold
from handlers.reading.options import Option

AHEAD = (1, 2, 3, 7, 14, 30)
"""Days from today that can be tapped."""
FURTHEST = 366
"""Days from today within which people are appointed."""

_LEAD = re.compile(r"(?:(?:da |duoc |co )?hen(?: (?:lai|kham|den|di kham|tai kham|quay lai))*|appointment(?: on)?) ")


@dataclass(frozen=True, kw_only=True)
class DayAhead(Date):
    """A day to come, today included, kept in ISO form. Its answer ends the form if it is the `last` question."""

    columns: int = 2
    last: bool = True

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        days = (world.today + timedelta(days=ahead) for ahead in AHEAD)
        return [Option(day.isoformat(), world.lang.date(day, world.today)) for day in days]

    def read(self, text: str, answers: Answers, world: World) -> str:
        for option in self.options(answers, world):
            if fold(text) == fold(option.label):
                return option.key
        day = read_day_ahead(text, world.today)
        if day is None:
            raise Invalid(
                world.lang.say(
                    "“{text}” is not a clear day. For example: tomorrow, Thursday next week, {example}",
                    text=brief(text),
                    example=(world.today + timedelta(days=10)).strftime("%d/%m"),
                )
            )
        return day.isoformat()

    def complaint(self, value: Any, answers: Answers, world: World) -> str | None:
        if wrong := super().complaint(value, answers, world):
            return wrong
        return too_near_or_far(date.fromisoformat(value), world)

    def ends(self, value: Any) -> bool:
        return self.last


def read_day_ahead(text: str, today: date) -> date | None:
    """The day that the words mean, the next one where that is open ("5/12", "thứ 5"), with or without "hẹn" before."""
    lead = _LEAD.match(fold(text))
    said = text.split()[len(lead[0].split()) :] if lead else text.split()
    return read_date(" ".join(said), today, prefer="future")


def too_near_or_far(day: date, world: World) -> str | None:
    """What is wrong with a day that is past or far away, as a sentence; None when nothing is."""
    if world.today <= day <= world.today + timedelta(days=FURTHEST):
        return None
    named = world.lang.date(day, world.today)
    if day < world.today:
        return world.lang.say("{day} is past. Please give a day to come.", day=named)
    return world.lang.say("{day} is more than a year away. Please give a nearer day.", day=named)
