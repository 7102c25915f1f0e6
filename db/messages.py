"""What is being said: the open form of each person, and the outbox of what is still to be sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    cast,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Instant, inserts, run_insert
from db.people import SPEAKER, Address, Inbox, Person, Speaker, Stranger, speaker_of
from db.sealing import MARK, without_sealed

ANSWER = 0
"""Priority of what somebody is waiting for; whatever nobody asked for comes after (larger numbers)."""
UNASKED = 10


class Conversation(Base):
    """Where the talk with a person stands: the open form (all its memory is JSON) and what was offered last."""

    __tablename__ = "conversations"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    form: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    offered: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Outgoing(Base):
    """A message to send. (channel, chat, kind, period) is unique: the same thing is said once.

    `priority` is ANSWER for what somebody waits for; `next_at` is when it may be tried (again); exactly one of
    `sent_at` and `failed_at` is set in the end.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("channel", "chat", "kind", "period"),
        Index(
            "ix_outbox_due",
            "priority",
            "next_at",
            sqlite_where=text("sent_at IS NULL AND failed_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND failed_at IS NULL"),
        ),
        Index(
            "ix_outbox_unasked",
            "created_at",
            sqlite_where=text("priority >= 10"),
            postgresql_where=text("priority >= 10"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(20))
    chat: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(60))
    priority: Mapped[int]
    payload: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
    next_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str | None] = mapped_column(String(200))


@dataclass(frozen=True, order=True)
class Letter:
    """An outbox row on its way: ordered by priority, then by age."""

    priority: int
    id: int
    channel: str
    chat: str
    kind: str
    payload: Any
    attempts: int


@dataclass(frozen=True)
class Unasked:
    """A message that nobody asked for (see `put_unasked`)."""

    channel: str
    chat: str
    kind: str
    period: str
    payload: Any


@dataclass(frozen=True)
class Queued:
    """A message that was put in the outbox."""

    id: int
    kind: str
    period: str


_OUTBOX, _CONVERSATIONS = Outgoing.__table__.c, Conversation.__table__.c
# The statements of every turn are made once: to make them costs more than to run them.
_NOTE = inserts(Inbox, lambda insert: insert.on_conflict_do_nothing())
_PUT = inserts(Outgoing, lambda insert: insert.on_conflict_do_nothing().returning(_OUTBOX.id))
_PUT_MANY = inserts(
    Outgoing, lambda insert: insert.on_conflict_do_nothing().returning(_OUTBOX.id, _OUTBOX.kind, _OUTBOX.period)
)
_UNSENT = (Outgoing.priority >= UNASKED, Outgoing.sent_at.is_(None), Outgoing.failed_at.is_(None))
_OFFER = inserts(
    Conversation,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["person_id"], set_={"offered": insert.excluded["offered"]}
    ),
)
_KEEP = inserts(
    Conversation,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["person_id"],
        set_={name: insert.excluded[name] for name in ("form", "offered", "updated_at")},
    ),
)
_HEARD = SPEAKER.add_columns(_CONVERSATIONS.form, _CONVERSATIONS.offered).outerjoin(
    Conversation.__table__, _CONVERSATIONS.person_id == Person.__table__.c.id
)
_SENT = (
    update(Outgoing.__table__)  # type: ignore[arg-type]
    .where(_OUTBOX.id.in_(bindparam("ids", expanding=True)))
    .values(sent_at=bindparam("now"), failed_at=None)  # it may have been withdrawn while it was on the wire
)


async def first_time(session: AsyncSession, channel: str, update_id: int, now: datetime) -> bool:
    """Notes an update in the inbox; False when it was there already and must not be handled again."""
    result = await run_insert(session, _NOTE, channel=channel, update_id=update_id, received_at=now)
    return bool(result.rowcount == 1)


async def heard_from(session: AsyncSession, channel: str, chat: str, day: date) -> tuple[Speaker | None, Any, Any]:
    """Who speaks from this chat, their open form, and what they were last offered (None, None at first)."""
    rows = (await session.execute(_HEARD, {"channel": channel, "chat": chat, "day": day})).all()
    speaker = speaker_of(rows)
    return (speaker, rows[0].form, rows[0].offered) if speaker else (None, None, None)


async def keep_conversation(session: AsyncSession, person_id: int, form: Any, offered: Any, now: datetime) -> None:
    """Keeps where the talk with a person stands."""
    await run_insert(session, _KEEP, person_id=person_id, form=form, offered=offered, updated_at=now)


def busy_with_forms(since: datetime) -> Select[int]:
    """Who has an open form and touched it since then: whoever is in the middle of one is not disturbed."""
    return select(Conversation.person_id).where(Conversation.form.is_not(None), Conversation.updated_at > since)


async def put(
    session: AsyncSession,
    channel: str,
    chat: str,
    kind: str,
    period: str,
    priority: int,
    payload: Any,
    now: datetime,
    *,
    not_before: datetime | None = None,
) -> Letter | None:
    """Puts a message in the outbox, to be sent now or later; None when the same was said to the same chat before."""
    result = await run_insert(
        session,
        _PUT,
        channel=channel,
        chat=chat,
        kind=kind,
        period=period,
        priority=priority,
        payload=payload,
        created_at=now,
        next_at=not_before or now,
        attempts=0,
    )
    row_id = result.scalar_one_or_none()
    return None if row_id is None else Letter(priority, row_id, channel, chat, kind, payload, 0)


