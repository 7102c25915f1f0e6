"""My clients: finding one by code, year or hint, adding one with consent, and forgetting one for good."""

import re
from typing import Any

from db import clients
from db.clients import Client
from handlers.actions import FIELD_WORKERS, action
from handlers.client_fields import (
    CONSENT_TEXT,
    HINT_HELP,
    HINT_LABEL,
    NO_CONSENT,
    PURPOSE_NAMES,
    SEXES,
    Hint,
    matches,
    mistyped,
    new_client_fields,
    not_yours,
    purposes,
)
from handlers.codes import PREFIX, WrongCheck, new_code, read_code
from handlers.filling import begin, filling, home_row
from handlers.forms import Doubt, Form, State
from handlers.home import COMMANDS
from handlers.reading.options import Option
from handlers.reading.words import navigation, yes_no
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
        known = await clients.client_with_code(turn.session, turn.own, code)
        return await _one(turn, known) if known else (await show_clients(turn, "")).saying(not_yours(code, turn.lang))
    codes = {option.key for option in await own_clients(turn) if matches(said, *option.aliases)}
    found = [one for one in await clients.clients(turn.session, turn.own) if one.code in codes]
    if not found:
        nobody = turn.lang.say("None of your clients fits these words.")
        remark = mistyped(code, turn.lang) if isinstance(code, WrongCheck) else nobody
        return (await show_clients(turn, "")).saying(remark)
    if len(found) == 1:
        return await _one(turn, found[0])
    text = turn.lang.plural("{n} client fits.", "{n} clients fit.", len(found))
    if len(found) > PAGE:
        text += " " + turn.lang.say("Here are the newest; type more to find the others.")
    return await _listed(turn, text, found[:PAGE])


@action("client", FIELD_WORKERS)
async def open_client(turn: Turn, argument: str) -> Screen:
    """One client; the argument is its id."""
    known = await _find(turn, argument)
    return await _one(turn, known) if known else await _gone(turn)


@action("new_client", FIELD_WORKERS)
async def new_client(turn: Turn, _argument: str) -> Screen:
    """Opens the form for a new client."""
    if turn.person.working_area is None:
        return _no_area(turn)
    return begin(turn, CLIENT if turn.secret else CLIENT_WITHOUT_HINT)


@action("client_hint", FIELD_WORKERS)
async def change_hint(turn: Turn, argument: str) -> Screen:
    """Opens the question for a client's hint."""
    known = await _find(turn, argument)
    if known is None or known.forgotten_at is not None or not turn.secret:
        return await _gone(turn)
    return begin(turn, HINT, about={"client": known.id})


@action("drop_hint", FIELD_WORKERS)
async def drop_hint(turn: Turn, argument: str) -> Screen:
    """Removes a client's hint."""
    known = await _find(turn, argument)
    if known is None or not await clients.set_hint(turn.session, turn.own, known.id, None):
        return await _gone(turn)
    return (await _one(turn, known)).saying(turn.lang.say("✅ The hint is removed."))


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
    known = await clients.client_with_code(turn.session, turn.own, code) if code else None
    if known is None:
        return (await show_clients(turn, "")).saying(not_yours(code or PREFIX + "…", lang))
    return await _ask_to_forget(turn, known)


@action("forget_client", FIELD_WORKERS)
async def ask_to_forget(turn: Turn, argument: str) -> Screen:
    """Asks whether a client shall be forgotten; the argument is its id."""
    known = await _find(turn, argument)
    return await _ask_to_forget(turn, known) if known else await _gone(turn)


@action("forget_answer", FIELD_WORKERS)
async def hear_forget_answer(turn: Turn, argument: str) -> Screen:
    """Hears a typed yes or no to forgetting; the argument is the client's id and the words."""
    client_id, _, said = argument.partition(":")
    agreed = yes_no(said)
    if agreed:
        return await forget_now(turn, client_id)
    if agreed is False or navigation(said) in ("back", "cancel"):
        return await open_client(turn, client_id)
    return (await ask_to_forget(turn, client_id)).saying(turn.lang.say("Please answer yes or no."))


