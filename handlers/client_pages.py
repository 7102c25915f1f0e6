"""What is shown of one client: to its own collaborator, and to the officer of its area."""

from db import clients
from db.acts import note_act
from db.clients import Client
from db.scope import Scope
from handlers.client_fields import PURPOSE_NAMES, SEXES
from handlers.filling import home_row
from handlers.following import referral_lines
from handlers.screens import Button, Screen
from handlers.supplies import supply_lines
from handlers.turn import Turn


async def own_page(turn: Turn, known: Client) -> Screen:
    """A client of the speaker."""
    lang = turn.lang
    if known.forgotten_at is not None:
        return _forgotten(turn, known)
    hint = (await clients.hints(turn.session, turn.own, [known.id])).get(known.id)
    lines = [f"👤 {known.code}", "", _sex_and_year(turn, known)]
    if hint:
        lines.append(": ".join((lang.say("Memory hint"), hint)))
    lines += await _agreed_and_since(turn, turn.own, known)
    if to_come := [*await supply_lines(turn, known.id), *await referral_lines(turn, known.id)]:
        lines += ["", *to_come]
    consent = Button(lang.say("📝 Consent"), f"consents:{known.id}")
    rows = [(consent, Button(lang.say("🗑 Forget"), f"forget_client:{known.id}")), _to_list(turn)]
    if hint:
        change = Button(lang.say("✏️ Change the hint"), f"client_hint:{known.id}")
        rows.insert(0, (change, Button(lang.say("✖️ Remove the hint"), f"drop_hint:{known.id}")))
    elif turn.secret:
        rows.insert(0, (Button(lang.say("✏️ Add a memory hint"), f"client_hint:{known.id}"),))
    return Screen("\n".join(lines), tuple(rows))


async def area_page(turn: Turn, areas: Scope, known: Client) -> Screen:
    """A client of these areas, without the hint, as their officer may see it; that it was read is put on record."""
    lang = turn.lang
    if known.forgotten_at is not None:
        return _forgotten(turn, known)
    await note_act(turn.session, "read client", "client", known.id, person_id=turn.person.id, now=turn.now)
    lines = [
        f"👤 {known.code}",
        "",
        _sex_and_year(turn, known),
        ": ".join((lang.say("Collaborator"), await clients.collaborator_of(turn.session, areas, known.id))),
        *await _agreed_and_since(turn, areas, known),
        "",
        lang.say("That you looked at this client is on record."),
    ]
    return Screen("\n".join(lines), (_to_list(turn),))


def _forgotten(turn: Turn, known: Client) -> Screen:
    text = turn.lang.say("{code} is forgotten; nothing is kept of this client.", code=known.code)
    return Screen(text, (_to_list(turn),))


def _to_list(turn: Turn) -> tuple[Button, ...]:
    return (Button(turn.lang.say("👥 My clients"), "clients"), *home_row(turn))


def _sex_and_year(turn: Turn, known: Client) -> str:
    sex = next(choice.label for choice in SEXES if choice.key == known.sex)
    return turn.lang.say("{sex}, born in {year}", sex=turn.lang.say(sex), year=known.birth_year)


async def _agreed_and_since(turn: Turn, scope: Scope, known: Client) -> list[str]:
    lang = turn.lang
    agreed = await clients.agreed_to(turn.session, scope, known.id)
    names = ", ".join(lang.say(name) for purpose, name in PURPOSE_NAMES.items() if purpose in agreed)
    since = known.created_at.astimezone(turn.zone).date()
    return [
        ": ".join((lang.say("Consent"), names)),
        lang.say("Since {day}", day=lang.date(since, turn.today)),
    ]
