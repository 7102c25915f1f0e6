"""Questions that are asked of the sums. Whose records are meant is a scope, as everywhere: who asks about one commune
narrows the scope to it.

A scope of whole communes is answered from the communes' sums, by years, months and days. Single areas and persons are
answered from their months, and the odd days at either end are counted from the records of those days: at most half a
month of a few people.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, func, select, true, union, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.distributions import DISTRIBUTIONS
from db.records import Ledger
from db.referrals import REFERRALS
from db.scope import Scope
from db.statistics.asked import Asked
from db.statistics.counts import Figures
from db.statistics.reading import CommunesInSpans, Found, Group, Reach, reach
from db.statistics.spans import Grain, Piece, begins, bounds, grain_of, period, periods, pieces
from db.sums import SUMMED, Addition, CitySum, CommuneSum, Counted
from db.talks import TALKS

LEDGERS: dict[str, Ledger] = {ledger.kind: ledger for ledger in (TALKS, DISTRIBUTIONS, REFERRALS)}
"""All kinds of records."""
_COUNTED_IN = {
    **dict.fromkeys(("talk", "topic", "households", "women"), ("talk",)),
    **dict.fromkeys(("supply", "goods"), ("distribution",)),
    **dict.fromkeys(("referral", "age"), ("referral",)),
    "record": tuple(LEDGERS),
    "clients": ("distribution", "referral"),
    "collaborators": tuple(LEDGERS),
}
"""The kinds of records that a subject is counted in."""
_EVERYTHING = 1 << 40
"""More records than there are."""


async def by_key(session: AsyncSession, scope: Scope, asked: Asked) -> dict[str, Figures]:
    """The figures by key."""
    return await _figures(session, scope, asked, "key")


async def by_key_of_each(session: AsyncSession, scope: Scope, asked: Iterable[Asked]) -> list[dict[str, Figures]]:
    """The figures by key of several questions about the same scope: where its sums lie is looked up once."""
    where = await reach(session, scope.summed())
    return [await _figures_in(session, where, one, "key") for one in asked]


async def total(session: AsyncSession, scope: Scope, asked: Asked) -> Figures:
    """The figures of all keys together."""
    return sum((await by_key(session, scope, asked)).values(), Figures())


async def by_commune(session: AsyncSession, scope: Scope, asked: Asked) -> dict[int, Figures]:
    """The figures by commune: of the part of it that the scope covers."""
    return await _figures(session, scope, asked, "commune")


async def by_commune_of_each(session: AsyncSession, scope: Scope, asked: Sequence[Asked]) -> list[dict[int, Figures]]:
    """The figures by commune of several questions about the same scope and subject."""
    where = await reach(session, scope.summed())
    if where.whole and where.single is None and len(asked) > 1:
        return await CommunesInSpans(session, where).read(asked)
    return [await _figures_in(session, where, one, "commune") for one in asked]


async def by_area(session: AsyncSession, scope: Scope, asked: Asked) -> dict[int, Figures]:
    """The figures by the records' own area: a hamlet, or the commune for what is in none. For a scope of areas."""
    return await _figures(session, _of_areas(scope), asked, "area")


async def by_person(session: AsyncSession, scope: Scope, asked: Asked) -> dict[int, Figures]:
    """The figures by the person who made the records. For a scope of areas."""
    return await _figures(session, _of_areas(scope), asked, "person")


async def trend(session: AsyncSession, scope: Scope, asked: Asked, grain: Grain) -> list[tuple[date, Figures]]:
    """The figures of each period of a grain that the span touches, as a whole, by its first day."""
    starts = periods(grain, asked.first, asked.last)
    whole = Asked(asked.subject, starts[0], bounds(grain, starts[-1])[1], asked.only)
    base = grain if grain in ("day", "week") else "month"
    sums: defaultdict[int, Figures] = defaultdict(Figures)
    for number, figures in (await _figures(session, scope, whole, "period", base)).items():
        sums[period(grain, begins(number))] += figures
    return [(start, sums[period(grain, start)]) for start in starts]


async def persons(
    session: AsyncSession, scope: Scope, subject: str, first: date, last: date, key: str = ""
) -> int | None:
    """How many different persons: `clients` (of a kind of records, if `key` names one) or `collaborators`. Each commune
    counts its own. None for several communes and a span that is no standard period: that would be counted for long."""
    scope = scope.summed()
    where, grain = await reach(session, scope), grain_of(first, last)
    if not where.whole or (grain is None and where.communes and len(where.communes) == 1):
        return await persons_in_records(session, scope, subject, first, last, key)
    if grain is None:
        return None
    counted = sum((await _different(session, where, subject, key, grain, first, last, "period")).values())
    if where.single is not None:
        counted += await persons_in_records(session, where.single, subject, first, last, key)
    return counted


