"""What all records share: who wrote them, where and when, and how they are corrected and withdrawn.

Nothing is overwritten without a revision and nothing is deleted: a record is corrected (version + 1) or withdrawn.
Each kind of record has a ledger, which knows its tables and keeps and reads them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Instant
from db.scope import Scope
from db.statistics.counts import counts
from db.sums import Counted, keep_in_step

BigId = BigInteger().with_variant(Integer, "sqlite")


class Record(Base):
    """Something that a person did on a day in an area.

    (`channel`, `update_id`, `part`) is unique: an update makes each of its records once; `part` counts them from 0.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    day: Mapped[date]
    entered_at: Mapped[datetime] = mapped_column(Instant)
    channel: Mapped[str] = mapped_column(String(20))
    update_id: Mapped[int] = mapped_column(BigInteger)
    part: Mapped[int] = mapped_column(server_default="0")
    version: Mapped[int]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


def record_args(table: str, *more: Any) -> tuple[Any, ...]:
    """The constraints and indexes of a table of records, and more of its own."""
    return (
        UniqueConstraint("channel", "update_id", "part"),
        Index(f"ix_{table}_person_day", "person_id", "day"),
        Index(f"ix_{table}_area_day", "area_id", "day"),
        *more,
    )


class Revision(Base):
    """A change of a record: who, when, what it was before and after, and why."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("record", "record_id", "version"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    record: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    before: Mapped[Any] = mapped_column(JSON)
    after: Mapped[Any] = mapped_column(JSON)
    reason: Mapped[str | None] = mapped_column(String(500))


@dataclass(frozen=True)
class Kept:
    """A record as it is read: its facts (JSON values by name), its history, and its `outcome` (see Ledger)."""

    kind: str
    id: int
    person_id: int
    area_id: int
    day: date
    entered_at: datetime
    version: int
    withdrawn_at: datetime | None
    facts: dict[str, Any]
    outcome: Mapping[str, Any] = field(default_factory=dict)

    def counted(self) -> Counted | None:
        """The record as the sums see it; None when it was withdrawn."""
        if self.withdrawn_at is not None:
            return None
        counted = counts(self.kind, self.day, self.entered_at, self.facts, self.outcome)
        return Counted(self.kind, self.id, self.person_id, self.area_id, self.day, self.facts.get("client_id"), counted)


@dataclass(frozen=True)
class Part:
    """A fact that is a list, kept in a table of its own, whose column `owner` names the record.

    With one column it is a sorted list of codes; with several a list of dictionaries, in the order of `position`.
    """

    fact: str
    table: type[Base]
    owner: str
    columns: tuple[str, ...]

    @property
    def ordered(self) -> bool:
        """Whether the list has an order of its own."""
        return len(self.columns) > 1

    def normal(self, values: Sequence[Any]) -> list[Any]:
        """The list as it will be read again."""
        if not self.ordered:
            return sorted(set(values))
        return [{name: value.get(name) for name in self.columns} for value in values]

    def rows(self, record_id: int, values: Sequence[Any]) -> list[dict[str, Any]]:
        """The list as rows of the table."""
        if not self.ordered:
            return [{self.owner: record_id, self.columns[0]: value} for value in values]
        return [{self.owner: record_id, "position": place, **value} for place, value in enumerate(values)]


@dataclass(frozen=True)
class Ledger:
    """The records of one kind. `day` is the fact that holds the day (ISO); `columns` are the facts that are columns of
    the same name, `parts` those that are lists. `outcome` are the columns that tell what became of the record since,
    with what they hold at first; whoever changes them keeps the sums in step (see db/sums.py), as the ledger does."""

    kind: str
    table: type[Record]
    day: str
    columns: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    outcome: Mapping[str, Any] = field(default_factory=dict)

    def normal(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """All facts of a record as they will be read again."""
        return {
            self.day: facts[self.day],
            **{part.fact: part.normal(facts[part.fact]) for part in self.parts},
            **{name: facts.get(name) for name in self.columns},
        }

    async def add(
        self,
        session: AsyncSession,
        facts: Mapping[str, Any],
        *,
        person_id: int,
        area_id: int,
        channel: str,
        update_id: int,
        part: int = 0,
        now: datetime,
    ) -> int:
        """Keeps a new record; returns its id."""
        kept = self.normal(facts)
        record_id: int = (
            await session.execute(
                insert(self.table)
                .values(
                    person_id=person_id,
                    area_id=area_id,
                    entered_at=now,
                    channel=channel,
                    update_id=update_id,
                    part=part,
                    version=1,
                    **self._columns(kept),
                )
                .returning(self.table.id)
            )
        ).scalar_one()
        await self._add_parts(session, record_id, kept)
        day = date.fromisoformat(kept[self.day])
        added = Kept(self.kind, record_id, person_id, area_id, day, now, 1, None, kept, self.outcome)
        await keep_in_step(session, None, added.counted())
        return record_id

    async def correct(
        self,
        session: AsyncSession,
        scope: Scope,
        record_id: int,
        facts: Mapping[str, Any],
        *,
        person_id: int,
        now: datetime,
    ) -> bool:
        """Replaces the facts of a record and keeps the former ones as a revision. False when nothing differs or the
        record is withdrawn or outside the scope."""
        old, after = await self.one(session, scope, record_id), self.normal(facts)
        if old is None or old.withdrawn_at is not None or old.facts == after:
            return False
        changed = update(self.table).where(self.table.id == record_id)
        await session.execute(changed.values(version=old.version + 1, **self._columns(after)))
        for part in self.parts:
            await session.execute(delete(part.table).where(getattr(part.table, part.owner) == record_id))
        await self._add_parts(session, record_id, after)
        await self._revise(session, old, after, person_id=person_id, now=now, reason=None)
        corrected = replace(old, day=date.fromisoformat(after[self.day]), facts=after)
        await keep_in_step(session, old.counted(), corrected.counted())
        return True

    async def withdraw(
        self, session: AsyncSession, scope: Scope, record_id: int, reason: str, *, person_id: int, now: datetime
    ) -> bool:
        """Takes a record out of all sums, with a reason. False when it was withdrawn already or is outside the
        scope."""
        old = await self.one(session, scope, record_id)
        if old is None or old.withdrawn_at is not None:
            return False
        withdrawn = update(self.table).where(self.table.id == record_id)
        await session.execute(withdrawn.values(withdrawn_at=now, version=old.version + 1))
        await self._revise(session, old, None, person_id=person_id, now=now, reason=reason)
        await keep_in_step(session, old.counted(), None)
        return True

    async def one(self, session: AsyncSession, scope: Scope, record_id: int) -> Kept | None:
        """One record, withdrawn or not, held for this transaction."""
        found = select(self.table).where(scope.covers(self.table), self.table.id == record_id).with_for_update()
        row = (await session.execute(found)).scalar_one_or_none()
        return (await self._read(session, [row]))[0] if row else None

    async def between(
        self, session: AsyncSession, scope: Scope, first: date, last: date, *, limit: int, offset: int = 0
    ) -> list[Kept]:
        """The records of the days from `first` to `last`, latest first, without the withdrawn ones."""
        rows = await session.scalars(
            select(self.table)
            .where(*self.standing(scope, first, last))
            .order_by(self.table.day.desc(), self.table.id.desc())
            .limit(limit)
            .offset(offset)
        )
        return await self._read(session, rows.all())

    def standing(self, scope: Scope, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
        """The conditions for the records of those days that were not withdrawn."""
        return scope.covers(self.table), self.table.day.between(first, last), self.table.withdrawn_at.is_(None)

    async def last(self, session: AsyncSession, scope: Scope) -> Kept | None:
        """The record that was entered last and still stands."""
        found = select(self.table).where(scope.covers(self.table), self.table.withdrawn_at.is_(None))
        row = await session.scalar(found.order_by(self.table.id.desc()).limit(1))
        return (await self._read(session, [row]))[0] if row else None

    async def same(
        self,
        session: AsyncSession,
        scope: Scope,
        facts: Mapping[str, Any],
        names: Sequence[str],
        *,
        now: datetime,
        within: timedelta,
    ) -> Kept | None:
        """A record entered within the last moments with the same day and the same facts of these names."""
        rows = await session.scalars(
            select(self.table)
            .where(
                scope.covers(self.table),
                self.table.withdrawn_at.is_(None),
                self.table.entered_at > now - within,
                self.table.day == date.fromisoformat(facts[self.day]),
            )
            .order_by(self.table.id.desc())
            .limit(20)
        )
        wanted = self.normal(facts)
        candidates = await self._read(session, rows.all())
        return next((kept for kept in candidates if all(kept.facts[name] == wanted[name] for name in names)), None)

    def _columns(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        return {"day": date.fromisoformat(facts[self.day]), **{name: facts[name] for name in self.columns}}

    async def _add_parts(self, session: AsyncSession, record_id: int, facts: Mapping[str, Any]) -> None:
        for part in self.parts:
            if rows := part.rows(record_id, facts[part.fact]):
                await session.execute(insert(part.table), rows)

    async def _read(self, session: AsyncSession, rows: Sequence[Record]) -> list[Kept]:
        lists = [await _lists(session, part, [row.id for row in rows]) for part in self.parts]
        return [
            Kept(
                kind=self.kind,
                id=row.id,
                person_id=row.person_id,
                area_id=row.area_id,
                day=row.day,
                entered_at=row.entered_at,
                version=row.version,
                withdrawn_at=row.withdrawn_at,
                facts={
                    self.day: row.day.isoformat(),
                    **{part.fact: found[row.id] for part, found in zip(self.parts, lists, strict=True)},
                    **{name: getattr(row, name) for name in self.columns},
                },
                outcome={name: getattr(row, name) for name in self.outcome},
            )
            for row in rows
        ]

    async def _revise(
        self,
        session: AsyncSession,
        old: Kept,
        after: dict[str, Any] | None,
        *,
        person_id: int,
        now: datetime,
        reason: str | None,
    ) -> None:
        await session.execute(
            insert(Revision).values(
                record=self.kind,
                record_id=old.id,
                version=old.version + 1,
                person_id=person_id,
                at=now,
                before=old.facts,
                after=after,
                reason=reason,
            )
        )


async def _lists(session: AsyncSession, part: Part, ids: Sequence[int]) -> dict[int, list[Any]]:
    """The lists of a part, by record."""
    lists: dict[int, list[Any]] = {record_id: [] for record_id in ids}
    if not ids:
        return lists
    owner, columns = getattr(part.table, part.owner), [getattr(part.table, name) for name in part.columns]
    order = part.table.__table__.c["position"] if part.ordered else columns[0]
    rows = await session.execute(select(owner, *columns).where(owner.in_(ids)).order_by(order))
    for record_id, *values in rows:
        lists[record_id].append(dict(zip(part.columns, values, strict=True)) if part.ordered else values[0])
    return lists
