"""The form engine: pure functions from a state and what was said to the next state. It knows no messenger, no
database and no clock.

A state is a dictionary of JSON values, the whole memory of an open form between two messages:

    form, version   which form, and a digest of its questions
    token           marks this run's buttons, so that those of another run are known as old
    day             the day it was begun (ISO): defaults such as "today" keep meaning that day after midnight
    answers         what was answered so far, by field name
    at              the question that is open; CARD: the summary; CHANGE: "which answer shall be changed?"
    trail           the questions answered in this run, in order, for going back; CARD at its end: the card came before
    picked          what is ticked so far at a Many question
    page            which page of a long list is shown, from 0
    ask             questions to be asked although there is an answer, which may be kept ("about 30": was it 30?)
    doubt           a question raised at saving ("already recorded at 19:02"): {message, values, mend}, or None
    about           the record that is corrected, if this form corrects one
"""

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from handlers.fields import UNSET, Answers, Field, Invalid, Many, World
from handlers.reading.options import Ambiguous, Option, choose, choose_number
from handlers.reading.words import navigation, yes_no
from handlers.screens import Button, ButtonKind, Rows, Screen, in_rows
from locales import N_

State = dict[str, Any]
Verb = Literal["back", "skip", "cancel", "save", "change", "done", "sure", "add", "advice", "more", "fewer", "keep"]
CARD, CHANGE = "=", "?"


@dataclass(frozen=True)
class Form:
    """A form as data. `title` heads every screen; `save_label` is what its last button says."""

    name: str
    title: str
    fields: tuple[Field, ...]
    save_label: str = N_("Save")

    @cached_property
    def version(self) -> str:
        """A digest of the questions: another one means that kept answers must be looked at again."""
        questions = [(type(f).__name__, f.name, getattr(f, "choices", ())) for f in self.fields]
        return f"{zlib.crc32(repr(questions).encode()):x}"

    def field(self, name: str) -> Field | None:
        """The question of that name."""
        return next((f for f in self.fields if f.name == name), None)


@dataclass(frozen=True)
class Doubt:
    """A question that saving raised: a sentence id and its values, and what its two answers are called. With `mend` it
    can also be answered by changing the form."""

    message: str
    values: dict[str, str]
    mend: bool = False
    yes: str = N_("Yes, add it")
    no: str = N_("No, leave it")


@dataclass(frozen=True)
class Step:
    """What came of something said: the next state, a remark for the person, and how the form ended, if it did.

    `unknown` says that the words were no answer at all; `aside` is a longer text to be read above the question.
    """

    state: State
    remark: str | None = None
    outcome: Literal["save", "cancel"] | None = None
    unknown: bool = field(default=False)
    aside: str | None = None


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


def complete(form: Form, state: State, world: World) -> dict[str, Any]:
    """All answers of a finished form: those given and the defaults, of the questions that are relevant."""
    begun = replace(world, today=date.fromisoformat(state["day"]))
    answers: dict[str, Any] = {}
    for f in form.fields:
        if not f.is_relevant(answers, begun):
            continue
        value = state["answers"].get(f.name, UNSET)
        if value is UNSET:
            value = f.default_for(answers, begun)
        if value is not UNSET:
            answers[f.name] = value
    return answers


def hear(form: Form, state: State, text: str, world: World) -> Step:
    """Takes typed words: an answer to the open question, or a word that navigates."""
    verb, current = navigation(text), _open_field(form, state)
    if state["doubt"]:
        agreed = yes_no(text)
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
        case "advice" if current is not None and _advice(form, state, current, world):
            return go(form, state, "advice", world)
        case "more" | "fewer" if current is not None and _pages(current, complete(form, state, world), world) > 1:
            return go(form, state, verb, world)
    if current is None:
        return _hear_at_card(form, state, text, world)
    if current.name in _to_ask(state) and yes_no(text):
        return go(form, state, "keep", world)
    answers = complete(form, state, world)
    if current.page and isinstance(shown := choose_number(text, _page(current, state, answers, world)), Option):
        return pick(form, state, shown.key, world)
    try:
        value = current.read(text, answers, world)
    except Invalid as invalid:
        return Step(state, str(invalid))
    return _answer(form, state, current, value, world)


def pick(form: Form, state: State, key: str, world: World) -> Step:
    """Takes a tapped choice of the open question (or, at CHANGE, of the list of questions)."""
    if state["at"] == CHANGE:
        return _reopen(form, state, key, world)
    current = _open_field(form, state)
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
    current = _open_field(form, state)
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
        case "add" if state["at"] == CARD and (addable := _addable(form, state, world)) is not None:
            return _reopen(form, state, addable.name, world)
        case "advice" if current is not None and (text := _advice(form, state, current, world)):
            return Step(state, aside=text)
        case "keep" if current is not None and current.name in _to_ask(state):
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
    if token != state["token"] or at != _place(state):
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


