"""A question as data: of what place, over which days, what, and how it is looked at. It fits in a button. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from db.statistics.measures import ASKABLE, BY_MARK, Measure
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
_LONGEST_CODE = 40
MOST_BYTES = 64
"""Telegram's limit for what a button says."""

Kept = tuple[tuple[str, str], ...]
"""What is counted of all: codes by their parts, one of each: (("product", "condom"), ("supply", "free"))."""


@dataclass(frozen=True)
class Question:
    """A question. Without a `measure` it asks for the main ones at once.

    `against` is what is compared with: the mark of another stretch of days, YEAR_BEFORE, a place, or (empty) the
    stretch before. `only` is what is kept of all that is counted; `by` the part that it is told by, if one is named.
    """

    place: str
    span: Span
    measure: str = ""
    view: View = "total"
    against: str = ""
    only: Kept = ()
    by: str = ""

    @property
    def of(self) -> Measure | None:
        """The measure, if one is asked for."""
        return ASKABLE.get(self.measure)

    @property
    def keys(self) -> dict[str, Collection[str]]:
        """The codes that are kept, as sums are asked for them."""
        return {part: frozenset((code,)) for part, code in self.only}

    def asking(self, measure: str, only: Kept = ()) -> "Question":
        """The same about something else."""
        other = replace(self, measure=measure, only=only, by="")
        return replace(other, view="total") if self.view == "parts" or not measure else other

    def keeping(self, only: Kept) -> "Question":
        """The figure of these codes, beside those that are kept in other parts."""
        view = "total" if self.view == "parts" else self.view
        return replace(self, only=tuple({**dict(self.only), **dict(only)}.items()), by="", view=view)

    def without(self, part: str) -> "Question":
        """The same with all codes of a part."""
        return replace(self, only=tuple(kept for kept in self.only if kept[0] != part))

    def told_by(self, part: str) -> "Question":
        """The same by the codes of a part."""
        return replace(self.without(part), by=part, view="parts")

    def action(self, name: str = "ask") -> str:
        """What a button says that asks this. Where that is too long, the other thing to compare with is left out, and
        then what was narrowed down last: the card says what it tells of."""
        said = f"{name}:{self._text()}"
        if len(said.encode()) < MOST_BYTES or not (self.against or self.only):
            return said
        shorter = replace(self, against="") if self.against else replace(self, only=self.only[:-1])
        return shorter.action(name)

    def _text(self) -> str:
        measure = self.of.mark if self.of else ""
        return ".".join((measure, _LETTERS[self.view], self.place, self.span.mark, self.against, self._only()))

    def _only(self) -> str:
        if self.of is None:
            return ""
        parts = self.of.parts
        kept = [f"{parts.index(part)}{code}" for part, code in self.only]
        return ",".join([*kept, str(parts.index(self.by))] if self.by else kept)


def from_action(argument: str, today: date, place: str) -> Question | None:
    """The question that a button asks; where it says nothing known: this month, that place, the main measures. None if
    a button says something else."""
    if argument.count(".") < _DOTS:
        return None
    measure, view, where, span, against, said = argument.split(".", _DOTS)
    known = BY_MARK.get(measure) or ASKABLE.get(measure)  # buttons of old say the code
    only, by = _kept(known, said) if known else ((), "")
    return Question(
        place=where if is_place(where) else place,
        span=from_mark(span) or around("month", today),
        measure=known.code if known else "",
        view=_VIEWS.get(view, "total"),
        against=against if against == YEAR_BEFORE or is_place(against) or from_mark(against) else "",
        only=only,
        by=by,
    )


def is_place(mark: str) -> bool:
    """Whether a mark is that of a place."""
    number = mark[1:]
    return mark == OWN or (mark[:1] in ("a", "p") and number.isascii() and number.isdecimal() and len(number) < 10)


def _kept(measure: Measure, text: str) -> tuple[Kept, str]:
    """What is kept, and the part that is told by: the one without a code."""
    parts = measure.parts
    kept: dict[str, str] = {}
    by = ""
    for said in text.split(","):
        number, code = said[:1], said[1:]
        if not (number.isascii() and number.isdecimal()) or int(number) >= len(parts) or len(code) > _LONGEST_CODE:
            continue
        if code:
            kept.setdefault(parts[int(number)], code)
        else:
            by = parts[int(number)]
    return tuple(kept.items()), by
