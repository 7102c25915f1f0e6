"""The units of a day in which sums are told: the city, its clusters and communes, and what lies in each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, subtree, valid_on
from db.lineage import NONE, Lineage, lineage
from db.scope import Scope


@dataclass(frozen=True)
class Unit:
    """A unit; its parent is the one that it lies in that day."""

    id: int
    name: str
    kind: str
    parent_id: int | None
    since: date


@dataclass(frozen=True)
class Units:
    """The city, clusters and communes of a day, by their ids, and what became of those of old."""

    by_id: Mapping[int, Unit]
    lineage: Lineage
    scopes: dict[frozenset[int], Scope] = field(default_factory=dict, repr=False, compare=False)
    """The scopes that were looked up already (see `scope_of`)."""

    @property
    def city(self) -> Unit:
        """The city."""
        return next(unit for unit in self.by_id.values() if unit.kind == "city")

    def below(self, unit_id: int, kind: str) -> list[Unit]:
        """The units of a kind that lie in one, itself included, by name."""
        found = [unit for unit in self.by_id.values() if unit.kind == kind and unit_id in self.line(unit.id)]
        return sorted(found, key=lambda unit: unit.name)

    def line(self, unit_id: int) -> list[int]:
        """A unit and those that it lies in, upwards."""
        found: list[int] = []
        at: int | None = unit_id
        while at is not None and at in self.by_id:
            found.append(at)
            at = self.by_id[at].parent_id
        return found

    def rough(self, unit_id: int, first: date) -> bool:
        """Whether what a commune tells from that day on is approximate: it is made of parts of units of old."""
        unit = self.by_id.get(unit_id)
        return unit is not None and first < unit.since and unit_id in self.lineage.cut


async def units_on(session: AsyncSession, day: date, first: date) -> Units:
    """The units of a day, in which what happened from `first` on is told."""
    rows = await session.execute(
        select(Area.id, Area.name, Area.kind, Area.parent_id, Area.valid_from).where(
            Area.kind.in_(("city", "cluster", "commune")), valid_on(day)
        )
    )
    by_id = {row.id: Unit(*row) for row in rows}
    reorganised = max((unit.since for unit in by_id.values() if unit.kind == "commune"), default=day)
    return Units(by_id, await lineage(session, day) if first < reorganised else NONE)


async def scope_of(session: AsyncSession, units: Units, area_ids: Iterable[int]) -> Scope:
    """What lies in these areas, with what lay in the units of old that are counted with their communes."""
    wanted = frozenset(area_ids)
    if wanted not in units.scopes:
        communes = [commune.id for one in wanted if one in units.by_id for commune in units.below(one, "commune")]
        units.scopes[wanted] = Scope(area_ids=await subtree(session, wanted | units.lineage.of(communes)))
    return units.scopes[wanted]
