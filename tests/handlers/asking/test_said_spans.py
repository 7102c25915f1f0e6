"""Periods in a sentence, as people say them; the day is Wednesday 18 November 2026."""

from datetime import date

import pytest

from handlers.asking.said_spans import said_spans
from handlers.asking.spans import Span, around, before, from_mark, name, steps, within, year_before
from handlers.reading.fold import fold
from locales import language
from tests.conftest import TODAY

SAID = {
    "hôm nay": "20261118",
    "hôm qua": "20261117",
    "ngày 20/10": "20261020",
    "20/10/2025": "20251020",
    "tuần này": "2026047",
    "tuần trước": "2026046",
    "tuần vừa rồi": "2026046",
    "tuần 40": "2026040",
    "tuần 50": "2025050",  # the one of this year is still to come
    "tuần 1/2026": "2026001",
    "tháng này": "202611",
    "tháng trước": "202610",
    "tháng 10": "202610",
    "tháng mười": "202610",
    "tháng mười một": "202611",
    "tháng 12": "202512",
    "tháng 3 năm ngoái": "202503",
    "tháng 10/2025": "202510",
    "10/2025": "202510",
    "t10": "202610",
    "quý 3": "20263",
    "quý III": "20263",
    "quý IV": "20264",
    "quý tư": "20264",
    "quý này": "20264",
    "quý trước": "20263",
    "quý 2 năm 2025": "20252",
    "6 tháng đầu năm": "20268",
    "sáu tháng cuối năm 2025": "20259",
    "năm nay": "2026",
    "năm ngoái": "2025",
    "năm 2024": "2024",
    "2024": "2024",
    "từ đầu năm": "2026",
    "từ đầu năm đến nay": "2026",
    "đầu tháng đến giờ": "202611",
    "từ đầu quý": "20264",
    "giai đoạn 1": "1",
    "giai đoạn 2026-2030": "2",
    "giai đoạn này": "2",
    "today": "20261118",
    "yesterday": "20261117",
    "last week": "2026046",
    "week 40": "2026040",
    "october": "202610",
    "oct 2025": "202510",
    "q3 2025": "20253",
    "third quarter": "20263",
    "first half of 2026": "20268",
    "this year so far": "2026",
    "year to date": "2026",
    "phase 2": "2",
}
"""What is said, and the mark of the one period that it means."""

FREE = {
    "từ 1/10 đến 15/11": (date(2026, 10, 1), date(2026, 11, 15)),
    "từ ngày 1/10 đến ngày 15/11/2026": (date(2026, 10, 1), date(2026, 11, 15)),
    "1/10-15/10": (date(2026, 10, 1), date(2026, 10, 15)),
    "từ tháng 3 đến tháng 6": (date(2026, 3, 1), date(2026, 6, 30)),
    "từ tháng 3 đến nay": (date(2026, 3, 1), TODAY),
    "từ 20/12 đến 5/1": (date(2025, 12, 20), date(2026, 1, 5)),
    "30 ngày qua": (date(2026, 10, 20), TODAY),
    "2 tuần gần đây": (date(2026, 11, 5), TODAY),
    "3 tháng qua": (date(2026, 8, 19), TODAY),
    "2023-2024": (date(2023, 1, 1), date(2024, 12, 31)),
    "from 1/10 to 15/10": (date(2026, 10, 1), date(2026, 10, 15)),
    "the last 7 days": (date(2026, 11, 12), TODAY),
}
NONE = ("tháng 13", "quý 5", "tuần 60", "thứ 5", "t7", "20 bao", "5 hộ", "tháng", "năm", "31/2", "30 tuổi", "tổ 10")


def read(text: str) -> list[Span]:
    return [one.span for one in said_spans(fold(text), TODAY)]


def test_a_period_is_read_as_it_is_said_with_marks_and_without() -> None:
    wrong = {text: read(text) for text, mark in SAID.items() if [one.mark for one in read(text)] != [mark]}
    wrong |= {text: read(text) for text, days in FREE.items() if read(text) != [Span(*days)]}
    assert wrong == {}


def test_what_is_no_period_is_not_taken_for_one() -> None:
    assert {text: read(text) for text in NONE if read(text)} == {}


def test_two_periods_are_read_in_their_order_and_share_a_year() -> None:
    assert [one.mark for one in read("quý 3 và quý 2")] == ["20263", "20262"]
    assert [one.mark for one in read("quý 3 và quý 2 năm 2025")] == ["20253", "20252"]
    assert [one.mark for one in read("tháng này với tháng trước")] == ["202611", "202610"]


def test_a_period_fits_in_a_button_and_comes_back() -> None:
    spans = [*(read(text)[0] for text in (*SAID, *FREE))]
    assert [from_mark(one.mark) for one in spans] == spans
    assert max(len(one.mark) for one in spans) <= 9
    nonsense = ["", "20260", "202613", "2026060", "20261132", "D", "DAAAAAAAA", "D00000000", "x", "99999", "٢٠٢٦"]
    assert [from_mark(mark) for mark in nonsense] == [None] * len(nonsense)


def test_what_still_runs_is_compared_with_as_many_days() -> None:
    assert before(around("month", TODAY), TODAY) == Span(date(2026, 10, 1), date(2026, 10, 18))
    assert before(around("month", date(2026, 10, 1)), TODAY).mark == "202609"
    assert year_before(around("month", TODAY), TODAY) == Span(date(2025, 11, 1), date(2025, 11, 18))
    assert year_before(around("week", date(2026, 11, 4)), TODAY).mark == "2025045"
    assert before(Span(date(2026, 10, 1), date(2026, 10, 15)), TODAY) == Span(date(2026, 9, 16), date(2026, 9, 30))
    assert year_before(Span(date(2024, 2, 29), date(2024, 2, 29)), TODAY).first == date(2023, 2, 28)


def test_a_trend_ends_with_the_period_asked_for_and_a_free_one_is_taken_apart() -> None:
    grain, shown = steps(around("month", TODAY))
    assert (grain, len(shown), shown[-1].mark) == ("month", 12, "202611")
    grain, shown = steps(around("year", TODAY))
    assert (grain, [one.mark for one in shown][::11]) == ("month", ["202601", "202612"])
    assert steps(Span(date(2026, 10, 1), date(2026, 10, 15)))[0] == "day"
    assert steps(Span(date(2026, 8, 3), date(2026, 10, 15)))[0] == "week"
    assert steps(Span(date(2025, 8, 3), date(2026, 10, 15)))[0] == "month"
    assert [one.mark for one in within(around("quarter", TODAY))] == ["202610", "202611", "202612"]


@pytest.mark.parametrize(
    ("mark", "vi", "en"),
    [
        ("20261118", "Ngày 18/11/2026", "Day 18/11/2026"),
        ("2026047", "Tuần 47 (16/11 – 22/11/2026)", "Week 47 (16/11 – 22/11/2026)"),
        ("202611", "Tháng 11/2026", "Month 11/2026"),
        ("20264", "Quý IV/2026", "Quarter IV/2026"),
        ("20261", "Quý I/2026", "Quarter I/2026"),
        ("20268", "6 tháng đầu năm 2026", "First six months of 2026"),
        ("2", "Giai đoạn 2026–2030", "Phase 2026–2030"),
    ],
)
def test_a_period_is_called_by_its_name(mark: str, vi: str, en: str) -> None:
    span = from_mark(mark)
    assert span is not None
    assert (name(span, language("vi")), name(span, language("en"))) == (vi, en)
