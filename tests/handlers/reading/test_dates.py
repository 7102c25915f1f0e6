import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.reading.dates import Prefer, read_date
from tests.handlers.reading.forms import spellings, unmarked
from tests.handlers.reading.test_numbers import spell

TODAY = date(2026, 11, 21)  # a Saturday
WEEKDAYS = ["thứ 2", "thứ 3", "thứ 4", "thứ 5", "thứ 6", "thứ 7", "chủ nhật"]
WEEKDAYS_IN_WORDS = ["thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật"]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("hôm nay", "2026-11-21"),
        ("hnay", "2026-11-21"),
        ("hn", "2026-11-21"),
        ("nay", "2026-11-21"),
        ("bữa nay", "2026-11-21"),
        ("sáng nay", "2026-11-21"),
        ("8h30 sáng nay", "2026-11-21"),
        ("chiều", "2026-11-21"),
        ("tối nay", "2026-11-21"),
        ("vừa rồi", "2026-11-21"),
        ("lúc nãy", "2026-11-21"),
        ("dạ hôm nay ạ", "2026-11-21"),
        ("hôm qua", "2026-11-20"),
        ("hqua", "2026-11-20"),
        ("bữa qua", "2026-11-20"),
        ("tối qua", "2026-11-20"),
        ("chiều hôm qua", "2026-11-20"),
        ("hôm qua lúc 14:30", "2026-11-20"),
        ("hôm kia", "2026-11-19"),
        ("3 ngày trước", "2026-11-18"),
        ("ba hôm trước", "2026-11-18"),
        ("năm ngày trước", "2026-11-16"),
        ("cách đây 3 ngày", "2026-11-18"),
        ("thứ 2", "2026-11-16"),
        ("t2", "2026-11-16"),
        ("T.2", "2026-11-16"),
        ("thứ hai", "2026-11-16"),
        ("thứ tư", "2026-11-18"),
        ("hôm thứ 5", "2026-11-19"),
        ("thứ 5 vừa rồi", "2026-11-19"),
        ("thứ 7", "2026-11-14"),
        ("CN", "2026-11-15"),
        ("chủ nhật", "2026-11-15"),
        ("sáng thứ 2", "2026-11-16"),
        ("thứ 5 tuần này", "2026-11-19"),
        ("thứ 5 tuần trước", "2026-11-12"),
        ("thứ 5 tuần rồi", "2026-11-12"),
        ("tuần trước thứ 5", "2026-11-12"),
        ("chủ nhật tuần trước", "2026-11-15"),
        ("20/11", "2026-11-20"),
        ("20-11", "2026-11-20"),
        ("20.11", "2026-11-20"),
        ("20 / 11", "2026-11-20"),
        ("21/11", "2026-11-21"),
        ("22/11", "2025-11-22"),
        ("20/11/26", "2026-11-20"),
        ("20/11/2026.", "2026-11-20"),
        ("25/12/2026", "2026-12-25"),
        ("29/2", "2024-02-29"),
        ("ngày 20/11", "2026-11-20"),
        ("ngày 20", "2026-11-20"),
        ("hôm 20", "2026-11-20"),
        ("sáng 18", "2026-11-18"),
        ("ngày 25", "2026-10-25"),
        ("ngày 31", "2026-10-31"),
        ("20 tháng 11", "2026-11-20"),
        ("20 tháng 11/2026", "2026-11-20"),
        ("ngày 20 tháng 11 năm 2025", "2025-11-20"),
        ("20/11 năm ngoái", "2025-11-20"),
        ("ngày 5 tháng này", "2026-11-05"),
        ("ngày 25 tháng này", "2026-11-25"),
        ("ngày 28 tháng trước", "2026-10-28"),
        ("ngày năm tháng năm", "2026-05-05"),
        ("ngày mười tám tháng mười một", "2026-11-18"),
        ("2026-11-20", "2026-11-20"),
        ("thứ 6 20/11", "2026-11-20"),
        ("thứ 6, ngày 20/11", "2026-11-20"),
        ("20/11 (thứ 6)", "2026-11-20"),
        ("thứ 5 12/11", "2026-11-12"),
        ("hôm qua, 20/11", "2026-11-20"),
        ("today", "2026-11-21"),
        ("yesterday", "2026-11-20"),
        ("last night", "2026-11-20"),
        ("the day before yesterday", "2026-11-19"),
        ("3 days ago", "2026-11-18"),
        ("monday", "2026-11-16"),
        ("last monday", "2026-11-16"),
        ("monday last week", "2026-11-09"),
        ("20 nov", "2026-11-20"),
        ("november 20, 2026", "2026-11-20"),
        ("20th November", "2026-11-20"),
    ],
)
def test_a_past_day_is_read_however_it_is_typed(said: str, day: str) -> None:
    assert {read_date(spelling, TODAY) for spelling in [*spellings(said), unmarked(said)]} == {date.fromisoformat(day)}


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("mai", "2026-11-22"),
        ("ngày mai", "2026-11-22"),
        ("sáng mai", "2026-11-22"),
        ("ngày kia", "2026-11-23"),
        ("ngày mốt", "2026-11-23"),
        ("3 ngày nữa", "2026-11-24"),
        ("thứ 6", "2026-11-27"),
        ("thứ 7", "2026-11-28"),
        ("thứ 6 tới", "2026-11-27"),
        ("thứ 6 tuần sau", "2026-11-27"),
        ("thứ 5 tuần tới", "2026-11-26"),
        ("5/12", "2026-12-05"),
        ("21/11", "2026-11-21"),
        ("20/11", "2027-11-20"),
        ("ngày 25", "2026-11-25"),
        ("ngày 20", "2026-12-20"),
        ("ngày 31", "2026-12-31"),
        ("ngày 5 tháng sau", "2026-12-05"),
        ("29/2", "2028-02-29"),
        ("thứ 7 5/12", "2026-12-05"),
        ("tomorrow", "2026-11-22"),
        ("friday", "2026-11-27"),
        ("thứ 5 vừa rồi", "2026-11-19"),
        ("hôm qua", "2026-11-20"),
    ],
)
def test_an_appointment_looks_forward(said: str, day: str) -> None:
    assert {read_date(spelling, TODAY, prefer="future") for spelling in spellings(said)} == {date.fromisoformat(day)}


