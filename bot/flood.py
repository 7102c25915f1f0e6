"""The flood guard: whoever writes much faster than people can is told so once, and then not heard for a short while.

What counts is when messages were sent, in the messenger's own time: a phone that was offline for hours, or a program
that was, brings many messages at once that nobody wrote at once. Taps say no time and do not count. Only memory is
used: a guard that starts anew has simply heard nobody yet. What the messenger brings a second time was sent once: its
first count is taken back (see `take_back`).
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal

MOST_AT_ONCE = 20
"""Messages that one chat may send within WITHIN."""
WITHIN = 10.0
"""Seconds."""
REST = 20.0
"""Seconds for which a chat is not heard after it sent more."""
CHATS = 4096
"""Chats remembered at most: many times more than write within WITHIN."""

Heard = Literal["taken", "first too many", "ignored"]


@dataclass
class _Chat:
    """When a chat's last messages were sent, and (if it sent too many) when that was, and which were sent before."""

    sent: list[float] = field(default_factory=list)
    flooded_at: float | None = None
    before: list[float] = field(default_factory=list)


class FloodGuard:
    """Tells, message by message, whether a chat is heard."""

    def __init__(
        self, most: int = MOST_AT_ONCE, within: float = WITHIN, rest: float = REST, chats: int = CHATS
    ) -> None:
        """More than `most` messages within so many seconds are too many; the chat then rests for `rest` seconds."""
        self._most = most
        self._within = within
        self._rest = rest
        self._most_chats = chats
        self._chats: OrderedDict[Hashable, _Chat] = OrderedDict()

    def hear(self, chat: Hashable, sent_at: float) -> Heard:
        """Takes note of a message of `chat` that was sent at this time (in seconds), and says what it is."""
        known = self._chats.pop(chat, None) or _Chat()
        self._chats[chat] = known
        if len(self._chats) > self._most_chats:
            self._chats.popitem(last=False)
        if known.flooded_at is not None and known.flooded_at <= sent_at < known.flooded_at + self._rest:
            return "ignored"
        recent = [other for other in known.sent if abs(sent_at - other) < self._within]
        if len(recent) < self._most:
            known.sent = [*recent, sent_at]
            return "taken"
        known.sent, known.flooded_at, known.before = [], sent_at, recent
        return "first too many"

    def take_back(self, chat: Hashable, sent_at: float) -> None:
        """Forgets the last message that was taken note of, which was no new one: it had come before."""
        known = self._chats.get(chat)
        if known is None:
            return
        if known.flooded_at == sent_at:
            known.sent, known.flooded_at, known.before = known.before, None, []
        elif sent_at in known.sent:
            known.sent.remove(sent_at)

    def __len__(self) -> int:
        """The number of chats that are remembered."""
        return len(self._chats)
