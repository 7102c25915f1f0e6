"""The cell of a file that says where: an area's code, its name, or a hamlet and its commune ("Thôn 2, Xã Ba Vì")."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, Succession
from db.sheet import Line

_KINDS = ("thành phố", "thị trấn", "thị xã", "phường", "huyện", "quận", "xã")
_Key = tuple[str, ...]


class Places:
    """All areas that ever were, found by code or by name.

    A name has to be complete and to carry its marks. It means the unit of the day only if no other unit bore it that
    did not go into this one: "Trần Phú" on a list may be the commune of today or the ward of old, and nobody guesses.
    """

    def __init__(self, areas: Iterable[Area], successions: Iterable[Succession]) -> None:
        self._areas = {area.id: area for area in areas}
        self._before: dict[int, set[int]] = {}
        for succession in successions:
            self._before.setdefault(succession.new_id, set()).add(succession.old_id)
        self._followed = {old for olds in self._before.values() for old in olds}
        self._by_code: dict[str, list[Area]] = {}
        self._by_number: dict[str, list[Area]] = {}
        self._by_name: dict[_Key, list[Area]] = {}
        for area in self._areas.values():
            self._by_code.setdefault(area.code, []).append(area)
            if area.code.isdecimal():
                self._by_number.setdefault(area.code.lstrip("0"), []).append(area)
            for name in self._names(area):
                self._by_name.setdefault(name, []).append(area)

    def area(self, line: Line, column: str, on: date) -> Area | None:
        """The area that a cell names on a day; None and a fault when there is none or more than one."""
        text = line.text(column, most=200)
        if not text:
            return None
        coded = self._coded(text, on)
        if len(coded) == 1:
            return coded[0]
        found = coded or self._named(text, on)
        today = [area for area in found if _is_valid(area, on)]
        if len(found) == 1 and today:
            return today[0]
        if not today:
            line.fault(column, f"no area has the code or the name {text!r} on {on}")
        else:
            several = " or ".join(map(_told, found[:3])) + (" or others" if len(found) > 3 else "")
            line.fault(column, f"{text!r} may be {several}; write the code")
        return None

    def _coded(self, text: str, on: date) -> Sequence[Area]:
        # A spreadsheet takes 00004 for a number and keeps 4.
        areas = self._by_code.get(text) or self._by_number.get(text.lstrip("0")) or []
        return [area for area in areas if _is_valid(area, on)]

    def _named(self, text: str, on: date) -> Sequence[Area]:
        found = self._by_name.get(_key(text), ())
        now = next((area for area in found if _is_valid(area, on)), None)
        return [area for area in found if now is None or not self._went_into(area, now)]

    def _went_into(self, old: Area, new: Area) -> bool:
        """Whether a unit became part of one; where that is not known, whether it lay in one of the same districts."""
        before = self._before.get(new.id, set())
        if old.id in before or old.id in self._followed:
            return old.id in before
        return old.kind == new.kind and old.parent_id in {self._areas[one].parent_id for one in before}

    def _names(self, area: Area) -> set[_Key]:
        if area.kind != "hamlet":
            return {_key(area.name), _key(_bare(area.name))}
        commune = self._areas[area.parent_id] if area.parent_id else None
        below = [f"{area.name}, {name}" for name in (commune.name, _bare(commune.name))] if commune else []
        return {_key(name) for name in (area.name, *below)}


async def places(session: AsyncSession) -> Places:
    """All areas of the database."""
    return Places(await session.scalars(select(Area)), await session.scalars(select(Succession)))


def _is_valid(area: Area, on: date) -> bool:
    return area.valid_from <= on <= (area.valid_to or date.max)


def _told(area: Area) -> str:
    return f"{area.name} ({area.code}{f', until {area.valid_to}' if area.valid_to else ''})"


def _bare(name: str) -> str:
    kind = next((kind for kind in _KINDS if name.casefold().startswith(f"{kind} ")), "")
    return name[len(kind) :].strip()


def _key(name: str) -> _Key:
    """Words with their marks in one order: Hòa Lạc is Hoà Lạc, but Hoa Lạc is not."""
    words = unicodedata.normalize("NFD", name.casefold()).replace(",", " , ").split()
    return tuple("".join(sorted(word, key=lambda c: c if unicodedata.combining(c) else "")) for word in words)
