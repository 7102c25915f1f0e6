import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.fold import fold, nfc
from tests.handlers.reading.forms import spellings


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Kế hoạch hoá gia đình", "ke hoach hoa gia dinh"),
        ("Kế hoạch hóa gia đình", "ke hoach hoa gia dinh"),
        ("ĐỐNG ĐA", "dong da"),
        ("Ðống Ða", "dong da"),
        ("Huệ\u00a0 \tThuỷ\n", "hue thuy"),
        ("2\u200b0\x00 ngư\u00adời", "20 nguoi"),
        ("٢٠ ２０", "20 20"),
        ("", ""),
    ],
)
def test_every_way_of_typing_a_text_has_one_key(text: str, key: str) -> None:
    assert {fold(spelling) for spelling in spellings(text)} == {key}


def test_folding_any_character_twice_changes_nothing() -> None:
    once = [fold(chr(code)) for code in range(sys.maxunicode + 1)]
    assert [text for text in once if fold(text) != text] == []


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_key_holds_no_marks_capitals_or_invisible_characters(text: str) -> None:
    key = fold(text)
    assert key == key.strip()
    assert not {unicodedata.category(c) for c in key} & {"Mn", "Me", "Cc", "Cf", "Cs"}
    assert key.casefold() == key


@given(st.text(alphabet=st.characters()))
def test_a_kept_text_is_composed_and_can_be_stored(text: str) -> None:
    kept = nfc(text)
    assert unicodedata.is_normalized("NFC", kept)
    assert nfc(kept) == kept
    assert "\x00" not in kept
    kept.encode("utf-8")


def test_a_kept_text_keeps_its_lines_marks_and_emoji() -> None:
    assert nfc("Chị Huệ\r\nđã đi\tkhám 👩‍⚕️\x07") == "Chị Huệ\nđã đi khám 👩‍⚕️"
    assert nfc("a\u202eb\u2066c") == "abc"
