"""The form engine: answering, going back, skipping, changing one answer, and what a finished form holds."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import forms
from handlers.fields import Answers, Choice, Date, Integer, Many, Text, World
from handlers.forms import CARD, CHANGE, Form
from handlers.notebook import WITHDRAWAL
from handlers.talks import TALK
from tests.handlers.filled import EN, TODAY, VISIT, WORLD, at_card, buttons_of, hear


@pytest.mark.parametrize("action", ["x:t:form:counselling", "f:t:form", "", "g"])
def test_what_is_no_button_of_a_form_is_refused(action: str) -> None:
    with pytest.raises(ValueError, match="unpack|^x:"):
        forms.split_action(action)


@pytest.mark.parametrize(
    ("form", "topics", "attendees"), [("household visit", "1", "5"), ("2", "1,4", "30"), ("online", "breast", "1.200")]
)
def test_typed_and_tapped_ways_give_the_same_answers(form: str, topics: str, attendees: str) -> None:
    typed = forms.start(TALK, WORLD, "t")
    tapped = forms.start(TALK, WORLD, "t")
    typed = hear(typed, form)
    key = typed["answers"]["form"]
    tapped = forms.tap(TALK, tapped, f"f:t:form:{key}", WORLD).state
    typed = hear(typed, topics)
    for topic in typed["answers"]["topics"]:
        tapped = forms.tap(TALK, tapped, f"f:t:topics:{topic}", WORLD).state
    tapped = forms.tap(TALK, tapped, "g:t:topics:done", WORLD).state
    assert tapped == typed
    typed = hear(typed, attendees)
    tapped = hear(tapped, attendees)
    if typed["at"] == "women_40":
        typed, tapped = hear(typed, "skip"), forms.tap(TALK, tapped, "g:t:women_40:skip", WORLD).state
    assert tapped == typed
    assert typed["at"] == CARD


@given(st.lists(st.sampled_from(["family_planning", "breast_cancer", "elderly"]), min_size=1, max_size=9))
def test_taps_tick_and_untick_and_done_keeps_what_is_ticked(keys: list[str]) -> None:
    state = hear(forms.start(TALK, WORLD, "t"), "counselling")
    for key in keys:
        state = forms.pick(TALK, state, key, WORLD).state
    left = sorted(key for key in set(keys) if keys.count(key) % 2)
    step = forms.go(TALK, state, "done", WORLD)
    if left:
        assert step.state["answers"]["topics"] == left
    else:
        assert step.state == state
        assert step.remark == EN.say("Please choose at least one.")


def test_done_is_said_in_words_too() -> None:
    state = hear(forms.start(TALK, WORLD, "t"), "counselling")
    state = forms.pick(TALK, state, "elderly", WORLD).state
    assert hear(state, "xong rồi")["answers"]["topics"] == ["elderly"]


@pytest.mark.parametrize(
    ("said_before", "wrong"),
    [
        ([], "dancing"),
        ([], "skip"),
        (["counselling"], "1,99"),
        (["counselling"], "done"),
        (["counselling", "1"], "0"),
        (["counselling", "1"], "many"),
        (["counselling", "1"], "5001"),
        (["counselling", "2", "10"], "11"),
        (["counselling", "1", "5", "change", "when"], "tomorrow"),
        (["counselling", "1", "5", "change", "when"], "1/1"),
        (["counselling", "1", "5", "change", "note"], "0912 345 678"),
        (["counselling", "1", "5", "change", "note"], "x" * 501),
    ],
)
def test_an_answer_that_cannot_be_taken_leaves_the_form_as_it_was(said_before: list[str], wrong: str) -> None:
    state = hear(forms.start(TALK, WORLD, "t"), *said_before)
    step = forms.hear(TALK, state, wrong, WORLD)
    assert step.state == state
    assert step.remark
    assert step.outcome is None


def test_back_and_the_same_answer_come_to_the_same_state() -> None:
    state = forms.start(TALK, WORLD, "t")
    for answer in ("community event", "2,3", "20", "5", "6", "city"):
        answered = hear(state, answer)
        returned = hear(answered, "back")
        assert returned["at"] == state["at"]
        assert hear(returned, answer) == answered
        state = answered
    assert state["at"] == CARD


def test_back_goes_through_all_questions_to_the_first_and_no_further() -> None:
    state = hear(forms.start(TALK, WORLD, "t"), "counselling", "elderly", "5")
    seen = []
    for _ in range(3):
        state = hear(state, "back")
        seen.append(state["at"])
    assert seen == ["attendees", "topics", "form"]
    step = forms.hear(TALK, state, "back", WORLD)
    assert step.state == state
    assert step.remark == EN.say("This is the first question.")


def test_a_ticked_question_opened_again_shows_its_ticks() -> None:
    state = hear(forms.start(TALK, WORLD, "t"), "counselling", "1,4", "back")
    assert state["picked"] == ["elderly", "family_planning"]
    assert "☑ Older people" in [button.label for button in buttons_of(TALK, state)]


@pytest.mark.parametrize("way", ["back", "save"])
def test_an_answer_opened_from_the_card_can_be_left_alone(way: str) -> None:
    card = at_card()
    opened = hear(card, "change", "people")
    assert opened["at"] == "attendees"
    assert hear(opened, way) == card


def test_an_answer_changed_from_the_card_returns_to_the_card() -> None:
    changed = hear(at_card(), "change", "people", "7")
    assert changed["at"] == CARD
    assert forms.complete(TALK, changed, WORLD)["attendees"] == 7


@pytest.mark.parametrize("opening", ["4", "people", "Number", "change"])
def test_at_the_card_a_number_or_a_name_opens_an_answer(opening: str) -> None:
    step = forms.hear(TALK, at_card(), opening, WORLD)
    expected = {"4": "attendees", "people": "attendees", "Number": CARD, "change": CHANGE}[opening]
    assert step.state["at"] == expected
    assert step.unknown == (opening == "Number")


@pytest.mark.parametrize("word", ["save", "lưu", "yes", "ok", "có", "đồng ý", "Luu a"])
def test_the_card_is_saved_in_many_words(word: str) -> None:
    assert forms.hear(TALK, at_card(), word, WORLD).outcome == "save"


def test_the_label_of_the_save_button_saves_when_it_is_typed() -> None:
    state = hear(forms.start(WITHDRAWAL, WORLD, "t"), "recorded twice", form=WITHDRAWAL)
    assert forms.hear(WITHDRAWAL, state, "Withdraw", WORLD).outcome == "save"


def test_save_before_the_end_goes_to_what_is_missing() -> None:
    state = hear(forms.start(TALK, WORLD, "t"), "counselling")
    step = forms.hear(TALK, state, "save", WORLD)
    assert step.outcome is None
    assert step.state["at"] == "topics"
    assert step.remark == EN.say("This one is still missing.")


@pytest.mark.parametrize("stop_after", range(6))
def test_cancel_ends_the_form_anywhere(stop_after: int) -> None:
    said_before = ["household visit", "elderly", "5", "change", "people"][:stop_after]
    state = hear(forms.start(TALK, WORLD, "t"), *said_before)
    assert forms.hear(TALK, state, "thôi", WORLD).outcome == "cancel"


@pytest.mark.parametrize(("word", "kept"), [("bỏ qua", None), ("skip", None), ("không có", 0), ("ko có", 0), ("0", 0)])
def test_none_is_a_number_and_skipping_is_none(word: str, kept: int | None) -> None:
    state = hear(forms.start(TALK, WORLD, "t"), "counselling", "2", "10")
    assert state["at"] == "women_40"
    assert hear(state, word)["answers"]["women_40"] == kept


def test_prefilled_answers_are_never_asked() -> None:
    state = forms.start(TALK, WORLD, "t", {"form": "counselling", "attendees": 3})
    assert state["at"] == "topics"
    assert hear(state, "elderly")["at"] == CARD
    assert forms.start(TALK, WORLD, "t", VISIT)["at"] == CARD


def test_a_prefilled_answer_that_does_not_hold_is_asked_with_the_reason() -> None:
    state = forms.start(TALK, WORLD, "t", {**VISIT, "households": 9})
    assert state["at"] == "households"
    assert forms.start(TALK, WORLD, "t", {**VISIT, "attendees": 6000})["at"] == "attendees"


def test_only_relevant_answers_are_kept() -> None:
    visit = hear(at_card(), "change", "households", "3")
    assert forms.complete(TALK, visit, WORLD)["households"] == 3
    event = hear(visit, "change", "what kind", "community event")
    assert event["at"] == "funding"
    answers = forms.complete(TALK, hear(event, "city"), WORLD)
    assert "households" not in answers
    assert answers["funding"] == "city"
    loudspeaker = hear(visit, "change", "what kind", "loudspeaker")
    assert set(forms.complete(TALK, loudspeaker, WORLD)) == {"held_on", "form", "topics", "attendees", "note"}


def test_an_answer_that_no_longer_holds_after_a_change_is_asked_again() -> None:
    state = hear(forms.start(TALK, WORLD, "t"), "counselling", "2", "10", "8", "change", "people")
    step = forms.hear(TALK, state, "5", WORLD)
    assert step.state["at"] == "women_40"
    assert step.remark == "There were 5 people in all, so at most 5."


def test_defaults_are_shown_but_not_asked_and_keep_the_day_the_form_was_begun() -> None:
    card = at_card()
    tomorrow = replace(WORLD, today=TODAY + timedelta(days=1))
    assert forms.complete(TALK, card, tomorrow)["held_on"] == TODAY.isoformat()
    assert "1. When: yesterday" in forms.screen(TALK, card, tomorrow).text
    assert card["answers"] == VISIT
    assert forms.complete(TALK, card, WORLD) == {
        **VISIT,
        "held_on": "2026-11-18",
        "households": 5,
        "leaflets": 0,
        "note": None,
    }


def test_a_default_follows_the_answer_it_is_taken_from() -> None:
    changed = hear(at_card(), "change", "people", "8")
    assert forms.complete(TALK, changed, WORLD)["households"] == 8


def unasked(answers: Answers, world: World) -> Any:
    return world.today.isoformat()


def test_a_form_of_every_kind_of_field_is_filled_by_typing_alone() -> None:
    form = Form(
        "all",
        "All kinds",
        (
            Date(name="day", title="Day", label="Day?"),
            Choice(name="one", title="One", label="One?", choices="topics"),
            Many(name="some", title="Some", label="Some?", choices="topics", at_least=2),
            Integer(name="number", title="Number", label="Number?", most=9),
            Text(name="words", title="Words", label="Words?"),
            Date(name="end", title="End", label="End?", default=unasked),
        ),
    )
    state = forms.start(form, WORLD, "t")
    state = hear(state, "hôm qua", "older", "khhgd, breast cancer", "ba", "xin chào", form=form)
    assert forms.complete(form, state, WORLD) == {
        "day": "2026-11-17",
        "one": "elderly",
        "some": ["breast_cancer", "family_planning"],
        "number": 3,
        "words": "xin chào",
        "end": "2026-11-18",
    }
