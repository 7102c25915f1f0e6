"""What a kind of reminder is: who is to be reminded at a moment, in which words, and which buttons do it now."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.days import special_days
from handlers.calendar import MORNING, Calendar, at
from handlers.charts import Chart
from handlers.reports import Report
from handlers.screens import Button, Sheet
from locales import Language

HOLIDAYS = 3
"""Weeks by which holidays put something off at most."""
LOOK_BACK = timedelta(days=62)
"""Nobody is reminded of what should have been done longer ago than this."""

Rhythm = Literal["always", "daily", "working days", "weekly", "monthly"]
"""When it is asked who is to be reminded: at any time, every morning, on the mornings of working days, once a week at
the kind's own day and hour, or on the morning of the first working day of the month."""
USEFUL = timedelta(hours=48)
"""How late a reminder may be said."""
AT_ONCE = 200
"""Reminders, or people with reminders, of one transaction: answers must not have to wait for it."""


@dataclass(frozen=True)
class Moment:
    """The instant at which it is asked who is to be reminded, and the calendar that it is seen by. `falling`: it is
    asked what falls due then, and not what of it still holds."""

    now: datetime
    zone: ZoneInfo
    calendar: Calendar
    falling: bool = False

    @property
    def day(self) -> date:
        """The local day."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True)
class Due:
    """That a person is to be reminded. `period` tells this time from others, so that each is said once; `about` is what
    the words need to know; `at` is when it fell due, if that is not the moment itself."""

    person_id: int
    period: str
    about: Any = None
    at: datetime | None = None


@dataclass(frozen=True)
class Part:
    """What is said of a kind, and the buttons that do it now."""

    text: str
    buttons: tuple[Button, ...] = ()
    charts: tuple[Chart, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    reports: tuple[Report, ...] = ()


Ask = Callable[[AsyncSession, Moment, Collection[int] | None], Awaitable[Sequence[Due]]]
"""Who is to be reminded, everybody or among these people: always asked of the tables, so that whatever has been done
meanwhile is no longer due."""
Tell = Callable[[Sequence[Due], Language, date], Part]
"""The words for all that is due of this kind for one person, on that day."""


@dataclass(frozen=True)
class Kind:
    """A kind of reminder. `title` is what it is called where it can be switched off; `roles` are told of it. `useful`
    is how late it may be said.

    A digest is a letter `alone`, is not put off, and is still sent where messages have become too few for reminders; it
    is asked for of so many people `at_once`. Of the rhythm "weekly" it falls due on the weekday (Monday is 0) and the
    hour of `weekly`, or on the next working day.
    """

    name: str
    title: str
    roles: tuple[str, ...]
    rhythm: Rhythm
    ask: Ask
    tell: Tell
    mutable: bool = True
    useful: timedelta = USEFUL
    alone: bool = False
    at_once: int = AT_ONCE
    weekly: tuple[int, time] = (0, MORNING)

    def mornings(self, since: datetime, until: datetime, zone: ZoneInfo, calendar: Calendar) -> list[datetime]:
        """The instants after `since` up to `until` at which it is asked; for a kind that is always asked the last."""
        if self.rhythm == "always":
            return [until] if since < until else []
        first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
        if self.rhythm == "weekly":
            weeks = range((last - first).days // 7 + HOLIDAYS + 2)
            found = [self.in_week(first - timedelta(weeks=HOLIDAYS - n), zone, calendar) for n in weeks]
            return sorted({instant for instant in found if since < instant <= until})
        if self.rhythm == "monthly":
            months = {day.replace(day=1) for n in range((last - first).days + 1) for day in [first + timedelta(days=n)]}
            found = [at(calendar.next_working_day(month), MORNING, zone) for month in months]
            return sorted(instant for instant in found if since < instant <= until)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        found = [at(day, MORNING, zone) for day in days if self.rhythm == "daily" or calendar.works(day)]
        return [instant for instant in found if since < instant <= until]

    def in_week(self, day: date, zone: ZoneInfo, calendar: Calendar) -> datetime:
        """When a weekly kind falls due in the week that a day lies in."""
        weekday, hour = self.weekly
        monday = day - timedelta(days=day.weekday())
        return at(calendar.next_working_day(monday + timedelta(days=weekday)), hour, zone)

    def tomorrow(self, moment: Moment) -> datetime:
        """When somebody is reminded again who asked for it tomorrow."""
        day = moment.day + timedelta(days=1)
        return at(moment.calendar.next_working_day(day) if self.rhythm == "working days" else day, MORNING, moment.zone)


def last_step(steps: Sequence[int], reached: int) -> int | None:
    """The last of the steps (in days, ascending) that was reached; None before the first."""
    return max((step for step in steps if step <= reached), default=None)


async def calendar_around(session: AsyncSession, day: date) -> Calendar:
    """The calendar with the days that were declared for the time around a day."""
    declared = await special_days(session, day - LOOK_BACK)
    return Calendar((one.day for one in declared if not one.works), (one.day for one in declared if one.works))
