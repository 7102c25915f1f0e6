"""People and what they do where, from a file.

Names are personal data: what is wrong with a line is told without the name of whom it is about.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.importing.places import Places, places
from db.people import ROLES, Grant, Person
from db.sheet import Line, Sheet
from locales import LANGUAGES

AREAS = {
    "collaborator": ("commune", "hamlet"),
    "officer": ("commune",),
    "supervisor": ("city", "cluster"),
    "admin": ("city",),
}
"""The kinds of area in which each role can be held."""


@dataclass
class _Told:
    """A line: a person, one role of theirs, and the two days as far as the line says them."""

    line: Line
    ref: str
    name: str
    language: str
    role: str
    area_id: int
    first: date | None
    last: date | None

    @property
    def who(self) -> str:
        return _known_as(self.ref)

    @property
    def post(self) -> "_Post":
        return self.who, self.role, self.area_id


_Post = tuple[str, str, int]
"""Whose role it is, which, and where."""


@dataclass
class _Held:
    """A role as it is to be held. `was` is its last day in the database, where it has the id `id`; None: not there."""

    first: date
    last: date | None
    id: int | None = None
    was: date | None = None
    line: Line | None = None
    """The line that says so."""

    def meanwhile(self, other: "_Held") -> bool:
        return self.first <= (other.last or date.max) and other.first <= (self.last or date.max)


async def import_people(session: AsyncSession, text: str, day: date, now: datetime, language: str) -> int:
    """Imports people (columns ref, name, role, area[, language, valid_from, valid_to]), a line for each role.

    People are known by `ref`, a number or word of the list's own; who is not there yet is made, without an address
    (see `own_invitations`). A role that is new is held from `valid_from`, else from `day`. Without a `valid_to` column
    the ends of roles stay; an empty cell in it means "held still". Nobody who is not in the file is touched.
    Returns how many people and roles changed. Raises Faults, and then nothing is changed.
    """
    sheet = Sheet(text, ("ref", "name", "role", "area"), ("language", "valid_from", "valid_to"))
    where = await places(session)
    told = [_told(line, where, day) for line in sheet.lines]
    sheet.check()
    _check_names(told)
    roles = await _present_roles(session)
    for one in told:
        _take_role(one, roles.setdefault(one.post, []), day)
    sheet.check()
    changed = await _put_people(session, told, now, language)
    return changed + await _put_roles(session, roles)


def _told(line: Line, where: Places, day: date) -> _Told:
    first, last = line.day("valid_from"), line.day("valid_to")
    if first and last and last < first:
        line.fault("valid_to", f"is before the first day, {first}")
    role = line.choice("role", ROLES)
    area = where.area(line, "area", min(max(day, first or day), last or date.max))
    if area and role in AREAS and area.kind not in AREAS[role]:
        line.fault("area", f"{area.code} is a {area.kind}; {role} is a role in a {' or a '.join(AREAS[role])}")
    language = line.choice("language", tuple(LANGUAGES)) if line.cells.get("language") else ""
    return _Told(line, _ref(line), _name(line), language, role, area.id if area else 0, first, last)


def _ref(line: Line) -> str:
    ref = line.text("ref", most=40)
    if re.search(r"[0-9]{9}", re.sub(r"[^0-9A-Za-z]", "", ref)):
        line.fault("ref", "looks like a telephone or identity number; give people short numbers of your own")
    elif ref and not re.fullmatch(r"[0-9A-Za-z./_-]+", ref):
        line.fault("ref", "is not made of plain letters, digits and . / _ -")
    return ref


def _known_as(ref: str) -> str:
    """What two spellings of one `ref` share: a spreadsheet takes 0012 for a number and keeps 12."""
    return (ref.lstrip("0") or "0") if ref.isdecimal() else ref.upper()


def _name(line: Line) -> str:
    name = line.text("name", most=120)
    if name and not name[0].isalpha():
        line.fault("name", "begins with no letter")
    return name


def _check_names(told: Iterable[_Told]) -> None:
    first: dict[str, _Told] = {}
    for one in told:
        earlier = first.setdefault(one.who, one)
        for column in ("name", "language"):
            if getattr(one, column) != getattr(earlier, column):
                one.line.fault(column, f"is not that of the same person on line {earlier.line.number}")


def _take_role(told: _Told, roles: list[_Held], day: date) -> None:
    """Brings the terms of one role up to what a line says."""
    says_end = "valid_to" in told.line.cells
    latest = max(roles, key=lambda one: one.first, default=None)
    held = latest if told.first is None else next((one for one in roles if one.first == told.first), None)
    held_again = held and told.first is None and says_end and told.last is None and (held.last or date.max) < day
    if held is None or held_again:
        held = _Held(told.first or day, told.last)
        roles.append(held)
    elif held.line:
        told.line.fault("ref", f"this role of the same person stands on line {held.line.number} already")
        return
    elif says_end:
        held.last = told.last
    held.line = told.line
    if held.last and held.last < held.first:
        told.line.fault("valid_to", f"is before the first day, {held.first}")
    elif clash := next((one for one in roles if one is not held and one.meanwhile(held)), None):
        told.line.fault("valid_from", f"the same role is held there from {clash.first} already")


async def _people(session: AsyncSession) -> dict[str, Any]:
    found = await session.execute(
        select(Person.ref, Person.id, Person.name, Person.language).where(Person.ref.is_not(None))
    )
    return {_known_as(person.ref): person for person in found}


async def _present_roles(session: AsyncSession) -> dict[_Post, list[_Held]]:
    found = await session.execute(
        select(Person.ref, Grant.id, Grant.role, Grant.area_id, Grant.valid_from, Grant.valid_to)
        .join_from(Grant, Person)
        .where(Person.ref.is_not(None))
    )
    roles: dict[_Post, list[_Held]] = {}
    for row in found:
        term = _Held(row.valid_from, row.valid_to, row.id, row.valid_to)
        roles.setdefault((_known_as(row.ref), row.role, row.area_id), []).append(term)
    return roles


async def _put_people(session: AsyncSession, told: Sequence[_Told], now: datetime, language: str) -> int:
    present = await _people(session)
    new, changed = [], []
    for who, one in {one.who: one for one in told}.items():
        old = present.get(who)
        if old is None:
            spoken = one.language or language
            new.append({"ref": one.ref, "name": one.name, "language": spoken, "created_at": now})
        elif (old.name, old.language) != (one.name, one.language or old.language):
            changed.append({"id": old.id, "name": one.name, "language": one.language or old.language})
    if new:
        await session.execute(insert(Person), new)
    if changed:
        await session.execute(update(Person), changed)
    return len(new) + len(changed)


async def _put_roles(session: AsyncSession, roles: Mapping[_Post, Sequence[_Held]]) -> int:
    people = await _people(session)
    new, changed = [], []
    for (who, role, area_id), terms in roles.items():
        for term in terms:
            if term.id is None:
                days = {"valid_from": term.first, "valid_to": term.last}
                new.append({"person_id": people[who].id, "role": role, "area_id": area_id, **days})
            elif term.last != term.was:
                changed.append({"id": term.id, "valid_to": term.last})
    if new:
        await session.execute(insert(Grant), new)
    if changed:
        await session.execute(update(Grant), changed)
    return len(new) + len(changed)
