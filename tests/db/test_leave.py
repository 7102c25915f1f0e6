"""Leave: whose days count, and that none of them counts twice."""

from datetime import date

import pytest

from db.engine import Db
from db.leave import enter_leave, leave_days, leaves, on_leave, withdraw_leave
from tests.db.given import NOW, somebody


def november(day: int) -> date:
    return date(2026, 11, day)


async def test_leave_holds_from_its_first_day_to_its_last(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        await enter_leave(session, hoa.id, november(10), november(12), entered_by=hoa.id, now=NOW)
        away = [day for day in range(8, 15) if await on_leave(session, [hoa.id], november(day))]
        assert away == [10, 11, 12]


async def test_days_of_two_leaves_at_once_count_once_and_only_within_the_days_asked_for(db: Db) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2")
    async with db.begin() as session:
        await enter_leave(session, hoa.id, november(1), november(10), entered_by=hoa.id, now=NOW)
        await enter_leave(session, hoa.id, november(8), november(20), entered_by=hoa.id, now=NOW)
        days = await leave_days(session, [hoa.id, lan.id], november(5), november(15))
        assert (days[hoa.id], days[lan.id]) == (11, 0)


async def test_a_leave_that_is_taken_back_counts_no_more_and_only_its_own_person_loses_it(db: Db) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2")
    async with db.begin() as session:
        leave_id = await enter_leave(session, hoa.id, november(10), november(12), entered_by=hoa.id, now=NOW)
        assert not await withdraw_leave(session, lan.id, leave_id, withdrawn_by=lan.id, now=NOW)
        assert await leaves(session, [hoa.id], november(1), november(30))
        assert await withdraw_leave(session, hoa.id, leave_id, withdrawn_by=lan.id, now=NOW)
        assert not await withdraw_leave(session, hoa.id, leave_id, withdrawn_by=lan.id, now=NOW)
        assert not await leaves(session, [hoa.id], november(1), november(30))


async def test_a_leave_cannot_end_before_it_begins(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        with pytest.raises(ValueError, match="first day"):
            await enter_leave(session, hoa.id, november(12), november(10), entered_by=hoa.id, now=NOW)
