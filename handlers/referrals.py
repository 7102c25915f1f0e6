"""Referring people to a screening or a service: the form, what is said when it is saved, the slip that goes along."""

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import clients, referrals
from db.areas import commune_of
from db.clients import Client
from db.records import Kept
from db.referrals import REFERRALS
from handlers.actions import FIELD_WORKERS, action
from handlers.client_fields import NO_CONSENT, purposes
from handlers.clients import keep_client, load_clients
from handlers.codes import SLIP_NUMBER, WrongCheck
from handlers.fields import Listed, brief
from handlers.filling import begin, filling, home_row
from handlers.follow_up import bring_in_step, reach_slip
from handlers.following import open_referral
from handlers.forms import Doubt, Form, State
from handlers.home import show_home
from handlers.purposes import COUNTED, age_band, choice_of, is_screening, purpose_names, purpose_options, purposes_of
from handlers.reading.options import Option, choose
from handlers.records import SAME_WITHIN, RecordKind, keep, no_area
from handlers.referral_fields import (
    BANDS,
    ELSEWHERE,
    FIELDS,
    LAST_SCREENED,
    NEW,
    NO_SIGN,
    REASONS,
    WITHOUT_CODE,
    Known,
    KnownClient,
)
from handlers.screens import Button, Paper, Screen
from handlers.slips import slip
from handlers.turn import Turn
from locales import N_

DRAWS = 20
"""Slip numbers drawn of one size; when all are taken, those are nearly used up and longer ones are drawn."""
SAME_CLIENT = ("client_id", "purposes")
SAME_PEOPLE = (*SAME_CLIENT, "count", "age_band", "sign", "facility")
"""What two referrals within minutes have in common that are probably one: of a client, and of people without a code."""
UNTOLD = frozenset({None, ELSEWHERE, NO_SIGN})


async def prepare(turn: Turn) -> None:
    """Reads what the questions have to know."""
    await load_clients(turn)
    turn.lists["purposes"] = purpose_options(turn.catalogue, turn.lang)
    agreeing = await clients.agreeing(turn.session, turn.own, "referral")
    known = {
        one.code: KnownClient(one.sex, one.birth_year, one.id in agreeing)
        for one in await clients.clients(turn.session, turn.own)
    }
    area_id = turn.person.working_area
    commune = await commune_of(turn.session, area_id) if area_id is not None else None
    turn.known["referral"] = Known(turn.catalogue, commune.id if commune else None, known)


async def _keep(turn: Turn, answers: dict[str, Any], _state: State, sure: bool) -> Screen | Doubt:
    if turn.person.working_area is None:
        return no_area(turn)
    if not sure and (same := await _same(turn, answers)) is not None:
        return Doubt(
            N_("The same referral was already recorded at {time}. Add another one?"),
            {"time": turn.lang.time(same.entered_at, turn.zone)},
        )
    settled, created = await _with_client(turn, answers)
    kept = await keep(turn, REFERRAL_KIND, settled)
    return await _saved(turn, kept, answers.get("consent"), created)


REFERRAL = filling(Form("referral", N_("🩺 Referral"), FIELDS), _keep, prepare)


@action("refer", FIELD_WORKERS)
async def refer(turn: Turn, argument: str) -> Screen:
    """Opens the form for a new referral; after the command, what it is for, or the slip number of one to be opened."""
    if SLIP_NUMBER.read(argument) is not None:
        return await find_slip(turn, argument)
    meant = choose(argument, purpose_options(turn.catalogue, turn.lang), numbers=False)
    return await begin(turn, REFERRAL, {"purpose": meant.key} if isinstance(meant, Option) else None)


@action("refer_again", FIELD_WORKERS)
async def like_last_referral(turn: Turn, _argument: str) -> Screen:
    """Opens a new referral for the same and to the same facility as the last one; who it is, is asked."""
    last = await REFERRALS.last(turn.session, turn.own)
    if last is None:
        opened = await begin(turn, REFERRAL)
        return opened.saying(turn.lang.say("There is no earlier referral to repeat yet."))
    facts = last.facts
    answers = {"purpose": choice_of(facts["purposes"]), "facility": facts["facility"] or ELSEWHERE}
    return await begin(turn, REFERRAL, answers)


@action("slip", FIELD_WORKERS)
async def send_slip(turn: Turn, argument: str) -> Screen:
    """Sends the slip of one's own referral again; the argument is the referral's id."""
    known = argument.isdecimal() and len(argument) < 16
    kept = await REFERRALS.one(turn.session, turn.own, int(argument)) if known else None
    if kept is None or kept.withdrawn_at is not None:
        return (await show_home(turn, "")).saying(turn.lang.say("This referral is not in your notebook."))
    rows = ((_view(turn, kept), *home_row(turn, fresh=True)),)
    return Screen(_give(turn, kept), rows, fresh=True, papers=(await _paper(turn, kept),))


