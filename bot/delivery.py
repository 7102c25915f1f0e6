"""Delivery: sends what lies in the outbox, the most urgent first, and notes what became of it.

Two lanes. Answers go at once, side by side, whatever else waits. What nobody asked for goes at the messenger's pace
(30 a second in all, one a second to a chat). Letters to one chat are sent one after another, in order.
What is handed over right after its commit goes out without a look at the table; the sweep finds the rest: what an
earlier process left behind, what another process wrote, what is to be tried again.
"""

import asyncio
import heapq
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import Channel, Gone, Permanent, SendError, Temporary, Throttled
from bot.clock import Clock
from bot.leader import Leader
from bot.pace import Pace
from bot.tasks import Tasks
from db.engine import Db
from db.messages import UNASKED, Letter, due, mark_failed, mark_sent, put_off
from db.people import set_reachable

log = logging.getLogger(__name__)

ANSWERING = 24
"""Answers on the wire at once."""
TELLING = 8
"""Unasked messages on the wire at once."""
SWEEP = 0.5
"""Seconds between two looks at the table."""
AT_HAND = 400
"""Letters held in memory at most by the sweep."""
BACK_OFF = (1, 2, 5, 15, 30, 60, 120, 300)
"""Seconds before the next try after a temporary failure, by the number of failures; the last one repeats."""
TRIES = 300
"""Tries after which a letter is given up: about a day."""

Chat = tuple[str, str]
Stuck = tuple[int, datetime]
"""The letter that a chat waits for, and when it is tried again: later letters must not overtake it."""


