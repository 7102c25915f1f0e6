"""How many messages went out in a month, where a messenger counts them, and how many people it is that it serves."""

from sqlalchemy import String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, inserts, run_insert
from db.people import Address


class SentCount(Base):
    """The messages sent through a channel in a local month, such as "2026-11"."""

    __tablename__ = "sent_counts"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    count: Mapped[int]


_COUNTS = SentCount.__table__.c
_COUNT = inserts(
    SentCount,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["channel", "month"], set_={"count": _COUNTS.count + insert.excluded["count"]}
    ).returning(_COUNTS.count),
)


async def count_sent(session: AsyncSession, channel: str, month: str, messages: int) -> int:
    """Adds messages to a month; returns how many it has now."""
    result = await run_insert(session, _COUNT, channel=channel, month=month, count=messages)
    return int(result.scalar_one())


async def sent_in(session: AsyncSession, channel: str, month: str) -> int:
    """How many messages went out in a month."""
    query = select(SentCount.count).where(SentCount.channel == channel, SentCount.month == month)
    return await session.scalar(query) or 0


async def chats_on(session: AsyncSession, channel: str) -> int:
    """How many chats of people who have joined there are on a channel."""
    return await session.scalar(select(func.count()).select_from(Address).where(Address.channel == channel)) or 0
