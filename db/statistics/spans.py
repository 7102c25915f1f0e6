"""Stretches of days as the sums know them. Pure.

A standard period is a number that reads as it is said, and of each grain the numbers have another length:

    1, 2      plan phase: 2021–2025, 2026–2030         202611    month
    2026      year                                     2026047   ISO week 47 of 2026
    20264     quarter (1–4)                            20261118  day
    20268     half (8, 9)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Grain = Literal["day", "week", "month", "quarter", "half", "year", "phase"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "half", "year", "phase")
FIRST_PHASE, PHASE_YEARS = 2021, 5
"""Plan 324 runs in phases of five years."""

_YEARS, _MONTHS = 9999, 999_999
"""The highest numbers of years and of months."""


@dataclass(frozen=True)
class Piece:
    """Periods of years, months or days from `low` to `high`, all added (`sign` 1) or taken away (-1)."""

    sign: int
    low: int
    high: int

    @property
    def numbers(self) -> list[int]:
        """The numbers of the periods."""
        if self.low > _MONTHS:
            first, last = (date(n // 10_000, n // 100 % 100, n % 100) for n in (self.low, self.high))
            return [_day_number(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)]
        if self.low > _YEARS:
            low, high = (n // 100 * 12 + n % 100 - 1 for n in (self.low, self.high))
            return [_month_number(index) for index in range(low, high + 1)]
        return list(range(self.low, self.high + 1))


def period(grain: Grain, day: date) -> int:
    """The number of the period that a day lies in."""
    if grain == "day":
        return day.year * 10000 + day.month * 100 + day.day
    if grain == "week":
        year, week, _ = day.isocalendar()
        return year * 1000 + week
    if grain == "month":
        return day.year * 100 + day.month
    if grain == "quarter":
        return day.year * 10 + (day.month + 2) // 3
    if grain == "half":
        return day.year * 10 + (8 if day.month <= 6 else 9)
    if grain == "year":
        return day.year
    return (day.year - FIRST_PHASE) // PHASE_YEARS + 1


def bounds(grain: Grain, day: date) -> tuple[date, date]:
    """The first and the last day of the period that a day lies in."""
    if grain == "day":
        return day, day
    if grain == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if grain == "phase":
        first = FIRST_PHASE + PHASE_YEARS * (period(grain, day) - 1)
        return date(first, 1, 1), date(first + PHASE_YEARS - 1, 12, 31)
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[grain]
    begin = (day.year * 12 + day.month - 1) // months * months
    return _month_start(begin), _month_start(begin + months) - timedelta(days=1)


def standard(first: date, last: date) -> int | None:
    """The standard period that a span is; None when it is none. Of two that are the same days, the longer."""
    found = [period(grain, last) for grain in GRAINS if bounds(grain, last) == (first, last)]
    return found[-1] if found else None


def periods(grain: Grain, first: date, last: date) -> list[date]:
    """The first days of all periods of a grain that a span touches, in order."""
    starts = [bounds(grain, first)[0]]
    while (following := bounds(grain, starts[-1])[1] + timedelta(days=1)) <= last:
        starts.append(following)
    return starts


def pieces(first: date, last: date, *, years: bool = True) -> list[Piece]:
    """A span as few years, months and days as make it up (without `years` as months and days).

    Where less of a month is left out than is in, the whole month is added and the days that are too many are taken
    away; the same for years.
    """
    if first > last:
        return []
    days, rest = _rounded(first.toordinal(), last.toordinal(), _month_of_day)
    made = [Piece(sign, _day_number(low), _day_number(high)) for sign, low, high in days]
    if rest is None:
        return made
    low, high = (_month_index(date.fromordinal(edge)) for edge in rest)
    months, whole = _rounded(low, high, _year_of_month) if years else ([(1, low, high)], None)
    made += [Piece(sign, _month_number(low), _month_number(high)) for sign, low, high in months]
    return made + ([Piece(1, whole[0] // 12, whole[1] // 12)] if whole else [])


Range = tuple[int, int]


def _rounded(first: int, last: int, around: Callable[[int], Range]) -> tuple[list[tuple[int, int, int]], Range | None]:
    """Small units as signed ranges, and the span of whole bigger units that they are to be added to.

    `around` is the bigger unit that a small one lies in, as its first and last small unit.
    """
    (start, first_end), (last_start, end) = around(first), around(last)
    if start == last_start and last - first < (end - start) // 2:
        return [(1, first, last)], None
    ranges = []
    if first - start <= first_end - first:
        ranges.append((-1, start, first - 1))
        low = start
    else:
        ranges.append((1, first, first_end))
        low = first_end + 1
    if end - last <= last - last_start:
        ranges.append((-1, last + 1, end))
        high = end
    else:
        ranges.append((1, last_start, last))
        high = last_start - 1
    return [one for one in ranges if one[1] <= one[2]], (low, high) if low <= high else None


def _month_of_day(ordinal: int) -> Range:
    first, last = bounds("month", date.fromordinal(ordinal))
    return first.toordinal(), last.toordinal()


def _year_of_month(index: int) -> Range:
    return index // 12 * 12, index // 12 * 12 + 11


def _day_number(ordinal: int) -> int:
    return period("day", date.fromordinal(ordinal))


def _month_index(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_number(index: int) -> int:
    return index // 12 * 100 + index % 12 + 1


def _month_start(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)
