"""Whatever arrives: no fault of ours, the program goes on, each private message of a known person gets one answer."""

import logging
import os
from collections import Counter
from datetime import timedelta
from random import Random
from time import perf_counter

import pytest
from sqlalchemy import select

from bot.clock import MovableClock, local_date
from bot.sandbox.server import Phone, Sandbox
from db.engine import Db
from db.messages import Outgoing
from locales import language
from tests.conftest import ZONE
from tests.faults.collaborators import buttons, enrol, phones
from tests.faults.notebook import at_work, settled
from tests.faults.program import tells_nothing
from tests.faults.strange import Expected, Generator

UPDATES = int(os.environ.get("UPDATES", "800"))
"""`make soak` asks for 20,000."""
SEED = int(os.environ.get("SEED", "324"))
TOGETHER = 300
"""Updates that are put into the queue at once."""

STRANGERS_HEAR = (
    "This is an internal notebook; if you have an invitation code, please send it here.",
    "This code cannot be used; please check it or ask your officer for another.",
    "That was not a valid code. Please try again in an hour.",
)


async def test_whatever_arrives_known_people_get_one_answer_and_strangers_learn_nothing(
    db: Db, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    random, clock = Random(SEED), MovableClock()
    known, strangers = phones(6), [Phone(720_000_001 + n, "Người lạ", started=True) for n in range(3)]
    async with db.begin() as session:
        for phone in known:
            await enrol(session, phone, clock.now(), day=local_date(clock.now(), ZONE))
    caplog.set_level(logging.INFO)
    expected: dict[int, tuple[int, Expected]] = {}
    taps: list[tuple[int, str]] = []
    began = perf_counter()
    async with Sandbox(clock=clock, zone=ZONE, phones=[*known, *strangers]) as sandbox, at_work(db, sandbox, clock):
        generator = Generator(
            random, [p.id for p in known], [p.id for p in strangers], lambda: int(clock.now().timestamp())
        )
        for first in range(0, UPDATES, TOGETHER):
            for _ in range(first, min(first + TOGETHER, UPDATES)):
                if random.random() < 0.15 and (tap := _tap(sandbox, random, generator, known)) is not None:
                    taps.append(tap)
                    continue
                strange = generator.next()
                expected[sandbox.push_update(strange.raw)] = (strange.chat, strange.expected)
            sandbox.say(known[0].id, "menu")
            await settled(db, sandbox, within=120)
            clock.move(timedelta(minutes=7))
    took = perf_counter() - began
    await _each_got_what_was_due(db, expected)
    for phone_id, callback_id in taps:
        assert callback_id in {answer.callback_id for answer in sandbox.callback_answers(phone_id)}
    sentences = {language(code).say(sentence) for code in ("vi", "en") for sentence in STRANGERS_HEAR}
    for stranger in strangers:
        assert {m["text"] for m in sandbox.messages(stranger.id) if m["from"]["is_bot"]} <= sentences
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []
    tells_nothing(caplog.text, "DROP TABLE", "0912345678", "0912 345 678", *(phone.name for phone in known))
    print(f"\n{database}: {UPDATES} generated updates in {took:.0f} s, {len(taps)} of them taps on real messages")


async def _each_got_what_was_due(db: Db, expected: dict[int, tuple[int, Expected]]) -> None:
    async with db() as session:
        rows = (
            await session.execute(
                select(Outgoing.period, Outgoing.chat, Outgoing.failed_at, Outgoing.error).where(
                    Outgoing.kind == "answer"
                )
            )
        ).all()
    answers = Counter(int(row.period) for row in rows if row.period.isdecimal())
    due = {"answer": (1,), "silence": (0,), "at most one": (0, 1)}
    wrong = {number: answers[number] for number, (_, kind) in expected.items() if answers[number] not in due[kind]}
    assert wrong == {}
    chats = {str(chat) for chat, kind in expected.values() if kind == "answer"}
    assert [row.error for row in rows if row.failed_at is not None and row.chat in chats] == []


def _tap(sandbox: Sandbox, random: Random, generator: Generator, known: list[Phone]) -> tuple[int, str] | None:
    """Somebody taps a button that is, or was, or never was under a message; None while there is no message."""
    phone_id = random.choice(known).id
    messages = [message for message in sandbox.messages(phone_id) if message["from"]["is_bot"]]
    if not messages:
        return None
    message = random.choice(messages[-5:])
    shown = [button["callback_data"] for button in buttons(message)]
    data = random.choice(shown) if shown and random.random() < 0.8 else generator.data()
    data = data.encode()[:64].decode(errors="ignore") or "x"
    return phone_id, sandbox.tap(phone_id, message["message_id"], data)
