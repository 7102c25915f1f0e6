"""Logging what is handed out (phát sản phẩm): to one of the clients, or to people without a code."""

from datetime import date, timedelta
from typing import Any

from db import clients
from db.clients import Client
from db.distributions import DISTRIBUTIONS, box_sizes, habits, totals
from db.records import Kept
from handlers.actions import ACTIONS, FIELD_WORKERS, action
from handlers.client_fields import not_yours
from handlers.clients import code_screen, keep_client, load_clients
from handlers.codes import read_code
from handlers.distribution_fields import (
    FIELDS,
    MANY,
    NEW,
    ONE,
    SUPPLIES,
    answers_for,
    is_without_consent,
    items_in,
    money_in,
    people_in,
)
from handlers.filling import begin, filling, home_row
from handlers.forms import Doubt, Form, State
from handlers.goods import Amount, Goods, counted, is_unusual, told
from handlers.goods_fields import only_a_clinic, service_in
from handlers.records import SAME_WITHIN, RecordKind, keep, no_area
from handlers.screens import Button, Screen
from handlers.supplies import next_supplies, refresh, supply_lines
from handlers.turn import Turn
from locales import N_

HABIT = timedelta(days=90)
"""What somebody handed out in this time is offered first."""


async def prepare(turn: Turn) -> None:
    """Reads what the form needs: the speaker's clients, the goods, and how this person hands them out."""
    await load_clients(turn)
    turn.known["goods"] = Goods(
        turn.catalogue.products,
        turn.catalogue.brands,
        await habits(turn.session, turn.own, turn.today - HABIT, turn.today),
        await box_sizes(turn.session, turn.own),
    )


async def _keep(turn: Turn, answers: dict[str, Any], _state: State, sure: bool) -> Screen | Doubt:
    service = service_in(answers, turn.world())
    if service is not None:
        return _refer_instead(turn, only_a_clinic(service, turn.lang))
    if turn.person.working_area is None:
        return no_area(turn)
    doubts = [] if sure else [*_unusual(turn, answers), *await _same(turn, answers)]
    if doubts:
        return Doubt(N_("{doubts}\n\nWrite it down like this?"), {"doubts": "\n".join(doubts)}, mend=True)
    kept = await keep(turn, DISTRIBUTION_KIND, answers)
    return await _saved(turn, kept, answers)


async def _saved(turn: Turn, kept: Kept, answers: dict[str, Any]) -> Screen:
    lang, whom = turn.lang, await _client(turn, kept)
    to_whom = lang.say("for {whom}", whom=_whom(turn, kept, whom))
    several = len(kept.facts["items"]) > 1
    what = [] if several else _goods(turn, kept)
    recorded = ", ".join((*what, to_whom, lang.date(kept.day, turn.today)))
    lines = [lang.say("✅ Recorded.") + f" {recorded[:1].upper()}{recorded[1:]}."]
    if several:
        lines += [f"• {goods}" for goods in _goods(turn, kept)]
    more: tuple[tuple[Button, ...], ...] = ()
    if is_without_consent(answers):
        lines.append(lang.say("Without consent no code is kept; it counts all the same."))
    if whom is not None and answers["whom"] == NEW:
        new = code_screen(turn, whom, hint=False)
        lines, more = [new.text, "", *lines], tuple(row for row in new.rows if row[0].action.startswith("client_hint"))
    if whom is not None:
        lines += [
            lang.say("Next time: about {day} ({goods}).", day=lang.short_date(day), goods=goods)
            for goods, day in await next_supplies(turn, whom.id, {item["product"] for item in kept.facts["items"]})
        ]
    month = await _sums(turn, turn.today.replace(day=1), turn.today)
    lines.append(": ".join((lang.say("This month"), " · ".join(month))))
    another = Button(lang.say("➕ Hand out more"), "+distribute")
    view = Button(lang.say("✏️ View, correct"), f"+open:distribution.{kept.id}")
    return Screen("\n".join(lines), (*more, (another, view), home_row(turn, fresh=True)))


