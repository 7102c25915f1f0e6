"""Clusters: free groupings of communes, each for a supervisor. A commune lies in the city or in one cluster of it.

Until 2025 the districts stood between the city and its communes; they make good first clusters.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.acts import note_act
from db.areas import Area, Succession, valid_on

_WEIGHT = {"whole": 100, "part_main": 10, "part": 1}
"""What a part of an old commune says of the district that the new one came from."""


@dataclass(frozen=True)
class Cluster:
    """A cluster and how many communes it holds."""

    id: int
    name: str
    communes: int


async def communes(session: AsyncSession, day: date) -> Sequence[Area]:
    """The communes of that day, by code."""
    found = select(Area).where(Area.kind == "commune", valid_on(day)).order_by(Area.code)
    return (await session.scalars(found)).all()


async def meant_today(session: AsyncSession, area_id: int, day: date) -> list[Area]:
    """The communes of that day that an area means, by name: itself, what it became, or what lies or lay in it. For the
    city, none: they would be all."""
    area = await session.get(Area, area_id)
    if area is not None and area.kind == "hamlet" and area.parent_id is not None:
        area = await session.get(Area, area.parent_id)
    if area is None or area.kind == "city":
        return []
    seen: dict[int, Area] = {}
    waiting = [area]
    while waiting:
        next_ids = [one.id for one in waiting if not _is_commune_on(one, day)]
        seen |= {one.id: one for one in waiting}
        below = select(Area).where(Area.parent_id.in_(next_ids), Area.kind == "commune")
        became = select(Area).join(Succession, Succession.new_id == Area.id).where(Succession.old_id.in_(next_ids))
        found = [*await session.scalars(below), *await session.scalars(became)]
        waiting = [one for one in {one.id: one for one in found}.values() if one.id not in seen]
    return sorted((one for one in seen.values() if _is_commune_on(one, day)), key=lambda one: one.name)


def _is_commune_on(area: Area, day: date) -> bool:
    return area.kind == "commune" and area.valid_from <= day and (area.valid_to is None or area.valid_to >= day)


async def clusters(session: AsyncSession, day: date) -> list[Cluster]:
    """The clusters of that day, by code."""
    commune = aliased(Area)
    rows = await session.execute(
        select(Area.id, Area.name, func.count(commune.id))
        .outerjoin(
            commune,
            (commune.parent_id == Area.id)
            & (commune.valid_from <= day)
            & (commune.valid_to.is_(None) | (commune.valid_to >= day)),
        )
        .where(Area.kind == "cluster", valid_on(day))
        .group_by(Area.id, Area.name, Area.code)
        .order_by(Area.code)
    )
    return [Cluster(*row) for row in rows]


async def former_districts(session: AsyncSession, day: date) -> dict[int, str]:
    """The district that each commune of that day mostly came from, by the commune's id: the one most of whose
    old communes went into it as a whole; else with most of their people, else at all."""
    old, new, district = aliased(Area), aliased(Area), aliased(Area)
    rows = await session.execute(
        select(new.id, district.name, Succession.share)
        .join_from(Succession, old, old.id == Succession.old_id)
        .join(new, new.id == Succession.new_id)
        .join(district, district.id == old.parent_id)
        .where(
            new.kind == "commune",
            new.valid_from <= day,
            new.valid_to.is_(None) | (new.valid_to >= day),
            district.kind == "district",
        )
        .order_by(new.id, district.code)
    )
    came: dict[int, Counter[str]] = {}
    for commune_id, name, share in rows:
        came.setdefault(commune_id, Counter())[name] += _WEIGHT[share]
    return {commune_id: found.most_common(1)[0][0] for commune_id, found in came.items()}


async def make_cluster(
    session: AsyncSession,
    city: Area,
    name: str,
    commune_ids: Iterable[int],
    day: date,
    *,
    person_id: int,
    now: datetime,
) -> Area:
    """A new cluster of these communes from that day on. They leave the clusters that they were in."""
    codes = await session.scalars(select(Area.code).where(Area.kind == "cluster"))
    numbers = [int(code[1:]) for code in codes if code[:1] == "C" and code[1:].isdecimal()]
    cluster = Area(
        code=f"C{max(numbers, default=0) + 1:02}",
        name=name,
        kind="cluster",
        parent_id=city.id,
        valid_from=day,
        valid_to=None,
    )
    session.add(cluster)
    await session.flush()
    await note_act(session, "make cluster", "area", cluster.id, person_id=person_id, now=now)
    await put_under(session, cluster.id, commune_ids, person_id=person_id, now=now)
    return cluster


async def put_under(
    session: AsyncSession, parent_id: int, commune_ids: Iterable[int], *, person_id: int, now: datetime
) -> None:
    """Puts communes under a cluster, or back under the city."""
    ids = sorted(commune_ids)
    await session.execute(update(Area).where(Area.id.in_(ids), Area.kind == "commune").values(parent_id=parent_id))
    for commune_id in ids:
        await note_act(session, "change cluster", "area", commune_id, person_id=person_id, now=now)
