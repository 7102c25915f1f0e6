"""One form for all the ways in which a Vietnamese text arrives: composed or not, with marks or without, in any case."""

import unicodedata

LONGEST_ANSWER = 500
"""Characters. What is longer is no answer to one question; the readers decline it unread, which bounds their time."""

_LIKE_D = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_MARKS = frozenset({"Mn", "Me"})
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def fold(text: str) -> str:
    """The key under which texts are compared: no marks, đ as d, case and whitespace evened out, nothing invisible.

    Digits of other scripts and full-width letters become the plain ones.
    """
    bare = _bare(_bare(text).casefold())
    return " ".join(bare.split())


def nfc(text: str) -> str:
    """The text as it is kept: composed, without control characters (newlines stay) or anything that reorders a line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "".join(
        c for c in lines if c == "\n" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in _REORDERING)
    )
    return unicodedata.normalize("NFC", seen)


def _bare(text: str) -> str:
    letters: list[str] = []
    for c in unicodedata.normalize("NFKD", text.translate(_LIKE_D)):
        if c.isspace():
            letters.append(" ")
        elif (category := unicodedata.category(c)) == "Nd":
            letters.append(str(unicodedata.decimal(c)))
        elif category not in _MARKS and category not in _UNSEEN:
            letters.append(c)
    return "".join(letters)
