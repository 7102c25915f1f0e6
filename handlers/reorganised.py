"""People whose unit was divided: an administrator says in which part of it each one goes on."""

from datetime import timedelta

from db.areas import Area
from db.reorganising import Stranded, parts_of, settle, stranded
from handlers.actions import action, row_id
from handlers.filling import home_row
from handlers.finding import ADMINS
from handlers.paging import moves, page_of
from handlers.people import not_yours
from handlers.rights import as_admin, is_admin_of
from handlers.roles import HELD_IN, MARKS, NAMES
from handlers.screens import Button, Screen
from handlers.telling import tell
from handlers.turn import Turn
from locales import Language

PAGE = 8
"""People listed at once."""


@action("stranded", ADMINS)
async def show_stranded(turn: Turn, argument: str) -> Screen:
    """The people whose unit is no more, or soon will be, and who have no new one; the argument is the page."""
    lang, page = turn.lang, page_of(argument)
    found = await stranded(turn.session, await as_admin(turn))
    lines = [lang.say("✅ Everybody has an area.")]
    if found:
        lines = [
            lang.say("⚠️ Their unit is divided. Where does each one go on?"),
            lang.say("What they wrote and their clients go with them."),
        ]
    rows = [
        (Button(f"{MARKS[one.role]} {one.name} · {one.area_name}", f"settle:{one.grant_id}"),)
        for one in found[page * PAGE : (page + 1) * PAGE]
    ]
    turning = moves(lang, "stranded:", page, more=len(found) > (page + 1) * PAGE)
    back = (Button(lang.say("🗺 Clusters"), "clusters"), *home_row(turn))
    return Screen("\n".join(lines), (*rows, *turning, back))


@action("settle", ADMINS)
async def choose_part(turn: Turn, argument: str) -> Screen:
    """Asks in which part of the unit somebody goes on; the argument is the id of the grant that ended."""
    one = await _stranded(turn, argument)
    if one is None:
        return await show_stranded(turn, "")
    lang = turn.lang
    lines = [
        f"👤 {one.name}",
        f"{MARKS[one.role]} {lang.say(NAMES[one.role])} · {one.area_name}",
        lang.say("The unit ends on {day}.", day=lang.date(one.last, turn.today)),
    ]
    parts = await _parts(turn, one)
    lines.append(lang.say("Where from then on?") if parts else lang.say("It is not known yet what it became."))
    rows = [(Button(area.name, f"settle_in:{one.grant_id}.{area.id}"),) for area in parts]
    roles = Button(lang.say("🎭 Roles"), f"grants:{one.person_id}")
    back = Button(lang.say("⬅️ Back"), "stranded")
    return Screen("\n".join(lines), (*rows, (roles, back), home_row(turn)))


@action("settle_in", ADMINS)
async def settle_in(turn: Turn, argument: str) -> Screen:
    """Lets somebody go on in a part, and tells them; the argument is the grant's id and the area's, `12.7`."""
    grant_id, _, place = argument.partition(".")
    one = await _stranded(turn, grant_id)
    parts = [] if one is None else [area for area in await _parts(turn, one) if area.id == row_id(place)]
    if one is None or not parts or not await is_admin_of(turn, parts[0].id):
        return await not_yours(turn)
    await settle(turn.session, one, parts[0].id, person_id=turn.person.id, now=turn.now)
    await tell(turn, [one.person_id], "settled", str(one.grant_id), lambda lang: _news(turn, lang, one, parts[0]))
    done = turn.lang.say("✅ {name} goes on in {place}.", name=one.name, place=parts[0].name)
    return (await show_stranded(turn, "")).saying(done)


async def _stranded(turn: Turn, argument: str) -> Stranded | None:
    found = await stranded(turn.session, await as_admin(turn))
    return next((one for one in found if one.grant_id == row_id(argument)), None)


async def _parts(turn: Turn, one: Stranded) -> list[Area]:
    """The units that followed and in which the role can be held."""
    return [area for area in await parts_of(turn.session, one.area_id) if one.role in HELD_IN.get(area.kind, ())]


def _news(turn: Turn, lang: Language, one: Stranded, area: Area) -> str:
    day = lang.date(one.last + timedelta(days=1), turn.today)
    return lang.say(
        "📍 {old} is divided. From {day} on you work in {place}. Your records and clients stay with you.",
        old=one.area_name,
        day=day,
        place=area.name,
    )
