"""Papers: what a slip says can be read, scanned and copied, whatever it says; and it follows its text to the phone."""

import asyncio
import json
import logging
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from bot.channels import Gone, Permanent, SendError, Temporary, Throttled
from bot.clock import FixedClock
from bot.drawing.canvas import INNER, MARGIN, SAND, TEAL, WHITE, WIDTH, Colour, Words, font
from bot.drawing.letters import BOLD, KNOWN, REGULAR, line, lines
from bot.papers import FORMS, Form, made, pdf, picture
from bot.papers.layout import LEAST_HEIGHT, lay_out
from bot.sandbox.server import Phone, Sandbox
from bot.telegram import Telegram, make_bot
from db.engine import Db
from db.messages import Outgoing
from db.sealing import seal
from handlers.actions import ACTIONS, Action
from handlers.screens import Paper, Screen, from_json, paper_to_json, to_json
from handlers.turn import Turn
from tests.stage import Stage, StagePhone, staged

SLIP = Paper(
    name="phieu-GT-7F3KQ2",
    title="PHIẾU GIỚI THIỆU",
    number="GT-7F3KQ2",
    rows=(
        ("Ngày", "22/11/2026"),
        ("Mã khách hàng", "KH-7F3K"),
        ("Xã/phường", "Phường Ba Đình"),
        ("Giới thiệu khám", "Sàng lọc ung thư vú, ung thư cổ tử cung"),
        ("Nơi đến", "Bệnh viện Phụ sản Hà Nội, 929 Đê La Thành, phường Láng, Hà Nội"),
    ),
    notice="Đi khám ngay",
    footer="Phiếu do người được giới thiệu tự mang theo.\nPhiếu không ghi họ tên, số điện thoại hay số căn cước.",
)
ACCENTS = "Ễ ễ ậ Ậ ữ Ữ ẳ Ẵ ọ ợ ỷ ỵ Đ đ Ơ ư Ẫ ể Ố ừ"
CROWDED = Paper(
    name="dai",
    title="PHIẾU GIỚI THIỆU KHÁM SÀNG LỌC VÀ CUNG CẤP DỊCH VỤ KẾ HOẠCH HOÁ GIA ĐÌNH",
    number="GT-7F3KQ2-7F3KQ2-7F3KQ2",
    rows=(("Nơi đến " * 10, "Ẵ" * 300), (ACCENTS, (ACCENTS + ", ") * 7), ("", "không nhãn"), ("không lời", "")),
    notice="Đi khám ngay " * 9,
    footer="Phiếu do người được giới thiệu tự mang theo. " * 8,
)
PHONE = 360
"""Pixels across a small phone's screen."""

texts = st.text(max_size=300) | st.text(st.sampled_from("aẴữ 🏥😊עברית\n\u200f\u0302漢\0"), max_size=300)
papers = st.builds(Paper, st.just("x"), texts, texts, st.lists(st.tuples(texts, texts), max_size=4).map(tuple))


def open_png(paper: Paper) -> Image.Image:
    return Image.open(BytesIO(picture(paper)))


def scanned(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image.convert("RGB"))]


def words_of(paper: Paper) -> list[str]:
    """All words on a paper in reading order."""
    rows = [part for row in paper.rows for part in row]
    return " ".join([paper.title, paper.number, *rows, paper.notice, paper.footer]).split()


@pytest.mark.parametrize("width", [WIDTH, PHONE])
def test_a_scanner_reads_the_number_off_the_picture_at_any_size(width: int) -> None:
    image = open_png(SLIP).convert("RGB")
    small = image.resize((width, round(image.height * width / WIDTH)), Image.Resampling.BILINEAR)
    assert scanned(small) == ["GT-7F3KQ2"]


@pytest.mark.parametrize("paper", [SLIP, CROWDED, Paper("x", "", "", ())])
def test_the_picture_is_upright(paper: Paper) -> None:
    image = open_png(paper)
    assert image.width == WIDTH
    assert image.height >= LEAST_HEIGHT > WIDTH


def test_a_slip_with_a_long_address_stays_small_enough_for_a_weak_network() -> None:
    rows = (*SLIP.rows[:-1], ("Nơi đến", ("Bệnh viện Phụ sản Hà Nội, 929 Đê La Thành, phường Láng, " * 7)[:300]))
    paper = Paper(SLIP.name, SLIP.title, SLIP.number, rows, SLIP.notice, SLIP.footer)
    assert len(picture(paper)) < 100_000
    assert len(pdf(paper)) < 50_000


