"""Sums of what is on record, kept in the transaction of every change of a record, so that no question scans records.

A change of a record appends what it adds (or takes away) to `additions`: a few rows at the end of a table, which make
nobody wait. Every few seconds some of them are taken into the sums, many at a time (db/statistics/adding.py), and
whoever asks reads both in one statement (db/statistics/reading.py): figures are right at any moment, whoever dies when.

Three tables of sums. `city_sums` and `commune_sums`: of the whole city and by commune, for each day, week, month and
year, and how many different persons there were in each standard period. `person_sums`: by area and person, for each
month: hamlets and collaborators are sums of few rows, and what one collaborator did in some areas can be asked for as
it can of records. Single days of an area or a person are counted from the few records of those days.

One table for all kinds of records rather than one for each, and narrow rows with three figures, since few subjects have
more (what they mean: db/statistics/counts.py).

30 million records in ten years of 12,000 collaborators in 126 communes are 65 a day and commune, 21 a month and person.
They make 39 million rows of communes, two thirds of them of days, and 50 million of persons; the city's are few. They
are as much as the records are with their indexes: some 6 GB of 12 on SQLite (no rowid: the table is its index), 12 GB
of 23 on PostgreSQL. A table of all keys with numbers for them would save a third of that and cost a look-up in each
answer; words in the rows were preferred.

A period's rows of all communes lie together by subject: a ranking of communes reads a stretch for each period, a
question about one looks up its rows in each. A person's and an area's rows lie together in order of time. Writers of
one commune wait for each other (on PostgreSQL at the commune's row), so that each counts the different persons that
the one before has left.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    bindparam,
    case,
    insert,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from db.areas import Area
from db.base import Base
from db.statistics.counts import NOTHING, Counts, Figures
from db.statistics.firsts import Appearance, firsts
from db.statistics.spans import GRAINS, Grain, period


class Sum(Base):
    """Figures under a subject and a key for a period, which is a number (see db/statistics/spans.py)."""

    __abstract__ = True

    subject: Mapped[str] = mapped_column(String(13), primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=1)
    key: Mapped[str] = mapped_column(String(120), primary_key=True, sort_order=3)
    records: Mapped[int] = mapped_column(sort_order=4)
    people: Mapped[int] = mapped_column(sort_order=4)
    amount: Mapped[int] = mapped_column(BigInteger, sort_order=4)


class CitySum(Sum):
    """What all records add up to: the sum of the communes, whose different persons are each commune's own."""

    __tablename__ = "city_sums"
    __table_args__ = ({"sqlite_with_rowid": False},)


class CommuneSum(Sum):
    """What the records of a commune's areas add up to. An area that lies in no commune stands for itself."""

    __tablename__ = "commune_sums"
    __table_args__ = (
        PrimaryKeyConstraint("subject", "period", "commune_id", "key"),
        {"sqlite_with_rowid": False},
    )

    commune_id: Mapped[int] = mapped_column(
        ForeignKey("areas.id"), primary_key=True, autoincrement=False, sort_order=-1
    )


class PersonSum(Sum):
    """What a person's records in one area add up to in a month. Every record has the subject "record"."""

    __tablename__ = "person_sums"
    __table_args__ = (
        Index(
            "ix_person_sums_person",
            "person_id",
            "area_id",
            sqlite_where=text("subject = 'record'"),
            postgresql_where=text("subject = 'record'"),
        ),
        {"sqlite_with_rowid": False},
    )

    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True, autoincrement=False, sort_order=-1)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False, sort_order=2)


class Addition(Base):
    """What the change of a record on a day adds to the sums, and has not been taken in yet. `grains` are those of which
    the day's periods are meant: of ordinary figures those that are summed, of different persons those in which nobody
    counted the person before.

    A record refers to its area and person already; looking them up again for each row would be most of its cost.
    """

    __tablename__ = "additions"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    commune_id: Mapped[int]
    area_id: Mapped[int]
    person_id: Mapped[int]
    subject: Mapped[str] = mapped_column(String(13))
    key: Mapped[str] = mapped_column(String(120))
    day: Mapped[int]
    grains: Mapped[int] = mapped_column(SmallInteger)
    records: Mapped[int]
    people: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)

    @classmethod
    def within(cls, first: date, last: date) -> ColumnElement[bool]:
        """The condition that the day lies in a span."""
        return cls.day.between(period("day", first), period("day", last))

    @classmethod
    def counts_in(cls, grain: Grain) -> ColumnElement[bool]:
        """The condition that the period of a grain is meant."""
        return cls.grains.bitwise_and(bits(grain)) != 0