async def persons_by_commune(
    session: AsyncSession, scope: Scope, subject: str, grain: Grain, day: date, key: str = ""
) -> dict[int, int]:
    """How many different persons in the standard period around a day, for each whole commune of a scope."""
    where = await reach(session, scope)
    if not where.whole:
        return {}
    counted = await _different(session, where, subject, key, grain, *bounds(grain, day), "commune_id")
    return {commune_id: count for commune_id, count in counted.items() if count}


async def records_between(
    session: AsyncSession, scope: Scope, kinds: Iterable[str], first: date, last: date
) -> list[Counted]:
    """The records of these kinds that stand, as the sums see them."""
    found = [await LEDGERS[kind].between(session, scope, first, last, limit=_EVERYTHING) for kind in kinds]
    return [counted for kept in found for record in kept if (counted := record.counted())]


async def persons_in_records(
    session: AsyncSession, scope: Scope, subject: str, first: date, last: date, key: str = ""
) -> int:
    """What `persons` says, counted in the records themselves."""
    kinds = [kind for kind in _COUNTED_IN[subject] if key in ("", kind)]
    named = []
    for kind in kinds:
        table: Any = LEDGERS[kind].table
        who = table.client_id if subject == "clients" else table.person_id
        commune = case((Area.kind == "hamlet", Area.parent_id), else_=Area.id)
        named.append(
            select(commune.label("commune"), who.label("who"))
            .join(Area, Area.id == table.area_id)
            .where(*LEDGERS[kind].standing(scope, first, last), who.is_not(None))
            .distinct()  # a union of one is none
        )
    different = union(*named).subquery()
    return await session.scalar(select(func.count()).select_from(different)) or 0


async def _different(
    session: AsyncSession, where: Reach, subject: str, key: str, grain: Grain, first: date, last: date, by: str
) -> dict[int, int]:
    """How many different persons in the standard periods of a grain from `first` to `last`, in whole communes: by
    commune (`commune_id`), or by the number of the period or of a day in it (`period`)."""
    numbers = Piece(1, grain, first, last).numbers
    table = CitySum if where.city and by == "period" else CommuneSum
    place = true() if table is CitySum else where.covers(CommuneSum)
    summed = select(getattr(table, by).label("by"), table.records).where(
        place, table.subject == subject, table.period.in_(numbers), table.key == key
    )
    added = select(Addition.day if by == "period" else Addition.commune_id, Addition.records).where(
        where.covers(Addition),
        Addition.subject == subject,
        Addition.within(first, last),
        Addition.counts_in(grain),
        Addition.key == key,
    )
    rows = union_all(summed, added).subquery()
    counted = await session.execute(select(rows.c.by, func.sum(rows.c.records)).group_by(rows.c.by))
    return {value: int(count) for value, count in counted}


def _of_areas(scope: Scope) -> Scope:
    if scope.area_ids is None:
        raise ValueError("areas and persons are compared within areas")
    return scope


async def _figures(
    session: AsyncSession, scope: Scope, asked: Asked, group: Group, base: Grain | None = None
) -> dict[Any, Figures]:
    """The figures by something. Those by period are of all periods of the grain `base` in the span."""
    scope = scope.summed()
    where = Reach(single=scope) if group in ("area", "person") else await reach(session, scope)
    return await _figures_in(session, where, asked, group, base)


async def _figures_in(
    session: AsyncSession, where: Reach, asked: Asked, group: Group, base: Grain | None = None
) -> dict[Any, Figures]:
    found = Found(session, asked, group)
    if where.whole:
        made = pieces(asked.first, asked.last, (base,) if base else SUMMED)
        await found.read_communes(where, made)
    if where.single is not None:
        made = pieces(asked.first, asked.last, ("day",) if base in ("day", "week") else ("day", "month"))
        await found.read_singles(where.single, [one for one in made if one.grain == "month"])
        for one in made:
            if one.grain == "day":
                kinds = _COUNTED_IN[asked.subject]
                for record in await records_between(session, where.single, kinds, one.first, one.last):
                    found.count(record, one.sign)
    if group == "commune":
        return await _by_communes(session, found)
    return found.figures()


async def _by_communes(session: AsyncSession, found: Found) -> dict[int, Figures]:
    """Figures of areas as those of their communes."""
    figures = found.figures()
    hamlets = select(Area.id, Area.parent_id).where(Area.id.in_(sorted(figures)), Area.kind == "hamlet")
    communes = {area_id: parent_id for area_id, parent_id in await session.execute(hamlets)}
    sums: defaultdict[int, Figures] = defaultdict(Figures)
    for area_id, counted in figures.items():
        sums[communes.get(area_id) or area_id] += counted
    return dict(sums)
