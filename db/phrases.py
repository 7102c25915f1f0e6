"""Phrases of the quick log that its lexicon does not know: what somebody has taught that they mean, and which were not
understood. None of them holds personal data (see handlers/quicklog/teachable.py)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, Index, String, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, inserts, run_insert
from db.scope import Scope

LONGEST = 40
"""Characters of a phrase."""
ENOUGH = 3
"""So many times the same correction makes a phrase mean something else from then on."""


class Lesson(Base):
    """How often somebody corrected what a phrase was taken for to the same value of a kind."""

    __tablename__ = "lessons"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    phrase: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(90))
    times: Mapped[int]


class UnreadPhrase(Base):
    """A phrase that was left over in somebody's messages, and how often."""

    __tablename__ = "unread_phrases"
    __table_args__ = (Index("ix_unread_phrases_area", "area_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    phrase: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    times: Mapped[int]
    last_on: Mapped[date]


@dataclass(frozen=True)
class Learned:
    """What a phrase of somebody means: a value of a kind of the lexicon."""

    phrase: str
    kind: str
    value: str


@dataclass(frozen=True)
class Unread:
    """A phrase that was not understood, and how often it was written."""

    phrase: str
    times: int


_NOTE = inserts(
    UnreadPhrase,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["person_id", "phrase"],
        set_={
            "times": UnreadPhrase.__table__.c.times + 1,
            "area_id": insert.excluded.area_id,
            "last_on": insert.excluded.last_on,
        },
    ),
)


async def teach(session: AsyncSession, person_id: int, learned: Learned) -> bool:
    """Counts one correction; whether the phrase means that from now on. Another meaning begins anew."""
    its_own = (Lesson.person_id == person_id, Lesson.phrase == learned.phrase)
    known = (await session.execute(select(Lesson.kind, Lesson.value, Lesson.times).where(*its_own))).one_or_none()
    if known is None:
        new = insert(Lesson).values(person_id=person_id, times=1, **vars(learned))
        await session.execute(new)
        return False
    times = known.times + 1 if (known.kind, known.value) == (learned.kind, learned.value) else 1
    await session.execute(update(Lesson).where(*its_own).values(kind=learned.kind, value=learned.value, times=times))
    return times == ENOUGH


async def learned_by(session: AsyncSession, person_id: int) -> Sequence[Learned]:
    """What somebody's own phrases mean, by the alphabet."""
    rows = await session.execute(
        select(Lesson.phrase, Lesson.kind, Lesson.value)
        .where(Lesson.person_id == person_id, Lesson.times >= ENOUGH)
        .order_by(Lesson.phrase)
    )
    return [Learned(*row) for row in rows]


async def unlearn(session: AsyncSession, person_id: int, phrase: str) -> None:
    """Forgets what somebody's phrase means."""
    await session.execute(delete(Lesson).where(Lesson.person_id == person_id, Lesson.phrase == phrase))


async def forget_phrases(session: AsyncSession, person_id: int) -> None:
    """Forgets what somebody taught and what of theirs was not understood."""
    for table in (Lesson, UnreadPhrase):
        await session.execute(delete(table).where(table.person_id == person_id))


async def note_unread(session: AsyncSession, person_id: int, area_id: int, phrases: Iterable[str], day: date) -> None:
    """Counts phrases that were left over in a message."""
    for phrase in sorted(set(phrases)):
        await run_insert(session, _NOTE, person_id=person_id, phrase=phrase, area_id=area_id, times=1, last_on=day)


async def unread_phrases(session: AsyncSession, scope: Scope, since: date, limit: int) -> Sequence[Unread]:
    """What was left over at least twice and last since that day, the most frequent first; nobody is named."""
    times = func.sum(UnreadPhrase.times)
    rows = await session.execute(
        select(UnreadPhrase.phrase, times)
        .where(scope.covers(UnreadPhrase), UnreadPhrase.last_on >= since)
        .group_by(UnreadPhrase.phrase)
        .having(times > 1)
        .order_by(times.desc(), UnreadPhrase.phrase)
        .limit(limit)
    )
    return [Unread(phrase, int(count)) for phrase, count in rows]