def screen(form: Form, state: State, world: World) -> Screen:
    """What to show for a state."""
    current = _open_field(form, state)
    if state["doubt"]:
        return _doubt_screen(form, state, world)
    if state["at"] == CHANGE:
        return _change_screen(form, state, world)
    if current is None:
        return _card_screen(form, state, world)
    return _question_screen(form, state, current, world)


# --- moving -----------------------------------------------------------------------------------------------------------


def _place(state: State) -> str:
    return "!" if state["doubt"] else str(state["at"])


def _open_field(form: Form, state: State) -> Field | None:
    return None if state["doubt"] else form.field(state["at"])


def _closed(state: State, world: World) -> Step:
    return Step(state, world.lang.say("This question is closed."))


def _answer(form: Form, state: State, current: Field, value: Any, world: World) -> Step:
    answers = complete(form, state, world)
    if wrong := current.complaint(value, answers, world):
        return Step(state, wrong)
    trail = [*(name for name in state["trail"] if name not in (current.name, CARD)), current.name]
    answered = {
        **state,
        "answers": {**state["answers"], current.name: value},
        "trail": trail,
        "picked": [],
        "page": 0,
        "ask": [name for name in _to_ask(state) if name != current.name],
    }
    return Step(answered, outcome="save") if current.ends(value) else _forward(form, answered, world)


def _forward(form: Form, state: State, world: World) -> Step:
    """Goes to the first question that is still open: missing, or holding an answer that no longer holds."""
    answers = complete(form, state, world)
    for f in form.fields:
        if not f.is_relevant(answers, world):
            continue
        if f.name not in answers or f.name in _to_ask(state):
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


def _to_ask(state: State) -> Sequence[str]:
    asked: Sequence[str] = state.get("ask", ())
    return asked


def _keep(form: Form, state: State, current: Field, world: World) -> Step:
    """The answer that was there stands."""
    answers = complete(form, state, world)
    if current.name not in answers:
        return _closed(state, world)
    return _answer(form, state, current, answers[current.name], world)


def _turn_page(form: Form, state: State, current: Field, step: int, world: World) -> Step:
    pages = _pages(current, complete(form, state, world), world)
    return Step({**state, "page": min(max(_page_number(state) + step, 0), pages - 1)})


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
    found = choose(text, _changeable(form, state, world))
    if isinstance(found, Option):
        return _reopen(form, state, found.key, world)
    if isinstance(found, Ambiguous):
        return Step({**state, "at": CHANGE})
    verbs = [
        Option("save", world.lang.say(form.save_label)),
        _change_option(world),
    ]
    if addable := _addable(form, state, world):
        verbs.append(Option("add", world.lang.say(addable.add), ("thêm", "add")))
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


def _says_change(text: str, world: World) -> bool:
    return choose(text, [_change_option(world)], numbers=False) is not None


# --- showing ----------------------------------------------------------------------------------------------------------


def _verb(state: State, world: World, verb: Verb, label: str, word: str) -> Button:
    return Button(label, f"g:{state['token']}:{_place(state)}:{verb}", "verb", world.lang.say(word))


def _changeable(form: Form, state: State, world: World) -> list[Option]:
    answers = complete(form, state, world)
    return [
        Option(f.name, world.lang.say(f.title))
        for f in form.fields
        if f.name in answers and f.is_relevant(answers, world) and not _unadded(f, answers)
    ]


def _unadded(f: Field, answers: Answers) -> bool:
    """Whether the card offers a button for this answer instead of a line."""
    return bool(f.add) and answers.get(f.name) is None


def _addable(form: Form, state: State, world: World) -> Field | None:
    """The next answer that can be added at the card."""
    answers = complete(form, state, world)
    return next((f for f in form.fields if f.is_relevant(answers, world) and _unadded(f, answers)), None)


def _advice(form: Form, state: State, current: Field, world: World) -> str | None:
    return current.advice(complete(form, state, world), world) if current.advice else None


def _page_number(state: State) -> int:
    return int(state.get("page", 0))


