"""Supplies: when the clients who get something regularly run out of it.

The date follows from the distributions (see handlers/resupply.py) and is kept here, so that it can be asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Instant, inserts, run_insert
from db.clients import ClientRow, Consent
from db.distributions import Distribution, Item
from db.records import BigId
from db.scope import Scope


class Supply(Base):
    """That a client's supply of a product lasts until the day before `runs_out_on`."""

    __tablename__ = "supplies"
    __table_args__ = (
        Index("ix_supplies_person_day", "person_id", "runs_out_on"),
        Index("ix_supplies_area_day", "area_id", "runs_out_on"),
    )

    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), primary_key=True, autoincrement=False)
    product: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    runs_out_on: Mapped[date]


class SupplyStop(Base):
    """That a client told, on that day, to need no more of a product."""

    __tablename__ = "supply_stops"
    __table_args__ = (Index("ix_supply_stops_client", "client_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    product: Mapped[str] = mapped_column(String(40))
    stopped_on: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class Handout:
    """What a client got of a product on a day: `pieces` of its ordinary unit, by the distribution of that id."""

    product: str
    day: date
    pieces: int
    distribution_id: int
    entered_at: datetime


@dataclass(frozen=True)
class Stop:
    """That a client told on a day, at that instant, to need no more."""

    day: date
    at: datetime


@dataclass(frozen=True)
class Due:
    """A supply that ends: whose, of what, and when."""

    client_id: int
    code: str
    product: str
    runs_out_on: date


_SUPPLY = Supply.__table__.c
_SET = inserts(
    Supply,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["client_id", "product"],
        set_={name: insert.excluded[name] for name in ("person_id", "area_id", "runs_out_on")},
    ),
)


async def handouts(session: AsyncSession, scope: Scope, client_id: int) -> list[Handout]:
    """All that a client got and that was not withdrawn, the oldest first."""
    rows = await session.execute(
        select(Item.product, Distribution.day, Item.pieces, Distribution.id, Distribution.entered_at)
        .join(Distribution, Distribution.id == Item.distribution_id)
        .where(scope.covers(Distribution), Distribution.client_id == client_id, Distribution.withdrawn_at.is_(None))
        .order_by(Distribution.day, Distribution.id, Item.position)
    )
    return [Handout(*row) for row in rows]


async def stops(session: AsyncSession, scope: Scope, client_id: int) -> dict[str, Stop]:
    """When the client last told to need no more, by product."""
    rows = await session.execute(
        select(SupplyStop.product, SupplyStop.stopped_on, SupplyStop.at)
        .join(ClientRow, ClientRow.id == SupplyStop.client_id)
        .where(scope.covers(ClientRow), SupplyStop.client_id == client_id)
        .order_by(SupplyStop.stopped_on, SupplyStop.at)
    )
    return {row.product: Stop(row.stopped_on, row.at) for row in rows}


async def stop(
    session: AsyncSession, scope: Scope, client_id: int, product: str, day: date, *, person_id: int, now: datetime
) -> bool:
    """Notes that a client needs no more of a product. False for a client outside the scope."""
    if await session.scalar(select(ClientRow.id).where(scope.covers(ClientRow), ClientRow.id == client_id)) is None:
        return False
    await session.execute(
        insert(SupplyStop).values(client_id=client_id, product=product, stopped_on=day, person_id=person_id, at=now)
    )
    return True


async def take_back_stop(session: AsyncSession, scope: Scope, client_id: int, product: str, day: date) -> bool:
    """Drops what was noted on that day by mistake: the client goes on with a product. False when nothing was."""
    whose = select(ClientRow.id).where(scope.covers(ClientRow), ClientRow.id == client_id)
    dropped = await session.scalars(
        delete(SupplyStop)
        .where(SupplyStop.client_id.in_(whose), SupplyStop.product == product, SupplyStop.stopped_on == day)
        .returning(SupplyStop.id)
    )
    return bool(dropped.all())


async def set_supply(
    session: AsyncSession, scope: Scope, client_id: int, product: str, runs_out_on: date | None
) -> None:
    """Keeps when a client runs out of a product; None: that is not to be watched. Nothing for a client outside the
    scope."""
    whose = select(ClientRow.person_id, ClientRow.area_id).where(scope.covers(ClientRow), ClientRow.id == client_id)
    found = (await session.execute(whose)).one_or_none()
    if found is None:
        return
    if runs_out_on is None:
        await session.execute(delete(Supply).where(Supply.client_id == client_id, Supply.product == product))
        return
    await run_insert(
        session,
        _SET,
        client_id=client_id,
        product=product,
        person_id=found.person_id,
        area_id=found.area_id,
        runs_out_on=runs_out_on,
    )


async def forget_supplies(session: AsyncSession, client_id: int) -> None:
    """Drops what a client would have to be reminded of."""
    await session.execute(delete(Supply).where(Supply.client_id == client_id))


async def hand_over_supplies(session: AsyncSession, client_id: int, person_id: int, area_id: int) -> None:
    """The client's next supplies are another collaborator's matter from now on."""
    await session.execute(
        update(Supply).where(Supply.client_id == client_id).values(person_id=person_id, area_id=area_id)
    )


async def running_out(session: AsyncSession, scope: Scope, until: date) -> Sequence[Due]:
    """The supplies that end on `until` or before, the most urgent first: of clients who agreed to be reminded."""
    agreed = select(Consent.client_id).where(Consent.purpose == "reminder", Consent.withdrawn_at.is_(None))
    rows = await session.execute(
        select(Supply.client_id, ClientRow.code, Supply.product, Supply.runs_out_on)
        .join(ClientRow, ClientRow.id == Supply.client_id)
        .where(scope.covers(Supply), Supply.runs_out_on <= until, Supply.client_id.in_(agreed))
        .order_by(Supply.runs_out_on, ClientRow.code, Supply.product)
    )
    return [Due(*row) for row in rows]


async def supplies_of(session: AsyncSession, scope: Scope, client_id: int) -> dict[str, date]:
    """When a client runs out, by product."""
    rows = await session.execute(
        select(Supply.product, Supply.runs_out_on)
        .where(scope.covers(Supply), Supply.client_id == client_id)
        .order_by(Supply.product)
    )
    return {row.product: row.runs_out_on for row in rows}
