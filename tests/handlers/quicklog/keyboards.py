"""The same text as it arrives when marks are left out, Telex or VNI keys are left undone, or the thumb slips."""

import random
import re
import unicodedata
from collections.abc import Mapping

_TELEX = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j", "\u031b": "w", "\u0306": "w"}
_VNI = dict(
    zip("\u0301\u0300\u0309\u0303\u0323\u0302\u031b\u0306", "12345678", strict=True),
)
_SHORT = 3
_TONES = "\u0301\u0300\u0309\u0303\u0323"


def unmarked(text: str) -> str:
    """Without any marks, letter case kept."""
    plain = text.replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def telex(text: str) -> str:
    """With the keys of Telex left undone: tuw vaans."""
    return _by_word(text, _TELEX, stroke="d")


def vni(text: str) -> str:
    """With the keys of VNI left undone: tu7 va6n1."""
    return _by_word(text, _VNI, stroke="9")


def half_marked(text: str) -> str:
    """With the marks of every other word, by chance, left out."""
    chance = random.Random(text)
    return " ".join(unmarked(word) if chance.random() < 0.5 else word for word in text.split(" "))


def slipped(text: str) -> str:
    """With a letter of one longer word, by chance, missing, doubled or swapped with the next."""
    chance = random.Random(f"{text}1")
    words = text.split(" ")
    places = [at for at, word in enumerate(words) if len(word) > _SHORT and word.isalpha()]
    if not places:
        return text
    place = chance.choice(places)
    word = words[place]
    at = chance.randrange(len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    words[place] = [before + after, before + letter * 2 + after, before + after[:1] + letter + after[1:]][
        chance.randrange(3)
    ]
    return " ".join(words)


def _by_word(text: str, keys: Mapping[str, str], stroke: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: _typed(word[0], keys, stroke), text)


def _typed(word: str, keys: Mapping[str, str], stroke: str) -> str:
    typed, tone = "", ""
    for c in unicodedata.normalize("NFD", word):
        if c in _TONES:
            tone = keys[c]
        elif c in "đĐ":
            typed += "d" + stroke
        elif unicodedata.combining(c):
            typed += keys.get(c, typed[-1:].lower())
        else:
            typed += c
    return typed + tone
