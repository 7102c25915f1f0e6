"""Showing a form: the screen of a state. Pure."""

from typing import Literal

from handlers.fields import Answers, Field, Many, World
from handlers.forms.states import (
    CHANGE,
    Doubt,
    Form,
    State,
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
    unadded,
)
from handlers.screens import Button, ButtonKind, Rows, Screen, in_rows
from locales import N_

Verb = Literal["back", "skip", "cancel", "save", "change", "done", "sure", "add", "advice", "more", "fewer", "keep"]


def screen(form: Form, state: State, world: World) -> Screen:
    """What to show for a state."""
    current = open_field(form, state)
    if state["doubt"]:
        return _doubt_screen(form, state, world)
    if state["at"] == CHANGE:
        return _change_screen(form, state, world)
    if current is None:
        return _card_screen(form, state, world)
    return _question_screen(form, state, current, world)


def _verb(state: State, world: World, verb: Verb, label: str, word: str) -> Button:
    return Button(label, f"g:{state['token']}:{place(state)}:{verb}", "verb", world.lang.say(word))


def told_lines(form: Form, state: State, world: World) -> list[str]:
    """The answers that were given, without the defaults, as lines of a card."""
    answers = complete(form, state, world)
    told = [one for one in changeable(form, state, world) if state["answers"].get(one.key) is not None]
    return [f"• {one.label}: {_shown(form, one.key, answers, world)}" for one in told]


def _card_lines(form: Form, state: State, world: World) -> list[str]:
    answers = complete(form, state, world)
    return [
        f"{number}. {option.label}: {_shown(form, option.key, answers, world)}"
        for number, option in enumerate(changeable(form, state, world), 1)
    ]


def _shown(form: Form, name: str, answers: Answers, world: World) -> str:
    f, value = form.field(name), answers[name]
    assert f is not None
    return "–" if value is None else f.told(value, answers, world)


def _card_screen(form: Form, state: State, world: World) -> Screen:
    lang = world.lang
    check = lang.say("Please check, then “{save}”.", save=lang.say(form.save_label))
    text = "\n".join([lang.say(form.title), "", *_card_lines(form, state, world), "", check])
    more = addable(form, state, world)
    rows: Rows = (
        (_verb(state, world, "save", f"✅ {lang.say(form.save_label)}", N_("save")),),
        *(((_verb(state, world, "add", lang.say(more.add), N_("add")),),) if more else ()),
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
        for option in changeable(form, state, world)
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
        for option in page_of(current, state, answers, world)
    ]  # fmt: skip
    lines = [lang.say(form.title), "", current.asks(answers, world)]
    if current.hint:
        lines.append(lang.say(current.hint))
    if current.name in answers and not ticking and not unadded(current, answers):
        lines.append(lang.say("Now: {value}", value=_shown(form, current.name, answers, world)))
    rows = [*in_rows(buttons, current.columns)]
    if current.name in to_ask(state) and current.name in answers and not ticking:
        kept = _shown(form, current.name, answers, world)
        rows.insert(0, (_verb(state, world, "keep", lang.say("✅ Right: {value}", value=kept), N_("yes")),))
    if turning := _page_buttons(state, current, answers, world):
        rows.append(turning)
    if ticking:
        rows.append((_verb(state, world, "done", lang.say("➡️ Done"), N_("done")),))
    if advice_at(form, state, current, world):
        rows.append((_verb(state, world, "advice", lang.say("ℹ️ Advice"), N_("advice")),))
    moves: list[Button] = []
    if state["trail"]:
        moves.append(_verb(state, world, "back", lang.say("⬅️ Back"), N_("back")))
    if not current.required:
        moves.append(_verb(state, world, "skip", lang.say("Skip"), N_("skip")))
    moves.append(_verb(state, world, "cancel", lang.say("✖️ Cancel"), N_("cancel")))
    return Screen("\n".join(lines), (*rows, tuple(moves)))


def _page_buttons(state: State, current: Field, answers: Answers, world: World) -> tuple[Button, ...]:
    lang, number = world.lang, page_number(state)
    buttons = []
    if number:
        buttons.append(_verb(state, world, "fewer", lang.say("⬆️ Earlier ones"), N_("earlier ones")))
    if number + 1 < pages(current, answers, world):
        buttons.append(_verb(state, world, "more", lang.say("⬇️ More"), N_("more")))
    return tuple(buttons)
