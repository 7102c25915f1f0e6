"""Delivery: sends what lies in the outbox, the most urgent first, and notes what became of it.

Two lanes. Answers go at once, side by side, whatever else waits. What nobody asked for goes at the messenger's pace
(30 a second in all, one a second to a chat), with as few letters out at once as keep it. Letters to one chat are sent
one after another, in order.
Papers, charts and sheets are made off the event loop, one at a time, just before they are sent.
What is handed over right after its commit goes out without a look at the table; the sweep finds the rest: what an
earlier process left behind, what another process wrote, what is to be tried again.
"""

import asyncio
import contextlib
import heapq
import logging
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import Channel, Gone, Permanent, SendError, Temporary, Throttled
from bot.clock import Clock
from bot.elsewhere import say_elsewhere
from bot.enclosing import MAKERS, enclosed_in
from bot.leader import Leader
from bot.pace import Pace, Window
from bot.tasks import Tasks
from db.engine import Db, out_of_reach
from db.messages import UNASKED, Letter, due, mark_failed, mark_sent, put_off, still_due
from db.people import set_reachable
from db.sealing import reveal
from handlers.telling import PER_SECOND

log = logging.getLogger(__name__)

ANSWERING = 24
"""Answers on the wire at once."""
TELLING = 8
"""Unasked messages of a channel out at once, at most."""
SWEEP = 0.5
"""Seconds between two looks at the table."""
AT_HAND = 400
"""Letters held in memory at most by the sweep."""
BACK_OFF = (1, 2, 5, 15, 30, 60, 120, 300)
"""Seconds before the next try after a temporary failure, by the number of failures; the last one repeats."""
LAST_WORDS = 5
"""Seconds that an orderly end waits for what is on the wire."""
TRIES = 300
"""Tries after which a letter is given up: about a day."""

Chat = tuple[str, str]
Count = Callable[[AsyncSession, Sequence[Letter], datetime], Awaitable[None]]


@dataclass(frozen=True)
class Stuck:
    """A letter that failed for the moment, and when it is tried again."""

    letter: Letter
    until: datetime
    throttled: bool
    """The messenger wants to hear nothing at all for this chat until then."""

    def holds(self, other: Letter) -> bool:
        """Whether a later letter to the same chat has to wait: an answer never waits for what nobody asked for."""
        return other.id > self.letter.id and (self.throttled or other.priority >= self.letter.priority)


