"""Choosing among options by number, by name or by a part of the name."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from handlers.reading.fold import LONGEST_ANSWER, nfc
from handlers.reading.numbers import read_numbers
from handlers.reading.spelling import Word, tidy, words

_BREAK = re.compile(r"(?:[,;，、；\n+&/]|\b(?:và|va|and)\b)", re.IGNORECASE)
_ALL = ("tat ca", "all")
_FEWEST_INITIALS = 3


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen: `key` is kept, `label` is shown, `aliases` are other names for it."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """What was typed fits several options equally well: these."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """The part of the answer that fits no option, as it was typed."""

    part: str


_Name = tuple[Word, ...]
_Fit = Callable[[_Name, _Name], bool]


def choose(text: str, options: Sequence[Option], *, numbers: bool = True) -> Option | Ambiguous | None:
    """The option that the whole text names: by name or number (from 1), else by a beginning, words in it or initials.

    Marks and case are ignored unless they tell two options apart. `numbers=False`: a number is no place in the list.
    """
    typed = _typed(text, options)
    if not typed:
        return None
    exact = _fitting(typed, options, (_same,))
    if exact or not numbers:
        return exact or _fitting(typed, options, _FITS)
    in_figures = any(word.plain.isdecimal() for word in typed)
    if in_figures and (numbered := _numbered(text, options)):
        return numbered
    return _fitting(typed, options, _FITS) or _numbered(text, options)


def choose_number(text: str, options: Sequence[Option]) -> Option | None:
    """The option at the place that the text gives in figures and nothing else: "3", "3."; None for anything else."""
    figures = text.strip().rstrip(".)")
    place = int(figures) if figures.isdecimal() and len(figures) < 5 else 0
    return options[place - 1] if 0 < place <= len(options) else None


def choose_many(text: str, options: Sequence[Option], *, numbers: bool = True) -> list[str] | Ambiguous | Unread:
    """The keys of all options that the text names, each once, in the order typed: "1,4", "ung thư vú, khhgđ", "tất cả".

    Names that hold a comma or "và" themselves are found first. All or nothing: the first part that fails is the answer.
    """
    if len(text) > LONGEST_ANSWER:
        return Unread(text)
    if " ".join(word.plain for word in words(text)) in _ALL:
        return [option.key for option in options]
    chosen: list[str] = []
    rest = nfc(text)
    while rest:
        found, rest = _first(rest, options, numbers)
        if isinstance(found, Ambiguous | Unread):
            return found
        chosen.extend(option.key for option in found)
    return list(dict.fromkeys(chosen)) if chosen else Unread(text)


def _first(text: str, options: Sequence[Option], numbers: bool) -> tuple[list[Option] | Ambiguous | Unread, str]:
    """The options named first in the text, and what is left of it; the longest name wins."""
    ends = [found.start() for found in _BREAK.finditer(text)] + [len(text)]
    most_breaks = max((len(_BREAK.findall(name)) for option in options for name in _spelled(option)), default=0)
    for end in reversed(ends[1 : most_breaks + 1]):
        joined = _fitting(_typed(text[:end], options), options, (_same, _begins))
        if isinstance(joined, Option):
            return [joined], _after_break(text[end:])
    part, rest = text[: ends[0]], _after_break(text[ends[0] :])
    if not words(part):
        return ([], rest) if not part.strip(" .") else (Unread(part.strip()), rest)
    found = _fitting(_typed(part, options), options, (_same,))
    if numbers and not found and (places := _places(part, options)):
        return [options[place - 1] for place in places], rest
    found = found or choose(part, options, numbers=numbers)
    if isinstance(found, Option):
        return [found], rest
    side_by_side = _side_by_side(part, options)
    if side_by_side:
        return side_by_side, rest
    return found or Unread(part.strip()), rest


def _after_break(text: str) -> str:
    return _BREAK.sub("", text, count=1) if _BREAK.match(text) else text


def _side_by_side(part: str, options: Sequence[Option]) -> list[Option]:
    """Whole names with nothing between them ("khhgd ung thu vu"); none if something else is there."""
    typed = _typed(part, options)
    found: list[Option] = []
    at = 0
    while at < len(typed):
        for end in range(len(typed), at, -1):
            option = _fitting(typed[at:end], options, (_same,))
            if isinstance(option, Option):
                found.append(option)
                at = end
                break
        else:
            return []
    return found


def _numbered(text: str, options: Sequence[Option]) -> Option | None:
    places = _places(text, options)
    return options[places[0] - 1] if len(places) == 1 else None


def _places(text: str, options: Sequence[Option]) -> list[int]:
    """The places in the list that the text gives by number; none if one of them is beyond its end."""
    places = read_numbers(text) or []
    return places if all(place <= len(options) for place in places) else []


@lru_cache(maxsize=4096)
def _name(text: str) -> _Name:
    return tuple(words(text))


def _spelled(option: Option) -> Iterable[str]:
    return (option.label, *option.aliases)


def _typed(text: str, options: Sequence[Option]) -> _Name:
    """The words typed; keys left undone are completed where that makes a word of some option."""
    if len(text) > LONGEST_ANSWER:
        return ()
    known = {word.plain for option in options for name in _spelled(option) for word in _name(name)}

    def completed(word: Word) -> Word:
        undone = None if word.plain in known else word.undone()
        return undone if undone is not None and undone.plain in known else word

    return tuple(completed(word) for word in words(tidy(text)))


def _fitting(typed: _Name, options: Sequence[Option], fits: Sequence[_Fit]) -> Option | Ambiguous | None:
    """What the first of `fits` that finds anything finds."""
    if not typed:
        return None
    for fit in fits:
        found = [option for option in options if any(fit(typed, _name(name)) for name in _spelled(option))]
        if len(found) > 1:
            found = [option for option in found if _marks_agree(typed, option)] or found
        if found:
            return found[0] if len(found) == 1 else Ambiguous(tuple(found))
    return None


def _marks_agree(typed: _Name, option: Option) -> bool:
    return any(
        all(any(word.may_be(spelling) or _opens(word, spelling) for spelling in _name(name)) for word in typed)
        for name in _spelled(option)
    )


def _opens(word: Word, spelling: Word) -> bool:
    return word.plain != spelling.plain and spelling.plain.startswith(word.plain)


def _plain(name: _Name) -> list[str]:
    return [word.plain for word in name]


def _same(typed: _Name, name: _Name) -> bool:
    return _plain(typed) == _plain(name)


def _begins(typed: _Name, name: _Name) -> bool:
    return _plain(name[: len(typed)]) == _plain(typed)


def _begins_within_a_word(typed: _Name, name: _Name) -> bool:
    return " ".join(_plain(name)).startswith(" ".join(_plain(typed)))


def _has_words(typed: _Name, name: _Name) -> bool:
    return set(_plain(typed)) <= set(_plain(name))


def _has_initials(typed: _Name, name: _Name) -> bool:
    return len(name) >= _FEWEST_INITIALS and "".join(_plain(typed)) == "".join(plain[0] for plain in _plain(name))


_FITS: tuple[_Fit, ...] = (_same, _begins, _begins_within_a_word, _has_words, _has_initials)
