"""Counting again: whether the sums are what the records say, and making them where they are not.

To be checked at night, for the months that people still write to: what differs is put right and said in the log, for it
means that something changed a record and did not keep the sums in step.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import and_, case, delete, exists, func, or_, select, union, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.engine import Db
from db.scope import Scope
from db.statistics.adding import Rows, Tally, add_rows, add_to, alone, city_rows, take_in
from db.statistics.counts import DIFFERENT, NOTHING, PARTS, Figures
from db.statistics.firsts import NAMED_BY
from db.statistics.questions import LEDGERS, records_between
from db.statistics.spans import GRAINS, Grain, Piece, begins, bounds, period, periods
from db.sums import FIGURES, Addition, CitySum, CommuneSum, PersonSum, Sum, hold_commune, primary_key

log = logging.getLogger(__name__)

OF_PERSONS = {"clients": ("", "distribution", "referral"), "collaborators": ("",)}
"""The subjects that count different persons, with their keys."""
_SUMMED = tuple(subject for subject in PARTS if subject not in DIFFERENT)

SHORT: tuple[Grain, ...] = ("day", "week", "month")
LONG: tuple[Grain, ...] = tuple(grain for grain in GRAINS if grain not in SHORT)
"""Grains whose persons are counted with a month's records, and by themselves."""
_MADE_OF: tuple[tuple[Grain, Grain], ...] = (("week", "day"), ("year", "month"))
"""Grains whose other figures are those of a smaller one together."""


async def check(db: Db, first: date, last: date) -> int:
    """Counts the months from that of `first` to that of `last` again, and the persons of all longer periods that touch
    them, and whether the communes add up to the city, and puts right what differs; returns how many rows that were.
    Each commune and period is a transaction of its own, after which others have their turn, so that nobody waits for
    long."""
    wrong = 0
    async with db() as session:
        places = await _places(session, bounds("month", first)[0], bounds("month", last)[1])
    for month in periods("month", first, last):
        for commune_id in places:
            async with db.begin() as session:
                wrong += await check_month(session, commune_id, month)
            await asyncio.sleep(0)
    for grain in LONG:
        for start in periods(grain, first, last):
            for commune_id in places:
                async with db.begin() as session:
                    wrong += await check_persons(session, commune_id, grain, start)
                await asyncio.sleep(0)
    for grain in GRAINS:
        for start in periods(grain, bounds("month", first)[0], bounds("month", last)[1]):
            async with db.begin() as session:
                wrong += await check_city(session, grain, start)
            await asyncio.sleep(0)
    return wrong


async def check_month(session: AsyncSession, commune_id: int, day: date) -> int:
    """Counts a commune's records of a day's month again, and the persons of its days, weeks and of itself; puts right
    what differs and returns how many rows that were."""
    await _settle(session, commune_id)
    first, last = bounds("month", day)
    areas = await _areas_of(session, commune_id)
    counted = await _different_in_short(session, commune_id, areas, first, last)
    for record in await records_between(session, Scope(area_ids=areas), LEDGERS, first, last):
        counted.add(commune_id, record)
    of_month = {*Piece(1, "day", first, last).numbers, period("month", first)}
    for key in [key for key in counted.communes if key[1] in _SUMMED and key[2] not in of_month]:
        del counted.communes[key]
    communes, persons = await _present(session, commune_id, areas, first, last)
    wrong = await _put_right(session, CommuneSum, counted.communes, communes)
    wrong += await _put_right(session, PersonSum, counted.persons, persons)
    for grain, small in _MADE_OF:
        made = await _made_of(session, commune_id, grain, small, first, last)
        wrong += await _put_right(session, CommuneSum, *made)
    return _told(f"commune {commune_id}", period("month", first), wrong)


async def check_persons(session: AsyncSession, commune_id: int, grain: Grain, day: date) -> int:
    """Counts the persons of the period around a day again; puts right what differs and returns how many rows."""
    await _settle(session, commune_id)
    number, (first, last) = period(grain, day), bounds(grain, day)
    areas = await _areas_of(session, commune_id)
    counted: dict[tuple[Any, ...], Figures] = {}
    for subject, (column, kinds) in NAMED_BY.items():
        everybody: set[int] = set()
        for kind in kinds:
            who = getattr(LEDGERS[kind].table, column)
            standing = LEDGERS[kind].standing(Scope(area_ids=areas), first, last)
            found = set(await session.scalars(select(who).where(*standing, who.is_not(None)).distinct()))
            everybody |= found
            if kind in OF_PERSONS[subject]:
                counted[commune_id, subject, number, kind] = Figures(len(found))
        counted[commune_id, subject, number, ""] = Figures(len(everybody))
    here = CommuneSum.commune_id == commune_id, CommuneSum.subject.in_(OF_PERSONS), CommuneSum.period == number
    wrong = await _put_right(session, CommuneSum, counted, await _rows(session, CommuneSum, *here))
    return _told(f"commune {commune_id}", number, wrong)


