"""A talk as far as it was said: whom it was held with, counted once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.quicklog.amounts import Amount
from handlers.quicklog.lexicon import FORMS

_GENDERS = frozenset({"male", "female"})


@dataclass(slots=True)
class Draft:
    """A talk as far as it was said. `forms` are cues; `about` whether the subject was said; `at` its clauses."""

    at: list[int] = field(default_factory=list)
    forms: set[str] = field(default_factory=set)
    weak: bool = False
    sessions: bool = False
    people: list[Amount] = field(default_factory=list)
    households: list[Amount] = field(default_factory=list)
    codes: int = 0
    topics: list[str] = field(default_factory=list)
    leaflets: list[int] = field(default_factory=list)
    unclear: set[str] = field(default_factory=set)
    split: bool = False
    tt: bool = False
    dated: bool = False
    joined: bool = False
    """Whether those who got something are those who were talked to: "tư vấn và phát 10 bao cho 2 chị"."""
    told_later: bool = False
    """Whether those who were talked to are counted after a comma: "về vô sinh, hiếm muộn cho 22 chị"."""
    about_later: bool = False
    """Whether its subject comes with the next verb: "gặp 4 chị ở chợ | tư vấn về đặt vòng"."""
    is_first: bool = False
    """Whether a verb began it; not what goes on with the talk before."""

    @property
    def grouped(self) -> bool:
        """Whether it says whom was talked to."""
        return bool(self.people or self.households or self.codes)

    @property
    def form(self) -> str | None:
        """The first form of the contract's table that is cued."""
        return next((form for form in FORMS if form in self.forms), None)

    def attendees(self) -> int | None:
        """How many people, adding up groups but not the parts of a total."""
        counts = [amount for amount in self.people if not amount.each]
        per_household = [amount for amount in self.people if amount.each == "households"]
        if any(amount.each == "session" for amount in self.people):
            self.unclear.add("attendees")
            return None
        if not counts and per_household and self.households:
            return self._each(per_household[0])
        if not counts:
            return self.codes or None
        if any(amount.number and amount.number.about for amount in counts):
            self.unclear.add("attendees")
        values = [amount.value for amount in counts]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            self.unclear.add("attendees")
            return None
        return self._total(counts, known) + self.codes

    def _each(self, amount: Amount) -> int | None:
        homes = self.households[0].value
        if homes is None or amount.value is None:
            self.unclear.add("attendees")
            return None
        return homes * amount.value

    def _total(self, counts: list[Amount], known: list[int]) -> int:
        if len(known) == 1:
            return known[0]
        first, rest = known[0], known[1:]
        if known[-1] == sum(known[:-1]) and len(known) > 2:
            return known[-1]
        gendered = [amount.gender in {"male", "female"} for amount in counts]
        if (
            self.split
            or (not gendered[0] and all(gendered[1:]) and sum(rest) <= first)
            or sum(rest) == first
            and len(rest) > 1
        ):
            if (len(rest) > 1 and sum(rest) != first) or sum(rest) > first:
                self.unclear.add("attendees")
            return first
        if not gendered[0] and all(gendered[1:]) and len(rest) > 1:
            self.unclear.add("attendees")
            return first
        genders = [amount.gender for amount in counts]
        if len(set(genders)) < len(genders):
            self.unclear |= {"attendees", "kind"}  # one talk or two: "2 chị tổ 3, 4 chị tổ 5"
        return sum(known)

    def is_part_of(self, whole: "Draft") -> bool:
        """Whether these are some of those counted before: "5 chị, 2 chị về skss"."""
        if self.dated:
            return False
        ours, theirs = self.people + self.households, whole.people + whole.households
        if (
            len(ours) != 1
            or len(theirs) != 1
            or ours[0].what != theirs[0].what
            or ours[0].gender in _GENDERS - {theirs[0].gender}
        ):
            return False
        return (ours[0].value or 0) < (theirs[0].value or 0)

    def homes(self) -> int | None:
        """How many households."""
        if not self.households:
            return None
        counted = self.households[:1] if self.split else self.households
        values = [amount.value for amount in counted]
        if any(
            value is None or (amount.number and amount.number.about)
            for value, amount in zip(values, counted, strict=True)
        ):
            self.unclear.add("households")
        if len(values) > 1:
            self.unclear |= {"households", "kind"}  # one visit or two
        return None if None in values else sum(value for value in values if value is not None)


def without_totals(talks: Sequence[Draft]) -> list[Draft]:
    """Without talks that only say how many those after them are together: "5 chị: 2 chị về X, 3 chị về Y"."""
    kept = list(talks)
    for at, whole in enumerate(talks):
        parts: list[Draft] = []
        for draft in talks[at + 1 :]:
            if draft.is_first or not draft.is_part_of(whole):
                break
            parts.append(draft)
        if not parts or whole.topics:
            continue
        counted = sum(amount.value or 0 for draft in parts for amount in draft.people + draft.households)
        if counted == sum(amount.value or 0 for amount in whole.people + whole.households):
            kept.remove(whole)
            parts[0].at += whole.at
            parts[0].leaflets += whole.leaflets
        else:
            parts[0].unclear |= {"kind", "households" if whole.households else "attendees"}
    return kept
