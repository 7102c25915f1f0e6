"""Names of places the way people type them, among units of today and of old.

Nobody guesses: words that fit several units lead to a question. In 2025 wards took the names of the districts they lay
in ("Ba Đình"), or of a commune far away ("Hồng Hà"), and before that two dozen names were borne twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from handlers.reading.fold import LONGEST_ANSWER
from handlers.reading.place_names import (
    TITLE_WORDS,
    Name,
    Words,
    completed,
    name_of,
    readings,
    same,
    spelled,
    timed,
    unlinked,
)
from handlers.reading.slips import slips
from handlers.reading.spelling import Word
from locales import Language

_SHORTEST_PART = 2
"""Letters."""
_SHORTEST_WITH_SLIP = 5
"""Letters. In a shorter name one wrong letter makes another name."""
_FEWEST_INITIALS = 3
_NEAR = 2
"""Slips. A name at this distance is not what was meant, but it makes what is nearer doubtful."""
_MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as it can be named. `above` are the units it lies in, nearest first; `formerly` those that its land lay
    in; `went_into` are the ids of what it became."""

    id: int
    name: str
    kind: str
    above: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    went_into: tuple[int, ...] = ()
    formerly: tuple[str, ...] = ()

    def is_old(self, today: date) -> bool:
        """Whether it is no more."""
        return self.valid_to is not None and self.valid_to < today


@dataclass(frozen=True, slots=True)
class Found:
    """The one place that was meant."""

    place: Place


@dataclass(frozen=True, slots=True)
class Several:
    """All that may have been meant, those of today first: to be asked."""

    places: tuple[Place, ...]


