"""What somebody may see and order by virtue of a role."""

from dataclasses import dataclass

from db.areas import Area, lies_in, subtree
from db.people import Role
from db.reach import within
from db.scope import Scope
from handlers.actions import row_id
from handlers.turn import Turn

ORGANISERS = ("officer", "admin")
"""The roles that run the people of communes."""

OVERSEERS = ("officer", "supervisor", "admin")
"""The roles that answer for an area and may ask for its sums."""


def officer_areas(turn: Turn) -> list[int]:
    """The areas in which the speaker is a commune officer."""
    return [held.area_id for held in turn.person.roles if held.role == "officer"]


async def as_officer(turn: Turn) -> Scope:
    """The records of the areas in which the speaker is a commune officer: none when there is no such area."""
    return await within(turn.session, officer_areas(turn), turn.today)


async def managed_commune(turn: Turn, argument: str) -> Area | None:
    """The commune with this id, if the speaker runs its people: as its officer, or as an admin of an area above."""
    commune_id = row_id(argument)
    commune = None if commune_id is None else await turn.session.get(Area, commune_id)
    if commune is None or commune.kind != "commune":
        return None
    held = [one.area_id for one in turn.person.roles if one.role in ORGANISERS]
    return commune if await lies_in(turn.session, commune.id, held) else None


async def managed_area(turn: Turn, argument: str) -> Area | None:
    """The area with this id, if the speaker runs its people: a commune, or for an admin a cluster or the city, too."""
    area_id = row_id(argument)
    area = None if area_id is None else await turn.session.get(Area, area_id)
    if area is None or area.kind == "commune":
        return await managed_commune(turn, argument)
    return area if area.kind in ("city", "cluster") and await is_admin_of(turn, area.id) else None


async def people_of(turn: Turn, commune: Area) -> Scope:
    """What lies in a commune (see `managed_commune`)."""
    return await within(turn.session, [commune.id], turn.today)


def overseeing(turn: Turn) -> Role:
    """The role by which the speaker asks about an area: the one that speaks, if it oversees one, else the first."""
    acting = turn.person.acting
    return next(held for held in (acting, *turn.person.roles) if held is not None and held.role in OVERSEERS)


async def as_admin(turn: Turn) -> Scope:
    """The areas in which the speaker is an admin: none when there is no such area."""
    areas = [held.area_id for held in turn.person.roles if held.role == "admin"]
    return Scope(area_ids=await subtree(turn.session, areas))


async def as_organiser(turn: Turn) -> Scope:
    """The areas whose people the speaker runs, as their officer or an admin: none when there is no such area."""
    areas = [held.area_id for held in turn.person.roles if held.role in ORGANISERS]
    return Scope(area_ids=await subtree(turn.session, areas))


async def is_admin_of(turn: Turn, area_id: int) -> bool:
    """Whether the speaker is an admin of an area above, or of this one."""
    return await lies_in(turn.session, area_id, [held.area_id for held in turn.person.roles if held.role == "admin"])


@dataclass(frozen=True)
class Sight:
    """How much somebody sees of sums: those of people by name (`named`), and small clinical figures (`exact`)."""

    named: bool
    exact: bool


OWN_SIGHT = Sight(named=True, exact=True)
"""How one's own records are seen."""
SIGHTS = {
    "officer": Sight(named=True, exact=True),
    "admin": Sight(named=True, exact=False),
    "supervisor": Sight(named=False, exact=False),
}
"""How each role sees the sums of its area and of what lies below; the first one that is held counts. Those of a hamlet
are sums, too; of what is clinical whoever sees no names is told no further down than by communes."""


async def sight_of(turn: Turn, area: Area) -> Sight | None:
    """How the speaker sees the sums of an area; None when it is none of theirs."""
    for role, sight in SIGHTS.items():
        held = [one.area_id for one in turn.person.roles if one.role == role]
        if held and await lies_in(turn.session, area.id, held):
            return sight
    return None
