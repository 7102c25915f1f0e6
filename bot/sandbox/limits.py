"""The messenger's limits on how fast a bot may send."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.errors import too_many_requests

ANSWER_WINDOW = timedelta(seconds=5)
"""What is sent within this time after the phone did something counts as an answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many messages a bot may send that nobody is waiting for.

    A chat takes short bursts of `chat_burst`. `strict` counts answers and edits too.
    """

    all_per_second: float = 30
    chat_per_second: float = 1
    chat_burst: int = 3
    strict: bool = False


class _Bucket:
    """Holds up to `size` permits; `rate` of them come back per second."""

    __slots__ = ("at", "left")

    def __init__(self, size: float, at: datetime) -> None:
        self.left = size
        self.at = at

    def refill(self, size: float, rate: float, now: datetime) -> None:
        self.left = min(size, self.left + (now - self.at).total_seconds() * rate)
        self.at = now

    def wait(self, rate: float) -> float:
        """Seconds until a whole permit is there; 0 when one is."""
        return 0.0 if self.left >= 1 else (1 - self.left) / rate


class RateLimiter:
    """Counts what the bot sends against the limits; no limits, no counting."""

    def __init__(self, limits: Limits | None) -> None:
        self.limits = limits
        self._all: _Bucket | None = None
        self._chats: dict[int, _Bucket] = {}

    def admit(self, chat_id: int, heard_at: datetime | None, now: datetime) -> None:
        """Lets one message through or raises ApiError 429. `heard_at` is when the phone last did something."""
        limits = self.limits
        if limits is None:
            return
        if not limits.strict and heard_at is not None and now - heard_at <= ANSWER_WINDOW:
            return
        if self._all is None:
            self._all = _Bucket(limits.all_per_second, now)
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = self._chats[chat_id] = _Bucket(limits.chat_burst, now)
        self._all.refill(limits.all_per_second, limits.all_per_second, now)
        chat.refill(limits.chat_burst, limits.chat_per_second, now)
        wait = max(self._all.wait(limits.all_per_second), chat.wait(limits.chat_per_second))
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        self._all.left -= 1
        chat.left -= 1
