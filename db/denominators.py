"""Denominators: how many people or units an indicator of the plan is measured against, by area and year.

Nobody publishes them: they are counted or estimated by those who answer for an area, and entered with their source.
Where none is entered there is no percentage. Which indicators there are the plan says: its targets in per cent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ForeignKey, String, Table, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Instant, dialect_insert


class Denominator(Base):
    """That `indicator` (its code in the plan, as MT1.4) is measured against `value` in an area in a calendar year."""

    __tablename__ = "denominators"

    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    indicator: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[int]
    source: Mapped[str] = mapped_column(String(300))
    entered_at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class DenominatorRow:
    """A denominator as it is told."""

    area_id: int
    year: int
    indicator: str
    value: int
    source: str


async def denominator(session: AsyncSession, area_id: int, year: int, indicator: str) -> Denominator | None:
    """What an indicator is measured against in an area and year; None while nobody entered it."""
    return await session.get(Denominator, (area_id, year, indicator))


async def denominators(session: AsyncSession, year: int) -> Mapping[tuple[int, str], Denominator]:
    """All denominators of a year, by area and indicator."""
    found = await session.scalars(select(Denominator).where(Denominator.year == year))
    return {(one.area_id, one.indicator): one for one in found}


async def put_denominators(session: AsyncSession, rows: Iterable[DenominatorRow], now: datetime) -> int:
    """Enters denominators and brings those that are there up to date; returns how many changed.

    Two rows of the same area, year and indicator are one too many: the last one holds.
    """
    told = {(row.area_id, row.year, row.indicator): row for row in rows}
    changed = []
    for year in {row.year for row in told.values()}:
        present = await denominators(session, year)
        for row in told.values():
            old = present.get((row.area_id, row.indicator))
            if row.year == year and (old is None or (old.value, old.source) != (row.value, row.source)):
                changed.append({**vars(row), "entered_at": now})
    if changed:
        insert = dialect_insert(session, cast(Table, Denominator.__table__))
        update = {column: insert.excluded[column] for column in ("value", "source", "entered_at")}
        keys = ["area_id", "year", "indicator"]
        await session.execute(insert.on_conflict_do_update(index_elements=keys, set_=update), changed)
        session.expire_all()
    return len(changed)