def _refer_instead(turn: Turn, why: str) -> Screen:
    refer = Button(turn.lang.say("🩺 Refer a client"), "refer")
    other = Button(turn.lang.say("📦 Hand out products"), "distribute")
    return Screen(why, (*(((refer,),) if "refer" in ACTIONS else ()), (other, *home_row(turn))))


def _unusual(turn: Turn, answers: dict[str, Any]) -> list[str]:
    """A sentence for each of the goods of which so many people seldom get so much."""
    goods, people, lang = Goods.of(turn.catalogue), people_in(answers), turn.lang
    sentences = []
    for item in items_in(answers, turn.world()):
        ware = goods.ware_of(item["product"], item["brand"])
        if ware is not None and is_unusual(ware.product, item["pieces"], people):
            amount = counted(lang, item["pieces"], ware.ordinary)
            name = ware.name(lang)
            sentences.append(
                lang.plural("{goods}: {amount} for {n} person?", "{goods}: {amount} for {n} people?", people,
                            goods=name, amount=amount)
            )  # fmt: skip
    return sentences


async def _same(turn: Turn, answers: dict[str, Any]) -> list[str]:
    """A sentence if the same was written down within the last minutes."""
    if answers["whom"] == NEW:
        return []
    facts = await _facts(turn, answers, None)
    saying_the_same = ("items", "supply", "client_id", "people")
    same = await DISTRIBUTIONS.same(turn.session, turn.own, facts, saying_the_same, now=turn.now, within=SAME_WITHIN)
    if same is None:
        return []
    return [
        turn.lang.say("The same was already written down at {time}.", time=turn.lang.time(same.entered_at, turn.zone))
    ]


DISTRIBUTION = filling(Form("distribution", N_("📦 Handing out products"), FIELDS), _keep, prepare)


@action("distribute", FIELD_WORKERS)
async def log_distribution(turn: Turn, argument: str) -> Screen:
    """Opens the form for what was handed out; the argument may be the code of the client who got it."""
    code = read_code(argument)
    if not isinstance(code, str):
        return await begin(turn, DISTRIBUTION)
    known = await clients.client_with_code(turn.session, turn.own, code)
    if known is None or known.forgotten_at is not None:
        return (await begin(turn, DISTRIBUTION)).saying(not_yours(code, turn.lang))
    return await begin(turn, DISTRIBUTION, {"whom": code})


@action("distribute_again", FIELD_WORKERS)
async def like_last_distribution(turn: Turn, _argument: str) -> Screen:
    """Opens the form for the same as last time, today. Who got it is asked if it was a client with a code."""
    last = await DISTRIBUTIONS.last(turn.session, turn.own)
    if last is None:
        opened = await begin(turn, DISTRIBUTION)
        return opened.saying(turn.lang.say("There is nothing handed out earlier to repeat yet."))
    whom = None if last.facts["client_id"] else MANY if last.facts["people"] > 1 else ONE
    return await begin(turn, DISTRIBUTION, again(turn, last.facts, whom))


def again(turn: Turn, facts: dict[str, Any], whom: str | None) -> dict[str, Any]:
    """The answers for the same once more, today."""
    answers = answers_for(Goods.of(turn.catalogue), facts, whom)
    return {name: value for name, value in answers.items() if name not in ("given_on", "note")}


async def _facts(turn: Turn, answers: dict[str, Any], before: Kept | None) -> dict[str, Any]:
    return {
        "given_on": answers["given_on"],
        "supply": answers["supply"],
        "money": money_in(answers),
        "client_id": await _client_id(turn, answers, before),
        "people": people_in(answers),
        "note": answers.get("note"),
        "items": items_in(answers, turn.world()),
    }


