"""The lexicon made searchable: the longest phrase at a place, typed with marks missing, keys undone or one slip."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from handlers.quicklog.lexicon import SHORT_FORMS, TABLES
from handlers.quicklog.numbers import may_count
from handlers.quicklog.slips import Slips
from handlers.quicklog.tokens import Token
from handlers.reading.spelling import Word, word_of, words

_HOOK, _TILDE = "\u0309", "\u0303"
_TONES = "\u0301\u0300\u0309\u0303\u0323"
_LONGEST = 9
_PACKS = frozenset({"hop", "goi", "tui", "phan", "suat", "thung", "bich", "loc"})
# What a slip means that may be of one value or another.
# Single words that turn the sense of what was said are not believed with some of their marks only: cân is not cần.
_TURNING = frozenset({"plan", "stock", "negation", "question", "meeting", "whole"})
_UNDECIDED = {"topic": "?"}
_LEAST_FOREIGN = 3
# A slip that leaves a real syllable is believed of these words alone, before a number: "phá 20 bcs", "bá 2 hộp".
_SLIPPED_VERBS = frozenset({"give", "talk"})
_SLIPPED_SHORT = frozenset({"ban", "phat", "cap", "tang", "giao", "tham", "bieu"})
_NUMBERING = frozenset({"digits", "word", "pair"})
# A single misspelled word is believed to be one of these, not a word that changes the sense of the whole.
_SLIPPED = frozenset(
    {"give", "talk", "take", "refer", "hand", "households", "leaflet", "unit", "product", "brand", "topic", "cue"}
    | {"organ", "service", "screening", "exam", "facility", "state", "channel"}
)


_SHORT_FORMS = {word_of(short): word_of(meant) for short, meant in SHORT_FORMS.items()}


# Small words with their marks are never another word in the wrong tone: "về sinh con" is not vệ sinh.
_SMALL_WORDS = frozenset(words("về với và cho ở tại các là đã"))


@dataclass(slots=True)
class Entry:
    """One phrase of the lexicon and what it means."""

    kind: str
    value: str
    words: tuple[Word, ...]
    after_number: bool
    before_number: bool
    exact: bool


@dataclass(slots=True)
class _Node:
    then: dict[str, "_Node"] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Match:
    """What the longest phrase means: a value for each kind. `length` is in tokens."""

    length: int
    senses: dict[str, str]


@dataclass(slots=True)
class _Reading:
    """What a typed word may be; `slipped` when that takes a slip, `known` when it also is a short word of its own,
    `spelled` when it stands in the lexicon with just these marks."""

    word: Word
    slipped: bool = False
    known: bool = False
    spelled: bool = False


@dataclass(slots=True)
class _Found:
    """The best reading of so many tokens; `meant` when it takes a slip."""

    cost: int
    senses: dict[str, str]
    meant: tuple[Word, ...] | None

    def add(self, entry: Entry) -> None:
        """Another reading that is as good; of two slips, nobody knows which was meant (but "pht" is phát)."""
        if self.meant is not None and entry.words != self.meant and entry.kind not in self.senses:
            if entry.kind == "give":
                self.senses, self.meant = {entry.kind: entry.value}, entry.words
            elif "give" not in self.senses:
                self.senses.clear()
        elif self.meant is None or self.senses:
            other = self.senses.setdefault(entry.kind, entry.value)
            if self.meant is not None and other != entry.value:
                self.senses[entry.kind] = _UNDECIDED.get(entry.kind, other)


_Best = dict[int, _Found]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that the programme, or one person, adds to the lexicon: another name for a value of a kind.

    `first` when they mean this whatever else they may mean; otherwise they count only where the lexicon does not know
    their words.
    """

    kind: str
    value: str
    words: str
    first: bool = False


def _entries() -> Iterator[Entry]:
    for table in TABLES:
        for kind, values in table.items():
            for value, phrases in values.items():
                for phrase in phrases.split(";"):
                    said = phrase.strip()
                    after, before = said.startswith("N "), said.endswith(" N")
                    bare = said.removeprefix("N ").removesuffix(" N").lstrip("!")
                    spelled = tuple(words(bare.replace("bk1", "bk")))
                    if said.removeprefix("N ") in _WHOLE:
                        spelled = tuple(word_of(part) for part in said.split())
                    yield Entry(kind, value, spelled, after, before, said.startswith("!"))


