"""Sheets: what a handler lays out as tables arrives as a workbook that opens, calculates and can be trusted."""

import json
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from sqlalchemy import select

from bot.clock import FixedClock
from bot.sheets import LONGEST_NAME, WIDEST, workbook
from db.engine import Db
from db.messages import Outgoing
from db.sealing import LOST, seal
from handlers.actions import ACTIONS, Action
from handlers.screens import Cell, Screen, Sheet, Table, from_json, sheet_from_json, sheet_to_json, to_json
from handlers.turn import Turn
from tests.stage import staged

NOON = datetime(2026, 11, 18, 12, 30)  # noqa: DTZ001 - a local time, as cells hold it
TALKS = Table(
    "Truyền thông",
    ("Ngày", "Nội dung", "Số người", "Trung bình mỗi buổi", "Ghi lúc"),
    (
        (date(2026, 11, 18), "Tư vấn: sàng lọc trước sinh", 1200, 2.5, NOON),
        (date(2025, 1, 2), "Thăm hộ " * 30, 0, 10.0, None),
    ),
)
SHEET = Sheet("so-thang-11", "Sổ tháng 11", (TALKS, Table("Khách hàng", ("Mã",), ())))


def opened(sheet: Sheet) -> Workbook:
    return load_workbook(BytesIO(workbook(sheet)))


def one(*rows: tuple[Cell, ...], name: str = "Bảng") -> Sheet:
    return Sheet("x", "x", (Table(name, tuple(f"Cột {n}" for n in range(len(rows[0]))), rows),))


def test_every_table_is_a_leaf_with_its_name_and_its_head() -> None:
    book = opened(SHEET)
    assert book.sheetnames == ["Truyền thông", "Khách hàng"]
    assert [cell.value for cell in book["Truyền thông"][1]] == list(TALKS.head)
    assert book.properties.title == "Sổ tháng 11"


def test_numbers_are_numbers_and_days_are_days() -> None:
    cells = opened(SHEET)["Truyền thông"][2]
    assert [cell.value for cell in cells] == [
        datetime(2026, 11, 18),  # noqa: DTZ001
        "Tư vấn: sàng lọc trước sinh",
        1200,
        2.5,
        NOON,
    ]
    assert [cell.is_date for cell in cells] == [True, False, False, False, True]
    assert [cell.number_format for cell in cells] == ["dd/mm/yyyy", "General", "#,##0", "#,##0.0", "dd/mm/yyyy hh:mm"]


def test_a_nought_is_written_and_nothing_is_left_empty() -> None:
    leaf = opened(SHEET)["Truyền thông"]
    assert (leaf["C3"].value, leaf["E3"].value) == (0, None)


def test_the_head_is_bold_and_stays_in_view() -> None:
    leaf = opened(SHEET)["Truyền thông"]
    assert all(cell.font.b for cell in leaf[1])
    assert not any(cell.font.b for cell in leaf[2])
    assert leaf.freeze_panes == "A2"


def test_columns_are_as_wide_as_their_words_but_never_wider_than_a_page() -> None:
    widths = [opened(SHEET)["Truyền thông"].column_dimensions[letter].width for letter in "ABC"]
    assert widths[0] >= len("dd/mm/yyyy")
    assert WIDEST < widths[1] < WIDEST + 4
    assert widths[2] < 12
    assert opened(SHEET)["Truyền thông"]["B3"].alignment.wrap_text


def test_words_never_become_a_formula_a_link_or_a_number() -> None:
    said = ("=HYPERLINK(1)", "+84 912", "@x", "0123", "https://example.vn", "-1")
    cells = opened(one(said))["Bảng"][2]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [(words, "s", None) for words in said]


def test_names_that_a_workbook_cannot_have_are_mended() -> None:
    names = ("Xã/phường [1]: a*b?", "Xã-phường -1-- a-b-", "History", "", "'x'", "Ă" * 40, "ă" * 40)
    found = opened(Sheet("x", "x", tuple(Table(name, ("a",), ()) for name in names))).sheetnames
    assert found[0] == "Xã-phường -1-- a-b-"
    assert len({name.casefold() for name in found}) == len(names)
    assert max(map(len, found)) <= LONGEST_NAME


def test_the_same_sheet_is_the_same_file() -> None:
    assert workbook(SHEET) == workbook(SHEET)


