"""Moving about in a form: what was said and tapped leads to the next state. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from typing import Any

from handlers.fields import Field, Invalid, Many, World
from handlers.forms.states import (
    CARD,
    CHANGE,
    Doubt,
    Form,
    State,
    Step,
    addable,
    advice_at,
    changeable,
    complete,
    open_field,
    page_number,
    page_of,
    pages,
    place,
    to_ask,
)
from handlers.reading.options import Ambiguous, Option, choose, choose_number
from handlers.reading.spelling import words
from handlers.reading.words import navigation, yes_no


def start(
    form: Form,
    world: World,
    token: str,
    answers: Mapping[str, Any] | None = None,
    about: Any = None,
    ask: Collection[str] = (),
) -> State:
    """Opens a form. Answers that are given are not asked, unless they are named in `ask`; with all of them given it
    opens at the card."""
    state = {
        "form": form.name,
        "version": form.version,
        "token": token,
        "day": world.today.isoformat(),
        "answers": dict(answers or {}),
        "at": CARD,
        "trail": [],
        "picked": [],
        "page": 0,
        "ask": sorted(ask),
        "doubt": None,
        "about": about,
    }
    return _forward(form, state, world).state


def revive(form: Form, state: State, world: World) -> State:
    """An open form under the present version of its questions: answers that still fit are kept."""
    if state["version"] == form.version:
        return state
    answers: dict[str, Any] = {}
    for f in form.fields:
        value = state["answers"].get(f.name)
        if f.name in state["answers"] and (value is None and not f.required or f.fits(value, answers, world)):
            answers[f.name] = value
    trail = [name for name in state["trail"] if name in answers]
    fresh: State = {"doubt": None, "picked": [], "page": 0}
    kept = {**state, "version": form.version, "answers": answers, "trail": trail, **fresh}
    return _forward(form, kept, world).state


def hear(form: Form, state: State, text: str, world: World) -> Step:
    """Takes typed words: an answer to the open question, or a word that navigates."""
    verb, current = navigation(text), open_field(form, state)
    if state["doubt"]:
        agreed = _agreed(state, text, world)
        if agreed is not None:
            return go(form, state, "sure" if agreed else "cancel", world)
        if state["doubt"].get("mend") and _says_change(text, world):
            return go(form, state, "back", world)
        if verb not in ("back", "cancel"):  # "save" is no yes: who waits for an answer types it twice
            return Step(state, world.lang.say("Please answer yes or no."), unknown=True)
    match verb:
        case "back" | "cancel" | "save":
            return go(form, state, verb, world)
        case "skip" if current is not None and not current.takes(text):
            return go(form, state, "skip", world)
        case "done" if isinstance(current, Many):
            return go(form, state, "done", world)
        case "advice" if current is not None and advice_at(form, state, current, world):
            return go(form, state, "advice", world)
        case "more" | "fewer" if current is not None and pages(current, complete(form, state, world), world) > 1:
            return go(form, state, verb, world)
    if current is None:
        return _hear_at_card(form, state, text, world)
    if current.name in to_ask(state) and yes_no(text):
        return go(form, state, "keep", world)
    answers = complete(form, state, world)
    if current.page and isinstance(shown := choose_number(text, page_of(current, state, answers, world)), Option):
        return pick(form, state, shown.key, world)
    try:
        value = current.read(text, answers, world)
    except Invalid as invalid:
        return Step(state, str(invalid), unknown=True)
    return _answer(form, state, current, value, world)


def pick(form: Form, state: State, key: str, world: World) -> Step:
    """Takes a tapped choice of the open question (or, at CHANGE, of the list of questions)."""
    if state["at"] == CHANGE:
        return _reopen(form, state, key, world)
    current = open_field(form, state)
    if current is None:
        return _closed(state, world)
    try:
        value = current.tapped(key, complete(form, state, world), world)
    except Invalid as invalid:
        return Step(state, str(invalid))
    if isinstance(current, Many):
        picked = [k for k in state["picked"] if k != key] if key in state["picked"] else [*state["picked"], key]
        return Step({**state, "picked": picked})
    return _answer(form, state, current, value, world)


def go(form: Form, state: State, verb: str, world: World) -> Step:
    """Navigates: back, skip, cancel, save, change, done (with ticking), sure (yes to a doubt)."""
    current = open_field(form, state)
    match verb:
        case "cancel":
            return Step(state, outcome="cancel")
        case "back":
            return _back(form, state, world)
        case "skip" if current is not None:
            if current.required:
                return Step(state, world.lang.say("This question needs an answer."))
            return _answer(form, state, current, None, world)
        case "done" if isinstance(current, Many):
            if len(state["picked"]) < current.at_least:
                return Step(state, world.lang.say("Please choose at least one."))
            return _answer(form, state, current, sorted(state["picked"]), world)
        case "change" if state["at"] == CARD:
            return Step({**state, "at": CHANGE, "doubt": None})
        case "add" if state["at"] == CARD and (more := addable(form, state, world)) is not None:
            return _reopen(form, state, more.name, world)
        case "advice" if current is not None and (text := advice_at(form, state, current, world)):
            return Step(state, aside=text)
        case "keep" if current is not None and current.name in to_ask(state):
            return _keep(form, state, current, world)
        case "more" | "fewer" if current is not None:
            return _turn_page(form, state, current, 1 if verb == "more" else -1, world)
        case "save" | "sure":
            step = _forward(form, {**state, "doubt": None}, world)
            if step.state["at"] != CARD:
                remark = step.remark or world.lang.say("This one is still missing.")
                return replace(step, remark=remark)
            if state["at"] not in (CARD, CHANGE):
                return step
            return Step(step.state, outcome="save")
    return _closed(state, world)


def tap(form: Form, state: State, action: str, world: World) -> Step:
    """Takes a tapped button of any form's screen; one of an older question or another run changes nothing."""
    kind, token, at, value = split_action(action)
    if token != state["token"] or at != place(state):
        return _closed(state, world)
    return pick(form, state, value, world) if kind == "f" else go(form, state, value, world)


