"""At night the sums are compared with the records, and whoever reads the log hears of what was wrong."""

import logging
from datetime import date

import pytest
from sqlalchemy import update

from bot.nightly import tidy
from db.engine import Db
from db.scope import Scope
from db.statistics.adding import take_in
from db.statistics.asked import Asked
from db.statistics.counts import Figures
from db.statistics.questions import total
from db.sums import CitySum, CommuneSum
from tests.conftest import NOON, TODAY, ZONE
from tests.db.summed import Notebook, town

OPEN, CLOSED = date(2026, 10, 1), date(2026, 9, 30)


async def test_sums_of_this_month_and_the_last_are_put_right_with_an_alarm(
    db: Db, caplog: pytest.LogCaptureFixture
) -> None:
    place = await town(db)
    async with db.begin() as session:
        notebook = Notebook(session, place)
        for day in (TODAY, OPEN, CLOSED):
            await notebook.log("talk", 0, 2, day, 5, None)
        await take_in(session)
        for table in (CommuneSum, CitySum):
            await session.execute(update(table).where(table.subject == "talk").values(records=7))
    with caplog.at_level(logging.ERROR):
        assert await tidy(db, NOON, ZONE) > 0
    assert "were wrong" in caplog.text
    async with db() as session:
        told = [await total(session, Scope.everything(), Asked("talk", day, day)) for day in (TODAY, OPEN, CLOSED)]
    assert [figures.records for figures in told] == [1, 1, 7]  # nobody writes to what was closed
    caplog.clear()
    assert await tidy(db, NOON, ZONE) == 0
    assert not caplog.records


async def test_a_night_in_which_all_is_right_says_nothing(db: Db, caplog: pytest.LogCaptureFixture) -> None:
    await town(db)
    assert await tidy(db, NOON, ZONE) == 0
    assert not caplog.records
    async with db() as session:
        assert await total(session, Scope.everything(), Asked("talk", TODAY, TODAY)) == Figures()
