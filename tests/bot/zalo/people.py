"""People who have joined on Zalo."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import area_by_code
from db.invitations import invite, join, use_up
from db.people import Invitation
from handlers.joining import NOTICE

AREA = "00004"


async def enrol(session: AsyncSession, chat: str, name: str, now: datetime, *, day: date, language: str = "vi") -> None:
    """Makes a collaborator of whoever writes from this chat, through an invitation."""
    area = await area_by_code(session, AREA, day)
    assert area is not None
    expires = now.replace(year=2099)
    await invite(session, "", "collaborator", area.id, name=name, uses=1, expires_at=expires, now=now)
    newest = await session.scalar(select(Invitation.id).order_by(Invitation.id.desc()))
    assert newest is not None
    invitation = await use_up(session, newest, now)
    assert invitation is not None
    await join(
        session, invitation, channel="zalo", chat=chat, name=name, language=language, notice=NOTICE, today=day, now=now
    )
