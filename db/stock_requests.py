"""Requests for stock: what a collaborator has run out of and how much is wanted, until the officer has seen to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Instant
from db.people import Person
from db.records import BigId
from db.scope import Scope


class StockRequest(Base):
    """That somebody who works in an area wants so much of a product, perhaps of one brand."""

    __tablename__ = "stock_requests"
    __table_args__ = (
        Index("ix_stock_requests_area", "area_id", "done_at"),
        Index("ix_stock_requests_person", "person_id", "done_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    product: Mapped[str] = mapped_column(String(40))
    brand: Mapped[str | None] = mapped_column(String(40))
    quantity: Mapped[int]
    unit: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


@dataclass(frozen=True)
class Wanted:
    """A request that nobody has seen to yet, and who made it."""

    id: int
    person_id: int
    name: str
    product: str
    brand: str | None
    quantity: int
    unit: str
    asked_at: datetime


async def ask_for_stock(
    session: AsyncSession,
    *,
    person_id: int,
    area_id: int,
    product: str,
    brand: str | None,
    quantity: int,
    unit: str,
    now: datetime,
) -> int:
    """Keeps a request; returns its id. An open one of the same person for the same goods is replaced by it."""
    same = (
        StockRequest.person_id == person_id,
        StockRequest.product == product,
        StockRequest.brand.is_not_distinct_from(brand),
    )
    await session.execute(
        update(StockRequest).where(*same, StockRequest.done_at.is_(None)).values(done_at=now, done_by=person_id)
    )
    added = insert(StockRequest).values(
        person_id=person_id, area_id=area_id, product=product, brand=brand, quantity=quantity, unit=unit, asked_at=now
    )
    request_id: int = (await session.execute(added.returning(StockRequest.id))).scalar_one()
    return request_id


async def wanted_stock(session: AsyncSession, scope: Scope) -> Sequence[Wanted]:
    """The requests that nobody has seen to, the oldest first."""
    rows = await session.execute(
        select(
            StockRequest.id,
            StockRequest.person_id,
            Person.name,
            StockRequest.product,
            StockRequest.brand,
            StockRequest.quantity,
            StockRequest.unit,
            StockRequest.asked_at,
        )
        .join(Person, Person.id == StockRequest.person_id)
        .where(scope.covers(StockRequest), StockRequest.done_at.is_(None))
        .order_by(StockRequest.asked_at, StockRequest.id)
    )
    return [Wanted(*row) for row in rows]


async def close_request(session: AsyncSession, scope: Scope, request_id: int, *, done_by: int, now: datetime) -> bool:
    """Marks a request as seen to (or, by who made it, as no longer wanted); False when no such one is open."""
    closed = await session.scalars(
        update(StockRequest)
        .where(StockRequest.id == request_id, scope.covers(StockRequest), StockRequest.done_at.is_(None))
        .values(done_at=now, done_by=done_by)
        .returning(StockRequest.id)
    )
    return closed.one_or_none() is not None
