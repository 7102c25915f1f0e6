import json
import re
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.quicklog import read_log
from handlers.quicklog.tokens import MOST_TOKENS, tokens
from handlers.quicklog.vocabulary import VOCABULARY
from tests.handlers.quicklog.keyboards import telex, unmarked, vni
from tests.handlers.quicklog.scoring import cases
from tests.handlers.reading.test_numbers import spell

TODAY = date(2026, 11, 21)
WORDS = sorted({word for case in cases("sentences.jsonl") for word in case["text"].split()})
TYPED = st.sampled_from([str, str.upper, str.lower, unmarked, telex, vni])
UNITS = {
    "cái": "piece",
    "chiếc": "piece",
    "hộp": "box",
    "vỉ": "strip",
    "viên": "pill",
    "chai": "bottle",
    "lọ": "bottle",
    "tuýp": "tube",
    "bộ": "kit",
    "gói": "pack",
    "túi": "pack",
}


@given(st.text(max_size=300))
def test_any_text_is_read_without_raising(text: str) -> None:
    said = read_log(text, TODAY).as_json()
    assert json.loads(json.dumps(said)) == said


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*WORDS, ",", ".", "\n", "?", "à nhầm", "mỗi chị"]), max_size=60))
def test_any_jumble_of_its_own_words_is_read_without_raising(words: list[str]) -> None:
    text = " ".join(words)
    reading = read_log(text, TODAY)
    assert all(0 <= left.start < left.end <= len(text) for left in reading.leftovers)
    assert reading.intent in {"log", "none"}


@given(st.integers(1, 9_999), TYPED, st.booleans())
def test_a_number_of_leaflets_comes_back_however_it_is_said(number: int, typed, in_words: bool) -> None:  # type: ignore[no-untyped-def]
    said = spell(number, spoken=False) if in_words else str(number)
    text = f"phát {said} tờ rơi"
    if in_words and typed is unmarked and " năm" in text:
        return  # năm (five) and nam (men) are one word without marks
    (record,) = read_log(typed(text), TODAY).records
    assert vars(record)["leaflets"] == number


@given(st.integers(1, 500), st.sampled_from(sorted(UNITS)), TYPED, st.booleans())
def test_a_quantity_and_its_unit_come_back(number: int, unit: str, typed, glued: bool) -> None:  # type: ignore[no-untyped-def]
    text = typed(f"bán {number}{'' if glued else ' '}{unit} durex")
    (record,) = read_log(text, TODAY).records
    (item,) = vars(record)["items"]
    assert (item.quantity, item.unit, item.brand) == (number, UNITS[unit], "durex")


@given(
    st.integers(0, 59),
    st.sampled_from(
        ["{d}/{m}", "{d}-{m}", "{d}.{m}", "ngày {d}/{m}", "{d}/{m}/{y}", "{d} tháng {m}", "hôm {d}/{m}/{s}"]
    ),
    TYPED,
)
def test_a_day_comes_back_however_it_is_written(ago: int, written: str, typed) -> None:  # type: ignore[no-untyped-def]
    day = TODAY - timedelta(days=ago)
    said = written.format(d=day.day, m=day.month, y=day.year, s=day.year % 100)
    reading = read_log(typed(f"{said} phát 20 bcs"), TODAY)
    assert [record.date for record in reading.records] == [day]
    assert not reading.unclear


@given(st.from_regex(r"(0|\+84)[35789]\d{8}", fullmatch=True), st.sampled_from(["", " ", ".", "-"]), st.booleans())
def test_a_telephone_number_is_told_and_never_repeated(number: str, sign: str, first: bool) -> None:
    grouped = sign.join((number[:-6], number[-6:-3], number[-3:]))
    text = f"sđt {grouped} phát 20 bcs" if first else f"phát 20 bcs cho chị {grouped}"
    said = read_log(text, TODAY).as_json()
    assert said["unclear"] == ["personal_data"]
    assert number[-6:] not in re.sub(r"\D", "", json.dumps(said).replace("2026-11-21", ""))
    assert len(said["records"]) == 1  # type: ignore[arg-type]


@given(st.from_regex(r"0\d{11}", fullmatch=True))
def test_an_identity_number_is_told_and_never_repeated(number: str) -> None:
    said = read_log(f"giới thiệu 1 chị cccd {number} đi khám vú ở bv K", TODAY).as_json()
    assert "personal_data" in said["unclear"]  # type: ignore[operator]
    assert number not in json.dumps(said)


def test_of_an_endless_message_the_beginning_is_read_and_the_rest_is_left_over() -> None:
    for piece in ("phát 20 bcs cho kh 7f3k, ", "18/11 ", "12-", "a ", "hôm nay ", "đều về utv, thăm 3 hộ "):
        text = "phát 5 tờ rơi. " + (piece * 4096)[:4081]
        reading = read_log(text, TODAY)
        assert "kind" in reading.unclear, piece
        assert reading.leftovers[-1].end == len(text)


@given(st.text(max_size=4_096))
def test_whatever_is_sent_only_so_much_is_read(text: str) -> None:
    assert len(tokens(text, VOCABULARY.knows)[0]) <= MOST_TOKENS