@pytest.mark.parametrize("said", ["mai", "ngày kia", "thứ 6 tuần sau", "25/12/2026", "3 ngày nữa"])
def test_a_day_that_is_said_to_come_is_never_turned_into_a_past_one(said: str) -> None:
    day = read_date(said, TODAY)
    assert day is not None
    assert day > TODAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hôm kìa", "2026-11-18"),
        ("hoom kiaf", "2026-11-18"),
        ("hoom nay", "2026-11-21"),
        ("hoom qua", "2026-11-20"),
        ("ho6m qua", "2026-11-20"),
        ("thuws 2", "2026-11-16"),
        ("thu71 5 tua62n tru7o71c", "2026-11-12"),
        ("toi qua", "2026-11-20"),
        ("ngay sau thang ba", "2026-03-06"),
        ("5 thang sau", "2026-06-05"),
        ("ngày mười tám tháng mười một năm hai nghìn không trăm hai mươi sáu", "2026-11-18"),
        ("ngày 5 tháng năm năm ngoái", "2025-05-05"),
    ],
)
def test_slips_and_spoken_dates_are_read(typed: str, day: str) -> None:
    assert read_date(typed, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "abc",
        "20",
        "2",
        "8 sáng",
        "1.200",
        "31/2",
        "31/4/2026",
        "32/1",
        "20/13",
        "0/0",
        "20/11/1800",
        "20/11/2200",
        "mùng 5",
        "mồng 5 tháng 10",
        "rằm",
        "rằm tháng giêng",
        "Tết",
        "20/11 âm",
        "âm lịch 20/11",
        "hôm trước",
        "hôm nọ",
        "mấy hôm trước",
        "tuần trước",
        "tuần này",
        "tháng trước",
        "đầu tháng",
        "cuối tuần",
        "tháng 11",
        "11/2026",
        "thứ 8",
        "thứ 1",
        "5-7/11",
        "20-25/11",
        "5 đến 7/11",
        "5-7 tháng 11",
        "thứ 5 20/11",
        "hôm qua 19/11",
        "hôm qua hôm kia",
        "hôm nay?",
        "9999999 ngày trước",
    ],
)
def test_what_is_no_definite_day_is_not_read(said: str) -> None:
    assert {read_date(spelling, TODAY) for spelling in [*spellings(said), unmarked(said)]} == {None}


def test_what_reads_two_ways_without_marks_is_not_guessed() -> None:
    assert read_date("ngay mot", TODAY) is None
    assert read_date("5 thang sau", TODAY, prefer="future") is None
    assert read_date("5 thang sau 2027", TODAY, prefer="future") == date(2027, 6, 5)


