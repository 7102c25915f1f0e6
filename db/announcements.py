"""Announcements: what an officer or an admin writes once to all collaborators of an area, and what became of it.

Who gets it is settled when it is sent, one row for each of them; the letters are written by and by (see
bot/announcing.py). (announcement, person) is unique, and a row leaves `waiting` in the transaction that puts its letter
into the outbox: nobody gets the same twice. A reminder is an announcement of its own, to those who had not read the
first.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from db.accounts import addresses_for
from db.acts import note_act
from db.areas import Area, subtree
from db.base import Base, Instant
from db.leave import is_away
from db.messages import Outgoing, withdraw
from db.people import Address, Grant, Person, held_on
from db.scope import Scope

WAITING, QUEUED, SENT, FAILED, STOPPED, LATE = "waiting", "queued", "sent", "failed", "stopped", "late"
STATES = (WAITING, QUEUED, SENT, FAILED, STOPPED, LATE)
"""What can become of an announcement for one person: not yet written, in the outbox, on the phone, given up by the
messenger, stopped by the sender, or never possible while it was of use."""
_UNSETTLED = text("state = 'waiting' OR state = 'queued'")


class Announcement(Base):
    """A text by `person_id` to the collaborators of an area. `reminds` is the announcement that it reminds of."""

    __tablename__ = "announcements"
    __table_args__ = (Index("ix_announcements_area", "area_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    text: Mapped[str] = mapped_column(Text)
    reminds: Mapped[int | None] = mapped_column(ForeignKey("announcements.id"), unique=True)
    at: Mapped[datetime] = mapped_column(Instant)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)


class Recipient(Base):
    """Somebody whom an announcement goes to. `next_at`: when it may be written; `letter`: its message in the outbox."""

    __tablename__ = "announcement_recipients"
    __table_args__ = (
        Index(
            "ix_announcement_recipients_unsettled",
            "announcement_id",
            "person_id",
            sqlite_where=_UNSETTLED,
            postgresql_where=_UNSETTLED,
        ),
        Index("ix_announcement_recipients_person", "person_id"),
        {"sqlite_with_rowid": False},
    )

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(10))
    next_at: Mapped[datetime] = mapped_column(Instant)
    letter: Mapped[int | None] = mapped_column(BigInteger)
    read_at: Mapped[datetime | None] = mapped_column(Instant)


@dataclass(frozen=True)
class Audience:
    """How many collaborators an announcement would go to: those who can be told now, those who cannot be reached at
    present, and those who are on leave."""

    reachable: int
    unreachable: int
    away: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.reachable + self.unreachable + self.away


@dataclass(frozen=True)
class Written:
    """An announcement as it is read. `original` is its own id, or that of the announcement it reminds of."""

    id: int
    original: int
    author: str
    area_id: int
    area_name: str
    text: str
    at: datetime
    original_at: datetime
    stopped_at: datetime | None

    @property
    def is_reminder(self) -> bool:
        """Whether it reminds of another one."""
        return self.original != self.id


@dataclass(frozen=True)
class Outcome:
    """What became of an announcement, in people; `read` are among those who have it."""

    waiting: int = 0
    delivered: int = 0
    read: int = 0
    failed: int = 0
    stopped: int = 0
    late: int = 0

    @property
    def unread(self) -> int:
        """Those who have it and did not say that they read it."""
        return self.delivered - self.read


Key = tuple[int, int]
"""An announcement and a person."""


# --- writing --------------------------------------------------------------------------------------------------------


async def audience(session: AsyncSession, scope: Scope, day: date, besides: int) -> Audience:
    """Whom an announcement to the areas of a scope would reach on a day, `besides` somebody (who writes it)."""
    found = _collaborators(scope, day, besides).subquery()
    away, told = is_away(found.c.person_id, day), reachable(found.c.person_id)
    stands = case((away, "away"), (told, "reachable"), else_="unreachable").label("stands")
    people = select(stands).select_from(found).subquery()
    counted = await session.execute(select(people.c.stands, func.count()).group_by(people.c.stands))
    by_standing = {standing: n for standing, n in counted}
    return Audience(*(by_standing.get(name, 0) for name in ("reachable", "unreachable", "away")))


async def chats_told(
    session: AsyncSession, scope: Scope, day: date, besides: int, messengers: Collection[str]
) -> dict[str, int]:
    """How many chats an announcement to the areas of a scope would go to on a day, by messenger; see `audience`."""
    people = await session.scalars(_collaborators(scope, day, besides))
    return Counter(chat.channel for chat in (await addresses_for(session, people, messengers)).values())


async def announce(session: AsyncSession, area_id: int, words: str, *, person_id: int, day: date, now: datetime) -> int:
    """Keeps an announcement to the collaborators of an area on a day, and that it waits for each of them; returns its
    id. Whoever writes it does not get it."""
    scope = Scope(area_ids=await subtree(session, [area_id]))
    made = insert(Announcement).values(person_id=person_id, area_id=area_id, text=words, at=now)
    announcement_id: int = (await session.execute(made.returning(Announcement.id))).scalar_one()
    await _address(session, announcement_id, _collaborators(scope, day, person_id), now)
    await note_act(session, "announce", "announcement", announcement_id, person_id=person_id, now=now)
    return announcement_id


async def remind(
    session: AsyncSession, scope: Scope, announcement_id: int, *, person_id: int, now: datetime
) -> int | None:
    """Says an announcement once more to those who have it and did not read it; returns the id of that reminder. None
    when the scope holds no such announcement, when it was reminded of before, or when everybody has read it."""
    await take_over(session, announcement_id)
    known = await one(session, scope, announcement_id)
    unread = select(Recipient.person_id).where(
        Recipient.announcement_id == announcement_id, Recipient.state == SENT, Recipient.read_at.is_(None)
    )
    reminded = await session.scalar(select(Announcement.id).where(Announcement.reminds == announcement_id))
    if known is None or known.is_reminder or reminded is not None or await session.scalar(unread.limit(1)) is None:
        return None
    made = insert(Announcement).values(
        person_id=person_id, area_id=known.area_id, text=known.text, reminds=announcement_id, at=now
    )
    reminder_id: int = (await session.execute(made.returning(Announcement.id))).scalar_one()
    await _address(session, reminder_id, unread, now)
    await note_act(session, "remind unread", "announcement", announcement_id, person_id=person_id, now=now)
    return reminder_id


async def stop(session: AsyncSession, scope: Scope, announcement_id: int, *, person_id: int, now: datetime) -> bool:
    """Stops an announcement: whoever does not have it by now does not get it. False when the scope holds no such
    announcement, or when it was stopped before."""
    stopped = await session.scalars(
        update(Announcement)
        .where(Announcement.id == announcement_id, Announcement.stopped_at.is_(None), scope.covers(Announcement))
        .values(stopped_at=now)
        .returning(Announcement.id)
    )
    if stopped.one_or_none() is None:
        return False
    mine = Recipient.announcement_id == announcement_id
    await session.execute(update(Recipient).where(mine, Recipient.state == WAITING).values(state=STOPPED))
    await withdraw(session, select(Recipient.letter).where(mine, Recipient.state == QUEUED), now)
    await take_over(session, announcement_id)
    await note_act(session, "stop announcement", "announcement", announcement_id, person_id=person_id, now=now)
    return True


async def _address(session: AsyncSession, announcement_id: int, people: Select[int], now: datetime) -> None:
    """Has an announcement wait for each of these people: one statement, however many they are."""
    columns = ["announcement_id", "person_id", "state", "next_at"]
    given = people.add_columns(literal(WAITING), literal(now, Instant))
    rows = select(literal(announcement_id), *given.subquery().c)
    await session.execute(insert(Recipient).from_select(columns, rows))


def _collaborators(scope: Scope, day: date, besides: int) -> Select[int]:
    """The collaborators who work in the areas of a scope on a day, `besides` somebody."""
    return (
        select(Grant.person_id)
        .distinct()
        .where(Grant.role == "collaborator", Grant.state == "active", held_on(day), scope.covers(Grant))
        .where(Grant.person_id != besides)
    )


# --- reading ----------------------------------------------------------------------------------------------------------


async def take_over(session: AsyncSession, announcement_id: int | None = None) -> None:
    """Takes over from the outbox what became of the letters of an announcement, or (None) of all. To be done before the
    outbox forgets them. A letter that was on its way when it was stopped counts as sent."""
    mine = Recipient.state == QUEUED
    if announcement_id is not None:
        mine = and_(Recipient.announcement_id == announcement_id, Recipient.state.in_((QUEUED, STOPPED)))
    outcome = case(
        (Outgoing.sent_at.is_not(None), SENT),
        (Announcement.stopped_at.is_not(None), STOPPED),
        else_=FAILED,
    )
    await session.execute(
        update(Recipient)
        .where(
            mine,
            Outgoing.id == Recipient.letter,
            Announcement.id == Recipient.announcement_id,
            or_(Outgoing.sent_at.is_not(None), Outgoing.failed_at.is_not(None)),
        )
        .values(state=outcome)
        .execution_options(synchronize_session=False)
    )


async def written(session: AsyncSession, scope: Scope, ids: Iterable[int]) -> dict[int, Written]:
    """These announcements, by id; those that lie outside the scope are missing."""
    first = aliased(Announcement)
    rows = await session.execute(
        select(
            Announcement.id,
            func.coalesce(first.id, Announcement.id),
            Person.name,
            Announcement.area_id,
            Area.name,
            Announcement.text,
            Announcement.at,
            func.coalesce(first.at, Announcement.at, type_=Instant),
            Announcement.stopped_at,
        )
        .join(Person, Person.id == Announcement.person_id)
        .join(Area, Area.id == Announcement.area_id)
        .outerjoin(first, first.id == Announcement.reminds)
        .where(Announcement.id.in_(sorted(ids)), scope.covers(Announcement))
    )
    return {row.id: Written(*row) for row in rows}


async def mark_read(session: AsyncSession, announcement_id: int, person_id: int, now: datetime) -> bool:
    """Notes that somebody has read an announcement, be it in a reminder; False when it did not go to them."""
    either = or_(Announcement.id == announcement_id, Announcement.reminds == announcement_id)
    mine = (Recipient.person_id == person_id, Recipient.announcement_id.in_(select(Announcement.id).where(either)))
    await session.execute(update(Recipient).where(*mine, Recipient.read_at.is_(None)).values(read_at=now))
    return await session.scalar(select(Recipient.person_id).where(*mine).limit(1)) is not None


async def one(session: AsyncSession, scope: Scope, announcement_id: int) -> Written | None:
    """An announcement to an area of the scope."""
    return (await written(session, scope, [announcement_id])).get(announcement_id)


async def newest(session: AsyncSession, scope: Scope, limit: int) -> list[Written]:
    """The newest announcements to areas of the scope, without reminders."""
    ids = await session.scalars(
        select(Announcement.id)
        .where(Announcement.reminds.is_(None), scope.covers(Announcement))
        .order_by(Announcement.id.desc())
        .limit(limit)
    )
    found = await written(session, scope, ids)
    return [found[id] for id in sorted(found, reverse=True)]


async def reminder_of(session: AsyncSession, scope: Scope, announcement_id: int) -> Written | None:
    """The reminder of an announcement."""
    found = select(Announcement.id).where(Announcement.reminds == announcement_id)
    reminder_id = await session.scalar(found)
    return None if reminder_id is None else await one(session, scope, reminder_id)


async def outcome(session: AsyncSession, scope: Scope, announcement_id: int) -> Outcome:
    """What became of an announcement until now."""
    await take_over(session, announcement_id)
    rows = await session.execute(
        select(Recipient.state, func.count(), func.count(Recipient.read_at))
        .join(Announcement, Announcement.id == Recipient.announcement_id)
        .where(Recipient.announcement_id == announcement_id, scope.covers(Announcement))
        .group_by(Recipient.state)
    )
    counted = {state: (people, read) for state, people, read in rows}
    people = {state: counted[state][0] if state in counted else 0 for state in STATES}
    return Outcome(
        waiting=people[WAITING] + people[QUEUED],
        delivered=people[SENT],
        read=counted[SENT][1] if SENT in counted else 0,
        failed=people[FAILED],
        stopped=people[STOPPED],
        late=people[LATE],
    )


async def names(
    session: AsyncSession, scope: Scope, announcement_id: int, state: str, limit: int, *, unread: bool = False
) -> Sequence[str]:
    """The names of some of those for whom it stands so with an announcement; with `unread`, of who did not read it."""
    found = (
        select(Person.name)
        .join(Recipient, Recipient.person_id == Person.id)
        .join(Announcement, Announcement.id == Recipient.announcement_id)
        .where(Recipient.announcement_id == announcement_id, Recipient.state == state, scope.covers(Announcement))
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    return (await session.scalars(found.where(Recipient.read_at.is_(None)) if unread else found)).all()


def reachable(person_id: Any, messengers: Collection[str] | None = None) -> ColumnElement[bool]:
    """The condition that somebody can be reached: on any messenger, or on one of these."""
    served = [] if messengers is None else [Address.channel.in_(sorted(messengers))]
    return exists().where(Address.person_id == person_id, Address.unreachable_since.is_(None), *served)
