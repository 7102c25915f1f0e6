"""What a commune's officer sets for the commune: the day of its monthly meeting (giao ban), the hour of its digest."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.acts import note_act
from db.base import Base, Instant, inserts, run_insert


class CommuneSettings(Base):
    """A commune's settings; None: no meeting day, the ordinary time. Hours are local."""

    __tablename__ = "commune_settings"

    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True, autoincrement=False)
    meeting_day: Mapped[int | None]
    digest_hour: Mapped[int | None]
    changed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class Customs:
    """How a commune does things: on which day of the month it meets (None: on none), and at which hour the digest of
    the week comes (None: at the ordinary time)."""

    meeting_day: int | None = None
    digest_hour: int | None = None


_SETTINGS = CommuneSettings.__table__.c
_PUT = inserts(
    CommuneSettings,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["area_id"],
        set_={name: insert.excluded[name] for name in ("meeting_day", "digest_hour", "changed_by", "changed_at")},
    ),
)


async def customs(session: AsyncSession, commune_id: int) -> Customs:
    """The settings of a commune."""
    found = select(_SETTINGS.meeting_day, _SETTINGS.digest_hour).where(_SETTINGS.area_id == commune_id)
    row = (await session.execute(found)).one_or_none()
    return Customs() if row is None else Customs(row.meeting_day, row.digest_hour)


async def set_customs(
    session: AsyncSession, commune_id: int, changed: Customs, *, person_id: int, now: datetime
) -> None:
    """Changes the settings of a commune."""
    await run_insert(
        session,
        _PUT,
        area_id=commune_id,
        meeting_day=changed.meeting_day,
        digest_hour=changed.digest_hour,
        changed_by=person_id,
        changed_at=now,
    )
    await note_act(session, "set commune", "area", commune_id, person_id=person_id, now=now)