@action("find_slip", FIELD_WORKERS)
async def find_slip(turn: Turn, said: str) -> Screen:
    """Opens the referral with the slip number that was typed: one's own, or an officer's in her areas."""
    number = SLIP_NUMBER.read(said)
    if isinstance(number, WrongCheck):
        wrong = turn.lang.say("{slip} is mistyped: no slip has this number.", slip=brief(number.typed))
        return (await show_home(turn, "")).saying(wrong)
    if number is not None:
        found = await reach_slip(turn, number)
        if found is not None:
            return await open_referral(turn, str(found))
    unknown = turn.lang.say("There is no slip {slip} in your notebook.", slip=number or brief(said))
    return (await show_home(turn, "")).saying(unknown)


# --- from answers to facts and back -----------------------------------------------------------------------------------


async def _with_client(turn: Turn, answers: dict[str, Any]) -> tuple[dict[str, Any], Client | None]:
    """Keeps the new client of the answers, if there is one; returns the answers with the code instead, and the client.

    Who agrees to the record but not to the referral is kept, and referred without a code.
    """
    if answers["client"] != NEW:
        return answers, None
    agreed = purposes(answers["consent"])
    if not agreed:
        return {**answers, "client": WITHOUT_CODE}, None
    created = await keep_client(turn, answers)
    return {**answers, "client": created.code if "referral" in agreed else WITHOUT_CODE}, created


async def _facts(turn: Turn, answers: dict[str, Any], before: Kept | None) -> dict[str, Any]:
    settled, _ = await _with_client(turn, answers)
    client_id, born = await _client_of(turn, settled, before)
    screened = is_screening(turn.catalogue, purposes_of(settled["purpose"]))
    year = date.fromisoformat(settled["referred_on"]).year
    return {
        "referred_on": settled["referred_on"],
        "purposes": purposes_of(settled["purpose"]),
        "client_id": client_id,
        "count": settled.get("count", 1),
        "age_band": age_band(born, year) if born else settled.get("age_band"),
        "age_reason": settled.get("age_reason"),
        "sign": _told(settled.get("sign")),
        "last_screened": settled.get("last_screened") if screened else None,
        "facility": _told(settled["facility"]),
        "note": settled.get("note"),
        "slip": before.facts["slip"] if before else await new_slip(turn.session),
    }


async def _client_of(turn: Turn, answers: dict[str, Any], before: Kept | None) -> tuple[int | None, int | None]:
    """The client's id, and a woman's year of birth for the age group: the plan counts nobody else's.

    A referral of somebody who was forgotten, or no longer agrees, keeps its id when it is corrected: the question
    cannot offer her any more.
    """
    if answers["client"] == WITHOUT_CODE:
        gone = before is not None and before.facts["client_id"] is not None and await _client(turn, before) is None
        born = answers.get("birth_year") if answers.get("sex") == COUNTED else None
        return (before.facts["client_id"] if before and gone else None), born
    found = await clients.client_with_code(turn.session, turn.own, answers["client"])
    if found is None:
        raise LookupError("the client that was chosen is not the speaker's")
    return found.id, found.birth_year if found.sex == COUNTED else None


async def _answers(turn: Turn, kept: Kept) -> dict[str, Any]:
    facts, client = kept.facts, await _client(turn, kept)
    answers = {name: facts[name] for name in ("referred_on", "age_reason", "last_screened", "note") if facts[name]}
    answers["purpose"] = choice_of(facts["purposes"])
    answers["client"] = client.code if client else WITHOUT_CODE
    answers["facility"] = facts["facility"] or ELSEWHERE
    if client is None:
        answers |= {"count": facts["count"], "age_band": facts["age_band"]}
    if is_screening(turn.catalogue, facts["purposes"]):
        answers["sign"] = facts["sign"] or NO_SIGN
    return answers


async def _client(turn: Turn, kept: Kept) -> Client | None:
    """The client of a referral who can still be named with it: not forgotten, and agreeing to be referred."""
    client_id = kept.facts["client_id"]
    client = await clients.client(turn.session, turn.own, client_id) if client_id is not None else None
    if client is None or client.forgotten_at is not None:
        return None
    return client if "referral" in await clients.agreed_to(turn.session, turn.own, client.id) else None


async def _same(turn: Turn, answers: dict[str, Any]) -> Kept | None:
    """A referral of the last minutes that says the same. A new client has none."""
    if answers["client"] == NEW:
        return None
    facts = await _facts(turn, answers, None)
    names = SAME_PEOPLE if facts["client_id"] is None else SAME_CLIENT
    return await REFERRALS.same(turn.session, turn.own, facts, names, now=turn.now, within=SAME_WITHIN)


async def new_slip(session: AsyncSession, draw: Callable[[str], str] = secrets.choice) -> str:
    """A slip number that was never given."""
    for size in SLIP_NUMBER.sizes:
        for _ in range(DRAWS):
            number = SLIP_NUMBER.new(draw, size)
            if not await referrals.slip_is_given(session, number):
                return number
    raise LookupError("no slip number is left")


def _told(value: Any) -> Any:
    return None if value in UNTOLD else value


# --- what is shown ----------------------------------------------------------------------------------------------------


