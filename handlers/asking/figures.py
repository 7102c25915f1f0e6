"""Figures of a measure, asked of the sums: of a place, of the places and people in it, by code, and over time.

Whoever does not see the records themselves sees no small clinical figure (handlers/small_cells.py). The table that a
figure is cut out of is that of the whole city in that period, with its clusters and communes; and of each place the
period with those beside it and the longer one that they make up, so that neither places nor periods can be subtracted.
That is done once around: what is hidden for the places' sake is not traced again through the other periods. Where a
question keeps one code of all (those to breast screening, those who went), what it leaves out must not be small either.
"""

from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from db.scope import Scope
from db.statistics.asked import Asked, codes_of
from db.statistics.counts import Figures, parts
from db.statistics.measures import Measure
from db.statistics.questions import by_area, by_commune_of_each, by_key, by_person, persons, persons_by_commune, trend
from db.statistics.spans import Grain, periods
from db.team import posted
from db.units import Units, scope_of
from handlers.asking.hiding import Raw, Value, cells, gives_away, subsets, told_alone, told_codes, told_parts
from handlers.asking.spans import Span, around, within
from handlers.asking.splits import CLINICAL
from handlers.small_cells import LEAST, Sum, told

Keys = Mapping[str, Collection[str]]
K = TypeVar("K", bound=Hashable)
SERVED = ("distribution", "referral")
"""The kinds of records that name clients."""
_LONGER: dict[Grain, Grain] = {"month": "quarter", "quarter": "year", "half": "year", "year": "phase"}


