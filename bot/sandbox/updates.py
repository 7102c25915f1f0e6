"""The queue of updates that wait for the bot, and long polling on it."""

import asyncio
from bisect import insort
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.sandbox.errors import ApiError
from bot.sandbox.wire import UPDATE_KINDS, Wire, update

# What an empty `allowed_updates` means: everything but these.
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
DEFAULT_KINDS = UPDATE_KINDS - NOT_BY_DEFAULT
MOST_AT_ONCE = 100
LONGEST_POLL = 50


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """An update that the bot has not confirmed."""

    id: int
    raw: Wire
    chat_id: int | None
    """Whose it is: updates of one chat are delivered to a webhook in order."""


class UpdateQueue:
    """Updates in the order of their ids, kept until the bot confirms them."""

    def __init__(self, first_id: int) -> None:
        self.allowed: list[str] | None = None
        self.pending: deque[Pending] = deque()
        self.on_push: Callable[[Pending], None] | None = None
        """Told of every new update while a webhook is set."""
        self._kinds = DEFAULT_KINDS
        self._next_id = first_id
        self._poll: asyncio.Future[None] | None = None

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remembers which kinds the bot wants from now on; None changes nothing, an empty list means the default."""
        if kinds is not None:
            known = [kind for kind in kinds if kind in UPDATE_KINDS]
            self._kinds = frozenset(known) or DEFAULT_KINDS
            self.allowed = known or None

    def push(self, kind: str, body: Wire, chat_id: int) -> None:
        """Adds an update of a kind, unless the bot does not want that kind."""
        if kind in self._kinds:
            self._add(Pending(self._next_id, update(self._next_id, kind, body), chat_id))

    def push_raw(self, raw: Wire, chat_id: int | None) -> int:
        """Adds any dict, wanted or not, well-formed or not; `update_id` is filled in where absent. Returns the id."""
        given = raw.get("update_id")
        number = given if isinstance(given, int) and not isinstance(given, bool) else self._next_id
        self._add(Pending(number, raw if "update_id" in raw else {"update_id": number, **raw}, chat_id))
        return number

    def _add(self, item: Pending) -> None:
        self._next_id = max(self._next_id, item.id + 1)
        if self.pending and item.id < self.pending[-1].id:
            insort(self.pending, item, key=lambda other: other.id)
        else:
            self.pending.append(item)
        if self.on_push is not None:
            self.on_push(item)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def discard(self, item: Pending) -> None:
        """Removes one update: a webhook has taken it."""
        if item in self.pending:
            self.pending.remove(item)

    def clear(self) -> None:
        """Drops everything that waits."""
        self.pending.clear()

    def confirm(self, offset: int) -> None:
        """Forgets what the offset of a getUpdates confirms; a negative one keeps only that many, from the end."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
        while self.pending and self.pending[0].id < offset:
            self.pending.popleft()

    def interrupt(self, by: ApiError | None) -> None:
        """Ends a poll that waits: with an error, or (None) with an empty answer."""
        if self._poll is not None and not self._poll.done():
            if by is None:
                self._poll.set_result(None)
            else:
                self._poll.set_exception(by)

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Wire]:
        """The oldest unconfirmed updates; waits up to `timeout` seconds for the first.

        A newer poll ends an older one (ApiError 409).
        """
        self.interrupt(
            ApiError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        )
        self.confirm(offset)
        if not self.pending and timeout > 0:
            mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._poll = mine
            try:
                await asyncio.wait_for(mine, min(timeout, LONGEST_POLL))
            except TimeoutError:
                pass
            finally:
                if self._poll is mine:
                    self._poll = None
        limit = limit if 1 <= limit <= MOST_AT_ONCE else MOST_AT_ONCE
        return [self.pending[i].raw for i in range(min(limit, len(self.pending)))]
