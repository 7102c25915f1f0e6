"""One leader for each database, however it goes."""

import asyncio
import logging

import pytest
from sqlalchemy import text

from bot.leader import Deposed, Leader
from db.engine import Db, engine_of, open_db


async def test_only_one_leads_and_the_next_takes_over_when_it_resigns(empty_db: Db, database_url: str) -> None:
    other_db = open_db(database_url)
    first, second = Leader(empty_db), Leader(other_db)
    await first.lead()
    waiting = asyncio.gather(second.lead())
    done, _ = await asyncio.wait([waiting], timeout=0.3)
    assert (first.leading, second.leading, len(done)) == (True, False, 0)
    await first.resign()
    await asyncio.wait_for(waiting, 5)
    assert (first.leading, second.leading) == (False, True)
    await second.resign()
    await engine_of(other_db).dispose()


async def test_who_stands_by_says_so_once(empty_db: Db, database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.leader")
    other_db = open_db(database_url)
    first, second = Leader(empty_db), Leader(other_db)
    await first.lead()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(second.lead(), 1.5)
    assert [r.getMessage() for r in caplog.records] == ["another process is at work on this database; standing by"]
    await first.resign()
    await engine_of(other_db).dispose()


async def _lose_the_connection(leader_db: Db) -> None:
    """Ends every other connection to this database, as a restart of the server does."""
    async with leader_db() as session:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


async def test_a_leader_that_lost_its_connection_takes_the_lock_again(empty_db: Db, database: str) -> None:
    leader = Leader(empty_db)
    await leader.lead()
    if database == "postgresql":
        await _lose_the_connection(empty_db)
    await leader.still()
    await leader.still()
    await leader.resign()


async def test_a_leader_whose_lock_was_taken_meanwhile_is_deposed(
    empty_db: Db, database: str, database_url: str
) -> None:
    leader, other_db = Leader(empty_db), open_db(database_url)
    rival = Leader(other_db)
    await leader.lead()
    if database == "postgresql":
        await _lose_the_connection(other_db)
        await rival.lead()
        with pytest.raises(Deposed):
            await leader.still()
        await rival.resign()
    else:  # a file's lock goes only with its process
        await leader.still()
    await leader.resign()
    await engine_of(other_db).dispose()
