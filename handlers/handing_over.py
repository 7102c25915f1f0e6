"""Handing over: what a collaborator has in hand becomes another's, when somebody retires or areas are divided anew."""

from typing import Any

from db.areas import Area
from db.handover import InHand, hand_over, in_hand
from db.reach import within
from db.team import Member, Post, end_grants, grant, members
from handlers.fields import UNSET, Answers, Choice, Listed, World
from handlers.filling import begin, filling, home_row
from handlers.forms import Doubt, Form, State
from handlers.outcomes import DECLINED, LOST, NO_RETURN
from handlers.people import find, in_order, not_yours, on_collaborator
from handlers.reading.options import Option
from handlers.rights import ORGANISERS, people_of
from handlers.screens import Button, Screen
from handlers.telling import tell
from handlers.turn import Turn
from locales import N_, Language

FINISHED = (DECLINED, LOST, NO_RETURN)
"""The states in which a referral has nothing more to follow: it stays with who made it."""
ALL = "all"


@on_collaborator("hand_over")
async def open_handover(turn: Turn, argument: str, commune: Area, giver: Member) -> Screen:
    """Opens the form for handing over what a collaborator has in hand."""
    if not await _takers(turn, commune, giver):
        nobody = turn.lang.say(
            "There is nobody else in this commune yet to hand over to. Please invite somebody first."
        )
        back = Button(turn.lang.say("⬅️ Back"), f"person:{argument}")
        return Screen(nobody, ((back, Button(turn.lang.say("✉️ Invite"), f"invite:{commune.id}")), home_row(turn)))
    return await begin(turn, HANDOVER, about={"person": argument})


async def prepare(turn: Turn) -> None:
    """Reads who may take over, and which areas there are to hand over."""
    found = await find(turn, turn.known["about"]["person"])
    takers = await _takers(turn, *found) if found else []
    turn.lists["takers"] = [
        Option(str(one.person_id), f"{one.name} · {', '.join(post.area_name for post in one.posts)}", (one.name,))
        for one in takers
    ]
    posts = found[1].posts if found else ()
    everything = Option(ALL, turn.lang.say("All of it"), ("tất cả", "hết", "all"))
    turn.lists["given"] = [everything, *(Option(str(post.grant_id), post.area_name) for post in posts)]


async def _keep(turn: Turn, answers: dict[str, Any], state: State, sure: bool) -> Screen | Doubt:
    found = await find(turn, state["about"]["person"])
    if found is None:
        return await not_yours(turn)
    commune, giver = found
    taker = next((one for one in await _takers(turn, *found) if str(one.person_id) == answers["taker"]), None)
    if taker is None:
        return await not_yours(turn)
    posts = [post for post in giver.posts if answers["given"] in (ALL, str(post.grant_id))]
    whole = len(posts) == len(giver.posts)
    given = [commune.id] if whole else [post.area_id for post in posts]
    scope = await within(turn.session, given, turn.today)
    if not sure:
        moving = await in_hand(turn.session, scope, giver.person_id, taker.person_id, FINISHED)
        return _doubt(turn, giver, taker, posts, moving, ends=answers["role"] == "ends")
    moved = await hand_over(
        turn.session,
        scope,
        giver.person_id,
        taker.person_id,
        commune.id if whole else posts[0].area_id,
        FINISHED,
        person_id=turn.person.id,
        now=turn.now,
    )
    by, now = turn.person.id, turn.now
    for area_id in {post.area_id for post in posts}:
        await grant(turn.session, taker.person_id, "collaborator", area_id, turn.today, person_id=by, now=now)
    if answers["role"] == "ends":
        await end_grants(turn.session, [post.grant_id for post in posts], turn.today, person_id=by, now=now)
    await tell(turn, [taker.person_id], "handover", str(turn.update_id), lambda lang: _news(lang, giver, moved))
    return _done(turn, commune, giver, taker, moved)


