"""Long texts in parts that a messenger takes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.channels import split_text


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n 😀ạ"), max_size=300),
    longest=st.integers(2, 40),
)
def test_every_part_fits_and_no_letter_is_lost(text: str, longest: int) -> None:
    parts = split_text(text, longest)
    assert all(len(part.encode("utf-16-le")) // 2 <= longest for part in parts)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert split_text("  a\n\nb ", 8) == ["  a\n\nb "]


def test_it_is_cut_at_a_line_end_else_at_a_space_else_anywhere() -> None:
    assert split_text("một hai\nba bốn\nnăm", 14) == ["một hai", "ba bốn\nnăm"]
    assert split_text("một hai ba bốn", 9) == ["một hai", "ba bốn"]
    assert split_text("aaaabbbbcc", 4) == ["aaaa", "bbbb", "cc"]


def test_a_sign_of_two_units_is_never_cut_in_half() -> None:
    assert split_text("😀😀😀", 3) == ["😀", "😀", "😀"]
