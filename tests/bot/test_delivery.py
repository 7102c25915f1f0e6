"""Delivery against the sandbox: what goes first, how fast, in which order, and what becomes of failures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from bot.delivery import Delivery
from bot.leader import Leader
from bot.sandbox.server import Limits, Phone, Sandbox
from bot.tasks import Tasks
from bot.telegram import Telegram, make_bot
from db.engine import Db
from db.messages import ANSWER, UNASKED, Letter, Outgoing, put
from db.people import Address
from handlers.screens import Paper, Screen, paper_to_json, to_json
from tests.conftest import TODAY
from tests.faults.collaborators import enrol
from tests.faults.notebook import settled

FIRST = 800_000_001

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What is looked at here is the messenger's side; tests/faults has both databases."""


def crowd(count: int) -> list[Phone]:
    return [Phone(FIRST + n, f"Người {n}", started=True) for n in range(count)]


@asynccontextmanager
async def delivering(
    db: Db, sandbox: Sandbox, clock: FixedClock, *, rate: float = 1000, chat_gap: float = 0.0
) -> AsyncIterator[Delivery]:
    channel = Telegram(make_bot(sandbox.token, sandbox.url))
    leader, tasks = Leader(db), Tasks()
    await leader.lead()
    delivery = Delivery(db, {channel.name: channel}, clock, leader, rate=rate, chat_gap=chat_gap)
    delivery.start(tasks)
    try:
        yield delivery
        assert not tasks.failed.is_set()
    finally:
        await tasks.stop()
        await leader.resign()
        await channel.bot.session.close()


async def write(db: Db, clock: FixedClock, *texts: tuple[int, str], priority: int = ANSWER) -> list[Letter]:
    """Puts texts to chats in the outbox."""
    letters = []
    async with db.begin() as session:
        for chat, text in texts:
            payload = {"screen": to_json(Screen(text)), "edit": None, "callback": None}
            kind = "answer" if priority == ANSWER else "reminder"
            letter = await put(session, "telegram", str(chat), kind, text[:60], priority, payload, clock.now())
            assert letter is not None
            letters.append(letter)
    return letters


def told(sandbox: Sandbox, chat: int = FIRST) -> list[str]:
    return [message["text"] for message in sandbox.messages(chat)]


async def row(db: Db, letter: Letter) -> Any:
    async with db() as session:
        return (await session.execute(select(Outgoing).where(Outgoing.id == letter.id))).scalar_one()


async def tried(db: Db, letter: Letter, times: int = 1) -> Any:
    """The letter's row, once it has been tried so often and put off."""
    async with asyncio.timeout(5):
        while (found := await row(db, letter)).attempts < times:  # noqa: ASYNC110 - the table cannot tell
            await asyncio.sleep(0.01)
    return found


async def test_what_lay_in_the_outbox_before_the_start_goes_out_answers_first(db: Db, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, phones=crowd(300)) as sandbox:
        await write(db, clock, *((FIRST + n, f"nhắc {n}") for n in range(1, 300)), priority=UNASKED)
        await write(db, clock, (FIRST, "trả lời"))
        async with delivering(db, sandbox, clock):
            await settled(db, sandbox)
        sent = [str(call.params["text"]) for call in sandbox.calls]
    assert sent.index("trả lời") < 10
    assert sorted(sent[: sent.index("trả lời")] + sent[sent.index("trả lời") + 1 :]) == sorted(
        f"nhắc {n}" for n in range(1, 300)
    )


async def test_an_answer_never_waits_behind_what_nobody_asked_for(db: Db, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, phones=crowd(2000)) as sandbox:
        await write(db, clock, *((FIRST + n, f"nhắc {n}") for n in range(1, 2000)), priority=UNASKED)
        async with delivering(db, sandbox, clock, rate=30) as delivery:
            await sandbox.wait(FIRST + 5, lambda chat: bool(chat.messages))
            before = len(sandbox.calls)
            delivery.offer(await write(db, clock, (FIRST, "ngay")))
            await sandbox.wait(FIRST, lambda chat: bool(chat.messages), timeout=1)
            assert len(sandbox.calls) - before <= 10  # a third of a second at this pace
            await write(db, clock, (FIRST, "của tiến trình khác"))  # another process wrote it: the sweep finds it
            await sandbox.wait(FIRST, lambda chat: len(chat.messages) == 2, timeout=3)
            assert len(sandbox.calls) - before <= 70  # two seconds


