"""Talks: the communication sessions that collaborators hold (buổi truyền thông, tư vấn), and their revisions.

Nothing is overwritten without a revision and nothing is deleted: a talk is corrected (version + 1) or withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Instant
from db.scope import Scope


class Talk(Base):
    """One communication session as its collaborator logged it."""

    __tablename__ = "talks"
    __table_args__ = (
        UniqueConstraint("channel", "update_id"),
        Index("ix_talks_person_day", "person_id", "held_on"),
        Index("ix_talks_area_day", "area_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    held_on: Mapped[date]
    form: Mapped[str] = mapped_column(String(20))
    attendees: Mapped[int]
    households: Mapped[int | None]
    women_40: Mapped[int | None]
    women_30_54: Mapped[int | None]
    leaflets: Mapped[int | None]
    funding: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(String(500))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    channel: Mapped[str] = mapped_column(String(20))
    update_id: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class TalkTopic(Base):
    """A topic of a talk."""

    __tablename__ = "talk_topics"

    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(30), primary_key=True)


class Revision(Base):
    """A change of a record: who, when, what it was before and after, and why."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("record", "record_id", "version"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    record: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    before: Mapped[Any] = mapped_column(JSON)
    after: Mapped[Any] = mapped_column(JSON)
    reason: Mapped[str | None] = mapped_column(String(500))


FACTS = ("form", "attendees", "households", "women_40", "women_30_54", "leaflets", "funding", "note")
"""The answers of a talk that are kept as columns of their own, besides `held_on` and `topics`."""


@dataclass(frozen=True)
class Kept:
    """A talk as it is read: its answers (`facts`, as the form of a talk knows them) and its history."""

    id: int
    person_id: int
    held_on: date
    entered_at: datetime
    version: int
    withdrawn_at: datetime | None
    facts: dict[str, Any]


@dataclass(frozen=True)
class Totals:
    """Sums over talks that were not withdrawn."""

    talks: int
    attendees: int
    households: int
    leaflets: int


async def add_talk(
    session: AsyncSession,
    facts: dict[str, Any],
    *,
    person_id: int,
    area_id: int,
    channel: str,
    update_id: int,
    now: datetime,
) -> int:
    """Keeps a new talk; returns its id. `facts` are the answers of the talk form."""
    talk_id: int = (
        await session.execute(
            insert(Talk)
            .values(
                person_id=person_id,
                area_id=area_id,
                held_on=date.fromisoformat(facts["held_on"]),
                entered_at=now,
                channel=channel,
                update_id=update_id,
                version=1,
                **_columns(facts),
            )
            .returning(Talk.id)
        )
    ).scalar_one()
    await _add_topics(session, talk_id, facts["topics"])
    return talk_id


async def correct_talk(
    session: AsyncSession, scope: Scope, talk_id: int, facts: dict[str, Any], *, person_id: int, now: datetime
) -> bool:
    """Replaces the answers of a talk and keeps the former ones as a revision. False when nothing differs or the talk
    is withdrawn or outside the scope."""
    old = await talk(session, scope, talk_id)
    after = {"held_on": facts["held_on"], "topics": sorted(facts["topics"]), **_columns(facts)}
    if old is None or old.withdrawn_at is not None or old.facts == after:
        return False
    await session.execute(
        update(Talk)
        .where(Talk.id == talk_id)
        .values(held_on=date.fromisoformat(after["held_on"]), version=old.version + 1, **_columns(after))
    )
    await session.execute(delete(TalkTopic).where(TalkTopic.talk_id == talk_id))
    await _add_topics(session, talk_id, after["topics"])
    await _revise(session, old, after, person_id=person_id, now=now, reason=None)
    return True


async def withdraw_talk(
    session: AsyncSession, scope: Scope, talk_id: int, reason: str, *, person_id: int, now: datetime
) -> bool:
    """Takes a talk out of all sums, with a reason. False when it was withdrawn already or is outside the scope."""
    old = await talk(session, scope, talk_id)
    if old is None or old.withdrawn_at is not None:
        return False
    await session.execute(update(Talk).where(Talk.id == talk_id).values(withdrawn_at=now, version=old.version + 1))
    await _revise(session, old, None, person_id=person_id, now=now, reason=reason)
    return True


