import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.personal import HIDDEN, mask, personal_number

PHONES = [
    "0912345678",
    "0912 345 678",
    "0912.345.678",
    "091-234-5678",
    "09 12 34 56 78",
    "0 9 1 2 3 4 5 6 7 8",
    "0912\u00a0345\u200b678",
    "+84912345678",
    "+84 912 345 678",
    "(+84) 912-345-678",
    "+84 (0)912 345 678",
    "84912345678",
    "84 912 345 678",
    "0084912345678",
    "(024) 3825 1234",
    "024 38251234",
    "02438251234",
    "01234567890",
    "0123 456 7890",
    "０９１２３４５６７８",
    "٠٩١٢٣٤٥٦٧٨",
    "0912–345–678",
]
IDENTITIES = [
    "001090123456",
    "123456789012",
    "001 090 123 456",
    "0010 9012 3456",
    "001-1-90-123456",
    "012345678",
    "123456789",
    "123 456 789",
    "012.345.678",
    "HN4010123456789",
    "DN 4 01 01 12345678",
    "gd-401-0123456789",
    "7912345678",
]
HARMLESS = [
    "",
    "1.200.000 đ",
    "1 200 000 đồng",
    "120.000.000 đồng",
    "120000000 đồng",
    "1.200.000",
    "KH-7F3K",
    "kh 7f3k, kh9pq4",
    "2025",
    "2024 2025 2026",
    "sinh 1975, 1980 và 1985",
    "1990 - 1995",
    "7h30-9h30",
    "8h-10h ngày 05-11-2026",
    "05-11-2026 08-10",
    "02-11-2026 10h",
    "20/11/2026 8:30",
    "2026-11-20 08:30",
    "20.11.2026",
    "20112026",
    "1, 4, 5",
    "0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
    "tổ 01 02 03 04 05",
    "10 20 30 40",
    "10-12 chị",
    "12 nữ 8 nam, 30/5",
    "phát 20 bao 30 vỉ 5 chai cho 12 hộ tổ 13",
    "sản phẩm 818, đề án 818",
]


@pytest.mark.parametrize("number", PHONES + IDENTITIES)
@pytest.mark.parametrize("around", ["{}", "chị Hoa {} ạ", "sđt:{}.", "phát 20 bao, gọi {} nhé, 2 lần", "KH-7F3K ({})"])
def test_a_personal_number_is_found_and_hidden_wherever_it_stands(number: str, around: str) -> None:
    text = around.format(number)
    assert personal_number(text)
    assert personal_number(unicodedata.normalize("NFD", text))
    hidden = mask(text)
    assert HIDDEN in hidden
    assert not personal_number(hidden)
    digits = [c for c in hidden if c.isdigit()]
    assert digits == [c for c in around if c.isdigit()]


@pytest.mark.parametrize("text", HARMLESS)
def test_dates_amounts_codes_hours_and_lists_are_nobody(text: str) -> None:
    assert not personal_number(text)
    assert mask(text) == text


def test_hiding_leaves_everything_else_as_it_was_typed() -> None:
    assert (
        mask("Chị Hoa 0912 345 678, tổ 5 (024 3825 1234) 👍\n20/11") == f"Chị Hoa {HIDDEN}, tổ 5 ({HIDDEN}) 👍\n20/11"
    )


def test_several_numbers_side_by_side_are_all_hidden() -> None:
    assert not any(c.isdigit() for c in mask("0912345678/0987654321 0912 345 679 001090123456"))


@given(st.integers(0, 999_999_999), st.sampled_from(["0", "+84", "84", "+84 ", "0084"]))
def test_every_zero_or_country_code_with_nine_digits_is_a_phone_number(number: int, prefix: str) -> None:
    assert personal_number(f"{prefix}{number:09}")


@given(st.integers(0, 10**12 - 1), st.sampled_from(["", " ", "."]))
def test_every_twelve_digits_are_an_identity(number: int, gap: str) -> None:
    digits = f"0{number:012}"[-12:]
    assert personal_number(digits)
    assert personal_number(gap.join(digits[at : at + 3] for at in range(0, 12, 3)))


DIGITISH = st.text(alphabet="0123456789 .-()+đ:/h,84", max_size=80)


@given(st.one_of(st.text(), DIGITISH))
def test_a_hidden_text_never_holds_what_is_found(text: str) -> None:
    hidden = mask(text)
    assert not personal_number(hidden)
    assert (hidden == text) is not personal_number(text)


@given(st.dates(), st.integers(0, 23), st.integers(0, 59))
def test_no_date_with_an_hour_is_taken_for_a_person(day: object, hour: int, minute: int) -> None:
    assert not personal_number(f"{day:%d/%m/%Y} {hour}:{minute:02}")


@pytest.mark.parametrize("piece", ["1", "0 ", "1 111 ", "1.", "0912345678 ", "84 ", "- ", "ab1 ", "(", "20/11/2026 "])
def test_a_long_text_takes_little_time(piece: str) -> None:
    begun = time.process_time()
    mask((piece * 20_000)[:20_000])
    assert time.process_time() - begun < 2
