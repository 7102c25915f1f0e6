"""The world that the sandbox simulates: phones with their chats, and what the people who hold them do."""

import re
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from telegram import User

from bot.clock import Clock
from bot.sandbox.entities import found_in, units
from bot.sandbox.files import Files
from bot.sandbox.menu import Menu
from bot.sandbox.phones import CallbackAnswer, Chat, Phone
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.wire import CALLBACK_DATA_BYTES, Wire, plain

TEXT_UNITS = 4096
CALLBACK_LIVES = timedelta(minutes=15)
FIRST_PHONE = 700_000_001
_BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)


class Event(NamedTuple):
    """Something that the page shows: kind, whose phone, and what (a wire message, an answer, a phone…)."""

    kind: str
    phone_id: int
    data: Any


class World:
    """All state of one sandbox, in memory."""

    def __init__(self, token: str, clock: Clock) -> None:
        self.clock = clock
        self.bot: Wire = plain(
            User(
                int(token.partition(":")[0]),
                "Sổ Tay",
                is_bot=True,
                username="sotay_sandbox_bot",
                can_join_groups=False,
                can_read_all_group_messages=False,
                supports_inline_queries=False,
                can_connect_to_business=False,
                has_main_web_app=False,
            )
        )
        self._sender: Wire = {key: self.bot[key] for key in ("id", "is_bot", "first_name", "username")}
        # Numbers go on from the time of the start, so that a bot that outlives a restart of the sandbox does not take
        # a new update for one that it has seen, or a new message for one that it knows. They stay below 2^31.
        start = int((clock.now() - _BEGINNING).total_seconds())
        self._message_id = start
        self._callback_id = start << 20
        self.updates = UpdateQueue(start * 8 + 1)
        self.files = Files(start)
        self.menu = Menu(self.chats_has, self._menu_changed)
        self.chats: dict[int, Chat] = {}
        self.listeners: list[Callable[[Event], None]] = []
        self._callbacks: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    # -- phones --------------------------------------------------------------------------------------------------

    def add_phone(self, phone: Phone) -> Phone:
        """Puts a phone into the world. ValueError when its id is taken."""
        if phone.id in self.chats:
            raise ValueError(f"there is a phone {phone.id} already")
        self.chats[phone.id] = Chat(phone, self._sender)
        self.tell("phone", phone.id, phone)
        return phone

    def free_phone_id(self) -> int:
        """An id that no phone has."""
        return max([FIRST_PHONE - 1, *self.chats]) + 1

    def chats_has(self, chat_id: int) -> bool:
        return chat_id in self.chats

    def chat(self, phone_id: int) -> Chat:
        """The chat of a phone. LookupError when there is no such phone."""
        try:
            return self.chats[phone_id]
        except KeyError:
            raise LookupError(f"there is no phone {phone_id}") from None

    # -- what people do ------------------------------------------------------------------------------------------

    def say(self, phone_id: int, text: str, sent_at: datetime | None = None) -> Wire:
        """The phone sends a text, dated `sent_at` (default: now). As phones do, it trims the text and cuts a long one.

        Returns the (last) message. ValueError when the text is empty. A phone that had blocked the bot unblocks it.
        """
        chat = self.chat(phone_id)
        text = text.encode(errors="replace").decode()  # a phone cannot send half a surrogate pair; JSON can
        pieces = _pieces(text.strip())
        if not pieces:
            raise ValueError("the text is empty")
        self._heard(chat)
        message: Wire = {}
        for piece in pieces:
            message = chat.writer.heard(self.new_message_id(), sent_at or self.clock.now(), piece, found_in(piece))
            self.show(chat, message)
            self.updates.push("message", message, phone_id)
        return message

    def tap(self, phone_id: int, message_id: int, data: str) -> str:
        """The phone taps a button with `data` under a message of the bot. Returns the id of the callback query.

        The data need not be on a button that is there now: phones show old keyboards. LookupError when there is no such
        message, ValueError when no button could carry the data.
        """
        chat = self.chat(phone_id)
        message = chat.by_id.get(message_id)
        if message is None or not message["from"]["is_bot"]:
            raise LookupError(f"phone {phone_id} shows no message {message_id} of the bot")
        if not 1 <= len(data.encode()) <= CALLBACK_DATA_BYTES:
            raise ValueError("the data of a button has 1 to 64 bytes")
        self._heard(chat)
        self._callback_id += 1
        callback_id, now = str(self._callback_id), self.clock.now()
        while self._callbacks and now - next(iter(self._callbacks.values()))[1] > CALLBACK_LIVES:
            self._callbacks.popitem(last=False)
        self._callbacks[callback_id] = (phone_id, now)
        self.updates.push("callback_query", chat.writer.tapped(callback_id, message, data), phone_id)
        return callback_id

    def block(self, phone_id: int, *, blocked: bool) -> Phone:
        """The phone blocks the bot or unblocks it; the bot is told, as the real one is."""
        chat = self.chat(phone_id)
        if chat.phone.blocked != blocked:
            chat.phone.blocked = blocked
            news = chat.writer.block_changed(self.clock.now(), blocked=blocked)
            self.updates.push("my_chat_member", news, phone_id)
            self.tell("phone", phone_id, chat.phone)
        return chat.phone

    def push_raw(self, raw: Wire) -> int:
        """Puts any dict into the queue of updates. If it names a known phone, that phone counts as having written."""
        chat = self.chats.get(_whose(raw))
        if chat is not None:
            self._heard(chat)
        return self.updates.push_raw(raw, chat.phone.id if chat else None)

    def _heard(self, chat: Chat) -> None:
        if chat.phone.blocked:
            self.block(chat.phone.id, blocked=False)
        chat.phone.started = True
        chat.heard_at = self.clock.now()

    # -- what the bot's calls change -----------------------------------------------------------------------------

    def new_message_id(self) -> int:
        self._message_id += 1
        return self._message_id

    def show(self, chat: Chat, message: Wire) -> Wire:
        """Puts a message on the screen, or the new state of one that is there."""
        message_id = message["message_id"]
        kind = "edited" if message_id in chat.by_id else "message"
        chat.by_id[message_id] = message
        if message["from"]["is_bot"]:
            chat.stop_typing()
        self.tell(kind, chat.phone.id, message)
        chat.changed()
        return message

    def remove(self, chat: Chat, message_id: int) -> None:
        """Takes a message off the screen."""
        del chat.by_id[message_id]
        self.tell("deleted", chat.phone.id, message_id)
        chat.changed()

    def answer_tap(self, callback_id: str, text: str | None, *, alert: bool) -> bool:
        """Shows the answer to a tap; False when that callback query is unknown or too old."""
        phone_id, at = self._callbacks.get(callback_id, (0, self.clock.now()))
        if phone_id == 0 or self.clock.now() - at > CALLBACK_LIVES:
            return False
        chat, answer = self.chats[phone_id], CallbackAnswer(callback_id, text, alert)
        chat.answers.append(answer)
        self.tell("callback", phone_id, answer)
        chat.changed()
        return True

    def show_typing(self, chat: Chat) -> None:
        chat.show_typing(self.clock.now())
        self.tell("typing", chat.phone.id, None)

    def tell(self, kind: str, phone_id: int, data: Any) -> None:
        """Tells the pages that are open."""
        if self.listeners:
            event = Event(kind, phone_id, data)
            for listener in list(self.listeners):
                listener(event)

    def _menu_changed(self) -> None:
        for chat in self.chats.values():
            self.tell("commands", chat.phone.id, self.menu.shown_on(chat.phone))


def _pieces(text: str) -> list[str]:
    """The text in pieces that fit into a message, cut at a line end or a space where there is one."""
    pieces = []
    while units(text) > TEXT_UNITS:
        cut = len(text) if len(text) <= TEXT_UNITS else TEXT_UNITS
        while units(text[:cut]) > TEXT_UNITS:
            cut -= max(1, (units(text[:cut]) - TEXT_UNITS) // 2)
        white = max(text.rfind("\n", 1, cut), text.rfind(" ", 1, cut))
        cut = white if white > 0 else cut
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [piece for piece in [*pieces, text] if re.search(r"\S", piece)]


def _whose(raw: Wire) -> int:
    """The id of the private chat or person that a raw update speaks of; 0 when it does not say."""
    for body in raw.values():
        if isinstance(body, dict):
            for holder in ("chat", "from"):
                person = body.get(holder)
                if isinstance(person, dict) and type(person.get("id")) is int:
                    return int(person["id"])
    return 0
