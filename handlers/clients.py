"""My clients: finding one by code, year or hint, and adding one with consent.

An officer finds those of her areas by their whole code, without the hint, and each look is an act on record.
"""

import re
from typing import Any

from db import clients
from db.clients import Client
from handlers.actions import FIELD_WORKERS, action, row_id
from handlers.client_fields import (
    CONSENT_TEXT,
    HINT_HELP,
    HINT_LABEL,
    NO_CONSENT,
    Hint,
    matches,
    mistyped,
    new_client_fields,
    not_yours,
    purposes,
)
from handlers.client_pages import area_page, own_page
from handlers.codes import WrongCheck, new_code, read_code
from handlers.filling import begin, filling, home_row
from handlers.forms import Doubt, Form, State
from handlers.reading.options import Option
from handlers.rights import as_officer
from handlers.screens import Button, Screen
from handlers.turn import Turn
from locales import N_

PAGE = 6
"""Clients listed at once."""


@action("clients", FIELD_WORKERS)
async def show_clients(turn: Turn, argument: str) -> Screen:
    """The clients of the speaker, newest first; the argument is the page (`p1` is the second), or words to find."""
    if argument and not re.fullmatch(r"p\d{1,4}", argument):
        return await find_client(turn, argument)
    page = int(argument[1:] or 0)
    found = await clients.clients(turn.session, turn.own, limit=PAGE, offset=page * PAGE)
    count = await clients.count_clients(turn.session, turn.own)
    lang = turn.lang
    if not count:
        return await _listed(turn, lang.say("👥 No clients yet. Here a client is a code, never a name."), [])
    lines = [": ".join((lang.say("👥 My clients"), lang.number(count)))]
    if count > PAGE:
        lines.append(lang.say("To find one, type a part of the code, a year or words of your hint."))
    pages = []
    if page:
        pages.append(Button(lang.say("⬅️ Newer"), f"clients:p{page - 1}"))
    if count > (page + 1) * PAGE:
        pages.append(Button(lang.say("Older ➡️"), f"clients:p{page + 1}"))
    return await _listed(turn, "\n".join(lines), found, tuple(pages))


@action("find_client", FIELD_WORKERS)
async def find_client(turn: Turn, said: str) -> Screen:
    """The clients that typed words speak of: by code, a part of it, the year, or words of the hint."""
    code = read_code(said)
    if isinstance(code, str):
        return await _with_code(turn, code)
    codes = {option.key for option in await own_clients(turn) if matches(said, *option.aliases)}
    found = [one for one in await clients.clients(turn.session, turn.own) if one.code in codes]
    if not found:
        nobody = turn.lang.say("None of your clients fits these words.")
        remark = mistyped(code, turn.lang) if isinstance(code, WrongCheck) else nobody
        return (await show_clients(turn, "")).saying(remark)
    if len(found) == 1:
        return await own_page(turn, found[0])
    text = turn.lang.plural("{n} client fits.", "{n} clients fit.", len(found))
    if len(found) > PAGE:
        text += " " + turn.lang.say("Here are the newest; type more to find the others.")
    return await _listed(turn, text, found[:PAGE])


@action("client", FIELD_WORKERS)
async def open_client(turn: Turn, argument: str) -> Screen:
    """One client; the argument is its id."""
    known = await find_own(turn, argument)
    return await own_page(turn, known) if known else await not_among_yours(turn)


@action("new_client", FIELD_WORKERS)
async def new_client(turn: Turn, _argument: str) -> Screen:
    """Opens the form for a new client."""
    if turn.person.working_area is None:
        return _no_area(turn)
    return await begin(turn, CLIENT if turn.secret else CLIENT_WITHOUT_HINT)


@action("client_hint", FIELD_WORKERS)
async def change_hint(turn: Turn, argument: str) -> Screen:
    """Opens the question for a client's hint."""
    known = await find_own(turn, argument)
    if known is None or known.forgotten_at is not None or not turn.secret:
        return await not_among_yours(turn)
    return await begin(turn, HINT, about={"client": known.id})


@action("drop_hint", FIELD_WORKERS)
async def drop_hint(turn: Turn, argument: str) -> Screen:
    """Removes a client's hint."""
    known = await find_own(turn, argument)
    if known is None or not await clients.set_hint(turn.session, turn.own, known.id, None):
        return await not_among_yours(turn)
    return (await own_page(turn, known)).saying(turn.lang.say("✅ The hint is removed."))


async def own_clients(turn: Turn) -> list[Option]:
    """The speaker's clients as options of a form (see `WhichClient`).

    Labels hold code, year and sealed hint; the aliases, what a client is found by, are in clear and stay in memory.
    """
    known = await clients.clients(turn.session, turn.own)
    hints = await clients.hints(turn.session, turn.own, [one.id for one in known])
    return [
        Option(one.code, _label(one, hints), (one.code, str(one.birth_year), *_words(turn, hints.get(one.id))))
        for one in known
    ]