async def _client_id(turn: Turn, answers: dict[str, Any], before: Kept | None) -> int | None:
    """The client's id; a new one is kept now, if there is consent. Somebody who is no longer the speaker's client is
    "one person" in the form (see `_answers`): a correction leaves that link as it is."""
    whom = answers["whom"]
    if whom == NEW:
        return None if is_without_consent(answers) else (await keep_client(turn, answers)).id
    if whom == ONE and before is not None and await _client(turn, before) is None:
        former: int | None = before.facts["client_id"]
        return former
    known = None if whom in (ONE, MANY) else await clients.client_with_code(turn.session, turn.own, whom)
    return known.id if known else None


async def _client(turn: Turn, kept: Kept) -> Client | None:
    """The client who got it, if there is one and she is still the speaker's."""
    client_id = kept.facts["client_id"]
    known = await clients.client(turn.session, turn.own, client_id) if client_id else None
    return None if known is None or known.forgotten_at is not None else known


async def _answers(turn: Turn, kept: Kept) -> dict[str, Any]:
    known = await _client(turn, kept)
    without_a_code = MANY if kept.facts["people"] > 1 else ONE
    return answers_for(Goods.of(turn.catalogue), kept.facts, known.code if known else without_a_code)


async def _follows(turn: Turn, kept: Kept) -> None:
    if kept.facts["client_id"]:
        await refresh(turn, kept.facts["client_id"])


def _goods(turn: Turn, kept: Kept) -> list[str]:
    """What it was: "Hello (bao cao su): 2 hộp = 24 cái"."""
    goods = Goods.of(turn.catalogue)
    lines = []
    for item in kept.facts["items"]:
        ware = goods.ware_of(item["product"], item["brand"])
        amount = Amount(item["quantity"], item["unit"])
        size = item["per_box"]
        said = told(turn.lang, ware, amount, size) if ware else counted(turn.lang, amount.count, amount.unit)
        lines.append(f"{goods.name(turn.lang, item['product'], item['brand'])}: {said}")
    return lines


def _whom(turn: Turn, kept: Kept, known: Client | None) -> str:
    return known.code if known else turn.lang.plural("{n} person", "{n} people", kept.facts["people"])


def _brief(turn: Turn, kept: Kept) -> str:
    return ", ".join(_goods(turn, kept))


async def _lines(turn: Turn, kept: Kept) -> list[str]:
    lang, facts, known = turn.lang, kept.facts, await _client(turn, kept)
    supply = next(lang.say(one.label) for one in SUPPLIES if one.key == facts["supply"])
    lines = [*_goods(turn, kept), ": ".join((lang.say("Channel"), supply))]
    if facts["money"] is not None:
        received = lang.say("{money} đ", money=lang.number(facts["money"]))
        lines.append(": ".join((lang.say("Money received"), received)))
    lines.append(": ".join((lang.say("Given to"), _whom(turn, kept, known))))
    lines.append(": ".join((lang.say("When"), lang.date(kept.day, turn.today))))
    if facts["note"]:
        lines.append(": ".join((lang.say("Note"), facts["note"])))
    return [*lines, *(await supply_lines(turn, known.id) if known and kept.withdrawn_at is None else [])]


async def _sums(turn: Turn, first: date, last: date) -> list[str]:
    lang, sums = turn.lang, await totals(turn.session, turn.own, first, last)
    if not sums.distributions:
        return []
    goods = Goods.of(turn.catalogue)
    figures = [lang.plural("{n} handout", "{n} handouts", sums.distributions)]
    for product, count in sums.pieces.items():
        ware = goods.ware_of(product, None)
        amount = counted(lang, count, ware.ordinary) if ware else lang.number(count)
        figures.append(f"{goods.name(lang, product, None)}: {amount}")
    if sums.money:
        figures.append(lang.say("{money} đ", money=lang.number(sums.money)))
    return figures


DISTRIBUTION_KIND = RecordKind(
    ledger=DISTRIBUTIONS,
    form=DISTRIBUTION,
    again="distribute_again",
    facts=_facts,
    answers=_answers,
    brief=_brief,
    lines=_lines,
    sums=_sums,
    follows=_follows,
)
