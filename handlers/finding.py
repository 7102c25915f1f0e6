"""Finding a commune by its name, for those who run several: old names and districts lead to a choice."""

from db.areas import all_areas, successions
from db.clusters import meant_today
from handlers.actions import ACTIONS, action, row_id
from handlers.fields import brief
from handlers.filling import home_row
from handlers.reading.places import Found, Place, labels, places_of, read_place
from handlers.screens import Button, Screen, in_rows
from handlers.turn import Turn

ADMINS = ("admin",)
MOST = 20
"""Places offered at once."""


async def ask_for_commune(turn: Turn) -> Screen:
    """Asks which commune is meant."""
    text = turn.lang.say("🏘 Which commune? Type its name, or that of a former district.")
    return Screen(text, (home_row(turn),), hears="find_commune")


@action("find_commune", ADMINS)
async def find_commune(turn: Turn, said: str) -> Screen:
    """The people of the commune that typed words name; a choice where they may name several places."""
    places = await known_places(turn)
    found = read_place(said, places, turn.today)
    if found is None:
        nothing = turn.lang.say("No place is called “{text}”.", text=brief(said))
        return (await ask_for_commune(turn)).saying(nothing)
    if isinstance(found, Found):
        return await within(turn, str(found.place.id))
    told = labels(found.places, turn.today, turn.lang)
    rows = [Button(label, f"within:{place.id}") for place, label in list(zip(found.places, told, strict=True))[:MOST]]
    return Screen(turn.lang.say("Which one?"), (*in_rows(rows, 1), home_row(turn)), hears="find_commune")


@action("within", ADMINS)
async def within(turn: Turn, argument: str) -> Screen:
    """The people of the commune that a place is today, or a choice of those that it became; the argument is its id."""
    area_id = row_id(argument)
    found = [] if area_id is None else await meant_today(turn.session, area_id, turn.today)
    if not found:
        return await ask_for_commune(turn)
    if len(found) == 1:
        return await ACTIONS["people"].handler(turn, str(found[0].id))
    rows = in_rows([Button(one.name, f"people:{one.id}") for one in found], 2)
    return Screen(turn.lang.say("Which one?"), (*rows, home_row(turn)), hears="find_commune")


async def known_places(turn: Turn) -> list[Place]:
    """All places, as names are read among them."""
    return places_of(await all_areas(turn.session), await successions(turn.session))


async def named_places(turn: Turn) -> list[Place]:
    """All places but hamlets, of which only the speaker's own communes' are known: there are thousands."""
    own = frozenset(one.area_id for one in turn.person.roles if one.role == "officer")
    return places_of(await all_areas(turn.session, hamlets_of=own), await successions(turn.session))
