"""A question read from a sentence: which days, what, where, and how it is to be looked at. Pure.

Nothing is guessed: what is not understood is handed back (`unread`), and of a name that several places have all are.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from handlers.asking import phrases
from handlers.asking.question import Kept, View
from handlers.asking.said_measures import Codes, take_measure
from handlers.asking.said_spans import said_spans
from handlers.asking.sentence import Sentence, phrases_of, sentence_of
from handlers.asking.spans import Span
from handlers.reading.fold import fold
from handlers.reading.place_names import TITLE_WORDS
from handlers.reading.places import Found, Place, Several

PlaceReader = Callable[[str], Found | Several | None]
"""What words may name: a place, several, or none."""


@dataclass(frozen=True)
class Said:
    """What a sentence asks. `unread` are the words that were not understood; `opened` says that it begins as questions
    do, `asked` that it holds the words of one anywhere. `both`: the words may mean either of two, as a topic
    and a screening of one name. Without a
    `measure`, what is kept (`only`) is said of the one that was asked for before."""

    measure: str = ""
    only: Kept = ()
    spans: tuple[Span, ...] = ()
    places: tuple[Place, ...] = ()
    among: tuple[Place, ...] = ()
    view: View | None = None
    fewest: bool = False
    unread: tuple[str, ...] = ()
    opened: bool = False
    asked: bool = False
    both: tuple[tuple[str, Kept], ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether it is meant as one: it begins like one, or asks within and leaves nothing unexplained."""
        return self.opened or (self.asked and not self.unread and bool(self.measure))

    @property
    def says_anything(self) -> bool:
        """Whether it says what, where, when or how."""
        return bool(self.measure or self.only or self.spans or self.places or self.among or self.view or self.both)


def read_question(text: str, today: date, codes: Codes, place_of: PlaceReader) -> Said | None:
    """What a text asks; None for one that is too long or has no words."""
    sentence = sentence_of(text)
    if sentence is None:
        return None
    opened = any(start == 0 for start, _, _ in sentence.find(_OPENINGS))
    asked = bool(sentence.find(_INSIDE))
    spans = _take_spans(sentence, today)
    view, fewest = _take_view(sentence)
    measure, only, both, others = take_measure(sentence, codes)
    places, among = _take_places(sentence, place_of)
    left = (*others, *(sentence.words(start, end) for start, end in _left(sentence)))
    unread = tuple(dict.fromkeys(left))
    return Said(measure, only, spans, places, among, view, fewest, unread, opened, asked, both)


def may_ask(text: str) -> bool:
    """Whether a text may be a question at all, seen quickly: nothing else about it is read before."""
    sentence = sentence_of(text)
    if sentence is None:
        return False
    return any(start == 0 for start, _, _ in sentence.find(_OPENINGS)) or bool(sentence.find(_INSIDE))


def _take_spans(sentence: Sentence, today: date) -> tuple[Span, ...]:
    plain = " ".join(sentence.plain)
    starts = {0, *(found.end() for found in re.finditer(" ", plain))}
    places = {start: number for number, start in enumerate(sorted(starts))}
    spans = []
    for one in said_spans(plain, today):
        first = places[one.start]
        sentence.use(first, first + len(plain[one.start : one.end].split()))
        spans.append(one.span)
    return tuple(dict.fromkeys(spans))


def _take_view(sentence: Sentence) -> tuple[View | None, bool]:
    found = sentence.find(_VIEWS)
    for start, end, _ in found:
        sentence.use(start, end)
    views: list[View] = [view for view in _VIEW_ORDER if any(meaning == view for _, _, meaning in found)]
    return next(iter(views), None), bool(sentence.find(_FEWEST, free=False))


def _take_places(sentence: Sentence, place_of: PlaceReader) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """The places that are named, and those that a name may mean."""
    places: list[Place] = []
    among: list[Place] = []
    for gap_start, gap_end in sentence.gaps():
        for start, end in _split(sentence, gap_start, gap_end):
            while start < end and sentence.plain[start] in _FILLERS:
                start += 1
            while end > start and sentence.plain[end - 1] in _FILLERS:
                end -= 1
            if all(word in TITLE_WORDS for word in sentence.plain[start:end]):
                continue  # "xã" alone is no place
            match place_of(" ".join(sentence.typed[start:end])):
                case Found(place):
                    places.append(place)
                    sentence.use(start, end)
                case Several(several):
                    among.extend(several)
                    sentence.use(start, end)
    return tuple(dict.fromkeys(places)), tuple(dict.fromkeys(among))


def _split(sentence: Sentence, start: int, end: int) -> list[tuple[int, int]]:
    """A stretch of words in pieces between "và": "Kim Liên và Đống Đa"."""
    found = []
    for at in range(start, end):
        if sentence.plain[at] in ("va", "and", "voi", "with"):
            found.append((start, at))
            start = at + 1
    return [*found, (start, end)]


def _left(sentence: Sentence) -> list[tuple[int, int]]:
    """The stretches that are not understood and are more than fillers."""
    return [
        (start, end)
        for start, end in sentence.gaps()
        if any(word not in _FILLERS for word in sentence.plain[start:end])
    ]


_VIEW_ORDER: tuple[View, ...] = ("compare", "people", "clusters", "places", "trend", "parts")


_OPENINGS = {phrase: "" for phrase in phrases_of(phrases.OPENINGS)}
_INSIDE = {phrase: "" for phrase in phrases_of(phrases.INSIDE)}
_FEWEST = {phrase: "" for phrase in phrases_of("ít nhất | thấp nhất | kém nhất | fewest | lowest")}
_FILLERS = frozenset(fold(word) for word in phrases.FILLERS.split())
_VIEWS = {phrase: view for view, cell in phrases.VIEWS.items() for phrase in phrases_of(cell)}
