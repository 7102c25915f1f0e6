"""Acts on record: what was done that must be answered for ("a client was forgotten"), by whom and when.

Rows are only ever added, and hold no personal data.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Instant


class Act(Base):
    """That somebody did something to a record, named by its kind and id."""

    __tablename__ = "acts"
    __table_args__ = (Index("ix_acts_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    act: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int] = mapped_column(BigInteger)


async def note_act(
    session: AsyncSession, act: str, subject: str, subject_id: int, *, person_id: int, now: datetime
) -> None:
    """Puts an act on record."""
    await session.execute(
        insert(Act).values(act=act, subject=subject, subject_id=subject_id, person_id=person_id, at=now)
    )
