"""The end of the month: on the 25th, and on the eve of the commune's meeting."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.overdue import collaborators_at_work
from handlers.calendar import Calendar
from handlers.reminding.kinds import Due, Kind, Moment, Part
from handlers.screens import Button
from locales import N_, Language

NEAR_END = 25
"""The day of the month on which the month's end is near; it moves to the next working day."""


async def ask(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """All collaborators towards the end of the month, and those of communes that meet tomorrow."""
    day, calendar = moment.day, moment.calendar
    ending = day >= calendar.next_working_day(day.replace(day=NEAR_END))
    if moment.falling and not calendar.works(day):
        ending = False  # nobody hears of it first on a day off, but whoever put it off may
    due = []
    for person_id, meeting_days in (await collaborators_at_work(session, day, among)).items():
        if meets_on(meeting_days, tomorrow := day + timedelta(days=1), calendar):
            due.append(Due(person_id, f"meeting.{tomorrow}", "meeting"))
        if ending:
            due.append(Due(person_id, f"{day:%Y-%m}", "month"))
    return due


def meets_on(meeting_days: Iterable[int], day: date, calendar: Calendar) -> bool:
    """Whether there is a meeting on a day that is held on these days of the month. In a month that is too short it is
    on the last day; it moves to the next working day."""
    first = day.replace(day=1)
    for month in (first, (first - timedelta(days=1)).replace(day=1)):
        length = monthrange(month.year, month.month)[1]
        if any(calendar.next_working_day(month.replace(day=min(n, length))) == day for n in meeting_days):
            return True
    return False


def tell(due: Sequence[Due], lang: Language, _today: date) -> Part:
    """What should be in the notebook by then."""
    if any(one.about == "meeting" for one in due):
        text = lang.say(
            "🗓 The commune meets tomorrow. If something is not in the notebook yet, please write it down today."
        )
    else:
        text = lang.say(
            "🗓 The month is coming to its end. Whatever is not in the notebook yet can be written down now, so that "
            "all your work counts."
        )
    return Part(text, (Button(lang.say("📒 This month in my notebook"), "+book:month"),))


MONTH = Kind("month", N_("The end of the month"), ("collaborator",), "daily", ask, tell)