async def check_city(session: AsyncSession, grain: Grain, day: date) -> int:
    """Adds up the communes in the period around a day; puts right where the city differs and returns how many rows."""
    await alone(await session.connection())
    number = period(grain, day)
    added = (
        select(CommuneSum.subject, CommuneSum.key, *(func.sum(getattr(CommuneSum, name)) for name in FIGURES))
        .where(CommuneSum.subject.in_(PARTS), CommuneSum.period == number)
        .group_by(CommuneSum.subject, CommuneSum.key)
    )
    counted = {
        (subject, number, key): Figures(*map(int, figures))
        for subject, key, *figures in await session.execute(added)
    }  # fmt: skip
    present = await _rows(session, CitySum, CitySum.subject.in_(PARTS), CitySum.period == number)
    return _told("the city", number, await _put_right(session, CitySum, counted, present))


async def _settle(session: AsyncSession, commune_id: int) -> None:
    """Nobody changes a commune's records or sums until this transaction ends, and the sums are all there is of them."""
    await hold_commune(await session.connection(), commune_id)
    await take_in(session, commune_id=commune_id)


def _told(where: str, number: int, wrong: int) -> int:
    if wrong:
        log.error("sums of %s in %d were wrong in %d rows and are put right", where, number, wrong)
    return wrong


async def rebuild(session: AsyncSession) -> None:
    """Makes all sums anew from the records."""
    await alone(await session.connection())
    for model in (CitySum, CommuneSum, PersonSum, Addition):
        await session.execute(delete(model))
    places = union(*(select(ledger.table.area_id) for ledger in LEDGERS.values())).subquery()
    commune = case((Area.kind == "hamlet", Area.parent_id), else_=Area.id)
    communes = select(commune).join(places, places.c.area_id == Area.id).distinct().order_by(commune)
    for commune_id in (await session.scalars(communes)).all():
        await _build(session, commune_id, await _areas_of(session, commune_id))


async def rebuild_communes(session: AsyncSession, commune_ids: Collection[int]) -> None:
    """Makes the sums of communes anew from the records: of those that a hamlet left, and that it came to."""
    for commune_id in sorted(commune_ids):
        await hold_commune(await session.connection(), commune_id)
    await alone(await session.connection())
    for commune_id in sorted(commune_ids):
        areas = await _areas_of(session, commune_id)
        gone = await _rows(session, CommuneSum, CommuneSum.commune_id == commune_id)
        await add_to(await session.connection(), CitySum, {key[1:]: NOTHING - figures for key, figures in gone.items()})
        await session.execute(delete(Addition).where(Addition.commune_id == commune_id))
        await session.execute(delete(CommuneSum).where(CommuneSum.commune_id == commune_id))
        await session.execute(delete(PersonSum).where(PersonSum.area_id.in_(sorted(areas))))
        await _build(session, commune_id, areas)


async def build_missing(session: AsyncSession) -> bool:
    """Makes the sums if there are records and no sums at all: of a database from before there were any."""
    if await session.scalar(select(or_(exists(select(CommuneSum.commune_id)), exists(select(Addition.id))))):
        return False
    for ledger in LEDGERS.values():
        if await session.scalar(select(exists(select(ledger.table.id)))):
            await rebuild(session)
            return True
    return False


async def _build(session: AsyncSession, commune_id: int, areas: frozenset[int]) -> None:
    span = await _span(session, areas)
    if span is None:
        return
    seen: defaultdict[tuple[str, int, str], set[int]] = defaultdict(set)
    for month in periods("month", *span):
        counted = Tally()
        for record in await records_between(session, Scope(area_ids=areas), LEDGERS, *bounds("month", month)):
            counted.add(commune_id, record)
            for one in record.appearances():
                for grain in GRAINS:
                    seen[one.subject, period(grain, one.day), one.key].add(one.who)
        await add_rows(await session.connection(), counted)
    different = Tally()
    for (subject, number, key), who in seen.items():
        different.communes[commune_id, subject, number, key] = Figures(len(who))
    await add_rows(await session.connection(), different)


async def _places(session: AsyncSession, first: date, last: date) -> list[int]:
    """The communes that have sums or records in these days."""
    months = [period("month", month) for month in periods("month", first, last)]
    summed = exists().where(
        CommuneSum.commune_id == Area.id, CommuneSum.subject.in_(PARTS), CommuneSum.period.in_(months)
    )
    recorded = [
        exists().where(ledger.table.area_id == Area.id, ledger.table.day.between(first, last))
        for ledger in LEDGERS.values()
    ]
    commune = case((Area.kind == "hamlet", Area.parent_id), else_=Area.id)
    found = select(commune).where(or_(summed, *recorded)).distinct().order_by(commune)
    return list((await session.scalars(found)).all())


