"""Sums of what is on record, kept in the transaction of every change of a record, so that no question scans records.

Two tables. `commune_sums`: by commune, for each day, month and year, and how many different persons there were in each
standard period. `person_sums`: by area and person, for each month: hamlets and collaborators are sums of few rows, and
what one collaborator did in some areas can be asked for as it can of records. There is nothing for the city: a row that
everybody writes to would make everybody wait, and it is the sum of its communes. Single days of an area or a person are
counted from the few records of those days (see db/statistics/questions.py).

One table for all kinds of records rather than one for each, since a record is then two statements whatever it is, and
narrow rows with three figures, since few subjects have more (what they mean: db/statistics/counts.py).

30 million records in ten years of 12,000 collaborators in 126 communes are 65 a day and commune, 21 a month and person.
They make about 21 million rows of days, 1.5 million of months and years, and 43 million of persons: 66 million rows of
some 55 bytes on SQLite (no rowid: the table is its index) and 135 on PostgreSQL, 3.6 and 9 GB beside about 9 and 13 GB
of records with their indexes. A table of all keys with numbers for them would save a third of that and cost a look-up
in each statement and each answer; words in the rows were preferred.

A period's rows of all communes lie together by subject: a question about the city reads a stretch for each period, one
about a commune looks up its rows in each, and what is written today lies in a few pages. A person's and an area's rows
lie together in order of time. Writers of one commune wait for each other (on PostgreSQL at the commune's row): they
would at its year's sums, but in whatever order.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Dialect,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
    bindparam,
    case,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from db.areas import Area
from db.base import DIALECT_INSERT, Base
from db.statistics.counts import NOTHING, Counts, Figures
from db.statistics.firsts import Appearance, firsts
from db.statistics.spans import Grain, period


class Sum(Base):
    """Figures under a subject and a key for a period, which is a number (see db/statistics/spans.py)."""

    __abstract__ = True

    subject: Mapped[str] = mapped_column(String(13), primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=1)
    key: Mapped[str] = mapped_column(String(120), primary_key=True, sort_order=3)
    records: Mapped[int] = mapped_column(sort_order=4)
    people: Mapped[int] = mapped_column(sort_order=4)
    amount: Mapped[int] = mapped_column(BigInteger, sort_order=4)


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


SUMMED: tuple[Grain, ...] = ("day", "month", "year")
"""The grains for which communes' sums are kept."""

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


_ADDING: dict[tuple[str, str], str] = {}

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
    sums = Tally()
    for sign, record in ((-1, before), (1, after)):
        if record is not None:
            sums.add(commune_id, record, sign)
    old, new = (record.appearances() if record else set() for record in (before, after))
    for sign, changed in ((-1, old - new), (1, new - old)):
        for appearance, periods in await firsts(connection, commune_id, changed, besides=(some.kind, some.id)):
            sums.count_person(commune_id, appearance, periods, sign)
    await add_rows(connection, sums)


async def hold_commune(connection: AsyncConnection, area_id: int) -> int:
    """The commune of an area (or the area itself where there is none), held for this transaction: whoever writes to its
    sums does so one after the other, and what they read of its records in order to count persons is settled."""
    commune_id: int = (await connection.execute(_HOLD_COMMUNE, {"area_id": area_id})).scalar_one()
    return commune_id


class Tally:
    """Sums of several records, or differences between them, as rows of both tables by their primary keys."""

    def __init__(self) -> None:
        self.communes: defaultdict[tuple[Any, ...], Figures] = defaultdict(Figures)
        self.persons: defaultdict[tuple[Any, ...], Figures] = defaultdict(Figures)

    def add(self, commune_id: int, record: Counted, sign: int = 1) -> None:
        """Adds a record (or takes it away) but for the counts of different persons."""
        day, month, year = (period(grain, record.day) for grain in SUMMED)
        for (subject, key), figures in record.counts.items():
            signed = figures if sign > 0 else NOTHING - figures
            for number in (day, month, year):
                self.communes[commune_id, subject, number, key] += signed
            self.persons[record.area_id, subject, month, record.person_id, key] += signed

    def count_person(self, commune_id: int, appearance: Appearance, periods: Iterable[int], sign: int = 1) -> None:
        """Counts a person in these periods."""
        for number in periods:
            self.communes[commune_id, appearance.subject, number, appearance.key] += Figures(sign)


async def add_rows(connection: AsyncConnection, sums: Tally) -> None:
    """Adds to the rows that are there and makes those that are not, always in the same order."""
    for model, rows in ((CommuneSum, sums.communes), (PersonSum, sums.persons)):
        values = [(*key, figures.records, figures.people, figures.amount) for key, figures in rows.items() if figures]
        if values:
            await connection.exec_driver_sql(_adding(model, connection.dialect), sorted(values))


def _adding(model: type[Sum], dialect: Dialect) -> str:
    """The statement that adds to rows, in the driver's own words: every record needs it for twenty rows."""
    known = model.__tablename__, dialect.name
    if known not in _ADDING:
        columns = model.__table__.c
        add = DIALECT_INSERT[dialect.name](cast(Table, model.__table__))
        added = add.on_conflict_do_update(
            index_elements=primary_key(model),
            set_={name: columns[name] + add.excluded[name] for name in FIGURES},
        )
        _ADDING[known] = str(added.compile(dialect=dialect))
    return _ADDING[known]
