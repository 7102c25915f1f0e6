"""What helps with long and optional questions: pages, advice, answers that can be added, answers to be confirmed."""

from typing import Any

from handlers import forms
from handlers.fields import Answers, Choice, Integer, Listed, Many, World
from handlers.forms import CARD, Form, State
from tests.handlers.filled import EN, WORLD, buttons_of

NAMES = [
    "Ash",
    "Birch",
    "Cedar",
    "Elm",
    "Fir",
    "Hazel",
    "Juniper",
    "Larch",
    "Maple",
    "Oak",
    "Pine",
    "Rowan",
    "Spruce",
    "Yew",
]
PLACES = tuple(Listed(f"p{n}", name, (f"old {name}",)) for n, name in enumerate(NAMES, 1))


def _advice(answers: Answers, _world: World) -> str | None:
    return f"About {answers['where']}" if "where" in answers else None


FORM = Form(
    "outing",
    "🚌 Outing",
    (
        Choice(name="where", title="Where", label="Where to?", choices=PLACES, page=6),
        Integer(name="people", title="People", label="How many?", most=99, presets=(1, 2), advice=_advice),
        Choice(
            name="where_2",
            title="Then",
            label="And then?",
            choices=PLACES,
            page=6,
            required=False,
            default=None,
            add="➕ Another place",
        ),
        Integer(
            name="people_2",
            title="People there",
            label="How many there?",
            most=99,
            relevant=lambda answers, _world: answers.get("where_2") is not None,
        ),
        Many(name="by", title="By", label="By what?", choices=(Listed("bus", "Bus"), Listed("boat", "Boat"))),
    ),
)


def begun(**answers: Any) -> State:
    return forms.start(FORM, WORLD, "t", answers)


def said(state: State, *words: str) -> State:
    for word in words:
        state = forms.hear(FORM, state, word, WORLD).state
    return state


def labels(state: State) -> list[str]:
    return [button.label for button in forms.screen(FORM, state, WORLD).buttons]


def test_a_long_list_is_shown_in_pages_that_can_be_turned() -> None:
    state = begun()
    assert labels(state)[:7] == [*NAMES[:6], EN.say("⬇️ More")]
    state = said(state, "more")
    assert labels(state)[0] == NAMES[6]
    state = said(state, "more", "more")
    assert [label for label in labels(state) if label in NAMES] == ["Spruce", "Yew"]
    assert EN.say("⬇️ More") not in labels(state)
    state = said(state, "earlier ones", "earlier ones", "earlier ones")
    assert labels(state)[0] == NAMES[0]


def test_a_number_means_the_place_on_the_page_that_is_shown() -> None:
    assert said(begun(), "2")["answers"] == {"where": "p2"}
    assert said(begun(), "more", "2")["answers"] == {"where": "p8"}
    assert said(begun(), "more", "more", "5")["answers"] == {}


def test_words_find_what_stands_on_another_page() -> None:
    assert said(begun(), "yew")["answers"] == {"where": "p14"}
    assert said(begun(), "more", "old ash")["answers"] == {"where": "p1"}


def test_the_page_is_the_first_again_at_the_next_question() -> None:
    state = said(begun(), "more", "2", "1")
    assert (state["at"], state["page"]) == ("by", 0)


def test_a_tap_on_an_option_of_another_page_still_counts() -> None:
    step = forms.tap(FORM, said(begun(), "more"), "f:t:where:p1", WORLD)
    assert step.state["answers"] == {"where": "p1"}


def test_advice_stands_above_the_question_and_changes_nothing() -> None:
    state = said(begun(), "1")
    assert EN.say("ℹ️ Advice") in labels(state)
    step = forms.hear(FORM, state, "advice", WORLD)
    assert (step.aside, step.state) == ("About p1", state)


def test_where_there_is_no_advice_the_word_is_an_answer_like_any_other() -> None:
    assert EN.say("ℹ️ Advice") not in labels(begun())
    assert forms.hear(FORM, begun(), "advice", WORLD).remark is not None


def test_an_answer_can_be_added_at_the_card_and_brings_its_own_questions() -> None:
    state = said(begun(), "1", "2", "bus")
    assert state["at"] == CARD
    assert "Then" not in forms.screen(FORM, state, WORLD).text
    assert "➕ Another place" in labels(state)
    state = said(state, "add", "3")
    assert state["at"] == "people_2"
    state = said(state, "5")
    assert state["at"] == CARD
    assert forms.complete(FORM, state, WORLD)["where_2"] == "p3"
    assert "➕ Another place" not in labels(state)


def test_what_was_begun_to_be_added_is_dropped_by_going_back() -> None:
    state = said(begun(), "1", "2", "bus", "add", "back")
    assert state["at"] == CARD
    assert forms.complete(FORM, state, WORLD)["where_2"] is None


def test_an_added_answer_is_taken_away_by_skipping_it() -> None:
    state = said(begun(where="p1", people=2, by=["bus"], where_2="p3", people_2=5), "3", "skip")
    assert state["at"] == CARD
    assert "people_2" not in forms.complete(FORM, state, WORLD)


def test_an_uncertain_answer_is_asked_and_can_be_kept() -> None:
    given = {"where": "p1", "people": 30, "by": ["bus"]}
    state = forms.start(FORM, WORLD, "t", given, ask=["people"])
    assert state["at"] == "people"
    assert EN.say("✅ Right: {value}", value="30") in labels(state)
    for words in ("yes", "đúng"):
        kept = said(state, words)
        assert (kept["at"], kept["answers"]) == (CARD, given)
    assert said(state, "25")["answers"]["people"] == 25
    assert said(state, "25")["at"] == CARD


def test_uncertain_ticks_are_there_to_be_completed() -> None:
    state = forms.start(FORM, WORLD, "t", {"where": "p1", "people": 3, "by": ["bus"]}, ask=["by"])
    assert (state["at"], state["picked"]) == ("by", ["bus"])
    state = forms.tap(FORM, state, "f:t:by:boat", WORLD).state
    assert said(state, "done")["answers"]["by"] == ["boat", "bus"]


def test_every_button_of_these_questions_leads_somewhere() -> None:
    states = [begun(), said(begun(), "more"), said(begun(), "1"), said(begun(), "1", "2", "bus")]
    states.append(forms.start(FORM, WORLD, "t", {"where": "p1", "people": 3, "by": ["bus"]}, ask=["people"]))
    for state in states:
        for button in buttons_of(FORM, state):
            step = forms.tap(FORM, state, button.action, WORLD)
            assert step.remark != EN.say("This question is closed."), button
