"""Acts on record: what was done that must be answered for ("a client was forgotten"), by whom and when.

Rows are only ever added, and hold no personal data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, Integer, String, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Instant


class Act(Base):
    """That somebody did something to a record, named by its kind and id. Nobody (None) is who operates the server."""

    __tablename__ = "acts"
    __table_args__ = (Index("ix_acts_subject", "subject", "subject_id"), Index("ix_acts_at", "at"))

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    act: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True)
class Done:
    """An act as it is read."""

    id: int
    at: datetime
    person_id: int | None
    act: str
    subject: str
    subject_id: int


async def note_act(
    session: AsyncSession, act: str, subject: str, subject_id: int, *, person_id: int | None, now: datetime
) -> None:
    """Puts an act on record: of a person, or of the server's operator (None)."""
    await session.execute(
        insert(Act).values(act=act, subject=subject, subject_id=subject_id, person_id=person_id, at=now)
    )


async def acts_between(
    session: AsyncSession,
    since: datetime,
    until: datetime,
    *,
    acts: Sequence[str] | None = None,
    limit: int,
    offset: int = 0,
) -> list[Done]:
    """What was done from `since` until before `until`, latest first; of these acts, if any are named.

    Acts are the organisation's own record of itself and lie in no area: this is for those who answer for all of it.
    """
    rows = await session.execute(
        select(Act.id, Act.at, Act.person_id, Act.act, Act.subject, Act.subject_id)
        .where(*_within(since, until, acts))
        .order_by(Act.at.desc(), Act.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [Done(*row) for row in rows]


async def count_acts(
    session: AsyncSession, since: datetime, until: datetime, *, acts: Sequence[str] | None = None
) -> dict[str, int]:
    """How often each act was done from `since` until before `until`."""
    counted = select(Act.act, func.count()).where(*_within(since, until, acts)).group_by(Act.act)
    return {act: count for act, count in await session.execute(counted)}


def _within(since: datetime, until: datetime, acts: Sequence[str] | None) -> tuple[ColumnElement[bool], ...]:
    period = (Act.at >= since, Act.at < until)
    return period if acts is None else (*period, Act.act.in_(acts))
