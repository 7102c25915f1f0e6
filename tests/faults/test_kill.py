"""Killed at any moment, started again: nothing is lost, nothing is doubled, nobody is told twice."""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import func, select

from bot.clock import SystemClock
from bot.sandbox.server import Call, Phone, Sandbox
from db.distributions import Distribution, Item
from db.engine import Db
from db.messages import Outgoing
from db.people import Inbox
from db.referrals import Referral, ReferralPurpose
from db.talks import Talk, TalkTopic
from tests.conftest import ZONE
from tests.faults.collaborators import Collaborator, Enough, Told, enrol, phones, recorded
from tests.faults.program import TOKEN, Program, tells_nothing

KILLS = int(os.environ.get("KILLS", "4"))
"""`make soak` asks for a hundred and more."""
SEED = int(os.environ.get("SEED", "324"))
SPOKEN = ("sendMessage", "editMessageText")

Said = tuple[int, str, str]
"""A message as a phone showed it: chat, text, keyboard."""


async def test_killed_at_any_moment_it_loses_nothing_and_says_nothing_twice(
    db: Db, database: str, database_url: str, tmp_path: Path
) -> None:
    random = Random(SEED)
    people = phones(8)
    now = SystemClock().now()
    async with db.begin() as session:
        for phone in people:
            await enrol(session, phone, now, day=now.astimezone(ZONE).date())
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(TOKEN, zone=ZONE, phones=people))
        program = await stack.enter_async_context(
            Program(tmp_path, DATABASE_URL=database_url, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=sandbox.url)
        )
        enough = Enough()
        group = await stack.enter_async_context(asyncio.TaskGroup())
        callers = [Collaborator(sandbox, phone, place, random) for place, phone in enumerate(people)]
        calling = [group.create_task(caller.log_all(enough)) for caller in callers]
        lives: list[list[Said]] = []
        starts: list[float] = []
        for number in range(KILLS):
            await program.start()
            if number % 4 == 3:  # a burst: killed before it is even at work
                await asyncio.sleep(random.uniform(0, 1.2 * median(starts)))
            else:
                starts.append(await _first_answer(sandbox, program))
                await asyncio.sleep(random.uniform(0, 1.2))
            await program.kill()
            lives.append(_heard(sandbox))
        await program.start()
        starts.append(await _first_answer(sandbox, program))
        enough.said = True
        async with asyncio.timeout(60):
            await asyncio.gather(*calling)
            await _settled(db, sandbox)
        lives.append(_heard(sandbox))
        assert await program.stop() == 0
    told = await _all_told_are_there_once(db, people, [said for life in lives for said in life])
    await _inbox_and_outbox_agree(db)
    repeats = await _repeats(db, lives)
    papers = _papers_twice(sandbox, people)
    again = sum(caller.again for caller in callers)
    counts = ", ".join(f"{count} {kind}s" for kind, count in sorted(told.items()))
    print(
        f"\n{database}: {KILLS} kills, {counts}, {sum(map(len, lives))} answers seen, "
        f"{sum(repeats)} of them and {sum(papers)} papers twice (on the wire when it was killed), "
        f"patience lost {again} times, start to first answer {median(starts):.2f} s (median), "
        f"{max(starts):.2f} s (longest)"
    )
    assert max(repeats, default=0) <= 1
    assert max(papers) <= KILLS
    assert "ERROR" not in program.log
    tells_nothing(
        program.log, *(phone.name for phone in people), "Recorded", "Counselling", "Tư vấn", "/talk", "GT-", "KH-"
    )


async def _first_answer(sandbox: Sandbox, program: Program) -> float:
    """Waits until the program has said something; returns the seconds since its start."""
    async with asyncio.timeout(30):
        while not any(call.method in SPOKEN for call in sandbox.calls):  # noqa: ASYNC110 - another process works
            assert program.is_alive, program.log[-2000:]
            await asyncio.sleep(0.01)
    return perf_counter() - program.started_at


