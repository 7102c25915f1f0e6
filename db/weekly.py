"""What the digests tell of weeks, asked for many people or communes at once: as few questions however many they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Date, case, exists, func, literal, or_, select, type_coerce, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.clients import ClientRow, Consent
from db.distributions import Distribution
from db.leave import Leave
from db.people import Grant, Person, held_on
from db.records import Record
from db.referrals import AGREED, Referral
from db.scope import Scope
from db.statistics.spans import period
from db.sums import Addition, CommuneSum
from db.supplies import Supply
from db.talks import Talk

WEEK = timedelta(days=7)
_PEOPLE: dict[str, tuple[type[Record], Any]] = {
    "talk": (Talk, Talk.attendees),
    "distribution": (Distribution, Distribution.people),
    "referral": (Referral, Referral.count),
}
"""The tables of records by kind, and how many people each of them is about."""
_KINDS = {"talk": "talk", "supply": "distribution", "referral": "referral", "collaborators": "collaborators"}
"""The subjects of sums as kinds of records."""


@dataclass(frozen=True)
class Done:
    """How much of a kind a person did in an area in the week from `monday`, and for how many people."""

    kind: str
    person_id: int
    area_id: int
    monday: date
    records: int
    people: int


@dataclass(frozen=True)
class Added:
    """The same of all people of a commune. Of the kind "collaborators" `records` are the different people."""

    kind: str
    commune_id: int
    monday: date
    records: int
    people: int


@dataclass(frozen=True)
class Waiting:
    """How many clients of a person in an area wait for something, the first of them since a day."""

    person_id: int
    area_id: int
    count: int
    since: date


@dataclass(frozen=True)
class Size:
    """That so many talks of a form in an area had so many people."""

    area_id: int
    form: str
    people: int
    talks: int


async def parents_of(session: AsyncSession, communes: Sequence[Area]) -> list[Area]:
    """The areas above communes, and those above these."""
    found: dict[int, Area] = {}
    wanted = {commune.parent_id for commune in communes if commune.parent_id is not None}
    while wanted:
        areas = (await session.scalars(select(Area).where(Area.id.in_(sorted(wanted))))).all()
        found |= {area.id: area for area in areas}
        wanted = {area.parent_id for area in areas if area.parent_id is not None} - found.keys()
    return list(found.values())


async def areas_of(session: AsyncSession, communes: Collection[int]) -> dict[int, tuple[int, str]]:
    """These communes and all that ever lay in them: the commune of each area, and its name."""
    ids = sorted(communes)
    rows = await session.execute(
        select(Area.id, Area.parent_id, Area.name).where(or_(Area.id.in_(ids), Area.parent_id.in_(ids)))
    )
    return {area_id: (area_id if area_id in communes else parent_id or 0, name) for area_id, parent_id, name in rows}


async def names_of(session: AsyncSession, people: Collection[int]) -> dict[int, str]:
    """What these people are called."""
    rows = await session.execute(select(Person.id, Person.name).where(Person.id.in_(sorted(people))))
    return {person_id: name for person_id, name in rows}


async def done_by_person(
    session: AsyncSession, scope: Scope, mondays: Sequence[date], among: Collection[int] | None = None
) -> list[Done]:
    """What was done in each of these weeks, by person and area; of these people alone, if any are given."""
    found = []
    for kind, (table, people) in _PEOPLE.items():
        week = _week(table.day, mondays, lambda day: day)
        conditions = [scope.covers(table), _within(table.day, mondays), table.withdrawn_at.is_(None)]
        if among is not None:
            conditions.append(table.person_id.in_(sorted(among)))
        found.append(
            select(literal(kind), table.person_id, table.area_id, week, func.count(), func.sum(people))
            .where(*conditions)
            .group_by(table.person_id, table.area_id, week)
        )
    rows = await session.execute(union_all(*found))
    return [
        Done(kind, person_id, area_id, mondays[number], records, int(people))
        for kind, person_id, area_id, number, records, people in rows
    ]


async def done_by_commune(session: AsyncSession, scope: Scope, mondays: Sequence[date]) -> list[Added]:
    """What was done in each of these weeks, by commune, of the communes that a scope of areas names."""
    if scope.area_ids is None:
        raise ValueError("communes are compared within areas")
    first, last = mondays[0], mondays[-1] + WEEK - timedelta(days=1)
    numbers = {period("week", monday): number for number, monday in enumerate(mondays)}
    summed = CommuneSum, case(numbers, value=CommuneSum.period), CommuneSum.period.in_(numbers)
    days = _week(Addition.day, mondays, partial(period, "day"))
    added = Addition, days, Addition.within(first, last) & Addition.counts_in("week")
    both = union_all(
        *(
            select(table.subject, table.commune_id, week.label("week"), table.records, table.people).where(
                table.subject.in_(_KINDS), span, table.commune_id.in_(sorted(scope.area_ids))
            )
            for table, week, span in (summed, added)
        )
    ).subquery()
    place = both.c.subject, both.c.commune_id, both.c.week
    rows = await session.execute(select(*place, func.sum(both.c.records), func.sum(both.c.people)).group_by(*place))
    return [
        Added(_KINDS[subject], commune_id, mondays[number], int(records), int(people))
        for subject, commune_id, number, records, people in rows
    ]


async def collaborators_by_area(session: AsyncSession, scope: Scope, day: date) -> dict[int, int]:
    """How many collaborators are at work in each area on a day, leave not counted."""
    away = exists().where(
        Leave.person_id == Grant.person_id,
        Leave.withdrawn_at.is_(None),
        Leave.first_on <= day,
        Leave.last_on >= day,
    )
    rows = await session.execute(
        select(Grant.area_id, func.count(Grant.person_id.distinct()))
        .where(scope.covers(Grant), Grant.role == "collaborator", Grant.state == "active", held_on(day), ~away)
        .group_by(Grant.area_id)
    )
    return {area_id: count for area_id, count in rows}


async def to_be_asked(
    session: AsyncSession, scope: Scope, first: date, last: date, among: Collection[int] | None = None
) -> list[Waiting]:
    """The referrals that have been to be asked about since a day from `first` to `last`, by person and area."""
    agreed = (Referral.withdrawn_at.is_(None), Referral.client_id.in_(AGREED))
    return await _waiting(session, scope, Referral, type_coerce(Referral.due_on, Date), first, last, among, *agreed)


async def run_out(
    session: AsyncSession, scope: Scope, first: date, last: date, among: Collection[int] | None = None
) -> list[Waiting]:
    """The supplies that end from `first` to `last`, of clients who agreed to be reminded, by person and area."""
    agreed = select(Consent.client_id).where(Consent.purpose == "reminder", Consent.withdrawn_at.is_(None))
    return await _waiting(session, scope, Supply, Supply.runs_out_on, first, last, among, Supply.client_id.in_(agreed))


async def codes_of(session: AsyncSession, scope: Scope, clients: Collection[int]) -> dict[int, str]:
    """The codes of these clients."""
    found = select(ClientRow.id, ClientRow.code).where(scope.covers(ClientRow), ClientRow.id.in_(sorted(clients)))
    return {client_id: code for client_id, code in await session.execute(found)}


async def sizes(session: AsyncSession, scope: Scope, first: date, last: date) -> list[Size]:
    """How many people the talks from `first` to `last` had."""
    rows = await session.execute(
        select(Talk.area_id, Talk.form, Talk.attendees, func.count())
        .where(scope.covers(Talk), Talk.day.between(first, last), Talk.withdrawn_at.is_(None))
        .group_by(Talk.area_id, Talk.form, Talk.attendees)
    )
    return [Size(*row) for row in rows]


async def _waiting(
    session: AsyncSession,
    scope: Scope,
    table: Any,
    day: Any,
    first: date,
    last: date,
    among: Collection[int] | None,
    *conditions: ColumnElement[bool],
) -> list[Waiting]:
    whose = [] if among is None else [table.person_id.in_(sorted(among))]
    rows = await session.execute(
        select(table.person_id, table.area_id, func.count(table.client_id.distinct()), func.min(day))
        .where(scope.covers(table), day.between(first, last), *conditions, *whose)
        .group_by(table.person_id, table.area_id)
    )
    return [Waiting(*row) for row in rows]


def _week(column: Any, mondays: Sequence[date], as_kept: Any) -> ColumnElement[int]:
    """The place among `mondays` of the week that a day lies in. They are consecutive."""
    return case(*((column < as_kept(monday + WEEK), number) for number, monday in enumerate(mondays)))


def _within(column: Any, mondays: Sequence[date]) -> ColumnElement[bool]:
    """The condition that a day lies in one of these weeks."""
    condition: ColumnElement[bool] = column.between(mondays[0], mondays[-1] + WEEK - timedelta(days=1))
    return condition