async def talk(session: AsyncSession, scope: Scope, talk_id: int) -> Kept | None:
    """One talk, withdrawn or not, held for this transaction."""
    found = await session.execute(select(Talk).where(scope.covers(Talk), Talk.id == talk_id).with_for_update())
    row = found.scalar_one_or_none()
    return (await _with_topics(session, [row]))[0] if row else None


async def talks(
    session: AsyncSession, scope: Scope, first: date, last: date, *, limit: int, offset: int = 0
) -> Sequence[Kept]:
    """The talks held from `first` to `last`, latest first, without the withdrawn ones."""
    rows = await session.scalars(
        select(Talk)
        .where(scope.covers(Talk), Talk.held_on.between(first, last), Talk.withdrawn_at.is_(None))
        .order_by(Talk.held_on.desc(), Talk.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return await _with_topics(session, rows.all())


async def totals(session: AsyncSession, scope: Scope, first: date, last: date) -> Totals:
    """The sums of the talks held from `first` to `last`."""
    row = (
        await session.execute(
            select(
                func.count(Talk.id),
                func.coalesce(func.sum(Talk.attendees), 0),
                func.coalesce(func.sum(Talk.households), 0),
                func.coalesce(func.sum(Talk.leaflets), 0),
            ).where(scope.covers(Talk), Talk.held_on.between(first, last), Talk.withdrawn_at.is_(None))
        )
    ).one()
    return Totals(*(int(figure) for figure in row))


async def last_talk(session: AsyncSession, scope: Scope) -> Kept | None:
    """The talk that was entered last and still stands."""
    row = await session.scalar(
        select(Talk).where(scope.covers(Talk), Talk.withdrawn_at.is_(None)).order_by(Talk.id.desc()).limit(1)
    )
    return (await _with_topics(session, [row]))[0] if row else None


async def same_talk(
    session: AsyncSession, scope: Scope, facts: dict[str, Any], now: datetime, within: timedelta
) -> Kept | None:
    """A talk entered within the last moments that says the same (day, form, topics, people): probably the same one."""
    rows = await session.scalars(
        select(Talk)
        .where(
            scope.covers(Talk),
            Talk.withdrawn_at.is_(None),
            Talk.entered_at > now - within,
            Talk.held_on == date.fromisoformat(facts["held_on"]),
            Talk.form == facts["form"],
            Talk.attendees == facts["attendees"],
        )
        .order_by(Talk.id.desc())
        .limit(20)
    )
    candidates = await _with_topics(session, rows.all())
    return next((kept for kept in candidates if kept.facts["topics"] == sorted(facts["topics"])), None)


def _columns(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: facts.get(name) for name in FACTS}


async def _add_topics(session: AsyncSession, talk_id: int, topics: Sequence[str]) -> None:
    await session.execute(insert(TalkTopic), [{"talk_id": talk_id, "topic": topic} for topic in topics])


async def _with_topics(session: AsyncSession, rows: Sequence[Talk]) -> list[Kept]:
    if not rows:
        return []
    topics: dict[int, list[str]] = {row.id: [] for row in rows}
    found = await session.execute(
        select(TalkTopic.talk_id, TalkTopic.topic).where(TalkTopic.talk_id.in_(topics)).order_by(TalkTopic.topic)
    )
    for talk_id, topic in found:
        topics[talk_id].append(topic)
    return [
        Kept(
            id=row.id,
            person_id=row.person_id,
            held_on=row.held_on,
            entered_at=row.entered_at,
            version=row.version,
            withdrawn_at=row.withdrawn_at,
            facts={
                "held_on": row.held_on.isoformat(),
                "topics": topics[row.id],
                **{name: getattr(row, name) for name in FACTS},
            },
        )
        for row in rows
    ]


async def _revise(
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
            record="talk",
            record_id=old.id,
            version=old.version + 1,
            person_id=person_id,
            at=now,
            before=old.facts,
            after=after,
            reason=reason,
        )
    )
