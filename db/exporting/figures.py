"""The measures of each commune, period by period, as rows of a table."""

from collections.abc import AsyncIterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from db.areas import Area
from db.engine import Db
from db.exporting.periods import name_of, whole_periods
from db.scope import Scope
from db.statistics.asked import Asked
from db.statistics.measures import MEASURES, Measure, Only
from db.statistics.questions import by_commune, persons_by_commune
from db.statistics.spans import Grain, bounds

FIGURES = ("period", "first_day", "last_day", "commune_code", "commune", "measure", "name", "value", "of")


async def figure_rows(db: Db, first: date, last: date, grain: Grain) -> AsyncIterator[tuple[Any, ...]]:
    """A row for each period, commune and measure that counts something; `of` is what a share is measured against."""
    async with db() as session:
        areas = {area.id: area for area in await session.scalars(select(Area).where(Area.kind != "hamlet"))}
    for start in whole_periods(grain, first, last):
        begin, end = bounds(grain, start)
        rows = []
        for measure in MEASURES:
            values = await counted(db, measure, measure.only, grain, start)
            against = None if measure.against is None else await counted(db, measure, measure.against, grain, start)
            for commune_id in values.keys() | (against or {}).keys():
                commune = areas[commune_id]
                of = None if against is None else against.get(commune_id, 0)
                told = (commune.code, commune.name, measure.code, measure.names["vi"], values.get(commune_id, 0), of)
                rows.append((name_of(grain, start), begin, end, *told))
        order = {measure.code: number for number, measure in enumerate(MEASURES)}
        for row in sorted(rows, key=lambda row: (row[3], order[row[5]])):
            yield row


async def counted(db: Db, measure: Measure, only: Only, grain: Grain, start: date) -> Mapping[int, int]:
    """What a measure (or what it is measured against) is in each commune, in one period."""
    everything = Scope.everything()
    async with db() as session:
        if measure.different:
            return await persons_by_commune(session, everything, measure.subject, grain, start)
        found = await by_commune(session, everything, Asked(measure.subject, *bounds(grain, start), only))
    return {commune_id: value for commune_id, one in found.items() if (value := getattr(one, measure.figure))}
