"""The form engine: drafts under a new version of their form, doubts raised at saving, and what the screens show."""

from dataclasses import replace
from typing import Any

import pytest

from handlers import forms
from handlers.fields import Choice, Integer, Listed
from handlers.forms import CARD, Form, State
from handlers.screens import Screen
from handlers.talks import TALK
from locales import language
from tests.handlers.filled import DOUBT, EN, FORMS, VISIT, WORLD, at_card, buttons_of, hear

# --- a new version of a form ------------------------------------------------------------------------------------------


def changed_talk(*, without: str = "", **replaced: Any) -> Form:
    return replace(TALK, fields=tuple(replaced.get(f.name, f) for f in TALK.fields if f.name != without))


def test_the_version_of_a_form_changes_with_its_questions_only() -> None:
    assert replace(TALK, title="Another title").version == TALK.version
    assert changed_talk(without="note").version != TALK.version


def test_a_draft_is_left_alone_while_the_form_is_the_same() -> None:
    state = hear(forms.start(TALK, WORLD, "t"), "counselling", "back")
    assert forms.revive(TALK, state, WORLD) is state


def test_a_draft_keeps_the_answers_that_fit_a_new_version() -> None:
    state = at_card()
    fewer = changed_talk(without="households", attendees=Integer(name="attendees", title="P", label="?", most=4))
    revived = forms.revive(fewer, state, WORLD)
    assert revived["version"] == fewer.version
    assert revived["answers"] == {"form": "household_visit", "topics": ["elderly"]}
    assert revived["at"] == "attendees"
    assert revived["token"] == state["token"]
    assert revived["trail"] == ["form", "topics"]


def test_a_draft_is_asked_again_where_the_kind_of_question_changed() -> None:
    one_topic = changed_talk(topics=Choice(name="topics", title="About", label="?", choices="topics"))
    assert forms.revive(one_topic, at_card(), WORLD)["at"] == "topics"


def test_a_draft_is_asked_a_new_question() -> None:
    more = replace(TALK, fields=(*TALK.fields, Integer(name="men", title="Men", label="How many men?", most=9)))
    revived = forms.revive(more, at_card(), WORLD)
    assert revived["at"] == "men"
    assert revived["answers"] == VISIT


def test_a_skipped_answer_stays_skipped_in_a_new_version_unless_it_became_required() -> None:
    state = hear(forms.start(TALK, WORLD, "t"), "counselling", "2", "10", "skip")
    women = TALK.field("women_40")
    assert women is not None
    assert forms.revive(changed_talk(without="note"), state, WORLD)["at"] == CARD
    assert forms.revive(changed_talk(women_40=replace(women, required=True), without="note"), state, WORLD)["at"] == (
        "women_40"
    )


def test_a_draft_whose_choice_is_gone_is_asked_again() -> None:
    kinds = (Listed("group_talk", "Group talk"), Listed("seminar", "Seminar"))
    other = changed_talk(form=Choice(name="form", title="Kind", label="Kind?", choices=kinds))
    revived = forms.revive(other, at_card(), WORLD)
    assert revived["at"] == "form"
    assert [button.label for button in buttons_of(other, revived)][:2] == ["Group talk", "Seminar"]


# --- doubts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "outcome"), [("yes", "save"), ("dạ có ạ", "save"), ("no", "cancel"), ("huỷ", "cancel")]
)
def test_a_doubt_is_answered_in_words(word: str, outcome: str) -> None:
    assert forms.hear(TALK, forms.doubted(at_card(), DOUBT), word, WORLD).outcome == outcome


def test_a_doubt_takes_nothing_but_an_answer_and_back_returns_to_the_card() -> None:
    doubted = forms.doubted(at_card(), DOUBT)
    for words in ("5", "people", "perhaps", "skip"):
        step = forms.hear(TALK, doubted, words, WORLD)
        assert step.state == doubted
        assert step.remark == EN.say("Please answer yes or no.")
    assert hear(doubted, "back") == at_card()


def test_the_cards_own_save_button_is_closed_while_a_doubt_is_open() -> None:
    doubted = forms.doubted(at_card(), DOUBT)
    step = forms.tap(TALK, doubted, "g:t:=:save", WORLD)
    assert step.state == doubted
    assert step.outcome is None


# --- screens ----------------------------------------------------------------------------------------------------------


def test_the_card_numbers_every_answer() -> None:
    text = forms.screen(TALK, at_card(), WORLD).text
    assert [line.split(":")[0] for line in text.splitlines() if line[:1].isdigit()] == [
        "1. When", "2. What kind", "3. About", "4. People", "5. Households", "6. Leaflets", "7. Note",
    ]  # fmt: skip


def test_the_open_question_says_what_it_holds_when_it_is_asked_again() -> None:
    state = hear(at_card(), "people")
    assert "Now: 5" in forms.screen(TALK, state, WORLD).text


def test_back_is_offered_only_where_there_is_a_way_back_and_skip_where_it_may_be_skipped() -> None:
    def verbs(state: State) -> list[str]:
        return [button.word for button in buttons_of(TALK, state) if button.kind == "verb"]

    first = forms.start(TALK, WORLD, "t")
    assert verbs(first) == ["cancel"]
    assert verbs(hear(first, "counselling")) == ["done", "back", "cancel"]
    assert verbs(hear(first, "counselling", "2", "5")) == ["back", "skip", "cancel"]
    assert verbs(hear(at_card(), "people")) == ["back", "cancel"]


@pytest.mark.parametrize("code", ["vi", "en"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_word_and_label_on_a_screen_can_be_typed(form: Form, code: str) -> None:
    """Walks a form by typing the words of each button: it does what tapping it does."""
    lang = language(code)
    world = replace(WORLD, lang=lang)
    state = forms.start(form, world, "t", about={"id": 1})
    for _ in range(12):
        shown: Screen = forms.screen(form, state, world)
        for button in shown.buttons:
            tapped = forms.tap(form, state, button.action, world)
            typed = forms.hear(form, state, button.word or button.label, world)
            if button.kind == "tick":
                key = forms.split_action(button.action)[3]
                assert typed.state["answers"][state["at"]] == [key]
            else:
                assert (typed.state, typed.outcome) == (tapped.state, tapped.outcome), button
        ahead = next(button for button in shown.buttons if button.word not in (lang.say("cancel"), lang.say("done")))
        step = forms.hear(form, state, ahead.word or ahead.label, world)
        if step.outcome is not None:
            return
        state = step.state
    raise AssertionError("the form does not end")
