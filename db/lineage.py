"""Units of old in the units of a day: which commune of that day what lay in an old unit is counted with.

An old unit that was split goes as a whole to the commune that took most of it: what it told of itself cannot be taken
apart. So communes still add up to the city, and what is counted where a unit was split is approximate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, Succession

_FIRST = ("whole", "part_main", "part")
"""Which of several successors an old unit is counted with."""


@dataclass(frozen=True)
class Heir:
    """The commune that an old unit is counted with; `split`: not all of it went there."""

    area_id: int
    split: bool


@dataclass(frozen=True)
class Lineage:
    """What became of the units that are no more on a day, by their ids. `cut` are the units that lost a part of an old
    one to another, or got one: their figures from before are approximate."""

    heirs: Mapping[int, Heir]
    cut: frozenset[int]

    def of(self, area_ids: Iterable[int]) -> frozenset[int]:
        """The old units that are counted with these."""
        wanted = frozenset(area_ids)
        return frozenset(old for old, heir in self.heirs.items() if heir.area_id in wanted)

    def today(self, area_id: int) -> int:
        """The unit that an area is counted with: itself, or its heir."""
        heir = self.heirs.get(area_id)
        return heir.area_id if heir else area_id


NONE = Lineage({}, frozenset())
"""Where there are no units of old."""


async def lineage(session: AsyncSession, day: date) -> Lineage:
    """What became of all old units, as they are counted on that day."""
    rows = await session.execute(
        select(Succession.old_id, Succession.new_id, Succession.share, Area.valid_to)
        .join(Area, Area.id == Succession.new_id)
        .order_by(Succession.old_id, Succession.new_id)
    )
    became: dict[int, list[tuple[int, int]]] = {}
    old_now: set[int] = set()
    for old, new, share, valid_to in rows:
        became.setdefault(old, []).append((_FIRST.index(share), new))
        if valid_to is not None and valid_to < day:
            old_now.add(new)
    heirs = {old: heir for old in became if (heir := _heir(old, became, old_now)) is not None}
    cut = {
        end
        for successors in became.values()
        if len(successors) > 1
        for _, new in successors
        if (end := heirs[new].area_id if new in heirs else new)
    }
    return Lineage(heirs, frozenset(cut))


def _heir(old: int, became: Mapping[int, list[tuple[int, int]]], old_now: set[int]) -> Heir | None:
    """Follows a unit to the one of today; None where that is not told."""
    split, at = False, old
    for _ in range(len(became)):
        successors = became.get(at)
        if not successors:
            return None
        split = split or len(successors) > 1
        at = min(successors)[1]
        if at not in old_now:
            return Heir(at, split)
    return None
