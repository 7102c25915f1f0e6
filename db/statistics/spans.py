"""Stretches of days as the sums know them. Pure.

A standard period is a number that reads as it is said, and of each grain the numbers have another length:

    1, 2      plan phase: 2021–2025, 2026–2030         202611    month
    2026      year                                     2026047   ISO week 47 of 2026
    20264     quarter (1–4)                            20261118  day
    20268     half (8, 9)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Grain = Literal["day", "week", "month", "quarter", "half", "year", "phase"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "half", "year", "phase")
FIRST_PHASE, PHASE_YEARS = 2021, 5
"""Plan 324 runs in phases of five years."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Piece:
    """The periods of a grain from the one that begins on `first` to the one that ends on `last`, all added (`sign` 1)
    or taken away (-1)."""

    sign: int
    grain: Grain
    first: date
    last: date

    @property
    def numbers(self) -> list[int]:
        """The numbers of the periods."""
        return [period(self.grain, start) for start in periods(self.grain, self.first, self.last)]


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
    return _month_start(begin), _month_start(begin + months) - ONE_DAY


def begins(number: int) -> date:
    """The first day of the day, week or month of that number."""
    if number > 9_999_999:
        return date(number // 10_000, number // 100 % 100, number % 100)
    if number > 999_999:
        return date.fromisocalendar(number // 1000, number % 1000, 1)
    return date(number // 100, number % 100, 1)


def grain_of(first: date, last: date) -> Grain | None:
    """Of which grain the standard period is that a span is; None when it is none. Of two that are the same days, the
    longer."""
    found = [grain for grain in GRAINS if bounds(grain, last) == (first, last)]
    return found[-1] if found else None


def standard(first: date, last: date) -> int | None:
    """The standard period that a span is; None when it is none."""
    grain = grain_of(first, last)
    return None if grain is None else period(grain, last)


def periods(grain: Grain, first: date, last: date) -> list[date]:
    """The first days of all periods of a grain that a span touches, in order."""
    starts = [bounds(grain, first)[0]]
    while (following := bounds(grain, starts[-1])[1] + ONE_DAY) <= last:
        starts.append(following)
    return starts


def pieces(first: date, last: date, grains: Sequence[Grain]) -> list[Piece]:
    """A span as few periods of these grains as make it up; they are named from days upwards.

    Where less of a period is left out than is in, the whole of it is added and the smaller ones that are too many are
    taken away.
    """
    if first > last:
        return []
    *smaller, grain = grains
    if not smaller:
        return [Piece(1, grain, first, last)]
    (start, first_end), (last_start, end) = bounds(grain, first), bounds(grain, last)
    if start == last_start and last - first < (end - start) / 2:
        return pieces(first, last, smaller)
    too_many = [(start, first - ONE_DAY)] if first - start <= first_end - first else []
    missing = [] if too_many else [(first, first_end)]
    low = start if too_many else first_end + ONE_DAY
    if end - last <= last - last_start:
        too_many.append((last + ONE_DAY, end))
        high = end
    else:
        missing.append((last_start, last))
        high = last_start - ONE_DAY
    if low > high:
        return pieces(first, last, smaller)
    rest = [one for days in missing for one in pieces(*days, smaller)]
    rest += [replace(one, sign=-one.sign) for days in too_many for one in pieces(*days, smaller)]
    return [*rest, Piece(1, grain, low, high)]


def _month_start(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)
