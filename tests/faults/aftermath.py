"""What the tests that kill the program look at while it lives and after its last life, on either messenger."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from time import perf_counter

from sqlalchemy import func, select

from bot.sandbox.server import Call
from db.distributions import Distribution
from db.engine import Db
from db.messages import Outgoing
from db.people import Inbox
from db.referrals import Referral
from db.talks import Talk
from tests.faults.program import Program


async def first_answer(calls: Iterable[Call], program: Program, methods: Collection[str]) -> float:
    """Waits until the program has said something by one of these methods; returns the seconds since its start."""
    async with asyncio.timeout(30):
        while not any(call.method in methods for call in calls):  # noqa: ASYNC110 - another process works
            assert program.is_alive, program.log[-2000:]
            await asyncio.sleep(0.01)
    return perf_counter() - program.started_at


async def settled(db: Db, pending: Callable[[], int]) -> None:
    """Waits until no update is `pending` any longer and every message is noted as sent."""
    waiting = select(func.count(Outgoing.id)).where(Outgoing.sent_at.is_(None))
    while True:
        async with db() as session:
            if not pending() and not await session.scalar(waiting):
                return
        await asyncio.sleep(0.05)


def told_and_kept_once(told: Collection[object], kept: Sequence[object]) -> None:
    """Holds that everything that was said to be recorded is, that all that is recorded was said, and nothing twice."""
    assert [one for one, times in Counter(kept).items() if times > 1] == []
    assert set(kept) == set(told)


async def inbox_and_outbox_agree(db: Db) -> None:
    """Holds that each update that was handled was answered, that each answer has its update, each record, too, and that
    nothing was given up."""
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
