"""A question read from a sentence: which days, what, where, and how it is to be looked at. Pure.

Nothing is guessed: what is not understood is handed back (`unread`), and of a name that several places have all are.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from db.statistics.measures import MEASURES as KNOWN
from handlers.asking import phrases
from handlers.asking.question import View
from handlers.asking.said_spans import said_spans
from handlers.asking.spans import Span
from handlers.reading.fold import LONGEST_ANSWER, fold, nfc
from handlers.reading.options import Option
from handlers.reading.place_names import TITLE_WORDS
from handlers.reading.places import Found, Place, Several

_TOKEN = re.compile(r"\d{1,4}(?:[/.-]\d{1,4})+|\d+|[^\W\d_][^\W_]*(?:-(?=[^\W_])[^\W_]+)*")
_SHORTEST = 2
"""Letters of a phrase from the catalogue that is looked for; shorter ones mean anything."""

PlaceReader = Callable[[str], Found | Several | None]
"""What words may name: a place, several, or none."""


@dataclass(frozen=True)
class Codes:
    """What the catalogue calls things: the options of each part by which something can be narrowed down."""

    topics: tuple[Option, ...] = ()
    products: tuple[Option, ...] = ()
    brands: tuple[Option, ...] = ()
    purposes: tuple[Option, ...] = ()
    forms: tuple[Option, ...] = ()
    supplies: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Said:
    """What a sentence asks. `unread` are the words that were not understood; `opened` says that it begins as questions
    do, `asked` that it holds the words of one anywhere. `both`: the words fit a topic and a screening alike."""

    measure: str = ""
    only: tuple[str, str] | None = None
    spans: tuple[Span, ...] = ()
    places: tuple[Place, ...] = ()
    among: tuple[Place, ...] = ()
    view: View | None = None
    fewest: bool = False
    unread: tuple[str, ...] = ()
    opened: bool = False
    asked: bool = False
    both: tuple[tuple[str, tuple[str, str]], ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether it is meant as one: it begins like one, or asks within and leaves nothing unexplained."""
        return self.opened or (self.asked and not self.unread and bool(self.measure))

    @property
    def says_anything(self) -> bool:
        """Whether it says what, where, when or how."""
        return bool(self.measure or self.spans or self.places or self.among or self.view or self.both)


@dataclass
class _Sentence:
    """The words of a sentence as they were typed and without marks, and which of them are understood."""

    typed: list[str]
    plain: list[str]
    used: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.used = [False] * len(self.typed)

    def find(self, table: Mapping[tuple[str, ...], str], *, free: bool = True) -> list[tuple[int, int, str]]:
        """The phrases of a table in the sentence, the longest at each place: where they begin and end, and what they
        mean. `free`: only of words that nothing else has taken."""
        longest = max(map(len, table), default=0)
        found, at = [], 0
        while at < len(self.plain):
            for end in range(min(len(self.plain), at + longest), at, -1):
                meaning = table.get(tuple(self.plain[at:end]))
                if meaning is not None and not (free and any(self.used[at:end])):
                    found.append((at, end, meaning))
                    at = end - 1
                    break
            at += 1
        return found

    def words(self, start: int, end: int) -> str:
        """Some of the words as they were typed."""
        return " ".join(self.typed[start:end])

    def use(self, start: int, end: int) -> None:
        """Marks words as understood."""
        self.used[start:end] = [True] * (end - start)

    def gaps(self) -> list[tuple[int, int]]:
        """The stretches of words that are not understood."""
        found: list[tuple[int, int]] = []
        start = 0
        for at, used in enumerate([*self.used, True]):
            if used and start < at:
                found.append((start, at))
            if used:
                start = at + 1
        return found


def read_question(text: str, today: date, codes: Codes, place_of: PlaceReader) -> Said | None:
    """What a text asks; None for one that is too long or has no words."""
    sentence = _sentence(text)
    if sentence is None:
        return None
    opened = any(start == 0 for start, _, _ in sentence.find(_OPENINGS))
    asked = bool(sentence.find(_INSIDE))
    spans = _take_spans(sentence, today)
    view, fewest = _take_view(sentence)
    measure, only, both, others = _take_measure(sentence, codes)
    places, among = _take_places(sentence, place_of)
    left = (*others, *(sentence.words(start, end) for start, end in _left(sentence)))
    unread = tuple(dict.fromkeys(left))
    return Said(measure, only, spans, places, among, view, fewest, unread, opened, asked, both)