async def _saved(turn: Turn, kept: Kept, consent: str | None, created: Client | None) -> Screen:
    lang, facts = turn.lang, kept.facts
    to_whom = _to_whom(turn, await _client(turn, kept), facts)
    lines = [lang.say("✅ Recorded.") + f" {_for_what(turn, kept)}, {to_whom}."]
    if facts["sign"]:
        lines.append(lang.say("🔴 To be examined NOW: please ask the client to go today, without waiting."))
    lines.append(_give(turn, kept))
    if created is not None:
        lines.append(lang.say("🔖 New client {code}: please write the code into the paper book.", code=created.code))
    if created is not None and facts["client_id"] is None:
        lines.append(lang.say("The client did not agree to be referred by code: this one is counted without it."))
    if consent == NO_CONSENT:
        lines.append(lang.say("The client did not agree to a record: counted without a code."))
    standing = await referrals.opened(turn.session, turn.own, kept.id)
    if standing is not None and standing.due_on is not None:
        lines.append(lang.say("☑️ To ask again: {day}", day=lang.date(standing.due_on, turn.today)))
    another = Button(lang.say("➕ Refer another"), "refer")
    rows = ((another, _view(turn, kept)), home_row(turn, fresh=True))
    return Screen("\n".join(lines), rows, papers=(await _paper(turn, kept),))


def _give(turn: Turn, kept: Kept) -> str:
    return turn.lang.say("🧾 Slip {slip}: give it to the client, who carries it along.", slip=kept.facts["slip"])


async def _paper(turn: Turn, kept: Kept) -> Paper:
    client, commune = await _client(turn, kept), await commune_of(turn.session, kept.area_id)
    return slip(turn.catalogue, kept, code=client.code if client else None, commune=commune.name if commune else None)


async def _papers(turn: Turn, kept: Kept) -> tuple[Paper, ...]:
    return () if kept.withdrawn_at is not None else (await _paper(turn, kept),)


def _view(turn: Turn, kept: Kept) -> Button:
    return Button(turn.lang.say("✏️ View, correct"), f"+open:referral.{kept.id}")


def _for_what(turn: Turn, kept: Kept) -> str:
    return purpose_names(turn.catalogue, turn.lang, kept.facts["purposes"])


def _to_whom(turn: Turn, client: Client | None, facts: dict[str, Any]) -> str:
    if client is not None:
        return client.code
    people = turn.lang.plural("{n} person", "{n} people", facts["count"])
    return ", ".join((people, turn.lang.say("without a code"))) if facts["client_id"] is None else people


def _brief(turn: Turn, kept: Kept) -> str:
    return f"{_for_what(turn, kept)} · {kept.facts['slip']}"


async def _lines(turn: Turn, kept: Kept) -> list[str]:
    lang, facts, client = turn.lang, kept.facts, await _client(turn, kept)
    signs = {one.code: one.names[lang.code] for one in turn.catalogue.symptoms}
    places = {one.code: one.name for one in turn.catalogue.facilities}
    told: list[tuple[str, str | None]] = [
        ("When", lang.date(kept.day, turn.today)),
        ("Referred for", _for_what(turn, kept)),
        ("Client", _to_whom(turn, client, facts)),
        ("Age group", _label(turn, BANDS, None if client else facts["age_band"])),
        ("Sign", signs.get(facts["sign"], facts["sign"])),
        ("Outside the age group", _label(turn, REASONS, facts["age_reason"])),
        ("Where to", places.get(facts["facility"], facts["facility"])),
        ("Last screening", _label(turn, LAST_SCREENED, facts["last_screened"])),
        ("Note", facts["note"]),
    ]
    lines = [": ".join((lang.say(title), words)) for title, words in told if words]
    return [f"🧾 {facts['slip']}", *lines]


def _label(turn: Turn, choices: tuple[Listed, ...], key: str | None) -> str | None:
    return next((turn.lang.say(listed.label) for listed in choices if listed.key == key), key)


async def _sums(turn: Turn, first: date, last: date) -> list[str]:
    lang, sums = turn.lang, await referrals.totals(turn.session, turn.own, first, last)
    if not sums.referrals:
        return []
    figures = [lang.plural("{n} referral", "{n} referrals", sums.referrals)]
    if sums.people != sums.referrals:
        figures.append(lang.plural("{n} person", "{n} people", sums.people))
    return figures


async def _follows(turn: Turn, kept: Kept) -> None:
    await bring_in_step(turn, turn.own, kept)


def _buttons(turn: Turn, kept: Kept) -> tuple[Button, ...]:
    if kept.withdrawn_at is not None:
        return ()
    return (
        Button(turn.lang.say("🧾 Slip again"), f"slip:{kept.id}"),
        Button(turn.lang.say("☑️ Follow up"), f"referral:{kept.id}"),
    )


REFERRAL_KIND = RecordKind(
    ledger=REFERRALS,
    form=REFERRAL,
    again="refer_again",
    facts=_facts,
    answers=_answers,
    brief=_brief,
    lines=_lines,
    sums=_sums,
    follows=_follows,
    buttons=_buttons,
    papers=_papers,
)
