"""Stretches of days that people speak of, and which months are still open."""

from datetime import date, timedelta
from typing import Literal

Period = Literal["day", "week", "month"]

CLOSING_DAY = 5
"""A month can be corrected until this day of the next one: communes report by the 5th (Circular 01/2022/TT-BYT)."""


def stretch(period: Period, today: date, back: int = 0) -> tuple[date, date]:
    """First and last day of today's day, week (from Monday) or month, or of the one so many `back`."""
    if period == "day":
        day = today - timedelta(days=back)
        return day, day
    if period == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    first = _month_start(today, back)
    return first, _month_start(first, -1) - timedelta(days=1)


def open_since(today: date) -> date:
    """The first day of the oldest month that can still be corrected."""
    return _month_start(today, 1 if today.day <= CLOSING_DAY else 0)


def _month_start(day: date, back: int) -> date:
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
