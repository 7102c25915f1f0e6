"""Words that are no words: what was meant where a letter was doubled, left out or swapped with the next one.

Only what cannot be Vietnamese is mended, and only when one word alone can have been meant; a slip that leaves a real
syllable is left to the phrases around it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from handlers.quicklog.lexicon import TABLES
from handlers.quicklog.lexicon.days import DAY_WORDS
from handlers.quicklog.slips import Slips
from handlers.quicklog.tokens import Known, Token
from handlers.reading.numbers import NUMBER_WORDS
from handlers.reading.spelling import Word, words

_LEAST_LETTERS = 3


def mended(tokens: Sequence[Token], known: Known) -> list[Token]:
    """The tokens with the words that were meant in the place of those that are none; what is `known` is one."""
    return [_mended(token, known) for token in tokens]


def _mended(token: Token, known: Known) -> Token:
    is_word = token.shape == "word" and token.text.isalpha() and not known(token.word)
    meant = _MENDER.meant(token.word) if is_word else None
    return token if meant is None else replace(token, word=meant)


class _Mender:
    def __init__(self, spelled: Iterable[Word]) -> None:
        self._by_plain: dict[str, list[Word]] = {}
        for word in spelled:
            if word.plain.isalpha():
                self._by_plain.setdefault(word.plain, []).append(word)
        self._slips = Slips(self._by_plain)
        self.meant = lru_cache(maxsize=8192)(self._meant)
        """The word that was meant by one that is none; None if it is one, or if that is uncertain."""

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


def _spelled() -> Iterable[Word]:
    for table in TABLES:
        for values in table.values():
            for phrases in values.values():
                yield from words(phrases.replace("N ", "").replace(" N", ""))
    for spellings in DAY_WORDS.values():
        for spelling in spellings:
            yield from words(spelling)
    for spelling in NUMBER_WORDS:
        yield from words(spelling)


_MENDER = _Mender(_spelled())