async def _settled(db: Db, sandbox: Sandbox) -> None:
    """Waits until every update is confirmed and every message is noted as sent."""
    waiting = select(func.count(Outgoing.id)).where(Outgoing.sent_at.is_(None))
    while sandbox.pending_updates or await _scalar(db, waiting):  # noqa: ASYNC110 - another process works
        await asyncio.sleep(0.05)


def _heard(sandbox: Sandbox) -> list[Said]:
    """What the phones were shown since the last time this was asked."""
    said = [
        (int(call.params["chat_id"]), str(call.params["text"]), _keyboard_of_call(call))
        for call in sandbox.calls
        if call.ok and call.method in SPOKEN
    ]
    sandbox.calls.clear()
    return said


def _keyboard_of_call(call: Call) -> str:
    given = call.params.get("reply_markup") or {}
    markup = json.loads(given) if isinstance(given, str) else given
    return json.dumps([button["callback_data"] for row in markup.get("inline_keyboard", []) for button in row])


async def _all_told_are_there_once(db: Db, people: Sequence[Phone], said: Sequence[Said]) -> Counter[str]:
    """Every "recorded" that a phone saw has its record, every record was told, none is doubled or half. How many of
    each kind."""
    languages = {phone.id: phone.language for phone in people}
    told = {one for chat, text, _ in said for one in recorded(text, languages[chat])}
    async with db() as session:
        kept: list[Told] = []
        for kind, column in (("talk", Talk.attendees), ("distribution", Item.pieces), ("referral", Referral.slip)):
            kept += [(kind, str(one)) for one in await session.scalars(select(column))]
        for table, part, owner in (
            (Talk, TalkTopic, TalkTopic.talk_id),
            (Distribution, Item, Item.distribution_id),
            (Referral, ReferralPurpose, ReferralPurpose.referral_id),
        ):
            half = select(table.id).where(~select(part).where(owner == table.id).exists())
            assert (await session.scalars(half)).all() == []
    assert [one for one, times in Counter(kept).items() if times > 1] == []
    assert set(kept) == told
    return Counter(kind for kind, _ in kept)


def _papers_twice(sandbox: Sandbox, people: Sequence[Phone]) -> list[int]:
    """How many slips each phone got more than once."""
    shown = [Counter(map(_paper, sandbox.messages(phone.id))) for phone in people]
    return [sum(times - 1 for paper, times in counts.items() if paper) for counts in shown]


def _paper(message: dict[str, Any]) -> str:
    file = message.get("document")
    return str(file["file_name"] if file else message.get("caption") or "")


async def _inbox_and_outbox_agree(db: Db) -> None:
    """Each update that was handled was answered, each answer has its update, each record, too; nothing was given up."""
    async with db() as session:
        inbox = set(await session.scalars(select(Inbox.update_id)))
        answers = await session.scalars(select(Outgoing.period).where(Outgoing.kind == "answer"))
        answered = {int(period) for period in answers}
        logged = {
            update_id
            for table in (Talk, Distribution, Referral)
            for update_id in await session.scalars(select(table.update_id))
        }
        given_up = await session.scalars(select(Outgoing.error).where(Outgoing.failed_at.is_not(None)))
        assert given_up.all() == []
    assert answered == inbox
    assert logged <= inbox


async def _repeats(db: Db, lives: Sequence[Sequence[Said]]) -> list[int]:
    """How often each life of the program said to a chat what an earlier one had said already."""
    async with db() as session:
        rows = await session.execute(select(Outgoing.chat, Outgoing.payload).where(Outgoing.kind == "answer"))
        left = Counter(_said_by(chat, payload["screen"]) for chat, payload in rows)
    repeats: Counter[tuple[int, int]] = Counter()
    for number, life in enumerate(lives):
        for said in life:
            if left[said] > 0:
                left[said] -= 1
            else:
                repeats[number, said[0]] += 1
    return list(repeats.values())


def _said_by(chat: str, screen: dict[str, Any]) -> Said:
    keyboard = [button["action"] for row in screen["rows"] for button in row]
    return int(chat), screen["text"], json.dumps(keyboard)


async def _scalar(db: Db, query: Any) -> Any:
    async with db() as session:
        return await session.scalar(query)
