"""What a sentence counts: the measure, and what is kept of all that it counts ("free condoms"). Pure."""

from collections.abc import Mapping

from db.statistics.measures import ALL, ASKABLE
from handlers.asking import phrases
from handlers.asking.question import Kept
from handlers.asking.sentence import Phrases, Sentence, phrases_of, plain, table_of
from handlers.asking.splits import narrowings
from handlers.reading.options import Option

Codes = Mapping[str, tuple[Option, ...]]
"""What catalogue and forms call the codes of each part."""


def take_measure(sentence: Sentence, codes: Codes) -> tuple[str, Kept, tuple[tuple[str, Kept], ...], tuple[str, ...]]:
    """The measure, what is kept of it, what may be meant where words are both a topic and a screening, and the names of
    further measures: of several the one with the longest name is meant."""
    coded = [one for part in _MEANS for one in sentence.find(table_of(codes.get(part, ())))]
    named = [
        (start, end, meaning)
        for start, end, meaning in sentence.find(_NAMES)  # "thăm hộ" is a kind of talk, though "hộ" is a measure
        if not any(first <= start and end <= last and last - first > end - start for first, last, _ in coded)
    ]
    measure = max(named, key=lambda one: one[1] - one[0], default=(0, 0, ""))[2]
    about = bool(sentence.find(_OF_TALKS)), bool(sentence.find(_OF_REFERRALS))
    for start, end, _ in named:
        sentence.use(start, end)
    kept: dict[str, str] = {}
    for (first, second), keeps in phrases.TOGETHER.items():
        if {first, second} == {meaning for _, _, meaning in named} and not _listed(sentence, named):
            measure, kept = first, dict([keeps] if keeps else [])
            named = [one for one in named if one[2] != second]
    others = tuple(sentence.words(start, end) for start, end, meaning in named if meaning != measure)
    if not measure and (either := sentence.find(_EITHER)):
        sentence.use(*either[0][:2])
        return "", (), tuple((one, ()) for one in either[0][2].split()), others
    for start, end, _ in sentence.find(_ASKING):
        sentence.use(start, end)  # after the measures ("tỷ lệ đi khám") and before the codes ("bao": condoms)
    goods = [one for part in ("product", "brand") for one in sentence.find(table_of(codes.get(part, ())))]
    measure = phrases.OF_ONE_KIND.get(measure, measure) if goods else measure
    measure, told, both = _meant(sentence, codes, measure, about)
    if both:
        return measure, (), both, others
    kept = _narrowed(sentence, codes, measure, kept | told)
    others += _besides(sentence, codes)
    order = (*narrowings(ASKABLE[measure]), *kept) if measure else tuple(kept)
    return measure, tuple(sorted(kept.items(), key=lambda one: order.index(one[0]))), (), others


def _listed(sentence: Sentence, named: list[tuple[int, int, str]]) -> bool:
    """Whether an "and" stands between names: then several things are asked for."""
    return any(word in _AND for word in sentence.plain[named[0][1] : named[-1][0]])


def _meant(
    sentence: Sentence, codes: Codes, measure: str, about: tuple[bool, bool]
) -> tuple[str, dict[str, str], tuple[tuple[str, Kept], ...]]:
    """The measure and its code that are meant by the longest name of a code, for what is named that way may say what is
    counted: "how many condoms"."""
    options: dict[str, tuple[int, int, str]] = {}
    for part in _MEANS:
        if (not measure or part in _may_keep(measure)) and (found := sentence.find(table_of(codes.get(part, ())))):
            options[part] = max(found, key=lambda one: one[1] - one[0])
    if options.keys() > {"form"}:
        options.pop("form", None)  # "counselling on breast cancer" is asked of the topic
    if not options:
        return measure, {}, ()
    length = max(end - start for start, end, _ in options.values())
    longest = {part: one for part, one in options.items() if one[1] - one[0] == length}
    if {"topic", "purposes"} <= longest.keys() and about[0] != about[1]:
        del longest["purposes" if about[0] else "topic"]
    if {"topic", "purposes"} <= longest.keys():
        sentence.use(*longest["topic"][:2])
        both = ((part, longest[part][2]) for part in ("topic", "purposes"))
        return "", {}, tuple((_meaning(part, code, ""), ((part, code),)) for part, code in both)
    part = next(part for part in (*_may_keep(measure), *_MEANS) if part in longest)
    start, end, code = longest[part]
    sentence.use(start, end)
    return _meaning(part, code, measure), {part: code}, ()


def _narrowed(sentence: Sentence, codes: Codes, measure: str, kept: dict[str, str]) -> dict[str, str]:
    """What else is kept, each of another part, the longest name first. Without a measure it may be said of any."""
    parts = [part for part in (narrowings(ASKABLE[measure]) if measure else _FURTHER) if part not in kept]
    found = [
        (start, end, part, code)
        for part in parts
        for start, end, code in sentence.find({**table_of(codes.get(part, ())), **_FURTHER.get(part, {})})
    ]
    for start, end, part, code in sorted(found, key=lambda one: one[0] - one[1]):
        if part not in kept and not any(sentence.used[start:end]):
            kept = {**kept, part: code}
            sentence.use(start, end)
    return kept


def _besides(sentence: Sentence, codes: Codes) -> tuple[str, ...]:
    """Names of codes that cannot be kept of what is counted: no place is looked for in them."""
    found = [one for part in codes for one in sentence.find(table_of(codes[part])) if one[1] - one[0] > 1]
    for start, end, _ in found:
        sentence.use(start, end)
    return tuple(sentence.words(start, end) for start, end, _ in found)


def _may_keep(measure: str) -> tuple[str, ...]:
    """The parts whose codes may be said of a measure. A talk is of a topic, too; how many there were is another
    measure."""
    if not measure:
        return ()
    own = narrowings(ASKABLE[measure])
    return (*own, "topic") if measure == "talks" else own


def _meaning(part: str, code: str, measure: str) -> str:
    """The measure that a code of a part is asked of."""
    if part == "topic":
        return "topics"
    if part == "purposes" and measure in ("", "screening_referrals"):
        return "screening_referrals" if code in _SCREENINGS else "referrals"
    return measure or _MEANS[part]


_SCREENINGS = ASKABLE["screening_referrals"].only["purposes"]
_MEANS = {"product": "pieces", "brand": "pieces", "purposes": "referrals", "topic": "topics", "form": "talks"}
"""What is asked when only a code of a part is named, in the order in which they are looked for."""
_AND = ("va", "and")
_ASKING = {phrase: "" for cell in (phrases.OPENINGS, phrases.INSIDE, phrases.SHORT) for phrase in phrases_of(cell)}
_EITHER = {phrase: " ".join(meant) for cell, meant in phrases.EITHER.items() for phrase in phrases_of(cell)}
_OF_TALKS = {phrase: "" for phrase in phrases_of(phrases.OF_TALKS)}
_OF_REFERRALS = {phrase: "" for phrase in phrases_of(phrases.OF_REFERRALS)}
_FURTHER: Mapping[str, Phrases] = {
    part: {phrase: code for code, cell in cells.items() for phrase in phrases_of(cell)}
    for part, cells in phrases.NARROWED.items()
}
_NAMES = {
    **{tuple(plain(name)): measure.code for measure in ALL for name in measure.names.values()},
    **{phrase: code for code, cell in phrases.MEASURES.items() for phrase in phrases_of(cell)},
}
