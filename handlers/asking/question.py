"""A question as data: of what place, over which days, what, and how it is looked at. It fits in a button. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from db.statistics.counts import PARTS
from db.statistics.measures import BY_CODE, Measure
from handlers.asking.spans import Span, around, from_mark

View = Literal["total", "parts", "places", "lowest", "clusters", "people", "trend", "compare"]
"""How a figure is looked at: the figure itself; by what it is made of; ranked by communes (of a commune by hamlets),
the highest or the lowest first, by clusters or by people; over time; beside another period or place."""
_LETTERS: dict[View, str] = dict(zip(get_args(View), "nkxlgwtc", strict=True))
_VIEWS = {letter: view for view, letter in _LETTERS.items()}

OWN = "m"
"""The place that stands for one's own records; others are "a12", an area by its id, and "p12", a person."""
YEAR_BEFORE = "y"
"""What stands for the same period of the year before, in `against`."""
_DOTS = 5
MOST_BYTES = 64
"""Telegram's limit for what a button says."""


@dataclass(frozen=True)
class Question:
    """A question. Without a `measure` it asks for the main ones at once.

    `against` is what is compared with: the mark of another stretch of days, YEAR_BEFORE, a place, or (empty) the
    stretch before. `only` keeps one code of one part of what is counted: ("product", "condom"); without a code it
    is the part that is told by.
    """

    place: str
    span: Span
    measure: str = ""
    view: View = "total"
    against: str = ""
    only: tuple[str, str] | None = None

    @property
    def of(self) -> Measure | None:
        """The measure, if one is asked for."""
        return BY_CODE.get(self.measure)

    @property
    def keys(self) -> dict[str, Collection[str]]:
        """The part and code that are kept, as sums are asked for them."""
        return {self.only[0]: frozenset((self.only[1],))} if self.only and self.only[1] else {}

    def asking(self, measure: str, only: tuple[str, str] | None = None) -> "Question":
        """The same about something else."""
        other = replace(self, measure=measure, only=only)
        return replace(other, view="total") if self.view == "parts" or not measure else other

    def action(self, name: str = "ask") -> str:
        """What a button says that asks this. What does not fit any more is the other thing to compare with."""
        said = f"{name}:{self._text()}"
        return said if len(said.encode()) < MOST_BYTES else f"{name}:{replace(self, against='')._text()}"

    def _text(self) -> str:
        return ".".join((self.measure, _LETTERS[self.view], self.place, self.span.mark, self.against, self._only()))

    def _only(self) -> str:
        if self.only is None or self.of is None:
            return ""
        part, code = self.only
        return f"{PARTS[self.of.subject].index(part)}{code}"


def from_action(argument: str, today: date, place: str) -> Question | None:
    """The question that a button asks; where it says nothing known: this month, that place, the main measures. None if
    a button says something else."""
    if argument.count(".") < _DOTS:
        return None
    measure, view, where, span, against, only = argument.split(".", _DOTS)
    known = BY_CODE.get(measure)
    return Question(
        place=where if is_place(where) else place,
        span=from_mark(span) or around("month", today),
        measure=measure if known else "",
        view=_VIEWS.get(view, "total"),
        against=against if against == YEAR_BEFORE or is_place(against) or from_mark(against) else "",
        only=_only_of(known, only) if known else None,
    )


def is_place(mark: str) -> bool:
    """Whether a mark is that of a place."""
    number = mark[1:]
    return mark == OWN or (mark[:1] in ("a", "p") and number.isascii() and number.isdecimal() and len(number) < 10)


def _only_of(measure: Measure, text: str) -> tuple[str, str] | None:
    parts = PARTS[measure.subject]
    if not text[:1].isdecimal() or not text[:1].isascii() or int(text[0]) >= len(parts):
        return None
    return parts[int(text[0])], text[1:]
