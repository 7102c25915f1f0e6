"""Filling in forms: brings together the open form of a person, what was said, and the saving of what is complete."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from handlers import forms
from handlers.forms import Doubt, Form, State, Step
from handlers.screens import Button, Screen
from handlers.turn import Turn

Save = Callable[[Turn, dict[str, Any], State, bool], Awaitable[Screen | Doubt]]
"""Keeps the answers of a complete form and says so. May raise a doubt instead, unless `sure` (its last argument)."""


Prepare = Callable[[Turn], Awaitable[None]]


@dataclass(frozen=True)
class Filling:
    """A form, what saving it does, and what has to be read before it is shown or hears (the `lists` of its choices).

    Whoever begins a form prepares it; in later turns `restore` does.
    """

    form: Form
    save: Save
    prepare: Prepare | None = None


FILLINGS: dict[str, Filling] = {}


def filling(form: Form, save: Save, prepare: Prepare | None = None) -> Form:
    """Registers what saving a form does."""
    FILLINGS[form.name] = Filling(form, save, prepare)
    return form


def begin(
    turn: Turn, form: Form, answers: Mapping[str, Any] | None = None, about: Any = None, change: bool = False
) -> Screen:
    """Opens a form; with `change`, one that is filled in opens at "which answer shall be changed?".

    A form that is half filled is never thrown away silently: it is shown again instead.
    """
    if turn.form is not None and _is_half_filled(turn.form):
        half_filled = FILLINGS[turn.form["form"]].form
        title = turn.lang.say(half_filled.title)
        remark = turn.lang.say("“{form}” is still half filled. Go on here, or type “cancel” to drop it.", form=title)
        return replace(show(turn, remark), fresh=True)
    turn.form = forms.start(form, turn.world(), turn.token(), answers, about)
    if change:
        turn.form = forms.go(form, turn.form, "change", turn.world()).state
    return replace(show(turn), fresh=True)


def _is_half_filled(state: State) -> bool:
    """Whether something would be lost with the form; a correction in which nothing was answered holds nothing new."""
    return bool(state["trail"] or state["picked"] or (state["answers"] and state["about"] is None))


async def restore(turn: Turn) -> bool:
    """Brings the open form to the present version of its questions; one that no longer exists is closed. False when
    that opened another question than the one the person saw, so that typed words are no answer to it."""
    if turn.form is None:
        return True
    known, seen = FILLINGS.get(turn.form["form"]), turn.form["at"]
    if known is not None and known.prepare is not None:
        await known.prepare(turn)
    turn.form = None if known is None else forms.revive(known.form, turn.form, turn.world())
    return turn.form is None or turn.form["at"] == seen


def show(turn: Turn, remark: str | None = None) -> Screen:
    """The open question, under a remark if there is one."""
    form = FILLINGS[turn.form["form"]].form
    return forms.screen(form, turn.form, turn.world()).saying(remark)


async def heard(turn: Turn, text: str) -> Screen:
    """Typed words while a form is open."""
    form = FILLINGS[turn.form["form"]].form
    return await _take(turn, forms.hear(form, turn.form, text, turn.world()))


async def tapped(turn: Turn, action: str) -> Screen:
    """A tapped button of a form. Without an open form it belongs to a closed one; the message that it was tapped on may
    say "recorded" by now (a second tap on "save"), so it is left as it is."""
    if turn.form is None:
        closed = turn.lang.say("This question is closed.")
        return Screen(closed, (home_row(turn),), notice=closed, fresh=True)
    form = FILLINGS[turn.form["form"]].form
    return await _take(turn, forms.tap(form, turn.form, action, turn.world()))


def home_row(turn: Turn, fresh: bool = False) -> tuple[Button, ...]:
    """The way back to the menu; with `fresh` in a message of its own, so that what is said here stays."""
    return (Button(turn.lang.say("🏠 Menu"), "+home" if fresh else "home"),)


async def _take(turn: Turn, step: Step) -> Screen:
    known = FILLINGS[step.state["form"]]
    doubted = turn.form["doubt"] is not None
    turn.form = step.state
    if step.outcome == "cancel":
        turn.form = None
        if doubted:
            text = turn.lang.say("Nothing was added.")
        elif step.state["about"] is not None:
            text = turn.lang.say("Cancelled. Nothing was changed.")
        else:
            text = turn.lang.say("Cancelled. Nothing was recorded.")
        return Screen(text, (home_row(turn),))
    if step.outcome == "save":
        saved = await known.save(turn, forms.complete(known.form, step.state, turn.world()), step.state, doubted)
        if isinstance(saved, Doubt):
            turn.form = forms.doubted(step.state, saved)
            return show(turn)
        turn.form = None
        return saved
    return show(turn, step.remark)
