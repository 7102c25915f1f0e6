"""Phones of those whom one looks after: a lost one is cut off at once, a new one joins by a code.

Commune officers look after their collaborators, admins after everybody with a role in their areas.
"""

from dataclasses import dataclass
from datetime import timedelta

from db import accounts
from db.accounts import Reach
from db.areas import Area
from db.closing import is_closed
from db.people import ROLES
from db.scope import Scope
from db.team import grants_of
from handlers.accounts import numbered, told
from handlers.actions import action, row_id
from handlers.code_cards import code_card
from handlers.confirming import ask
from handlers.filling import home_row
from handlers.messengers import ways_in
from handlers.people import not_yours
from handlers.rights import ORGANISERS, as_admin, is_admin_of, managed_commune, people_of
from handlers.screens import Button, Screen
from handlers.telling import tell
from handlers.turn import Turn

CODE_LASTS = timedelta(days=2)
"""How long a code for a new phone can be used: it may have to be carried to somebody who has none."""


@dataclass(frozen=True)
class Charge:
    """A person whose chats the speaker looks after, within `scope` and as the holder of one of `roles`; `key` names
    both in an action, `back` is the page that it was reached from."""

    person_id: int
    name: str
    scope: Scope
    roles: tuple[str, ...]
    key: str
    back: str


@action("phones", ORGANISERS)
async def show_phones(turn: Turn, argument: str) -> Screen:
    """The chats of a person. The argument is the commune's id and the person's, `12.7`; for an admin also `.7`, which
    is anybody with a role in the admin's areas."""
    one = await _charge(turn, argument)
    if one is None:
        return await not_yours(turn)
    lang = turn.lang
    found = await accounts.reaches(turn.session, one.scope, one.person_id, turn.today, one.roles)
    lines = [lang.say("📱 Phones of {name}", name=one.name), *(f"• {words}" for words in told(turn, found).values())]
    if not found:
        lines.append(lang.say("No phone at present."))
    lines += ["", lang.say("Lost phone: cut it off at once, then make a code for the new one.")]
    names = numbered(found)
    cuts = [
        (Button(lang.say("✂️ Cut off {messenger}", messenger=names[reach.id]), f"cut_off:{one.key}.{reach.id}"),)
        for reach in found
    ]
    rows = [*cuts, (Button(lang.say("🔑 Code for a new phone"), f"phone_code:{one.key}"),)]
    return Screen("\n".join(lines), (*rows, (Button(lang.say("⬅️ Back"), one.back), *home_row(turn))))


@action("cut_off", ORGANISERS)
async def ask_to_cut_off(turn: Turn, argument: str) -> Screen:
    """Asks whether a chat shall be cut off; the argument is that of `phones` and the address's id, `12.7.33`."""
    found = await _phone(turn, argument)
    if found is None:
        return await not_yours(turn)
    one, reach, messenger = found
    lang = turn.lang
    return ask(
        turn,
        lang.say(
            "Cut off {messenger} of {name}? From that phone nothing can be read or written any more. What is recorded"
            " stays, and the notebook opens again on a new phone with a new code.",
            messenger=messenger,
            name=one.name,
        ),
        asked=f"cut_off:{one.key}.{reach.id}",
        yes=(lang.say("Yes, cut off"), f"cut_off_now:{one.key}.{reach.id}"),
        no=(lang.say("No"), f"phones:{one.key}"),
    )


@action("cut_off_now", ORGANISERS)
async def cut_off(turn: Turn, argument: str) -> Screen:
    """Cuts a chat off at once, and tells the person where they can still be reached."""
    found = await _phone(turn, argument)
    if found is None:
        return await not_yours(turn)
    one, reach, messenger = found
    await accounts.cut_off(
        turn.session, one.scope, reach.id, person_id=turn.person.id, day=turn.today, now=turn.now, roles=one.roles
    )
    await tell(
        turn,
        [one.person_id],
        "cut off",
        f"{turn.channel}.{turn.update_id}",
        lambda lang: lang.say("✂️ Your notebook was cut off on {messenger}, as a lost phone is.", messenger=messenger),
    )
    if reach.channel == turn.channel and reach.chat == turn.chat:
        turn.speaker, turn.form = None, None
        return Screen(turn.lang.say("✂️ Done: this phone is cut off."))
    done = turn.lang.say("✂️ Done: {messenger} is cut off.", messenger=messenger)
    return (await show_phones(turn, one.key)).saying(done)