def _pages(current: Field, answers: Answers, world: World) -> int:
    """In how many pages the options of a question are shown."""
    return max(1, -(-len(current.options(answers, world)) // current.page)) if current.page else 1


def _page(current: Field, state: State, answers: Answers, world: World) -> Sequence[Option]:
    """The options that are shown."""
    options = current.options(answers, world)
    first = _page_number(state) * current.page
    return options[first : first + current.page] if current.page else options


def told_lines(form: Form, state: State, world: World) -> list[str]:
    """The answers that were given, without the defaults, as lines of a card."""
    answers = complete(form, state, world)
    told = [one for one in _changeable(form, state, world) if state["answers"].get(one.key) is not None]
    return [f"• {one.label}: {_shown(form, one.key, answers, world)}" for one in told]


def _card_lines(form: Form, state: State, world: World) -> list[str]:
    answers = complete(form, state, world)
    return [
        f"{number}. {option.label}: {_shown(form, option.key, answers, world)}"
        for number, option in enumerate(_changeable(form, state, world), 1)
    ]


def _shown(form: Form, name: str, answers: Answers, world: World) -> str:
    f, value = form.field(name), answers[name]
    assert f is not None
    return "–" if value is None else f.told(value, answers, world)


def _card_screen(form: Form, state: State, world: World) -> Screen:
    lang = world.lang
    check = lang.say("Please check, then “{save}”.", save=lang.say(form.save_label))
    text = "\n".join([lang.say(form.title), "", *_card_lines(form, state, world), "", check])
    addable = _addable(form, state, world)
    rows: Rows = (
        (_verb(state, world, "save", f"✅ {lang.say(form.save_label)}", N_("save")),),
        *(((_verb(state, world, "add", lang.say(addable.add), N_("add")),),) if addable else ()),
        (
            _verb(state, world, "change", lang.say("✏️ Change"), N_("change")),
            _verb(state, world, "cancel", lang.say("✖️ Cancel"), N_("cancel")),
        ),
    )
    return Screen(text, rows)


def _change_screen(form: Form, state: State, world: World) -> Screen:
    lang = world.lang
    answers = complete(form, state, world)
    options = [
        Button(
            f"{option.label}: {_shown(form, option.key, answers, world)}", f"f:{state['token']}:{CHANGE}:{option.key}"
        )
        for option in _changeable(form, state, world)
    ]
    back = _verb(state, world, "back", lang.say("⬅️ Back"), N_("back"))
    return Screen(lang.say("Which answer shall be changed?"), (*in_rows(options, 1), (back,)))


def _doubt_screen(form: Form, state: State, world: World) -> Screen:
    lang, doubt = world.lang, Doubt(**state["doubt"])
    rows: Rows = (
        (
            _verb(state, world, "sure", lang.say(doubt.yes), N_("yes")),
            _verb(state, world, "cancel", lang.say(doubt.no), N_("no")),
        ),
        *(((_verb(state, world, "back", lang.say("✏️ Change"), N_("change")),),) if doubt.mend else ()),
    )
    return Screen(lang.say(doubt.message, **doubt.values), rows)


def _question_screen(form: Form, state: State, current: Field, world: World) -> Screen:
    lang, answers = world.lang, complete(form, state, world)
    place = f"{state['token']}:{state['at']}"
    ticking = isinstance(current, Many)
    kind: ButtonKind = "tick" if ticking else "option" if current.numbered else "preset"
    buttons = [
        Button(f"{'☑' if option.key in state['picked'] else '☐'} {option.label}" if ticking else option.label,
               f"f:{place}:{option.key}", kind)
        for option in _page(current, state, answers, world)
    ]  # fmt: skip
    lines = [lang.say(form.title), "", current.asks(answers, world)]
    if current.hint:
        lines.append(lang.say(current.hint))
    if current.name in answers and not ticking and not _unadded(current, answers):
        lines.append(lang.say("Now: {value}", value=_shown(form, current.name, answers, world)))
    rows = [*in_rows(buttons, current.columns)]
    if current.name in _to_ask(state) and current.name in answers and not ticking:
        kept = _shown(form, current.name, answers, world)
        rows.insert(0, (_verb(state, world, "keep", lang.say("✅ Right: {value}", value=kept), N_("yes")),))
    if turning := _page_buttons(state, current, answers, world):
        rows.append(turning)
    if ticking:
        rows.append((_verb(state, world, "done", lang.say("➡️ Done"), N_("done")),))
    if _advice(form, state, current, world):
        rows.append((_verb(state, world, "advice", lang.say("ℹ️ Advice"), N_("advice")),))
    moves: list[Button] = []
    if state["trail"]:
        moves.append(_verb(state, world, "back", lang.say("⬅️ Back"), N_("back")))
    if not current.required:
        moves.append(_verb(state, world, "skip", lang.say("Skip"), N_("skip")))
    moves.append(_verb(state, world, "cancel", lang.say("✖️ Cancel"), N_("cancel")))
    return Screen("\n".join(lines), (*rows, tuple(moves)))


def _page_buttons(state: State, current: Field, answers: Answers, world: World) -> tuple[Button, ...]:
    lang, number = world.lang, _page_number(state)
    buttons = []
    if number:
        buttons.append(_verb(state, world, "fewer", lang.say("⬆️ Earlier ones"), N_("earlier ones")))
    if number + 1 < _pages(current, answers, world):
        buttons.append(_verb(state, world, "more", lang.say("⬇️ More"), N_("more")))
    return tuple(buttons)
