"""The phones of the stage: with buttons (Telegram), and without (Zalo)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.sandbox.server import CallbackAnswer
from bot.sandbox.zalo.phones import zalo_id
from db.messages import UNASKED, Outgoing
from tests.stage_channels import PATIENCE

if TYPE_CHECKING:
    from tests.stage import Stage


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
    """Somebody's phone, with Telegram. `screen` is the newest answer of the bot."""

    def __init__(self, stage: "Stage", id: int, name: str) -> None:
        self._stage = stage
        self.id = id
        self.chat = str(id)
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
        self._say(text, sent_at)
        return (await self._answers(1))[0]

    async def says_at_once(self, *texts: str) -> list[Seen]:
        """Types several messages without waiting in between; returns their answers."""
        for text in texts:
            self._say(text)
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
        await self._wait(lambda: len(self._enclosing()) >= count)
        return [await self._download(message) for message in self._enclosing()]

    async def told(self) -> list[str]:
        """The texts of all that was written to this phone unasked, oldest first."""
        async with self._stage.db() as session:
            payloads = await session.scalars(
                select(Outgoing.payload)
                .where(Outgoing.chat == self.chat, Outgoing.priority >= UNASKED)
                .order_by(Outgoing.id)
            )
            return [payload["screen"]["text"] for payload in payloads if "screen" in payload]

    async def reminded(self) -> Seen | None:
        """The clock ticks; returns what it said to this phone, if anything."""
        before, shown = await self.told(), self._texts()
        await self._stage.tick()
        told = await self.told()
        if told == before:
            return None
        often = shown.count(told[-1])
        await self._wait(lambda: self._texts().count(told[-1]) > often)
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

    def has_written(self) -> None:
        """Lets the bot write here first: somebody who has joined has written to it."""
        next(phone for phone in self._stage.sandbox.phones if phone.id == self.id).started = True

    def _say(self, text: str, sent_at: datetime | None = None) -> None:
        self._stage.sandbox.say(self.id, text, sent_at=sent_at)

    async def _wait(self, seen: Callable[[], bool]) -> None:
        """Returns when this holds of what the phone shows."""
        await self._stage.sandbox.wait(self.id, lambda _: seen(), PATIENCE)

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

    def _taps(self) -> list[CallbackAnswer]:
        return self._stage.sandbox.callback_answers(self.id)

    def _tap(self, message_id: int, data: str) -> None:
        self.taps_made += 1
        self._stage.sandbox.tap(self.id, message_id, data)

    async def _answers(self, expected: int) -> list[Seen]:
        """Waits for so many answers; each must be the only one to its message."""
        queue = self._stage.channel.delivered.setdefault(self.chat, asyncio.Queue())
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
                    Outgoing.chat == self.chat, Outgoing.kind == "answer", Outgoing.id.not_in(self._answered)
                )
            )
            return {row.id: row.period for row in rows}

    def _newest(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The newest message that shows a payload, whatever was written unasked meanwhile; the newest one for none."""
        words = [message for message in reversed(self._messages()) if "text" in message]
        screen = payload.get("screen") or {"text": None}
        return next((message for message in words if message["text"] == screen["text"]), words[0])

    def _look(self, payload: dict[str, Any]) -> Seen:
        message = self._newest(payload)
        edited = payload["edit"] is not None
        if edited:
            message = next(m for m in self._messages() if m["message_id"] == payload["edit"])
        self._shown_at = message["message_id"]
        keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
        rows = tuple(tuple(button["text"] for button in row) for row in keyboard)
        toast = next((answer.text for answer in self._taps() if answer.callback_id == payload["callback"]), None)
        self.screen = Seen(message.get("text", ""), rows, toast, edited)
        return self.screen


class ZaloStagePhone(StagePhone):
    """Somebody's phone with Zalo on it: everything is typed."""

    def __init__(self, stage: "Stage", id: int, name: str) -> None:
        super().__init__(stage, id, name)
        self.chat = zalo_id(id)

    def has_written(self) -> None:
        self._stage.sandbox.zalo.world.chat(self.id).phone.started = True

    def _say(self, text: str, sent_at: datetime | None = None) -> None:
        self._stage.sandbox.zalo.say(self.id, text, sent_at=sent_at)

    async def _wait(self, seen: Callable[[], bool]) -> None:
        await self._stage.sandbox.zalo.wait(self.id, lambda _: seen(), PATIENCE)

    def _push(self, **content: Any) -> int:
        if "text" in content:
            self._say(content["text"])
        else:
            kind = "image" if "photo" in content else next(iter(content))
            self._stage.sandbox.zalo.send(self.id, f"message.{kind}.received")
        return 0

    def _messages(self) -> list[dict[str, Any]]:
        messages = self._stage.sandbox.zalo.messages(self.id)
        return [{"message_id": message.id, "text": message.text} for message in messages if message.photo is None]

    def _enclosing(self) -> list[dict[str, Any]]:
        messages = self._stage.sandbox.zalo.messages(self.id)
        return [{"photo": message.photo.data, "caption": message.text} for message in messages if message.photo]

    async def _download(self, message: dict[str, Any]) -> Enclosed:
        return Enclosed(message["photo"], message["caption"], None)

    def _taps(self) -> list[CallbackAnswer]:
        return []