class Delivery:
    """The sender of one process. It works only while its process leads."""

    def __init__(
        self,
        db: Db,
        channels: Mapping[str, Channel],
        clock: Clock,
        leader: Leader,
        *,
        rate: float = 30,
        chat_gap: float = 1.0,
    ) -> None:
        self._db = db
        self._channels = channels
        self._clock = clock
        self._leader = leader
        self._pace = Pace(rate)
        self._chat_gap = chat_gap
        self._known: set[int] = set()
        self._answers: asyncio.Queue[Letter] = asyncio.Queue()
        self._unasked: list[Letter] = []
        self._unasked_came = asyncio.Event()
        self._paced: asyncio.Queue[Letter] = asyncio.Queue(maxsize=1)
        self._busy: dict[Chat, deque[Letter]] = {}
        self._stuck: dict[Chat, Stuck] = {}
        self._last_told: dict[Chat, float] = {}
        self._sent: list[int] = []
        self._something_sent = asyncio.Event()

    def start(self, tasks: Tasks) -> None:
        """Starts the senders, the pacing, the sweep and the noting of what was sent."""
        for n in range(ANSWERING):
            tasks.start(self._send_from(self._answers), f"answering {n}")
        for n in range(TELLING):
            tasks.start(self._send_from(self._paced), f"telling {n}")
        tasks.start(self._pace_unasked(), "pacing")
        tasks.start(self._sweep(), "sweep")
        tasks.start(self._note_sent(), "noting")

    def offer(self, letters: Sequence[Letter]) -> None:
        """Takes letters whose transaction has just been committed."""
        if not self._leader.leading:
            return
        for letter in letters:
            if letter.id in self._known:
                continue
            self._known.add(letter.id)
            if letter.priority < UNASKED:
                self._answers.put_nowait(letter)
            else:
                heapq.heappush(self._unasked, letter)
                self._unasked_came.set()

    async def _sweep(self) -> None:
        while True:
            if self._leader.leading and len(self._known) < AT_HAND:
                try:
                    await self._leader.still()
                    async with self._db.begin() as session:
                        found = await due(session, self._clock.now(), AT_HAND, self._known)
                    self.offer(found)
                except (DBAPIError, OSError) as error:
                    log.warning("the outbox could not be read: %s", type(error).__name__)
            await asyncio.sleep(SWEEP)

    async def _pace_unasked(self) -> None:
        """Lets unasked letters through one by one, each when the pace and its chat allow."""
        loop = asyncio.get_running_loop()
        while True:
            if not self._unasked:
                self._unasked_came.clear()
                await self._unasked_came.wait()
            await asyncio.sleep(self._pace.wait(loop.time()))
            letter, wait = self._next_unasked(loop.time())
            if letter is None:
                await asyncio.sleep(wait)
                continue
            self._pace.take(loop.time())
            self._last_told[letter.channel, letter.chat] = loop.time()
            await self._paced.put(letter)

    def _next_unasked(self, now: float) -> tuple[Letter | None, float]:
        """The most urgent letter whose chat is free, or how long to wait for one."""
        passed: list[Letter] = []
        wait = self._chat_gap
        found = None
        while self._unasked and found is None:
            letter = heapq.heappop(self._unasked)
            rest = self._last_told.get((letter.channel, letter.chat), -self._chat_gap) + self._chat_gap - now
            if rest <= 0:
                found = letter
            else:
                wait = min(wait, rest)
                passed.append(letter)
        for letter in passed:
            heapq.heappush(self._unasked, letter)
        if len(self._last_told) > 10 * AT_HAND:
            self._last_told = {chat: told for chat, told in self._last_told.items() if told > now - self._chat_gap}
        return found, wait

    async def _send_from(self, lane: "asyncio.Queue[Letter]") -> None:
        while True:
            letter = await lane.get()
            chat = (letter.channel, letter.chat)
            if chat in self._busy:
                self._busy[chat].append(letter)
                continue
            waiting = self._busy[chat] = deque([letter])
            while waiting:
                await self._send(waiting.popleft())
            del self._busy[chat]

    async def _send(self, letter: Letter) -> None:
        chat = (letter.channel, letter.chat)
        stuck_at, until = self._stuck.get(chat, (letter.id, None))
        if letter.id > stuck_at and until is not None:
            await self._write(lambda session: put_off(session, letter.id, "behind another", until, tried=False))
            self._known.discard(letter.id)
            return
        channel = self._channels.get(letter.channel)
        if channel is None:
            return
        try:
            await channel.send(letter.chat, letter.payload)
        except SendError as error:
            await self._failed(letter, error)
        except Exception as error:  # noqa: BLE001 - a letter that breaks its channel must not stop the others
            log.error("letter %s broke the channel: %s", letter.id, type(error).__name__)
            await self._failed(letter, Permanent(type(error).__name__))
        else:
            self._stuck.pop(chat, None)
            if letter.priority < UNASKED:
                self._pace.crowd(asyncio.get_running_loop().time())
            self._sent.append(letter.id)
            self._something_sent.set()

    async def _note_sent(self) -> None:
        """Notes what was sent, all of it that gathered while the last note was written."""
        while True:
            await self._something_sent.wait()
            self._something_sent.clear()
            ids, self._sent = self._sent, []
            if ids:
                await self._write(partial(mark_sent, ids=ids, now=self._clock.now()))
            self._known.difference_update(ids)

    async def _failed(self, letter: Letter, error: SendError) -> None:
        now, chat = self._clock.now(), (letter.channel, letter.chat)
        log.info("letter %s was not taken: %s", letter.id, error)
        pause = _pause(letter, error)
        if pause is None:
            self._stuck.pop(chat, None)
            await self._write(lambda session: _give_up(session, letter, error, now))
        else:
            until = now + timedelta(seconds=pause)
            self._stuck[chat] = (letter.id, until)
            await self._write(lambda session: put_off(session, letter.id, str(error), until))
        if isinstance(error, Throttled) and letter.priority >= UNASKED:
            self._pace.hold(asyncio.get_running_loop().time() + error.seconds)
        self._known.discard(letter.id)

    async def _write(self, change: Callable[[AsyncSession], Awaitable[None]]) -> None:
        """One small transaction, tried until the database takes it."""
        while True:
            try:
                async with self._db.begin() as session:
                    await change(session)
            except (DBAPIError, OSError) as trouble:
                log.warning("the outbox could not be written yet: %s", type(trouble).__name__)
                await asyncio.sleep(SWEEP)
            else:
                return


def _pause(letter: Letter, error: SendError) -> float | None:
    """Seconds until the next try; None when there will be none."""
    if isinstance(error, Throttled):
        return error.seconds
    if isinstance(error, Temporary) and letter.attempts < TRIES:
        return BACK_OFF[min(letter.attempts, len(BACK_OFF) - 1)]
    return None


async def _give_up(session: AsyncSession, letter: Letter, error: SendError, now: datetime) -> None:
    await mark_failed(session, letter.id, str(error), now)
    if isinstance(error, Gone):
        await set_reachable(session, letter.channel, letter.chat, now)
