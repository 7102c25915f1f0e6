"""What talks may be about."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import String, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Topic(Base):
    """What a talk may be about. `aliases` are other names that people type, separated by `|`."""

    __tablename__ = "topics"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    position: Mapped[int]
    name_vi: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60))
    aliases: Mapped[str] = mapped_column(String(500))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


@dataclass(frozen=True)
class TopicRow:
    """A topic as a file tells it; the columns are those of `Topic`."""

    code: str
    position: int
    name_vi: str
    name_en: str
    aliases: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Entry:
    """A catalogue entry in all languages."""

    code: str
    names: dict[str, str]
    aliases: tuple[str, ...]


async def topics(session: AsyncSession, day: date) -> Sequence[Entry]:
    """The topics of that day, in the order they are offered."""
    rows = await session.scalars(
        select(Topic)
        .where(Topic.valid_from <= day, or_(Topic.valid_to.is_(None), Topic.valid_to >= day))
        .order_by(Topic.position, Topic.code)
    )
    return [
        Entry(row.code, {"vi": row.name_vi, "en": row.name_en}, tuple(filter(None, row.aliases.split("|"))))
        for row in rows
    ]


async def add_missing_topics(session: AsyncSession, rows: Sequence[TopicRow]) -> int:
    """Adds the topics whose codes are new, leaves the others alone; returns how many were added."""
    present = set(await session.scalars(select(Topic.code)))
    new = [asdict(row) for row in rows if row.code not in present]
    if new:
        await session.execute(insert(Topic), new)
    return len(new)


async def put_topics(session: AsyncSession, rows: Sequence[TopicRow]) -> int:
    """Adds topics and brings those that exist up to date; returns how many changed."""
    added = await add_missing_topics(session, rows)
    present = {topic.code: topic for topic in await session.scalars(select(Topic))}
    changes = [
        columns
        for columns in map(asdict, rows)
        if any(getattr(present[columns["code"]], name) != value for name, value in columns.items())
    ]
    if changes:
        await session.execute(update(Topic), changes)
    return added + len(changes)
