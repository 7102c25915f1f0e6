"""One notebook in several chats: another phone or messenger joins by a code, and where to be told things is chosen.

The code is made here, or by the officer for somebody's new phone (handlers/phones.py). Typed in the new chat it is
heard by handlers/joining.py, which asks here what it means.
"""

from collections.abc import Sequence
from datetime import timedelta

from db import accounts
from db.accounts import Owner, Reach
from db.messages import heard_from
from db.people import Invitation
from handlers.acting import choose_role, must_choose
from handlers.actions import action, row_id
from handlers.confirming import ask
from handlers.filling import home_row
from handlers.home import command_for, show_home
from handlers.messengers import messenger_name, ways_in
from handlers.screens import Button, Screen
from handlers.telling import tell
from handlers.turn import Turn

CODE_LASTS = timedelta(minutes=15)
"""How long a code that somebody makes for another phone of theirs can be used."""
LAST_USED = "last"
"""Unasked messages go where the person wrote last."""


@action("link")
async def show_links(turn: Turn, _argument: str) -> Screen:
    """The chats in which one's notebook opens; with only one, a code for another at once."""
    found = await accounts.reaches(turn.session, turn.own, turn.person.id, turn.today)
    if len(found) < 2:
        return await make_code(turn, "")
    lang, chosen = turn.lang, await accounts.chosen_channel(turn.session, turn.person.id)
    place = messenger_name(chosen) if chosen else lang.say("where you wrote last")
    lines = [
        lang.say("🔗 Your notebook opens in:"),
        *(f"• {words}" for words in told(turn, found).values()),
        ": ".join((lang.say("🔔 Reminders go to"), place)),
    ]
    rows: list[tuple[Button, ...]] = [(Button(lang.say("🔑 Code for another phone"), "link_code"),)]
    channels = dict.fromkeys(one.channel for one in found)
    where = [
        Button(lang.say("🔔 To {messenger}", messenger=messenger_name(channel)), f"tell_at:{channel}")
        for channel in channels
        if channel != chosen and len(channels) > 1
    ]
    if chosen:
        where.append(Button(lang.say("🔔 Where I wrote last"), f"tell_at:{LAST_USED}"))
    rows.append(tuple(where))
    names = numbered(found)
    rows += [
        (Button(lang.say("✂️ Remove {messenger}", messenger=names[one.id]), f"unlink:{one.id}"),)
        for one in found
        if not is_here(turn, one)
    ]
    return Screen("\n".join(lines), (*filter(None, rows), home_row(turn)))


@action("link_code")
async def make_code(turn: Turn, _argument: str) -> Screen:
    """Makes a code to be typed in another chat, where the person is unknown so far."""
    held = turn.person.acting or turn.person.roles[0]
    code = await accounts.personal_code(
        turn.session,
        turn.secret,
        turn.person.id,
        held.role,
        held.area_id,
        lasts=CODE_LASTS,
        entered_by=turn.person.id,
        now=turn.now,
    )
    lines = [
        f"🔑  {code}",
        "",
        turn.lang.say(
            "Open Sổ Tay on the other phone, or in the other messenger, and type this code there. Your notebook then"
            " opens in both, with everything in it."
        ),
        *ways_in(turn.messengers, code, turn.lang),
        "",
        turn.lang.say(
            "It works once, for {n} minutes. Please give it to nobody else.", n=int(CODE_LASTS.total_seconds()) // 60
        ),
    ]
    return Screen("\n".join(lines), (home_row(turn, fresh=True),), fresh=True)


@action("tell_at")
async def choose_where(turn: Turn, argument: str) -> Screen:
    """Chooses the messenger for what nobody asked for; the argument is its name, or LAST_USED."""
    found = await accounts.reaches(turn.session, turn.own, turn.person.id, turn.today)
    if argument == LAST_USED or argument in {one.channel for one in found}:
        wanted = None if argument == LAST_USED else argument
        await accounts.choose_channel(turn.session, turn.person.id, wanted)
    return await show_links(turn, "")


@action("unlink")
async def ask_to_unlink(turn: Turn, argument: str) -> Screen:
    """Asks whether one's notebook shall no longer open in another chat; the argument is the address's id."""
    one = await _other(turn, argument)
    if one is None:
        return await show_links(turn, "")
    lang, (reach, name) = turn.lang, one
    return ask(
        turn,
        lang.say("Shall your notebook no longer open on {messenger}?", messenger=name),
        asked=f"unlink:{reach.id}",
        yes=(lang.say("Yes, remove"), f"unlink_now:{reach.id}"),
        no=(lang.say("No"), "link"),
    )


