"""Somebody who asks for statistics: what is tapped or typed goes to the program's own router."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.types import Chat, Message
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.catalogue import Catalogue, catalogue
from db.people import Address, Grant, Person, speaker_at
from handlers import router
from handlers.screens import Screen
from handlers.turn import Turn
from locales import language
from tests.db.given import NOW, TODAY
from tests.stage import SECRET


@dataclass
class Desk:
    """A speaker and the screen shown last."""

    session: AsyncSession
    catalogue: Catalogue
    chat: str
    lang: str = "vi"
    shown: Screen = field(default_factory=lambda: Screen(""))
    now: datetime = NOW

    @classmethod
    async def of(cls, session: AsyncSession, role: str, area_id: int, lang: str = "vi") -> "Desk":
        """Somebody with a role."""
        added = insert(Person).values(name=f"Người {role}", language=lang, created_at=NOW).returning(Person.id)
        person_id = (await session.execute(added)).scalar_one()
        chat = f"desk {person_id}"
        await session.execute(insert(Address).values(channel="telegram", chat=chat, person_id=person_id))
        grant = {"person_id": person_id, "role": role, "area_id": area_id, "valid_from": TODAY, "state": "active"}
        await session.execute(insert(Grant).values(**grant))
        return cls(session, await catalogue(session, TODAY), chat, lang)

    async def turn(self, offered: Any = None) -> Turn:
        """A turn of this speaker."""
        return Turn(
            session=self.session, channel="telegram", chat=self.chat, update_id=1, now=self.now, sent_at=self.now,
            zone=ZoneInfo("Asia/Ho_Chi_Minh"), secret=SECRET, catalogue=self.catalogue, lang=language(self.lang),
            speaker=await speaker_at(self.session, "telegram", self.chat, TODAY), offered=offered,
        )  # fmt: skip

    async def taps(self, action: str) -> Screen:
        """What a button leads to."""
        self.shown = await router.act(await self.turn(), action)
        return self.shown

    async def types(self, text: str) -> Screen:
        """What words lead to."""
        offered = [[button.label, button.action, button.word] for button in self.shown.buttons]
        message = Message(message_id=1, date=self.now, chat=Chat(id=1, type="private"), text=text)
        answer = await router.on_message(message, await self.turn(offered))
        assert answer is not None
        self.shown = answer
        return answer
