"""A question read from a sentence: which days, what, where, and how it is to be looked at. Pure.

Nothing is guessed: what is not understood is handed back (`unread`), and of a name that several places have all are.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from handlers.asking import phrases
from handlers.asking.question import Kept, View
from handlers.asking.said_measures import Codes, take_measure
from handlers.asking.said_spans import said_spans
from handlers.asking.sentence import Phrases, Sentence, phrases_of, sentence_of
from handlers.asking.spans import Span
from handlers.reading.fold import fold
from handlers.reading.place_names import TITLE_WORDS
from handlers.reading.places import Found, Place, Several

PlaceReader = Callable[[str], Found | Several | None]
"""What words may name: a place, several, or none. A collaborator is one, too: of kind "person", by the person's id."""


@dataclass(frozen=True)
class Said:
    """What a sentence asks. `against` are days to compare with, `year_before` says the same days of the year before;
    `plan` asks how much of the plan is reached, `report` for the monthly report. `unread` are the words that were not
    understood; `opened` says that it begins as questions do, `short` with "bn" or the like, `asked` that it holds the
    words of one anywhere. `both`: the words may mean either of two, as a topic and a screening of one name. Without a
    `measure`, what is kept (`only`) is said of the one that was asked for before."""

    measure: str = ""
    only: Kept = ()
    spans: tuple[Span, ...] = ()
    against: Span | None = None
    year_before: bool = False
    places: tuple[Place, ...] = ()
    among: tuple[Place, ...] = ()
    view: View | None = None
    fewest: bool = False
    plan: bool = False
    report: bool = False
    unread: tuple[str, ...] = ()
    opened: bool = False
    short: bool = False
    asked: bool = False
    both: tuple[tuple[str, Kept], ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether it is meant as one: it begins like one, or asks within and leaves nothing unexplained."""
        return self.opened or (self.asked and not self.unread and bool(self.measure or self.plan))

    @property
    def is_half_a_question(self) -> bool:
        """Whether it says what is asked, or how it is to be looked at, though not in the words of a question."""
        return bool(self.measure or self.view or self.both or self.plan or (self.report and self.spans))

    @property
    def says_anything(self) -> bool:
        """Whether it says what, where, when or how."""
        told = (self.measure, self.only, self.spans, self.against, self.year_before, self.places, self.among, self.view)
        return any(told) or bool(self.both)


def read_question(text: str, today: date, codes: Codes, place_of: PlaceReader) -> Said | None:
    """What a text asks; None for one that is too long or has no words."""
    sentence = sentence_of(text)
    if sentence is None:
        return None
    opened = any(start == 0 for start, _, _ in sentence.find(_OPENINGS))
    short = any(start == 0 for start, _, _ in sentence.find(_SHORT))
    asked = bool(sentence.find(_INSIDE))
    year_before = _take(sentence, _YEAR_BEFORE)
    spans, against = _take_spans(sentence, today)
    plan, silent = _take(sentence, _PLAN, not_before=("hoa", "gia")), _take(sentence, _SILENT)
    report = _take(sentence, _REPORT, not_before=("su",))
    view, fewest = _take_view(sentence)
    measure, only, both, others = take_measure(sentence, codes)
    if silent:
        measure, view, fewest = measure or "active", "people", True
    places, among = _take_places(sentence, place_of)
    left = (*others, *(sentence.words(start, end) for start, end in _left(sentence, ranked=view in _RANKED)))
    return Said(
        measure, only, spans, against, year_before, places, among,
        view or ("compare" if year_before or against else None), fewest, plan, report,
        tuple(dict.fromkeys(left)), opened, short, asked, both,
    )  # fmt: skip


def may_ask(text: str) -> bool:
    """Whether a text may be a question at all, seen quickly: nothing else about it is read before."""
    sentence = sentence_of(text)
    if sentence is None:
        return False
    return any(start == 0 for start, _, _ in sentence.find(_OPENINGS)) or bool(sentence.find(_INSIDE))


def _take(sentence: Sentence, table: Phrases, not_before: Collection[str] = ()) -> bool:
    """Whether one of these phrases is in it; before some words it is something else ("bao cao" in "bao cao su")."""
    found = [one for one in sentence.find(table) if not set(sentence.plain[one[1] : one[1] + 1]) & set(not_before)]
    for start, end, _ in found:
        sentence.use(start, end)
    return bool(found)


def _take_spans(sentence: Sentence, today: date) -> tuple[tuple[Span, ...], Span | None]:
    """The stretches of days; and apart from them the one that is only compared with: "compared with last month"."""
    plain = " ".join("-" if used else word for word, used in zip(sentence.plain, sentence.used, strict=True))
    starts = {0, *(found.end() for found in re.finditer(" ", plain))}
    places = {start: number for number, start in enumerate(sorted(starts))}
    spans: dict[Span, int] = {}
    for one in said_spans(plain, today):
        first = places[one.start]
        sentence.use(first, first + len(plain[one.start : one.end].split()))
        spans.setdefault(one.span, first)
    told = tuple(spans)
    after = [end for _, end, _ in sentence.find(_AGAINST)]
    if len(told) == 1 and told[0].grain and after and after[0] <= spans[told[0]]:
        return (), told[0]
    return told, None


def _take_view(sentence: Sentence) -> tuple[View | None, bool]:
    fewest = bool(sentence.find(_FEWEST))
    found = sentence.find(_VIEWS)
    for start, end, meaning in found:
        sentence.use(start, end)
        if (
            meaning == "places"
            and sentence.plain[end - 1] == "top"
            and "".join(sentence.plain[end : end + 1]).isdecimal()
        ):
            sentence.use(end, end + 1)  # "top 5"
    views: list[View] = [view for view in _VIEW_ORDER if any(meaning == view for _, _, meaning in found)]
    end_said = _take_end(sentence)
    if end_said is not None and not {"people", "clusters"} & set(views):
        views = ["places"]
    return next(iter(views), None), fewest or end_said == "fewest"


def _take_end(sentence: Sentence) -> Literal["fewest", "most"] | None:
    """Which end of a ranking is asked for by two words apart: "ít buổi nhất"."""
    for at, word in enumerate(sentence.typed):
        plain_end = at + 1 == len(sentence.typed) or sentence.used[at + 1]
        if sentence.used[at] or not (word.lower() == "nhất" or (word.lower() == "nhat" and plain_end)):
            continue
        for before in range(at - 1, max(at - _FURTHEST, -1), -1):
            end = _ENDS.get(sentence.plain[before])
            if end is not None and not sentence.used[before]:
                sentence.use(before, before + 1)
                sentence.use(at, at + 1)
                return end
    return None


def _take_places(sentence: Sentence, place_of: PlaceReader) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """The places that are named, and those that a name may mean."""
    places: list[Place] = []
    among: list[Place] = []
    for gap_start, gap_end in sentence.gaps():
        for start, end in _split(sentence, gap_start, gap_end):
            while start < end and _says_nothing(sentence, gap_start, start):
                start += 1
            while end > start and _says_nothing(sentence, gap_start, end - 1):
                end -= 1
            if all(word in TITLE_WORDS for word in sentence.plain[start:end]):
                continue  # "xã" alone is no place
            if start > gap_start and sentence.plain[start - 1] in CALLED:
                start -= 1  # "chị Hoa" is somebody
            match place_of(" ".join(sentence.typed[start:end])):
                case Found(place):
                    places.append(place)
                    sentence.use(start, end)
                case Several(several):
                    among.extend(several)
                    sentence.use(start, end)
    return tuple(dict.fromkeys(places)), tuple(dict.fromkeys(among))


def _says_nothing(sentence: Sentence, begin: int, at: int) -> bool:
    """Whether a word is a filler, and no name of somebody: "lần" is one, "chị Lan" is none."""
    return sentence.plain[at] in _FILLERS and not (at > begin and sentence.plain[at - 1] in CALLED)


def _split(sentence: Sentence, start: int, end: int) -> list[tuple[int, int]]:
    """A stretch of words in pieces between "và": "Kim Liên và Đống Đa"."""
    found = []
    for at in range(start, end):
        if sentence.plain[at] in ("va", "and", "voi", "with"):
            found.append((start, at))
            start = at + 1
    return [*found, (start, end)]


def _left(sentence: Sentence, *, ranked: bool) -> list[tuple[int, int]]:
    """The stretches that are not understood and are more than fillers; where places are `ranked`, a kind of place is
    none ("top 5 phường")."""
    known = _FILLERS | TITLE_WORDS if ranked else _FILLERS
    return [
        (start, end) for start, end in sentence.gaps() if any(word not in known for word in sentence.plain[start:end])
    ]


_VIEW_ORDER: tuple[View, ...] = ("compare", "people", "clusters", "places", "trend", "parts")


CALLED = frozenset(" ".join(phrase) for phrase in phrases_of(phrases.CALLED))
"""What stands before a collaborator's name, without marks."""
_OPENINGS = {phrase: "" for phrase in phrases_of(phrases.OPENINGS)}
_INSIDE = {phrase: "" for phrase in phrases_of(phrases.INSIDE)}
_SHORT = {phrase: "" for phrase in phrases_of(phrases.SHORT)}
_FEWEST, _AGAINST, _YEAR_BEFORE, _SILENT, _PLAN, _REPORT = (
    dict.fromkeys(phrases_of(cell), "")
    for cell in (
        phrases.FEWEST, phrases.AGAINST, phrases.YEAR_BEFORE, phrases.SILENT, phrases.PLAN, phrases.REPORT,
    )
)  # fmt: skip
_ENDS: dict[str, Literal["fewest", "most"]] = {
    **dict.fromkeys(("it", "thap", "kem", "cham"), "fewest"), **dict.fromkeys(("nhieu", "cao", "dong", "tot"), "most")
}  # fmt: skip
_FURTHEST = 6
"""Words between "ít" and "nhất"."""
_RANKED = ("places", "lowest", "clusters")
_FILLERS = frozenset(fold(word) for word in phrases.FILLERS.split())
_VIEWS = {phrase: view for view, cell in phrases.VIEWS.items() for phrase in phrases_of(cell)}