class Delivery:
    """The sender of one process. It works only while its process leads."""

    def __init__(
        self,
        db: Db,
        channels: Mapping[str, Channel],
        clock: Clock,
        leader: Leader,
        *,
        rate: float = PER_SECOND,
        chat_gap: float = 1.0,
        secret: str = "",
        count: Count | None = None,
    ) -> None:
        """`secret` opens the sealed pieces in letters (see db/sealing.py); `count` is told of those that were sent, in
        the transaction that notes it."""
        self._db = db
        self._channels = channels
        self._clock = clock
        self._leader = leader
        self._paces: defaultdict[str, Pace] = defaultdict(lambda: Pace(rate))
        """Of each channel its own: one that wants to hear nothing for a while must not silence the others."""
        self._windows: defaultdict[str, Window] = defaultdict(lambda: Window(rate, TELLING))
        self._settled = asyncio.Event()
        self._chat_gap = chat_gap
        self._secret = secret
        self._count = count
        self._known: set[int] = set()
        self._just_forgotten: set[int] = set()
        self._forgotten_before: set[int] = set()
        self._answers: asyncio.Queue[Letter] = asyncio.Queue()
        self._unasked: list[Letter] = []
        self._unasked_came = asyncio.Event()
        self._paced: asyncio.Queue[Letter] = asyncio.Queue(maxsize=1)
        self._busy: dict[Chat, deque[Letter]] = {}
        self._stuck: dict[Chat, Stuck] = {}
        self._last_told: dict[Chat, float] = {}
        self._sent: list[Letter] = []
        self._something_sent = asyncio.Event()
        self._unnoted: dict[Chat, asyncio.Event] = {}
        self._noted = asyncio.Event()
        self._on_wire = 0
        self._wire_is_free = asyncio.Event()
        self._closing = False
        self._making = asyncio.Lock()

    def start(self, tasks: Tasks) -> None:
        """Starts the senders, the pacing, the sweep and the noting of what was sent."""
        for n in range(ANSWERING):
            tasks.start(self._send_from(self._answers), f"answering {n}")
        for n in range(TELLING):
            tasks.start(self._send_from(self._paced), f"telling {n}")
        tasks.start(self._pace_unasked(), "pacing")
        tasks.start(self._sweep(), "sweep")
        tasks.start(self._note_sent(), "noting")

    async def finish(self) -> None:
        """Takes up nothing more, lets what is on the wire arrive and notes it: after an orderly end nothing is said
        twice. What waits stays in the outbox. Takes LAST_WORDS at most."""
        self._closing = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS):
                while self._on_wire:
                    await self._wire_is_free.wait()
                while self._unnoted:
                    await next(iter(self._unnoted.values())).wait()

    def offer(self, letters: Sequence[Letter]) -> None:
        """Takes letters whose transaction has just been committed, unless the sweep was faster."""
        if self._leader.leading:
            done = self._just_forgotten | self._forgotten_before
            self._take([letter for letter in letters if letter.id not in done])

    async def catch_up(self) -> None:
        """Takes in hand what is due in the table. Done before anything new is handled, so that what an earlier process
        left behind goes out first."""
        self._forgotten_before, self._just_forgotten = self._just_forgotten, set()
        try:
            await self._leader.still()
            async with self._db.begin() as session:
                found = await due(session, self._clock.now(), AT_HAND, self._known)
        except Exception as error:
            if not out_of_reach(error):
                raise
            log.warning("the outbox could not be read: %s", type(error).__name__)
        else:  # what was sent or put off while the table was read may be in it as it was before
            self._take([letter for letter in found if letter.id not in self._just_forgotten])

    def _take(self, letters: Sequence[Letter]) -> None:
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
                await self.catch_up()
            await asyncio.sleep(SWEEP)

    async def _pace_unasked(self) -> None:
        """Lets unasked letters through one by one, each when the pace and its chat allow."""
        loop = asyncio.get_running_loop()
        while True:
            if not self._unasked:
                self._unasked_came.clear()
                await self._unasked_came.wait()
            self._settled.clear()
            letter, wait = self._next_unasked(loop.time())
            if letter is None:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._settled.wait()
                continue
            self._paces[letter.channel].take(loop.time())
            self._windows[letter.channel].take(letter.id, loop.time())
            self._last_told[letter.channel, letter.chat] = loop.time()
            await self._paced.put(letter)

    def _next_unasked(self, now: float) -> tuple[Letter | None, float]:
        """The most urgent letter whose channel and chat are free, or how long to wait for one."""
        passed: list[Letter] = []
        waits = {
            channel: max(self._paces[channel].wait(now), self._windows[channel].wait(now)) for channel in self._channels
        }
        if waits and min(waits.values()) > 0:
            return None, min(waits.values())
        wait = self._chat_gap
        found = None
        while self._unasked and found is None:
            letter = heapq.heappop(self._unasked)
            told = self._last_told.get((letter.channel, letter.chat), -self._chat_gap)
            rest = max(told + self._chat_gap - now, waits.get(letter.channel, 0.0))
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
            while waiting and not self._closing:
                self._on_wire += 1
                self._wire_is_free.clear()
                await self._send(waiting.popleft())
                self._on_wire -= 1
                if not self._on_wire:
                    self._wire_is_free.set()
            del self._busy[chat]

    async def _send(self, letter: Letter) -> None:
        chat = (letter.channel, letter.chat)
        if chat in self._unnoted:  # so that a process that is killed repeats one message to a chat at most
            await self._unnoted[chat].wait()
        stuck = self._stuck.get(chat)
        if stuck is not None and stuck.holds(letter):
            await self._write(partial(put_off, id=letter.id, error="behind another", until=stuck.until, tried=False))
            self._forget([letter.id])
            return
        channel = self._channels.get(letter.channel)
        if channel is None:
            self._settle([letter.id])
            return
        if letter.priority >= UNASKED and not await self._still_due(letter):
            self._forget([letter.id])
            return
        try:
            payload = reveal(letter.payload, self._secret)
            if enclosed_in(payload):  # a channel that cannot enclose it may link to it
                payload = {**payload, "letter": letter.id}
            content = await self._content(payload) if channel.encloses else None
            await channel.send(letter.chat, payload, content)
        except SendError as error:
            await self._failed(letter, error)
        except Exception as error:  # noqa: BLE001 - a letter that cannot be made or sent must not stop the others
            log.error("letter %s could not be made or sent: %s", letter.id, type(error).__name__)
            await self._failed(letter, Permanent(type(error).__name__))
        else:
            self._unstick(letter)
            if letter.priority < UNASKED:
                self._paces[letter.channel].crowd(asyncio.get_running_loop().time())
            self._sent.append(letter)
            self._unnoted[chat] = self._noted
            self._something_sent.set()

    async def _still_due(self, letter: Letter) -> bool:
        """Whether a letter that nobody waits for, and that has waited itself, is still to be sent now."""
        try:
            async with self._db.begin() as session:
                return await still_due(session, letter.id, self._clock.now())
        except Exception as trouble:
            if not out_of_reach(trouble):
                raise
            return False

    async def _content(self, payload: dict[str, Any]) -> bytes | None:
        """What a letter encloses; None for a letter of words."""
        kind = enclosed_in(payload)
        if kind is None:
            return None
        async with self._making:
            return await asyncio.to_thread(MAKERS[kind], payload)

    async def _note_sent(self) -> None:
        """Notes what was sent, all of it that gathered while the last note was written."""
        while True:
            await self._something_sent.wait()
            self._something_sent.clear()
            sent, self._sent = self._sent, []
            noted, self._noted = self._noted, asyncio.Event()
            ids = [letter.id for letter in sent]
            await self._write(partial(self._mark_sent, letters=sent, now=self._clock.now()))
            self._forget(ids)
            for letter in sent:
                del self._unnoted[letter.channel, letter.chat]
            noted.set()

    async def _mark_sent(self, session: AsyncSession, letters: Sequence[Letter], now: datetime) -> None:
        await mark_sent(session, [letter.id for letter in letters], now)
        if self._count is not None:
            await self._count(session, letters, now)

    def _forget(self, ids: Collection[int]) -> None:
        """The letters are no longer in hand: they are done with, or the table knows when they are due again."""
        self._known.difference_update(ids)
        self._just_forgotten.update(ids)
        self._settle(ids)

    def _settle(self, ids: Collection[int]) -> None:
        """The letters are out no longer."""
        now = asyncio.get_running_loop().time()
        for window in self._windows.values():
            window.settle(ids, now)
        self._settled.set()

    def _unstick(self, letter: Letter) -> None:
        stuck = self._stuck.get((letter.channel, letter.chat))
        if stuck is not None and stuck.letter.id == letter.id:
            del self._stuck[letter.channel, letter.chat]

    async def _failed(self, letter: Letter, error: SendError) -> None:
        now, chat = self._clock.now(), (letter.channel, letter.chat)
        log.info("letter %s was not taken: %s", letter.id, error)
        pause = _pause(letter, error)
        if isinstance(error, Throttled):
            self._paces[letter.channel].hold(asyncio.get_running_loop().time() + error.seconds)
        if pause is None:
            self._unstick(letter)
            await self._write(partial(self._give_up, letter=letter, error=error, now=now))
        else:
            until = now + timedelta(seconds=pause)
            self._stuck[chat] = Stuck(letter, until, isinstance(error, Throttled))
            await self._write(partial(put_off, id=letter.id, error=str(error), until=until))
        self._forget([letter.id])

    async def _give_up(self, session: AsyncSession, letter: Letter, error: SendError, now: datetime) -> None:
        await mark_failed(session, letter.id, str(error), now)
        if isinstance(error, Gone):
            await set_reachable(session, letter.channel, letter.chat, now)
            if letter.priority >= UNASKED:
                await say_elsewhere(session, self._channels, letter, now)

    async def _write(self, change: Callable[[AsyncSession], Awaitable[None]]) -> None:
        """One small transaction, tried until the database takes it."""
        while True:
            try:
                async with self._db.begin() as session:
                    await change(session)
            except Exception as trouble:
                if not out_of_reach(trouble):
                    raise
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