def doubted(state: State, doubt: Doubt) -> State:
    """The form at its card with a question that must be answered before it is saved."""
    return {**state, "at": CARD, "doubt": asdict(doubt)}


def split_action(action: str) -> tuple[str, str, str, str]:
    """The parts of a form button's action: kind (f: an answer, g: a verb), token, place, value. Else ValueError."""
    kind, token, at, value = action.split(":", 3)
    if kind not in ("f", "g"):
        raise ValueError(action)
    return kind, token, at, value


def _closed(state: State, world: World) -> Step:
    return Step(state, world.lang.say("This question is closed."))


def _answer(form: Form, state: State, current: Field, value: Any, world: World) -> Step:
    answers = complete(form, state, world)
    if wrong := current.complaint(value, answers, world):
        return Step(state, wrong)
    answered = {
        **state,
        "answers": {**state["answers"], current.name: value},
        "picked": [],
        "page": 0,
        "ask": [name for name in to_ask(state) if name != current.name],
    }
    relevant = complete(form, answered, world)
    answered["trail"] = [*(name for name in state["trail"] if name in relevant and name != current.name), current.name]
    return Step(answered, outcome="save") if current.ends(value) else _forward(form, answered, world)


def _forward(form: Form, state: State, world: World) -> Step:
    """Goes to the first question that is still open: missing, or holding an answer that no longer holds."""
    answers = complete(form, state, world)
    for f in form.fields:
        if not f.is_relevant(answers, world):
            continue
        if f.name not in answers or f.name in to_ask(state):
            return _open(form, state, f.name, world)
        if f.name in state["answers"] and (wrong := f.complaint(answers[f.name], answers, world)):
            return replace(_open(form, state, f.name, world), remark=wrong)
    return Step({**state, "at": CARD, "picked": [], "trail": [name for name in state["trail"] if name != CARD]})


def _open(form: Form, state: State, name: str, world: World) -> Step:
    current = form.field(name)
    answers = complete(form, state, world)
    if current is None or not current.is_relevant(answers, world):
        return _closed(state, world)
    picked = list(answers.get(name) or []) if isinstance(current, Many) else []
    return Step({**state, "at": name, "picked": picked, "page": 0, "doubt": None})


def _reopen(form: Form, state: State, name: str, world: World) -> Step:
    """Opens a question from the card, to which "back" returns."""
    step = _open(form, state, name, world)
    return replace(step, state={**step.state, "trail": [*state["trail"], CARD]}) if step.state["at"] == name else step


def _keep(form: Form, state: State, current: Field, world: World) -> Step:
    """The answer that was there stands."""
    answers = complete(form, state, world)
    if current.name not in answers:
        return _closed(state, world)
    return _answer(form, state, current, answers[current.name], world)


def _turn_page(form: Form, state: State, current: Field, step: int, world: World) -> Step:
    count = pages(current, complete(form, state, world), world)
    return Step({**state, "page": min(max(page_number(state) + step, 0), count - 1)})


def _back(form: Form, state: State, world: World) -> Step:
    if state["doubt"] or state["at"] == CHANGE:
        return Step({**state, "at": CARD, "doubt": None})
    trail = list(state["trail"])
    if trail and trail[-1] == CARD:
        return Step({**state, "at": CARD, "picked": [], "trail": trail[:-1]})
    if state["at"] in trail:
        trail = trail[: trail.index(state["at"])]
    if not trail:
        return Step(state, world.lang.say("This is the first question."))
    return _open(form, {**state, "trail": trail[:-1]}, trail[-1], world)


def _hear_at_card(form: Form, state: State, text: str, world: World) -> Step:
    """At the card and at CHANGE, the number or the name of an answer opens it; a plain yes at the card saves."""
    if state["at"] == CARD and yes_no(text):
        return go(form, state, "save", world)
    found = choose(text, changeable(form, state, world))
    if isinstance(found, Option):
        return _reopen(form, state, found.key, world)
    if isinstance(found, Ambiguous):
        return Step({**state, "at": CHANGE})
    verbs = [
        Option("save", world.lang.say(form.save_label)),
        _change_option(world),
    ]
    if more := addable(form, state, world):
        verbs.append(Option("add", world.lang.say(more.add), ("thêm", "add")))
    said = choose(text, verbs, numbers=False)
    if isinstance(said, Option):
        return go(form, {**state, "at": CARD}, said.key, world)
    return Step(
        state,
        world.lang.say(
            "Type “{save}” to keep this, or the number of the answer to change.", save=world.lang.say("save")
        ),
        unknown=True,
    )


def _change_option(world: World) -> Option:
    return Option("change", world.lang.say("Change"), ("sửa", "đổi", "change"))


def _agreed(state: State, text: str, world: World) -> bool | None:
    """What typed words answer to a doubt: yes or no, or all that one of its buttons says; None when neither."""
    for agreed, label in ((True, state["doubt"].get("yes")), (False, state["doubt"].get("no"))):
        if label and _plain(text) == _plain(world.lang.say(label)):
            return agreed
    return yes_no(text)


def _plain(text: str) -> list[str]:
    return [word.plain for word in words(text)]


def _says_change(text: str, world: World) -> bool:
    return choose(text, [_change_option(world)], numbers=False) is not None
