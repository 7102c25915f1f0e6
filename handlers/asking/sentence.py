"""A sentence as its words, of which some are understood, and the phrases that are looked for in it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from handlers.reading.fold import LONGEST_ANSWER, fold, nfc
from handlers.reading.options import Option

_TOKEN = re.compile(r"\d{1,4}(?:[/.-]\d{1,4})+|\d+|[^\W\d_][^\W_]*(?:-(?=[^\W_])[^\W_]+)*")
_SHORTEST = 2
"""Letters of a phrase from the catalogue that is looked for; shorter ones mean anything."""

Phrases = Mapping[tuple[str, ...], str]
"""What phrases mean, by their words without marks."""


@dataclass
class Sentence:
    """The words of a sentence as they were typed and without marks, and which of them are understood."""

    typed: list[str]
    plain: list[str]
    used: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.used = [False] * len(self.typed)

    def find(self, table: Phrases, *, free: bool = True) -> list[tuple[int, int, str]]:
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


def sentence_of(text: str) -> Sentence | None:
    """A text as a sentence; None for one that is too long or has no words."""
    if len(text) > LONGEST_ANSWER:
        return None
    typed = _TOKEN.findall(nfc(text))
    return Sentence(typed, [fold(word) for word in typed]) if typed else None


@cache
def phrases_of(text: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of a table's cell, as words without marks."""
    return tuple(tuple(plain(phrase)) for phrase in text.split("|"))


def plain(phrase: str) -> list[str]:
    """The words of a phrase without marks."""
    return [fold(word) for word in _TOKEN.findall(nfc(phrase))]


@lru_cache(maxsize=64)
def table_of(options: tuple[Option, ...]) -> Phrases:
    """What options are called, by their words; what two of them are called means neither."""
    table: dict[tuple[str, ...], str] = {}
    twice = set()
    for option in options:
        for name in (option.label, *option.aliases):
            words = tuple(plain(name))
            if sum(map(len, words)) >= _SHORTEST and table.setdefault(words, option.key) != option.key:
                twice.add(words)
    return {words: key for words, key in table.items() if words not in twice}