async def put_unasked(session: AsyncSession, told: Sequence[Unasked], now: datetime) -> list[Queued]:
    """Puts messages that nobody asked for in the outbox, all at once; what was said to the same chat before is left.
    Returns those that are new."""
    rows = [{**vars(one), "priority": UNASKED, "created_at": now, "next_at": now, "attempts": 0} for one in told]
    if not rows:
        return []
    put = await session.execute(_PUT_MANY[session.get_bind().dialect.name], rows)
    return [Queued(*row) for row in put]


async def offer(session: AsyncSession, offered: Mapping[int, Any], now: datetime) -> None:
    """Notes what people can choose by typing from a message that they did not ask for; their open forms stay."""
    rows = [{"person_id": person_id, "offered": one, "updated_at": now} for person_id, one in offered.items()]
    if rows:
        await session.execute(_OFFER[session.get_bind().dialect.name], rows)


async def often_told(session: AsyncSession, since: datetime, times: int) -> frozenset[tuple[str, str]]:
    """The chats (channel, chat) to which so many unasked messages were written since then, or more."""
    rows = await session.execute(
        select(Outgoing.channel, Outgoing.chat)
        .where(Outgoing.priority >= UNASKED, Outgoing.created_at >= since)
        .group_by(Outgoing.channel, Outgoing.chat)
        .having(func.count() >= times)
    )
    return frozenset((channel, chat) for channel, chat in rows)


async def count_unsent(session: AsyncSession) -> int:
    """How many unasked messages wait to be sent."""
    return await session.scalar(select(func.count()).select_from(Outgoing).where(*_UNSENT)) or 0


async def withdraw(session: AsyncSession, ids: Select[int | None], now: datetime) -> None:
    """Takes messages back that were not sent yet. One that is on the wire goes out, and is noted as sent."""
    await session.execute(
        update(Outgoing)
        .where(Outgoing.id.in_(ids), Outgoing.sent_at.is_(None), Outgoing.failed_at.is_(None))
        .values(failed_at=now, error="withdrawn")
        .execution_options(synchronize_session=False)
    )


async def still_due(session: AsyncSession, id: int, now: datetime) -> bool:
    """Whether a message may be sent now: it may have been withdrawn, or held up, since it was last looked at."""
    waits = (Outgoing.sent_at.is_(None), Outgoing.failed_at.is_(None), Outgoing.next_at <= now)
    return await session.scalar(select(Outgoing.id).where(Outgoing.id == id, *waits)) is not None


async def hold_unsent(session: AsyncSession, until: datetime) -> None:
    """Has unasked messages that were not sent yet wait until then."""
    await session.execute(update(Outgoing).where(*_UNSENT, Outgoing.next_at < until).values(next_at=until))


async def due(session: AsyncSession, now: datetime, limit: int, besides: Iterable[int] = ()) -> Sequence[Letter]:
    """What waits to be sent and may be tried now, most urgent first, without the rows named in `besides`."""
    rows = await session.execute(
        select(
            Outgoing.priority,
            Outgoing.id,
            Outgoing.channel,
            Outgoing.chat,
            Outgoing.kind,
            Outgoing.payload,
            Outgoing.attempts,
        )
        .where(
            Outgoing.sent_at.is_(None),
            Outgoing.failed_at.is_(None),
            Outgoing.next_at <= now,
            Outgoing.id.not_in(list(besides)),
        )
        .order_by(Outgoing.priority, Outgoing.id)
        .limit(limit)
    )
    return [Letter(*row) for row in rows]


async def payload_of(session: AsyncSession, id: int) -> Any:
    """What a message holds, sent or not; None when it is gone."""
    return await session.scalar(select(Outgoing.payload).where(Outgoing.id == id))


async def mark_sent(session: AsyncSession, ids: Sequence[int], now: datetime) -> None:
    """Notes that messages went out."""
    await session.execute(_SENT, {"ids": ids, "now": now})


async def mark_failed(session: AsyncSession, id: int, error: str, now: datetime) -> None:
    """Gives a message up for good."""
    await session.execute(
        update(Outgoing)
        .where(Outgoing.id == id)
        .values(failed_at=now, error=error[:200], attempts=Outgoing.attempts + 1)
    )


async def put_off(session: AsyncSession, id: int, error: str, until: datetime, *, tried: bool = True) -> None:
    """The message is tried (again) after `until`: it failed for the moment, or waits behind another (not `tried`)."""
    await session.execute(
        update(Outgoing)
        .where(Outgoing.id == id)
        .values(next_at=until, error=error[:200], attempts=Outgoing.attempts + int(tried))
    )


async def forget_old(session: AsyncSession, now: datetime, days: int = 30) -> None:
    """Drops what has served: handled updates and sent messages older than `days`, pauses that are over."""
    before = now - timedelta(days=days)
    await session.execute(delete(Inbox).where(Inbox.received_at < before))
    await session.execute(delete(Outgoing).where(Outgoing.sent_at < before))
    await session.execute(delete(Outgoing).where(Outgoing.failed_at < before))
    await session.execute(delete(Stranger).where(Stranger.paused_until < before))


async def drop_sealed(session: AsyncSession, person_id: int) -> None:
    """Takes all sealed words out of what was written to a person, sent or not."""
    rows = await session.execute(
        select(Outgoing.id, Outgoing.payload)
        .join(Address, and_(Address.channel == Outgoing.channel, Address.chat == Outgoing.chat))
        .where(Address.person_id == person_id, cast(Outgoing.payload, Text).contains(MARK, autoescape=True))
    )
    cleaned = [{"id": row.id, "payload": without_sealed(row.payload)} for row in rows]
    if cleaned:
        await session.execute(update(Outgoing), cleaned)
