"""A stage for conversations: the real program against the real sandbox over HTTP, in one process, on any database.

`phone.says` and `phone.taps` return when the answer is on the phone, and hold that each message got exactly one.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import App
from bot.clock import FixedClock, local_date
from bot.demo import with_sandbox
from bot.plain import plain_pages
from bot.sandbox.server import TOKEN, Sandbox
from bot.settings import Settings
from bot.telegram import RawUpdates, Session, Telegram
from db.areas import area_by_code
from db.engine import Db
from db.invitations import invite, join, use_up
from db.messages import UNASKED, Outgoing
from db.people import Invitation
from db.reminders import hands
from handlers.screens import Screen
from locales import Language
from tests.conftest import ZONE

PATIENCE = 10.0
"""Seconds to wait for an answer before the test fails."""
SECRET = "what only the stage knows"
"""The program's SECRET_KEY."""
BA_DINH = "00004"
"""A ward of Hanoi, where people work unless the test says otherwise."""


class QuickSession(Session):
    """The channel's HTTP client, which closes without waiting for encrypted connections: there are none here."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


class Tapped(Telegram):
    """The Telegram channel, which tells the stage of everything that has reached a phone."""

    def __init__(self, url: str) -> None:
        super().__init__(Bot(TOKEN, QuickSession(api=TelegramAPIServer.from_base(url))))
        self.delivered: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self._asked = asyncio.Event()
        self._asked_from = 0
        self.bot.session.middleware(self._note)
        self.shown: Screen | None = None
        """The screen that a handler returned last."""

    def pages(self, screen: Screen, lang: Language) -> Sequence[Screen]:
        self.shown = screen
        return super().pages(screen, lang)

    async def handled(self, update_id: int) -> None:
        """Returns when the program has handled this update, which it says by asking for later ones."""
        async with asyncio.timeout(PATIENCE):
            while self._asked_from <= update_id:
                self._asked.clear()
                await self._asked.wait()

    async def _note(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        if isinstance(method, RawUpdates):
            self._asked_from = method.offset or 0
            self._asked.set()
        return await make_request(bot, method)

    async def send(self, chat: str, payload: dict[str, Any], content: bytes | None = None) -> None:
        await super().send(chat, payload, content)
        if "screen" in payload and not payload.get("unasked"):
            self.delivered.setdefault(chat, asyncio.Queue()).put_nowait(payload)


class Typed(Tapped):
    """The same without buttons, as on Zalo: everything is said in words and answered by typing."""

    def pages(self, screen: Screen, lang: Language) -> Sequence[Screen]:
        self.shown = screen
        return [Screen(text) for text in plain_pages(screen, lang)]


@dataclass(frozen=True)
class Seen:
    """An answer as the phone shows it; `edited`: an earlier message was changed in place."""

    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    toast: str | None = None
    edited: bool = False

    @property
    def labels(self) -> list[str]:
        """All buttons."""
        return [label for row in self.rows for label in row]


@dataclass(frozen=True)
class Enclosed:
    """A picture or a file on a phone. `caption` is of a picture, `file_name` of a file."""

    content: bytes
    caption: str | None
    file_name: str | None


class StagePhone:
    """Somebody's phone. `screen` is the newest answer of the bot."""

    def __init__(self, stage: "Stage", id: int, name: str) -> None:
        self._stage = stage
        self.id = id
        self.name = name
        self.screen = Seen("")
        self.taps_made = 0
        self._shown_at: int | None = None
        self._answered: set[int] = set()

    @property
    def toast(self) -> str | None:
        """The remark that the last tap brought up in passing."""
        return self.screen.toast

    async def says(self, text: str, *, sent_at: datetime | None = None) -> Seen:
        """Types a message; returns its answer."""
        self._stage.sandbox.say(self.id, text, sent_at=sent_at)
        return (await self._answers(1))[0]

    async def says_at_once(self, *texts: str) -> list[Seen]:
        """Types several messages without waiting in between; returns their answers."""
        for text in texts:
            self._stage.sandbox.say(self.id, text)
        return await self._answers(len(texts))

    async def says_in_vain(self, text: str) -> None:
        """Types a message that gets no answer."""
        await self._stage.channel.handled(self._push(text=text))
        assert await self._unseen() == {}, "this message should have stayed without an answer"

    async def sends(self, **content: Any) -> Seen:
        """Sends something other than words, such as `sticker={…}`."""
        self._push(**content)
        return (await self._answers(1))[0]

    async def papers(self, count: int) -> list[Enclosed]:
        """The pictures and files on this phone, oldest first, once there are so many."""
        await self._stage.sandbox.wait(self.id, lambda _: len(self._enclosing()) >= count, PATIENCE)
        return [await self._download(message) for message in self._enclosing()]

    async def told(self) -> list[str]:
        """The texts of all that was written to this phone unasked, oldest first."""
        async with self._stage.db() as session:
            payloads = await session.scalars(
                select(Outgoing.payload)
                .where(Outgoing.chat == str(self.id), Outgoing.priority >= UNASKED)
                .order_by(Outgoing.id)
            )
            return [payload["screen"]["text"] for payload in payloads]

    async def reminded(self) -> Seen | None:
        """The clock ticks; returns what it said to this phone, if anything."""
        before, shown = await self.told(), self._texts()
        await self._stage.tick()
        told = await self.told()
        if told == before:
            return None
        often = shown.count(told[-1])
        await self._stage.sandbox.wait(self.id, lambda _: self._texts().count(told[-1]) > often, PATIENCE)
        return self._look({"edit": None, "callback": None})

    def _texts(self) -> list[str | None]:
        return [message.get("text") for message in self._messages()]

    def _enclosing(self) -> list[dict[str, Any]]:
        return [message for message in self._messages() if "photo" in message or "document" in message]

    async def _download(self, message: dict[str, Any]) -> Enclosed:
        document = message.get("document") or {}
        content = await self._stage.channel.bot.download((document or message["photo"][-1])["file_id"])
        assert content is not None
        return Enclosed(content.read(), message.get("caption"), document.get("file_name"))

    def _push(self, **content: Any) -> int:
        """Puts a message of any kind among the updates; returns the update's number."""
        sender = {"id": self.id, "is_bot": False, "first_name": self.name}
        chat = {"id": self.id, "type": "private", "first_name": self.name}
        date = int(self._stage.clock.now().timestamp())
        message = {"message_id": 1, "date": date, "chat": chat, "from": sender, **content}
        return self._stage.sandbox.push_update({"message": message})

    async def taps(self, label: str) -> Seen:
        """Taps the button of the newest answer whose label holds these words; returns what came of it."""
        self._tap(*self.button(label))
        return (await self._answers(1))[0]

    async def taps_twice(self, label: str) -> list[Seen]:
        """Taps a button again before the first tap is answered."""
        button = self.button(label)
        self._tap(*button)
        self._tap(*button)
        return await self._answers(2)

    async def taps_old(self, button: tuple[int, str]) -> Seen:
        """Taps a button that was there once (see `button`)."""
        self._tap(*button)
        return (await self._answers(1))[0]

    def button(self, label: str) -> tuple[int, str]:
        """The message and the data of a button of the newest answer."""
        message = next(m for m in self._messages() if m["message_id"] == self._shown_at)
        keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = [(button["text"].casefold(), button["callback_data"]) for row in keyboard for button in row]
        part = label.casefold()
        found = [data for text, data in buttons if text == part] or [data for text, data in buttons if part in text]
        assert found, f"no button {label!r} on this screen: {self.screen}"
        return message["message_id"], found[0]

    def _messages(self) -> list[dict[str, Any]]:
        return self._stage.sandbox.messages(self.id)

    def _tap(self, message_id: int, data: str) -> None:
        self.taps_made += 1
        self._stage.sandbox.tap(self.id, message_id, data)

    async def _answers(self, expected: int) -> list[Seen]:
        """Waits for so many answers; each must be the only one to its message."""
        queue = self._stage.channel.delivered.setdefault(str(self.id), asyncio.Queue())
        seen: list[Seen] = []
        updates: set[str] = set()
        unseen: dict[int, str] = {}
        async with asyncio.timeout(PATIENCE):
            while len(updates) < expected or len(seen) < len(unseen):
                seen.append(self._look(await queue.get()))
                unseen = await self._unseen()
                updates = {period.partition(".")[0] for period in unseen.values()}
        self._answered |= unseen.keys()
        assert len(updates) == expected, f"{expected} messages were answered as {sorted(unseen.values())}"
        assert queue.empty(), "one message was answered twice"
        return seen

    async def _unseen(self) -> dict[int, str]:
        """The answers in the outbox that this phone has not yet counted: row and period."""
        async with self._stage.db() as session:
            rows = await session.execute(
                select(Outgoing.id, Outgoing.period).where(
                    Outgoing.chat == str(self.id), Outgoing.kind == "answer", Outgoing.id.not_in(self._answered)
                )
            )
            return {row.id: row.period for row in rows}

    def _look(self, payload: dict[str, Any]) -> Seen:
        message = next(message for message in reversed(self._messages()) if "text" in message)
        edited = payload["edit"] is not None
        if edited:
            message = next(m for m in self._messages() if m["message_id"] == payload["edit"])
        self._shown_at = message["message_id"]
        keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
        rows = tuple(tuple(button["text"] for button in row) for row in keyboard)
        answers = self._stage.sandbox.callback_answers(self.id)
        toast = next((answer.text for answer in answers if answer.callback_id == payload["callback"]), None)
        self.screen = Seen(message.get("text", ""), rows, toast, edited)
        return self.screen


