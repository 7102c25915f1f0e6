"""Days that an administrator declared: off beside the public holidays, or worked to make up for a day off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.acts import note_act
from db.base import Base, Instant, inserts, run_insert


class SpecialDay(Base):
    """A day that is off (`works` false) or worked, whatever the calendar says of it."""

    __tablename__ = "special_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    entered_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class Special:
    """A declared day as it is read."""

    day: date
    works: bool


_DECLARE = inserts(
    SpecialDay,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["day"],
        set_={name: insert.excluded[name] for name in ("works", "entered_by", "at")},
    ),
)


async def special_days(session: AsyncSession, since: date) -> Sequence[Special]:
    """The days declared from `since` on, in order."""
    found = select(SpecialDay.day, SpecialDay.works).where(SpecialDay.day >= since).order_by(SpecialDay.day)
    return [Special(*row) for row in await session.execute(found)]


async def declare(session: AsyncSession, day: date, *, works: bool, person_id: int, now: datetime) -> None:
    """Declares a day worked or off, and puts that on record; what was declared of it before no longer holds."""
    await run_insert(session, _DECLARE, day=day, works=works, entered_by=person_id, at=now)
    await note_act(session, "declare day", "day", _number(day), person_id=person_id, now=now)


async def undeclare(session: AsyncSession, day: date, *, person_id: int, now: datetime) -> bool:
    """Leaves a day to the calendar again, on record; False when nothing was declared of it."""
    gone = await session.scalars(delete(SpecialDay).where(SpecialDay.day == day).returning(SpecialDay.day))
    if gone.one_or_none() is None:
        return False
    await note_act(session, "undeclare day", "day", _number(day), person_id=person_id, now=now)
    return True


def _number(day: date) -> int:
    """A day as the log names it: 20270102."""
    return int(f"{day:%Y%m%d}")