@action("phone_code", ORGANISERS)
async def make_phone_code(turn: Turn, argument: str) -> Screen:
    """Makes a code by which somebody's new phone opens their notebook."""
    one = await _charge(turn, argument)
    if one is None:
        return await not_yours(turn)
    held = await grants_of(turn.session, one.scope, one.person_id, turn.today)
    grant = next((grant for grant in held if grant.role in one.roles), None)
    if grant is None or await is_closed(turn.session, one.person_id):
        return (await show_phones(turn, argument)).saying(turn.lang.say("This person has left."))
    if await accounts.holds_more(turn.session, one.scope, one.person_id, turn.today, one.roles):
        elsewhere = turn.lang.say(
            "{name} has other roles, too: only an administrator can make this code.", name=one.name
        )
        return (await show_phones(turn, argument)).saying(elsewhere)
    code = await accounts.personal_code(
        turn.session,
        turn.secret,
        one.person_id,
        grant.role,
        grant.area_id,
        lasts=CODE_LASTS,
        entered_by=turn.person.id,
        now=turn.now,
    )
    until = (turn.now + CODE_LASTS).astimezone(turn.zone)
    lang = turn.lang
    how = lang.say("On the new phone: open Sổ Tay and send this code. The notebook opens there with everything in it.")
    once = lang.say(
        "It works once, until {time} {day}. Please hand it to {name} only.",
        name=one.name,
        time=lang.time(until, turn.zone),
        day=lang.date(until.date(), turn.today),
    )
    title = lang.say("🔑 For the new phone of {name}:", name=one.name)
    text = "\n".join((title, "", code, "", how, *ways_in(turn.messengers, code, lang), once))
    card = code_card(
        lang,
        turn.messengers,
        name="may-moi",
        title=lang.say("Sổ Tay on a new phone"),
        code=code,
        rows=((lang.say("Name"), one.name),),
        how=f"{how}\n{once}",
    )
    back = Button(lang.say("⬅️ Back"), f"+phones:{one.key}")
    return Screen(text, ((back, *home_row(turn, fresh=True)),), fresh=True, papers=(card,))


async def _charge(turn: Turn, argument: str) -> Charge | None:
    """The person that `12.7` or `.7` names, if the speaker looks after their chats."""
    place, _, who = argument.partition(".")
    person_id = row_id(who)
    if person_id is None:
        return None
    commune: Area | None = await managed_commune(turn, place) if place else None
    if place and commune is None:
        return None
    as_officer = commune is not None and not await is_admin_of(turn, commune.id)
    scope = await people_of(turn, commune) if commune is not None and as_officer else await as_admin(turn)
    roles = accounts.COMMON_ROLES if as_officer else ROLES
    name = await accounts.looked_after(turn.session, scope, person_id, turn.today, roles)
    if name is None:
        return None
    back = f"grants:{person_id}" if commune is None else f"person:{argument}"
    return Charge(person_id, name, scope, roles, argument, back)


async def _phone(turn: Turn, argument: str) -> tuple[Charge, Reach, str] | None:
    """The person and the chat that `12.7.33` names, and what that chat is called."""
    whom, _, address = argument.rpartition(".")
    one = await _charge(turn, whom)
    if one is None:
        return None
    found = await accounts.reaches(turn.session, one.scope, one.person_id, turn.today, one.roles)
    reach = next((reach for reach in found if reach.id == row_id(address)), None)
    return None if reach is None else (one, reach, numbered(found)[reach.id])
