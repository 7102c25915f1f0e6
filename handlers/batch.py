"""Several forms at once: what one message told of. Each is asked what it still lacks, one after the other; then they
stand on one card, where each can be changed or dropped, and are saved together or not at all.

Pure, like the form engine, whose states it holds. The state of a batch:

    form    "batch"
    token   marks the buttons of its card
    parts   the states of the forms
    open    the part that is being changed, or None
    sure    the parts (by token) whose doubt was answered with yes
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers import forms
from handlers.fields import World
from handlers.forms import CARD, Doubt, Form, State, Step
from handlers.reading.options import Option, choose, choose_number
from handlers.reading.words import navigation, yes_no
from handlers.screens import Button, Rows, Screen
from locales import N_

NAME = "batch"
TITLE = N_("📝 Several entries")
MOST = 8
"""Entries in a batch at most."""
Forms = Callable[[State], Form]
"""The form of a state."""


def is_batch(state: Mapping[str, Any]) -> bool:
    """Whether an open form is a batch."""
    return bool(state["form"] == NAME)


def start(parts: Sequence[State], token: str) -> State:
    """Opens a batch of forms that were started with answers."""
    named = [{**part, "token": f"{token}.{number}"} for number, part in enumerate(parts)]
    return {"form": NAME, "token": token, "parts": named, "open": None, "sure": [], "about": None}


def place(state: State) -> tuple[str, str]:
    """Which question is open, told from all others."""
    part = current(state)
    return (state["token"], CARD) if part is None else (part["token"], part["at"])


def screen(form_of: Forms, state: State, world: World) -> Screen:
    """What to show for a state."""
    part = current(state)
    if part is None:
        return _card_screen(form_of, state, world)
    shown = forms.screen(form_of(part), part, world)
    number = str(state["parts"].index(part) + 1)
    return replace(shown, text=f"({number}/{len(state['parts'])}) {shown.text}")


def hear(form_of: Forms, state: State, text: str, world: World) -> Step:
    """Takes typed words: for the open question, or for the card."""
    part = current(state)
    if part is not None:
        return _taken(state, part, forms.hear(form_of(part), part, text, world))
    if navigation(text) in ("save", "cancel"):
        return _go(form_of, state, str(navigation(text)), world)
    if yes_no(text):
        return _go(form_of, state, "save", world)
    if numbered := choose_number(text, [Option(f"change.{n}", "") for n in range(len(state["parts"]))]):
        return _go(form_of, state, numbered.key, world)
    said = choose(text, [Option(verb, label) for verb, label in _typed_verbs(state, world)], numbers=False)
    if isinstance(said, Option):
        return _go(form_of, state, said.key, world)
    sentence = world.lang.say("Type “{save}” to keep all, or the number of an entry to change it.", save=_save(world))
    return Step(state, sentence, unknown=True)


def tap(form_of: Forms, state: State, action: str, world: World) -> Step:
    """Takes a tapped button; one of an older question or another run changes nothing."""
    _, token, at, value = forms.split_action(action)
    part = current(state)
    if part is None and (token, at) == (state["token"], CARD):
        return _go(form_of, state, value, world)
    if part is None or token != part["token"]:
        return Step(state, world.lang.say("This question is closed."))
    return _taken(state, part, forms.tap(form_of(part), part, action, world))


def doubted(state: State, number: int, doubt: Doubt) -> State:
    """The batch with a question about one part that must be answered before all is saved."""
    parts = list(state["parts"])
    parts[number] = forms.doubted(parts[number], doubt)
    return {**state, "parts": parts, "open": None}


def is_sure(state: State, part: State) -> bool:
    """Whether a part is to be saved whatever is doubted about it."""
    return part["token"] in state["sure"]


def current(state: State) -> State | None:
    """The part whose question is open; None: the card is."""
    if state["open"] is not None:
        chosen: State = state["parts"][state["open"]]
        return chosen
    return next((part for part in state["parts"] if part["at"] != CARD or part["doubt"]), None)


def _taken(state: State, part: State, step: Step) -> Step:
    """What an answer to a part's question means for the batch."""
    parts, number = list(state["parts"]), state["parts"].index(part)
    was_doubted = part["doubt"] is not None
    if step.outcome == "cancel":
        del parts[number]
        if not was_doubted or not parts:
            return Step(state, outcome="cancel")
        return Step({**state, "parts": parts, "open": None}, outcome="save")
    parts[number] = step.state
    still_open = step.outcome is None and step.state["at"] != CARD
    changed = {**state, "parts": parts, "open": state["open"] if still_open else None}
    if step.outcome == "save" and was_doubted:
        return Step({**changed, "sure": [*state["sure"], part["token"]]}, outcome="save")
    return replace(step, state=changed, outcome=None)


def _go(form_of: Forms, state: State, verb: str, world: World) -> Step:
    name, _, digits = verb.partition(".")
    number = int(digits) if digits.isdecimal() else len(state["parts"])
    match name:
        case "save" | "cancel":
            return Step(state, outcome="save" if name == "save" else "cancel")
        case "change" if number < len(state["parts"]):
            part = state["parts"][number]
            opened = forms.go(form_of(part), part, "change", world).state
            parts = [*state["parts"][:number], opened, *state["parts"][number + 1 :]]
            return Step({**state, "parts": parts, "open": number})
        case "drop" if number < len(state["parts"]) > 1:
            return Step({**state, "parts": [part for n, part in enumerate(state["parts"]) if n != number]})
        case "drop" if number == 0:
            return Step(state, outcome="cancel")
    return Step(state, world.lang.say("This question is closed."))


def _save(world: World) -> str:
    return world.lang.say("save")


def _typed_verbs(state: State, world: World) -> list[tuple[str, str]]:
    change, drop = world.lang.say("change"), world.lang.say("drop")
    return [
        (f"{verb}.{number}", f"{word} {number + 1}")
        for number in range(len(state["parts"]))
        for verb, word in (("change", change), ("drop", drop))
    ]


def _card_screen(form_of: Forms, state: State, world: World) -> Screen:
    lang = world.lang
    lines = [lang.say("Understood like this:")]
    rows: list[tuple[Button, ...]] = [(_button(state, "save", _save_all(state, world), _save(world)),)]
    typed = dict(_typed_verbs(state, world))
    for number, part in enumerate(state["parts"]):
        form = form_of(part)
        lines += ["", f"{number + 1}. {lang.say(form.title)}", *forms.told_lines(form, part, world)]
        change, drop = f"change.{number}", f"drop.{number}"
        rows.append(
            (
                _button(state, change, lang.say("✏️ Change {n}", n=number + 1), typed[change]),
                _button(state, drop, lang.say("🗑 Drop {n}", n=number + 1), typed[drop]),
            )
        )
    rows.append((_button(state, "cancel", lang.say("✖️ Cancel"), lang.say("cancel")),))
    shown: Rows = tuple(rows)
    return Screen("\n".join(lines), shown)


def _save_all(state: State, world: World) -> str:
    return world.lang.plural("✅ Save {n} entry", "✅ Save all {n}", len(state["parts"]))


def _button(state: State, verb: str, label: str, word: str) -> Button:
    return Button(label, f"g:{state['token']}:{CARD}:{verb}", "verb", word)
