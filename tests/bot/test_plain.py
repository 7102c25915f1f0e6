"""Screens in words alone. (Numbers in whole conversations: tests/transcripts/numbers.py.)"""

import re
from datetime import date
from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.plain import LONGEST, plain_pages, plain_text
from handlers import forms
from handlers.fields import World
from handlers.reading.options import Option
from handlers.router import chosen
from handlers.screens import Button, Screen, in_rows
from handlers.talks import TALK
from locales import language

VI, EN = language("vi"), language("en")
WORLD = World(date(2026, 11, 18), VI, {"topics": [Option("rti", "Viêm đường sinh sản"), Option("elderly", "Cao tuổi")]})
NUMBERED = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)


def test_options_are_numbered_in_reading_order() -> None:
    rows = in_rows([Button(label, label) for label in ("Một", "Hai", "Ba")], 2)
    assert plain_text(Screen("Chọn:", rows), VI) == "Chọn:\n\n1. Một\n2. Hai\n3. Ba"


def test_a_screen_without_buttons_is_its_text() -> None:
    assert plain_text(Screen("Xong."), VI) == "Xong."


def test_steps_are_words_and_have_no_numbers() -> None:
    row = (Button("⬅️ Lùi", "g:t:a:back", "verb", "lùi"), Button("✖️ Huỷ", "g:t:a:cancel", "verb", "huỷ"))
    assert plain_text(Screen("Ai?", (row,)), VI) == "Ai?\n\nGõ: lùi · huỷ"
    assert plain_text(Screen("Who?", (row,)), EN).endswith("Type: lùi · huỷ")


def test_where_a_number_is_the_answer_nothing_is_numbered() -> None:
    presets = tuple(Button(str(n), f"f:t:a:{n}", "preset") for n in (5, 10, 20, 30))
    text = plain_text(Screen("Bao nhiêu?", (presets,)), VI)
    assert not NUMBERED.search(text)
    assert text.endswith("Ví dụ: 5 / 10 / 20")


def test_a_question_with_several_answers_says_how_they_are_typed() -> None:
    ticks = (Button("☐ Một", "f:t:a:1", "tick"), Button("☑ Hai", "f:t:a:2", "tick"))
    assert plain_text(Screen("Gì?", (ticks,)), VI) == "Gì?\n\n1. Một\n2. ☑ Hai\n\nGõ được nhiều mục cùng lúc: 1,4"


def test_a_label_of_several_lines_stays_on_its_line() -> None:
    assert plain_text(Screen("Gì?", ((Button("Một\n2. Hai", "a"),),)), VI) == "Gì?\n\n1. Một 2. Hai"


def test_a_long_screen_is_cut_at_line_ends_and_loses_nothing() -> None:
    text = "\n".join(f"dòng {n}: " + "ộ" * 50 for n in range(100))
    screen = Screen(text, ((Button("Menu", "home"),),))
    pages = plain_pages(screen, VI)
    assert len(pages) > 1
    assert all(len(page) <= LONGEST for page in pages)
    assert "\n".join(pages).split() == plain_text(screen, VI).split()


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5000),
    labels=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), max_size=30),
    kind=st.sampled_from(["option", "tick", "preset", "verb"]),
)
def test_no_page_is_too_long_or_decomposed(text: str, labels: list[str], kind: str) -> None:
    buttons = [Button(label, f"a{n}", kind, "từ") for n, label in enumerate(labels)]  # type: ignore[arg-type]
    for page in plain_pages(Screen(text, in_rows(buttons, 3)), VI):
        assert len(page) <= LONGEST
        assert is_normalized("NFC", page)


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=20), min_size=1, max_size=40))
def test_a_printed_number_is_the_number_understood_in_a_menu(labels: list[str]) -> None:
    screen = Screen("Menu", in_rows([Button(f"• {label}", f"do:{n}") for n, label in enumerate(labels)], 2))
    offered = [[button.label, button.action, button.word] for button in screen.buttons]
    printed = NUMBERED.findall(plain_text(screen, VI))
    assert len(printed) == len(labels)
    for number, _label in printed:
        assert chosen(offered, number) == f"do:{int(number) - 1}"


@pytest.mark.parametrize("code", ["vi", "en"])
def test_the_examples_printed_at_a_question_are_understood_there(code: str) -> None:
    lang = language(code)
    world = World(WORLD.today, lang, WORLD.lists)
    answers = {"form": "household_visit", "topics": ["rti"], "attendees": 1200}
    for f in TALK.fields:
        state = {**forms.start(TALK, world, "t", answers), "at": f.name}
        shown = forms.screen(TALK, state, world)
        for button in (button for button in shown.buttons if button.kind == "preset"):
            assert " ".join(button.label.split()) == button.label
            typed = forms.hear(TALK, state, button.label, world)
            assert typed == forms.tap(TALK, state, button.action, world)
