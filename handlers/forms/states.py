"""The state of a form, and what can be read from it. Pure.

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
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from handlers.fields import UNSET, Answers, Field, World
from handlers.reading.options import Option
from locales import N_

State = dict[str, Any]
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


def place(state: State) -> str:
    return "!" if state["doubt"] else str(state["at"])


def open_field(form: Form, state: State) -> Field | None:
    return None if state["doubt"] else form.field(state["at"])


def to_ask(state: State) -> Sequence[str]:
    asked: Sequence[str] = state.get("ask", ())
    return asked


def changeable(form: Form, state: State, world: World) -> list[Option]:
    answers = complete(form, state, world)
    return [
        Option(f.name, world.lang.say(f.title))
        for f in form.fields
        if f.name in answers and f.is_relevant(answers, world) and not unadded(f, answers)
    ]


def unadded(f: Field, answers: Answers) -> bool:
    """Whether the card offers a button for this answer instead of a line."""
    return bool(f.add) and answers.get(f.name) is None


def addable(form: Form, state: State, world: World) -> Field | None:
    """The next answer that can be added at the card."""
    answers = complete(form, state, world)
    return next((f for f in form.fields if f.is_relevant(answers, world) and unadded(f, answers)), None)


def advice_at(form: Form, state: State, current: Field, world: World) -> str | None:
    return current.advice(complete(form, state, world), world) if current.advice else None


def page_number(state: State) -> int:
    return int(state.get("page", 0))


def pages(current: Field, answers: Answers, world: World) -> int:
    """In how many pages the options of a question are shown."""
    return max(1, -(-len(current.options(answers, world)) // current.page)) if current.page else 1


def page_of(current: Field, state: State, answers: Answers, world: World) -> Sequence[Option]:
    """The options that are shown."""
    options = current.options(answers, world)
    first = page_number(state) * current.page
    return options[first : first + current.page] if current.page else options
