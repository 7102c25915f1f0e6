"""What lies in areas, with what their land was before.

Records keep the unit of their day. When units are merged or divided, those who answer for the new ones go on to see:

* all of a unit that went into theirs as a whole;
* of a unit that was divided, what was done there by those who work, or have worked since, in their part of it.

Nobody else does: what a person did in a divided unit goes where the person went, for nobody knows on which side of the
new line it lay.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, Succession, subtree
from db.people import FIELD_ROLES, Grant
from db.scope import Brought, Scope


@dataclass
class _Before:
    """What areas were before: units that went into them as a whole, and units of which they are a part."""

    whole: set[int]
    divided: set[int]


async def within(session: AsyncSession, area_ids: Iterable[int], day: date) -> Scope:
    """The scope of those who answer for these areas on a day."""
    inside = await subtree(session, area_ids)
    before = await _before(session, inside, day)
    if not before.divided:
        return Scope(area_ids=inside | before.whole)
    worked = select(Grant.person_id).where(
        Grant.area_id.in_(sorted(inside | before.whole)),
        Grant.role.in_(FIELD_ROLES),
        Grant.state.in_(("active", "suspended")),
        or_(Grant.valid_to.is_(None), Grant.valid_to >= Grant.valid_from),
    )
    brought = Brought(frozenset(before.divided), frozenset(await session.scalars(worked)))
    return Scope(area_ids=inside | before.whole, brought=brought)


async def _before(session: AsyncSession, inside: frozenset[int], day: date) -> _Before:
    """Every unit whose land lies in these areas and that is no more, generation by generation."""
    found = _Before(set(), set())
    whole, divided = set(inside), set[int]()
    while whole or divided:
        rows = await session.execute(
            select(Succession.old_id, Succession.new_id, Succession.share)
            .join(Area, Area.id == Succession.old_id)
            .where(Succession.new_id.in_(sorted(whole | divided)), Area.valid_to < day)
        )
        came_whole, came_divided = set[int](), set[int]()
        for old_id, new_id, share in rows:
            (came_whole if share == "whole" and new_id in whole else came_divided).add(old_id)
        came_divided -= came_whole
        whole = await _with_hamlets(session, came_whole) - found.whole - inside
        divided = await _with_hamlets(session, came_divided) - found.divided - found.whole - whole - inside
        found.whole |= whole
        found.divided |= divided
    return found


async def _with_hamlets(session: AsyncSession, ended: set[int]) -> set[int]:
    """These units with their hamlets, but for hamlets of which it is known by themselves what they became."""
    if not ended:
        return set()
    elsewhere = select(Succession.old_id)
    hamlets = select(Area.id).where(Area.parent_id.in_(sorted(ended)), Area.kind == "hamlet", Area.id.not_in(elsewhere))
    return ended | set(await session.scalars(hamlets))
