"""Counting again: whether the sums are what the records say, and making them where they are not.

To be checked at night, for the months that people still write to, one commune and month in a transaction: what differs
is put right and said in the log, for it means that something changed a record and did not keep the sums in step.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, and_, case, delete, exists, func, or_, select, union, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.base import dialect_insert
from db.engine import Db
from db.scope import Scope
from db.statistics.counts import PARTS, Figures
from db.statistics.questions import LEDGERS, persons_in_records, records_between
from db.statistics.spans import GRAINS, bounds, period, periods
from db.sums import FIGURES, CommuneSum, PersonSum, Sum, Tally, add_rows, hold_commune, primary_key

log = logging.getLogger(__name__)

OF_PERSONS = {"clients": ("", "distribution", "referral"), "collaborators": ("",)}
"""The subjects that count different persons, with their keys."""
_SUMMED = tuple(subject for subject in PARTS if subject not in OF_PERSONS)

Rows = dict[tuple[Any, ...], Figures]
"""Rows of a table by their primary keys."""


async def check(db: Db, first: date, last: date) -> int:
    """Counts the months from that of `first` to that of `last` again and puts right what differs; returns how many rows
    that were. Each commune and month is a transaction of its own, so that nobody waits for long."""
    async with db() as session:
        places = (await session.scalars(select(Area.id).where(Area.kind != "hamlet").order_by(Area.id))).all()
    wrong = 0
    for month in periods("month", first, last):
        for commune_id in places:
            async with db.begin() as session:
                wrong += await check_month(session, commune_id, month)
    return wrong


async def check_month(session: AsyncSession, commune_id: int, day: date) -> int:
    """Counts a commune's records of a day's month again, and the persons of all periods that touch it; puts right what
    differs and returns how many rows that were."""
    await hold_commune(await session.connection(), commune_id)
    first, last = bounds("month", day)
    areas = await _areas_of(session, commune_id)
    communes, persons = await _present(session, commune_id, areas, first, last)
    records = await records_between(session, Scope(area_ids=areas), LEDGERS, first, last)
    if not records and not any(communes.values()) and not any(persons.values()):
        return 0
    counted = Tally()
    for record in records:
        counted.add(commune_id, record)
    for of_year in [key for key in counted.communes if key[2] == first.year]:
        del counted.communes[of_year]
    for grain in GRAINS:
        for start in periods(grain, first, last):
            number = period(grain, start)
            for subject, keys in OF_PERSONS.items():
                for key in keys:
                    span = bounds(grain, start)
                    count = await persons_in_records(session, Scope(area_ids=areas), subject, *span, key)
                    counted.communes[commune_id, subject, number, key] = Figures(count)
    wrong = await _put_right(session, CommuneSum, counted.communes, communes)
    wrong += await _put_right(session, PersonSum, counted.persons, persons)
    wrong += await _put_right(session, CommuneSum, *await _year(session, commune_id, first.year))
    if wrong:
        log.error(
            "sums of commune %d in %d were wrong in %d rows and are put right",
            commune_id,
            period("month", first),
            wrong,
        )
    return wrong


async def rebuild(session: AsyncSession) -> None:
    """Makes all sums anew from the records."""
    for model in (CommuneSum, PersonSum):
        await session.execute(delete(model))
    places = union(*(select(ledger.table.area_id) for ledger in LEDGERS.values())).subquery()
    commune = case((Area.kind == "hamlet", Area.parent_id), else_=Area.id)
    communes = select(commune).join(places, places.c.area_id == Area.id).distinct().order_by(commune)
    for commune_id in (await session.scalars(communes)).all():
        areas = await _areas_of(session, commune_id)
        span = await _span(session, areas)
        if span is not None:
            await _build(session, commune_id, areas, *span)


async def build_missing(session: AsyncSession) -> bool:
    """Makes the sums if there are records and no sums at all: of a database from before there were any."""
    if await session.scalar(select(exists(select(CommuneSum.commune_id)))):
        return False
    for ledger in LEDGERS.values():
        if await session.scalar(select(exists(select(ledger.table.id)))):
            await rebuild(session)
            return True
    return False


async def _build(session: AsyncSession, commune_id: int, areas: frozenset[int], first: date, last: date) -> None:
    seen: defaultdict[tuple[str, int, str], set[int]] = defaultdict(set)
    for month in periods("month", first, last):
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
    """The rows of a month as they are: of its days and itself, and of persons in all periods that touch it."""
    of_month = or_(
        CommuneSum.period == period("month", first),
        CommuneSum.period.between(period("day", first), period("day", last)),
    )
    touching = [period(grain, start) for grain in GRAINS for start in periods(grain, first, last)]
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


async def _year(session: AsyncSession, commune_id: int, year: int) -> tuple[Rows, Rows]:
    """The rows of a year as its months say, and as they are."""
    here = CommuneSum.commune_id == commune_id, CommuneSum.subject.in_(_SUMMED)
    months = await _rows(session, CommuneSum, *here, CommuneSum.period.between(year * 100 + 1, year * 100 + 12))
    counted: defaultdict[tuple[Any, ...], Figures] = defaultdict(Figures)
    for (_, subject, _, key), figures in months.items():
        counted[commune_id, subject, year, key] += figures
    return counted, await _rows(session, CommuneSum, *here, CommuneSum.period == year)


async def _rows(session: AsyncSession, model: type[Sum], *where: Any) -> Rows:
    columns = model.__table__.c
    keys = [columns[name] for name in primary_key(model)]
    found = await session.execute(select(*keys, *(columns[name] for name in FIGURES)).where(*where))
    return {tuple(row[: len(keys)]): Figures(*row[len(keys) :]) for row in found}


async def _put_right(session: AsyncSession, model: type[Sum], counted: Rows, present: Rows) -> int:
    names = primary_key(model)
    nothing = Figures()
    wrong = [
        {**dict(zip(names, key, strict=True)), **{name: getattr(counted.get(key, nothing), name) for name in FIGURES}}
        for key in sorted(counted.keys() | present.keys())
        if counted.get(key, nothing) != present.get(key, nothing)
    ]
    if wrong:
        put = dialect_insert(session, cast(Table, model.__table__))
        right = {name: put.excluded[name] for name in FIGURES}
        await session.execute(put.on_conflict_do_update(index_elements=names, set_=right), wrong)
    return len(wrong)
