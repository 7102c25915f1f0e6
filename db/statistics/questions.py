"""Questions that are asked of the sums. Whose records are meant is a scope, as everywhere: who asks about one commune
narrows the scope to it.

A scope of whole communes is answered from the communes' sums, by years, months and days. Single areas and persons are
answered from their months, and the odd days at either end are counted from the records of those days: at most half a
month of a few people.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func, literal, or_, select, true, union, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.distributions import DISTRIBUTIONS
from db.records import Ledger
from db.referrals import REFERRALS
from db.scope import Scope
from db.statistics.counts import Figures, parts
from db.statistics.spans import Grain, Piece, bounds, period, periods, pieces, standard
from db.sums import CommuneSum, Counted, PersonSum
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
_FIGURES = ("records", "people", "amount")
_FEW = 500
"""Areas that are looked up one by one. More are told apart by reading all, unless they are all."""


@dataclass(frozen=True)
class Asked:
    """A subject in the days from `first` to `last`; `only` keeps those keys whose parts are among these codes."""

    subject: str
    first: date
    last: date
    only: Mapping[str, Collection[str]] = field(default_factory=dict)

    def wants(self, key: str) -> bool:
        """Whether a key is meant. Of several purposes one has to be."""
        told = parts(self.subject, key)
        return all(not codes_of(name, told[name]).isdisjoint(codes) for name, codes in self.only.items())


def codes_of(part: str, value: str) -> frozenset[str]:
    """The codes in a part of a key: several only of purposes, and of what clients were served with."""
    return frozenset(value.split("+")) if part in ("purposes", "served") else frozenset((value,))


async def by_key(session: AsyncSession, scope: Scope, asked: Asked) -> dict[str, Figures]:
    """The figures by key."""
    return await _figures(session, scope, asked, "key")


async def by_key_of_each(session: AsyncSession, scope: Scope, asked: Iterable[Asked]) -> list[dict[str, Figures]]:
    """The figures by key of several questions about the same scope: where its sums lie is looked up once."""
    where = await _reach(session, scope)
    return [await _figures_in(session, where, scope, one, "key") for one in asked]


async def total(session: AsyncSession, scope: Scope, asked: Asked) -> Figures:
    """The figures of all keys together."""
    return sum((await by_key(session, scope, asked)).values(), Figures())


async def by_commune(session: AsyncSession, scope: Scope, asked: Asked) -> dict[int, Figures]:
    """The figures by commune: of the part of it that the scope covers."""
    return await _figures(session, scope, asked, "commune")


async def by_commune_of_each(session: AsyncSession, scope: Scope, asked: Iterable[Asked]) -> list[dict[int, Figures]]:
    """The figures by commune of several questions about the same scope."""
    where = await _reach(session, scope)
    return [await _figures_in(session, where, scope, one, "commune") for one in asked]


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
    base: Grain = "day" if grain in ("day", "week") else "month"
    found = await _figures(session, scope, whole, "period", base)
    sums: defaultdict[int, Figures] = defaultdict(Figures)
    for number, figures in found.items():
        sums[period(grain, _first_day(base, number))] += figures
    return [(start, sums[period(grain, start)]) for start in starts]


async def persons(
    session: AsyncSession, scope: Scope, subject: str, first: date, last: date, key: str = ""
) -> int | None:
    """How many different persons: `clients` (of a kind of records, if `key` names one) or `collaborators`. Each commune
    counts its own. None for several communes and a span that is no standard period: that would be counted for long."""
    scope = scope.summed()
    where = await _reach(session, scope)
    number = standard(first, last)
    if where.whole is None or (number is None and where.whole_count == 1):
        return await persons_in_records(session, scope, subject, first, last, key)
    if number is None:
        return None
    counted = select(func.coalesce(func.sum(CommuneSum.records), 0)).where(
        where.whole, CommuneSum.subject == subject, CommuneSum.period == number, CommuneSum.key == key
    )
    besides = 0
    if where.single is not None:
        rest = Scope(area_ids=where.singles)
        besides = await persons_in_records(session, rest, subject, first, last, key)
    return int(await session.scalar(counted) or 0) + besides


async def persons_by_commune(
    session: AsyncSession, scope: Scope, subject: str, grain: Grain, day: date, key: str = ""
) -> dict[int, int]:
    """How many different persons in the standard period around a day, for each whole commune of a scope."""
    where = await _reach(session, scope)
    if where.whole is None:
        return {}
    rows = await session.execute(
        select(CommuneSum.commune_id, CommuneSum.records).where(
            where.whole,
            CommuneSum.subject == subject,
            CommuneSum.period == period(grain, day),
            CommuneSum.key == key,
            CommuneSum.records > 0,
        )
    )
    return {commune_id: count for commune_id, count in rows}


async def persons_trend(
    session: AsyncSession, scope: Scope, subject: str, first: date, last: date, grain: Grain, key: str = ""
) -> list[tuple[date, int]]:
    """How many different persons in each period of a grain that the span touches, by its first day."""
    counted = []
    for start in periods(grain, first, last):
        count = await persons(session, scope, subject, *bounds(grain, start), key)
        assert count is not None
        counted.append((start, count))
    return counted


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


@dataclass(frozen=True)
class Reach:
    """Where a scope finds its sums: in rows of whole communes (how many, if they were named one by one), and in those
    of single areas (`singles`) or of one person."""

    whole: ColumnElement[bool] | None = None
    whole_count: int | None = None
    single: ColumnElement[bool] | None = None
    singles: frozenset[int] = frozenset()


Group = Literal["key", "commune", "area", "person", "period"]


async def _reach(session: AsyncSession, scope: Scope) -> Reach:
    if scope.all:
        return Reach(whole=true())
    if scope.person_id is not None:
        worked = PersonSum.person_id == scope.person_id, PersonSum.subject == "record"
        where = scope.covers(PersonSum) & PersonSum.area_id.in_(select(PersonSum.area_id).where(*worked))
        return Reach(single=where)
    if scope.area_ids is None:
        raise ValueError("a scope must say whose records may be seen")
    ids = scope.area_ids
    areas = select(Area.id, Area.kind, Area.parent_id)
    if len(ids) <= _FEW:
        areas = areas.where(or_(Area.id.in_(ids), Area.parent_id.in_(ids)))
    elif len(ids) == await session.scalar(select(func.count(Area.id))):
        return Reach(whole=true())
    hamlets: defaultdict[int | None, set[int]] = defaultdict(set)
    others = set()
    for area_id, kind, parent_id in await session.execute(areas):
        if kind == "hamlet":
            hamlets[parent_id].add(area_id)
        elif area_id in ids:
            others.add(area_id)
    whole = {area_id for area_id in others if hamlets[area_id] <= ids}
    singles = ids - whole - {hamlet for area_id in whole for hamlet in hamlets[area_id]}
    return Reach(
        CommuneSum.commune_id.in_(sorted(whole)) if whole else None,
        len(whole),
        PersonSum.area_id.in_(sorted(singles)) if singles or not whole else None,
        singles,
    )


def _of_areas(scope: Scope) -> Scope:
    if scope.area_ids is None:
        raise ValueError("areas and persons are compared within areas")
    return scope


async def _figures(
    session: AsyncSession, scope: Scope, asked: Asked, group: Group, base: Grain | None = None
) -> dict[Any, Figures]:
    """The figures by something. Those by period are of all periods of the grain `base` in the span."""
    scope = scope.summed()
    alone = group in ("area", "person")
    where = Reach(single=scope.covers(PersonSum)) if alone else await _reach(session, scope)
    return await _figures_in(session, where, scope, asked, group, base)


async def _figures_in(
    session: AsyncSession, where: Reach, scope: Scope, asked: Asked, group: Group, base: Grain | None = None
) -> dict[Any, Figures]:
    found = _Found(asked, group)
    if where.whole is not None:
        await found.read(session, CommuneSum, where.whole, _made_of(asked, base))
    if where.single is not None:
        made = (
            [Piece(1, period("day", asked.first), period("day", asked.last))]
            if base == "day"
            else (pieces(asked.first, asked.last, years=False))
        )
        await found.read(session, PersonSum, where.single, [one for one in made if not _is_days(one)])
        near = scope if scope.person_id is not None or where.whole is None else Scope(area_ids=where.singles)
        for one in filter(_is_days, made):
            first, last = _first_day("day", one.low), _first_day("day", one.high)
            for record in await records_between(session, near, _COUNTED_IN[asked.subject], first, last):
                found.count(record, one.sign)
    if group == "commune":
        return await _by_communes(session, found)
    return found.figures()


class _Found:
    """Figures by something, as they come in."""

    def __init__(self, asked: Asked, group: Group) -> None:
        self.sums: defaultdict[Any, Figures] = defaultdict(Figures)
        self._asked, self._group = asked, group

    def figures(self) -> dict[Any, Figures]:
        """What is not nothing."""
        return {key: figures for key, figures in self.sums.items() if figures}

    async def read(
        self,
        session: AsyncSession,
        table: type[CommuneSum] | type[PersonSum],
        where: ColumnElement[bool],
        made: Sequence[Piece],
    ) -> None:
        """Adds rows of sums."""
        if not made:
            return
        place = CommuneSum.commune_id if table is CommuneSum else PersonSum.area_id
        columns = {
            "key": table.key,
            "commune": place,
            "area": place,
            "person": PersonSum.person_id,
            "period": table.period,
        }
        by = columns[self._group].label("by")
        key = (table.key if self._asked.only or self._group == "key" else literal("")).label("key")
        read = union_all(
            *(
                select(by, key, *((getattr(table, name) * one.sign).label(name) for name in _FIGURES)).where(
                    where, table.subject == self._asked.subject, _in_periods(table, one)
                )
                for one in made
            )
        ).subquery()
        added = [func.sum(read.c[name]) for name in _FIGURES]
        wanted: dict[str, bool] = {}
        for value, name, *figures in await session.execute(
            select(read.c.by, read.c.key, *added).group_by(read.c.by, read.c.key)
        ):
            if name not in wanted:
                wanted[name] = not self._asked.only or self._asked.wants(name)
            if wanted[name]:
                self.sums[value] += Figures(*map(int, figures))

    def count(self, record: Counted, sign: int) -> None:
        """Adds what one record counts for, or takes it away."""
        by = {
            "commune": record.area_id,
            "area": record.area_id,
            "person": record.person_id,
            "period": period("day", record.day),
        }
        for (subject, key), figures in record.counts.items():
            if subject == self._asked.subject and self._asked.wants(key):
                value = by.get(self._group, key)
                self.sums[value] = self.sums[value] + figures if sign > 0 else self.sums[value] - figures


async def _by_communes(session: AsyncSession, found: _Found) -> dict[int, Figures]:
    """Figures of areas as those of their communes."""
    figures = found.figures()
    hamlets = select(Area.id, Area.parent_id).where(Area.id.in_(sorted(figures)), Area.kind == "hamlet")
    communes = {area_id: parent_id for area_id, parent_id in await session.execute(hamlets)}
    sums: defaultdict[int, Figures] = defaultdict(Figures)
    for area_id, counted in figures.items():
        sums[communes.get(area_id) or area_id] += counted
    return dict(sums)


def _in_periods(table: type[CommuneSum] | type[PersonSum], piece: Piece) -> ColumnElement[bool]:
    """Communes' sums lie in order of periods: each is named, so that a commune's rows are found in each."""
    if table is PersonSum:
        return table.period.between(piece.low, piece.high)
    return table.period.in_(piece.numbers)


def _made_of(asked: Asked, base: Grain | None) -> list[Piece]:
    if base is None:
        return pieces(asked.first, asked.last)
    return [Piece(1, period(base, asked.first), period(base, asked.last))]


def _is_days(piece: Piece) -> bool:
    return piece.low > 9_999_999


def _first_day(base: Grain, number: int) -> date:
    """The first day of the day or month of that number."""
    year, rest = divmod(number, 10_000) if base == "day" else divmod(number * 100 + 1, 10_000)
    return date(year, *divmod(rest, 100))
