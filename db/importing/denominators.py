"""Denominators from a file."""

import re
from collections.abc import Collection, Hashable
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.catalogue.targets import Target
from db.catalogue.versions import all_versions
from db.denominators import DenominatorRow, put_denominators
from db.importing.places import Places, places
from db.sheet import Line, Sheet

FIRST_YEAR = 2021
"""In which the plan was made."""

_GROUPED = re.compile(r"[0-9]{1,3}([., ])[0-9]{3}(\1[0-9]{3})*")


async def import_denominators(session: AsyncSession, text: str, now: datetime) -> int:
    """Imports denominators (columns area, year, indicator, value, source), a line for each.

    An indicator is a target of the plan, of today or of old, that is in per cent. The area is the unit at the end of
    the year. The value is a whole number, its thousands together or apart: 12345, 12.345 and 12,345 are the same.
    Returns how many were added or changed. Raises Faults, and then nothing is changed.
    """
    sheet = Sheet(text, ("area", "year", "indicator", "value", "source"))
    where = await places(session)
    indicators = sorted({one.code for one in await all_versions(session, Target) if one.is_share})
    rows: list[DenominatorRow] = []
    seen: dict[Hashable, int] = {}
    for line in sheet.lines:
        row = _row(line, where, indicators, now.year)
        earlier = seen.setdefault((row.area_id, row.year, row.indicator), line.number)
        if earlier != line.number and row.area_id:
            line.fault("indicator", f"stands with the same area and year on line {earlier} already")
        rows.append(row)
    sheet.check()
    return await put_denominators(session, rows, now)


def _row(line: Line, where: Places, indicators: Collection[str], this_year: int) -> DenominatorRow:
    year = line.whole_number("year", least=FIRST_YEAR, most=this_year + 1)
    area = where.area(line, "area", date(min(max(year, FIRST_YEAR), this_year), 12, 31))
    return DenominatorRow(
        area_id=area.id if area else 0,
        year=year,
        indicator=line.choice("indicator", indicators),
        value=_value(line),
        source=line.text("source", most=300),
    )


def _value(line: Line) -> int:
    cell = line.cells.get("value", "")
    if _GROUPED.fullmatch(cell):
        line.cells["value"] = re.sub(r"[., ]", "", cell)
    return line.whole_number("value", least=1, most=100_000_000)
