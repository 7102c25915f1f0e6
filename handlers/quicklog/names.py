"""Words that are somebody's name, whatever else they mean: "chị Mai", "bà Cấp", "co sau to 8"."""

from collections.abc import Sequence
from typing import Protocol

from handlers.quicklog.numbers import Number, may_count
from handlers.quicklog.tokens import Token

_ALONE = ("chị", "chi", "anh", "cô", "co", "bà", "bác", "bac", "ông", "em", "chú", "dì", "cháu")


class Said(Protocol):
    """What was recognised before."""

    text: str
    senses: dict[str, str]
    number: Number | None
    capital: bool

    def has(self, *kinds: str) -> bool:
        """Whether it may be of one of these kinds."""
        ...


def is_word_of_days(tokens: Sequence[Token], at: int, found: Sequence[Said]) -> bool:
    """Whether a word like Mai is the name of the one person spoken of: "chị Mai", "cho chi mai"."""
    token = tokens[at]
    if (
        token.shape != "word"
        or not found
        or token.word.plain not in {"mai", "thu", "sang", "nam", "ba", "tu", "hai", "bay", "chin"}
    ):
        return False
    before = found[-1]
    numbered = len(found) > 1 and found[-2].number is not None
    alone = before.senses.get("people") in {"female", "male"} or before.has("self") or before.text in _ALONE
    if not alone or numbered or " " in before.text:
        return token.capital and at > 0 and tokens[at - 1].capital and token.word.plain == "mai"
    return token.capital or token.word.plain in {"mai", "thu"}


def is_capital_name(tokens: Sequence[Token], at: int, found: Sequence[Said]) -> bool:
    """Whether a capital letter makes a word the name of the one person spoken of: "chị Thăm", "bà Cấp"."""
    token = tokens[at]
    if not token.capital or token.shape != "word" or not found:
        return False
    before = found[-1]
    numbered = len(found) > 1 and found[-2].number is not None
    return before.text in _ALONE and not before.capital and not numbered


def is_number_name(tokens: Sequence[Token], at: int, found: Sequence[Said]) -> bool:
    """Whether a number word without marks is somebody's name: "co sau to 8"."""
    before = found[-1] if found else None
    if before is None or before.text not in _ALONE or tokens[at].word.marks or at + 2 >= len(tokens):
        return False
    home = tokens[at + 1].word.plain in {"to", "xom", "thon"} and tokens[at + 2].number is not None
    return home and tokens[at].shape == "word" and may_count(tokens[at].word)
