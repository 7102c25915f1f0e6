"""Slips of the finger: how they are counted, and that counting stops where it was told to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.slips import slips

WORDS = st.text(alphabet="abc", max_size=6)


@pytest.mark.parametrize(
    ("typed", "meant", "count"),
    [
        ("kimlien", "kimlien", 0),
        ("kimlin", "kimlien", 1),
        ("kimlieen", "kimlien", 1),
        ("kinlien", "kimlien", 1),
        ("kimlein", "kimlien", 1),
        ("imklien", "kimlien", 2),
        ("", "ab", 2),
        ("abc", "", 3),
    ],
)
def test_letters_left_out_added_changed_or_swapped_are_one_slip_each(typed: str, meant: str, count: int) -> None:
    assert slips(typed, meant, 5) == count


@given(WORDS, WORDS)
def test_slips_are_the_same_both_ways_and_none_only_between_equals(one: str, other: str) -> None:
    assert slips(one, other, 9) == slips(other, one, 9)
    assert (slips(one, other, 9) == 0) == (one == other)


@given(WORDS, WORDS, st.integers(0, 4))
def test_more_slips_than_asked_for_are_one_more_than_that(one: str, other: str, most: int) -> None:
    assert slips(one, other, most) == min(slips(one, other, 9), most + 1)