@action("forget_now", FIELD_WORKERS)
async def forget_now(turn: Turn, argument: str) -> Screen:
    """Forgets a client, after a yes."""
    known = await _find(turn, argument)
    if known is None:
        return await _gone(turn)
    await clients.forget_client(turn.session, turn.own, known.id, person_id=turn.person.id, now=turn.now)
    if turn.form is not None and turn.form["about"] == {"client": known.id}:
        turn.form = None
    text = turn.lang.say(
        "🗑 {code} is forgotten: sex, year of birth and hint are gone for good. What was counted stays counted. Please"
        " strike out the name in the paper book, too.",
        code=known.code,
    )
    return Screen(text, ((Button(turn.lang.say("👥 My clients"), "clients"), *home_row(turn)),), fresh=True)


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
        return await _gone(turn)
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


async def _one(turn: Turn, known: Client) -> Screen:
    lang = turn.lang
    to_list = (Button(lang.say("👥 My clients"), "clients"), *home_row(turn))
    if known.forgotten_at is not None:
        return Screen(lang.say("{code} is forgotten; nothing is kept of this client.", code=known.code), (to_list,))
    hint = (await clients.hints(turn.session, turn.own, [known.id])).get(known.id)
    agreed = await clients.agreed_to(turn.session, turn.own, known.id)
    sex = next(choice.label for choice in SEXES if choice.key == known.sex)
    since = known.created_at.astimezone(turn.zone).date()
    lines = [f"👤 {known.code}", "", lang.say("{sex}, born in {year}", sex=lang.say(sex), year=known.birth_year)]
    if hint:
        lines.append(": ".join((lang.say("Memory hint"), hint)))
    names = ", ".join(lang.say(name) for purpose, name in PURPOSE_NAMES.items() if purpose in agreed)
    lines.append(": ".join((lang.say("Consent"), names)))
    lines.append(lang.say("Since {day}", day=lang.date(since, turn.today)))
    rows = [(Button(lang.say("🗑 Forget"), f"forget_client:{known.id}"),), to_list]
    if hint:
        change = Button(lang.say("✏️ Change the hint"), f"client_hint:{known.id}")
        rows.insert(0, (change, Button(lang.say("✖️ Remove the hint"), f"drop_hint:{known.id}")))
    elif turn.secret:
        rows.insert(0, (Button(lang.say("✏️ Add a memory hint"), f"client_hint:{known.id}"),))
    return Screen("\n".join(lines), tuple(rows))


async def _ask_to_forget(turn: Turn, known: Client) -> Screen:
    if known.forgotten_at is not None:
        return await _one(turn, known)
    text = turn.lang.say(
        "Forget {code} for good? Sex, year of birth and hint are destroyed and cannot be brought back. What was counted"
        " stays counted.",
        code=known.code,
    )
    yes = Button(turn.lang.say("Yes, forget"), f"forget_now:{known.id}", word=turn.lang.say("yes"))
    no = Button(turn.lang.say("No, keep"), f"client:{known.id}", word=turn.lang.say("no"))
    return Screen(text, ((yes, no),), hears=f"forget_answer:{known.id}")


async def _find(turn: Turn, argument: str) -> Client | None:
    if not argument.isdecimal() or len(argument) > 15:
        return None
    return await clients.client(turn.session, turn.own, int(argument))


async def _gone(turn: Turn) -> Screen:
    return (await show_clients(turn, "")).saying(turn.lang.say("This client is not among yours."))


def _no_area(turn: Turn) -> Screen:
    return Screen(turn.lang.say("You have no working area at present. Please ask the commune officer."))


def _label(known: Client, hints: dict[int, str]) -> str:
    parts = [known.code, str(known.birth_year), hints.get(known.id)]
    return " · ".join(part for part in parts if part)


def _words(turn: Turn, piece: str | None) -> tuple[str, ...]:
    words = turn.unseal(piece) if piece else ""
    return (words,) if words else ()
