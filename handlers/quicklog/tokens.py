"""A message cut into words, numbers, client codes and signs, each with the stretch of the message it stands in."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from handlers.quicklog.lexicon.things import GOODS
from handlers.reading.fold import fold
from handlers.reading.personal import personal_stretches
from handlers.reading.spelling import Word, tidied_word

# What is looked for, the first that fits; the name of the group is the shape of the token.
_TOKEN = re.compile(
    r"(?P<code>(?<!\w)kh ?[-–]? ?[a-z0-9]{4}(?!\w))"
    r"|(?P<bad_code>(?<!\w)kh(?:-[a-z0-9]{1,8}| ?[-–]? ?(?=\d*[a-z])(?=[a-z]*\d)[a-z0-9]{3,7})(?!\w))"
    r"|(?P<bare_code>(?<![\w/.-])(?!\d{1,2}[hg]\d)(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{4}(?!\w))"
    r"|(?P<hour>(?<![\w/.-])\d{1,2} ?(?:(?:h|g|giờ|gio)(?:\d{2}| \d{2}(?! ?[^\W\d_]))?|:\d{2})(?![\w/-]))"
    r"|(?P<brand>(?<!\w)bk ?-? ?1(?!\w))"
    r"|(?P<weekday>(?<!\w)th?(?:[. ] ?)?[2-7](?![\w/.-]\w))"
    r"|(?P<thousands>(?<![\d.,/])[1-9]\d{0,2}(?:[.,]\d{3})+(?![\d.]))"
    r"|(?P<span>(?<!\d)\d{1,2} ?[-–] ?\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?(?!\d))"
    r"|(?P<date>(?<!\d)\d{1,2}(?P<sign>[-/.])\d{1,2}(?P=sign)(?:\d{4}|\d{2})(?!\d)|(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d))"
    r"|(?P<pair>(?<!\d)\d{1,3}(?: ?[-–~] ?|[/.])\d{1,3}(?!\d))"
    r"|(?P<digits>\d+)"
    r"|(?P<word>[^\W\d_][^\W_]*)"
    r"|(?P<comma>[,:&/()–+-])"
    r"|(?P<question>\?)"
    r"|(?P<stop>[.;!\n…])"
    r"|(?P<approximate>~)"
)
_PLAIN = re.compile(r"(?P<digits>\d+)|(?P<word>[^\W\d_][^\W_]*)")
_VALID_CODE = re.compile(r"[A-HJKMNP-Z2-9]{4}")
_GLUED = re.compile(r"([^\W\d_]+?)(\d+)")
_KEYED = re.compile(r"(?<!\w)(?<!kh )(?!kh)[a-z]*[a-z][1-9][a-z0-9]*")
_MOST_DIGITS = 6
MOST_TOKENS = 256
"""Words, numbers and signs that are read: far more than anybody reports at once."""

_GOODS = frozenset(
    fold(phrase.strip().removeprefix("N "))
    for kind in ("unit", "product")
    for phrases in GOODS[kind].values()
    for phrase in phrases.split(";")
)

Known = Callable[[Word], bool]


@dataclass(slots=True, eq=False)
class Token:
    """One word, number or sign. `start` and `end` are places in the message as it was sent.

    `shape` is a group of the pattern above; `text` is tidy, a client code in its full form; `number` is for digits.
    """

    shape: str
    text: str
    start: int
    end: int
    word: Word
    capital: bool = False
    number: int | None = None


@lru_cache(maxsize=4096)
def _word(text: str) -> Word:
    return tidied_word(text)


def tokens(message: str, known: Known) -> tuple[list[Token], bool]:
    """The first tokens of the message without its personal numbers, and whether it holds any such number.

    `known` tells whether a word has a meaning: it decides whether letters and digits in a row are a code, a word whose
    VNI keys were left undone, or a number glued to its word.
    """
    stretches = personal_stretches(message)
    for start, end in stretches:
        if message[start - 1 : start] == "(" and message[end : end + 1] == ")":
            start, end = start - 1, end + 1
        message = message[:start] + "_" * (end - start) + message[end:]
    shown, places = _composed(message)
    small = shown.lower()
    if len(small) != len(shown):
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in shown)
    cut = _Cutter(small, shown, places, known)
    return cut.all(), bool(stretches)


def _composed(message: str) -> tuple[str, list[int]]:
    """The message composed and without the invisible, and for each character the place it comes from."""
    simple = message.replace("\t", " ").replace("\r", " ")
    if simple.isascii() or (_is_plain(simple) and "Ð" not in simple and "ð" not in simple):
        return simple, list(range(len(message) + 1))
    shown: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(message):
        end = at + 1
        while end < len(message) and unicodedata.combining(message[end]):
            end += 1
        piece = message[at:end]
        if not piece.isascii():
            piece = unicodedata.normalize("NFKC", piece.replace("Ð", "Đ").replace("ð", "đ"))
        for c in piece:
            kept = c if c.isascii() else _seen(c)
            if kept:
                shown.append(kept)
                places.append(at)
        at = end
    places.append(len(message))
    return "".join(shown), places


def _is_plain(text: str) -> bool:
    """Whether the text is composed and holds nothing that is not seen."""
    return unicodedata.is_normalized("NFKC", text) and text.replace("\n", " ").isprintable()


@lru_cache(maxsize=4096)
def _seen(c: str) -> str:
    category = unicodedata.category(c)
    if category == "Nd":
        return str(unicodedata.decimal(c))
    if c.isspace():
        return " "
    return "" if category in {"Cc", "Cf", "Cs", "Me"} else c


class _Cutter:
    def __init__(self, small: str, shown: str, places: list[int], known: Known) -> None:
        self._small, self._shown, self._places, self._known = small, shown, places, known
        self._shouted = shown.isupper()
        self._keyed = any(self._is_vni(text) for text in _KEYED.findall(small))
        self._found: list[Token] = []

    def all(self) -> list[Token]:
        at = 0
        while len(self._found) < MOST_TOKENS and (found := _TOKEN.search(self._small, at)):
            shape = found.lastgroup or ""
            if shape == "sign":
                shape = "date"
            if shape.endswith("code") and not self._is_code(found[0], shape):
                plain = _PLAIN.match(self._small, found.start())
                assert plain is not None
                found, shape = plain, plain.lastgroup or ""
            at = found.end()
            self._add(shape, found[0], *found.span())
        return self._found

    def _is_vni(self, text: str) -> bool:
        undone = Word(text).undone()
        return undone is not None and undone.is_syllable() and self._known(undone)

    def _counts(self, letters: str, key: str) -> bool:
        """Whether letters after digits are a word that is counted, as in "kh 2hop": of what may be a code, goods."""
        return letters in _GOODS if _VALID_CODE.fullmatch(key.upper()) else self._known(Word(letters))

    def _is_code(self, text: str, shape: str) -> bool:
        key = re.sub(r"^kh ?[-–]? ?", "", text) if shape != "bare_code" else text
        if re.fullmatch(r"kh[-–][a-z0-9]{4}", text):
            return True
        glued = re.fullmatch(r"\d+([a-z]+)", key)
        if (glued and self._counts(glued[1], key)) or self._known(Word(key)):
            return "-" in text and glued is None
        undone = Word(text).undone() if text.isalnum() else None
        if undone is not None and undone.is_syllable() and self._known(undone) and shape != "bare_code":
            return False
        undone = Word(key).undone()
        counted = bool(self._found) and self._found[-1].number is not None  # "2 kh ve62 utv"
        if undone is not None and self._known(undone) and "-" not in text and (self._keyed or counted):
            return False
        if shape == "bare_code":  # a further code after one in full: "KH-7F3K và 9PQ4"
            if any(token.text == f"KH-{key.upper()}" for token in self._found):
                return True
            said = [token.shape for token in self._found if token.word.plain not in {"va", "voi"} and token.text != ","]
            return bool(said) and said[-1] == "code" and _VALID_CODE.fullmatch(key.upper()) is not None
        return shape == "bad_code" or "-" in text or any(c.isdecimal() for c in key)

    def _add(self, shape: str, text: str, start: int, end: int) -> None:
        if shape == "thousands" or shape == "digits":
            digits = text.replace(".", "").replace(",", "")
            number = int(digits) if len(digits) <= _MOST_DIGITS else None
            self._put("digits" if number is not None else "word", digits, start, end, number)
        elif shape == "word" and not text.isalpha():
            self._add_mixed(text, start, end)
        elif shape.endswith("code"):
            key = text[-4:].upper()
            valid = shape != "bad_code" and _VALID_CODE.fullmatch(key)
            self._put("code" if valid else "bad_code", f"KH-{key}" if valid else "", start, end)
        elif shape == "brand":
            self._put("word", "bk1", start, end)
        elif shape == "weekday":
            self._put("word", f"t{text[-1]}", start, end)
        else:
            self._put(shape, text, start, end)

    def _add_mixed(self, text: str, start: int, end: int) -> None:
        """A word with digits in it: known as it is, with VNI keys undone, or glued to the number after it."""
        word = _word(text)
        undone = word.undone()
        glued = _GLUED.fullmatch(text)
        spelled = undone is not None and undone.is_syllable() and (self._known(undone) or self._keyed)
        if self._known(word) or spelled or glued is None:
            self._put("word", text, start, end)
        else:
            middle = start + len(glued[1])
            self._put("word", glued[1], start, middle)
            self._add("digits", glued[2], middle, end)

    def _put(self, shape: str, text: str, start: int, end: int, number: int | None = None) -> None:
        capital = not self._shouted and self._shown[start].isupper()
        word = _word(text) if shape in {"word", "digits"} else Word(text)
        self._found.append(Token(shape, text, self._places[start], self._places[end], word, capital, number))
