"""What every messenger's channel can do, and the few ways in which sending can fail."""

from collections.abc import Sequence
from typing import Any, Protocol

from aiogram import Bot

from handlers.messengers import Served
from handlers.screens import Screen
from locales import Language


class SendError(Exception):
    """A message did not go out. The text says why, without personal data."""


class Throttled(SendError):
    """The messenger asks to wait `seconds` before the next message to this chat."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"throttled for {seconds:g} s")
        self.seconds = seconds


class Temporary(SendError):
    """The network or the messenger failed for the moment: worth another try."""


class Permanent(SendError):
    """The messenger will never take this message."""


class Gone(Permanent):
    """The person blocked us, or the chat does not exist (any more)."""


class Channel(Protocol):
    """A messenger. Screens go to it as the payloads that `put_screen` in bot/turns.py makes, what they enclose as
    those of bot/enclosing.py."""

    name: str
    bot: Bot
    """What aiogram binds this messenger's updates to."""
    encloses: bool
    """Whether it sends what letters enclose; otherwise it sends links to that."""
    served: Served
    """What conversations may know of it; complete once the messenger has told us our name."""

    def pages(self, screen: Screen, lang: Language) -> Sequence[Screen]:
        """A screen in as many parts as the messenger's longest message demands; only the last has buttons."""
        ...

    def counts(self, payload: dict[str, Any]) -> bool:
        """Whether showing a payload uses up one of the messages that the messenger allows in a month."""
        ...

    async def send(self, chat: str, payload: dict[str, Any], content: bytes | None = None) -> None:
        """Shows a payload in a chat. Raises one of the errors above.

        The payload of a paper is `{"paper": …, "as": "picture" | "file"}`, that of a chart `{"chart": …}`, that of a
        sheet `{"sheet": …}`, that of a report `{"report": …}`; then `content` is that PNG or PDF, or the XLSX, if the
        channel `encloses` such.
        """
        ...


def split_text(text: str, longest: int) -> list[str]:
    """Parts of at most `longest` UTF-16 units (as messengers count), cut at line ends where there are any."""
    parts: list[str] = []
    rest = text
    while _units(rest) > longest:
        head = _first_units(rest, longest)
        cut = head.rfind("\n")
        if cut <= 0:
            cut = head.rfind(" ")
        if cut <= 0:
            cut = len(head)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    parts.append(rest)
    return [part for part in parts if part] or [text]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _first_units(text: str, longest: int) -> str:
    return text.encode("utf-16-le")[: longest * 2].decode("utf-16-le", "ignore")
