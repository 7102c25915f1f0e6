"""The world of the sandbox's Zalo: phones with their chats, and what the people who hold them do."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.sandbox.files import Files, StoredFile
from bot.sandbox.wire import Wire
from bot.sandbox.zalo.phones import FIRST_PHONE, ZaloChat, ZaloMessage, ZaloPhone
from bot.sandbox.zalo.updates import EventQueue

Tell = Callable[[str, int, Any], None]
"""Tells the pages that are open: kind of event, whose phone, and what."""


class ZaloWorld:
    """All state of the sandbox's Zalo, in memory."""

    def __init__(self, token: str, clock: Clock, files: Files, tell: Tell) -> None:
        self.clock = clock
        self.files = files
        self.tell = tell
        self.bot: Wire = {
            "id": token.partition(":")[0],
            "account_name": "bot.SOTAYSANDBOX",
            "account_type": "BASIC",
            "can_join_groups": False,
        }
        self.chats: dict[int, ZaloChat] = {}
        self.queue = EventQueue()
        self.repeats = 0
        """How many times more each event is delivered."""
        self._by_user: dict[str, ZaloChat] = {}
        self._made = 0
        self._stamp = clock.now().isoformat()

    def add_phone(self, phone: ZaloPhone) -> ZaloPhone:
        """Puts a phone into the world. ValueError when its id is taken."""
        if phone.id in self.chats:
            raise ValueError(f"there is a phone {phone.id} already")
        self.chats[phone.id] = self._by_user[phone.user_id] = ZaloChat(phone)
        self.tell("phone", phone.id, phone)
        return phone

    def free_phone_id(self) -> int:
        """An id that no phone has."""
        return max([FIRST_PHONE - 1, *self.chats]) + 1

    def chat(self, phone_id: int) -> ZaloChat:
        """The chat of a phone. LookupError when there is no such phone."""
        try:
            return self.chats[phone_id]
        except KeyError:
            raise LookupError(f"there is no phone {phone_id}") from None

    def chat_of(self, user_id: str) -> ZaloChat | None:
        """The chat that the bot means by an id."""
        return self._by_user.get(user_id)

    # -- what people do ------------------------------------------------------------------------------------------

    def say(self, phone_id: int, text: str, sent_at: datetime | None = None) -> ZaloMessage:
        """The phone sends a text, dated `sent_at` (default: now). ValueError when it is empty."""
        text = text.encode(errors="replace").decode().strip()
        if not re.search(r"\S", text):
            raise ValueError("the text is empty")
        return self.send(phone_id, "message.text.received", text, sent_at, text=text)

    def send(
        self, phone_id: int, event_name: str, shown: str, sent_at: datetime | None = None, **content: Any
    ) -> ZaloMessage:
        """The phone sends something of any kind; `content` is what the event's message says of it."""
        chat = self.chat(phone_id)
        if chat.phone.blocked:
            self.block(phone_id, blocked=False)
        chat.phone.started = True
        message = self.show(chat, from_bot=False, at=sent_at or self.clock.now(), text=shown)
        phone = chat.phone
        event = {
            "event_name": event_name,
            "message": {
                "from": {"id": phone.user_id, "display_name": phone.name, "is_bot": False},
                "chat": {"id": phone.user_id, "chat_type": "PRIVATE"},
                "message_id": message.message_id,
                "date": milliseconds(message.at),
                **content,
            },
        }
        for _ in range(1 + self.repeats):
            self.queue.push(event)
        return message

    def block(self, phone_id: int, *, blocked: bool) -> ZaloPhone:
        """The phone blocks the bot or unblocks it. Zalo does not tell the bot."""
        phone = self.chat(phone_id).phone
        if phone.blocked != blocked:
            phone.blocked = blocked
            self.tell("phone", phone_id, phone)
        return phone

    # -- what the screens show -----------------------------------------------------------------------------------

    def show(
        self, chat: ZaloChat, *, from_bot: bool, at: datetime, text: str = "", photo: StoredFile | None = None
    ) -> ZaloMessage:
        """Puts a new message on a screen."""
        self._made += 1
        message_id = hashlib.sha256(f"{self._stamp} {self._made}".encode()).hexdigest()[:20]
        message = ZaloMessage(self._made, message_id, from_bot, at, text, photo)
        chat.messages.append(message)
        if from_bot:
            chat.stop_typing()
        self.tell("message", chat.phone.id, message)
        chat.changed()
        return message

    def show_typing(self, chat: ZaloChat) -> None:
        chat.show_typing(self.clock.now())
        self.tell("typing", chat.phone.id, None)


def milliseconds(at: datetime) -> int:
    """An instant as Zalo writes it."""
    return int(at.timestamp() * 1000)
