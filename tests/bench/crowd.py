"""Simulated people: each reads what the bot shows and taps or types the next step of logging a talk."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from time import perf_counter

from bot.sandbox.server import Sandbox
from bot.sandbox.wire import Wire
from bot.sandbox.world import FIRST_PHONE

PATIENCE = 30.0
"""Seconds after which a missing answer ends the benchmark."""

OPENS = "+open:talk."
"""How the button begins that opens a talk which was just recorded."""

Manner = Callable[[Sandbox, int, Wire, random.Random], None]
"""How somebody answers what the bot shows: sandbox, phone, the bot's message, chance."""


def tapping(sandbox: Sandbox, phone: int, shown: Wire, chance: random.Random) -> None:
    """Taps a sensible button."""
    sandbox.tap(phone, shown["message_id"], _button(shown, chance)["callback_data"])


def typing(sandbox: Sandbox, phone: int, shown: Wire, chance: random.Random) -> None:
    """Types what the sensible button says."""
    button = _button(shown, chance)
    kind, _, verb = button["callback_data"].rpartition(":")
    words = {"save": "lưu", "sure": "có"}.get(verb, "") or button["text"].removeprefix("☐ ")
    sandbox.say(phone, words if kind else "1")


def _button(shown: Wire, chance: random.Random) -> Wire:
    """Saves what is complete, agrees when asked, ticks one topic, answers at random, starts the next talk."""
    buttons = [button for row in shown["reply_markup"]["inline_keyboard"] for button in row]
    ends = {button["callback_data"].rpartition(":")[2]: button for button in buttons}
    for verb in ("save", "sure"):
        if verb in ends:
            return dict(ends[verb])
    if "done" in ends and any(button["text"].startswith("☑") for button in buttons):
        return dict(ends["done"])
    answers = [button for button in buttons if button["callback_data"].startswith("f:")]
    return dict(chance.choice(answers) if answers else buttons[0])


class Crowd:
    """Phones that all write to one bot."""

    def __init__(self, sandbox: Sandbox, size: int, seed: int = 324) -> None:
        self._sandbox = sandbox
        self._chance = random.Random(seed)
        self._phones = [sandbox.add_phone(f"CTV {n}", FIRST_PHONE + n).id for n in range(size)]
        self.answers = 0
        self.recorded: set[int] = set()
        """The talks that phones were told are recorded."""
        self.saving: list[float] = []
        """How long phones waited to be told so, in seconds."""

    async def greet(self) -> float:
        """The first phone writes, and gets its answer after so many seconds."""
        return await self._exchange(self._phones[0], lambda sandbox, phone, *_: sandbox.say(phone, "menu"))

    async def gather(self) -> None:
        """Everybody writes once and is answered."""
        async with asyncio.TaskGroup() as people:
            for phone in self._phones:
                people.create_task(self._exchange(phone, lambda sandbox, phone, *_: sandbox.say(phone, "menu")))

    async def press(self, manner: Manner, warm_up: float, seconds: float, begin: Callable[[], None]) -> float:
        """Everybody at once, each going on as soon as they are answered; returns the answers per second.

        `begin` is called when the counting begins, after the warm-up.
        """
        over = asyncio.Event()

        async def go_on(phone: int) -> None:
            while not over.is_set():
                await self._exchange(phone, manner)

        async with asyncio.TaskGroup() as people:
            for phone in self._phones:
                people.create_task(go_on(phone))
            await asyncio.sleep(warm_up)
            begin()
            before, began = self.answers, perf_counter()
            await asyncio.sleep(seconds)
            rate = (self.answers - before) / (perf_counter() - began)
            over.set()
        return rate

    async def stroll(self, manner: Manner, rate: float, seconds: float) -> list[float]:
        """People come by chance, `rate` per second, whether others were answered or not (unless everybody waits for an
        answer); returns all waiting times."""
        waits: list[float] = []
        free = deque(self._phones)

        async def once(phone: int) -> None:
            waits.append(await self._exchange(phone, manner))
            free.append(phone)

        began = due = perf_counter()
        async with asyncio.TaskGroup() as people:
            while (due := due + self._chance.expovariate(rate)) < began + seconds:
                await asyncio.sleep(max(0.0, due - perf_counter()))
                if free:
                    people.create_task(once(free.popleft()))
        return waits

    async def _exchange(self, phone: int, manner: Manner) -> float:
        before = self._newest(phone)
        began = perf_counter()
        manner(self._sandbox, phone, before, self._chance)

        def answered(*_: object) -> bool:
            newest = self._newest(phone)
            return newest["from"]["is_bot"] and newest is not before

        await self._sandbox.wait(phone, answered, PATIENCE)
        waited = perf_counter() - began
        self.answers += 1
        self._note(self._newest(phone), waited)
        return waited

    def _newest(self, phone: int) -> Wire:
        messages = self._sandbox.messages(phone)
        return messages[-1] if messages else {}

    def _note(self, shown: Wire, waited: float) -> None:
        for row in shown["reply_markup"]["inline_keyboard"]:
            for button in row:
                if button["callback_data"].startswith(OPENS):
                    self.recorded.add(int(button["callback_data"].removeprefix(OPENS)))
                    self.saving.append(waited)
