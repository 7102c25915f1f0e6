"""What records add is taken into the sums by the one process that leads, and waits while the database is away."""

import logging

import pytest
from sqlalchemy import func, select

from bot.adding import add_up
from db.engine import Db, engine_of, open_db
from db.sums import Addition, CitySum
from tests.conftest import TODAY
from tests.db.summed import Notebook, town


async def count(db: Db, table: type[Addition] | type[CitySum]) -> int:
    async with db() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_only_the_leader_takes_in_what_was_added(db: Db) -> None:
    place = await town(db)
    async with db.begin() as session:
        await Notebook(session, place).log("talk", 0, 2, TODAY, 5, None)
    waiting = await count(db, Addition)
    await add_up(db, leads=False)
    assert (await count(db, Addition), await count(db, CitySum)) == (waiting, 0)
    await add_up(db, leads=True)
    assert await count(db, Addition) == 0
    assert await count(db, CitySum) > waiting > 0


async def test_a_database_out_of_reach_is_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    away = open_db("postgresql+asyncpg://nobody@127.0.0.1:9/none")
    with caplog.at_level(logging.WARNING):
        await add_up(away, leads=True)
    await engine_of(away).dispose()
    assert "could not be added up" in caplog.text
