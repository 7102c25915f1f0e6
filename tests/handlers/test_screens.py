"""Screens are data: they go through the outbox and come back the same."""

import json

from hypothesis import given
from hypothesis import strategies as st

from handlers.screens import Button, Screen, from_json, in_rows, to_json

buttons = st.builds(
    Button, st.text(), st.text(max_size=64), st.sampled_from(["option", "tick", "preset", "verb"]), st.text()
)
screens = st.builds(
    Screen,
    st.text(),
    st.lists(st.lists(buttons, max_size=4).map(tuple), max_size=4).map(tuple),
    st.none() | st.text(),
    st.booleans(),
)


@given(screens)
def test_a_screen_survives_the_outbox(screen: Screen) -> None:
    assert from_json(json.loads(json.dumps(to_json(screen)))) == screen


@given(st.lists(buttons, max_size=20), st.integers(1, 5))
def test_rows_keep_the_order_and_their_width(found: list[Button], columns: int) -> None:
    rows = in_rows(found, columns)
    assert Screen("", rows).buttons == found
    assert all(len(row) == columns for row in rows[:-1])
    assert all(1 <= len(row) <= columns for row in rows)


def test_a_remark_stands_above_the_text_and_passes_by_as_well() -> None:
    screen = Screen("Ai?").saying("Chưa rõ.")
    assert screen.text == "Chưa rõ.\n\nAi?"
    assert screen.notice == "Chưa rõ."


def test_no_remark_changes_nothing() -> None:
    screen = Screen("Ai?")
    assert screen.saying(None) is screen
    assert screen.saying("") is screen