@action("unlink_now")
async def unlink(turn: Turn, argument: str) -> Screen:
    """Cuts another chat of one's own off."""
    one = await _other(turn, argument)
    if one is None:
        return await show_links(turn, "")
    reach, name = one
    await accounts.cut_off(turn.session, turn.own, reach.id, person_id=turn.person.id, day=turn.today, now=turn.now)
    done = turn.lang.say("✂️ Done: on {messenger} nobody knows you any more.", messenger=name)
    return Screen(done, (home_row(turn),))


async def welcome(turn: Turn, invitation_id: int) -> Screen | None:
    """What somebody unknown is asked who sent a code of a person who has joined: whether that is them. None for the
    code of anybody else."""
    owner = await _joined(turn, invitation_id)
    if owner is None:
        return None
    lang = turn.lang
    text = lang.say("📒 With this code the notebook of {name} opens here. Is that you?", name=owner.name)
    return Screen(text, ((Button(lang.say("✅ Yes, that is me"), "join:yes"), Button(lang.say("No"), "join:no")),))


async def open_here(turn: Turn, invitation: Invitation) -> Screen | None:
    """Makes this chat one more of the person whose code was used, and shows their notebook: in their language, with the
    form that is open. They are told of it where they could be reached so far. None for a code that makes a new person.
    """
    owner = await _joined(turn, invitation.id)
    if owner is None:
        return None
    messenger = messenger_name(turn.channel)
    await tell(
        turn,
        [owner.id],
        "link",
        f"{turn.channel}.{turn.update_id}",
        lambda lang: lang.say(
            "🔗 Your notebook now opens on {messenger}, too. If that was not you, type /{command} to remove it, and"
            " tell the officer at once.",
            messenger=messenger,
            command=command_for("link", lang),
        ),
        everywhere=True,  # whoever did it without leave may hold one of the chats
    )
    await accounts.add_chat(turn.session, owner.id, turn.channel, turn.chat, now=turn.now)
    turn.speaker, turn.form, _ = await heard_from(turn.session, turn.channel, turn.chat, turn.today)
    turn.speak(turn.person.language)
    remark = turn.lang.say("✅ This is your notebook, with everything that you wrote so far.")
    if must_choose(turn):
        return (await choose_role(turn, "")).saying(remark)
    return (await show_home(turn, "")).saying(remark)


async def for_another_chat(turn: Turn, invitation_id: int) -> Screen | None:
    """What is said when one's own code is typed in a chat that is one's own already. None for other codes; that of
    another person is not heard here at all (see `is_personal`)."""
    owner = await _joined(turn, invitation_id)
    if owner is None or owner.id != turn.person.id:
        return None
    text = turn.lang.say("This code is for your other phone or messenger: please open Sổ Tay there and type it there.")
    return Screen(text, (home_row(turn),))


async def is_personal(turn: Turn, invitation_id: int) -> bool:
    """Whether a code opens the notebook of somebody who has joined: to everybody else known it gives nothing."""
    return await _joined(turn, invitation_id) is not None


async def _joined(turn: Turn, invitation_id: int) -> Owner | None:
    owner = await accounts.owner_of(turn.session, invitation_id)
    return owner if owner is not None and owner.joined else None


async def _other(turn: Turn, argument: str) -> tuple[Reach, str] | None:
    """A chat of the speaker's, other than this one, and its name."""
    found = await accounts.reaches(turn.session, turn.own, turn.person.id, turn.today)
    one = next((one for one in found if one.id == row_id(argument) and not is_here(turn, one)), None)
    return None if one is None else (one, numbered(found)[one.id])


def is_here(turn: Turn, one: Reach) -> bool:
    """Whether this is the chat that speaks."""
    return (one.channel, one.chat) == (turn.channel, turn.chat)


def numbered(found: Sequence[Reach]) -> dict[int, str]:
    """The names of these chats, by their ids: "Telegram", or "Telegram 2" for the second of several."""
    names: dict[int, str] = {}
    for one in found:
        alike = [other.id for other in found if other.channel == one.channel]
        number = f" {alike.index(one.id) + 1}" if len(alike) > 1 else ""
        names[one.id] = messenger_name(one.channel) + number
    return names


def told(turn: Turn, found: Sequence[Reach]) -> dict[int, str]:
    """These chats in words, by their ids."""
    words = numbered(found)
    for one in found:
        if is_here(turn, one):
            words[one.id] = turn.lang.say("{messenger} (here)", messenger=words[one.id])
        elif not one.reachable:
            words[one.id] = turn.lang.say("{messenger} (blocked)", messenger=words[one.id])
    return words