async def _different_in_short(
    session: AsyncSession, commune_id: int, areas: frozenset[int], first: date, last: date
) -> Tally:
    """How many different persons there were in the days, weeks and the month that touch these days."""
    begin, end = bounds("week", first)[0], bounds("week", last)[1]
    touching = {period(grain, start) for grain in SHORT for start in periods(grain, first, last)}
    named: defaultdict[tuple[str, int, str], set[int]] = defaultdict(set)
    for subject, (column, kinds) in NAMED_BY.items():
        for kind in kinds:
            table: Any = LEDGERS[kind].table
            who = getattr(table, column)
            standing = LEDGERS[kind].standing(Scope(area_ids=areas), begin, end)
            for day, one in await session.execute(select(table.day, who).where(*standing, who.is_not(None)).distinct()):
                for number in touching.intersection(period(grain, day) for grain in SHORT):
                    named[subject, number, ""].add(one)
                    if kind in OF_PERSONS[subject]:
                        named[subject, number, kind].add(one)
    different = Tally()
    for (subject, number, key), found in named.items():
        different.communes[commune_id, subject, number, key] = Figures(len(found))
    return different


async def _areas_of(session: AsyncSession, commune_id: int) -> frozenset[int]:
    hamlets = select(Area.id).where(Area.parent_id == commune_id, Area.kind == "hamlet")
    return frozenset(await session.scalars(hamlets)) | {commune_id}


async def _span(session: AsyncSession, areas: Iterable[int]) -> tuple[date, date] | None:
    """The first and the last day of the records of these areas."""
    days = union_all(
        *(
            select(function(ledger.table.day).label("day")).where(ledger.table.area_id.in_(sorted(areas)))
            for ledger in LEDGERS.values()
            for function in (func.min, func.max)
        )
    ).subquery()
    first, last = (await session.execute(select(func.min(days.c.day), func.max(days.c.day)))).one()
    return None if first is None else (first, last)


async def _present(
    session: AsyncSession, commune_id: int, areas: frozenset[int], first: date, last: date
) -> tuple[Rows, Rows]:
    """The rows of a month as they are: of its days and itself, and of persons in the weeks that touch it, too."""
    of_month = CommuneSum.period.in_(
        [period("month", first), *(period("day", day) for day in periods("day", first, last))]
    )
    touching = [period(grain, start) for grain in SHORT for start in periods(grain, first, last)]
    communes = await _rows(
        session,
        CommuneSum,
        CommuneSum.commune_id == commune_id,
        or_(
            and_(CommuneSum.subject.in_(_SUMMED), of_month),
            and_(CommuneSum.subject.in_(OF_PERSONS), CommuneSum.period.in_(touching)),
        ),
    )
    areas_month = PersonSum.area_id.in_(sorted(areas)), PersonSum.period == period("month", first)
    return communes, await _rows(session, PersonSum, *areas_month, PersonSum.subject.in_(_SUMMED))


async def _made_of(
    session: AsyncSession, commune_id: int, grain: Grain, small: Grain, first: date, last: date
) -> tuple[Rows, Rows]:
    """The rows of the periods of a grain that touch these days, as those of a smaller grain say, and as they are."""
    span = bounds(grain, first)[0], bounds(grain, last)[1]
    here = CommuneSum.commune_id == commune_id, CommuneSum.subject.in_(_SUMMED)
    parts = await _rows(session, CommuneSum, *here, CommuneSum.period.in_(Piece(1, small, *span).numbers))
    counted: defaultdict[tuple[Any, ...], Figures] = defaultdict(Figures)
    for (_, subject, number, key), figures in parts.items():
        counted[commune_id, subject, period(grain, begins(number)), key] += figures
    return counted, await _rows(session, CommuneSum, *here, CommuneSum.period.in_(Piece(1, grain, *span).numbers))


async def _rows(session: AsyncSession, model: type[Sum], *where: Any) -> Rows:
    columns = model.__table__.c
    keys = [columns[name] for name in primary_key(model)]
    found = await session.execute(select(*keys, *(columns[name] for name in FIGURES)).where(*where))
    return {tuple(row[: len(keys)]): Figures(*row[len(keys) :]) for row in found}


async def _put_right(session: AsyncSession, model: type[Sum], counted: Rows, present: Rows) -> int:
    """Adds what is missing (to communes as to their city); returns in how many rows."""
    connection = await session.connection()
    missing = {
        key: difference
        for key in counted.keys() | present.keys()
        if (difference := counted.get(key, NOTHING) - present.get(key, NOTHING))
    }
    await add_to(connection, model, missing)
    if model is CommuneSum:
        await add_to(connection, CitySum, city_rows(missing))
    return len(missing)
