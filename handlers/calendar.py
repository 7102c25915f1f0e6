"""The calendar that the clock goes by: working days, and the hours in which something may be said unasked. Pure.

Public holidays are Vietnam's by the `holidays` package, which names the days that the Labour Code gives and those that
are published for the year. What a ministry swaps at short notice (a Friday off for a Saturday worked) it does not know:
an administrator declares such days (see db/days.py).
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

OPENS, CLOSES = time(6, 30), time(21)
"""Nothing is said unasked before the one or from the other on, local time."""
MORNING = time(8)
"""When the day's reminders are said."""
EVENING = time(17)
"""When somebody is reminded who asked for "later today"."""
SOON = timedelta(hours=1)
"""A reminder is put off by this much at least."""
REPORT_DAY = 5
"""Communes report on a month by this working day of the next one (Circular 01/2022/TT-BYT)."""
SATURDAY = 5


class Calendar:
    """Vietnam's calendar; `off` and `worked` are the days that were declared, whatever the calendar says of them."""

    def __init__(self, off: Iterable[date] = (), worked: Iterable[date] = ()) -> None:
        self._off = frozenset(off)
        self._worked = frozenset(worked)

    def works(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self._worked:
            return True
        return day not in self._off and day.weekday() < SATURDAY and day not in _public_holidays()

    def next_working_day(self, day: date) -> date:
        """This day, or the first working day after it."""
        while not self.works(day):
            day += timedelta(days=1)
        return day

    def working_day_of_month(self, month: date, number: int) -> date:
        """The first, second, … working day of the month that a day lies in; when it has fewer, one of the next."""
        day = month.replace(day=1) - timedelta(days=1)
        for _ in range(number):
            day = self.next_working_day(day + timedelta(days=1))
        return day

    def report_day(self, month: date) -> date:
        """The day in this month by which the month before is reported."""
        return self.working_day_of_month(month, REPORT_DAY)


def may_speak(instant: datetime, zone: ZoneInfo) -> bool:
    """Whether something may be said unasked at this instant."""
    return OPENS <= instant.astimezone(zone).time() < CLOSES


def when_to_speak(instant: datetime, zone: ZoneInfo) -> datetime:
    """This instant if something may be said then, or else the next one at which it may."""
    local = instant.astimezone(zone)
    if may_speak(instant, zone):
        return instant
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return at(day, OPENS, zone)


def later_today(now: datetime, zone: ZoneInfo) -> datetime | None:
    """When somebody is reminded again who asked for it later today; None when the day is nearly over."""
    local = now.astimezone(zone)
    later = max(at(local.date(), EVENING, zone), now + SOON)
    return later if later < at(local.date(), CLOSES, zone) - SOON else None


def at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """The instant of an hour of a local day."""
    return datetime.combine(day, hour, zone)


def public_holidays(first: date, last: date) -> list[date]:
    """The public holidays from `first` to `last`."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day in _public_holidays()]


@cache
def _public_holidays() -> holidays.HolidayBase:
    """The public holidays, of whatever year is asked for."""
    return holidays.country_holidays("VN")
