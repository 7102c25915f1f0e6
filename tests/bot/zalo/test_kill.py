"""Killed at any moment while people write on Zalo, started again: no record is lost, none is doubled, nobody is told
twice.

Zalo forgets a message once it has handed it over. One that was handed over and not committed when the process died is
gone, and its sender, who gets no answer, writes it once more: that is the least that can be had there.
"""

import asyncio
import os
import re
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

from sqlalchemy import select

from bot.clock import SystemClock
from bot.sandbox.server import Sandbox
from bot.sandbox.zalo.phones import FIRST_PHONE, ZaloPhone
from bot.sandbox.zalo.server import ZaloServer
from db.engine import Db
from db.messages import Outgoing
from db.talks import Talk
from tests.bot.zalo.people import enrol
from tests.conftest import ZONE
from tests.faults.aftermath import first_answer, inbox_and_outbox_agree, settled, told_and_kept_once
from tests.faults.collaborators import Enough
from tests.faults.program import Program, tells_nothing

KILLS = int(os.environ.get("KILLS", "3"))
SEED = int(os.environ.get("SEED", "818"))
PATIENCE = (1.5, 3.0)
"""Seconds (from, to) after which a person who got no answer writes once more."""
QUIET = 0.2
"""Seconds without anything new after which a person has read all there is."""
RECORDED = re.compile(r"^✅ Đã lưu\..* (\d+) người\.$", re.MULTILINE)


class Typist:
    """A person who logs one talk after the other by typing, each with a number of people that no other talk has."""

    def __init__(self, zalo: ZaloServer, phone: ZaloPhone, place: int, random: Random) -> None:
        self._zalo = zalo
        self._phone = phone
        self._random = random
        self._first = 100 + place * 200
        self.again = 0
        """How often this person lost patience."""

    async def log_talks(self, enough: Enough) -> None:
        """Logs talks until it is enough; the last one is brought to its end."""
        people = self._first
        while not enough:
            await self._log_talk(people)
            people += 1

    async def _log_talk(self, people: int) -> None:
        while str(people) not in recorded(self._read()):
            before = len(self._read())
            newest = self._read()[-1] if self._read() else ""
            self._zalo.say(self._phone.id, self._answer_to(newest, people))
            if not await self._more_than(before, self._random.uniform(*PATIENCE)):
                self.again += 1
            while await self._more_than(len(self._read()), QUIET):
                pass

    def _answer_to(self, newest: str, people: int) -> str:
        if "theo hình thức nào" in newest:
            return "tư vấn"
        if "Nội dung về gì" in newest:
            return "1"
        if "bao nhiêu người" in newest:
            return str(people)
        if "kiểm tra giúp" in newest:
            return "lưu" if f"Số người: {people}\n" in newest else "huỷ"
        return "/ghi"

    async def _more_than(self, number: int, within: float) -> bool:
        try:
            await self._zalo.wait(self._phone.id, lambda _: len(self._read()) > number, within)
        except TimeoutError:
            return False
        return True

    def _read(self) -> list[str]:
        return [message.text for message in self._zalo.messages(self._phone.id) if message.from_bot]


def recorded(texts: Sequence[str]) -> list[str]:
    """The numbers of people in the messages that say that a talk was recorded."""
    return [number for text in texts for number in RECORDED.findall(text)]


async def test_killed_at_any_moment_it_loses_no_record_and_says_nothing_twice(
    db: Db, database_url: str, tmp_path: Path
) -> None:
    random, now = Random(SEED), SystemClock().now()
    people = [ZaloPhone(FIRST_PHONE + n, f"Người thứ {n}", started=True) for n in range(5)]
    async with db.begin() as session:
        for phone in people:
            await enrol(session, phone.user_id, phone.name, now, day=now.astimezone(ZONE).date())
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(zone=ZONE, phones=people))
        zalo = sandbox.zalo
        program = Program(
            tmp_path,
            DATABASE_URL=database_url,
            TELEGRAM_BOT_TOKEN=sandbox.token,
            TELEGRAM_API_URL=sandbox.url,
            ZALO_BOT_TOKEN=zalo.token,
            ZALO_API_URL=sandbox.zalo_url,
        )
        await stack.enter_async_context(program)
        enough = Enough()
        group = await stack.enter_async_context(asyncio.TaskGroup())
        typists = [Typist(zalo, phone, place, random) for place, phone in enumerate(people)]
        typing = [group.create_task(typist.log_talks(enough)) for typist in typists]
        for _ in range(KILLS):
            await program.start()
            await first_answer(zalo.calls, program, ("sendMessage",))
            await asyncio.sleep(random.uniform(0, 1.2))
            await program.kill()
            zalo.calls.clear()
        await program.start()
        await first_answer(zalo.calls, program, ("sendMessage",))
        enough.said = True
        async with asyncio.timeout(60):
            await asyncio.gather(*typing)
            await settled(db, lambda: zalo.pending_updates)
        assert await program.stop() == 0
    told = [text for phone in people for text in _texts(zalo, phone)]
    await _all_talks_are_there_once(db, told)
    await inbox_and_outbox_agree(db)
    repeats = [await _repeats(db, phone.user_id, _texts(zalo, phone)) for phone in people]
    print(
        f"\n{KILLS} kills, {len(set(recorded(told)))} talks, {len(told)} messages, {sum(repeats)} of them twice (on "
        f"the wire when it was killed), patience lost {sum(typist.again for typist in typists)} times"
    )
    assert max(repeats) <= KILLS
    assert "ERROR" not in program.log
    tells_nothing(program.log, zalo.token, *(phone.name for phone in people), "Tư vấn", "/ghi")


def _texts(zalo: ZaloServer, phone: ZaloPhone) -> list[str]:
    return [message.text for message in zalo.messages(phone.id) if message.from_bot]


async def _all_talks_are_there_once(db: Db, told: Sequence[str]) -> None:
    async with db() as session:
        kept = [str(number) for number in await session.scalars(select(Talk.attendees))]
    told_and_kept_once(recorded(told), kept)
    assert len(kept) > KILLS


async def _repeats(db: Db, chat: str, told: Sequence[str]) -> int:
    """How many messages a chat was told once more, each directly after the first time; all the others stand in the
    outbox in this order."""
    query = select(Outgoing.payload).where(Outgoing.chat == chat, Outgoing.kind == "answer").order_by(Outgoing.id)
    async with db() as session:
        due = [payload["screen"]["text"] for payload in await session.scalars(query)]
    place = 0
    for text in told:
        if place < len(due) and text == due[place]:
            place += 1
        else:
            assert text == due[place - 1], "a message was told again later on, or out of turn"
    assert place == len(due)
    return len(told) - len(due)
