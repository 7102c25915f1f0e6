"""Nothing written down for a week: reminded after 7, 14 and 28 days, days of leave not counted."""

from collections.abc import Collection, Sequence
from datetime import date, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.leave import days_away, leaves
from db.overdue import Quiet, quiet_collaborators
from handlers.calendar import at
from handlers.reminding.kinds import LOOK_BACK, Due, Kind, Moment, Part, last_step
from handlers.screens import Button
from locales import N_, Language

STEPS = (7, 14, 28)
"""Days without an entry after which somebody is reminded; after the last of them it is left to the officer."""


async def ask(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """The collaborators who wrote nothing for so long."""
    day = moment.day
    silent_since = day - timedelta(days=STEPS[0])
    entered_since = at(silent_since + timedelta(days=1), time(0), moment.zone)
    found = await quiet_collaborators(session, day, silent_since, entered_since, day - LOOK_BACK, among)
    away = await leaves(session, [one.person_id for one in found], day - LOOK_BACK, day)
    due = []
    for one in found:
        last = _last_heard(one, moment)
        silent = (day - last).days - days_away(away, one.person_id, last + timedelta(days=1), day)
        step = last_step(STEPS, silent)
        if step is not None and last >= day - LOOK_BACK:
            due.append(Due(one.person_id, f"{last}.{step}", silent))
    return due


def tell(due: Sequence[Due], lang: Language, _today: date) -> Part:
    """A friendly question."""
    text = lang.plural(
        "🌿 The notebook has had nothing new for {n} day. Did you do something that is not in it yet? If there was "
        "nothing to do, that is fine, too.",
        "🌿 The notebook has had nothing new for {n} days. Did you do something that is not in it yet? If there was "
        "nothing to do, that is fine, too.",
        due[-1].about,
    )
    return Part(text, (Button(lang.say("📣 Log a talk"), "+talk"), Button(lang.say("🏠 Other entries"), "+home")))


def _last_heard(one: Quiet, moment: Moment) -> date:
    """The last day with an entry, or else the first day."""
    joined = one.joined_at.astimezone(moment.zone).date() if one.joined_at else one.since
    return max(one.last or one.since, one.since, joined)


SILENT = Kind("silent", N_("Nothing written down for long"), ("collaborator",), "working days", ask, tell)
