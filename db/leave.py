"""Leave: the days on which somebody is away. They count neither as silence nor in averages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.acts import note_act
from db.base import Base, Instant


class Leave(Base):
    """That a person is away from `first_on` to `last_on`, both included, as an officer entered it."""

    __tablename__ = "leaves"
    __table_args__ = (Index("ix_leaves_person", "person_id", "first_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    entered_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


@dataclass(frozen=True)
class Away:
    """A leave as it is read."""

    id: int
    person_id: int
    first_on: date
    last_on: date


async def enter_leave(
    session: AsyncSession, person_id: int, first_on: date, last_on: date, *, entered_by: int, now: datetime
) -> int:
    """Keeps a leave; returns its id. ValueError when it ends before it begins."""
    if last_on < first_on:
        raise ValueError("a leave ends on its first day at the earliest")
    added = insert(Leave).values(person_id=person_id, first_on=first_on, last_on=last_on, entered_by=entered_by, at=now)
    leave_id: int = (await session.execute(added.returning(Leave.id))).scalar_one()
    await note_act(session, "enter leave", "leave", leave_id, person_id=entered_by, now=now)
    return leave_id


async def withdraw_leave(
    session: AsyncSession, person_id: int, leave_id: int, *, withdrawn_by: int, now: datetime
) -> bool:
    """Takes back a leave of a person; False when there is none."""
    withdrawn = await session.scalars(
        update(Leave)
        .where(Leave.id == leave_id, Leave.person_id == person_id, Leave.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(Leave.id)
    )
    if withdrawn.one_or_none() is None:
        return False
    await note_act(session, "withdraw leave", "leave", leave_id, person_id=withdrawn_by, now=now)
    return True


async def leaves(session: AsyncSession, person_ids: Iterable[int], first: date, last: date) -> Sequence[Away]:
    """The leaves of these people that touch the days from `first` to `last`, by their beginning."""
    rows = await session.execute(
        select(Leave.id, Leave.person_id, Leave.first_on, Leave.last_on)
        .where(
            Leave.person_id.in_(sorted(person_ids)),
            Leave.withdrawn_at.is_(None),
            Leave.first_on <= last,
            Leave.last_on >= first,
        )
        .order_by(Leave.first_on, Leave.id)
    )
    return [Away(*row) for row in rows]


async def on_leave(session: AsyncSession, person_ids: Iterable[int], day: date) -> dict[int, Away]:
    """Those of these people who are away on that day, each with the leave that ends last."""
    found = await leaves(session, person_ids, day, day)
    return {away.person_id: away for away in sorted(found, key=lambda away: away.last_on)}


def is_away(person_id: Any, day: date) -> ColumnElement[bool]:
    """The condition that the column `person_id` names somebody who is away on that day."""
    return exists().where(
        Leave.person_id == person_id, Leave.withdrawn_at.is_(None), Leave.first_on <= day, Leave.last_on >= day
    )


async def leave_days(session: AsyncSession, person_ids: Iterable[int], first: date, last: date) -> Counter[int]:
    """On how many of the days from `first` to `last` each of these people is away."""
    found = await leaves(session, person_ids, first, last)
    return Counter(
        {person_id: days_away(found, person_id, first, last) for person_id in {one.person_id for one in found}}
    )


def days_away(found: Iterable[Away], person_id: int, first: date, last: date) -> int:
    """On how many of the days from `first` to `last` a person is away by these leaves; no day counts twice."""
    days: set[date] = set()
    for away in found:
        if away.person_id == person_id:
            begin, end = max(away.first_on, first), min(away.last_on, last)
            days.update(begin + timedelta(n) for n in range((end - begin).days + 1))
    return len(days)
