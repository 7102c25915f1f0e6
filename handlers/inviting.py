"""Inviting: a card with a code to forward, as words and as a picture with a QR code.

A personal code lets in one person at once. A code for several may be passed on, so whoever joins by it waits until the
officer has confirmed them.
"""

from datetime import timedelta
from typing import Any

from db.acts import note_act
from db.areas import Area, children
from db.invitations import invite
from handlers.actions import action
from handlers.code_cards import code_card
from handlers.fields import UNSET, Answers, Choice, Integer, Listed, Text, World
from handlers.filling import begin, filling, home_row
from handlers.forms import Doubt, Form, State
from handlers.messengers import ways_in
from handlers.people import not_yours
from handlers.reading.options import Option
from handlers.rights import ORGANISERS, is_admin_of, managed_area
from handlers.roles import HELD_IN, NAMES
from handlers.screens import Button, Screen
from handlers.turn import Turn
from locales import N_

WHOLE = "whole"
"""Not one hamlet, but the whole commune."""
MOST_USES = 50
DAYS = 7
"""Days for which a code can be used, unless it is said otherwise."""


@action("invite", ORGANISERS)
async def open_invitation(turn: Turn, argument: str) -> Screen:
    """Opens the form for an invitation to an area; the argument is its id."""
    area = await managed_area(turn, argument)
    if area is None:
        return await not_yours(turn)
    return await begin(turn, INVITATION, about={"area": area.id})


async def prepare(turn: Turn) -> None:
    """Reads what can be chosen: the roles that the speaker may invite to in the area, and its hamlets."""
    area = await _area(turn, turn.known["about"])
    turn.lists["invited_roles"] = [Option(role, turn.lang.say(NAMES[role])) for role in await invited_roles(turn, area)]
    hamlets = await children(turn.session, area.id, turn.today) if area and area.kind == "commune" else []
    whole = Option(WHOLE, turn.lang.say("The whole commune"), ("toàn xã", "toàn phường", "cả xã", "cả phường"))
    turn.lists["hamlets"] = [whole, *(Option(str(one.id), one.name) for one in hamlets)]


async def _keep(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    area = await _area(turn, state["about"])
    if area is None or answers["role"] not in await invited_roles(turn, area):
        return await not_yours(turn)
    hamlet = answers.get("hamlet", WHOLE)
    where = area if hamlet == WHOLE else await turn.session.get_one(Area, int(hamlet))
    shared = answers.get("how") == "shared"
    uses = answers["uses"] if shared else 1
    until = turn.now + timedelta(days=answers["days"])
    code = await invite(
        turn.session,
        turn.secret,
        answers["role"],
        where.id,
        name=answers.get("name"),
        uses=uses,
        expires_at=until,
        now=turn.now,
        needs_approval=shared,
    )
    await note_act(turn.session, "invite", "area", where.id, person_id=turn.person.id, now=turn.now)
    return _card(turn, area, where, answers["role"], code, uses, answers["days"])


def _card(turn: Turn, area: Area, where: Area, role: str, code: str, uses: int, days: int) -> Screen:
    lang = turn.lang
    place = where.name if where.id == area.id else f"{where.name}, {area.name}"
    until = lang.date((turn.now + timedelta(days=days)).astimezone(turn.zone).date(), turn.today)
    valid = lang.plural("For {n} person, until {day}", "For {n} people, until {day}", uses, day=until)
    ways = ways_in(turn.messengers, code, lang)
    how = lang.say("To join: open Sổ Tay, send this code, and agree to the notice.")
    if ways:
        how = lang.say(
            "To join: follow the link or scan the picture; or send this code to Sổ Tay. Then agree to the notice."
        )
    lines = [
        lang.say("✉️ Invitation to Sổ Tay"),
        "",
        f"🔑  {code}",
        *ways,
        "",
        f"{lang.say(NAMES[role])} · {place}",
        valid,
        how,
    ]
    if uses > 1:
        lines.append(lang.say("Whoever joins waits until the officer has confirmed them."))
    lines += ["", lang.say("Forward this message or the picture. The code is shown only now.")]
    card = code_card(
        lang,
        turn.messengers,
        name="moi",
        title=lang.say("Invitation to Sổ Tay"),
        code=code,
        rows=((lang.say("Role"), lang.say(NAMES[role])), (lang.say("Area"), place), (lang.say("Valid"), valid)),
        how=how,
    )
    again = Button(lang.say("✉️ Invite another"), f"+invite:{area.id}")
    if area.kind == "commune":
        back = Button(lang.say("👩‍👩‍👧 Collaborators"), f"+people:{area.id}")
    else:
        back = Button(lang.say("🗺 Clusters"), "+clusters")
    return Screen("\n".join(lines), ((again, back), home_row(turn, fresh=True)), papers=(card,))


async def _area(turn: Turn, about: Any) -> Area | None:
    return await managed_area(turn, str((about or {}).get("area")))


async def invited_roles(turn: Turn, area: Area | None) -> tuple[str, ...]:
    """The roles that the speaker may invite to: an officer her collaborators, an admin everybody."""
    if area is None:
        return ()
    held = HELD_IN[area.kind]
    return held if await is_admin_of(turn, area.id) else tuple(role for role in held if role == "collaborator")


def _only_role(_answers: Answers, world: World) -> Any:
    roles = world.lists["invited_roles"]
    return roles[0].key if len(roles) == 1 else UNSET


def _for_collaborators(answers: Answers, _world: World) -> bool:
    return answers.get("role") == "collaborator"


INVITATION = filling(
    Form(
        "invitation",
        N_("✉️ Invitation"),
        (
            Choice(
                name="role",
                title=N_("Role"),
                label=N_("Invite to which role?"),
                choices="invited_roles",
                default=_only_role,
                columns=1,
            ),
            Choice(
                name="hamlet",
                title=N_("Area"),
                label=N_("For which area?"),
                choices="hamlets",
                relevant=lambda answers, world: _for_collaborators(answers, world) and len(world.lists["hamlets"]) > 1,
                page=8,
            ),
            Choice(
                name="how",
                title=N_("Code"),
                label=N_("A code for one person, or one that may be passed on?"),
                choices=(
                    Listed("single", N_("For one person, who joins at once"), ("một", "một người", "riêng")),
                    Listed("shared", N_("For several, whom I confirm one by one"), ("nhiều", "nhiều người", "chung")),
                ),
                relevant=_for_collaborators,
                columns=1,
            ),
            Integer(
                name="uses",
                title=N_("People"),
                label=N_("For how many people?"),
                least=2,
                most=MOST_USES,
                presets=(5, 10, 20, 30),
                relevant=lambda answers, _world: answers.get("how") == "shared",
                columns=4,
            ),
            Text(
                name="name",
                title=N_("Name"),
                label=N_("What is the name of the person?"),
                hint=N_("It is shown in your list. “Skip” takes the name of their account."),
                required=False,
                relevant=lambda answers, _world: answers.get("how") != "shared",
                most=120,
            ),
            Integer(
                name="days",
                title=N_("Days valid"),
                label=N_("For how many days can it be used?"),
                least=1,
                most=30,
                presets=(1, 3, 7, 14, 30),
                default=DAYS,
            ),
        ),
        N_("Make the code"),
    ),
    _keep,
    prepare,
    ORGANISERS,
)
