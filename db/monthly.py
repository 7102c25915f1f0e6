"""The figures of monthly reports, for many communes at once: a few questions to the sums, however many they are.

A month is told beside the one before and the year up to its end. Different persons are told by the month only: over
months they do not add up.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.people import Grant, Person, held_on
from db.scope import Scope
from db.statistics.counts import DIFFERENT, NOTHING, PARTS, Figures
from db.statistics.spans import bounds, period
from db.sums import FIGURES, Addition, CommuneSum, PersonSum

OF_PERSONS = ("talk", "supply", "referral", "record")
"""The subjects that are told of each collaborator."""

Span = Mapping[str, Mapping[str, Figures]]
"""Figures by subject and key."""


@dataclass(frozen=True)
class PersonMonth:
    """What a collaborator did in a month, by subject."""

    name: str
    figures: Mapping[str, Figures]


@dataclass(frozen=True)
class AreaMonth:
    """The figures of a commune, or of several together: of the month, of the one before, of the year so far; how many
    collaborators there are, and what each of them did."""

    month: Span
    before: Span
    year: Span
    collaborators: int = 0
    people: tuple[PersonMonth, ...] = ()

    def __add__(self, other: "AreaMonth") -> "AreaMonth":
        return AreaMonth(
            _together(self.month, other.month),
            _together(self.before, other.before),
            _together(self.year, other.year),
            self.collaborators + other.collaborators,
        )


async def commune_months(session: AsyncSession, scope: Scope, month: date) -> dict[int, AreaMonth]:
    """The figures of each commune of a scope of areas in the month that a day lies in. Communes where nothing was
    logged and nobody works are missing."""
    ids = sorted(scope.area_ids or ())
    first, last = bounds("month", month)
    now = await _spans(session, ids, first, last)
    ago = await _spans(session, ids, *bounds("month", first - timedelta(days=1)))
    year = await _spans(session, ids, first.replace(month=1), last, different=False)
    workers = await _collaborators(session, ids, last)
    people = await _people(session, scope, ids, first, last)
    return {
        one: AreaMonth(
            now.get(one, {}), ago.get(one, {}), year.get(one, {}), workers.get(one, 0), tuple(people.get(one, ()))
        )
        for one in sorted({*now, *ago, *year, *workers, *people})
    }


async def _spans(
    session: AsyncSession, ids: list[int], first: date, last: date, *, different: bool = True
) -> dict[int, dict[str, dict[str, Figures]]]:
    """The figures of each commune in the months from one to another, by subject and key."""
    subjects = [subject for subject in PARTS if different or subject not in DIFFERENT]
    both = union_all(
        *(
            select(table.commune_id, table.subject, table.key, *(getattr(table, name) for name in FIGURES)).where(
                table.commune_id.in_(ids), table.subject.in_(subjects), span
            )
            for table, span in (
                (CommuneSum, CommuneSum.period.between(period("month", first), period("month", last))),
                (Addition, Addition.within(first, last) & Addition.counts_in("month")),
            )
        )
    ).subquery()
    place = both.c.commune_id, both.c.subject, both.c.key
    rows = await session.execute(select(*place, *(func.sum(both.c[name]) for name in FIGURES)).group_by(*place))
    found: dict[int, dict[str, dict[str, Figures]]] = {}
    for commune, subject, key, *figures in rows:
        counted = Figures(*map(int, figures))
        if counted:
            found.setdefault(commune, {}).setdefault(subject, {})[key] = counted
    return found


_COMMUNE = case((Area.kind == "hamlet", Area.parent_id), else_=Area.id)


async def _collaborators(session: AsyncSession, ids: list[int], day: date) -> dict[int, int]:
    """How many collaborators each commune has on a day."""
    rows = await session.execute(
        select(_COMMUNE, func.count(Grant.person_id.distinct()))
        .select_from(Grant)
        .join(Area, Area.id == Grant.area_id)
        .where(Grant.area_id.in_(ids), Grant.role == "collaborator", Grant.state == "active", held_on(day))
        .group_by(_COMMUNE)
    )
    return {commune: count for commune, count in rows}


async def _people(
    session: AsyncSession, scope: Scope, ids: list[int], first: date, last: date
) -> dict[int, list[PersonMonth]]:
    """What each collaborator of the communes did in a month, by name."""
    both = union_all(
        *(
            select(table.area_id, table.person_id, table.subject, *(getattr(table, name) for name in FIGURES)).where(
                scope.covers(table), table.area_id.in_(ids), table.subject.in_(OF_PERSONS), span
            )
            for table, span in (
                (PersonSum, PersonSum.period == period("month", first)),
                (Addition, Addition.within(first, last)),
            )
        )
    ).subquery()
    place = _COMMUNE, both.c.person_id, Person.name, both.c.subject
    rows = await session.execute(
        select(*place, *(func.sum(both.c[name]) for name in FIGURES))
        .join(Area, Area.id == both.c.area_id)
        .join(Person, Person.id == both.c.person_id)
        .group_by(*place)
        .order_by(both.c.person_id)
    )
    found: defaultdict[tuple[int, int], dict[str, Figures]] = defaultdict(dict)
    names: dict[int, str] = {}
    for commune, person_id, name, subject, *counted in rows:
        found[commune, person_id][subject] = Figures(*map(int, counted))
        names[person_id] = name
    told: dict[int, list[PersonMonth]] = {}
    for (commune, person_id), figures in found.items():
        if any(figures.values()):
            told.setdefault(commune, []).append(PersonMonth(names[person_id], figures))
    return told


def _together(one: Span, other: Span) -> Span:
    return {
        subject: {
            key: one.get(subject, {}).get(key, NOTHING) + other.get(subject, {}).get(key, NOTHING)
            for key in one.get(subject, {}).keys() | other.get(subject, {}).keys()
        }
        for subject in one.keys() | other.keys()
    }
