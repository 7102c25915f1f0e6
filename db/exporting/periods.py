"""Periods in DHIS2's words, and which of them a span holds. Pure."""

from datetime import date

from db.statistics.spans import Grain, bounds, periods

REPORTED: tuple[Grain, ...] = ("day", "week", "month", "quarter", "half", "year")
"""The grains that have a name in DHIS2."""


def name_of(grain: Grain, day: date) -> str:
    """The period around a day: 20261118, 2026W47, 202611, 2026Q4, 2026S2, 2026. ValueError for a grain without."""
    match grain:
        case "day":
            return f"{day:%Y%m%d}"
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year}W{week}"
        case "month":
            return f"{day:%Y%m}"
        case "quarter":
            return f"{day.year}Q{(day.month + 2) // 3}"
        case "half":
            return f"{day.year}S{(day.month + 5) // 6}"
        case "year":
            return f"{day.year}"
    raise ValueError(f"DHIS2 has no period that is a {grain}")


def whole_periods(grain: Grain, first: date, last: date) -> list[date]:
    """The first days of the periods that lie in a span as a whole. A figure of half a month is no month's figure."""
    return [start for start in periods(grain, first, last) if start >= first and bounds(grain, start)[1] <= last]
