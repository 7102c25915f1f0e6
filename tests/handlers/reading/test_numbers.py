import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.reading.numbers import read_integer, read_numbers
from tests.handlers.reading.forms import spellings, unmarked

DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def below_hundred(number: int, *, spoken: bool) -> str:
    tens, unit = divmod(number, 10)
    if tens == 0:
        return DIGITS[unit]
    if tens == 1:
        return "mười" + ("" if unit == 0 else " lăm" if unit == 5 else f" {DIGITS[unit]}")
    if unit == 0:
        return f"{DIGITS[tens]} {'chục' if spoken else 'mươi'}"
    last = {1: "mốt", 4: "tư", 5: "nhăm" if spoken else "lăm"}.get(unit, DIGITS[unit])
    return f"{DIGITS[tens]} mươi {last}"


def below_thousand(number: int, *, spoken: bool, whole: bool) -> str:
    """`whole` says the hundreds even where there are none, as after thousands."""
    hundreds, rest = divmod(number, 100)
    if hundreds == 0 and not whole:
        return below_hundred(rest, spoken=spoken)
    said = f"{DIGITS[hundreds]} trăm"
    if rest == 0:
        return said
    if spoken and rest == 50:
        return f"{said} rưỡi"
    if rest < 10:
        return f"{said} {'lẻ' if spoken else 'linh'} {DIGITS[rest]}"
    return f"{said} {below_hundred(rest, spoken=spoken)}"


def spell(number: int, *, spoken: bool) -> str:
    """An independent speller for 0 to 999,999, as written or as spoken in the north."""
    thousands, rest = divmod(number, 1000)
    if thousands == 0:
        return below_thousand(rest, spoken=spoken, whole=False)
    said = f"{below_thousand(thousands, spoken=spoken, whole=False)} {'ngàn' if spoken else 'nghìn'}"
    if rest == 0:
        return said
    if spoken and rest == 500:
        return f"{said} rưỡi"
    return f"{said} {below_thousand(rest, spoken=spoken, whole=True)}"


@given(st.integers(0, 999_999), st.booleans())
@example(1005, True)
@example(500_050, True)
@example(15, False)
def test_every_number_spelled_out_reads_back(number: int, spoken: bool) -> None:
    said = spell(number, spoken=spoken)
    assert {read_integer(spelling) for spelling in spellings(said)} == {number}
    assert read_integer(f"{said} người") == number


@given(st.integers(0, 999_999), st.booleans())
def test_every_number_spelled_out_without_marks_reads_back(number: int, spoken: bool) -> None:
    assert read_integer(unmarked(spell(number, spoken=spoken))) == number


def test_every_number_below_two_thousand_reads_back() -> None:
    wrong = [
        (number, said)
        for number in range(2000)
        for spoken in (False, True)
        for said in (spell(number, spoken=spoken), unmarked(spell(number, spoken=spoken)))
        if read_integer(said) != number
    ]
    assert wrong == []


@given(st.integers(-999_999_999, 999_999_999), st.sampled_from(["", ".", ",", " "]))
def test_every_number_in_figures_reads_back(number: int, separator: str) -> None:
    assert read_integer(f"{number:,}".replace(",", separator)) == number


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("20", 20),
        ("20.", 20),
        ("0", 0),
        ("007", 7),
        ("1.200", 1200),
        ("1 200", 1200),
        ("1,200", 1200),
        ("12.000.000", 12_000_000),
        ("-5", -5),
        ("âm 5", -5),
        ("２０", 20),
        ("٢٠", 20),
        ("chục", 10),
        ("1 chục", 10),
        ("hai chục", 20),
        ("ba chục", 30),
        ("chục rưỡi", 15),
        ("hai chục rưỡi", 25),
        ("nửa chục", 5),
        ("tá", 12),
        ("một tá", 12),
        ("tá rưỡi", 18),
        ("nửa tá", 6),
        ("mười", 10),
        ("mười lăm", 15),
        ("hai mươi", 20),
        ("hai lăm", 25),
        ("hai nhăm", 25),
        ("hăm lăm", 25),
        ("ba mốt", 31),
        ("bốn tư", 44),
        ("trăm", 100),
        ("trăm hai", 120),
        ("trăm rưỡi", 150),
        ("trăm rưởi", 150),
        ("hai trăm rưỡi", 250),
        ("trăm lẻ năm", 105),
        ("trăm linh tư", 104),
        ("một trăm ba tư", 134),
        ("nửa trăm", 50),
        ("nghìn", 1000),
        ("nghìn hai", 1200),
        ("hai nghìn rưỡi", 2500),
        ("hai nghìn không trăm linh năm", 2005),
        ("2k", 2000),
        ("2k5", 2500),
        ("50 k", 50_000),
        ("1tr2", 1_200_000),
        ("3 trăm", 300),
        ("1 nghìn 200", 1200),
        ("đôi", 2),
        ("3 cặp", 6),
        ("không", 0),
        ("không có ai", 0),
        ("20 người", 20),
        ("20bcs", 20),
        ("dạ 20 chị ạ", 20),
        ("có 12 học sinh dự", 12),
        ("tất cả 30 phụ nữ", 30),
        ("ba chục tờ rơi", 30),
        ("15 hộ gia đình", 15),
    ],
)
def test_amounts_as_they_are_said_are_numbers(said: str, number: int) -> None:
    assert {read_integer(spelling) for spelling in [*spellings(said), unmarked(said)]} == {number}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("hai muwowi", 20),
        ("ba chujc", 30),
        ("trawm ruwowix", 150),
        ("ba tra8m", 300),
        ("mu7o72i la8m", 15),
        ("boons", 4),
        ("20 nguwowif", 20),
        ("hai mươi bà", 20),
        ("20 bà", 20),
        ("hai mươi nam", 20),
        ("hai mươi năm", 25),
        ("hai tám", 28),
    ],
)
def test_slips_and_marks_decide_what_a_number_word_is(typed: str, number: int) -> None:
    assert read_integer(typed) == number


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "abc",
        "vài",
        "mấy",
        "dăm",
        "vài chục",
        "mấy chục",
        "hai mươi mấy",
        "khoảng 20",
        "gần 20",
        "hơn 20 người",
        "20-25",
        "20 - 25",
        "10-12 chị",
        "ba bốn",
        "hai ba",
        "hai ba chục",
        "năm bảy người",
        "năm ba chị",
        "đôi ba",
        "một hai",
        "mười hai mươi",
        "1,4",
        "1,5",
        "1.5",
        "1.2000",
        "0.500",
        "20 30",
        "12 nữ 8 nam",
        "12 nữ, 8 nam",
        "30/5",
        "20?",
        "20%",
        "chưa biết",
        "không biết",
        "lăm",
        "rưỡi",
        "nửa",
        "1" * 13,
        "9" * 400,
        "20 " + "người " * 30,
    ],
)
def test_what_is_vague_or_no_single_number_is_not_read(said: str) -> None:
    assert {read_integer(spelling) for spelling in [*spellings(said), unmarked(said)]} == {None}