def may_ask(text: str) -> bool:
    """Whether a text may be a question at all, seen quickly: nothing else about it is read before."""
    sentence = _sentence(text)
    if sentence is None:
        return False
    return any(start == 0 for start, _, _ in sentence.find(_OPENINGS)) or bool(sentence.find(_INSIDE))


def _sentence(text: str) -> _Sentence | None:
    if len(text) > LONGEST_ANSWER:
        return None
    typed = _TOKEN.findall(nfc(text))
    return _Sentence(typed, [fold(word) for word in typed]) if typed else None


def _take_spans(sentence: _Sentence, today: date) -> tuple[Span, ...]:
    plain = " ".join(sentence.plain)
    starts = {0, *(found.end() for found in re.finditer(" ", plain))}
    places = {start: number for number, start in enumerate(sorted(starts))}
    spans = []
    for one in said_spans(plain, today):
        first = places[one.start]
        sentence.use(first, first + len(plain[one.start : one.end].split()))
        spans.append(one.span)
    return tuple(dict.fromkeys(spans))


_Only = tuple[str, str] | None


def _take_measure(
    sentence: _Sentence, codes: Codes
) -> tuple[str, _Only, tuple[tuple[str, tuple[str, str]], ...], tuple[str, ...]]:
    """The measure, the code that it is narrowed down to, what may be meant where words are both a topic and a
    screening, and the names of further measures: of several the one with the longest name is meant."""
    coded = [one for listed in _parts(codes).values() for one in sentence.find(_table_of(listed))]
    named = [
        (start, end, meaning)
        for start, end, meaning in sentence.find(_NAMES)  # "thăm hộ" is a kind of talk, though "hộ" is a measure
        if not any(first <= start and end <= last and last - first > end - start for first, last, _ in coded)
    ]
    measure = max(named, key=lambda one: one[1] - one[0], default=(0, 0, ""))[2]
    about = bool(sentence.find(_OF_TALKS)), bool(sentence.find(_OF_REFERRALS))
    for start, end, _ in named:
        sentence.use(start, end)
    others = tuple(sentence.words(start, end) for start, end, meaning in named if meaning != measure)
    for start, end, _ in sentence.find(_ASKING):
        sentence.use(start, end)
    return *_narrowed(sentence, codes, measure, about), others


def _narrowed(
    sentence: _Sentence, codes: Codes, measure: str, about: tuple[bool, bool]
) -> tuple[str, _Only, tuple[tuple[str, tuple[str, str]], ...]]:
    options: dict[str, tuple[int, int, str]] = {}
    for part, listed in _parts(codes).items():
        if part in (_ALLOWED.get(measure, ()) if measure else _MEANS) and (found := sentence.find(_table_of(listed))):
            options[part] = max(found, key=lambda one: one[1] - one[0])
    if not options:
        return measure, None, ()
    length = max(end - start for start, end, _ in options.values())
    longest = {part: one for part, one in options.items() if one[1] - one[0] == length}
    if {"topic", "purposes"} <= longest.keys() and about[0] != about[1]:
        del longest["purposes" if about[0] else "topic"]
    if {"topic", "purposes"} <= longest.keys():
        sentence.use(*longest["topic"][:2])
        return "", None, tuple((_meaning(part, longest[part][2], ""), (part, longest[part][2])) for part in longest)
    part = next(part for part in (*_ALLOWED.get(measure, ()), *_MEANS) if part in longest)
    start, end, code = longest[part]
    sentence.use(start, end)
    return _meaning(part, code, measure), (part, code), ()


def _meaning(part: str, code: str, measure: str) -> str:
    """The measure that a code of a part is asked of."""
    if part == "topic":
        return "topics"
    if part == "purposes" and measure in ("", "screening_referrals"):
        return "screening_referrals" if code in _SCREENINGS else "referrals"
    return measure or _MEANS[part]


