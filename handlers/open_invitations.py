"""Codes that can still be used: which there are, and making one useless that went astray."""

from db.areas import Area
from db.invitations import Open, open_invitations, withdraw_invitation
from db.scope import Scope
from handlers.actions import action, row_id
from handlers.confirming import ask
from handlers.filling import home_row
from handlers.inviting import invited_roles
from handlers.paging import moves, page_of
from handlers.people import not_yours
from handlers.rights import ORGANISERS, managed_area, people_of
from handlers.roles import NAMES
from handlers.screens import Button, Screen
from handlers.turn import Turn

PAGE = 8
"""Codes listed at once."""


@action("codes", ORGANISERS)
async def show_codes(turn: Turn, argument: str) -> Screen:
    """The open codes of an area; the argument is its id and the page, `12.1`."""
    place, _, number = argument.partition(".")
    area = await managed_area(turn, place)
    if area is None:
        return await not_yours(turn)
    lang, page, found = turn.lang, page_of(number), await _open(turn, area)
    text = lang.say("🔑 No code can be used at present.")
    if found:
        text = lang.plural("🔑 {n} code can still be used.", "🔑 {n} codes can still be used.", len(found))
        text += "\n" + lang.say("To withdraw one, choose it. The code itself is shown only when it is made.")
    rows = [
        (Button(_told(turn, area, one), f"code:{area.id}.{one.id}"),) for one in found[page * PAGE : (page + 1) * PAGE]
    ]
    turning = moves(lang, f"codes:{area.id}.", page, more=len(found) > (page + 1) * PAGE)
    back = Button(lang.say("👩‍👩‍👧 Collaborators"), f"people:{area.id}")
    if area.kind != "commune":
        back = Button(lang.say("🗺 Clusters"), "clusters")
    return Screen(text, (*rows, *turning, (Button(lang.say("✉️ Invite"), f"invite:{area.id}"), back), home_row(turn)))


@action("code", ORGANISERS)
async def ask_to_withdraw(turn: Turn, argument: str) -> Screen:
    """Asks whether a code shall be withdrawn; the argument is the area's id and the invitation's, `12.7`."""
    place, _, number = argument.partition(".")
    area = await managed_area(turn, place)
    found = [] if area is None else [one for one in await _open(turn, area) if one.id == row_id(number)]
    if area is None or not found:
        return await show_codes(turn, place)
    lang = turn.lang
    return ask(
        turn,
        lang.say(
            "Withdraw this code?\n{code}\nNobody can join by it any more. Who has joined stays.",
            code=_told(turn, area, found[0]),
        ),
        asked=f"code:{argument}",
        yes=(lang.say("Yes, withdraw"), f"code_back:{argument}"),
        no=(lang.say("No"), f"codes:{area.id}"),
    )


@action("code_back", ORGANISERS)
async def withdraw(turn: Turn, argument: str) -> Screen:
    """Withdraws a code; the argument is as that of `code`."""
    place, _, number = argument.partition(".")
    area, invitation_id = await managed_area(turn, place), row_id(number)
    if area is None or invitation_id is None:
        return await show_codes(turn, place)
    scope, roles = await _where(turn, area), await invited_roles(turn, area)
    by, now = turn.person.id, turn.now
    done = await withdraw_invitation(turn.session, scope, roles, invitation_id, person_id=by, now=now)
    remark = turn.lang.say("✅ The code is withdrawn.") if done else turn.lang.say("This code was of no use any more.")
    return (await show_codes(turn, place)).saying(remark)


async def _open(turn: Turn, area: Area) -> list[Open]:
    return await open_invitations(turn.session, await _where(turn, area), await invited_roles(turn, area), turn.now)


async def _where(turn: Turn, area: Area) -> Scope:
    """A commune with what lies in it; of a cluster or the city only what is held there itself."""
    return await people_of(turn, area) if area.kind == "commune" else Scope(area_ids=frozenset([area.id]))


def _told(turn: Turn, area: Area, one: Open) -> str:
    """A code in words: for whom, as what, where, and until when."""
    lang = turn.lang
    until = lang.short_date(one.expires_at.astimezone(turn.zone).date())
    whom = one.name or lang.plural("for {n} person", "for {n} people", one.uses_left)
    role = lang.say(NAMES[one.role]) if one.role != "collaborator" else ""
    where = one.area_name if one.area_name != area.name else ""
    return " · ".join(filter(None, (f"🔑 {whom}", role, where, lang.say("until {day}", day=until))))
