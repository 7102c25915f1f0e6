"""What of a text can be written: the vendored fonts know Latin letters and the usual signs."""

import unicodedata
from pathlib import Path

FONTS = Path(__file__).parent.parent / "fonts"
REGULAR, BOLD = FONTS / "Roboto-Regular.ttf", FONTS / "Roboto-Bold.ttf"

RANGES = (
    "0020-007E 00A0-017F 01A0-01A1 01AF-01B0 1EA0-1EF9 2010-2015 2018-201E 2020-2022 2026 2030 2032-2033 2039-203A "
    "2044 20AB-20AC 2116 2122 2212 2248 2260 2264-2265"
)
"""The characters in both fonts, as they were cut out (bot/fonts/README.md)."""
UNKNOWN = "?"
"""Stands for a letter of another script, so that nobody takes the rest for the whole."""


def _characters(ranges: str) -> frozenset[str]:
    bounds = (part.partition("-") for part in ranges.split())
    return frozenset(chr(code) for low, _, high in bounds for code in range(int(low, 16), int(high or low, 16) + 1))


KNOWN = _characters(RANGES)


def lines(text: str) -> list[str]:
    """The lines of a text, composed (NFC), without what cannot be written: emojis and other ornaments are left out."""
    found = (" ".join(_writable(line).split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return [line for line in found if line]


def line(text: str) -> str:
    """The same as one line."""
    return " ".join(lines(text))


def _writable(text: str) -> str:
    return "".join(_written(character) for character in text)


def _written(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zs"):
        return " "
    if category == "Cf":
        return ""
    if character in KNOWN:
        return character
    return UNKNOWN if category[0] in "LNP" else ""