async def test_unasked_messages_are_never_faster_than_the_pace_and_meet_no_limit(db: Db, clock: FixedClock) -> None:
    rate, count, slack = 30, 150, 3
    async with Sandbox(phones=crowd(count), limits=Limits(all_per_second=rate)) as sandbox:
        await write(db, clock, *((FIRST + n, "nhắc") for n in range(count)), priority=UNASKED)
        began = perf_counter()
        async with delivering(db, sandbox, clock, rate=rate):
            await settled(db, sandbox)
        assert perf_counter() - began >= (count - 1 - slack) / rate
        assert [call.description for call in sandbox.calls if not call.ok] == []
        assert len(sandbox.calls) == count


async def test_unasked_messages_to_one_chat_keep_their_distance_and_their_order(db: Db, clock: FixedClock) -> None:
    async with Sandbox(phones=crowd(2)) as sandbox:
        texts = [(FIRST + n % 2, f"nhắc {n}") for n in range(10)]
        await write(db, clock, *texts, priority=UNASKED)
        began = perf_counter()
        async with delivering(db, sandbox, clock, chat_gap=0.2):
            await settled(db, sandbox)
        assert perf_counter() - began >= 4 * 0.2
        assert told(sandbox) == [f"nhắc {n}" for n in range(0, 10, 2)]


async def test_answers_to_one_chat_go_in_order_others_side_by_side(db: Db, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, phones=crowd(20)) as sandbox:
        sandbox.faults.delay("sendMessage", 0.1)
        async with delivering(db, sandbox, clock) as delivery:
            letters = await write(db, clock, *((FIRST + n % 20, f"{n:03}") for n in range(60)))
            began = perf_counter()
            delivery.offer(letters)
            await settled(db, sandbox)
            assert perf_counter() - began < 2  # one after the other it would be six seconds
        for n in range(20):
            assert told(sandbox, FIRST + n) == [f"{n:03}", f"{n + 20:03}", f"{n + 40:03}"]


async def test_later_answers_wait_for_one_that_failed_for_the_moment(db: Db, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, phones=crowd(2)) as sandbox, delivering(db, sandbox, clock) as delivery:
        sandbox.faults.answer("sendMessage", 502)
        first, second = await write(db, clock, (FIRST, "một"), (FIRST, "hai"))
        delivery.offer([first, second])
        assert (await tried(db, first)).error == "TelegramServerError"
        delivery.offer(await write(db, clock, (FIRST + 1, "người khác")))
        await sandbox.wait(FIRST + 1, lambda chat: bool(chat.messages))
        assert told(sandbox) == []
        clock.at += timedelta(seconds=1)
        await settled(db, sandbox)
        assert told(sandbox) == ["một", "hai"]


async def test_an_answer_overtakes_an_unasked_message_that_failed(db: Db, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, phones=crowd(1)) as sandbox, delivering(db, sandbox, clock) as delivery:
        sandbox.faults.answer("sendMessage", 502)
        (reminder,) = await write(db, clock, (FIRST, "nhắc"), priority=UNASKED)
        await tried(db, reminder)
        delivery.offer(await write(db, clock, (FIRST, "trả lời")))
        await sandbox.wait(FIRST, lambda chat: bool(chat.messages))
        clock.at += timedelta(seconds=1)
        await settled(db, sandbox)
        assert told(sandbox) == ["trả lời", "nhắc"]


async def test_retry_after_is_obeyed_to_the_second(db: Db, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, phones=crowd(1)) as sandbox, delivering(db, sandbox, clock) as delivery:
        body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 40}}
        sandbox.faults.answer("sendMessage", 429, body)
        letters = await write(db, clock, (FIRST, "một"), (FIRST, "hai"))
        delivery.offer(letters)
        assert (await tried(db, letters[0])).next_at == clock.now() + timedelta(seconds=40)
        clock.at += timedelta(seconds=39)
        await asyncio.sleep(1.1)  # two sweeps
        assert len(sandbox.calls) == 0
        clock.at += timedelta(seconds=1)
        await settled(db, sandbox)
        assert told(sandbox) == ["một", "hai"]


async def test_the_pauses_between_tries_grow_and_a_letter_is_not_given_up_in_an_hour(db: Db, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, phones=crowd(1)) as sandbox, delivering(db, sandbox, clock) as delivery:
        sandbox.faults.answer("sendMessage", 502, times=6)
        (letter,) = await write(db, clock, (FIRST, "một"))
        delivery.offer([letter])
        pauses = []
        for times in range(1, 7):
            found = await tried(db, letter, times)
            pauses.append((found.next_at - clock.now()).total_seconds())
            clock.at = found.next_at
        assert pauses == [1, 2, 5, 15, 30, 60]
        await settled(db, sandbox)
        assert told(sandbox) == ["một"]


