"""What is told while a question is open. Words that are no answer to it but an entry of their own are not lost: they
are kept beside the open form, filled in, and one tap or word adds them to it, so that both are saved together. Pure."""

from collections.abc import Collection, Sequence
from typing import Any

from handlers import batch
from handlers.forms import State
from handlers.reading.options import Option, choose
from handlers.screens import Button
from locales import Language

KEPT = "beside"
"""Where the state of an open form holds the states of what was told beside it."""


def can_be_added(state: State, names: Collection[str], more: int) -> bool:
    """Whether so many entries more fit to an open form: it must itself be made of new ones, of forms with these names,
    and nothing in it in doubt."""
    parts = state["parts"] if batch.is_batch(state) else [state]
    return len(parts) + more <= batch.MOST and all(
        part["form"] in names and part["about"] is None and part["doubt"] is None for part in parts
    )


def keep(state: State, told: Sequence[State]) -> State:
    """The open form with what was told beside it."""
    return {**state, KEPT: list(told)}


def split(state: State) -> tuple[State, list[State]]:
    """The open form by itself, and what was told beside it when it was shown last."""
    return {name: value for name, value in state.items() if name != KEPT}, state.get(KEPT, [])


def button(state: State, lang: Language) -> Button:
    """Adds what was told to the form."""
    return Button(lang.say("➕ Add this, too"), action(state), "verb", lang.say("add this"))


def action(state: State) -> str:
    """What the button says."""
    token, at = batch.place(state) if batch.is_batch(state) else (state["token"], state["at"])
    return f"g:{token}:{at}:{KEPT}"


def is_meant(text: str, lang: Language) -> bool:
    """Whether typed words say that it is to be added."""
    meant = Option(KEPT, lang.say("➕ Add this, too"), (lang.say("add this"),))
    return isinstance(choose(text, [meant], numbers=False), Option)


def added(state: State, told: Sequence[State], token: str) -> dict[str, Any]:
    """The form and what was told, as a batch that goes on where the form was."""
    if not batch.is_batch(state):
        return batch.start([state, *told], token)
    return {**batch.start([*state["parts"], *told], token), "open": state["open"]}
