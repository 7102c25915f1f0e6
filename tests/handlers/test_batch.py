"""Several forms at once: what is missing is asked, then all stand on one card and are saved together."""

from typing import Any

from handlers import batch, forms
from handlers.forms import Doubt, Form, State
from handlers.talks import TALK
from tests.handlers.filled import EN, VISIT, WORLD

DOUBT = Doubt("Add another one?", {})
COUNSELLING = {"form": "counselling", "topics": ["elderly"]}


def form_of(_state: State) -> Form:
    return TALK


def begun(*answers: dict[str, Any]) -> State:
    return batch.start([forms.start(TALK, WORLD, "", one) for one in answers], "tok")


def hear(state: State, *words: str) -> State:
    for word in words:
        step = batch.hear(form_of, state, word, WORLD)
        assert step.outcome is None, f"{word!r} ended the batch"
        state = step.state
    return state


def text(state: State) -> str:
    return batch.screen(form_of, state, WORLD).text


def test_only_what_is_missing_is_asked_one_part_after_the_other() -> None:
    state = begun(VISIT, COUNSELLING, {**VISIT, "topics": ["elderly"], "attendees": None})
    assert text(state).startswith("(2/3) ")
    assert EN.say("How many people took part?") in text(state)
    state = hear(state, "3")
    assert text(state).startswith("(3/3) ")
    state = hear(state, "4")
    assert text(state).startswith(EN.say("Understood like this:"))
    assert [part["answers"]["attendees"] for part in state["parts"]] == [5, 3, 4]


def test_complete_entries_stand_on_one_card_at_once() -> None:
    card = text(begun(VISIT, {**COUNSELLING, "attendees": 3}))
    assert "1. " in card
    assert "2. " in card
    assert card.index("Household visit") < card.index("Counselling")
    assert "Leaflets" not in card, "a default was told as if it had been said"


def test_one_save_ends_it_all() -> None:
    state = begun(VISIT, {**COUNSELLING, "attendees": 3})
    for words in ("save", "lưu", "yes"):
        step = batch.hear(form_of, state, words, WORLD)
        assert (step.outcome, step.state) == ("save", state)
    assert batch.tap(form_of, state, "g:tok:=:save", WORLD).outcome == "save"


def test_an_entry_is_changed_by_its_number_and_the_others_stay() -> None:
    both = begun(VISIT, {**COUNSELLING, "attendees": 3})
    for words in ("2", "change 2"):
        state = hear(both, words)
        assert text(state).startswith("(2/2) ")
        state = hear(state, "people", "9")
        assert text(state).startswith(EN.say("Understood like this:"))
        assert [part["answers"]["attendees"] for part in state["parts"]] == [5, 9]


def test_one_looks_at_the_answers_and_goes_back_to_the_card() -> None:
    both = begun(VISIT, {**COUNSELLING, "attendees": 3})
    assert hear(both, "1", "back")["parts"] == both["parts"]
    assert text(hear(both, "1", "back")).startswith(EN.say("Understood like this:"))


def test_an_entry_can_be_dropped_and_with_the_last_one_all_ends() -> None:
    state = hear(begun(VISIT, {**COUNSELLING, "attendees": 3}), "drop 1")
    assert [part["answers"]["form"] for part in state["parts"]] == ["counselling"]
    assert batch.hear(form_of, state, "drop 1", WORLD).outcome == "cancel"


def test_cancel_ends_it_at_the_card_and_at_a_question() -> None:
    assert batch.hear(form_of, begun(VISIT, VISIT), "cancel", WORLD).outcome == "cancel"
    assert batch.hear(form_of, begun(VISIT, COUNSELLING), "huỷ", WORLD).outcome == "cancel"


def test_a_doubt_about_one_entry_is_asked_before_anything_is_saved() -> None:
    both = begun(VISIT, {**COUNSELLING, "attendees": 3})
    state = batch.doubted(both, 1, DOUBT)
    assert text(state) == "(2/2) Add another one?"
    agreed = batch.hear(form_of, state, "yes", WORLD)
    assert agreed.outcome == "save"
    assert [batch.is_sure(agreed.state, part) for part in agreed.state["parts"]] == [False, True]
    refused = batch.hear(form_of, state, "no", WORLD)
    assert refused.outcome == "save"
    assert [part["answers"]["form"] for part in refused.state["parts"]] == ["household_visit"]


def test_a_refused_doubt_about_the_only_entry_saves_nothing() -> None:
    state = batch.doubted(hear(begun(VISIT, VISIT), "drop 2"), 0, DOUBT)
    assert batch.hear(form_of, state, "no", WORLD).outcome == "cancel"


def test_a_button_of_another_entry_or_another_run_changes_nothing() -> None:
    state = begun(COUNSELLING, COUNSELLING)
    for action in ("f:tok.1:attendees:5", "f:tok:attendees:5", "g:tok:=:save", "f:old.0:attendees:5", "g:tok.0:=:save"):
        step = batch.tap(form_of, state, action, WORLD)
        assert (step.state, step.outcome) == (state, None), action
        assert step.remark == EN.say("This question is closed.")
    assert batch.tap(form_of, state, "f:tok.0:attendees:5", WORLD).state["parts"][0]["answers"]["attendees"] == 5


def test_actions_of_the_card_that_mean_no_entry_change_nothing() -> None:
    state = begun(VISIT, VISIT)
    for value in ("change.7", "change.", "change.-1", "drop.2", "drop.x", "", "sure", "="):
        step = batch.tap(form_of, state, f"g:tok:=:{value}", WORLD)
        assert step.state["parts"] == state["parts"], value
        assert step.outcome is None, value


def test_words_that_mean_nothing_at_the_card_are_answered_with_what_can_be_said() -> None:
    step = batch.hear(form_of, begun(VISIT, VISIT), "and what now", WORLD)
    assert step.unknown
    assert step.remark is not None


def test_every_button_fits_a_messenger_and_leads_somewhere() -> None:
    both = begun(VISIT, {**COUNSELLING, "attendees": 3})
    for state in (both, hear(both, "1"), begun(VISIT, COUNSELLING), batch.doubted(both, 0, DOUBT)):
        for button in batch.screen(form_of, state, WORLD).buttons:
            assert len(button.action.encode()) <= 64
            assert batch.tap(form_of, state, button.action, WORLD).remark != EN.say("This question is closed."), button
