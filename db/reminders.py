"""Reminders: what fell due for whom and what became of it, what people muted, and how far the clock has come.

A reminder waits until it is said; then it is `said`, and waits again if its person asks to be reminded later. One that
is never said is settled for a reason: what it reminds of has happened, it was muted, it came too late, its person could
not be reached, or it could not be put into words. (person, kind, period) is unique: whatever falls due does so once.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Instant, inserts, run_insert
from db.messages import busy_with_forms
from db.records import BigId

WAITING, SAID = "waiting", "said"
HAPPENED, MUTED, LATE, UNREACHED, PARKED = "happened", "muted", "late", "unreached", "parked"
STATES = (WAITING, SAID, HAPPENED, MUTED, LATE, UNREACHED, PARKED)
"""What a reminder can be."""
LETTERS = "letters"
"""The hand that is held by whoever writes letters."""
TRIES = 3
"""Failed attempts to put a reminder into words after which it is parked."""


class Reminder(Base):
    """That something fell due for a person. `next_at` is when it may be said; `said` counts how often it was.

    `letter` is the reminder that gave its id to the message in which this one was said last: several due at once for
    one person become one message.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "period"),
        Index(
            "ix_reminders_waiting",
            "next_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(20))
    period: Mapped[str] = mapped_column(String(60))
    due_at: Mapped[datetime] = mapped_column(Instant)
    next_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(10))
    said: Mapped[int]
    tries: Mapped[int]
    letter: Mapped[int | None] = mapped_column(BigInteger)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)


class Mute(Base):
    """That a person wants no reminders of a kind: until a day (not included), or for good."""

    __tablename__ = "mutes"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    until: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(Instant)


class Hand(Base):
    """Up to which instant the clock has asked what falls due of a kind."""

    __tablename__ = "clock_hands"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    reached: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class Fallen:
    """What falls due for a person, and when."""

    person_id: int
    kind: str
    period: str
    due_at: datetime


@dataclass(frozen=True)
class Waiting:
    """A reminder that waits to be said."""

    id: int
    person_id: int
    kind: str
    period: str
    said: int


_NOTE = inserts(Reminder, lambda insert: insert.on_conflict_do_nothing())
_SET_MUTE = inserts(
    Mute,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["person_id", "kind"], set_={name: insert.excluded[name] for name in ("until", "at")}
    ),
)
_SET_HAND = inserts(
    Hand,
    lambda insert: insert.on_conflict_do_update(index_elements=["kind"], set_={"reached": insert.excluded["reached"]}),
)
_START_HAND = inserts(Hand, lambda insert: insert.on_conflict_do_nothing())


# --- how far the clock has come -------------------------------------------------------------------------------------


async def hands(session: AsyncSession) -> dict[str, datetime]:
    """Up to which instant was asked what falls due, by kind; kinds that were never asked for are missing."""
    return {row.kind: row.reached for row in await session.execute(select(Hand.kind, Hand.reached))}


async def set_hand(session: AsyncSession, kind: str, reached: datetime) -> None:
    """Notes that everything of a kind was asked for up to an instant."""
    await run_insert(session, _SET_HAND, kind=kind, reached=reached)


async def take_turn(session: AsyncSession, now: datetime) -> None:
    """Waits until nobody else writes letters, and keeps it so for this transaction: no two processes say the same."""
    await run_insert(session, _START_HAND, kind=LETTERS, reached=now)
    await session.execute(select(Hand.reached).where(Hand.kind == LETTERS).with_for_update())


# --- what falls due, and what becomes of it -------------------------------------------------------------------------


async def note_fallen(session: AsyncSession, fallen: Iterable[Fallen], now: datetime, *, late_before: datetime) -> None:
    """Keeps what fell due; what is kept already stays as it is. What fell due before `late_before` is noted as late."""
    rows = [
        {
            **vars(one),
            "next_at": one.due_at,
            "state": LATE if late else WAITING,
            "said": 0,
            "tries": 0,
            "settled_at": now if late else None,
        }
        for one in fallen
        for late in [one.due_at < late_before]
    ]
    if rows:
        await session.execute(_NOTE[session.get_bind().dialect.name], rows)


async def settle_late(session: AsyncSession, kinds: Collection[str], late_before: datetime, now: datetime) -> int:
    """Gives up what should have been said of these kinds before `late_before`; returns how much that is."""
    late = update(Reminder).where(
        Reminder.state == WAITING, Reminder.next_at < late_before, Reminder.kind.in_(sorted(kinds))
    )
    settled = await session.scalars(late.values(state=LATE, settled_at=now).returning(Reminder.id))
    return len(settled.all())


async def kinds_waiting(session: AsyncSession, now: datetime) -> frozenset[str]:
    """The kinds of which something may be said now, or could have been."""
    waiting = select(Reminder.kind).distinct().where(Reminder.state == WAITING, Reminder.next_at <= now)
    return frozenset(await session.scalars(waiting))


async def people_to_remind(
    session: AsyncSession, kinds: Collection[str], now: datetime, busy_since: datetime, limit: int
) -> list[int]:
    """Whom to remind of these kinds now, the longest due first; without those who have been busy with a form since
    then."""
    found = await session.scalars(
        select(Reminder.person_id)
        .where(
            Reminder.state == WAITING,
            Reminder.next_at <= now,
            Reminder.kind.in_(sorted(kinds)),
            Reminder.person_id.not_in(busy_with_forms(busy_since)),
        )
        .group_by(Reminder.person_id)
        .order_by(func.min(Reminder.next_at), Reminder.person_id)
        .limit(limit)
    )
    return list(found)