def _doubt(turn: Turn, giver: Member, taker: Member, posts: list[Post], moving: InHand, *, ends: bool) -> Doubt:
    message = N_(
        "🤝 {giver} hands over to {taker}:\n📍 {areas}\n• {moving}\nWhat {giver} recorded stays with {giver}.\n{role}"
        "\n\nThis cannot be undone by a tap. Hand over now?"
    )
    lang = turn.lang
    stays = lang.say("{giver} stays a collaborator.", giver=giver.name)
    values = {
        "giver": giver.name,
        "taker": taker.name,
        "areas": ", ".join(dict.fromkeys(post.area_name for post in posts)),
        "moving": _counted(lang, moving),
        "role": lang.say("The role of {giver} ends today.", giver=giver.name) if ends else stays,
    }
    return Doubt(message, values, mend=True, yes=N_("Yes, hand over"), no=N_("No"))


def _done(turn: Turn, commune: Area, giver: Member, taker: Member, moved: InHand) -> Screen:
    lang = turn.lang
    lines = [
        lang.say("✅ {giver} has handed over to {taker}.", giver=giver.name, taker=taker.name),
        f"• {_counted(lang, moved)}",
    ]
    if moved.staying:
        lines.append(
            lang.plural(
                "{n} client stays, for {taker} has another client with the same code.",
                "{n} clients stay, for {taker} has others with the same codes.",
                moved.staying,
                taker=taker.name,
            )
        )
    lines.append(lang.say("Please pass on the paper book with the names, too."))
    back = Button(lang.say("👩‍👩‍👧 Collaborators"), f"+people:{commune.id}")
    return Screen("\n".join(lines), ((back, *home_row(turn, fresh=True)),))


def _counted(lang: Language, moving: InHand) -> str:
    counted = (
        (moving.clients, lang.plural("{n} client", "{n} clients", moving.clients)),
        (moving.referrals, lang.plural("{n} open referral", "{n} open referrals", moving.referrals)),
        (moving.supplies, lang.plural("{n} resupply", "{n} resupplies", moving.supplies)),
    )
    return ", ".join(words for n, words in counted if n) or lang.say("nothing in hand")


def _news(lang: Language, giver: Member, moved: InHand) -> str:
    return lang.say(
        "🤝 You have taken over from {giver}: {moved}. Please ask for the paper book with the names.",
        giver=giver.name,
        moved=_counted(lang, moved),
    )


async def _takers(turn: Turn, commune: Area, giver: Member) -> list[Member]:
    """Who in the commune can take over: everybody else who works there."""
    found = await members(turn.session, await people_of(turn, commune), turn.today)
    return in_order([one for one in found if one.person_id != giver.person_id and one.state == "active"])


def _only_area(_answers: Answers, world: World) -> Any:
    return ALL if len(world.lists["given"]) == 2 else UNSET


HANDOVER = filling(
    Form(
        "handover",
        N_("🤝 Handing over"),
        (
            Choice(
                name="taker",
                title=N_("To whom"),
                label=N_("Who takes over?"),
                choices="takers",
                columns=1,
                page=8,
            ),
            Choice(
                name="given",
                title=N_("Area"),
                label=N_("Which area is handed over?"),
                choices="given",
                default=_only_area,
                relevant=lambda _answers, world: bool(world.lists["given"]),
                columns=1,
                page=8,
            ),
            Choice(
                name="role",
                title=N_("Afterwards"),
                label=N_("Does the work of the one who hands over end there?"),
                choices=(
                    Listed("ends", N_("It ends (retires, moves away)"), ("nghỉ", "kết thúc", "thôi", "có")),
                    Listed("stays", N_("It goes on"), ("tiếp tục", "vẫn làm", "không")),
                ),
                columns=1,
            ),
        ),
        N_("Hand over"),
    ),
    _keep,
    prepare,
    ORGANISERS,
)