def test_the_same_paper_is_the_same_picture_and_the_same_file() -> None:
    assert picture(SLIP) == picture(SLIP)
    assert pdf(SLIP) == pdf(SLIP)


def test_no_text_is_too_small_for_a_phone() -> None:
    assert min(words.style.size for words in lay_out(CROWDED).words) >= 0.03 * WIDTH


@pytest.mark.parametrize("paper", [SLIP, CROWDED])
def test_all_words_stand_on_the_paper_in_order(paper: Paper) -> None:
    written = "".join(words.text for words in lay_out(paper).words)
    assert written.replace(" ", "") == "".join(words_of(paper))


def ink(words: Words) -> tuple[int, int, int, int]:
    """The rectangle that a line's letters cover: left, top, right, bottom."""
    left, top, right, bottom = font(words.style).getbbox(words.text, anchor="ls")
    return words.x + round(left), words.y + round(top), words.x + round(right), words.y + round(bottom)


@given(papers)
@settings(max_examples=60, deadline=None)
def test_no_word_leaves_the_paper_or_touches_another(paper: Paper) -> None:
    sheet = lay_out(paper)
    covered = [ink(words) for words in sheet.words]
    for left, top, right, bottom in covered:
        assert left >= 0
        assert right <= MARGIN + INNER + 4  # a letter may lean a little over its end
        assert 0 <= top < bottom <= sheet.height or top == bottom
    for above, below in pairwise(covered):
        assert above[3] <= below[1] or above[1] == above[3]


def test_the_code_keeps_its_quiet_zone_and_no_word_comes_near_it() -> None:
    sheet = lay_out(CROWDED)
    (tile,) = (box for box in sheet.boxes if box.colour == WHITE)
    image = open_png(CROWDED).convert("RGB").crop((tile.x, tile.y, tile.x + tile.width, tile.y + tile.height))
    assert scanned(image) == [CROWDED.number]
    for words in sheet.words:
        left, top, right, bottom = ink(words)
        assert right <= tile.x or top >= tile.y + tile.height


def luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_weak_eyes_and_strong_sun_are_reckoned_with() -> None:
    for style in {words.style for words in lay_out(SLIP).words}:
        dark, light = sorted([luminance(style.colour), luminance(style.ground)])
        assert (light + 0.05) / (dark + 0.05) >= 4.5, style  # WCAG 2.2, 1.4.3


def test_words_have_the_ground_that_their_style_says() -> None:
    image = open_png(SLIP).convert("RGB")
    grounds = set()
    for words in lay_out(SLIP).words:
        left, top, *_ = ink(words)
        assert image.getpixel((left - 6, top)) == words.style.ground
        grounds.add(words.style.ground)
    assert grounds == {TEAL, SAND, WHITE}


def test_the_notice_is_marked_only_where_there_is_one() -> None:
    calm = Paper(SLIP.name, SLIP.title, SLIP.number, SLIP.rows)
    assert SAND in {box.colour for box in lay_out(SLIP).boxes}
    assert SAND not in {box.colour for box in lay_out(calm).boxes}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_words_of_the_file_can_be_copied_with_their_accents(form: str) -> None:
    rows = tuple((normalize(form, label), normalize(form, words)) for label, words in (*SLIP.rows, ("", ACCENTS)))  # type: ignore[arg-type]
    paper = Paper(SLIP.name, SLIP.title, SLIP.number, rows, SLIP.notice, SLIP.footer)
    document = pypdfium2.PdfDocument(pdf(paper))
    assert len(document) == 1
    copied = document[0].get_textpage().get_text_range().split()
    assert copied == [normalize("NFC", word) for word in words_of(paper)]


@pytest.mark.parametrize("paper", [SLIP, CROWDED])
def test_the_file_is_one_a5_page_with_nothing_beyond_its_edges(paper: Paper) -> None:
    page = pypdfium2.PdfDocument(pdf(paper))[0]
    width, height = page.get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (148, 210)
    text = page.get_textpage()
    for place in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(place)
        assert 0 <= left <= right <= width
        assert 0 <= bottom <= top <= height


