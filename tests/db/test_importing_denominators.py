"""Denominators: entered by a file, kept per area, year and indicator, and absent where nobody entered one."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from db.areas import area_by_code
from db.denominators import Denominator, denominator, denominators
from db.engine import Db
from db.importing import import_denominators, import_targets
from db.sheet import Faults
from tests.db.given import BA_DINH, NOW, TODAY
from tests.db.planned import SHARES

HEAD = "area,year,indicator,value,source\n"


async def imported(db: Db, text: str, *, days_later: int = 0) -> int:
    async with db.begin() as session:
        return await import_denominators(session, text, NOW + timedelta(days=days_later))


async def faults(db: Db, rows: str) -> Sequence[tuple[int, str, str]]:
    async with db.begin() as session:
        with pytest.raises(Faults) as raised:
            await import_denominators(session, HEAD + rows, NOW)
    async with db() as session:
        assert not await denominators(session, 2026)
    return [(fault.line, fault.column, fault.message) for fault in raised.value.faults]


async def found(db: Db, area: str = BA_DINH, year: int = 2026, indicator: str = "MT1.4") -> Denominator | None:
    async with db() as session:
        place = await area_by_code(session, area, TODAY)
        assert place is not None
        return await denominator(session, place.id, year, indicator)


@pytest.mark.parametrize("value", ["12345", "12.345", '"12,345"', "12 345", "12\u00a0345"])
async def test_a_value_is_read_however_its_thousands_are_written(db: Db, value: str) -> None:
    assert await imported(db, HEAD + f"00004,2026,MT1.4,{value},Trạm y tế\n") == 1
    kept = await found(db)
    assert kept is not None
    assert (kept.value, kept.source, kept.entered_at) == (12345, "Trạm y tế", NOW)


async def test_what_nobody_entered_is_not_known(db: Db) -> None:
    await imported(db, HEAD + "00004,2026,MT1.4,5,x\n")
    assert await found(db, indicator="MT1.5") is None
    assert await found(db, year=2025) is None
    assert await found(db, area="01") is None


async def test_the_same_file_again_changes_nothing_and_another_value_takes_its_place(db: Db) -> None:
    text = HEAD + "Phường Ba Đình,2026,MT1.4,500,x\n4,2026,MT1.5,800,x\n1,2026,MT1.4,900000,x\n"
    assert await imported(db, text) == 3
    assert await imported(db, text, days_later=1) == 0
    kept = await found(db)
    assert kept is not None
    assert kept.entered_at == NOW
    assert await imported(db, text.replace("500,x", "501,đếm lại"), days_later=1) == 1
    kept = await found(db)
    assert kept is not None
    assert (kept.value, kept.source, kept.entered_at) == (501, "đếm lại", NOW + timedelta(days=1))


async def test_all_denominators_of_a_year_are_found_by_area_and_indicator(db: Db) -> None:
    rows = [f"{area},{year},{code},7,x" for area in ("01", "00004") for year in (2025, 2026) for code in SHARES]
    assert await imported(db, HEAD + "\n".join(rows)) == 4 * len(SHARES)
    async with db() as session:
        kept = await denominators(session, 2026)
        areas = [await area_by_code(session, code, TODAY) for code in ("01", "00004")]
    assert set(kept) == {(area.id, code) for area in areas if area for code in SHARES}


async def test_an_area_is_the_unit_at_the_end_of_the_year(db: Db) -> None:
    # 00004 was Trúc Bạch until June 2025.
    async with db() as session:
        old = await area_by_code(session, "00004", TODAY.replace(year=2024))
    assert old is not None
    await imported(db, HEAD + "00004,2024,MT1.4,5,x\n00004,2025,MT1.4,6,x\n")
    async with db() as session:
        then = await denominator(session, old.id, 2024, "MT1.4")
    now = await found(db, year=2025)
    assert then is not None
    assert now is not None
    assert (old.name, then.value, now.value) == ("Phường Trúc Bạch", 5, 6)


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("Hà Đông,2026,MT1.4,5,x", "area", "write the code"),
        ("00004,2020,MT1.4,5,x", "year", "2020 is not between 2021 and 2027"),
        ("00004,99999,MT1.4,5,x", "year", "99999 is not between 2021 and 2027"),
        ("00004,2026,MT3.1,5,x", "indicator", "'MT3.1' is none of"),
        ("00004,2026,MT1.4,0,x", "value", "0 is not between 1 and 100000000"),
        ("00004,2026,MT1.4,1.5,x", "value", "'1.5' is not a whole number"),
        ("00004,2026,MT1.4,1.2E+04,x", "value", "'1.2E+04' is not a whole number"),
        ('00004,2026,MT1.4,"1.234,567",x', "value", "'1.234,567' is not a whole number"),
        ("00004,2026,MT1.4,,x", "value", "is empty"),
        ("00004,2026,MT1.4,5,", "source", "is empty"),
    ],
)
async def test_a_faulty_row_is_told_by_line_and_column_and_no_row_is_kept(
    db: Db, row: str, column: str, message: str
) -> None:
    ((line, where, told),) = await faults(db, f"00008,2026,MT1.4,5,x\n{row}\n")
    assert (line, where, message in told) == (3, column, True)


async def test_a_denominator_stands_once_in_a_file(db: Db) -> None:
    told = await faults(db, "00004,2026,MT1.4,5,x\nPhường Ba Đình,2026,MT1.4,6,x\n")
    assert told == [(3, "indicator", "stands with the same area and year on line 2 already")]


async def test_a_target_that_the_plan_gains_has_denominators_and_one_in_numbers_has_none(db: Db) -> None:
    head = "code,position,kind,objective,goals_in,name_vi,name_en,unit_vi,unit_en,of_vi,of_en,counted,"
    head += "text_vi,text_en,source,y2030\n"
    new = "MT4.1,90,target,1,{goals},Mới,New,người,people,dân,people,reached,Lời,Words,Quyết định mới,50\n"
    async with db.begin() as session:
        await import_targets(session, head + new.format(goals="number"), TODAY)
    assert [told for _, _, told in await faults(db, "00004,2026,MT4.1,5,x\n")][0].startswith("'MT4.1' is none of")
    async with db.begin() as session:
        await import_targets(session, head + new.format(goals="percent"), TODAY + timedelta(days=1))
    assert await imported(db, HEAD + "00004,2026,MT4.1,5,x\n", days_later=1) == 1
