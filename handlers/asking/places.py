"""The place that a question is about, as far as its speaker may see it."""

from dataclasses import dataclass

from db.areas import Area, commune_of, subtree
from db.people import Role
from db.scope import Scope
from db.team import grants_of
from db.units import Units, scope_of
from handlers.actions import row_id
from handlers.asking.question import OWN
from handlers.rights import OWN_SIGHT, Sight, as_admin, as_officer, sight_of
from handlers.turn import Turn

UP = ("admin", "supervisor", "officer")
"""The roles by which somebody looks at an area, the widest first."""


@dataclass(frozen=True)
class Where:
    """A place. `kind` is that of the area, "own" or "person"; `above` the mark of the place to go up to, or nothing.
    `commune` is what lies in the commune that a hamlet or a person belongs to."""

    mark: str
    name: str
    kind: str
    scope: Scope
    sight: Sight
    area_id: int | None = None
    above: str = ""
    commune: Scope | None = None

    @property
    def number(self) -> int | None:
        """The id of the area or the person."""
        return row_id(self.mark[1:])

    @property
    def is_unit(self) -> bool:
        """Whether it is the city, a cluster or a commune."""
        return self.kind in ("city", "cluster", "commune")


def home(turn: Turn) -> str:
    """The mark of the place that a question without one is about: the area of the role that speaks, or one's own
    records."""
    held = ([turn.person.acting] if turn.person.acting else []) + sorted(turn.person.roles, key=_rank)
    first: Role | None = next(iter(held), None)
    return f"a{first.area_id}" if first is not None and first.role in UP else OWN


async def where(turn: Turn, units: Units, mark: str) -> Where | None:
    """The place of that mark; None when it is none of the speaker's."""
    if mark == OWN:
        if not turn.person.has("collaborator", "officer"):
            return None
        return Where(OWN, turn.lang.say("My own entries"), "own", turn.own, OWN_SIGHT, above=_up(home(turn), OWN))
    number = row_id(mark[1:])
    if number is None:
        return None
    return await (_person(turn, number) if mark[0] == "p" else _area(turn, units, number))


async def _area(turn: Turn, units: Units, area_id: int) -> Where | None:
    area = await turn.session.get(Area, area_id)
    sight = None if area is None else await sight_of(turn, area)
    if area is None or sight is None:
        return None
    if area.id in units.by_id:
        scope = await scope_of(turn.session, units, [area.id])
    else:
        scope = Scope(area_ids=await subtree(turn.session, [area.id]))
    above = ""
    if area.parent_id is not None:
        parent = await turn.session.get_one(Area, area.parent_id)
        above = f"a{parent.id}" if await sight_of(turn, parent) is not None else ""
    commune = None
    if area.kind == "hamlet" and area.parent_id is not None:
        commune = Scope(area_ids=await subtree(turn.session, [area.parent_id]))
    return Where(f"a{area.id}", area.name, area.kind, scope, sight, area.id, above, commune)


async def _person(turn: Turn, person_id: int) -> Where | None:
    """A collaborator of the speaker's commune, by the person."""
    for scope, exact in ((await as_officer(turn), True), (await as_admin(turn), False)):
        grants = await grants_of(turn.session, scope, person_id, turn.today)
        if grants:
            commune = await commune_of(turn.session, grants[0].area_id)
            home_id = grants[0].area_id if commune is None else commune.id
            around = Scope(area_ids=await subtree(turn.session, [home_id]))
            theirs = Scope(person_id=person_id, area_ids=around.area_ids)
            name, up, sight = grants[0].name, f"a{home_id}", Sight(named=True, exact=exact)
            return Where(f"p{person_id}", name, "person", theirs, sight, home_id, up, around)
    return None


def _rank(held: Role) -> int:
    return UP.index(held.role) if held.role in UP else len(UP)


def _up(mark: str, this: str) -> str:
    return mark if mark != this else ""