async def test_what_can_never_be_sent_is_given_up_and_the_next_goes_on(db: Db, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, phones=crowd(1)) as sandbox, delivering(db, sandbox, clock) as delivery:
        letters = await write(db, clock, (FIRST, "x" * 5000), (FIRST, "hai"))
        delivery.offer(letters)
        await settled(db, sandbox)
        given_up = await row(db, letters[0])
        assert (given_up.failed_at, given_up.sent_at, given_up.error) == (clock.now(), None, "bad request")
        assert told(sandbox) == ["hai"]


async def enclose(db: Db, clock: FixedClock, chat: int, paper: dict[str, Any]) -> Letter:
    """Puts a paper's file in the outbox."""
    async with db.begin() as session:
        payload = {"paper": paper, "as": "file"}
        letter = await put(session, "telegram", str(chat), "paper", "1.0.file", ANSWER + 1, payload, clock.now())
    assert letter is not None
    return letter


async def test_a_paper_that_cannot_be_made_is_given_up_and_the_next_goes_on(db: Db, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, phones=crowd(1)) as sandbox, delivering(db, sandbox, clock) as delivery:
        broken = await enclose(db, clock, FIRST, {"number": "GT-7F3KQ2"})
        delivery.offer([broken, *await write(db, clock, (FIRST, "hai"))])
        await settled_outbox(db)
        given_up = await row(db, broken)
        assert (given_up.failed_at, given_up.sent_at, given_up.error) == (clock.now(), None, "KeyError")
        assert told(sandbox) == ["hai"]


async def test_nobody_waits_while_somebody_elses_paper_is_made(db: Db, clock: FixedClock) -> None:
    rows = tuple((f"dòng {n}", "Bệnh viện Phụ sản Hà Nội, 929 Đê La Thành " * 7) for n in range(200))
    paper = paper_to_json(Paper("day", "PHIẾU", "GT-7F3KQ2", rows))
    async with Sandbox(clock=clock, phones=crowd(2)) as sandbox, delivering(db, sandbox, clock) as delivery:
        delivery.offer([await enclose(db, clock, FIRST, paper), *await write(db, clock, (FIRST + 1, "ngay"))])
        await settled(db, sandbox)
        assert [call.method for call in sandbox.calls] == ["sendMessage", "sendDocument"]


async def test_who_blocked_the_bot_is_marked_unreachable(db: Db, clock: FixedClock) -> None:
    (phone,) = crowd(1)
    async with db.begin() as session:
        await enrol(session, phone, clock.now(), day=TODAY)
    async with Sandbox(clock=clock, phones=[phone]) as sandbox, delivering(db, sandbox, clock) as delivery:
        sandbox.block(FIRST)
        delivery.offer(await write(db, clock, (FIRST, "một")))
        await settled_outbox(db)
        async with db() as session:
            assert await session.scalar(select(Address.unreachable_since)) == clock.now()


async def settled_outbox(db: Db) -> None:
    async with asyncio.timeout(5):
        waiting = select(Outgoing.id).where(Outgoing.sent_at.is_(None), Outgoing.failed_at.is_(None))
        while True:
            async with db() as session:
                if await session.scalar(waiting) is None:
                    return
            await asyncio.sleep(0.01)


async def test_what_was_handed_over_and_found_in_the_table_goes_out_once(db: Db, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, phones=crowd(50)) as sandbox, delivering(db, sandbox, clock) as delivery:
        for round in range(6):
            letters = await write(db, clock, *((FIRST + n, f"{round}-{n}") for n in range(50)))
            await asyncio.sleep(0.2)  # some rounds meet the sweep, some do not
            delivery.offer(letters)
            delivery.offer(letters)
        await settled(db, sandbox)
        for n in range(50):
            assert told(sandbox, FIRST + n) == [f"{round}-{n}" for round in range(6)]


async def test_a_process_that_does_not_lead_sends_nothing(db: Db, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, phones=crowd(1)) as sandbox:
        channel, tasks = Telegram(make_bot(sandbox.token, sandbox.url)), Tasks()
        delivery = Delivery(db, {channel.name: channel}, clock, Leader(db))
        delivery.start(tasks)
        delivery.offer(await write(db, clock, (FIRST, "một")))
        await asyncio.sleep(0.7)  # a sweep
        assert len(sandbox.calls) == 0
        await tasks.stop()
        await channel.bot.session.close()
