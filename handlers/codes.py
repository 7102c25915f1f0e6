"""Codes that people copy by hand: KH-7F3K is a client, GT-7F3KQ a referral slip. Pure arithmetic.

After the prefix come random signs and a check sign. The alphabet has 31 signs, a prime number, and the weights all
differ. So the weighted sum of a code's signs, modulo 31, shows every single wrong sign and every swap of two.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from handlers.reading.fold import LONGEST_ANSWER, fold

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that cannot be mistaken for one another: no I, L, O, 0, 1."""
WEIGHTS = (21, 13, 3, 5, 8, 1)
"""By place, counted from the end; the one of the check sign is 1. KH-7F3K and KH-9PQ4 are right under these."""

_GAP = r"[\s\-‐‑‒–—−_.:]"
_GAPS = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True)
class WrongCheck:
    """Something meant as a code that is none: `typed` is it in our spelling. A sign is wrong, swapped, missing or too
    much."""

    typed: str


@dataclass(frozen=True)
class CodeKind:
    """What codes of a kind look like: the prefix, and how many signs follow (`sizes`, the check sign included).

    `called` are words that people write before it, without marks; `spaced`: its signs may be typed with gaps between.
    """

    prefix: str
    sizes: tuple[int, ...]
    called: tuple[str, ...]
    spaced: bool

    def new(self, draw: Callable[[str], str] = secrets.choice, size: int | None = None) -> str:
        """A random code of that many signs; it holds at least one digit, so that it is never taken for a word."""
        while True:
            signs = "".join(draw(ALPHABET) for _ in range((size or self.sizes[0]) - 1))
            signs += check_sign(signs)
            if any(sign.isdigit() for sign in signs):
                return self.prefix + signs

    def read(self, text: str) -> str | WrongCheck | None:
        """The code that the whole text is, in its one spelling ("kh 7f3k" is KH-7F3K); None when no code was meant.

        Without a hyphen a code has a digit: "kh chua" (the client has not) is words.
        """
        if len(text) > LONGEST_ANSWER:
            return None
        found = self._meant.fullmatch(fold(text))
        if found is None:
            return None
        signs = _GAPS.sub("", found["signs"]).upper()
        has_digit = any(sign.isdigit() for sign in signs)
        if not has_digit and not found["gap"].strip():
            return None
        if len(signs) in self.sizes and set(signs) <= set(ALPHABET) and has_digit and _sum(signs) % len(ALPHABET) == 0:
            return self.prefix + signs
        return WrongCheck(self.prefix + signs)

    @cached_property
    def _meant(self) -> re.Pattern[str]:
        """What is meant as a code: with a sign too few or too many as well."""
        between = r"[\s\-‐‑‒–—−_.]?" if self.spaced else ""
        signs = rf"[a-z0-9](?:{between}[a-z0-9]){{{self.sizes[0] - 2},{self.sizes[-1]}}}"
        before = "|".join(re.escape(word) for word in self.called)
        letters = self.prefix.rstrip("-").lower()
        return re.compile(rf"(?:(?:{before}) )?{letters}(?P<gap>{_GAP}*)(?P<signs>{signs})[.,;!]?")


CLIENT_CODE = CodeKind("KH-", (4,), ("ma",), spaced=True)
SLIP_NUMBER = CodeKind("GT-", (5, 6), ("ma", "so", "phieu", "so phieu"), spaced=False)
"""Five signs make about 716,000 numbers; six, for when these are used up, about 24 million. "gt 2 ca vu" (referred two
women) is words."""

PREFIX = CLIENT_CODE.prefix


def new_code(draw: Callable[[str], str] = secrets.choice) -> str:
    """A random client code."""
    return CLIENT_CODE.new(draw)


def read_code(text: str) -> str | WrongCheck | None:
    """The client code that the whole text is (see CodeKind.read)."""
    return CLIENT_CODE.read(text)


def check_sign(signs: str) -> str:
    """The last sign of the code that begins with these."""
    return ALPHABET[-_sum(f"{signs}{ALPHABET[0]}") % len(ALPHABET)]


def _sum(signs: str) -> int:
    weights = WEIGHTS[-len(signs) :]
    return sum(weight * ALPHABET.index(sign) for weight, sign in zip(weights, signs, strict=True))
