"""Words as people type them: some marks missing, or the keys of Telex or VNI left undone."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from handlers.reading.fold import fold

Meaning = TypeVar("Meaning")

_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _HORN, _BREVE, _STROKE = "\u0302", "\u031b", "\u0306", "\u0335"
_TELEX_TONES = {"s": _ACUTE, "f": _GRAVE, "r": _HOOK, "x": _TILDE, "j": _DOT, "z": ""}
_TELEX_HORNS = {"a": _BREVE, "o": _HORN, "u": _HORN}
_VOWELS = "aeiouy"
_MOST_KEYS = 24
_VNI = dict(zip("123456789", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT, _CIRCUMFLEX, _HORN, _BREVE, _STROKE), strict=True))

# A number and the unit glued to it are two words ("20bcs"); so are the parts of "2k5" (2,500) and "1tr2" (1,200,000).
_WORD = re.compile(r"\d+|(?<=\d)(?:k|tr)(?=\d)|[^\W\d_][^\W_]*")


_SYLLABLE = re.compile(
    r"(?:b|ch|c(?![eiy])|d|gh(?=[ei])|g(?!e)|gi|h|kh|k(?=[eiy])|l|m|nh?|ngh(?=[ei])|ng(?![eiy])"
    r"|ph|p|qu(?!u)|r|s|th?|tr|v|x)?"
    r"(?:(?:a|e|i|o|u|y|ie|oa|oe|oo|ua|ue|uo|uy|uye|ye)(?:c|ch|m|n|ng|nh|p|t)?"
    r"|ai|ao|au|ay|eo|eu|ia|ieu|iu|oai|oao|oay|oeo|oi|uay|ui|uoi|uou|uu|uya|uyu|yeu)"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word without its marks, and the marks it carried, in any order: where a tone is placed makes no difference."""

    plain: str
    marks: str = ""

    def may_be(self, spelling: "Word") -> bool:
        """Whether this is that word with all, some or none of its marks typed; a mark too many rules it out."""
        if self.plain != spelling.plain:
            return False
        if not self.marks:
            return True
        further = iter(spelling.marks)
        return all(mark in further for mark in self.marks)  # both are sorted

    def is_syllable(self) -> bool:
        """Whether it can be a Vietnamese syllable at all, marks aside."""
        return _SYLLABLE.fullmatch(self.plain) is not None

    def undone(self) -> "Word | None":
        """What was meant if Telex ("hoom", "thuws") or VNI ("ho6m", "thu71") keys were left undone; None if none is."""
        return _undone(self)


class Lexicon(Generic[Meaning]):
    """Meanings by their spellings; finds a word that was typed with marks missing or keys undone."""

    def __init__(self, spellings: Mapping[Meaning, Iterable[str]]) -> None:
        self.read = lru_cache(maxsize=4096)(self._read)
        """The meaning of a word: of the spelling with just its marks, else of the first one that it may be."""
        self._by_plain: dict[str, list[tuple[Word, Meaning]]] = {}
        for meaning, spelled in spellings.items():
            for spelling in spelled:
                word = word_of(spelling)
                self._by_plain.setdefault(word.plain, []).append((word, meaning))

    def _read(self, word: Word) -> Meaning | None:
        for candidate in (word, word.undone()):
            if candidate is None:
                continue
            entries = self._by_plain.get(candidate.plain, [])
            for spelling, meaning in entries:
                if spelling.marks == candidate.marks:
                    return meaning
            for spelling, meaning in entries:
                if candidate.may_be(spelling):
                    return meaning
        return None


def tidy(text: str) -> str:
    """The text composed, in small letters and plain digits, its marks kept, without anything invisible."""
    shown: list[str] = []
    for c in unicodedata.normalize("NFKC", text.replace("Ð", "đ").replace("ð", "đ")).casefold():
        category = unicodedata.category(c)
        if category == "Nd":
            shown.append(str(unicodedata.decimal(c)))
        elif c.isspace():
            shown.append(" ")
        elif category not in {"Cc", "Cf", "Cs"}:
            shown.append(c)
    return " ".join(unicodedata.normalize("NFC", "".join(shown)).split())


def word_of(text: str) -> Word:
    """One word with its marks; whatever else is in the text is taken as part of it."""
    return Word(fold(text), tidied_word(tidy(text)).marks)


def tidied_word(text: str) -> Word:
    """One word with its marks, of a text that is tidy already: the quick way for long messages."""
    if text.isascii():
        return Word(text)
    letters: list[str] = []
    marks: list[str] = []
    for c in unicodedata.normalize("NFD", text):
        if c == "đ":
            letters.append("d")
            marks.append(_STROKE)
        elif unicodedata.combining(c):
            marks.append(c)
        else:
            letters.append(c)
    return Word("".join(letters), _sorted(marks))


def bare(text: str) -> str:
    """What one typed word is without its marks, and without the keys that were left undone."""
    word = tidied_word(text)
    return (word.undone() or word).plain


def words(text: str) -> list[Word]:
    """The words and numbers of the text in their order; punctuation and pictures are left out."""
    return [word_of(found) for found in _WORD.findall(tidy(text))]


def _sorted(marks: Iterable[str]) -> str:
    return "".join(sorted(marks))


@lru_cache(maxsize=4096)
def _undone(word: Word) -> Word | None:
    keys = word.plain
    if not (keys.isascii() and keys[:1].isalpha() and len(keys) <= _MOST_KEYS):
        return None
    read = _vni(keys) if any(c.isdecimal() for c in keys) else _telex(keys)
    return None if read.plain == keys else Word(read.plain, _sorted(word.marks + read.marks))


def _vni(keys: str) -> Word:
    letters = [c for c in keys if c not in _VNI]
    return Word("".join(letters), "".join(_VNI[c] for c in keys if c in _VNI))


def _telex(keys: str) -> Word:
    """Tone and mark keys count wherever they come after the vowel: uwng, ungw."""
    letters: list[str] = []
    marks: list[str] = []
    for c in keys:
        horned = next((letter for letter in reversed(letters) if letter in _TELEX_HORNS), None)
        after_consonant = bool(letters) and letters[-1] not in _VOWELS
        if c in _TELEX_TONES and any(letter in _VOWELS for letter in letters):
            marks.append(_TELEX_TONES[c])
        elif c == "w" and horned:
            marks.append(_TELEX_HORNS[horned])
        elif c == "w":
            letters.append("u")
            marks.append(_HORN)
        elif c in "aeo" and c in letters and (letters[-1] == c or after_consonant):
            marks.append(_CIRCUMFLEX)
        elif c == "d" and letters[:1] == ["d"]:
            marks.append(_STROKE)
        else:
            letters.append(c)
    return Word("".join(letters), "".join(marks))
