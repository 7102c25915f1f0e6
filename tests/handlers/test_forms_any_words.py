"""The form engine under any words: a form ends or shows a screen whose every button works, and never the wrong one."""

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers import forms
from handlers.forms import CARD, Form, State, Step
from handlers.talks import TALK
from tests.handlers.filled import DOUBT, EN, FORMS, VISIT, WORLD, buttons_of

WORDS = ["1", "2", "1,4", "2,3", "5", "ba chục", "0", "-3", "hôm qua", "31/2", "tư vấn", "elderly", "a", "Gặp chị Lan"]
WORDS += ["0912345678", "back", "lùi", "bỏ qua", "skip", "huỷ", "lưu", "xong", "có", "không", "sửa", "change", "", "🙂"]

said = st.one_of(
    st.tuples(st.just("hear"), st.one_of(st.sampled_from(WORDS), st.text(max_size=30))),
    st.tuples(st.just("tap"), st.integers(0, 40)),
    st.tuples(st.just("go"), st.sampled_from(["back", "skip", "cancel", "save", "change", "done", "sure", "nonsense"])),
    st.tuples(st.just("pick"), st.one_of(st.sampled_from(["form", "topics", "5", "elderly", "other"]), st.text())),
)


def do(form: Form, state: State, deed: tuple[str, Any]) -> Step:
    kind, value = deed
    if kind == "tap":
        buttons = buttons_of(form, state)
        return forms.tap(form, state, buttons[value % len(buttons)].action, WORLD)
    acts: dict[str, Any] = {"hear": forms.hear, "go": forms.go, "pick": forms.pick}
    step: Step = acts[kind](form, state, value, WORLD)
    return step


@given(
    name=st.sampled_from(sorted(FORMS)),
    prefilled=st.sampled_from([{}, {"form": "counselling"}, VISIT, {**VISIT, "households": 900}]),
    doubted=st.booleans(),
    deeds=st.lists(said, max_size=12),
)
@example(  # "back" from a question that the answer made irrelevant was once led to
    name="talk",
    prefilled={**VISIT, "households": 900},
    doubted=False,
    deeds=[("hear", "1"), ("hear", "2"), ("tap", 1), ("hear", "back")],
)
@settings(max_examples=250, deadline=None)
def test_whatever_is_said_a_form_ends_or_shows_a_screen_that_works(
    name: str, prefilled: dict[str, Any], doubted: bool, deeds: list[tuple[str, Any]]
) -> None:
    form = FORMS[name]
    known = {key: value for key, value in prefilled.items() if form.field(key)}
    state = forms.start(form, WORLD, "tok", known, about={"id": 7})
    if doubted and state["at"] == CARD:
        state = forms.doubted(state, DOUBT)
    for deed in deeds:
        before = json.dumps(state)
        step = do(form, state, deed)
        assert json.dumps(state) == before, "the former state was changed in place"
        state = step.state
        assert json.loads(json.dumps(state)) == state
        if step.outcome is not None:
            assert step.outcome in ("save", "cancel")
            if step.outcome == "save":
                assert_savable(form, state)
            return
        assert_screen_works(form, state)


def assert_screen_works(form: Form, state: State) -> None:
    shown = forms.screen(form, state, WORLD)
    assert shown.text.strip()
    assert shown.buttons
    for button in shown.buttons:
        assert len(button.action.encode()) <= 64
        assert forms.tap(form, state, button.action, WORLD).remark != EN.say("This question is closed.")
        assert (button.kind == "verb") == bool(button.word)


def assert_savable(form: Form, state: State) -> None:
    answers = forms.complete(form, state, WORLD)
    for f in form.fields:
        assert (f.name in answers) == f.is_relevant(answers, WORLD)
        if f.name in answers:
            assert f.complaint(answers[f.name], answers, WORLD) is None


@given(deeds=st.lists(said, max_size=8), old=st.integers(0, 40))
@settings(max_examples=150, deadline=None)
def test_a_button_of_another_run_or_of_another_question_changes_nothing(deeds: list[tuple[str, Any]], old: int) -> None:
    state = forms.start(TALK, WORLD, "new")
    buttons = buttons_of(TALK, state)
    other_run = [button.action for button in buttons_of(TALK, forms.start(TALK, WORLD, "old"))]
    for deed in deeds:
        step = do(TALK, state, deed)
        if step.outcome is not None:
            return
        state = step.state
        place = "!" if state["doubt"] else state["at"]
        stale = [button.action for button in buttons if forms.split_action(button.action)[2] != place]
        for action in [*other_run, *stale][old % len(other_run) :]:
            pressed = forms.tap(TALK, state, action, WORLD)
            assert pressed.state == state
            assert pressed.outcome is None
            assert pressed.remark == EN.say("This question is closed.")
