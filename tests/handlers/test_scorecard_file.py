"""The scorecard as a file says what the card says, and what it is."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import load_workbook  # type: ignore[import-untyped]

from bot.sheets import workbook
from db.engine import Db
from db.entered import Entry
from db.plan import Basis, Reached
from handlers.scorecard import words
from handlers.scorecard.file import workbook_of
from handlers.scorecard.standing import Standing, standing
from locales import language
from tests.db.given import NOW
from tests.db.test_importing_targets import all_targets

DAY = date(2026, 11, 18)
NOON = NOW.replace(tzinfo=None)
VI = language("vi")


async def items(db: Db) -> list[Standing]:
    """One item in each state."""
    found = {one.code: one for one in await all_targets(db)}
    entry = Entry(1, "HD06", date(2026, 5, 12), 9, "Báo cáo 15", None, 1, NOW)
    reached = (
        Reached(found["MT1.1"], 123_456, None, (3, 126)),
        Reached(found["MT1.4"], 1_234, Basis(10_000, "entered", 2026, "Trạm y tế"), beside={"referred": 3}),
        Reached(found["MT1.6"], 80, Basis(126, "communes")),
        Reached(found["HD03"], 34, in_phase=34),
        Reached(found["HD06"], 9, in_phase=9, entries=(entry,)),
        Reached(found["MT2.1b"], None),
    )
    return [standing(one, DAY, sums_only=True) for one in reached]


def leaves(found: list[Standing]) -> Mapping[str, list[tuple[Any, ...]]]:
    sheet = workbook_of(VI, "Thành phố Hà Nội", DAY, found, NOON)
    book = load_workbook(BytesIO(workbook(sheet)))
    return {leaf.title: list(leaf.iter_rows(values_only=True)) for leaf in book}


async def test_every_figure_of_the_card_is_that_of_the_file(db: Db) -> None:
    found = await items(db)
    head, *rows = leaves(found)["Chỉ tiêu"]
    assert len(rows) == len(found)
    for one, row in zip(found, rows, strict=True):
        cells = dict(zip(head, row, strict=True))
        said = words.value(VI, one)
        assert cells["Mã"] == one.reached.target.code
        if one.reached.figure is None:
            assert said == "chưa có số liệu"
            continue
        assert VI.number(cells["Đã đạt"]) in said
        if cells["Đã đạt, %"] is not None:
            assert said.startswith(f"{VI.decimal(cells['Đã đạt, %'])}% ")
            assert VI.number(cells["Mẫu số"]) in said
        if cells["Còn thiếu"]:
            assert f"còn thiếu {VI.number(cells['Còn thiếu'])} " in words.brief(VI, one)


async def test_each_state_is_told_by_a_sign_and_a_word(db: Db) -> None:
    told = [words.state(VI, one) for one in await items(db)]
    assert told == [
        "❓ Chưa có mẫu số",
        "⚠️ Chậm",
        "✅ Đạt mốc năm",
        "▶️ Đúng tiến độ",
        "⚠️ Chậm",
        "➖ Chưa có số liệu",
    ]


async def test_what_was_entered_stands_in_the_file_with_its_source(db: Db) -> None:
    _, row = leaves(await items(db))["Số liệu đã nhập"]
    assert row[0] == "HD06"
    assert row[3:] == (9, "Báo cáo 15")


async def test_the_file_says_what_it_is(db: Db) -> None:
    told = dict(row[:2] for row in leaves(await items(db))["Về tệp này"])
    assert told["Nơi"] == "Thành phố Hà Nội"
    assert told["Kỳ"] == "01/01/2026 đến 18/11/2026"
    assert told["Lập lúc"] == NOON


async def test_few_referred_are_not_told_to_those_who_see_sums(db: Db) -> None:
    found = await items(db)
    assert "Đã giới thiệu đi sàng lọc: <5" in words.details(VI, found[1], {})
    assert not any("Đã giới thiệu đi sàng lọc: 3" in line for line in words.details(VI, found[1], {}))


async def test_a_count_without_a_denominator_says_how_many_communes_have_one(db: Db) -> None:
    first, *_ = await items(db)
    assert words.brief(VI, first) == "123.456 lượt người · chưa có mẫu số"
    assert "mới 3/126 xã/phường có mẫu số" in words.details(VI, first, {})