_WHOLE = frozenset({"bk1", "thuốc bk1"})


class Vocabulary:
    """All phrases, found by their words without marks; those of `base`, too."""

    def __init__(self, entries: Iterable[Entry], base: "Vocabulary | None" = None) -> None:
        self._root = _Node()
        self._words: set[str] = set(base._words) if base else set()
        self._spelled: set[Word] = set(base._spelled) if base else set()
        for entry in entries:
            node = self._root
            for word in entry.words:
                self._words.add(word.plain)
                self._spelled.add(word)
                node = node.then.setdefault(word.plain, _Node())
            node.entries.append(entry)
        self._roots: tuple[_Node, ...] = (self._root, *(base._roots if base else ()))
        self._slips = Slips(self._words)
        self._readings = lru_cache(maxsize=8192)(self._read)

    def further(self, phrases: Iterable[Phrase]) -> "Vocabulary":
        """This vocabulary and these phrases besides."""
        entries = (self._entry(phrase) for phrase in phrases)
        return Vocabulary([entry for entry in entries if entry is not None], self)

    def _entry(self, phrase: Phrase) -> Entry | None:
        """An entry for a phrase; None for one that brings nothing new."""
        spelled = tuple(words(phrase.words))
        if not spelled or not (phrase.first or any(not self.knows(word) for word in spelled)):
            return None
        return Entry(phrase.kind, phrase.value, spelled, after_number=False, before_number=False, exact=False)

    def knows(self, word: Word) -> bool:
        """Whether the word stands in some phrase."""
        return word.plain in self._words

    def longest(self, tokens: Sequence[Token], at: int, after_number: bool) -> Match | None:
        """The longest phrase that begins with the token at `at`."""
        best: _Best = {}
        for root in self._roots:
            self._walk(root, tokens, at, [], after_number, best)
        length = max((length for length, found in best.items() if found.senses), default=0)
        return Match(length, best[length].senses) if length else None

    def _walk(
        self,
        node: _Node,
        tokens: Sequence[Token],
        at: int,
        path: list[_Reading],
        after_number: bool,
        best: "_Best",
    ) -> None:
        if path and node.entries:
            self._arrive(node, tokens, at, path, after_number, best)
        if not node.then or at >= len(tokens) or len(path) >= _LONGEST:
            return
        token = tokens[at]
        if token.shape not in {"word", "digits"}:
            return
        for reading in self._readings(token.word):
            following = node.then.get(reading.word.plain)
            if following is not None and not (reading.slipped and any(step.slipped for step in path)):
                self._walk(following, tokens, at + 1, [*path, reading], after_number, best)

    def _arrive(
        self,
        node: _Node,
        tokens: Sequence[Token],
        at: int,
        path: list[_Reading],
        after_number: bool,
        best: "_Best",
    ) -> None:
        slipped = any(step.slipped for step in path)
        unmarked = not any(step.word.marks for step in path)
        following = tokens[at] if at < len(tokens) else None
        for entry in node.entries:
            if (entry.after_number and not after_number) or (entry.before_number and not _is_number(following)):
                continue
            if entry.kind == "noise" and after_number and len(path) > 1:
                continue  # of "2 chi a" the women count
            if entry.kind == "numbered place" and (following is None or following.shape not in _NUMBERING):
                continue
            if (
                entry.kind == "other goods"
                and len(path) == 1
                and (len(path[0].word.plain) < 3 or not (after_number or _is_packed(tokens, at)))
                and path[0].word != entry.words[0]
            ):
                continue  # short words, without marks too common: "o" is ô or ở, "ve" vé or về
            cost = 0 if unmarked and not entry.exact else _cost(entry, path)
            if cost is None:
                continue
            if slipped:
                if entry.kind == "noise":
                    continue  # "phát trên 40" is not phát triển
                if len(path) > 1 and any(step.known for step in path) and not _is_telling(path, entry):
                    continue
                if len(path) == 1 and not _may_slip(path[0], tokens[at - 1].word, entry, tokens, at):
                    continue
                cost += 4
            kept = best.get(len(path))
            if kept is None or cost < kept.cost:
                best[len(path)] = _Found(cost, {entry.kind: entry.value}, entry.words if slipped else None)
            elif cost == kept.cost:
                kept.add(entry)

    def _read(self, word: Word) -> tuple[_Reading, ...]:
        readings = [_Reading(word, spelled=bool(word.marks) and word in self._spelled)]
        undone = word.undone()
        if undone is not None:
            readings.append(_Reading(undone))
        meant = _SHORT_FORMS.get(word)
        if meant is not None:
            readings.append(_Reading(meant))
        new = not any(reading.word.plain in self._words for reading in readings)
        keyed = undone is not None and undone.plain in self._words
        free = new or (len(word.plain) > 3 and not keyed)
        readings += [
            _Reading(Word(plain, base.marks), slipped=True, known=not free)
            for base in [reading.word for reading in readings]
            for plain in self._slips.of(base.plain)
            if len(base.plain) > 1 and (free or (base.marks and base not in self._spelled) or plain in _SLIPPED_SHORT)
        ]
        return tuple(readings)


