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
from typing import Any

from sqlalchemy import select

from bot.clock import SystemClock
from bot.sandbox.server import Call, Phone, Sandbox
from db.distributions import Distribution, Item
from db.engine import Db
from db.messages import Outgoing
from db.referrals import Referral, ReferralPurpose
from db.talks import Talk, TalkTopic
from tests.conftest import ZONE
from tests.faults.aftermath import first_answer, inbox_and_outbox_agree, settled, told_and_kept_once
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
                starts.append(await first_answer(sandbox.calls, program, SPOKEN))
                await asyncio.sleep(random.uniform(0, 1.2))
            await program.kill()
            lives.append(_heard(sandbox))
        await program.start()
        starts.append(await first_answer(sandbox.calls, program, SPOKEN))
        enough.said = True
        async with asyncio.timeout(60):
            await asyncio.gather(*calling)
            await settled(db, lambda: sandbox.pending_updates)
        lives.append(_heard(sandbox))
        assert await program.stop() == 0
    told = await _all_told_are_there_once(db, people, [said for life in lives for said in life])
    await inbox_and_outbox_agree(db)
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
    told_and_kept_once(told, kept)
    return Counter(kind for kind, _ in kept)


def _papers_twice(sandbox: Sandbox, people: Sequence[Phone]) -> list[int]:
    """How many slips each phone got more than once."""
    shown = [Counter(map(_paper, sandbox.messages(phone.id))) for phone in people]
    return [sum(times - 1 for paper, times in counts.items() if paper) for counts in shown]


def _paper(message: dict[str, Any]) -> str:
    file = message.get("document")
    return str(file["file_name"] if file else message.get("caption") or "")


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
