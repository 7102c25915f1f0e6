"""Filling in forms: brings together the open form of a person, what was said, and the saving of what is complete."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers import batch, beside, forms
from handlers.actions import FIELD_WORKERS
from handlers.forms import CARD, Doubt, Form, State, Step
from handlers.screens import Button, Rows, Screen
from handlers.turn import Turn

Save = Callable[[Turn, dict[str, Any], State, bool], Awaitable[Screen | Doubt]]
"""Keeps the answers of a complete form and says so. May raise a doubt instead, unless `sure` (its last argument)."""


Prepare = Callable[[Turn], Awaitable[None]]
"""Reads what a form needs to know; `turn.known["about"]` is what the form is about."""


@dataclass(frozen=True)
class Filling:
    """A form, what saving it does, what has to be read before it is shown or hears (the `lists` of its choices), and
    the roles that may fill it in."""

    form: Form
    save: Save
    prepare: Prepare | None = None
    roles: tuple[str, ...] = FIELD_WORKERS


FILLINGS: dict[str, Filling] = {}

Heard = dict[str, Any]
"""What a form keeps of the message that filled it in (JSON): for learners, and as `echo` what its card repeats."""
Learner = Callable[[Turn, Heard, Mapping[str, Any]], Awaitable[str | None]]
"""Learns from the answers with which a form that a message filled in was saved; may have something to say."""
LEARNERS: list[Learner] = []


@dataclass(frozen=True)
class FilledIn:
    """A form by its name, filled in as far as is known, with the names of what is uncertain, and what it heard."""

    name: str
    answers: Mapping[str, Any]
    ask: Collection[str] = ()
    heard: Heard | None = None


def filling(form: Form, save: Save, prepare: Prepare | None = None, roles: tuple[str, ...] = FIELD_WORKERS) -> Form:
    """Registers what saving a form does, and who may."""
    FILLINGS[form.name] = Filling(form, save, prepare, roles)
    return form


async def begin(
    turn: Turn, form: Form, answers: Mapping[str, Any] | None = None, about: Any = None, change: bool = False
) -> Screen:
    """Opens a form; with `change`, one that is filled in opens at "which answer shall be changed?".

    A form that is half filled is never thrown away silently: it is shown again instead.
    """
    if (unfinished := _unfinished(turn)) is not None:
        return unfinished
    await prepare(turn, form.name, about)
    turn.form = forms.start(form, turn.world(), turn.token(), answers, about)
    if change:
        turn.form = forms.go(form, turn.form, "change", turn.world()).state
    return replace(show(turn), fresh=True)


async def tell_beside(turn: Turn, filled: Sequence[FilledIn], remark: str) -> Screen:
    """Keeps forms that are filled in beside the open one, and offers to add them to it."""
    for one in filled:
        await prepare(turn, one.name)
    turn.form = beside.keep(turn.form, [_started(turn, one) for one in filled])
    return show(turn, remark)


async def _add_told(turn: Turn, told: Sequence[State]) -> Screen:
    parts = [revived for part in told if (revived := await _revived(turn, part)) is not None]
    turn.form = beside.added(turn.form, parts, turn.token())
    return replace(show(turn), fresh=True)


async def begin_filled(turn: Turn, filled: Sequence[FilledIn]) -> Screen:
    """Opens forms that are filled in: several at once as a batch (see handlers/batch.py)."""
    if (unfinished := _unfinished(turn)) is not None:
        return unfinished
    for one in filled:
        await prepare(turn, one.name)
    states = [_started(turn, one) for one in filled]
    turn.form = states[0] if len(states) == 1 else batch.start(states, turn.token())
    return replace(show(turn), fresh=True)


def _started(turn: Turn, one: FilledIn) -> State:
    state = forms.start(FILLINGS[one.name].form, turn.world(), turn.token(), one.answers, ask=one.ask)
    return {**state, "heard": one.heard} if one.heard else state


def _unfinished(turn: Turn) -> Screen | None:
    """The form that is half filled already, under a remark that says so."""
    if turn.form is None or not is_half_filled(turn.form):
        return None
    title = turn.lang.say(title_of(turn.form))
    remark = turn.lang.say("“{form}” is still half filled. Go on here, or type “cancel” to drop it.", form=title)
    return replace(show(turn, remark), fresh=True)


def is_half_filled(state: State) -> bool:
    """Whether something would be lost with the form; a correction in which nothing was answered holds nothing new."""
    if batch.is_batch(state):
        return True
    return bool(state["trail"] or state["picked"] or (state["answers"] and state["about"] is None))


def title_of(state: State) -> str:
    """What an open form is called, not yet translated. LookupError for one that no longer exists."""
    return batch.TITLE if batch.is_batch(state) else _form_of(state).title


def _form_of(state: State) -> Form:
    return FILLINGS[state["form"]].form


async def prepare(turn: Turn, name: str, about: Any = None) -> None:
    """Reads what a form needs before it is shown or hears; `about` is what it is about."""
    turn.known["about"] = about
    reading = FILLINGS[name].prepare
    if reading is not None:
        await reading(turn)


async def restore(turn: Turn) -> bool:
    """Brings the open form to the present version of its questions; one that no longer exists is closed, and so is
    one that the person's roles no longer allow. False when that opened another question than the one the person saw, so
    that typed words are no answer to it."""
    if turn.form is None:
        return True
    if batch.is_batch(turn.form):
        seen = batch.place(turn.form)
        parts = [revived for part in turn.form["parts"] if (revived := await _revived(turn, part)) is not None]
        turn.form = {**turn.form, "parts": parts} if len(parts) == len(turn.form["parts"]) else None
        return turn.form is None or batch.place(turn.form) == seen
    at = turn.form["at"]
    turn.form = await _revived(turn, turn.form)
    return turn.form is None or turn.form["at"] == at


async def _revived(turn: Turn, state: State) -> State | None:
    if state["form"] not in FILLINGS or not turn.person.has(*FILLINGS[state["form"]].roles):
        return None
    await prepare(turn, state["form"], state["about"])
    return forms.revive(_form_of(state), state, turn.world())


def show(turn: Turn, remark: str | None = None) -> Screen:
    """The open question, under a remark if there is one."""
    if batch.is_batch(turn.form):
        shown = batch.screen(_form_of, turn.form, turn.world())
        is_card = batch.current(turn.form) is None
    else:
        shown = forms.screen(_form_of(turn.form), turn.form, turn.world())
        is_card = turn.form["at"] == CARD and not turn.form["doubt"]
    echo = _echo(turn.form) if is_card else None
    rows = ((beside.button(turn.form, turn.lang),), *shown.rows) if turn.form.get(beside.KEPT) else shown.rows
    return replace(shown, text=f"{echo}\n\n{shown.text}" if echo else shown.text, rows=rows).saying(remark)


def show_below(turn: Turn, words: str) -> Screen:
    """The open question, below words that are to be read first."""
    shown = show(turn)
    return replace(shown, text=f"{words}\n\n{shown.text}")


def _echo(state: State) -> str | None:
    """What a card repeats of the message that filled it in."""
    parts = state["parts"] if batch.is_batch(state) else [state]
    return next((part["heard"]["echo"] for part in parts if part.get("heard", {}).get("echo")), None)


async def heard(turn: Turn, text: str) -> Screen:
    """Typed words while a form is open."""
    turn.form, told = beside.split(turn.form)
    if told and beside.is_meant(text, turn.lang):
        return await _add_told(turn, told)
    if batch.is_batch(turn.form):
        return await _take(turn, batch.hear(_form_of, turn.form, text, turn.world()))
    return await _take(turn, forms.hear(_form_of(turn.form), turn.form, text, turn.world()))


async def tapped(turn: Turn, action: str) -> Screen:
    """A tapped button of a form. Without an open form it belongs to a closed one; the message that it was tapped on may
    say "recorded" by now (a second tap on "save"), so it is left as it is."""
    if turn.form is None:
        closed = turn.lang.say("This question is closed.")
        return Screen(closed, (home_row(turn),), notice=closed, fresh=True)
    turn.form, told = beside.split(turn.form)
    if told and action == beside.action(turn.form):
        return await _add_told(turn, told)
    if batch.is_batch(turn.form):
        return await _take(turn, batch.tap(_form_of, turn.form, action, turn.world()))
    return await _take(turn, forms.tap(_form_of(turn.form), turn.form, action, turn.world()))


def home_row(turn: Turn, fresh: bool = False) -> tuple[Button, ...]:
    """The way back to the menu; with `fresh` in a message of its own, so that what is said here stays."""
    return (Button(turn.lang.say("🏠 Menu"), "+home" if fresh else "home"),)


def resume_row(turn: Turn) -> Rows:
    """The way back to a half-filled form, if there is one."""
    if turn.form is None:
        return ()
    return ((Button(turn.lang.say("▶️ Go on with the half-filled form"), "resume"),),)


async def _take(turn: Turn, step: Step) -> Screen:
    before, turn.form, turn.refused = turn.form, step.state, step.unknown
    if step.outcome == "cancel":
        turn.form = None
        return Screen(_cancelled(turn, before), (home_row(turn),))
    if step.outcome == "save":
        return await (_save_all(turn) if batch.is_batch(turn.form) else _save(turn, before["doubt"] is not None))
    return show_below(turn, step.aside) if step.aside else show(turn, step.remark)


def _cancelled(turn: Turn, state: State) -> str:
    if state.get("doubt") is not None and state["about"] is None:
        return turn.lang.say("Nothing was added.")
    if state["about"] is not None:
        return turn.lang.say("Cancelled. Nothing was changed.")
    return turn.lang.say("Cancelled. Nothing was recorded.")


async def _save(turn: Turn, sure: bool) -> Screen:
    saved = await _saved(turn, turn.form, sure)
    if isinstance(saved, Doubt):
        turn.form = forms.doubted(turn.form, saved)
        return show(turn)
    turn.form = None
    return saved


async def _save_all(turn: Turn) -> Screen:
    """Saves all parts of a batch, or none while one of them is in doubt."""
    screens: list[Screen] = []
    async with turn.session.begin_nested() as savepoint:
        for number, part in enumerate(turn.form["parts"]):
            saved = await _saved(turn, part, batch.is_sure(turn.form, part))
            if isinstance(saved, Doubt):
                await savepoint.rollback()
                turn.form = batch.doubted(turn.form, number, saved)
                return show(turn)
            screens.append(saved)
    turn.form = None
    text = "\n\n".join(screen.text for screen in screens)
    papers = tuple(paper for screen in screens for paper in screen.papers)
    notebook = Button(turn.lang.say("📒 Notebook"), "+book:day")
    return Screen(text, ((notebook, *home_row(turn, fresh=True)),), papers=papers)


async def _saved(turn: Turn, state: State, sure: bool) -> Screen | Doubt:
    known = FILLINGS[state["form"]]
    answers = forms.complete(known.form, state, turn.world())
    saved = await known.save(turn, answers, state, sure)
    if isinstance(saved, Doubt) or not state.get("heard"):
        return saved
    told = [said for learn in LEARNERS if (said := await learn(turn, state["heard"], answers))]
    return replace(saved, text="\n\n".join([saved.text, *told]))