def _is_telling(path: Sequence[_Reading], entry: Entry) -> bool:
    """Whether the other words of a phrase leave no doubt about a slip that made another word: three words, or two
    that carry just the marks of the phrase."""
    if len(path) > 2:
        return True
    same = all(step.word == word for step, word in zip(path, entry.words, strict=True))
    return same and entry.kind in _SLIPPED and any(step.slipped and step.word.marks for step in path)


def _is_packed(tokens: Sequence[Token], at: int) -> bool:
    """Whether what ends at a place comes in packs: "3 hop qua"."""
    return at > 2 and tokens[at - 2].word.plain in _PACKS and _is_number(tokens[at - 3])


def _is_number(token: Token | None) -> bool:
    return token is not None and (token.number is not None or (token.shape == "word" and may_count(token.word)))


def _cost(entry: Entry, path: Sequence[_Reading]) -> int | None:
    """0 when every word is typed with all its marks or none, 1 with some of them, more when one tone is another one.

    None when it is another phrase.
    """
    if entry.exact:
        same = all(step.word == word for step, word in zip(path, entry.words, strict=True))
        return 0 if same else None
    wrong = incomplete = 0
    for step, word in zip(path, entry.words, strict=True):
        fit = _fit(step.word, word, len(path) == 1 or entry.kind not in _SLIPPED)
        single = fit == "incomplete" and len(path) == 1
        if fit == "no" or (step.spelled and (fit == "other tone" or single)) or (single and entry.kind in _TURNING):
            return None
        wrong += fit == "other tone"
        incomplete += fit == "incomplete"
    return 2 * wrong + (incomplete > 0) if wrong < 2 else None


@lru_cache(maxsize=16384)
def _fit(typed: Word, meant: Word, strictly: bool) -> Literal["whole", "incomplete", "other tone", "no"]:  # noqa: FBT001
    if typed.may_be(meant):
        return "incomplete" if typed.marks and typed.marks != meant.marks else "whole"
    if typed in _SMALL_WORDS:
        return "no"
    if typed.plain == meant.plain and not meant.marks and len(meant.plain) > _LEAST_FOREIGN and not meant.is_syllable():
        return "other tone"  # "vagís": the keyboard put a mark on a foreign word
    return "other tone" if _another_tone(typed, meant, strictly=strictly) else "no"


def _another_tone(typed: Word, meant: Word, *, strictly: bool) -> bool:
    """Whether only the tone is another one; strictly, hook and tilde alone, which the south does not tell apart."""
    if strictly:
        return typed.may_be(Word(meant.plain, "".join(sorted(meant.marks.translate({0x309: _TILDE, 0x303: _HOOK})))))
    bare = "".join(mark for mark in typed.marks if mark not in _TONES)
    return len(typed.plain) > 1 and Word(typed.plain, bare).may_be(meant)


def _may_slip(step: _Reading, typed: Word, entry: Entry, tokens: Sequence[Token], at: int) -> bool:
    if entry.kind not in _SLIPPED:
        return False
    if not typed.is_syllable() and not step.known:
        return len(typed.plain) > 2
    if at < len(tokens) and tokens[at].shape == "code":
        return entry.kind == "give"
    return entry.kind in _SLIPPED_VERBS and at < len(tokens) and tokens[at].shape == "digits"


VOCABULARY = Vocabulary(_entries())