class Stage:
    """A sandbox, a program and phones. `channel` is the one that the program has now."""

    def __init__(
        self, db: Db, clock: FixedClock, sandbox: Sandbox, *, typed: bool = False, secret: str = SECRET
    ) -> None:
        self.db = db
        self.clock = clock
        self.sandbox = sandbox
        self.typed = typed
        self.secret = secret
        self.channel: Tapped = Tapped(sandbox.url)
        self._program = contextlib.AsyncExitStack()

    async def start(self) -> None:
        """Starts the program."""
        self.channel = (Typed if self.typed else Tapped)(self.sandbox.url)
        settings = with_sandbox(Settings.model_construct(secret_key=SecretStr(self.secret)), self.sandbox.url)
        # The clock stands still here, so that all messages are sent at once.
        app = App(settings, self.db, self.clock, self.channel, most_at_once=None)
        self.clockwork = app.clockwork
        await self._program.enter_async_context(app.running())

    async def stop(self) -> None:
        """Stops the program; what was said to it waits."""
        await self._program.aclose()

    async def restart(self) -> None:
        """Stops the program and starts it again, with nothing but the database left."""
        await self.stop()
        await self.start()

    async def tick(self) -> None:
        """The clock of the program ticks, as it does every minute once the program leads."""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.clockwork.tick()
                async with self.db.begin() as session:
                    if await hands(session):
                        return
                await asyncio.sleep(0.02)

    def stranger(self, name: str, language: str = "vi") -> StagePhone:
        """The phone of somebody whom the notebook does not know."""
        phone = self.sandbox.add_phone(name, language=language)
        return StagePhone(self, phone.id, name)

    async def person(
        self, name: str, role: str = "collaborator", area: str = BA_DINH, language: str = "vi"
    ) -> StagePhone:
        """The phone of somebody who has joined."""
        phone = self.stranger(name, language)
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
                channel=Telegram.name,
                chat=str(phone.id),
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
    """A stage on a migrated database, its program running. `typed`: on a channel that shows no buttons."""
    async with Sandbox(token=TOKEN, clock=clock, zone=ZONE, limits=None) as sandbox:
        stage = Stage(db, clock, sandbox, typed=typed, secret=secret)
        await stage.start()
        try:
            yield stage
        finally:
            await stage.stop()
