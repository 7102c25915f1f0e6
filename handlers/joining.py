"""Joining: somebody unknown sends an invitation code, reads what is kept, and agrees. Without a code one learns
nothing."""

from datetime import datetime

from db import invitations
from db.acts import note_act
from db.areas import commune_of
from db.people import Invitation, Stranger, speaker_at
from db.team import holders
from handlers import accounts
from handlers.acting import choose_role, must_choose
from handlers.home import command_for, show_home
from handlers.reading.words import yes_no
from handlers.roles import STANDING
from handlers.screens import Button, Screen
from handlers.telling import tell
from handlers.turn import Turn

NOTICE = "2026-11"
"""The version of the data notice that people agree to."""

SHORTEST_GUESS = 5
"""A single word of at least this length that holds a digit or a hyphen counts as a wrong code, too."""


async def answer_stranger(turn: Turn, said: str, argument: str | None) -> Screen | None:
    """The answer to somebody unknown: `said` is the text or the tapped action, `argument` what followed /start.

    None, silence, while the chat is paused for guessing.
    """
    known = await invitations.stranger(turn.session, turn.channel, turn.chat)
    if known is not None and known.paused_until is not None and turn.now < known.paused_until:
        return None
    code = invitations.normal_code(argument if argument else said)
    if code is not None:
        invitation = await invitations.valid_invitation(turn.session, turn.secret, code, turn.now, turn.today)
        if invitation is not None:
            await _remember(turn, known, tries=known.tries if known else 0, invitation_id=invitation)
            return await accounts.welcome(turn, invitation) or _notice(turn)
    if known is not None and known.invitation_id is not None and code is None and not argument:
        return await _hear_decision(turn, known, said)
    if argument or code is not None or _looks_like_a_code(said):
        return await _wrong_code(turn, known)
    return Screen(turn.lang.say("This is an internal notebook; if you have an invitation code, please send it here."))


async def add_role(turn: Turn, code: str) -> Screen | None:
    """Somebody known uses another code: the role is added at once, or once the officer has confirmed it. None when the
    code is no valid one."""
    invitation_id = await invitations.valid_invitation(turn.session, turn.secret, code, turn.now, turn.today)
    if invitation_id is not None and await accounts.is_personal(turn, invitation_id):
        return await accounts.for_another_chat(turn, invitation_id)
    invitation = invitation_id and await invitations.use_up(turn.session, invitation_id, turn.now)
    if not invitation:
        return None
    state = await invitations.add_grant(turn.session, turn.person.id, invitation, turn.today)
    await note_act(turn.session, "join", "person", turn.person.id, person_id=turn.person.id, now=turn.now)
    if state == "waiting":
        await ask_officers(turn, invitation)
    turn.speaker = await speaker_at(turn.session, turn.channel, turn.chat, turn.today)
    if must_choose(turn):
        return (await choose_role(turn, "")).saying(turn.lang.say("The new role has been added."))
    home = await show_home(turn, "")
    if state == "active":
        return home.saying(turn.lang.say("The new role has been added."))
    return home.saying(turn.lang.say(STANDING[state])) if turn.person.roles else home


async def ask_officers(turn: Turn, invitation: Invitation) -> None:
    """Tells the officers of the commune that somebody waits for them."""
    commune = await commune_of(turn.session, invitation.area_id)
    if commune is None:
        return
    officers = await holders(turn.session, "officer", commune.id, turn.today)
    await tell(
        turn,
        officers,
        "approval",
        f"{turn.channel}.{turn.update_id}",
        lambda lang: lang.say(
            "⏳ Somebody joined with your shared code and waits for you to confirm. See: /{command}",
            command=command_for("people", lang),
        ),
    )


def _notice(turn: Turn) -> Screen:
    lang = turn.lang
    text = "\n".join(
        [
            lang.say("Hello! This is Sổ Tay, an automatic assistant for population collaborators."),
            "",
            lang.say("What is kept about you: your name, this chat, your area and what you record, with the time."),
            lang.say("It serves the reports of your commune and city; only your officer sees your single records."),
            lang.say("About clients no names, telephone or identity numbers are ever kept."),
            lang.say("You can see and correct what you recorded, and leave at any time."),
            "",
            lang.say("Do you agree?"),
        ]
    )
    agree = Button(lang.say("✅ I agree"), "join:yes")
    return Screen(text, ((agree, Button(lang.say("No"), "join:no")),))


async def _hear_decision(turn: Turn, known: Stranger, said: str) -> Screen:
    agreed = {"join:yes": True, "1": True, "join:no": False, "2": False}.get(said.strip(), yes_no(said))
    if agreed is None:
        return await accounts.welcome(turn, known.invitation_id or 0) or _notice(turn)
    if not agreed:
        await invitations.forget_stranger(turn.session, turn.channel, turn.chat)
        return Screen(turn.lang.say("Understood, nothing is kept. The code still works if you change your mind."))
    assert known.invitation_id is not None
    invitation = await invitations.use_up(turn.session, known.invitation_id, turn.now)
    if invitation is None:
        await invitations.forget_stranger(turn.session, turn.channel, turn.chat)
        return _not_usable(turn)
    if (opened := await accounts.open_here(turn, invitation)) is not None:
        return opened
    await invitations.join(
        turn.session,
        invitation,
        channel=turn.channel,
        chat=turn.chat,
        name=turn.display_name or turn.lang.say("collaborator"),
        language=turn.lang.code,
        notice=NOTICE,
        today=turn.today,
        now=turn.now,
    )
    if invitation.needs_approval:
        await ask_officers(turn, invitation)
    turn.speaker = await speaker_at(turn.session, turn.channel, turn.chat, turn.today)
    await note_act(turn.session, "join", "person", turn.person.id, person_id=turn.person.id, now=turn.now)
    return await show_home(turn, "")


async def _wrong_code(turn: Turn, known: Stranger | None) -> Screen:
    tries = (known.tries if known and not known.paused_until else 0) + 1
    paused = turn.now + invitations.PAUSE if tries >= invitations.TRIES else None
    await _remember(turn, known, tries=tries, paused_until=paused)
    if paused:
        return Screen(turn.lang.say("That was not a valid code. Please try again in an hour."))
    return _not_usable(turn)


async def _remember(
    turn: Turn,
    known: Stranger | None,
    *,
    tries: int,
    paused_until: datetime | None = None,
    invitation_id: int | None = None,
) -> None:
    await invitations.keep_stranger(
        turn.session,
        turn.channel,
        turn.chat,
        tries=tries,
        paused_until=paused_until,
        invitation_id=invitation_id or (known.invitation_id if known else None),
        language=turn.lang.code,
    )


def _not_usable(turn: Turn) -> Screen:
    return Screen(turn.lang.say("This code cannot be used; please check it or ask your officer for another."))


def _looks_like_a_code(said: str) -> bool:
    return (
        len(said) >= SHORTEST_GUESS
        and " " not in said.strip()
        and not said.startswith("/")
        and any(c.isdigit() or c == "-" for c in said)
    )
