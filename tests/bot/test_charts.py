"""Charts: whatever the figures are, the picture is small, upright enough for a phone, and says what the data says."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from bot.charts import picture
from bot.charts.frame import lay_out
from bot.charts.looks import BAR, SECOND, STRONG, TRACK
from bot.charts.ranking import MOST, THICK
from bot.charts.trend import HEIGHT
from bot.clock import FixedClock
from bot.drawing.canvas import INK, INNER, MARGIN, WHITE, WIDTH, Box, Canvas, Colour, Words, font
from db.engine import Db
from db.messages import Outgoing
from db.sealing import LOST, seal
from handlers.actions import ACTIONS, Action
from handlers.charts import Bar, Chart, Column, Funnel, Ranking, Step, Trend, chart_from_json, chart_to_json
from handlers.screens import Screen, from_json, to_json
from handlers.turn import Turn
from tests.bot.test_papers import ACCENTS, luminance
from tests.stage import staged

COMMUNES = ("Văn Miếu - Quốc Tử Giám", "Ô Chợ Dừa", "Đống Đa", "Kim Liên", "Bạch Mai")
RANKING = Ranking(
    tuple(Bar(name, 5 - n, str(5 - n), 2.5, strong=n == 0) for n, name in enumerate(COMMUNES)),
    "Trung bình 8 tuần",
)
TREND = Trend(("",), tuple(Column(f"{n}/11", (n * 10,), (str(n * 10),), strong=n == 7) for n in range(8)))
TWO = Trend(
    ("Giới thiệu", "Đã đi khám"), tuple(Column(f"T{n}", (n * 100, n * 40), (f"{n}00", str(n * 40))) for n in range(13))
)
FUNNEL = Funnel(
    (Step("Được giới thiệu", 120, "120"), Step("Đã đi khám", 71, "71", "59 %"), Step("Cần quay lại", None, "<5"))
)
BODIES = (RANKING, TREND, TWO, FUNNEL)


def chart(body: Any, title: str = "Kim Liên dẫn đầu tuần này", subtitle: str = "Cụm 3 · 16–22/11/2026") -> Chart:
    return Chart("tuan-47", title, subtitle, body, "Chỉ tính cộng tác viên đang làm việc.")


def drawn(body: Any) -> Canvas:
    return lay_out(chart(body))


def boxes(canvas: Canvas, *colours: Colour) -> list[Box]:
    return [box for box in canvas.boxes if box.colour in colours]


def texts(canvas: Canvas) -> list[str]:
    return [words.text for words in canvas.words]


@pytest.mark.parametrize("body", BODIES)
def test_a_chart_is_a_small_picture_of_few_colours_as_wide_as_papers(body: Any) -> None:
    content = picture(chart(body))
    image = Image.open(BytesIO(content))
    assert (image.format, image.mode, image.width) == ("PNG", "P", WIDTH)
    assert len(content) < 50_000
    assert image.height < 2 * WIDTH


@pytest.mark.parametrize("body", BODIES)
def test_the_same_chart_is_the_same_picture(body: Any) -> None:
    assert picture(chart(body)) == picture(chart_from_json(json.loads(json.dumps(chart_to_json(chart(body))))))


@pytest.mark.parametrize("body", BODIES)
def test_the_title_comes_first_and_no_text_is_too_small_for_a_phone(body: Any) -> None:
    canvas = drawn(body)
    assert texts(canvas)[:2] == ["Kim Liên dẫn đầu tuần này", "Cụm 3 · 16–22/11/2026"]
    assert min(words.style.size for words in canvas.words) >= 0.03 * WIDTH


def test_vietnamese_letters_are_written_whatever_their_form() -> None:
    decomposed = drawn(Ranking((Bar(normalize("NFD", "Ễ ễ ậ Ậ ữ Ữ ẳ Ẵ"), 1, "1"),)))
    assert "Ễ ễ ậ Ậ ữ Ữ ẳ Ẵ" in texts(decomposed)
    long = lay_out(Chart("x", ACCENTS, ACCENTS, FUNNEL))
    assert " ".join(texts(long)).startswith(f"{ACCENTS} {ACCENTS}")


def test_a_bar_is_as_long_as_its_value_and_the_strong_one_is_darker() -> None:
    bars = boxes(drawn(RANKING), BAR, STRONG)[1:]  # the first is the sign of the house
    assert [bar.colour for bar in bars] == [STRONG, BAR, BAR, BAR, BAR]
    room = boxes(drawn(RANKING), TRACK)[0].width
    assert [bar.width for bar in bars] == [round(room * value / 5) for value in (5, 4, 3, 2, 1)]


def test_marks_stand_at_their_values_and_are_explained() -> None:
    canvas = drawn(RANKING)
    assert "Trung bình 8 tuần" in texts(canvas)
    track = boxes(canvas, TRACK)[0]
    legend, *marks = boxes(canvas, INK)
    assert {abs(mark.x + mark.width / 2 - track.x - track.width / 2) < 2 for mark in marks} == {True}
    assert (len(marks), legend.height) == (5, marks[0].height)
    assert "Trung bình 8 tuần" not in texts(drawn(Ranking((Bar("a", 1, "1"),), "Trung bình 8 tuần")))


def test_a_long_name_is_shortened_and_leaves_room_for_its_bar() -> None:
    canvas = drawn(Ranking((Bar("Tổ dân phố số 12 khu tập thể Kim Liên mở rộng", 3, "3"), Bar("Láng", 2, "2"))))
    (name,) = (text for text in texts(canvas) if text.startswith("Tổ dân phố"))
    assert name.endswith("…")
    assert boxes(canvas, TRACK)[0].width > INNER / 3


def test_of_very_many_bars_those_left_out_are_counted() -> None:
    canvas = drawn(Ranking(tuple(Bar(f"Xã {n}", 300 - n, str(300 - n)) for n in range(126))))
    assert len(boxes(canvas, TRACK)) == MOST
    assert f"… + {126 - MOST}" in texts(canvas)


@pytest.mark.parametrize(
    "body",
    [
        Ranking(()),
        Trend(("",), ()),
        Funnel(()),
        Ranking((Bar("", 0, "0"),)),
        Trend(("",), (Column("16/11", (0,), ("0",)),)),
        Trend(("a", "b"), (Column("16/11", (0, None), ("0", "<5")),)),
        Funnel((Step("", 0, "0"),)),
    ],
)
def test_nothing_and_a_single_nought_can_be_drawn(body: Any) -> None:
    canvas = drawn(body)
    assert not [box for box in boxes(canvas, BAR, SECOND) if box.height >= THICK]
    assert Image.open(BytesIO(picture(chart(body)))).height == canvas.height


def test_what_is_not_told_has_no_bar_and_its_words_are_there() -> None:
    told, hidden = drawn(Ranking((Bar("a", 3, "3"),))), drawn(Ranking((Bar("a", None, "<5"),)))
    assert len(boxes(told, BAR)) == 1
    assert boxes(hidden, BAR) == []
    assert "<5" in texts(hidden)
    assert "<5" in texts(drawn(Trend(("",), (Column("T1", (None,), ("<5",)), Column("T2", (9,), ("9",))))))


def test_the_least_of_a_great_difference_can_still_be_seen() -> None:
    bars = boxes(drawn(Ranking((Bar("a", 1_000_000, "1.000.000"), Bar("b", 1, "1")))), BAR)
    assert [bar.width for bar in bars][1] >= 4


def test_columns_stand_on_one_floor_as_tall_as_their_values() -> None:
    columns = boxes(drawn(TREND), BAR, STRONG)[1:]
    assert len({column.y + column.height for column in columns}) == 1
    assert [column.height for column in columns] == [round(HEIGHT * n / 7) for n in range(1, 8)]


def test_where_values_have_no_room_the_last_the_highest_and_the_lowest_are_written() -> None:
    values = [1000 + n * n % 37 for n in range(52)]
    trend = Trend(("",), tuple(Column(f"tuần {n}", (v,), (str(v),)) for n, v in enumerate(values)))
    shown = [text for text in texts(drawn(trend)) if text.isdecimal()]
    assert {str(values[-1]), str(max(values)), str(min(values))} == set(shown)
    assert "tuần 51" in texts(drawn(trend))


def test_two_series_that_are_too_many_to_be_written_tell_their_last_values_beside_their_names() -> None:
    assert {"Giới thiệu · T12: 1200", "Đã đi khám · T12: 480"} <= set(texts(drawn(TWO)))
    assert {box.colour for box in boxes(drawn(TWO), STRONG, SECOND)} == {STRONG, SECOND}


def test_colours_differ_in_lightness_for_whoever_sees_colours_otherwise() -> None:
    for one, other in ((STRONG, BAR), (STRONG, SECOND), (BAR, TRACK), (SECOND, WHITE)):
        dark, light = sorted([luminance(one), luminance(other)])
        assert (light + 0.05) / (dark + 0.05) >= 1.9, (one, other)


words = st.text(max_size=60) | st.text(st.sampled_from("aẴữ 🏥😊עברית\n\u200f\u0302漢\0"), max_size=80)
values = st.none() | st.integers(0, 10**12) | st.floats(0, 1e9)
bars = st.builds(Bar, words, values, words, values, st.booleans())
pairs = st.builds(Column, words, st.tuples(values, values), st.tuples(words, words), st.booleans())
singles = st.builds(Column, words, st.tuples(values), st.tuples(words), st.booleans())
bodies = (
    st.builds(Ranking, st.lists(bars, max_size=30).map(tuple), words)
    | st.builds(Trend, st.tuples(words), st.lists(singles, max_size=70).map(tuple))
    | st.builds(Trend, st.tuples(words, words), st.lists(pairs, max_size=20).map(tuple))
    | st.builds(Funnel, st.lists(st.builds(Step, words, values, words, words), max_size=5).map(tuple))
)
charts = st.builds(Chart, st.just("x"), words, words, bodies, words)


def _right(words: Words) -> float:
    return words.x + font(words.style).getlength(words.text)


@settings(max_examples=80, deadline=None)
@given(charts)
def test_whatever_the_figures_everything_stays_within_the_margins(any_chart: Chart) -> None:
    canvas = lay_out(any_chart)
    for box in canvas.boxes:
        assert box.x >= MARGIN - 4
        assert box.x + box.width <= MARGIN + INNER + 4
        assert 0 <= box.y <= box.y + box.height <= canvas.height
    for one in canvas.words:
        assert one.x >= MARGIN - 1
        assert _right(one) <= MARGIN + INNER + 4
        assert one.y < canvas.height


@settings(max_examples=15, deadline=None)
@given(charts)
def test_whatever_a_chart_says_it_can_be_made_small(any_chart: Chart) -> None:
    assert len(picture(any_chart)) < 100_000


@given(st.lists(charts, max_size=2).map(tuple))
def test_charts_survive_the_outbox(found: tuple[Chart, ...]) -> None:
    screen = Screen("", charts=found)
    assert from_json(json.loads(json.dumps(to_json(screen)))) == screen


def test_a_screen_written_before_there_were_charts_has_none() -> None:
    written = to_json(Screen("một"))
    del written["charts"]
    assert from_json(written) == Screen("một")


# -- on the way to the phone -----------------------------------------------------------------------------------------


@pytest.fixture
def helping(monkeypatch: pytest.MonkeyPatch) -> None:
    """The help shows a chart."""

    async def show(turn: Turn, _argument: str) -> Screen:
        sealed = seal("nhà cổng xanh", turn.secret)
        return Screen("Đây ạ.", charts=(Chart("tuan-47", "Kim Liên dẫn đầu", f"ở {sealed}", RANKING),))

    monkeypatch.setitem(ACTIONS, "help", Action(show, ACTIONS["help"].roles))


@pytest.mark.usefixtures("helping")
async def test_a_chart_follows_its_text_as_a_photo_over_its_title_and_holds_no_sealed_words(
    db: Db, clock: FixedClock
) -> None:
    async with staged(db, clock) as stage:
        lan = await stage.person("Lan")
        assert (await lan.says("/help")).text == "Đây ạ."
        (photo,) = await lan.papers(1)
    assert photo.caption == f"Kim Liên dẫn đầu\nở {LOST}"
    assert photo.content == picture(Chart("tuan-47", "Kim Liên dẫn đầu", f"ở {LOST}", RANKING))
    async with db() as session:
        payloads: list[Any] = list(await session.scalars(select(Outgoing.payload)))
    assert "<sealed:" not in json.dumps(payloads)


@pytest.mark.usefixtures("helping")
async def test_a_chart_that_failed_comes_later_and_the_text_is_not_said_again(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        lan = await stage.person("Lan")
        stage.sandbox.faults.answer("sendPhoto", 502)
        await lan.says("/help")
        await lan.says("menu")
        clock.at += timedelta(seconds=1)
        await lan.papers(1)
        seen = [message["text"] for message in stage.sandbox.messages(lan.id) if "text" in message]
    assert seen.count("Đây ạ.") == 1