def test_a_row_that_does_not_fit_its_head_is_refused() -> None:
    crooked = Sheet("x", "x", (Table("x", ("a", "b"), ((1, 2, 3),)),))
    with pytest.raises(ValueError, match="zip"):
        workbook(crooked)


def test_a_year_of_a_commune_is_small() -> None:
    row = (date(2026, 11, 18), "Tư vấn cá nhân · 5 người", 5, "Phường Ba Đình", NOON)
    assert len(workbook(one(*([row] * 5000)))) < 150_000


texts = st.text(max_size=60) | st.text(st.sampled_from("aẴ=\n\u200f\u0000\x1f\ud83d😊_x0041_"), max_size=20)
cells: st.SearchStrategy[Cell] = (
    texts
    | st.none()
    | st.integers(-(10**12), 10**12)
    | st.floats(-1e9, 1e9)
    | st.dates(date(2000, 1, 1), date(2100, 1, 1))
    | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001
)
tables = st.builds(Table, texts, st.just(("một", "hai")), st.lists(st.tuples(cells, cells), max_size=4).map(tuple))
sheets = st.builds(Sheet, st.just("x"), texts, st.lists(tables, min_size=1, max_size=3).map(tuple))


@given(sheets)
@example(Sheet("x", "", (Table("𝐀" * 20, ("một", "hai"), ()), Table("𝐀" * 20, ("một", "hai"), ()))))
def test_whatever_is_in_the_cells_it_becomes_a_workbook_that_opens(sheet: Sheet) -> None:
    book = opened(sheet)
    assert [leaf.max_row for leaf in book.worksheets] == [1 + len(_without_empty_end(one)) for one in sheet.tables]


def _without_empty_end(table: Table) -> list[tuple[Cell, ...]]:
    rows = list(table.rows)
    while rows and rows[-1] == (None, None):
        rows.pop()
    return rows


@given(sheets)
def test_the_outbox_gives_back_the_sheet_that_was_put_into_it(sheet: Sheet) -> None:
    assert sheet_from_json(json.loads(json.dumps(sheet_to_json(sheet)))) == sheet
    screen = Screen("", sheets=(sheet,))
    assert from_json(json.loads(json.dumps(to_json(screen)))) == screen


def test_a_screen_written_before_there_were_sheets_has_none() -> None:
    written = to_json(Screen("một"))
    del written["sheets"]
    assert from_json(written) == Screen("một")


# -- on the way to the phone -----------------------------------------------------------------------------------------


async def hand_out(turn: Turn, _argument: str) -> Screen:
    secret = seal("nhà cổng xanh", turn.secret)
    hint = Table("Gợi nhớ", ("Lời",), ((f"ở {secret}",),))
    return Screen("Tệp đây ạ.", sheets=(Sheet(SHEET.name, SHEET.title, (*SHEET.tables, hint)),))


@pytest.fixture
def helping(monkeypatch: pytest.MonkeyPatch) -> None:
    """The help hands out a sheet."""
    monkeypatch.setitem(ACTIONS, "help", Action(hand_out, ACTIONS["help"].roles))


@pytest.mark.usefixtures("helping")
async def test_a_sheet_follows_its_text_as_a_file_and_holds_no_sealed_words(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        lan = await stage.person("Lan")
        assert (await lan.says("/help")).text == "Tệp đây ạ."
        (file,) = await lan.papers(1)
    assert file.file_name == "so-thang-11.xlsx"
    assert file.caption == "Sổ tháng 11"
    book = load_workbook(BytesIO(file.content))
    assert book["Truyền thông"]["C2"].value == 1200
    assert book["Gợi nhớ"]["A2"].value == f"ở {LOST}"
    async with db() as session:
        payloads: list[Any] = list(await session.scalars(select(Outgoing.payload)))
    assert "<sealed:" not in json.dumps(payloads)


@pytest.mark.usefixtures("helping")
async def test_a_sheet_that_failed_comes_later_and_the_text_is_not_said_again(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        lan = await stage.person("Lan")
        stage.sandbox.faults.answer("sendDocument", 502)
        await lan.says("/help")
        await lan.says("menu")
        clock.at += timedelta(seconds=1)
        (file,) = await lan.papers(1)
        texts_seen = [message["text"] for message in stage.sandbox.messages(lan.id) if "text" in message]
    assert load_workbook(BytesIO(file.content)).sheetnames[0] == "Truyền thông"
    assert texts_seen.count("Tệp đây ạ.") == 1