@pytest.mark.parametrize("paper", [SLIP, CROWDED])
def test_a_scanner_reads_the_number_off_the_printed_file(paper: Paper) -> None:
    page = pypdfium2.PdfDocument(pdf(paper))[0]
    assert scanned(page.render(scale=200 / 72).to_pil()) == [paper.number]


def test_the_file_brings_its_fonts_along_and_only_the_letters_that_it_needs() -> None:
    assert len(re.findall(rb"/FontFile2 ", pdf(SLIP))) == 2
    assert len(pdf(SLIP)) < (REGULAR.stat().st_size + BOLD.stat().st_size) / 2


@given(papers)
@settings(max_examples=40, deadline=None)
def test_whatever_a_paper_says_it_can_be_made(paper: Paper) -> None:
    assert open_png(paper).height >= LEAST_HEIGHT
    assert len(pypdfium2.PdfDocument(pdf(paper))) == 1


def test_a_number_too_long_for_any_code_is_still_written() -> None:
    paper = Paper("x", "", "7" * 8000, ())
    assert "".join(words.text for words in lay_out(paper).words) == paper.number
    assert scanned(open_png(Paper("x", "", "GT-" + "7" * 297, ()))) == ["GT-" + "7" * 297]


def test_what_the_fonts_do_not_have_is_left_out_or_marked_and_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert lines("🏥 Bệnh viện\u200b Phụ\u00a0sản ✅\n\n😊\nHà Nội\ud800") == ["Bệnh viện Phụ sản", "Hà Nội"]
    assert line("漢字 và\nעברית") == "?? và ?????"
    with caplog.at_level(logging.DEBUG):
        pdf(Paper("x", "🏥 漢字", "1", (("x̂", "→ ﷽"),)))
    assert "missing" not in caplog.text


@pytest.mark.parametrize("file", [REGULAR, BOLD])
def test_both_fonts_have_exactly_the_letters_that_we_count_on(file: Path) -> None:
    with TTFont(file) as tables:
        assert {chr(code) for code in tables.getBestCmap()} == KNOWN


@given(st.lists(papers, max_size=2).map(tuple))
def test_papers_survive_the_outbox(found: tuple[Paper, ...]) -> None:
    screen = Screen("", papers=found)
    assert from_json(json.loads(json.dumps(to_json(screen)))) == screen


def test_a_screen_written_before_there_were_papers_has_none() -> None:
    written = to_json(Screen("một"))
    del written["papers"]
    assert from_json(written) == Screen("một")


def test_the_program_starts_without_the_libraries_that_make_files() -> None:
    """They are large, and most processes of the command line need none of them."""
    large = {"PIL", "fpdf", "segno", "fontTools", "xlsxwriter"}
    start = "from bot.thrift import import_aiogram; import_aiogram(); import bot.app, bot.charts"
    look = f"{start}; import sys; print({large} & sys.modules.keys())"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, check=True, text=True).stdout == "set()\n"


# -- on the way to the phone -----------------------------------------------------------------------------------------


