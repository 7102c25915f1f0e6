"""A form that was left half filled for two hours: once for each time that it was opened."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.overdue import forms_left
from handlers.actions import EVERYBODY
from handlers.filling import is_half_filled, title_of
from handlers.reminding.kinds import Due, Kind, Moment, Part
from handlers.screens import Button
from locales import N_, Language

LEFT = timedelta(hours=2)
"""How long a form rests before its person is reminded."""
FORGOTTEN = timedelta(days=7)
"""How long ago a form may have been left for somebody to be reminded of it."""


async def ask(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """The people with a form that was left."""
    since, until = moment.now - LEFT - FORGOTTEN, moment.now - LEFT
    found = await forms_left(session, moment.day, since, until, among)
    return [
        Due(one.person_id, one.form["token"], title, one.at + LEFT)
        for one in found
        if (title := _title(one.form)) is not None
    ]


def tell(due: Sequence[Due], lang: Language, _today: date) -> Part:
    """Which form it is."""
    text = lang.say(
        "📝 “{form}” is still half filled; nothing of it is lost. One tap and it goes on where you stopped.",
        form=lang.say(due[-1].about),
    )
    return Part(text, (Button(lang.say("▶️ Go on with the half-filled form"), "+resume"),))


def _title(form: Any) -> str | None:
    """What a form is called of which something would be lost; None for any other, and for one that an earlier version
    of the program left and that nobody knows any more: it must not keep the others from being asked for."""
    try:
        return title_of(form) if is_half_filled(form) else None
    except (LookupError, TypeError):
        return None


UNFINISHED = Kind("unfinished", N_("A half-filled form"), EVERYBODY, "always", ask, tell)
