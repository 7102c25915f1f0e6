"""Reading sums: the rows that make up a stretch of days, and in the same statement the additions that are not in them
yet, so that both are of one moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, String, case, func, null, or_, select, true, type_coerce, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.scope import Scope
from db.statistics.asked import Asked
from db.statistics.counts import NOTHING, Figures
from db.statistics.spans import Piece, period, pieces
from db.sums import FIGURES, SUMMED, Addition, CitySum, CommuneSum, Counted, PersonSum, Sum

Group = Literal["key", "commune", "area", "person", "period"]

_YEARS = 1000, 9999
"""The numbers of years."""
_FEW = 500
"""Areas that are looked up one by one. More are told apart by reading all, unless they are all."""


@dataclass(frozen=True)
class Reach:
    """Where a scope finds its sums: in rows of the whole city, of whole `communes`, and of the areas and persons of a
    scope that is left (`single`)."""

    city: bool = False
    communes: frozenset[int] = frozenset()
    single: Scope | None = None

    @property
    def whole(self) -> bool:
        """Whether some communes are meant as a whole."""
        return self.city or bool(self.communes)

    def covers(self, table: type[CommuneSum] | type[Addition]) -> ColumnElement[bool]:
        """The condition for what is in these communes."""
        return true() if self.city else table.commune_id.in_(sorted(self.communes))


async def reach(session: AsyncSession, scope: Scope) -> Reach:
    """Where the sums of a scope lie. ValueError for one that names nothing."""
    if scope.all:
        return Reach(city=True)
    if scope.person_id is not None:
        return Reach(single=scope)
    if scope.area_ids is None:
        raise ValueError("a scope must say whose records may be seen")
    ids = scope.area_ids
    areas = select(Area.id, Area.kind, Area.parent_id)
    if len(ids) <= _FEW:
        areas = areas.where(or_(Area.id.in_(ids), Area.parent_id.in_(ids)))
    elif len(ids) == await session.scalar(select(func.count(Area.id))):
        return Reach(city=True)
    hamlets: defaultdict[int | None, set[int]] = defaultdict(set)
    others = set()
    for area_id, kind, parent_id in await session.execute(areas):
        if kind == "hamlet":
            hamlets[parent_id].add(area_id)
        elif area_id in ids:
            others.add(area_id)
    whole = frozenset(area_id for area_id in others if hamlets[area_id] <= ids)
    singles = ids - whole - {hamlet for area_id in whole for hamlet in hamlets[area_id]}
    return Reach(communes=whole, single=Scope(area_ids=singles) if singles or not whole else None)


@dataclass(frozen=True)
class Known:
    """Keys that are known to be wanted, and not to be."""

    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)


class Found:
    """Figures by something, as they come in. Those by period are by the number of a day, week or month."""

    def __init__(self, session: AsyncSession, asked: Asked, group: Group) -> None:
        self.sums: defaultdict[Any, Figures] = defaultdict(Figures)
        self._session, self._asked, self._group = session, asked, group

    def figures(self) -> dict[Any, Figures]:
        """What is not nothing."""
        return {key: figures for key, figures in self.sums.items() if figures}

    async def read_communes(self, where: Reach, made: Sequence[Piece]) -> None:
        """Adds what lies in whole communes, or in the city."""
        table: type[Sum] = CitySum if where.city and self._group != "commune" else CommuneSum
        place = true() if table is CitySum else where.covers(CommuneSum)
        # communes' sums lie in order of periods: each is named, so that a commune's rows are found in each
        numbers = {sign: [number for one in made if one.sign == sign for number in one.numbers] for sign in (1, -1)}
        pieces = [(sign, place & table.period.in_(named)) for sign, named in numbers.items() if named]
        await self._read(table, pieces, where.covers(Addition), self._asked.first, self._asked.last)

    async def read_singles(self, scope: Scope, months: Sequence[Piece]) -> None:
        """Adds what lies in single areas, or was done by persons."""
        place = scope.covers(PersonSum)
        if scope.person_id is not None:
            worked = PersonSum.person_id == scope.person_id, PersonSum.subject == "record"
            place &= PersonSum.area_id.in_(select(PersonSum.area_id).where(*worked))
        for one in months:
            span = PersonSum.period.between(period("month", one.first), period("month", one.last))
            await self._read(PersonSum, [(one.sign, place & span)], scope.covers(Addition), one.first, one.last)

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

    async def _read(
        self,
        table: type[Sum],
        pieces: Iterable[tuple[int, ColumnElement[bool]]],
        added: ColumnElement[bool],
        first: date,
        last: date,
    ) -> None:
        """Adds rows of sums, and the additions of those days."""
        known = await self._known_keys()
        area = "area_id" if table is PersonSum else "commune_id"
        read = [self._sums(table, area, known, sign).where(where) for sign, where in pieces]
        read.append(self._sums(Addition, area, known).where(added, Addition.within(first, last)))
        for value, key, *figures in await self._session.execute(union_all(*read)):
            if key is None or self._asked.wants(key):
                self.sums[value] += Figures(*map(int, figures))

    def _sums(self, table: Any, area: str, known: Known, sign: int = 1) -> Select[Any]:
        """Sums of a table by what is asked for, and by the key where it matters: where it is none of those that are
        known to be wanted."""
        column = {
            "key": "key",
            "commune": area,
            "area": "area_id",
            "person": "person_id",
            "period": "day" if table is Addition else "period",
        }[self._group]
        key = table.key if self._asked.only or self._group == "key" else null()
        if known.wanted:
            key = case((table.key.in_(known.wanted), null()), else_=table.key)
        figures = (func.sum(getattr(table, name) * sign) for name in FIGURES)
        return (
            select(getattr(table, column).label("by"), type_coerce(key, String).label("under"), *figures)
            .where(table.subject == self._asked.subject, table.key.not_in(known.unwanted))
            .group_by("by", "under")
        )

    async def _known_keys(self) -> Known:
        """The keys of the subject, told apart: so the database adds up what is wanted of them. Those that nobody used
        before this moment are told apart as they come."""
        known = Known()
        if self._asked.only and self._group != "key":
            for key in await _keys(self._session, self._asked.subject):
                (known.wanted if self._asked.wants(key) else known.unwanted).append(key)
        return known


class CommunesInSpans:
    """Figures of whole communes in several spans, read together: each period and each key once, however many questions
    want it."""

    def __init__(self, session: AsyncSession, where: Reach) -> None:
        self._session, self._where = session, where

    async def read(self, asked: Sequence[Asked]) -> list[dict[int, Figures]]:
        """The figures of each question by commune. All are about one subject."""
        subject = asked[0].subject
        differing: list[Asked] = []
        for one in asked:
            if all(one.only != other.only for other in differing):
                differing.append(one)
        made = [pieces(one.first, one.last, SUMMED) for one in asked]
        numbers = {number for some in made for piece in some for number in piece.numbers}
        wanted_by: defaultdict[tuple[int, ...], list[str]] = defaultdict(list)
        for key in await _keys(self._session, subject):
            wanted_by[_wanting(differing, key)].append(key)
        unwanted = wanted_by.pop((), [])
        kinds = {f"={nth}": wanting for nth, wanting in enumerate(wanted_by)}
        summed = self._sums(CommuneSum, CommuneSum.period, wanted_by.values(), unwanted)
        added = self._sums(Addition, -Addition.day, wanted_by.values(), unwanted)
        rows = await self._session.execute(
            union_all(
                summed.where(CommuneSum.subject == subject, CommuneSum.period.in_(sorted(numbers))),
                added.where(
                    Addition.subject == subject,
                    Addition.within(min(one.first for one in asked), max(one.last for one in asked)),
                ),
            )
        )
        counted: defaultdict[tuple[int, int], dict[int, Figures]] = defaultdict(dict)
        for commune_id, number, kind, *figures in rows:
            for nth in kinds[kind] if kind in kinds else _wanting(differing, kind):
                of_period = counted[nth, number]
                of_period[commune_id] = of_period.get(commune_id, NOTHING) + Figures(*map(int, figures))
        alike = [next(nth for nth, other in enumerate(differing) if other.only == one.only) for one in asked]
        return [_together(counted, *one) for one in zip(alike, asked, made, strict=True)]

    def _sums(self, table: Any, number: Any, wanted: Iterable[list[str]], unwanted: list[str]) -> Select[Any]:
        """Sums of a table by commune, period (of additions the day, with a minus) and the kind of key."""
        kinds = [(table.key.in_(keys), f"={nth}") for nth, keys in enumerate(wanted)]
        kind = case(*kinds, else_=table.key) if kinds else table.key
        figures = (func.sum(getattr(table, name)) for name in FIGURES)
        return (
            select(table.commune_id.label("place"), number.label("number"), kind.label("kind"), *figures)
            .where(self._where.covers(table), table.key.not_in(unwanted))
            .group_by("place", "number", "kind")
        )


async def _keys(session: AsyncSession, subject: str) -> Sequence[str]:
    """The keys under which a subject was ever counted."""
    years = CitySum.period.between(*_YEARS)
    return (await session.scalars(select(CitySum.key).distinct().where(CitySum.subject == subject, years))).all()


def _wanting(asked: Sequence[Asked], key: str) -> tuple[int, ...]:
    """The places of the questions that want a key."""
    return tuple(nth for nth, one in enumerate(asked) if one.wants(key))


def _together(
    counted: Mapping[tuple[int, int], Mapping[int, Figures]], nth: int, asked: Asked, made: Iterable[Piece]
) -> dict[int, Figures]:
    """What a question's periods, and the days that were added, make together; `nth` are those who want the same."""
    parts = [(piece.sign, number) for piece in made for number in piece.numbers]
    first, last = period("day", asked.first), period("day", asked.last)
    parts += [(1, number) for of, number in counted if of == nth and first <= -number <= last]
    sums: defaultdict[int, Figures] = defaultdict(Figures)
    for sign, number in parts:
        for commune_id, figures in counted.get((nth, number), {}).items():
            sums[commune_id] = sums[commune_id] + figures if sign > 0 else sums[commune_id] - figures
    return {commune_id: figures for commune_id, figures in sums.items() if figures}