async def load_clients(turn: Turn) -> None:
    """Prepares the list "clients" for a form that asks which client it was."""
    turn.lists["clients"] = await own_clients(turn)


async def keep_client(turn: Turn, answers: dict[str, Any]) -> Client:
    """Keeps the new client that the answers to `new_client_fields` tell of, with the consents."""
    area = turn.person.working_area
    if area is None:
        raise LookupError("somebody without a working area has no clients")
    return await clients.add_client(
        turn.session,
        new_code,
        person_id=turn.person.id,
        area_id=area,
        sex=answers["sex"],
        birth_year=answers["birth_year"],
        hint=answers.get("hint"),
        purposes=purposes(answers["consent"]),
        text_version=CONSENT_TEXT,
        method=answers["method"],
        channel=turn.channel,
        update_id=turn.update_id,
        part=turn.next_part(),
        now=turn.now,
    )


def code_screen(turn: Turn, known: Client, hint: bool) -> Screen:
    """The code of a new client, to be written into the paper book."""
    lang = turn.lang
    text = "\n".join(
        [
            lang.say("✅ The new client's code:"),
            "",
            f"🔖  {known.code}",
            "",
            lang.say("Please write this code next to the name in the paper book now. Here only the code is kept."),
        ]
    )
    others = (Button(lang.say("➕ New client"), "new_client"), Button(lang.say("👥 My clients"), "clients"))
    offer = (Button(lang.say("✏️ Add a memory hint"), f"client_hint:{known.id}"),)
    rows = (offer, others, home_row(turn)) if turn.secret and not hint else (others, home_row(turn))
    return Screen(text, rows)


async def _keep(turn: Turn, answers: dict[str, Any], _state: State, _sure: bool) -> Screen | Doubt:
    if answers["consent"] == NO_CONSENT:
        text = turn.lang.say(
            "Understood, nothing was kept. Please thank the client; supplies and talks are logged without a code, and"
            " that counts all the same."
        )
        return Screen(text, (home_row(turn),))
    if turn.person.working_area is None:
        return _no_area(turn)
    return code_screen(turn, await keep_client(turn, answers), hint=answers.get("hint") is not None)


async def _keep_hint(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    client_id, hint = state["about"]["client"], answers["hint"]
    if hint is None:
        return await open_client(turn, str(client_id))
    if not await clients.set_hint(turn.session, turn.own, client_id, hint):
        return await not_among_yours(turn)
    return (await open_client(turn, str(client_id))).saying(turn.lang.say("✅ Recorded."))


CLIENT = filling(Form("client", N_("👤 New client"), new_client_fields(with_hint=True)), _keep)
CLIENT_WITHOUT_HINT = filling(
    Form("client_without_hint", N_("👤 New client"), new_client_fields(with_hint=False)), _keep
)
HINT = filling(
    Form(
        "client_hint",
        N_("✏️ Memory hint"),
        (Hint(name="hint", title=N_("Memory hint"), label=HINT_LABEL, hint=HINT_HELP, last=True),),
    ),
    _keep_hint,
)


async def _listed(turn: Turn, text: str, found: list[Client], pages: tuple[Button, ...] = ()) -> Screen:
    hints = await clients.hints(turn.session, turn.own, [one.id for one in found])
    rows = [(Button(_label(one, hints), f"client:{one.id}"),) for one in found]
    add = Button(turn.lang.say("➕ New client"), "new_client")
    return Screen(text, (*rows, *filter(None, [pages]), (add, *home_row(turn))), hears="find_client")


async def _with_code(turn: Turn, code: str) -> Screen:
    """The speaker's client with this code, or else one of the areas in which the speaker is an officer."""
    known = await clients.client_with_code(turn.session, turn.own, code)
    if known is not None:
        return await own_page(turn, known)
    areas = await as_officer(turn)
    known = await clients.client_with_code(turn.session, areas, code)
    if known is not None:
        return await area_page(turn, areas, known)
    return (await show_clients(turn, "")).saying(not_yours(code, turn.lang))


async def find_own(turn: Turn, argument: str) -> Client | None:
    """The client of the speaker with this id, forgotten or not."""
    client_id = row_id(argument)
    return None if client_id is None else await clients.client(turn.session, turn.own, client_id)


async def not_among_yours(turn: Turn) -> Screen:
    """What is said of a client whom the speaker does not have."""
    return (await show_clients(turn, "")).saying(turn.lang.say("This client is not among yours."))


def _no_area(turn: Turn) -> Screen:
    return Screen(turn.lang.say("You have no working area at present. Please ask the commune officer."))


def _label(known: Client, hints: dict[int, str]) -> str:
    parts = [known.code, str(known.birth_year), hints.get(known.id)]
    return " · ".join(part for part in parts if part)


def _words(turn: Turn, piece: str | None) -> tuple[str, ...]:
    words = turn.unseal(piece) if piece else ""
    return (words,) if words else ()
