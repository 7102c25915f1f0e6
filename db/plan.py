"""The plan's items for an area on a day: how much of each was reached, and of how many.

What the records tell is counted from the sums of the calendar year; the rest is what an administrator entered, which
tells of the whole city. A denominator is the one that was entered for the area, or the sum of those of its communes
where all have one, or what the program knows itself: its communes, the people who have a role.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, valid_on
from db.catalogue.targets import ENTERED, Target, targets
from db.denominators import Denominator, denominators
from db.entered import Entry, entries
from db.people import Grant, held_on
from db.scope import Scope
from db.statistics.progress import CALCULATIONS, OF_QUOTAS, Counted, Sums, SumsOf
from db.statistics.spans import bounds

TRAINED = "MT2.2"
"""The target that is measured against the people who have a role."""
_BY_COMMUNES = ("communes_with_local_events", "communes_with_records")

Origin = Literal["entered", "summed", "communes", "roles", "records"]
"""Where a denominator comes from: it was entered for the area, or for each of its communes; it is their number, that of
people with a role, or what was logged itself."""


@dataclass(frozen=True)
class Basis:
    """What a share is measured against. `year` and `source` are those of the denominator that was entered."""

    value: int
    origin: Origin
    year: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Reached:
    """What was reached of an item by a day: in its year so far (`figure`; None: nobody entered anything), in the phase
    so far (of a quota), and what else the records tell (see Counted). `basis` is None where it is not known: then
    `communes` says how many of the communes have a denominator, and how many there are."""

    target: Target
    figure: int | None
    basis: Basis | None = None
    communes: tuple[int, int] = (0, 0)
    in_phase: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    beside: Mapping[str, int] = field(default_factory=dict)
    entries: Sequence[Entry] = ()

    @property
    def grows(self) -> bool:
        """Whether the figure begins at nothing every January (see Calculation)."""
        if self.target.counted == ENTERED:
            return self.target.kind == "quota"
        return CALCULATIONS[self.target.counted].grows


@dataclass(frozen=True)
class Told:
    """What is told of the plan for all areas alike on a day: its items, what was entered, and the denominators of the
    year and of the year before."""

    day: date
    targets: Sequence[Target]
    entries: Sequence[Entry]
    denominators: Mapping[tuple[int, str], Denominator]
    earlier: Mapping[tuple[int, str], Denominator]


async def told_on(session: AsyncSession, day: date) -> Told:
    """What is told of the plan on a day."""
    return Told(
        day,
        await targets(session, day),
        await entries(session, day),
        await denominators(session, day.year),
        await denominators(session, day.year - 1),
    )


async def progress(session: AsyncSession, scope: Scope, area: Area, day: date) -> list[Reached]:
    """How far an area has come by a day, in the plan's order. `scope` is what lies in the area. Quotas and what was
    entered are the city's: below it they are left out."""
    return await _progress(session, scope, area, await told_on(session, day))


async def entered_progress(
    session: AsyncSession, scope: Scope, area: Area, day: date, codes: Collection[str]
) -> list[Reached]:
    """The same of items that are entered: those with these codes."""
    told = await told_on(session, day)
    wanted = [one for one in told.targets if one.code in codes and one.counted == ENTERED]
    return await _progress(session, scope, area, replace(told, targets=wanted))


async def _progress(session: AsyncSession, scope: Scope, area: Area, told: Told) -> list[Reached]:
    day = told.day
    year = SumsOf(session, scope, date(day.year, 1, 1), day)
    phase = SumsOf(session, scope, bounds("phase", day)[0], day, OF_QUOTAS)
    found = await items_of(told, area, await _communes(session, scope, day), year, phase)
    people = await _people(session, scope, day)
    return [
        replace(one, basis=Basis(people, "roles")) if one.target.code == TRAINED and one.basis is None else one
        for one in found
    ]


async def items_of(told: Told, area: Area, communes: frozenset[int], year: Sums, phase: Sums) -> list[Reached]:
    """How far an area with these communes has come, by the sums of the year so far and of the phase."""
    wanted = [one for one in told.targets if area.kind == "city" or _is_counted_locally(one)]
    bases, earlier = _Bases(communes, told.denominators), _Bases(communes, told.earlier)
    found = []
    for target in wanted:
        counted = None
        if target.counted == ENTERED:
            own = [one for one in told.entries if one.code == target.code]
            one = _from_entries(target, own, told.day)
        else:
            counted = await CALCULATIONS[target.counted].count(year)
            in_phase = (await CALCULATIONS[target.counted].count(phase)).figure if target.kind == "quota" else None
            one = Reached(target, counted.figure, in_phase=in_phase, parts=counted.parts, beside=counted.beside)
        if target.is_share:
            basis = bases.of(area, target) or earlier.of(area, target) or _known(target, counted, communes)
            one = replace(one, basis=basis, communes=bases.coverage(target))
        found.append(one)
    return found


def _is_counted_locally(target: Target) -> bool:
    return target.kind == "target" and target.counted != ENTERED


def _from_entries(target: Target, own: Sequence[Entry], day: date) -> Reached:
    """Of a quota the sums of the year and of the phase, of a target what holds on the day: the latest figure."""
    if target.kind == "target":
        return Reached(target, own[-1].number if own else None, entries=own)
    first = bounds("phase", day)[0]
    year = [one.number or 0 for one in own if one.day.year == day.year]
    phase = [one.number or 0 for one in own if one.day >= first]
    return Reached(target, sum(year) if phase else None, in_phase=sum(phase), entries=own)


def _known(target: Target, counted: Counted | None, communes: frozenset[int]) -> Basis | None:
    """The denominator that needs no entering, if there is one."""
    if target.counted in _BY_COMMUNES:
        return Basis(len(communes), "communes") if communes else None
    return Basis(counted.of, "records") if counted is not None and counted.of is not None else None


@dataclass(frozen=True)
class _Bases:
    """The denominators that were entered for a year, and the communes that they are summed over."""

    communes: frozenset[int]
    entered: Mapping[tuple[int, str], Denominator]

    def of(self, area: Area, target: Target) -> Basis | None:
        """The area's own denominator, or that of all its communes together."""
        own = self.entered.get((area.id, target.code))
        if own is not None:
            return Basis(own.value, "entered", own.year, own.source)
        summed = [one for commune in self.communes if (one := self.entered.get((commune, target.code)))]
        if not summed or len(summed) < len(self.communes):
            return None
        return Basis(sum(one.value for one in summed), "summed", summed[0].year, summed[0].source)

    def coverage(self, target: Target) -> tuple[int, int]:
        """How many of the communes have a denominator, and how many there are."""
        return sum((commune, target.code) in self.entered for commune in self.communes), len(self.communes)


async def _communes(session: AsyncSession, scope: Scope, day: date) -> frozenset[int]:
    """The communes of a scope that exist on a day."""
    ids = sorted(scope.area_ids or ())
    return frozenset(
        await session.scalars(select(Area.id).where(Area.id.in_(ids), Area.kind == "commune", valid_on(day)))
    )


async def _people(session: AsyncSession, scope: Scope, day: date) -> int:
    """How many collaborators and officers have a role in a scope on a day."""
    held = (scope.covers(Grant), Grant.role.in_(("collaborator", "officer")), Grant.state == "active", held_on(day))
    return await session.scalar(select(func.count(Grant.person_id.distinct())).where(*held)) or 0
