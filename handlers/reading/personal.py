"""Phone, ID and insurance numbers in free text: they are refused before anything is kept (Law 91/2025/QH15)."""

import re
import unicodedata
from collections.abc import Iterator

HIDDEN = "•••"

# Between the digits of one number: at most three signs.
_GAP = r"[ .()\-]{0,3}"
_PHONE = re.compile(
    rf"(?<!\d)(?:"
    rf"(?:\+|00){_GAP}84{_GAP}(?:0{_GAP})?\d(?:{_GAP}\d){{8,9}}"  # +84 912 345 678, +84 (0) 24 …
    rf"|84(?:{_GAP}\d){{9}}"
    rf"|0{_GAP}[12](?:{_GAP}\d){{9}}"  # landlines since 2017, and mobiles of eleven digits before 2018
    rf"|0{_GAP}[3-9](?:{_GAP}\d){{8}}"
    rf")(?!\d)"
)
_PLAIN_NUMBER = re.compile(r"\+?\d{9,}")
_GROUPED_ID = re.compile(
    r"(?<!\d)(?:"
    r"0(?:[ .\-]?\d){11}"  # citizen's card: 0 and eleven digits however grouped
    r"|\d{3}([ .\-])\d{3}\1\d{3}\1\d{3}"
    r"|(?!(?:(?:19|20)\d\d.){2})\d{4}([ .\-])\d{4}\2\d{4}"  # not three years side by side
    r"|\d{3}([ \-])\d{3}\3\d{3}|0\d\d\.\d{3}\.\d{3}"  # identity card before 2021
    r")(?!\d)"
)
_INSURANCE = re.compile(r"(?<![^\W_])[A-Za-zĐđ]{2}[ .\-]?(?:\d[ .\-]?){12}\d(?!\d)")
_NUMBERS = (_INSURANCE, _PHONE, _GROUPED_ID, _PLAIN_NUMBER)

# What holds many digits and names nobody.
_HARMLESS = re.compile(
    r"(?<![\d.])[1-9]\d{0,2}([., ])\d{3}(?:\1\d{3}){0,4} ?(?:đồng|vnđ|vnd|đ|d)(?!\w)"  # 1.200.000 đ
    r"|(?<!\d)[1-9]\d{0,11} ?(?:đồng|vnđ|vnd)(?!\w)"
    r"|(?<![\d.\-])(?:0?[1-9]|[12]\d|3[01])([/.\-])(?:0?[1-9]|1[0-2])\2(?:19|20)\d\d(?![.\-]?\d)"  # 05-11-2026
    r"|(?<!\d)(?:19|20)\d\d([/.\-])(?:0[1-9]|1[0-2])\3(?:0[1-9]|[12]\d|3[01])(?![.\-]?\d)"
    r"|(?<![\d ])\d{1,2}(?:h|g|giờ|:)(?:\d{2})?(?!\d)",  # 7h30
    re.IGNORECASE,
)


def personal_number(text: str) -> bool:
    """Whether the text holds a Vietnamese phone number, a citizen's or identity card number or an insurance number.

    Dates, hours, amounts of money, years, client codes and lists of small numbers are none. Nine or more digits in a
    row are taken for one whatever they are: no quantity in this work has so many.
    """
    return next(_found(text), None) is not None


def mask(text: str) -> str:
    """The text with every such number hidden; what is left holds none."""
    while spans := list(_found(text)):
        kept, at = "", 0
        for start, end in spans:
            if start >= at:
                kept += text[at:start] + HIDDEN
            at = max(at, end)
        text = kept + text[at:]
    return text


def personal_stretches(text: str) -> list[tuple[int, int]]:
    """Where such numbers stand in the text, each with its end, from left to right; they may overlap."""
    return list(_found(text))


def _found(text: str) -> Iterator[tuple[int, int]]:
    """Where the numbers are, from left to right; they may overlap."""
    shadow = _HARMLESS.sub(lambda found: "_" * len(found[0]), _shadow(text))
    yield from sorted(found.span() for pattern in _NUMBERS for found in pattern.finditer(shadow))


def _shadow(text: str) -> str:
    """The text, character by character, with digits of every script as 0–9 and what looks or acts like a gap as one."""
    return "".join(map(_seen, text))


def _seen(c: str) -> str:
    if c.isascii():
        return " " if c.isspace() else c
    category = unicodedata.category(c)
    if category == "Nd":
        return str(unicodedata.decimal(c))
    if category == "Pd" or c == "−":
        return "-"
    if category in {"Zs", "Zl", "Zp", "Cf"}:
        return " "
    return {"·": ".", "＋": "+", "（": "(", "）": ")", "．": "."}.get(c, c)