@pytest.fixture
async def stage(db: Db, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A stage whose help is a slip."""

    async def hand_out(turn: Turn, _argument: str) -> Screen:
        return Screen("Phiếu đã lập.", papers=(SLIP,))

    monkeypatch.setitem(ACTIONS, "help", Action(hand_out, ACTIONS["help"].roles))
    async with staged(db, clock) as running:
        yield running


def kinds(stage: Stage, phone: StagePhone) -> list[str]:
    """What the bot sent to a phone, in order."""
    messages = [message for message in stage.sandbox.messages(phone.id) if message["from"]["is_bot"]]
    return [next(kind for kind in ("text", "photo", "document") if kind in message) for message in messages]


async def test_the_text_comes_first_then_the_picture_then_the_file(stage: Stage) -> None:
    lan = await stage.person("Lan")
    assert (await lan.says("/help")).text == "Phiếu đã lập."
    image, file = await lan.papers(2)
    assert kinds(stage, lan) == ["text", "photo", "document"]
    assert (image.caption, file.file_name) == ("PHIẾU GIỚI THIỆU GT-7F3KQ2", "phieu-GT-7F3KQ2.pdf")
    assert image.content == picture(SLIP)
    assert file.content == pdf(SLIP)


async def test_a_picture_that_failed_comes_later_and_the_text_is_not_said_again(
    stage: Stage, clock: FixedClock, db: Db
) -> None:
    lan = await stage.person("Lan")
    stage.sandbox.faults.answer("sendPhoto", 502)
    await lan.says("/help")
    await failed_once(db)
    assert kinds(stage, lan) == ["text"]
    await lan.says("menu")  # an answer need not wait for the paper
    clock.at += timedelta(seconds=1)
    await lan.papers(2)
    assert kinds(stage, lan) == ["text", "text", "photo", "document"]


async def test_papers_that_were_not_out_yet_go_out_after_a_restart(stage: Stage, clock: FixedClock, db: Db) -> None:
    lan = await stage.person("Lan")
    stage.sandbox.faults.drop("sendPhoto")
    await lan.says("/help")
    await failed_once(db)
    await stage.stop()
    clock.at += timedelta(seconds=1)
    await stage.start()
    image, file = await lan.papers(2)
    assert kinds(stage, lan) == ["text", "photo", "document"]
    assert scanned(Image.open(BytesIO(image.content))) == ["GT-7F3KQ2"]
    assert file.content == pdf(SLIP)


async def test_sealed_words_are_in_clear_on_the_paper_and_nowhere_else(
    stage: Stage, db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hand_out(turn: Turn, _argument: str) -> Screen:
        paper = Paper("x", "PHIẾU", "1", (("Gợi nhớ", seal("nhà cổng xanh", turn.secret)),))
        return Screen("Đây ạ.", papers=(paper,))

    monkeypatch.setitem(ACTIONS, "help", Action(hand_out, ACTIONS["help"].roles))
    lan = await stage.person("Lan")
    await lan.says("/help")
    _, file = await lan.papers(2)
    copied = pypdfium2.PdfDocument(file.content)[0].get_textpage().get_text_range()
    assert "nhà cổng xanh" in copied
    async with db() as session:
        kept = list(await session.scalars(select(Outgoing.payload)))
    assert "nhà cổng xanh" not in json.dumps(kept, ensure_ascii=False)


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (
            429,
            {"ok": False, "error_code": 429, "description": "Wait", "parameters": {"retry_after": 17}},
            Throttled,
        ),
        (403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}, Gone),
        (400, {"ok": False, "error_code": 400, "description": "Bad Request: IMAGE_PROCESS_FAILED"}, Permanent),
        (413, {"ok": False, "error_code": 413, "description": "Request Entity Too Large"}, SendError),
        (502, "<html><h1>502 Bad Gateway</h1></html>", Temporary),
        (200, "<html>Đăng nhập Wi-Fi</html>", Temporary),
    ],
)
@pytest.mark.parametrize("form", FORMS)
async def test_errors_mean_the_same_for_papers_as_for_texts(
    form: Form, status: int, body: Any, meaning: type[SendError]
) -> None:
    async with Sandbox(phones=[Phone(501, "Lan", started=True)]) as sandbox:
        channel = Telegram(make_bot(sandbox.token, sandbox.url))
        payload = {"paper": paper_to_json(SLIP), "as": form}
        for method in ("sendPhoto", "sendDocument"):
            sandbox.faults.answer(method, status, body)
        with pytest.raises(meaning):
            await channel.send("501", payload, made(payload))
        await channel.send("501", payload, made(payload))
        assert len(sandbox.messages(501)) == 1
        await channel.bot.session.close()


async def test_a_long_title_is_cut_for_the_caption_and_whole_on_the_picture() -> None:
    async with Sandbox(phones=[Phone(501, "Lan", started=True)]) as sandbox:
        channel = Telegram(make_bot(sandbox.token, sandbox.url))
        payload = {"paper": paper_to_json(Paper("x", "🏥 phiếu " * 300, "1", ())), "as": "picture"}
        await channel.send("501", payload, made(payload))
        (message,) = sandbox.messages(501)
        assert message["caption"].startswith("🏥 phiếu 🏥 phiếu")
        await channel.bot.session.close()


async def failed_once(db: Db) -> None:
    """Returns when a paper has been tried in vain and put off."""
    async with asyncio.timeout(5):
        while True:
            async with db() as session:
                tried = select(Outgoing.id).where(Outgoing.kind == "paper", Outgoing.attempts > 0)
                if await session.scalar(tried):
                    return
            await asyncio.sleep(0.01)
