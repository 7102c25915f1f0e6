"""Training, of which no record tells: what an administrator of the city entered for the plan, with its source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, subtree
from db.catalogue.targets import targets
from db.entered import Entry, entries
from db.plan import entered_progress
from db.scope import Scope
from db.statistics.measures import Measure
from db.units import Units
from handlers.asking.hiding import Value
from handlers.asking.spans import Span

ELSEWHERE = ("places", "lowest", "clusters", "people")
"""The views for which there is nothing: it was entered for the city as a whole."""


@dataclass(frozen=True)
class EnteredCounter:
    """What was entered for the items of a measure."""

    session: AsyncSession
    measure: Measure
    units: Units
    today: date

    async def of_unit(self, unit_id: int, span: Span) -> Value | None:
        """The figure of the city; None where nothing was entered up to the end of the span."""
        if self.measure.figure == "sum":
            found = await self._entries(span)
            return Value(_sum(found, span)) if found else None
        area = await self.session.get_one(Area, unit_id)
        scope = Scope(area_ids=await subtree(self.session, [unit_id]))
        (reached,) = await entered_progress(self.session, scope, area, self._until(span), self.measure.plan)
        if reached.figure is None:
            return None
        return Value(reached.figure, (reached.basis.value if reached.basis else 0) or None)

    async def of_items(self, span: Span) -> dict[str, Value]:
        """The figures by item."""
        found = await self._entries(span)
        return {code: Value(_sum([one for one in found if one.code == code], span)) for code in self.measure.plan}

    async def told(self, span: Span) -> Sequence[Entry]:
        """The entries that the figure comes from, the latest first."""
        found = await self._entries(span)
        return found[:1] if self.measure.figure == "latest" else [one for one in found if one.day >= span.first]

    async def names(self, language: str) -> Mapping[str, str]:
        """What the items are called."""
        return {one.code: one.names[language] for one in await targets(self.session, self.today)}

    def _until(self, span: Span) -> date:
        return min(span.last, self.today)

    async def _entries(self, span: Span) -> Sequence[Entry]:
        found = await entries(self.session, self._until(span))
        return [one for one in found if one.code in self.measure.plan][::-1]


def _sum(found: Sequence[Entry], span: Span) -> int:
    return sum(one.number or 0 for one in found if one.day >= span.first)
