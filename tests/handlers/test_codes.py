"""Client codes: every single wrong sign and every swap of neighbours is caught, however the code is typed."""

import random
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.codes import ALPHABET, PREFIX, SLIP_NUMBER, WEIGHTS, WrongCheck, check_sign, new_code, read_code

THREE = st.text(ALPHABET, min_size=3, max_size=3)


def codes(count: int) -> list[str]:
    chance = random.Random(324)
    return [new_code(chance.choice) for _ in range(count)]


def code_of(signs: str) -> str:
    return PREFIX + signs + check_sign(signs)


def test_the_alphabet_has_a_prime_number_of_signs_and_none_that_look_alike() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert not set(ALPHABET) & set("ILO01")


def test_the_weights_differ_and_none_is_lost_modulo_the_alphabet() -> None:
    assert len({weight % len(ALPHABET) for weight in WEIGHTS} - {0}) == len(WEIGHTS) == max(SLIP_NUMBER.sizes)


def test_a_new_code_is_read_as_itself_and_holds_a_digit() -> None:
    for code in codes(2000):
        assert read_code(code) == code
        assert any(sign.isdigit() for sign in code.removeprefix(PREFIX))


def test_about_24000_codes_can_be_drawn() -> None:
    signs = [a + b + c for a in ALPHABET for b in ALPHABET for c in ALPHABET]
    usable = {code for code in map(code_of, signs) if any(sign.isdigit() for sign in code)}
    assert len(usable) > 20_000


def test_without_a_digit_another_code_is_drawn() -> None:
    drawn = iter("AAA" + "A2A")
    assert check_sign("AAA").isalpha()
    assert new_code(lambda _: next(drawn)).startswith("KH-A2A")


@pytest.mark.parametrize("code", codes(60))
def test_every_single_wrong_sign_is_caught(code: str) -> None:
    for place in range(len(PREFIX), len(code)):
        for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
            typed = code[:place] + sign + code[place + 1 :]
            assert read_code(typed) == (code if sign == code[place] else WrongCheck(typed))


@pytest.mark.parametrize("code", codes(300))
def test_every_swap_of_neighbours_is_caught(code: str) -> None:
    for place in range(len(PREFIX), len(code) - 1):
        typed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert read_code(typed) == (code if typed == code else WrongCheck(typed))


@given(THREE, st.integers(0, 3), st.integers(0, 3))
def test_any_two_signs_that_change_places_are_caught(signs: str, one: int, other: int) -> None:
    code = [*code_of(signs).removeprefix(PREFIX)]
    swapped = code.copy()
    swapped[one], swapped[other] = swapped[other], swapped[one]
    if swapped != code:
        assert isinstance(read_code(PREFIX + "".join(swapped)), WrongCheck)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize(
    "typed",
    ["KH-7F3K", "kh 7f3k", "KH7F3K", "Kh-7f3k", "kh - 7f3k", "kh 7f 3k", "KH–7F3K", "mã KH-7F3K", "kh.7f3k", "kh:7f3k",
     " kh-7f3k. ", "ＫＨ－７Ｆ３Ｋ", "KH\u00a07F3K", "k\u200bh-7f3k"],
)  # fmt: skip
def test_a_code_is_read_however_it_is_typed(typed: str, form: str) -> None:
    assert read_code(normalize(form, typed)) == "KH-7F3K"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    ["", "kh", "kh chưa đi", "kh chua", "khach", "không", "kh 5", "kh 5 người", "7f3k", "xin chào",
                                   "khong biet", "KH-7F3K hôm nay", "x" * 5000])  # fmt: skip
def test_words_are_no_code(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize("typed", ["KH-7F3", "KH-7F3KK", "KH-70F", "KH-ABCD", "kh 7f3j", "KH-O7F3"])
def test_what_is_meant_as_a_code_but_is_none_is_mistyped(typed: str) -> None:
    assert isinstance(read_code(typed), WrongCheck)


@given(st.text(max_size=40))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    read = read_code(text)
    assert read is None or isinstance(read, WrongCheck) or read_code(read) == read


def slips(size: int, count: int) -> list[str]:
    chance = random.Random(size)
    return [SLIP_NUMBER.new(chance.choice, size) for _ in range(count)]


SLIPS = [slip for size in SLIP_NUMBER.sizes for slip in slips(size, 40)]


def test_a_new_slip_number_is_read_as_itself_and_is_short_unless_longer_ones_are_asked_for() -> None:
    for size in SLIP_NUMBER.sizes:
        for slip in slips(size, 500):
            assert SLIP_NUMBER.read(slip) == slip
            assert len(slip) == len("GT-") + size
    assert len(SLIP_NUMBER.new()) == len("GT-7F3KQ")


@pytest.mark.parametrize("slip", SLIPS)
def test_every_single_wrong_sign_of_a_slip_number_is_caught(slip: str) -> None:
    for place in range(len("GT-"), len(slip)):
        for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
            typed = slip[:place] + sign + slip[place + 1 :]
            assert SLIP_NUMBER.read(typed) == (slip if sign == slip[place] else WrongCheck(typed))


@given(st.sampled_from(SLIP_NUMBER.sizes), st.data())
def test_any_two_signs_of_a_slip_number_that_change_places_are_caught(size: int, data: st.DataObject) -> None:
    signs = data.draw(st.text(ALPHABET, min_size=size - 1, max_size=size - 1))
    slip = [*signs, check_sign(signs)]
    one, other = (data.draw(st.integers(0, size - 1)) for _ in range(2))
    swapped = slip.copy()
    swapped[one], swapped[other] = swapped[other], swapped[one]
    if swapped != slip:
        assert isinstance(SLIP_NUMBER.read("GT-" + "".join(swapped)), WrongCheck)


@pytest.mark.parametrize("typed", ["{}", "gt{}", "GT {}", "gt - {}", "phiếu GT-{}", "số phiếu gt-{}.", "mã GT–{}"])
def test_a_slip_number_is_read_however_it_is_typed(typed: str) -> None:
    slip = SLIPS[0]
    text = slip if typed == "{}" else typed.format(slip.removeprefix("GT-").lower())
    assert SLIP_NUMBER.read(text) == slip
    assert SLIP_NUMBER.read(normalize("NFD", text)) == slip


@pytest.mark.parametrize(
    "typed", ["gt 2 ca vú", "gt 3 chị", "GT chị đi khám", "gt", "giới thiệu 2 chị", "kh-7f3k", "7F3KQ", "gt 5"]
)
def test_what_reports_a_referral_in_words_is_no_slip_number(typed: str) -> None:
    assert SLIP_NUMBER.read(typed) is None


def test_codes_and_slip_numbers_are_never_mistaken_for_one_another() -> None:
    assert all(read_code(slip) is None for slip in SLIPS)
    assert all(SLIP_NUMBER.read(code) is None for code in codes(200))