@dataclass(frozen=True)
class Counter:
    """What is counted for whom: a measure, narrowed down by `keys`, in the units of the day. `exact`: small clinical
    figures are not hidden."""

    session: AsyncSession
    measure: Measure
    keys: Keys
    units: Units
    exact: bool
    today: date
    by_subject: dict[tuple[Scope, str, Span], dict[str, Figures]] = field(default_factory=dict, repr=False)
    """What was read already of a scope: measures of the same subject share it."""
    _known: dict[Span, dict[int, Raw]] = field(default_factory=dict, repr=False)
    _steps: dict[tuple[Scope, Span], Raw] = field(default_factory=dict, repr=False)
    """The periods of a trend that were read together."""

    @property
    def hides(self) -> bool:
        """Whether small figures are hidden: clinical ones, and of clients how many were served with what."""
        return not self.exact and (self.measure.subject in CLINICAL or (self._counts_clients and bool(self.keys)))

    @property
    def _counts_clients(self) -> bool:
        return self.measure.subject == "clients"

    @property
    def _kind(self) -> str:
        """The kind of records that name the different persons; empty for any."""
        return next((kind for kinds in self.keys.values() for kind in kinds), "")

    async def of_scope(self, scope: Scope, span: Span) -> Value | None:
        """The figure of what is no unit of the day; None for different persons in a span that is not counted."""
        raw = await self.raw(scope, span)
        if raw is None or not self.hides:
            return None if raw is None else Value(raw.part, raw.whole)

        async def alone(counter: Counter) -> dict[None, Raw]:
            return {None: await counter.raw(scope, span) or Raw()}

        also = {name for _, name in await self._hidden_in_kinds(alone)}
        return told_alone(raw, also)

    async def of_unit(self, unit_id: int, span: Span) -> Value | None:
        """The figure of the city, a cluster or a commune."""
        if self.hides:
            uncounted = self.measure.different and span.grain is None
            return None if uncounted else (await self._hidden(span))[unit_id]
        raw = await self.raw(await scope_of(self.session, self.units, [unit_id]), span)
        return None if raw is None else Value(raw.part, raw.whole, self._rough(unit_id, span))

    async def of_units(self, unit_ids: Collection[int], span: Span) -> dict[int, Value] | None:
        """The figures of clusters or communes; None for different persons in a span that is not counted."""
        if self.measure.different and span.grain is None:
            return None
        if self.hides:
            shown = await self._hidden(span)
            return {one: shown[one] for one in unit_ids}
        raws = await self._by_unit(span)
        return {one: Value(raws[one].part, raws[one].whole, self._rough(one, span)) for one in unit_ids}

    async def of_hamlets(self, scope: Scope, hamlet_ids: Collection[int], span: Span) -> dict[int, Value]:
        """The figures of the hamlets of a commune, and of what lies in none by the commune's id."""

        async def raws(counter: Counter) -> dict[int, Raw]:
            if not self.measure.different:
                return await counter._grouped(by_area, scope, span)
            alone = {one: Scope(area_ids=frozenset((one,))) for one in hamlet_ids}
            return {one: await counter.raw(its, span) or Raw() for one, its in alone.items()}

        found, also = await raws(self), await self._hidden_in_kinds(raws)
        return self._told_parts({one: found.get(one, self._nothing) for one in {*hamlet_ids, *found}}, also)

    async def of_people(self, scope: Scope, person_ids: Collection[int], span: Span) -> dict[int, Value]:
        """The figures of these people and of whoever else made records there."""

        async def raws(counter: Counter) -> dict[int, Raw]:
            return await counter._grouped(by_person, scope, span)

        found, also = await raws(self), await self._hidden_in_kinds(raws)
        return self._told_parts({one: found.get(one, self._nothing) for one in {*person_ids, *found}}, also)

    async def of_codes(self, scope: Scope, part: str, span: Span) -> dict[str, Value] | None:
        """The figures by the codes of a part; None where they are too small to be taken apart, or not counted."""
        combined = await (self._clients(scope, span) if self._counts_clients else self._by_key(scope, span))
        if combined is None:
            return None
        raws = self._by_code(combined, part)
        if not self.hides and (self.exact or not self._counts_clients):
            return {code: Value(raw.part, raw.whole) for code, raw in raws.items()}

        async def of_all(counter: Counter) -> dict[str, Raw]:
            return self._by_code(await counter._by_key(scope, span), part)

        return told_codes(self.measure.subject, part, combined, raws, await self._hidden_in_kinds(of_all))

    async def _clients(self, scope: Scope, span: Span) -> dict[str, Raw] | None:
        """How many clients were served in one manner alone, and in both; None in a span that is not counted."""
        counted = [await persons(self.session, scope, "clients", span.first, span.last, kind) for kind in ("", *SERVED)]
        if None in counted:
            return None
        every, *of_kinds = (count or 0 for count in counted)
        first, second = SERVED
        found = {first: every - of_kinds[1], second: every - of_kinds[0], f"{first}+{second}": sum(of_kinds) - every}
        return {key: Raw(count) for key, count in found.items() if count}

    async def _by_key(self, scope: Scope, span: Span) -> dict[str, Raw]:
        """The figures by key."""
        combined: dict[str, Raw] = {}
        asked = self._asked(span)
        for number, one in enumerate(asked):
            for key, figures in (await by_key(self.session, scope, one)).items():
                value = self._figure(figures)
                raw = Raw(value) if len(asked) == 1 else Raw(value, 0) if number == 0 else Raw(0, value)
                combined[key] = combined.get(key, Raw()) + raw
        return combined

    def _by_code(self, combined: Mapping[str, Raw], part: str) -> dict[str, Raw]:
        """Figures by key as those of the codes of a part."""
        raws: dict[str, Raw] = {}
        for key, raw in combined.items():
            for code in codes_of(part, parts(self.measure.subject, key)[part]):
                raws[code] = raws.get(code, Raw()) + raw
        return raws

    async def raw(self, scope: Scope, span: Span) -> Raw | None:
        """The figure of a scope as it is counted."""
        if self.measure.different:
            count = await persons(self.session, scope, self.measure.subject, span.first, span.last, self._kind)
            if count is None:
                return None
            if self.measure.code != "active" or scope.person_id is not None:
                return Raw(count)
            return Raw(count, sum((await posted(self.session, scope, span.first, span.last)).values()))
        if (scope, span) in self._steps:
            return self._steps[scope, span]
        read = scope, self.measure.subject, span
        if read not in self.by_subject:
            all_of_it = Asked(self.measure.subject, span.first, span.last)
            self.by_subject[read] = await by_key(self.session, scope, all_of_it)
        found = self.by_subject[read]
        figures = [sum(self._figure(found[key]) for key in found if one.wants(key)) for one in self._asked(span)]
        return Raw(*figures)

    def _asked(self, span: Span) -> list[Asked]:
        """What is counted and, of a share, what it is a part of."""
        measure = self.measure
        asked = [Asked(measure.subject, span.first, span.last, _both(measure.only, self.keys))]
        if measure.against is not None:
            asked.append(Asked(measure.subject, span.first, span.last, _both(measure.against, self.keys)))
        return asked

    @property
    def _nothing(self) -> Raw:
        return Raw() if self.measure.against is None and self.measure.code != "active" else Raw(0, 0)

    def _figure(self, figures: Figures) -> int:
        value: int = getattr(figures, self.measure.figure)
        return value

    def _rough(self, unit_id: int, span: Span) -> bool:
        return self.units.rough(unit_id, span.first)

    async def _grouped(self, by: Callable[..., object], scope: Scope, span: Span) -> dict[int, Raw]:
        groups: list[dict[int, Figures]] = [
            await by(self.session, scope, one)  # type: ignore[misc]
            for one in self._asked(span)
        ]
        return self._joined(groups)

    def _joined(self, groups: Sequence[Mapping[int, Figures]]) -> dict[int, Raw]:
        """Figures, and of shares their wholes, by the same ids."""
        return {
            one: Raw(*(self._figure(group[one]) if one in group else 0 for group in groups))
            for one in set().union(*groups)
        }

    async def look_up_steps(self, unit_id: int | None, scope: Scope, grain: Grain, spans: Sequence[Span]) -> None:
        """Reads at once what the figures of a unit, or of another scope, are told from in periods of a grain that
        follow one another."""
        if self.hides:
            await self.look_up(spans if unit_id is not None else ())
        elif not self.measure.different:
            if unit_id is not None:
                scope = await scope_of(self.session, self.units, [unit_id])
            whole = Span(spans[0].first, spans[-1].last)
            read = [dict(await trend(self.session, scope, one, grain)) for one in self._asked(whole)]
            for span in spans:
                self._steps[scope, span] = Raw(*(self._figure(figures[span.first]) for figures in read))

    async def look_up(self, spans: Sequence[Span]) -> None:
        """Reads at once what the figures of all places in these stretches of days are told from, where small ones are
        hidden: other places and other periods tell which."""
        if self.hides and not self.measure.different:
            around_them = [(longer, *beside) for span in spans for longer, beside in self._families(span)]
            await self._read([*spans, *(one for family in around_them for one in family)])

    async def _read(self, spans: Iterable[Span]) -> None:
        """Reads the communes' figures of several stretches of days at once."""
        missing = [span for span in dict.fromkeys(spans) if span not in self._known]
        scope = await scope_of(self.session, self.units, [self.units.city.id])
        asked = [self._asked(span) for span in missing]
        read = iter(await by_commune_of_each(self.session, scope, [one for some in asked for one in some]))
        for span, some in zip(missing, asked, strict=True):
            self._known[span] = self._by_line(self._joined([next(read) for _ in some]))

    async def _by_unit(self, span: Span) -> dict[int, Raw]:
        """The figures of the city, its clusters and communes; under the city's own id is all of it."""
        if span in self._known:
            return self._known[span]
        if not self.measure.different:
            await self._read([span])
            return self._known[span]
        scope = await scope_of(self.session, self.units, [self.units.city.id])
        grain = span.grain
        assert grain is not None
        counts = await persons_by_commune(self.session, scope, self.measure.subject, grain, span.first, self._kind)
        found = {one: Raw(count) for one, count in counts.items()}
        if self.measure.code == "active":
            held = await posted(self.session, scope, span.first, span.last)
            found = {one: Raw(counts.get(one, 0), held.get(one, 0)) for one in {*counts, *held}}
        self._known[span] = self._by_line(found)
        return self._known[span]

    def _by_line(self, found: Mapping[int, Raw]) -> dict[int, Raw]:
        """Figures of communes, of today and of old, as those of all units that these lie in."""
        units, city = self.units, self.units.city
        sums = {one: self._nothing for one in units.by_id}
        for area_id, raw in found.items():
            home = units.lineage.today(area_id)
            for above in units.line(home) or [city.id]:
                sums[above] = sums[above] + raw
        return sums

    async def _hidden(self, span: Span) -> dict[int, Value]:
        """The figures of all units as they may be told."""
        await self.look_up([span])
        raws = await self._by_unit(span)
        table = {(one, name): value for one, raw in raws.items() for name, value in cells(raw).items()}
        also = set() if self.measure.different else await self._hidden_in_time(span)  # persons do not add up over time
        also |= await self._hidden_in_kinds(lambda counter: counter._by_unit(span))
        sums = list(self._sums_of_places(raws))
        shown = told(table, sums, also)
        return {one: Value(shown[one, "part"], shown.get((one, "whole")), self._rough(one, span)) for one in raws}

    def _sums_of_places(self, raws: Mapping[int, Raw]) -> Iterable[Sum[tuple[int, str]]]:
        below: dict[int, list[int]] = {}
        for unit in self.units.by_id.values():
            if unit.parent_id in self.units.by_id and unit.parent_id is not None:
                below.setdefault(unit.parent_id, []).append(unit.id)
        for one, children in below.items():
            for name in cells(raws[one]):
                # What lies in no commune of the day is in the city's figure alone.
                if sum(cells(raws[child])[name] for child in children) == cells(raws[one])[name]:
                    yield Sum((one, name), tuple((child, name) for child in children))
        for one, raw in raws.items():
            if raw.whole is not None:
                yield Sum((one, "whole"), ((one, "part"), (one, "rest")))

    async def _hidden_in_time(self, span: Span) -> set[tuple[int, str]]:
        """What has to be hidden because a longer period and the others in it would give it away, or it them."""
        hidden: set[tuple[int, str]] = set()
        for longer, beside in self._families(span):
            counted = {one: await self._by_unit(one) for one in (longer, *beside)}
            # What is still to come is nothing, and everybody knows that.
            past = [one for one in beside if one.first <= self.today or _is_something(counted[one])]
            for unit_id in self.units.by_id:
                for name in cells(counted[span][unit_id]):
                    table = {one: cells(counted[one][unit_id])[name] for one in (longer, *past)}
                    small = any(0 < value < LEAST for value in table.values())
                    if small and isinstance(told(table, [Sum(longer, tuple(past))])[span], str):
                        hidden.add((unit_id, name))
        return hidden

    def _families(self, span: Span) -> list[tuple[Span, list[Span]]]:
        """The periods that a span is made of, and the longer one that it makes up with others: each with its parts."""
        if span.first > self.today:
            return []
        families = [(span, within(span))] if within(span) else []
        if span.grain is not None and span.grain in _LONGER:
            longer = around(_LONGER[span.grain], span.first)
            families.append(
                (longer, [around(span.grain, one) for one in periods(span.grain, longer.first, longer.last)])
            )
        return families

    def _keeping(self, keys: Keys) -> "Counter":
        return replace(self, keys=keys, _known={}, _steps={})

    async def _served(
        self, figures: Callable[["Counter"], Awaitable[Mapping[K, Raw]]]
    ) -> dict[frozenset[str], Mapping[K, Raw]]:
        """Figures of clients who were served at all, in each manner, and in both."""
        every = await figures(self._keeping({}))
        first, second = [await figures(self._keeping({"served": (kind,)})) for kind in SERVED]
        both = {one: Raw(first[one].part + second[one].part - every[one].part) for one in every}
        return {
            frozenset(): every, frozenset(SERVED[:1]): first, frozenset(SERVED[1:]): second, frozenset(SERVED): both
        }  # fmt: skip

    def _told_parts(self, raws: Mapping[int, Raw], also: Collection[tuple[int, str]]) -> dict[int, Value]:
        """The figures of what a commune is made of, for those who see the records or run the people."""
        if self.hides:
            return told_parts(raws, also)
        return {one: Value(raw.part, raw.whole) for one, raw in raws.items()}

    async def _hidden_in_kinds(self, figures: Callable[["Counter"], Awaitable[Mapping[K, Raw]]]) -> set[tuple[K, str]]:
        """What has to be hidden because the figures that keep fewer codes would give away how few are left out.
        `figures` are asked of counters that keep some of the codes, or none."""
        if not self.hides or not self.keys:
            return set()
        if self.measure.different:
            kept, counted = frozenset((self._kind,)), await self._served(figures)
        else:
            kept = frozenset(self.keys)
            counted = {some: await figures(self._keeping({part: self.keys[part] for part in some}))
                       for some in subsets(kept)}  # fmt: skip
        others = not self.measure.different  # a client was served with something
        return {
            (one, name)
            for one, raw in counted[kept].items()
            for name in cells(raw)
            if gives_away({some: cells(raws[one])[name] for some, raws in counted.items()}, kept, others=others)
        }


def _both(one: Keys, other: Keys) -> dict[str, frozenset[str]]:
    """What is under the codes of both."""
    joined = {part: frozenset(codes) for part, codes in one.items()}
    for part, codes in other.items():
        joined[part] = joined[part] & frozenset(codes) if part in joined else frozenset(codes)
    return joined


def _is_something(raws: Mapping[int, Raw]) -> bool:
    return any(raw.part or raw.whole for raw in raws.values())
