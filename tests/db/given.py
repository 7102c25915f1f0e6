"""People for tests, made the way the program makes them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from db.areas import area_by_code
from db.engine import Db
from db.invitations import invite, join, use_up, valid_invitation
from db.people import Address

NOW = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
BA_DINH, NGOC_HA = "00004", "00008"


@dataclass(frozen=True)
class Somebody:
    """A person with one role."""

    id: int
    chat: str
    area_id: int


async def somebody(db: Db, chat: str = "1", *, name: str = "Nguyễn Thị Hoa", area: str = BA_DINH) -> Somebody:
    """A collaborator who joined today."""
    async with db.begin() as session:
        place = await area_by_code(session, area, TODAY)
        assert place is not None
        until = NOW + timedelta(days=1)
        code = await invite(session, "", "collaborator", place.id, name=name, uses=1, expires_at=until, now=NOW)
        found = await valid_invitation(session, "", code.replace("-", ""), NOW)
        assert found is not None
        invitation = await use_up(session, found, NOW)
        assert invitation is not None
        await join(
            session,
            invitation,
            channel="telegram",
            chat=chat,
            name="?",
            language="vi",
            notice="test",
            today=TODAY,
            now=NOW,
        )
        person_id = await session.scalar(select(Address.person_id).where(Address.chat == chat))
        assert person_id is not None
        return Somebody(person_id, chat, place.id)