class Unit(Protocol):
    """A unit as it is kept."""

    id: int
    name: str
    kind: str
    parent_id: int | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to take what was typed: a name, whether of old or new, and what it lies in."""

    name: Name
    time: str | None
    above: Words


@dataclass(frozen=True, slots=True)
class _Named:
    """A place with its name taken apart."""

    place: Place
    name: Name


@dataclass(frozen=True, slots=True)
class _Fit:
    """A place that a reading fits, with so many `slips`. `just_so`: the marks are all there. `through_old`: it lies in
    what was named only in so far as its land once did."""

    place: Place
    slips: int = 0
    just_so: bool = False
    through_old: bool = False


_Match = Callable[[Words, Words], int | None]
"""With how many slips words are a name; None: they are not."""


def places_of(units: Iterable[Unit], went_into: Iterable[tuple[int, int]]) -> list[Place]:
    """Units as places; `went_into` are pairs of ids, an old unit and what it went into."""
    by_id = {unit.id: unit for unit in units}
    became: dict[int, list[int]] = {}
    formerly: dict[int, dict[str, None]] = {}

    def above(unit: Unit) -> Iterator[Unit]:
        while unit.parent_id is not None and unit.parent_id in by_id:
            unit = by_id[unit.parent_id]
            yield unit

    for old, new in went_into:
        became.setdefault(old, []).append(new)
        if old in by_id:
            districts = (unit.name for unit in above(by_id[old]) if unit.kind == "district")
            formerly.setdefault(new, {}).update(dict.fromkeys(districts))
    return [
        Place(
            unit.id,
            unit.name,
            unit.kind,
            tuple(up.name for up in above(unit)),
            unit.valid_from,
            unit.valid_to,
            tuple(became.get(unit.id, ())),
            tuple(name for up in (unit, *above(unit)) for name in formerly.get(up.id, ())),
        )
        for unit in by_id.values()
    ]


def read_place(text: str, places: Sequence[Place], today: date) -> Found | Several | None:
    """The place that the whole text names, all that it may name, or None.

    By name first, then by a part of it, then with one slip of the finger; old and new units alike, until the text says
    which ("Kim Liên cũ"). What lies in what may follow: "tdp 5 kim liên", "Minh Khai, Hai Bà Trưng".
    """
    if len(text) > LONGEST_ANSWER:
        return None
    known = {word.plain for place in places for word in name_of(place.name).core} | TITLE_WORDS
    typed = completed(spelled(text), known.__contains__)
    if len(typed) > _MOST_WORDS:
        return None
    named = [_Named(place, name_of(place.name)) for place in places]
    longest = max((len(one.name.core) for one in named), default=0) + 1  # one gap may be too much
    told = dict.fromkeys((*_readings(typed), *_readings(unlinked(typed))))
    short = [reading for reading in told if len(reading.name.core) <= longest]
    for look in (_by_name, _by_name_and_hint, _by_part, _by_slip):
        found = _settled(look(short, named, today), today)
        if found:
            found.sort(key=lambda place: (place.is_old(today), place.name, place.above))
            return Found(found[0]) if len(found) == 1 else Several(tuple(found))
    return None


def labels(places: Sequence[Place], today: date, lang: Language) -> list[str]:
    """What to call each of several places so that no two are called the same, as short as that allows."""
    for tell in (_by_time, _by_time_and_place, _by_end):
        told = [tell(place, today, lang) for place in places]
        if len(set(told)) == len(told):
            return told
    return told


def _by_time(place: Place, today: date, lang: Language) -> str:
    if place.kind == "hamlet" and place.above:
        return f"{place.name}, {place.above[0]}"
    if place.is_old(today):
        return lang.say("{name} (old)", name=place.name)
    return lang.say("{name} (new)", name=place.name) if place.kind == "commune" else place.name


def _by_time_and_place(place: Place, today: date, lang: Language) -> str:
    if place.is_old(today) and place.kind != "hamlet" and place.above:
        return lang.say("{name} (old, {above})", name=place.name, above=place.above[0])
    return _by_time(place, today, lang)


def _by_end(place: Place, today: date, lang: Language) -> str:
    told = _by_time_and_place(place, today, lang)
    if place.valid_to is None:
        return told
    return lang.say("{place}, until {year}", place=told, year=place.valid_to.year)


def _readings(typed: Words) -> Iterator[_Reading]:
    for end in range(1, len(typed) + 1):
        for untimed, time in timed(typed[:end]):
            for name in readings(untimed):
                for above, _ in timed(unlinked(typed[end:])) if end < len(typed) else [((), None)]:
                    yield _Reading(name, time, above)


def _by_name(told: Sequence[_Reading], named: Sequence[_Named], today: date, *, hint: bool = False) -> list[_Fit]:
    """Where the marks typed are all those of one name, names with others are not meant."""
    fits = _fitting(told, named, today, _same, hint)
    if all(fit.place.is_old(today) for fit in fits) and fits:
        # Văn Miếu was a ward once, and is the beginning of one of today.
        fits += _fitting(told, [one for one in named if not one.place.is_old(today)], today, _longer, hint)
    return [fit for fit in fits if fit.just_so] or fits


def _by_name_and_hint(told: Sequence[_Reading], named: Sequence[_Named], today: date) -> list[_Fit]:
    return _by_name(told, named, today, hint=True)


def _by_part(told: Sequence[_Reading], named: Sequence[_Named], today: date) -> list[_Fit]:
    return _fitting(told, named, today, _part)


def _by_slip(told: Sequence[_Reading], named: Sequence[_Named], today: date) -> list[_Fit]:
    """What one slip may have meant: with another name near, both are to be asked about."""
    fits = _fitting(told, named, today, _slip)
    fewest = min((fit.slips for fit in fits), default=_NEAR)
    if fewest == 0:
        return [fit for fit in fits if fit.slips == 0]
    return fits if fewest < _NEAR else []


def _fitting(
    told: Sequence[_Reading], named: Sequence[_Named], today: date, match: _Match, hint: bool = False
) -> list[_Fit]:
    """All fits; of one reading those of just the title typed ("xã"), if there are any, else those of its kind.

    With `hint`, what a place lies in need not be named in full.
    """
    fits: list[_Fit] = []
    for reading in told:
        name = reading.name
        mine = [
            (place.name.title, fit)
            for place in named
            if (wrong := match(name.core, place.name.core)) is not None
            and (fit := _fit(reading, place, wrong, today, hint)) is not None
        ]
        titled = [fit for title, fit in mine if name.title and title == name.title]
        fits += titled or [fit for _, fit in mine]
    return fits


def _fit(reading: _Reading, named: _Named, wrong: int, today: date, hint: bool) -> _Fit | None:
    place, name = named.place, reading.name
    if name.kind not in (None, place.kind) or reading.time == ("new" if place.is_old(today) else "old"):
        return None
    through_old = not _lies_in(reading.above, place.above, hint)
    if through_old and not _lies_in(reading.above, (*place.above, *place.formerly), hint):
        return None
    just_so = not wrong and _has_marks(name.core) and name.core == named.name.core[: len(name.core)]
    return _Fit(place, wrong, just_so, through_old)


def _lies_in(typed: Words, above: Sequence[str], hint: bool) -> bool:
    """Whether the words name units of these, one after the other; by its name or, as a `hint`, a part."""
    return not typed or any(
        any(_names(typed[:end], name_of(unit), hint) for unit in above) and _lies_in(typed[end:], above, hint)
        for end in range(len(typed), 0, -1)
    )


def _names(typed: Words, unit: Name, hint: bool) -> bool:
    return any(
        name.kind in (None, unit.kind)
        and (same(name.core, unit.core) or (hint and _is_part(name.core, unit.core, fewest_initials=2)))
        for name in readings(typed)
    )


def _same(typed: Words, core: Words) -> int | None:
    return 0 if same(typed, core) else None


def _longer(typed: Words, core: Words) -> int | None:
    return 0 if len(core) > len(typed) and same(typed, core[: len(typed)]) else None


def _part(typed: Words, core: Words) -> int | None:
    return 0 if _is_part(typed, core, _FEWEST_INITIALS) else None


def _slip(typed: Words, core: Words) -> int | None:
    """How many slips away a name is: none if only gaps or marks are wrong. None when too many, or too short to tell."""
    letters, meant = _letters(typed), _letters(core)
    if letters != meant and (len(letters) < _SHORTEST_WITH_SLIP or _figures(letters) != _figures(meant)):
        return None
    wrong = slips(letters, meant, _NEAR)
    return wrong if wrong <= _NEAR else None


def _settled(fits: Sequence[_Fit], today: date) -> list[Place]:
    """The places left to choose from, each once.

    An old unit that only became part of the new one of its name is not asked about, nor is the older of two that were
    one after the other.
    """
    of_today = [fit.place for fit in fits if not fit.through_old and not fit.place.is_old(today)]
    newest: dict[tuple[str, tuple[str, ...]], date] = {}
    for fit in fits:
        named = (fit.place.name, fit.place.above)
        newest[named] = max(newest.get(named, date.min), fit.place.valid_to or date.max)
    found: dict[int, Place] = {}
    for fit in fits:
        place = fit.place
        is_newest = newest[place.name, place.above] == (place.valid_to or date.max)
        if is_newest and not any(_goes_on(place, new) for new in of_today):
            found[place.id] = place
    return list(found.values())


def _goes_on(old: Place, new: Place) -> bool:
    """Whether a unit went into a new one of its name; where that is not known: whether that lies where it did."""
    followed = new.id in old.went_into if old.went_into else any(district in new.formerly for district in old.above[:1])
    return followed and old.kind == new.kind and name_of(old.name).core == name_of(new.name).core


def _begins(typed: Words, core: Words) -> bool:
    """Whether the words are the name's first ones; the last of them may be cut short."""
    if len(typed) > len(core):
        return False
    *whole, last = typed
    return same(tuple(whole), core[: len(whole)]) and _opens(last, core[len(whole)])


def _opens(typed: Word, word: Word) -> bool:
    if typed.plain == word.plain:
        return typed.may_be(word)
    cut = Word(word.plain, typed.marks)
    return word.plain.startswith(typed.plain) and not typed.plain.isdecimal() and cut.may_be(word)


def _is_part(typed: Words, core: Words, fewest_initials: int) -> bool:
    letters = _letters(typed)
    if len(letters) < _SHORTEST_PART:
        return False
    initials = "".join(word.plain[0] for word in core)
    return any(_begins(typed, core[start:]) for start in range(len(core))) or (
        letters == initials and len(initials) >= fewest_initials
    )


def _letters(typed: Words) -> str:
    return "".join(word.plain for word in typed)


def _figures(letters: str) -> str:
    return "".join(letter for letter in letters if letter.isdecimal())


def _has_marks(typed: Words) -> bool:
    return any(word.marks for word in typed)
