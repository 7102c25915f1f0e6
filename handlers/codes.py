"""Client codes: KH-7F3K is three random signs and a check sign. Pure arithmetic.

The alphabet has 31 signs, a prime number, and the weights all differ. So the weighted sum of a code's signs, modulo 31,
shows every single wrong sign and every swap of two.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from handlers.reading.fold import LONGEST_ANSWER, fold

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that cannot be mistaken for one another: no I, L, O, 0, 1."""
PREFIX = "KH-"
WEIGHTS = (3, 5, 8, 1)
"""By place; the last one, of the check sign, is 1. KH-7F3K and KH-9PQ4 are right under these."""

_MEANT = re.compile(r"(?:ma )?kh(?P<gap>[\s\-‐‑‒–—−_.:]*)(?P<signs>[a-z0-9](?:[\s\-‐‑‒–—−_.]?[a-z0-9]){2,4})[.,;!]?")
_GAPS = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True)
class WrongCheck:
    """Something meant as a client code that is none: `typed` is it in our spelling. A sign is wrong, swapped, missing
    or too much."""

    typed: str


def new_code(draw: Callable[[str], str] = secrets.choice) -> str:
    """A random code; it holds at least one digit, so that it is never taken for a word."""
    while True:
        signs = "".join(draw(ALPHABET) for _ in WEIGHTS[:-1])
        signs += check_sign(signs)
        if any(sign.isdigit() for sign in signs):
            return PREFIX + signs


def check_sign(signs: str) -> str:
    """The last sign of the code that begins with these three."""
    return ALPHABET[-_sum(signs) % len(ALPHABET)]


def read_code(text: str) -> str | WrongCheck | None:
    """The code that the whole text is, in its one spelling ("kh 7f3k" is KH-7F3K); None when no code was meant.

    Without a hyphen a code has a digit: "kh chua" (the client has not) is words.
    """
    if len(text) > LONGEST_ANSWER:
        return None
    found = _MEANT.fullmatch(fold(text))
    if found is None:
        return None
    signs = _GAPS.sub("", found["signs"]).upper()
    has_digit = any(sign.isdigit() for sign in signs)
    if not has_digit and not found["gap"].strip():
        return None
    if len(signs) == len(WEIGHTS) and set(signs) <= set(ALPHABET) and has_digit and _sum(signs) % len(ALPHABET) == 0:
        return PREFIX + signs
    return WrongCheck(PREFIX + signs)


def _sum(signs: str) -> int:
    return sum(weight * ALPHABET.index(sign) for weight, sign in zip(WEIGHTS, signs, strict=False))
