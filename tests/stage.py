"""A stage for conversations: the real program against the real sandbox over HTTP, in one process, on any database.

`phone.says` and `phone.taps` return when the answer is on the phone, and hold that each message got exactly one. With
buttons that is Telegram, `typed` it is Zalo.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

from pydantic import SecretStr
from sqlalchemy import select

from bot.app import App
from bot.clock import FixedClock, local_date
from bot.demo import with_papers, with_sandbox, with_zalo_sandbox
from bot.links import Links
from bot.sandbox.server import TOKEN, Sandbox
from bot.settings import Settings
from db.areas import area_by_code
from db.engine import Db
from db.invitations import invite, join, use_up
from db.messages import due
from db.people import Invitation
from db.reminders import hands
from handlers.quotas import Quota
from tests.conftest import ZONE
from tests.stage_channels import PATIENCE, Tapped, Typed
from tests.stage_phones import Enclosed, Seen, StagePhone, ZaloStagePhone

__all__ = ["BA_DINH", "SECRET", "Enclosed", "Seen", "Stage", "StagePhone", "staged"]

SECRET = "what only the stage knows"
"""The program's SECRET_KEY."""
QUOTA = Quota(Typed.name, messages=3000, people=50)
"""What the free plan of Zalo Bot allows."""
BA_DINH = "00004"
"""A ward of Hanoi, where people work unless the test says otherwise."""


class Stage:
    """A sandbox, a program and phones. `channel` is the one that the program has now."""

    channel: Tapped | Typed

    def __init__(
        self, db: Db, clock: FixedClock, sandbox: Sandbox, *, typed: bool = False, secret: str = SECRET
    ) -> None:
        self.db = db
        self.clock = clock
        self.sandbox = sandbox
        self.typed = typed
        self.secret = secret
        self._program = contextlib.AsyncExitStack()

    async def start(self) -> None:
        """Starts the program."""
        settings = self._new_settings()
        self.channel = self._new_channel(settings)
        # The clock stands still here, so that all messages are sent at once.
        app = App(settings, self.db, self.clock, self.channel, most_at_once=None)
        self.clockwork, self.announcer = app.clockwork, app.announcer
        await self._program.enter_async_context(app.running())

    def _new_settings(self) -> Settings:
        plain = Settings.model_construct(secret_key=SecretStr(self.secret))
        if self.typed:
            return with_papers(with_zalo_sandbox(plain, self.sandbox.zalo_url))
        return with_sandbox(plain, self.sandbox.url)

    def _new_channel(self, settings: Settings) -> Tapped | Typed:
        if not self.typed:
            return Tapped(self.sandbox.url)
        links = Links(settings.public_origin or "", self.secret, self.clock) if self.secret else None
        return Typed(self.sandbox, links, QUOTA)

    async def stop(self) -> None:
        """Stops the program; what was said to it waits."""
        await self._program.aclose()

    async def restart(self) -> None:
        """Stops the program and starts it again, with nothing but the database left."""
        await self.stop()
        await self.start()

    async def tick(self) -> None:
        """The clock of the program ticks, as it does every minute once the program leads, and what it says is sent."""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.clockwork.tick()
                async with self.db.begin() as session:
                    leads = bool(await hands(session))
                if leads:
                    break
                await asyncio.sleep(0.02)
            await self.announcer.round()
            await self.settled()

    async def settled(self) -> None:
        """Returns when whatever may be sent by now is sent or given up."""
        while True:
            async with self.db.begin() as session:
                if not await due(session, self.clock.now(), 1):
                    return
            await asyncio.sleep(0.02)

    def stranger(self, name: str, language: str = "vi") -> StagePhone:
        """The phone of somebody whom the notebook does not know."""
        place = self.sandbox.zalo if self.typed else self.sandbox
        phone = place.add_phone(name, language=language)
        return (ZaloStagePhone if self.typed else StagePhone)(self, phone.id, name)

    async def person(
        self, name: str, role: str = "collaborator", area: str = BA_DINH, language: str = "vi"
    ) -> StagePhone:
        """The phone of somebody who has joined."""
        phone = self.stranger(name, language)
        phone.has_written()
        now = self.clock.now()
        today = local_date(now, ZONE)
        code = await self.invite(role, area, name=name)
        async with self.db.begin() as session:
            invitation_id = (await session.scalars(select(Invitation.id).order_by(Invitation.id.desc()))).first()
            assert invitation_id is not None, code
            invitation = await use_up(session, invitation_id, now)
            assert invitation is not None
            await join(
                session,
                invitation,
                channel=self.channel.name,
                chat=phone.chat,
                name=name,
                language=language,
                notice="test",
                today=today,
                now=now,
            )
        return phone

    async def invite(self, role: str = "collaborator", area: str = BA_DINH, *, name: str | None = None) -> str:
        """Makes an invitation that holds for two days; returns its code."""
        now = self.clock.now()
        async with self.db.begin() as session:
            place = await area_by_code(session, area, local_date(now, ZONE))
            assert place is not None, f"no area {area}"
            until = now + timedelta(days=2)
            return await invite(session, self.secret, role, place.id, name=name, uses=1, expires_at=until, now=now)


@contextlib.asynccontextmanager
async def staged(db: Db, clock: FixedClock, *, typed: bool = False, secret: str = SECRET) -> AsyncIterator[Stage]:
    """A stage on a migrated database, its program running. `typed`: on Zalo, which shows no buttons."""
    async with Sandbox(token=TOKEN, clock=clock, zone=ZONE, limits=None) as sandbox:
        stage = Stage(db, clock, sandbox, typed=typed, secret=secret)
        await stage.start()
        try:
            yield stage
        finally:
            await stage.stop()
