"""The events that wait for the bot, and long polling on them: whatever has been handed over is forgotten."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable

from bot.sandbox.errors import ApiError
from bot.sandbox.wire import Wire

LONGEST_POLL = 60.0
IDLE = 408


class EventQueue:
    """Events in the order in which they happened."""

    def __init__(self) -> None:
        self.pending: deque[Wire] = deque()
        self.on_push: Callable[[], None] | None = None
        """Told that something came while a webhook is set."""
        self._poll: asyncio.Future[None] | None = None

    def push(self, event: Wire) -> None:
        self.pending.append(event)
        if self.on_push is not None:
            self.on_push()
        self._wake()

    def put_back(self, event: Wire) -> None:
        """The bot had gone before the event could be handed over."""
        self.pending.appendleft(event)
        self._wake()

    async def poll(self, timeout: float) -> Wire:
        """The oldest event; waits up to `timeout` seconds for it. ApiError 408 when there is none.

        A newer poll ends an older one.
        """
        self._wake()
        if not self.pending and timeout > 0:
            mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._poll = mine
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(mine, min(timeout, LONGEST_POLL))
            if self._poll is not mine:
                raise ApiError(IDLE, "Request timeout")
            self._poll = None
        if not self.pending:
            raise ApiError(IDLE, "Request timeout")
        return self.pending.popleft()

    def interrupt(self) -> None:
        """Ends a poll that waits, as if nothing had come."""
        poll, self._poll = self._poll, None
        if poll is not None and not poll.done():
            poll.set_result(None)

    def _wake(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
