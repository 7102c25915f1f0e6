"""Figures of the plan that no record tells: classes held, facilities trained. An administrator enters each with its
source.

Rows are only ever added. A correction is a row that replaces another one, and so is a withdrawal, which has no number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from db.acts import note_act
from db.base import Base, Instant

CODE, SOURCE = 10, 300
"""Characters of an item's code, and of the words that say where a figure comes from."""


class EnteredFigure(Base):
    """That an item of the plan (`code`) counts `number` on a day: of a quota so many things were done then, of a target
    so many are there in all. No number: the row that it `replaces` is withdrawn."""

    __tablename__ = "entered_figures"
    __table_args__ = (Index("ix_entered_figures_code", "code", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(CODE))
    day: Mapped[date]
    number: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(SOURCE))
    replaces: Mapped[int | None] = mapped_column(ForeignKey("entered_figures.id"), unique=True)
    entered_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class Entry:
    """A figure as it was entered; `number` is None for a withdrawal."""

    id: int
    code: str
    day: date
    number: int | None
    source: str
    replaces: int | None
    entered_by: int
    entered_at: datetime


_COLUMNS = [EnteredFigure.__table__.c[name] for name in Entry.__dataclass_fields__]


async def entries(session: AsyncSession, until: date, code: str | None = None) -> Sequence[Entry]:
    """The figures that hold, of all items or of one, of days up to `until`, in order of their days."""
    later = aliased(EnteredFigure)
    found = (
        select(*_COLUMNS)
        .outerjoin(later, later.replaces == EnteredFigure.id)
        .where(later.id.is_(None), EnteredFigure.number.is_not(None), EnteredFigure.day <= until)
        .order_by(EnteredFigure.day, EnteredFigure.id)
    )
    if code is not None:
        found = found.where(EnteredFigure.code == code)
    return [Entry(*row) for row in await session.execute(found)]


async def entry(session: AsyncSession, entry_id: int) -> Entry | None:
    """The figure with this id, if it holds: neither replaced nor withdrawn."""
    later = aliased(EnteredFigure)
    found = (
        select(*_COLUMNS)
        .outerjoin(later, later.replaces == EnteredFigure.id)
        .where(EnteredFigure.id == entry_id, later.id.is_(None), EnteredFigure.number.is_not(None))
    )
    row = (await session.execute(found)).one_or_none()
    return None if row is None else Entry(*row)


async def history(session: AsyncSession, entry_id: int) -> Sequence[Entry]:
    """A figure and what it replaced, the latest first."""
    told: list[Entry] = []
    wanted: int | None = entry_id
    while wanted is not None:
        row = (await session.execute(select(*_COLUMNS).where(EnteredFigure.id == wanted))).one_or_none()
        if row is None:
            break
        told.append(Entry(*row))
        wanted = told[-1].replaces
    return told


async def enter(
    session: AsyncSession,
    code: str,
    day: date,
    number: int | None,
    source: str,
    *,
    replaces: int | None = None,
    person_id: int,
    now: datetime,
) -> int | None:
    """Enters a figure, or in the place of another one a correction or (without a number) a withdrawal, and puts that on
    record. Returns its id; None when the other one was replaced already. ValueError for a withdrawal of nothing."""
    if number is None and replaces is None:
        raise ValueError("a withdrawal says what it withdraws")
    values = {"code": code, "day": day, "number": number, "source": source, "replaces": replaces}
    adding = insert(EnteredFigure).values(**values, entered_by=person_id, entered_at=now).returning(EnteredFigure.id)
    try:
        async with session.begin_nested():
            entry_id = (await session.execute(adding)).scalar_one()
    except IntegrityError:
        return None
    act = "enter figure" if replaces is None else "withdraw figure" if number is None else "correct figure"
    await note_act(session, act, "figure", entry_id, person_id=person_id, now=now)
    return entry_id