@pytest.mark.parametrize("said", ["mươi người", "năm mười", "hai muoi nam", "bon ba", "bà", "từ"])
def test_what_could_be_two_numbers_is_not_guessed(said: str) -> None:
    assert read_integer(said) is None


@pytest.mark.parametrize(
    ("typed", "ticked"),
    [
        ("1,4", [1, 4]),
        ("1 4", [1, 4]),
        ("1, 4 và 5", [1, 4, 5]),
        ("1 4 va 5", [1, 4, 5]),
        ("1;3", [1, 3]),
        ("1.3", [1, 3]),
        ("1+3", [1, 3]),
        ("1/3", [1, 3]),
        ("2.", [2]),
        ("2)", [2]),
        ("#2", [2]),
        ("số 2", [2]),
        ("số 1 và số 4", [1, 4]),
        ("câu 3", [3]),
        ("1-3", [1, 2, 3]),
        ("1 – 3, 5", [1, 2, 3, 5]),
        ("1 đến 3", [1, 2, 3]),
        ("từ 1 đến 3", [1, 2, 3]),
        ("4,1,4", [4, 1]),
        ("hai", [2]),
        ("một và ba", [1, 3]),
        ("một, ba, mười hai", [1, 3, 12]),
        ("１，４", [1, 4]),
        ("1-50", list(range(1, 51))),
    ],
)
def test_ticked_choices_are_read_in_their_order(typed: str, ticked: list[int]) -> None:
    assert [read_numbers(spelling) for spelling in spellings(typed)] == [ticked] * 6


@pytest.mark.parametrize(
    "typed",
    ["", " ", ",", "0", "-1", "1,0", "3-1", "1-51", "1-999", "1200", "0912345678", "hai ba", "1, abc", "vú", "1-2-3"],
)
def test_what_ticks_no_choices_is_not_read(typed: str) -> None:
    assert read_numbers(typed) is None


@given(
    st.lists(st.integers(1, 999), min_size=1, max_size=12, unique=True), st.sampled_from([",", ", ", " ", ";", " và "])
)
def test_every_list_of_numbers_reads_back(numbers: list[int], separator: str) -> None:
    assert read_numbers(separator.join(map(str, numbers))) == numbers


NUMBERISH = st.lists(
    st.sampled_from(
        ["hai", "ba", "năm", "nam", "mười", "mươi", "chục", "trăm", "nghìn", "k", "tr", "rưỡi", "lẻ", "nửa", "tá"]
        + ["1", "20", ".", ",", "-", "và", "số", "người"]
    ),
    max_size=40,
).map(" ".join)


@given(st.one_of(st.text(), NUMBERISH))
@example("፩ người")
@example("số ፩")
def test_any_text_is_read_or_declined_without_an_error(text: str) -> None:
    number = read_integer(text)
    assert number is None or isinstance(number, int)
    assert all(place > 0 for place in read_numbers(text) or [])


@pytest.mark.parametrize("piece", ["1", "hai ", "1.", "1,", "1 000 ", "trăm ", "-", "nửa ", "k", "\u0301"])
def test_the_longest_text_takes_no_time(piece: str) -> None:
    begun = time.process_time()
    for length in (500, 400_000):
        text = (piece * length)[:length]
        read_integer(text)
        read_numbers(text)
    assert time.process_time() - begun < 1
