"""The parts of a place's name as people write it: the kind of unit, whether it is of old or new, the name proper."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from handlers.reading.spelling import Word, tidied_word, tidy

Words = tuple[Word, ...]

KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "city": {"thành phố": ("tp", "t p")},
    "cluster": {"cụm": ()},
    "district": {"quận": ("q",), "huyện": ("h",), "thị xã": ("tx", "t x")},
    "commune": {"phường": ("p", "f"), "xã": ("x",), "thị trấn": ("tt", "t t")},
    "hamlet": {
        "tổ dân phố số": ("tổ dân phố", "tổ số", "tổ", "tdp số", "tdp", "tổ dp", "tổ dân cư số", "tổ dân cư", "tdc"),
        "thôn": ("thôn số",),
        "xóm": ("xóm số",),
        "khu dân cư số": ("khu dân cư", "kdc", "khu phố", "khu phố số", "kp", "khu số", "khu"),
        "cụm dân cư số": ("cụm dân cư", "cdc"),
        "làng": (),
        "bản": (),
        "ấp": (),
        "đội": ("đội số",),
    },
}
"""What stands before a name, by the kind of unit: the word, and how else it is written."""

TIMES = {
    "old": ("cũ", "trước đây", "trước kia", "hồi trước", "trước sáp nhập", "trước khi sáp nhập", "khi trước", "old"),
    "new": ("mới", "bây giờ", "hiện nay", "hiện tại", "sau sáp nhập", "sau khi sáp nhập", "new"),
}
"""What stands after a name to tell an old unit from a new one."""

_LINKS = ("thuộc", "ở", "tại", "của")
_GLUED = re.compile(r"\b(tổ|to|tdp|thôn|thon|xóm|xom|kp|khu|đội|doi)(?=\d)")
_TOKEN = re.compile(r"\d+|[^\W\d_][^\W_]*")


@dataclass(frozen=True, slots=True)
class Name:
    """A unit's name taken apart: its kind of unit, the word for that, and the name proper."""

    kind: str | None
    title: str | None
    core: Words


def spelled(text: str) -> Words:
    """The words and numbers of a text; numbers without leading zeros."""
    tokens = _TOKEN.findall(_GLUED.sub(r"\1 ", tidy(text)))
    return tuple(tidied_word(str(int(token)) if token.isdecimal() and token.isascii() else token) for token in tokens)


@lru_cache(maxsize=16384)
def name_of(text: str) -> Name:
    """The name of a unit as it is kept: "Phường Ba Đình" is a commune, a phường, and Ba Đình."""
    return max(readings(spelled(text)), key=lambda name: name.kind is not None)


def readings(typed: Words) -> Iterator[Name]:
    """What words may be the name of: as they stand, and with the first of them as the kind of unit.

    Both, for "phuong mai" is Phương Mai, and "phuong lieu giai" may be phường Liễu Giai.
    """
    if typed:
        yield Name(None, None, typed)
    for kind, title, written in _TITLES:
        if len(typed) > len(written) and same(typed[: len(written)], written):
            yield Name(kind, title, typed[len(written) :])
            return  # the longest one that fits


def timed(typed: Words) -> Iterator[tuple[Words, str | None]]:
    """The words as they stand, and without what says "old" or "new" at their end."""
    yield typed, None
    for time, written in _TIMES:
        if len(typed) > len(written) and same(typed[-len(written) :], written):
            yield typed[: -len(written)], time
            return


def unlinked(typed: Words) -> Words:
    """The words without a preposition before them."""
    return typed[1:] if typed and any(typed[0].may_be(link[0]) for link in _LINK_WORDS) else typed


def same(typed: Words, name: Words) -> bool:
    """Whether the words are the name; marks may be missing, but none may be another."""
    if len(typed) != len(name):
        return False
    for word, other in zip(typed, name, strict=True):  # noqa: SIM110 - asked of every name there is, where all() is slow
        if not word.may_be(other):
            return False
    return True


def completed(typed: Words, known: Callable[[str], bool]) -> Words:
    """The words with Telex or VNI keys that were left undone done, where that makes a known word."""

    def complete(word: Word) -> Word:
        undone = None if known(word.plain) else word.undone()
        return undone if undone is not None and known(undone.plain) else word

    return tuple(map(complete, typed))


def _longest_first(written: Sequence[tuple[str, str, Words]]) -> list[tuple[str, str, Words]]:
    return sorted(written, key=lambda entry: -len(entry[2]))


_TITLES = _longest_first(
    [
        (kind, title, spelled(written))
        for kind, titles in KINDS.items()
        for title, others in titles.items()
        for written in (title, *others)
    ]
)
_TIMES = sorted(
    ((time, spelled(text)) for time, texts in TIMES.items() for text in texts), key=lambda entry: -len(entry[1])
)
_LINK_WORDS = tuple(map(spelled, _LINKS))
TITLE_WORDS = frozenset(word.plain for _, _, written in _TITLES for word in written) | {
    word.plain for _, written in _TIMES for word in written
}
"""The words that are no part of any name."""
