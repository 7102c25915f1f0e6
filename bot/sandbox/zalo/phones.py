"""Phones whose messenger is Zalo, and what each of them has on its screen."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.files import StoredFile
from bot.sandbox.phones import LiveScreen, Phone

FIRST_PHONE = 10_000_000_001
"""Numbers of Zalo phones on the page begin here, away from those of Telegram's."""


def zalo_id(phone_id: int) -> str:
    """The id that Zalo gives the owner of a phone, and their chat: a word of 20 hexadecimal digits."""
    return hashlib.sha256(f"zalo {phone_id}".encode()).hexdigest()[:20]


@dataclass(slots=True)
class ZaloPhone(Phone):
    """A phone with Zalo on it. `id` is its number on the page; the bot knows its owner by `user_id`."""

    user_id: str = field(init=False)

    def __post_init__(self) -> None:
        self.user_id = zalo_id(self.id)


@dataclass(frozen=True, slots=True)
class ZaloMessage:
    """A message on the screen of a Zalo phone."""

    id: int
    """Its number on the page, in the order of time."""
    message_id: str
    from_bot: bool
    at: datetime
    text: str = ""
    photo: StoredFile | None = None


class ZaloChat(LiveScreen):
    """The chat of one phone with the bot."""

    def __init__(self, phone: ZaloPhone) -> None:
        super().__init__()
        self.phone = phone
        self.messages: list[ZaloMessage] = []
