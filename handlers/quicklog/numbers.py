"""How many: the numbers inside a sentence, said for certain, about, or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from handlers.quicklog.tokens import Token
from handlers.reading.numbers import spoken
from handlers.reading.spelling import Lexicon, Word

_MOST_WORDS = 9

# The words a number may begin with; "hard" ones mean nothing else in these messages, marks or no marks.
_BEGINS: Lexicon[str] = Lexicon(
    {
        "hard": ["mười", "chục", "hăm", "trăm", "hai", "bốn", "bảy", "tám", "chín", "nửa", "tá"],
        "soft": ["một", "ba", "năm", "sáu", "bẩy", "nghìn", "ngàn", "băm"],
    }
)
_DIGITS: Lexicon[int] = Lexicon(
    {1: ["một"], 2: ["hai"], 3: ["ba"], 4: ["bốn"], 5: ["năm"], 6: ["sáu"], 7: ["bảy", "bẩy"], 8: ["tám"], 9: ["chín"]}
)
_LAST_DIGITS: Lexicon[int] = Lexicon({1: ["mốt"], 4: ["tư"], 5: ["lăm", "nhăm", "năm"]})
_BUNDLES: Lexicon[bool] = Lexicon({True: ["chục", "trăm", "nghìn", "ngàn", "mươi", "tá"]})
_SOME: Lexicon[bool] = Lexicon({True: ["vài", "mấy", "dăm"]})
_TENS_VAGUE: Lexicon[bool] = Lexicon({True: ["mươi"]})
_UP_TO: Lexicon[bool] = Lexicon({True: ["đến", "tới"]})
_EVERY: Lexicon[bool] = Lexicon({True: ["hàng", "cả"]})
_NAM = Word("nam")
_TAM = Word("tam")

Countable = Callable[[int], bool]
"""Whether something that is counted stands at a place among the tokens."""


@dataclass(frozen=True, slots=True)
class Number:
    """`value` is None when only a vague amount was said; `about` when it was said to be approximate.

    `words` when it was said in words, which without marks may mean something else; `asks` when it is a bare mấy, which
    may also ask how many.
    """

    value: int | None
    about: bool = False
    words: bool = False
    asks: bool = False


def number_at(
    tokens: Sequence[Token], at: int, countable: Countable, *, year: bool = False
) -> tuple[Number, int] | None:
    """The number that begins at a token, and how many tokens it takes; None if none does.

    As a `year` of birth two digits are no guess: "sinh năm bảy tám".
    """
    token = tokens[at]
    if token.shape == "pair":
        return (Number(None), 1) if countable(at + 1) else None
    if not year and _counts_up(tokens, at) and countable(at + 3):
        return Number(None), 3  # "6, 7 chị"
    if token.number is None and not (token.shape == "word" and may_count(token.word)):
        return None
    if year:
        said = _two_digits(tokens, at)
        century = {19: 1900, 20: 2000}.get(said or _zero(tokens, at))
        further = _two_digits(tokens, at + 2) if century and at + 2 < len(tokens) else None
        if century and further is not None:
            return Number(century + further, words=True), 4
        if said is not None:
            return Number(said, words=True), 2
    vague = None if year else _vague(tokens, at, countable)
    if vague:
        return vague
    exact = _exact(tokens, at)
    if exact is None:
        return None
    value, used = exact
    end = at + used
    if _is_some(tokens, end) and (used > 1 or value >= 10):
        return Number(None), used + 1  # hai mươi mấy
    further = _range_end(tokens, at, value, end)
    if further and countable(further):
        return Number(None), further - at
    alike = not year and end < len(tokens) and tokens[end].shape == token.shape
    nearly = _exact(tokens, end) if alike else None
    if nearly and nearly[0] in {value + 1, value + 5} and countable(end + nearly[1]):
        return Number(None), used + nearly[1]  # mười bốn mười lăm
    in_words = token.number is None
    if in_words and not countable(end) and not _certain(tokens, at, used):
        return None
    return Number(value, about=_is_about_or_eight(tokens, at, used), words=in_words), used


@lru_cache(maxsize=4096)
def may_count(word: Word) -> bool:
    """Whether a number, also a vague one, may begin with the word."""
    return any(lexicon.read(word) is not None for lexicon in (_BEGINS, _SOME, _TENS_VAGUE, _EVERY, _DIGITS))


def _exact(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    token = tokens[at]
    if token.number is None and not (token.shape == "word" and _BEGINS.read(token.word)):
        return None
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.number is not None and (following is None or not _is_scale(following.word)):
        return token.number, 1
    said = spoken_words(number_words(tokens, at, _MOST_WORDS))
    if said is None or said[0] == 0:
        return (token.number, 1) if token.number is not None else None
    return said


def _counts_up(tokens: Sequence[Token], at: int) -> bool:
    """Whether two figures that follow one another are a guess: "6, 7"."""
    if at + 2 >= len(tokens) or tokens[at + 1].text != ",":
        return False
    first, second = tokens[at].number, tokens[at + 2].number
    return first is not None and second is not None and first < 10 and second == first + 1


def number_words(tokens: Sequence[Token], at: int, most: int) -> tuple[Word, ...]:
    """The words from a token on that may belong to one number."""
    run: list[Word] = []
    for place, token in enumerate(tokens[at : at + most], at):
        following = tokens[place + 1].word.plain if place + 1 < len(tokens) else ""
        if (
            token.shape not in {"word", "digits"}
            or (run and token.number is not None)
            or token.word.plain in _PAIRS
            or (token.word.plain, following) == _ADVISES
        ):
            break
        run.append(token.word)
    return tuple(run)


@lru_cache(maxsize=4096)
def spoken_words(run: tuple[Word, ...]) -> tuple[int, int] | None:
    """The number that the words begin with and how many of them it takes; None if it is none."""
    return spoken(run)


_PAIRS = frozenset({"cap", "doi"})
_ADVISES = "tu", "van"
"""tư vấn: in "tháng tám tư vấn" no number goes on."""
_SCALES = frozenset({"chuc", "tram", "nghin", "ngan", "k", "ta", "tr", "trieu", "muoi"})


@lru_cache(maxsize=4096)
def _is_scale(word: Word) -> bool:
    """Whether tens, hundreds … follow a figure: "2 tá", also with the keys undone."""
    return (word.undone() or word).plain in _SCALES or word.plain in _SCALES


def _is_about_or_eight(tokens: Sequence[Token], at: int, used: int) -> bool:
    """Whether "tam chuc" without marks is tám chục or tầm chục."""
    return used > 1 and tokens[at].word == _TAM and tokens[at + 1].word.plain in {"chuc", "tram"}


def _certain(tokens: Sequence[Token], at: int, used: int) -> bool:
    """Whether words without anything counted after them are a number all the same: two of them, or a sure one."""
    return used > 1 or (bool(tokens[at].word.marks) and _BEGINS.read(tokens[at].word) == "hard")


def _is_some(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].shape == "word" and bool(_SOME.read(tokens[at].word))


def _vague(tokens: Sequence[Token], at: int, countable: Countable) -> tuple[Number, int] | None:
    """vài, mấy chục, dăm ba, mươi, hàng trăm, hai ba, ba bốn chục."""
    token = tokens[at]
    if token.shape != "word" and token.text != "1":
        return None
    end = at
    if _is_some(tokens, at + 1) and token.word.plain in {"1", "mot"}:
        end = at + 2  # một vài
    elif _SOME.read(token.word):
        end = at + 1
        if end < len(tokens) and (digit := _digit(tokens[end])) and (digit in {3, 7} or _bundle(tokens, end + 1)):
            end += 1
    elif (
        _TENS_VAGUE.read(token.word)
        and (token.word.marks or token.word.undone())
        or _EVERY.read(token.word)
        and _bundle(tokens, at + 1)
    ):
        end = at + 1
    elif _is_guess(tokens, at):
        end = at + 2
        if end < len(tokens) and _digit(tokens[end]) and countable(end + 1) and not countable(end):
            return None
    if end == at:
        return None
    while _bundle(tokens, end):
        end += 1
    if _TENS_VAGUE.read(token.word) and end < len(tokens) and tokens[end].word.plain == "lam":
        end += 1
    asks = end == at + 1 and token.word.plain[0] == "m" and bool(_SOME.read(token.word))
    return (Number(None, asks=asks), end - at) if countable(end) else None


def _is_guess(tokens: Sequence[Token], at: int) -> bool:
    """Whether two digits are a guess: hai ba, năm bảy, and without marks any two."""
    first, second = _digit(tokens[at]), _digit(tokens[at + 1]) if at + 1 < len(tokens) else None
    if not first or not second:
        return False
    return second == first + 1 or (first, second) in {(5, 7), (5, 3)} or (second > 1 and not _marked(tokens, at))


def _two_digits(tokens: Sequence[Token], at: int) -> int | None:
    """The year of birth in two digits: "bảy tám", without marks too."""
    first = _digit(tokens[at])
    if not first or at + 1 >= len(tokens) or tokens[at + 1].shape != "word":
        return None
    last = _LAST_DIGITS.read(tokens[at + 1].word) or _digit(tokens[at + 1])
    return 10 * first + last if last else None


def _zero(tokens: Sequence[Token], at: int) -> int:
    """20 for "hai không", with which a year may begin; else 0."""
    last = tokens[at + 1] if at + 1 < len(tokens) else None
    return 20 if _digit(tokens[at]) == 2 and last is not None and last.word.plain == "khong" else 0


def _marked(tokens: Sequence[Token], at: int) -> bool:
    return any(token.word.marks or token.word.undone() for token in tokens[at : at + 2])


def _digit(token: Token) -> int | None:
    if token.shape != "word" or token.word == _NAM:
        return None
    return _DIGITS.read(token.word)


def _bundle(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].shape == "word" and bool(_BUNDLES.read(tokens[at].word))


def _range_end(tokens: Sequence[Token], at: int, value: int, end: int) -> int | None:
    """Where "20 đến 25" ends, if it is said."""
    if end + 1 >= len(tokens) or tokens[end].shape != "word" or not _UP_TO.read(tokens[end].word):
        return None
    last = _exact(tokens, end + 1)
    return end + 1 + last[1] if last and last[0] > value else None
