"""Figures that an administrator enters: never overwritten, corrected and withdrawn by further rows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from db.acts import Act
from db.engine import Db
from db.entered import EnteredFigure, enter, entries, entry, history
from tests.db.given import NOW, TODAY, somebody

MAY, JUNE = date(2026, 5, 12), date(2026, 6, 2)


async def entered(db: Db, number: int | None, day: date = MAY, replaces: int | None = None, code: str = "HD06") -> int:
    who = await somebody(db, str(number) + str(replaces) + str(day))
    async with db.begin() as session:
        found = await enter(session, code, day, number, "Báo cáo", replaces=replaces, person_id=who.id, now=NOW)
    assert found is not None
    return found


async def numbers(db: Db, until: date = TODAY, code: str | None = None) -> list[int | None]:
    async with db() as session:
        return [one.number for one in await entries(session, until, code)]


async def test_figures_hold_from_their_day_on_and_by_their_item(db: Db) -> None:
    await entered(db, 2, JUNE)
    await entered(db, 1, MAY)
    await entered(db, 30, MAY, code="MT2.1b")
    assert await numbers(db) == [1, 30, 2]
    assert await numbers(db, code="HD06") == [1, 2]
    assert await numbers(db, MAY - timedelta(days=1)) == []


async def test_a_correction_takes_the_place_of_what_it_corrects_and_the_former_stays_on_record(db: Db) -> None:
    first = await entered(db, 2)
    second = await entered(db, 3, JUNE, first)
    assert await numbers(db) == [3]
    async with db() as session:
        assert await entry(session, first) is None
        assert [(one.number, one.day) for one in await history(session, second)] == [(3, JUNE), (2, MAY)]
        acts = (await session.scalars(select(Act.act).where(Act.subject == "figure").order_by(Act.id))).all()
    assert acts == ["enter figure", "correct figure"]


async def test_what_is_withdrawn_counts_no_more_and_is_still_there(db: Db) -> None:
    first = await entered(db, 2)
    await entered(db, None, MAY, first)
    assert await numbers(db) == []
    async with db() as session:
        assert await session.scalar(select(func.count()).select_from(EnteredFigure)) == 2


async def test_of_two_corrections_of_the_same_figure_the_first_holds(db: Db) -> None:
    first = await entered(db, 2)
    await entered(db, 3, MAY, first)
    who = await somebody(db, "late")
    async with db.begin() as session:
        again = await enter(session, "HD06", MAY, 4, "Khác", replaces=first, person_id=who.id, now=NOW)
    assert again is None
    assert await numbers(db) == [3]


async def test_a_withdrawal_says_what_it_withdraws(db: Db) -> None:
    who = await somebody(db)
    async with db.begin() as session:
        with pytest.raises(ValueError, match="withdraws"):
            await enter(session, "HD06", MAY, None, "x", person_id=who.id, now=NOW)
