"""Forgetting a client for good: asked for by code or on the client's page, explained, and done after a yes."""

from db.clients import Client, client_with_code
from db.forgetting import forget_client
from handlers.actions import FIELD_WORKERS, action
from handlers.client_fields import mistyped, not_yours
from handlers.client_pages import own_page
from handlers.clients import find_own, not_among_yours, open_client, show_clients
from handlers.codes import PREFIX, WrongCheck, read_code
from handlers.filling import home_row
from handlers.home import COMMANDS
from handlers.reading.words import navigation, yes_no
from handlers.screens import Button, Screen
from handlers.turn import Turn


@action("forget", FIELD_WORKERS)
async def forget_by_code(turn: Turn, argument: str) -> Screen:
    """Asks whether the client with this code shall be forgotten; without a code, says how it is done."""
    lang = turn.lang
    if not argument:
        command = next(command for command, name, _ in COMMANDS[lang.code] if name == "forget")
        return (await show_clients(turn, "")).saying(
            lang.say("To forget a client, type the code too: /{command} KH-7F3K", command=command)
        )
    code = read_code(argument) or read_code(PREFIX + argument)
    if isinstance(code, WrongCheck):
        return (await show_clients(turn, "")).saying(mistyped(code, lang))
    known = await client_with_code(turn.session, turn.own, code) if code else None
    if known is None:
        return (await show_clients(turn, "")).saying(not_yours(code or PREFIX + "…", lang))
    return await ask_to_forget(turn, known)


@action("forget_client", FIELD_WORKERS)
async def ask_to_forget_by_id(turn: Turn, argument: str) -> Screen:
    """Asks whether a client shall be forgotten; the argument is its id."""
    known = await find_own(turn, argument)
    return await ask_to_forget(turn, known) if known else await not_among_yours(turn)


@action("forget_answer", FIELD_WORKERS)
async def hear_forget_answer(turn: Turn, argument: str) -> Screen:
    """Hears a typed yes or no to forgetting; the argument is the client's id and the words."""
    client_id, _, said = argument.partition(":")
    agreed = yes_no(said)
    if agreed:
        return await forget_now(turn, client_id)
    if agreed is False or navigation(said) in ("back", "cancel"):
        return await open_client(turn, client_id)
    return (await ask_to_forget_by_id(turn, client_id)).saying(turn.lang.say("Please answer yes or no."))


@action("forget_now", FIELD_WORKERS)
async def forget_now(turn: Turn, argument: str) -> Screen:
    """Forgets a client, after a yes."""
    known = await find_own(turn, argument)
    if known is None:
        return await not_among_yours(turn)
    await forget_client(turn.session, turn.own, known.id, person_id=turn.person.id, now=turn.now)
    if turn.form is not None and (turn.form["about"] or {}).get("client") == known.id:
        turn.form = None
    text = turn.lang.say(
        "🗑 {code} is forgotten: sex, year of birth, hint and notes are gone for good. What was counted stays counted."
        " Please strike out the name in the paper book, too.",
        code=known.code,
    )
    return Screen(text, ((Button(turn.lang.say("👥 My clients"), "clients"), *home_row(turn)),), fresh=True)


async def ask_to_forget(turn: Turn, known: Client) -> Screen:
    """Asks whether a client shall be forgotten."""
    if known.forgotten_at is not None:
        return await own_page(turn, known)
    text = turn.lang.say(
        "Forget {code} for good? Sex, year of birth, hint and notes are destroyed and cannot be brought back. What was"
        " counted stays counted.",
        code=known.code,
    )
    yes = Button(turn.lang.say("Yes, forget"), f"forget_now:{known.id}", word=turn.lang.say("yes"))
    no = Button(turn.lang.say("No, keep"), f"client:{known.id}", word=turn.lang.say("no"))
    return Screen(text, ((yes, no),), hears=f"forget_answer:{known.id}")