FORMATS: list[Callable[[date], str]] = [
    lambda day: day.isoformat(),
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day}/{day.month}/{day:%y}",
    lambda day: f"{day.day}-{day.month}-{day.year}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"ngày {day.day} tháng {day.month} năm {day.year}",
    lambda day: f"ngày {day.day} thang {day.month}/{day.year}",
    lambda day: f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}",
    lambda day: f"sáng {WEEKDAYS_IN_WORDS[day.weekday()]} ngày {day.day}/{day.month}/{day.year}",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: "ngày {} tháng {} năm {}".format(*(spell(n, spoken=False) for n in (day.day, day.month, day.year))),
]
WITHOUT_YEAR: list[Callable[[date], str]] = [
    lambda day: f"{day:%d/%m}",
    lambda day: f"{day.day}-{day.month}",
    lambda day: f"{day.day}.{day.month}",
    lambda day: f"{day.day} tháng {day.month}",
    lambda day: f"hôm {day.day}/{day.month}",
    lambda day: f"ngày {spell(day.day, spoken=False)} tháng {spell(day.month, spoken=False)}",
    lambda day: f"{day.day} {day:%b}",
]

todays = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(todays, st.integers(-366, 366), st.sampled_from(FORMATS), st.sampled_from(["past", "future"]))
@example(date(2026, 1, 3), 0, FORMATS[0], "past")
def test_every_day_with_its_year_reads_back(
    today: date, away: int, written: Callable[[date], str], prefer: Prefer
) -> None:
    day = today + timedelta(days=away)
    assert {read_date(spelling, today, prefer) for spelling in spellings(written(day))} == {day}
    assert read_date(unmarked(written(day)), today, prefer) == day


@given(todays, st.integers(0, 364), st.sampled_from(WITHOUT_YEAR))
def test_every_day_of_the_last_and_of_the_coming_year_reads_back_without_its_year(
    today: date, away: int, written: Callable[[date], str]
) -> None:
    past, coming = today - timedelta(days=away), today + timedelta(days=away)
    assert read_date(written(past), today) == past
    assert read_date(written(coming), today, prefer="future") == coming


@given(todays, st.integers(0, 6), st.sampled_from([WEEKDAYS, WEEKDAYS_IN_WORDS]))
def test_a_weekday_is_the_latest_before_today_or_the_next_after(today: date, weekday: int, names: list[str]) -> None:
    past, coming = read_date(names[weekday], today), read_date(names[weekday], today, prefer="future")
    assert past is not None
    assert coming is not None
    assert past.weekday() == coming.weekday() == weekday
    assert timedelta(days=1) <= today - past <= timedelta(days=7)
    assert timedelta(days=1) <= coming - today <= timedelta(days=7)


@given(todays, st.integers(1, 31))
def test_a_day_of_the_month_is_the_latest_up_to_today(today: date, number: int) -> None:
    day = read_date(f"ngày {number}", today)
    assert day is not None
    assert day.day == number
    later = [day + timedelta(days=n) for n in range(1, (today - day).days + 1)]
    assert day <= today
    assert number not in [other.day for other in later]


DATEISH = st.lists(
    st.sampled_from(
        ["hôm", "nay", "qua", "kia", "ngày", "thứ", "tuần", "tháng", "năm", "trước", "sau", "sáu", "tư", "mốt", "mười"]
        + ["20", "2026", "99999", "20/11", "-", "/", ".", "sáng", "cn", "last", "nov", "8h", "tới", "cách", "đây"]
    ),
    max_size=25,
).map(" ".join)


@given(st.one_of(st.text(), DATEISH), st.dates(), st.sampled_from(["past", "future"]))
@example("hôm qua", date.min, "past")
@example("ngày 31 tháng trước", date.min, "past")
@example("thứ 6 tuần sau", date.max, "future")
@example("20/11", date.max, "future")
@example("thứ ፩", date(2026, 11, 21), "past")
def test_any_text_on_any_day_is_read_or_declined_without_an_error(text: str, today: date, prefer: Prefer) -> None:
    day = read_date(text, today, prefer)
    assert day is None or 1900 <= day.year <= 2100


@pytest.mark.parametrize("piece", ["1", "hôm ", "20/11 ", "1-", "năm ", "t ", "  ", "8h "])
def test_the_longest_text_takes_no_time(piece: str) -> None:
    begun = time.process_time()
    for length in (500, 400_000):
        read_date((piece * length)[:length], TODAY)
    assert time.process_time() - begun < 1
