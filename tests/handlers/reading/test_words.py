import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.words import navigation, yes_no
from tests.handlers.reading.forms import spellings, unmarked


@pytest.mark.parametrize(
    ("typed", "move"),
    [
        ("lùi", "back"),
        ("quay lại", "back"),
        ("trở lại", "back"),
        ("back", "back"),
        ("bỏ qua", "skip"),
        ("skip", "skip"),
        ("không có", "skip"),
        ("huỷ", "cancel"),
        ("hủy", "cancel"),
        ("thôi", "cancel"),
        ("thôi ạ", "cancel"),
        ("cancel", "cancel"),
        ("lưu", "save"),
        ("Lưu!", "save"),
        ("ok lưu", "save"),
        ("save", "save"),
        ("menu", "menu"),
        ("/menu", "menu"),
        ("trợ giúp", "help"),
        ("giúp", "help"),
        ("help", "help"),
        ("xong", "done"),
        ("xong rồi", "done"),
        ("done", "done"),
    ],
)
def test_the_steering_words_work_with_and_without_marks(typed: str, move: str) -> None:
    assert {navigation(spelling) for spelling in [*spellings(typed), unmarked(typed)]} == {move}


@pytest.mark.parametrize(("typed", "move"), [("luwu", "save"), ("lu7u", "save"), ("huyr", "cancel"), ("luif", "back")])
def test_keys_left_undone_still_steer(typed: str, move: str) -> None:
    assert navigation(typed) == move


@pytest.mark.parametrize(
    "typed", ["", " ", "lùi xe", "tôi muốn lưu", "lưu?", "lựu", "2", "menu chính", "qua", "ok", "!"]
)
def test_nothing_but_the_whole_word_steers(typed: str) -> None:
    assert navigation(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["có", "có ạ", "dạ có ạ", "đồng ý", "dạ đồng ý", "vâng", "vâng ạ", "ừ", "ok", "OK.", "dạ", "yes", "đúng rồi"],
)
def test_agreement_is_understood(typed: str) -> None:
    assert {yes_no(spelling) for spelling in [*spellings(typed), unmarked(typed)]} == {True}


@pytest.mark.parametrize("typed", ["không", "dạ không", "không ạ", "ko", "k", "hok", "từ chối", "không đồng ý", "no"])
def test_refusal_is_understood(typed: str) -> None:
    assert {yes_no(spelling) for spelling in [*spellings(typed), unmarked(typed)]} == {False}


@pytest.mark.parametrize("typed", ["", "có lẽ", "cô", "đã", "có?", "không biết", "có không", "20", "thôi"])
def test_anything_else_is_neither(typed: str) -> None:
    assert yes_no(typed) is None


@given(st.text())
def test_any_text_is_read_or_declined_without_an_error(text: str) -> None:
    assert yes_no(text) in {True, False, None}
    assert navigation(text) is None or len(text) < 30


def test_the_longest_text_takes_no_time() -> None:
    begun = time.process_time()
    navigation("lưu " * 1_000_000)
    yes_no("có " * 1_000_000)
    assert time.process_time() - begun < 0.5