def _take_view(sentence: _Sentence) -> tuple[View | None, bool]:
    found = sentence.find(_VIEWS)
    for start, end, _ in found:
        sentence.use(start, end)
    views: list[View] = [view for view in _VIEW_ORDER if any(meaning == view for _, _, meaning in found)]
    return next(iter(views), None), bool(sentence.find(_FEWEST, free=False))


def _take_places(sentence: _Sentence, place_of: PlaceReader) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
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


def _split(sentence: _Sentence, start: int, end: int) -> list[tuple[int, int]]:
    """A stretch of words in pieces between "và": "Kim Liên và Đống Đa"."""
    found = []
    for at in range(start, end):
        if sentence.plain[at] in ("va", "and", "voi", "with"):
            found.append((start, at))
            start = at + 1
    return [*found, (start, end)]


def _left(sentence: _Sentence) -> list[tuple[int, int]]:
    """The stretches that are not understood and are more than fillers."""
    return [
        (start, end)
        for start, end in sentence.gaps()
        if any(word not in _FILLERS for word in sentence.plain[start:end])
    ]


def _parts(codes: Codes) -> dict[str, tuple[Option, ...]]:
    return {
        "product": codes.products,
        "brand": codes.brands,
        "purposes": codes.purposes,
        "topic": codes.topics,
        "form": codes.forms,
        "supply": codes.supplies,
    }


_SCREENINGS = next(one for one in KNOWN if one.code == "screening_referrals").only["purposes"]
_MEANS = {"product": "pieces", "brand": "pieces", "purposes": "referrals", "topic": "topics", "form": "talks"}
"""What is asked when only a code of a part is named."""
_ALLOWED = {
    "talks": ("form", "topic"),
    "pieces": ("product", "brand", "supply"),
    "socialised_share": ("product",),
    "topics": ("topic",),
    **dict.fromkeys(("reached", "leaflets"), ("form",)),
    **dict.fromkeys(("supplied", "money"), ("supply",)),
    **dict.fromkeys(("referrals", "screening_referrals", "attended_share", "followed_share", "ages"), ("purposes",)),
}
"""The parts that narrow each measure down."""
_VIEW_ORDER: tuple[View, ...] = ("compare", "people", "clusters", "places", "trend", "parts")


@cache
def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of a table's cell, as words without marks."""
    return tuple(tuple(_plain(phrase)) for phrase in text.split("|"))


def _plain(phrase: str) -> list[str]:
    return [fold(word) for word in _TOKEN.findall(nfc(phrase))]


@lru_cache(maxsize=64)
def _table_of(options: tuple[Option, ...]) -> Mapping[tuple[str, ...], str]:
    """What options are called, by their words; what two of them are called means neither."""
    table: dict[tuple[str, ...], str] = {}
    twice = set()
    for option in options:
        for name in (option.label, *option.aliases):
            words = tuple(_plain(name))
            if sum(map(len, words)) >= _SHORTEST and table.setdefault(words, option.key) != option.key:
                twice.add(words)
    return {words: key for words, key in table.items() if words not in twice}


_OPENINGS = {phrase: "" for phrase in _phrases(phrases.OPENINGS)}
_INSIDE = {phrase: "" for phrase in _phrases(phrases.INSIDE)}
_ASKING = {**_OPENINGS, **_INSIDE}
_OF_TALKS = {phrase: "" for phrase in _phrases(phrases.OF_TALKS)}
_OF_REFERRALS = {phrase: "" for phrase in _phrases(phrases.OF_REFERRALS)}
_FEWEST = {phrase: "" for phrase in _phrases("ít nhất | thấp nhất | kém nhất | fewest | lowest")}
_FILLERS = frozenset(fold(word) for word in phrases.FILLERS.split())
_VIEWS = {phrase: view for view, cell in phrases.VIEWS.items() for phrase in _phrases(cell)}
_NAMES = {
    **{tuple(_plain(name)): measure.code for measure in KNOWN for name in measure.names.values()},
    **{phrase: code for code, cell in phrases.MEASURES.items() for phrase in _phrases(cell)},
}
