"""Distributions: what collaborators hand out or sell, to whom, through which channel of supply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.records import BigId, Ledger, Part, Record, record_args
from db.scope import Scope


class Distribution(Record):
    """Goods given on one day to one client, or to `people` without a code. `money` is what was received, in đồng;
    `supply` the channel of supply (free, subsidised, socialised, market)."""

    __tablename__ = "distributions"
    __table_args__ = record_args("distributions", Index("ix_distributions_client", "client_id"))

    supply: Mapped[str] = mapped_column(String(12))
    money: Mapped[int | None] = mapped_column(BigId)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
    people: Mapped[int]
    note: Mapped[str | None] = mapped_column(String(500))


class Item(Base):
    """Some of one product. `pieces` is the quantity in the product's ordinary unit. Where the unit is another one,
    `per_box` is how many of the smaller of the two the bigger one held: pieces in a box, pills in a strip."""

    __tablename__ = "distribution_items"

    distribution_id: Mapped[int] = mapped_column(ForeignKey("distributions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    product: Mapped[str] = mapped_column(String(40))
    brand: Mapped[str | None] = mapped_column(String(40))
    quantity: Mapped[int]
    unit: Mapped[str] = mapped_column(String(10))
    per_box: Mapped[int | None]
    pieces: Mapped[int]


DISTRIBUTIONS = Ledger(
    kind="distribution",
    table=Distribution,
    day="given_on",
    columns=("supply", "money", "client_id", "people", "note"),
    parts=(Part("items", Item, "distribution_id", ("product", "brand", "quantity", "unit", "per_box", "pieces")),),
)
"""The ledger of distributions; `items` are dictionaries with the columns of Item."""


@dataclass(frozen=True)
class Handed:
    """Sums over distributions that were not withdrawn: how many, the money, and pieces by product."""

    distributions: int
    people: int
    money: int
    pieces: dict[str, int]


async def totals(session: AsyncSession, scope: Scope, first: date, last: date) -> Handed:
    """The sums of the distributions from `first` to `last`."""
    standing = DISTRIBUTIONS.standing(scope, first, last)
    row = (
        await session.execute(
            select(
                func.count(Distribution.id),
                func.coalesce(func.sum(Distribution.people), 0),
                func.coalesce(func.sum(Distribution.money), 0),
            ).where(*standing)
        )
    ).one()
    pieces = await session.execute(
        select(Item.product, func.sum(Item.pieces))
        .join(Distribution, Distribution.id == Item.distribution_id)
        .where(*standing)
        .group_by(Item.product)
        .order_by(Item.product)
    )
    distributions, people, money = (int(figure) for figure in row)
    return Handed(distributions, people, money, {product: int(count) for product, count in pieces})


async def habits(session: AsyncSession, scope: Scope, since: date, until: date) -> Sequence[tuple[str, str | None]]:
    """The products and brands handed out in that time, the most frequent first."""
    rows = await session.execute(
        select(Item.product, Item.brand)
        .join(Distribution, Distribution.id == Item.distribution_id)
        .where(*DISTRIBUTIONS.standing(scope, since, until))
        .group_by(Item.product, Item.brand)
        .order_by(func.count().desc(), func.max(Distribution.id).desc())
    )
    return [(row.product, row.brand) for row in rows]


async def box_sizes(session: AsyncSession, scope: Scope) -> dict[tuple[str, str | None, str], int]:
    """The size of a pack the last time (`Item.per_box`), by product, brand and unit."""
    rows = await session.execute(
        select(Item.product, Item.brand, Item.unit, Item.per_box)
        .join(Distribution, Distribution.id == Item.distribution_id)
        .where(scope.covers(Distribution), Distribution.withdrawn_at.is_(None), Item.per_box.is_not(None))
        .order_by(Distribution.id)
    )
    return {(row.product, row.brand, row.unit): row.per_box for row in rows}
