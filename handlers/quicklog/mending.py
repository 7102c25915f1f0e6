"""Words that are no words: what was meant where a letter was doubled, left out or swapped with the next one.

Only what cannot be Vietnamese is mended, and only when one word alone can have been meant; a slip that leaves a real
syllable is left to the phrases around it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, pairwise

from handlers.quicklog.lexicon import TABLES
from handlers.quicklog.lexicon.days import DAY_WORDS
from handlers.quicklog.slips import Slips
from handlers.quicklog.tokens import Known, Token
from handlers.reading.numbers import NUMBER_WORDS
from handlers.reading.spelling import Word, tidied_word, words

_LEAST_LETTERS = 3
_STUTTER = re.compile(r"(.)\1{2,}")
_MOST_LETTERS = 14


def mended(tokens: Sequence[Token], known: Known) -> list[Token]:
    """The tokens with the words that were meant in the place of those that are none; what is `known` is one."""
    return [meant for token in tokens for meant in _mended(token, known)]


def _mended(token: Token, known: Known) -> list[Token]:
    if token.shape != "word" or not token.text.isalpha() or known(token.word):
        return [token]
    stuttered = _STUTTER.sub(r"\1\1", token.text)
    if stuttered != token.text:
        token = replace(token, word=tidied_word(stuttered))
    meant = _MENDER.meant(token.word)
    if meant is not None:
        return [replace(token, word=meant)]
    return _apart(token) if _is_misspelled(token.word) else [token]


def _apart(token: Token) -> list[Token]:
    """Two words that were run together, if they stand together in the lexicon: "tưvấn"."""
    at = _seam(token.text)
    if at is None:
        return [token]
    first, second, middle = token.text[:at], token.text[at:], min(token.start + at, token.end)
    return [
        replace(token, text=first, word=tidied_word(first), end=middle),
        replace(token, text=second, word=tidied_word(second), start=middle, capital=False),
    ]


@lru_cache(maxsize=4096)
def _seam(text: str) -> int | None:
    """Where the second of two words begins that were run together."""
    if len(text) > _MOST_LETTERS:
        return None
    places = range(2, len(text) - 1)
    return next((at for at in places if _MENDER.are_neighbours(tidied_word(text[:at]), tidied_word(text[at:]))), None)


class _Mender:
    def __init__(self, phrases: Iterable[Sequence[Word]]) -> None:
        self._by_plain: dict[str, list[Word]] = {}
        self._neighbours: dict[tuple[str, str], list[tuple[Word, Word]]] = {}
        for phrase in phrases:
            for word in phrase:
                if word.plain.isalpha():
                    self._by_plain.setdefault(word.plain, []).append(word)
            for pair in pairwise(phrase):
                self._neighbours.setdefault((pair[0].plain, pair[1].plain), []).append(pair)
        self._slips = Slips(self._by_plain)
        self.meant = lru_cache(maxsize=8192)(self._meant)
        """The word that was meant by one that is none; None if it is one, or if that is uncertain."""

    def are_neighbours(self, first: Word, second: Word) -> bool:
        """Whether two words follow each other in some phrase."""
        found = self._neighbours.get((first.plain, second.plain), ())
        return any(first.may_be(one) and second.may_be(other) for one, other in found)

    def _meant(self, typed: Word) -> Word | None:
        if len(typed.plain) < _LEAST_LETTERS or not _is_misspelled(typed):
            return None
        undone = typed.undone()
        if typed.plain in self._by_plain:
            return None
        if undone is not None and (undone.plain in self._by_plain or undone.is_syllable()) and self._fits(undone):
            return None
        near = self._near(typed)
        doubled = [word for word in near if _without_doubles(word.plain) == _without_doubles(typed.plain)]
        chosen = doubled or near
        return chosen[0] if len({word.plain for word in chosen}) == 1 else None

    def _fits(self, typed: Word) -> bool:
        spelled = self._by_plain.get(typed.plain)
        return spelled is None or any(typed.may_be(word) for word in spelled)

    def _near(self, typed: Word) -> list[Word]:
        """The words that may have been meant, with the marks that were typed."""
        marks = "".join(sorted(set(typed.marks)))
        candidates = (Word(plain, marks) for plain in self._slips.of(typed.plain))
        return [word for word in candidates if self._fits(word)]


def _is_misspelled(typed: Word) -> bool:
    """Whether no Vietnamese syllable is written like this."""
    return not typed.is_syllable() or len(set(typed.marks)) < len(typed.marks)


def _without_doubles(plain: str) -> str:
    return "".join(c for at, c in enumerate(plain) if plain[at - 1 : at] != c)


def _phrases() -> Iterable[Sequence[Word]]:
    for table in TABLES:
        for values in table.values():
            for phrases in values.values():
                yield from (
                    words(phrase.strip().removeprefix("N ").removesuffix(" N")) for phrase in phrases.split(";")
                )
    for spelling in chain(*DAY_WORDS.values(), NUMBER_WORDS):
        yield words(spelling)


_MENDER = _Mender(_phrases())