def bits(*grains: Grain) -> int:
    """Grains as a number with a bit for each."""
    return sum(1 << GRAINS.index(grain) for grain in grains)


SUMMED: tuple[Grain, ...] = ("day", "week", "month", "year")
"""The grains for which the sums of communes and of the city are kept."""

FIGURES = ("records", "people", "amount")


@dataclass(frozen=True)
class Counted:
    """A record that stands, as the sums see it."""

    kind: str
    id: int
    person_id: int
    area_id: int
    day: date
    client_id: int | None
    counts: Counts

    def appearances(self) -> set[Appearance]:
        """Who appears on that day, under which subject and key of those that count different persons."""
        found = {Appearance("collaborators", "", self.person_id, self.day)}
        if self.client_id is not None:
            found |= {Appearance("clients", key, self.client_id, self.day) for key in ("", self.kind)}
        return found


def primary_key(model: type[Sum]) -> list[str]:
    """The columns that tell the rows of a table of sums apart, in the table's order."""
    return [column.name for column in model.__table__.columns if column.primary_key]


_area, _commune = aliased(Area), aliased(Area)
_HOLD_COMMUNE = (
    select(_commune.id)
    .where(
        _commune.id
        == select(case((_area.kind == "hamlet", _area.parent_id), else_=_area.id))
        .where(_area.id == bindparam("area_id"))
        .scalar_subquery()
    )
    .with_for_update(key_share=True)
)


async def keep_in_step(session: AsyncSession, before: Counted | None, after: Counted | None) -> None:
    """Brings the sums in step with a change of one record, which was made in this transaction: a new one has nothing
    before, one that is withdrawn nothing after. Only what differs is written."""
    some = before or after
    if some is None or before == after:
        return
    connection = await session.connection()
    commune_id = await hold_commune(connection, some.area_id)
    added: defaultdict[tuple[Any, ...], Figures] = defaultdict(Figures)
    for sign, record in ((-1, before), (1, after)):
        if record is not None:
            whose = commune_id, record.area_id, record.person_id
            for (subject, key), figures in record.counts.items():
                signed = figures if sign > 0 else NOTHING - figures
                added[*whose, subject, key, period("day", record.day), _SUMMED] += signed
    old, new = (record.appearances() if record else set() for record in (before, after))
    for sign, changed in ((-1, old - new), (1, new - old)):
        for one, grains in await firsts(connection, commune_id, changed, besides=(some.kind, some.id)):
            whose = commune_id, some.area_id, some.person_id
            added[*whose, one.subject, one.key, period("day", one.day), bits(*grains)] += Figures(sign)
    rows = [(*key, figures.records, figures.people, figures.amount) for key, figures in added.items() if figures]
    if rows:
        await connection.exec_driver_sql(_append(connection), rows)


async def hold_commune(connection: AsyncConnection, area_id: int) -> int:
    """The commune of an area (or the area itself where there is none), held for this transaction: whoever changes its
    records does so one after the other, and what they read of them in order to count persons is settled."""
    commune_id: int = (await connection.execute(_HOLD_COMMUNE, {"area_id": area_id})).scalar_one()
    return commune_id


_SUMMED = bits(*SUMMED)
_APPEND: dict[str, str] = {}


def _append(connection: AsyncConnection) -> str:
    """The statement that appends additions, in the driver's own words: every record needs it."""
    dialect = connection.dialect
    if dialect.name not in _APPEND:
        columns = [column.name for column in Addition.__table__.c if column.name != "id"]
        added = insert(cast(Table, Addition.__table__)).compile(dialect=dialect, column_keys=columns)
        _APPEND[dialect.name] = str(added)
    return _APPEND[dialect.name]