async def waiting_for(
    session: AsyncSession, person_ids: Collection[int], kinds: Collection[str], now: datetime
) -> list[Waiting]:
    """What is to be said of these kinds to these people now, in the order in which it fell due."""
    rows = await session.execute(
        select(Reminder.id, Reminder.person_id, Reminder.kind, Reminder.period, Reminder.said)
        .where(
            Reminder.person_id.in_(sorted(person_ids)),
            Reminder.state == WAITING,
            Reminder.next_at <= now,
            Reminder.kind.in_(sorted(kinds)),
        )
        .order_by(Reminder.id)
    )
    return [Waiting(*row) for row in rows]


async def settle(session: AsyncSession, ids: Collection[int], state: str, now: datetime) -> None:
    """Settles reminders that will not be said."""
    if ids:
        await session.execute(update(Reminder).where(Reminder.id.in_(sorted(ids))).values(state=state, settled_at=now))


async def mark_said(session: AsyncSession, letters: Mapping[int, int], now: datetime) -> None:
    """Notes that reminders were put into letters: the letter of each."""
    rows = [
        {"id": id, "letter": letter, "state": SAID, "settled_at": now, "tries": 0} for id, letter in letters.items()
    ]
    if rows:
        await session.execute(update(Reminder), rows)
        await session.execute(update(Reminder).where(Reminder.id.in_(sorted(letters))).values(said=Reminder.said + 1))


async def wait(session: AsyncSession, ids: Collection[int], until: datetime) -> None:
    """Has reminders that wait wait until then."""
    if ids:
        await session.execute(update(Reminder).where(Reminder.id.in_(sorted(ids))).values(next_at=until))


async def mark_tried(
    session: AsyncSession, person_id: int, kinds: Collection[str], until: datetime, now: datetime
) -> bool:
    """Notes that a person's reminders of these kinds could not be put into words: they are tried again after `until`,
    and parked after TRIES failures. Returns whether any was parked."""
    mine = (
        Reminder.person_id == person_id,
        Reminder.state == WAITING,
        Reminder.next_at <= now,
        Reminder.kind.in_(sorted(kinds)),
    )
    await session.execute(update(Reminder).where(*mine).values(tries=Reminder.tries + 1))
    parked = await session.scalars(
        update(Reminder)
        .where(*mine, Reminder.tries >= TRIES)
        .values(state=PARKED, settled_at=now)
        .returning(Reminder.id)
    )
    given_up = bool(parked.all())
    await session.execute(update(Reminder).where(*mine).values(next_at=until))
    return given_up


async def next_waiting(session: AsyncSession) -> datetime | None:
    """When the first of the waiting reminders may be said."""
    return await session.scalar(select(func.min(Reminder.next_at)).where(Reminder.state == WAITING))


async def forget_reminders(session: AsyncSession, now: datetime, days: int = 400) -> None:
    """Drops what was settled so long ago that it cannot fall due again."""
    await session.execute(delete(Reminder).where(Reminder.settled_at < now - timedelta(days=days)))


# --- what people ask for --------------------------------------------------------------------------------------------


async def kinds_in(session: AsyncSession, person_id: int, letter: int) -> list[str]:
    """The kinds of the reminders that a letter to a person said, each once."""
    found = await session.scalars(
        select(Reminder.kind).where(Reminder.person_id == person_id, Reminder.letter == letter).order_by(Reminder.id)
    )
    return list(dict.fromkeys(found))


async def put_off(session: AsyncSession, person_id: int, letter: int, until: Mapping[str, datetime]) -> bool:
    """Has the reminders of a letter to a person said again, at the instant given for each kind; False when there are
    none."""
    found = False
    for kind, instant in until.items():
        again = await session.scalars(
            update(Reminder)
            .where(
                Reminder.person_id == person_id,
                Reminder.letter == letter,
                Reminder.kind == kind,
                Reminder.state.in_((SAID, WAITING)),
            )
            .values(state=WAITING, next_at=instant, settled_at=None)
            .returning(Reminder.id)
        )
        found = bool(again.all()) or found
    return found


async def mute(session: AsyncSession, person_id: int, kind: str, until: date | None, now: datetime) -> None:
    """Says nothing of a kind to a person any more: until a day (not included), or (None) for good."""
    await run_insert(session, _SET_MUTE, person_id=person_id, kind=kind, until=until, at=now)


async def unmute(session: AsyncSession, person_id: int, kind: str) -> None:
    """Reminds a person of a kind again."""
    await session.execute(delete(Mute).where(Mute.person_id == person_id, Mute.kind == kind))


async def muted(session: AsyncSession, person_ids: Collection[int], day: date) -> dict[tuple[int, str], date | None]:
    """What these people want to hear nothing of on a day: (person, kind), and until when."""
    rows = await session.execute(
        select(Mute.person_id, Mute.kind, Mute.until).where(
            Mute.person_id.in_(sorted(person_ids)), or_(Mute.until.is_(None), Mute.until > day)
        )
    )
    return {(row.person_id, row.kind): row.until for row in rows}
