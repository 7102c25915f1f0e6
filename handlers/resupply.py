"""Who runs out of what, and when: a list from which a new supply is written down in two taps."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from db import clients, supplies
from db.clients import Client
from db.distributions import DISTRIBUTIONS
from db.supplies import Due
from handlers.actions import FIELD_WORKERS, action
from handlers.distribution import DISTRIBUTION, again
from handlers.filling import begin, home_row
from handlers.goods import Goods
from handlers.screens import Button, Screen
from handlers.supplies import refresh
from handlers.turn import Turn

AHEAD = timedelta(days=14)
"""Who runs out within this time is listed."""
PAGE = 6
"""Lines shown at once."""


@action("resupply", FIELD_WORKERS)
async def show_running_out(turn: Turn, argument: str) -> Screen:
    """The clients who run out soon, the most urgent first; the argument is the page."""
    lang = turn.lang
    due = await supplies.running_out(turn.session, turn.own, turn.today + AHEAD)
    if not due:
        nobody = lang.say("⏰ Nobody runs out within {days} days.", days=AHEAD.days)
        hint = lang.say("Clients who agreed to reminders appear here once they got something that lasts some days.")
        return Screen(f"{nobody}\n{hint}", (home_row(turn),))
    late = sum(one.runs_out_on <= turn.today for one in due)
    lines = [": ".join((lang.say("⏰ Running out within {days} days", days=AHEAD.days), lang.number(len(due))))]
    if late:
        lines.append(lang.plural("🔴 {n} has run out already.", "🔴 {n} have run out already.", late))
    lines.append(lang.say("Choose a line to write down her new supply."))
    return await _listed(turn, "\n".join(lines), due, "resupply", "give", argument)


@action("stopping", FIELD_WORKERS)
async def show_stopping(turn: Turn, argument: str) -> Screen:
    """The same list, to choose who needs no more; the argument is the page."""
    due = await supplies.running_out(turn.session, turn.own, turn.today + AHEAD)
    if not due:
        return await show_running_out(turn, "")
    return await _listed(turn, turn.lang.say("✋ Who no longer needs it?"), due, "stopping", "stop_supply", argument)


@action("give", FIELD_WORKERS)
async def give_again(turn: Turn, argument: str) -> Screen:
    """Opens the card of a new supply for a client, like the last one of that product: `7.oral_pill`."""
    known, product = await _named(turn, argument)
    if known is None:
        return await _gone(turn)
    return await begin(turn, DISTRIBUTION, await _like_last(turn, known, product))


@action("stop_supply", FIELD_WORKERS)
async def stop_supply(turn: Turn, argument: str) -> Screen:
    """Notes that a client needs no more of a product, and says how to take that back."""
    known, product = await _named(turn, argument)
    if known is None:
        return await _gone(turn)
    day, person_id = turn.today, turn.person.id
    if product not in await supplies.supplies_of(turn.session, turn.own, known.id):
        return (await show_running_out(turn, "")).saying(turn.lang.say("This one is not on the list any more."))
    await supplies.stop(turn.session, turn.own, known.id, product, day, person_id=person_id, now=turn.now)
    await refresh(turn, known.id)
    text = turn.lang.say(
        "✋ Noted: {code} needs no more of this: {goods}. She is not on the list until she gets some again.",
        code=known.code,
        goods=Goods.of(turn.catalogue).name(turn.lang, product, None),
    )
    undo = Button(turn.lang.say("↩️ That was a mistake"), f"unstop:{known.id}.{product}")
    return Screen(text, ((undo,), (_to_list(turn), *home_row(turn))), fresh=True)


@action("unstop", FIELD_WORKERS)
async def go_on(turn: Turn, argument: str) -> Screen:
    """Takes back a stop that was noted today."""
    known, product = await _named(turn, argument)
    if known is None:
        return await _gone(turn)
    back = await supplies.take_back_stop(turn.session, turn.own, known.id, product, turn.today)
    await refresh(turn, known.id)
    remark = turn.lang.say("↩️ {code} is on the list as before.", code=known.code) if back else None
    return (await show_running_out(turn, "")).saying(remark)


async def _like_last(turn: Turn, known: Client, product: str) -> dict[str, Any]:
    """The answers for what a client got the last time of a product, and nothing else that she got with it."""
    got = await supplies.handouts(turn.session, turn.own, known.id)
    ids = [handout.distribution_id for handout in got if handout.product == product]
    last = await DISTRIBUTIONS.one(turn.session, turn.own, ids[-1]) if ids else None
    if last is None:
        return {"product": product, "whom": known.code}
    items = [item for item in last.facts["items"] if item["product"] == product]
    money = last.facts["money"] if items == last.facts["items"] else None
    return again(turn, {**last.facts, "items": items, "money": money}, known.code)


async def _listed(turn: Turn, text: str, due: Sequence[Due], here: str, leads_to: str, argument: str) -> Screen:
    last = (len(due) - 1) // PAGE
    page = min(int(argument), last) if argument.isdecimal() and len(argument) < 4 else 0
    shown = due[page * PAGE : (page + 1) * PAGE]
    hints = await clients.hints(turn.session, turn.own, {one.client_id for one in shown})
    rows = [(Button(_line(turn, one, hints), f"{leads_to}:{one.client_id}.{one.product}"),) for one in shown]
    pages = []
    if page:
        pages.append(Button(turn.lang.say("⬆️ Earlier ones"), f"{here}:{page - 1}"))
    if page < last:
        pages.append(Button(turn.lang.say("⬇️ More"), f"{here}:{page + 1}"))
    other = Button(turn.lang.say("✋ Needs no more"), "stopping") if here == "resupply" else _to_list(turn)
    return Screen(text, (*rows, *filter(None, [tuple(pages)]), (other, *home_row(turn))))


def _line(turn: Turn, one: Due, hints: dict[int, str]) -> str:
    """ "🔴 KH-7F3K · cổng xanh · Viên uống tránh thai · T4 18/11"."""
    name = Goods.of(turn.catalogue).name(turn.lang, one.product, None)
    parts = [one.code, hints.get(one.client_id), name, turn.lang.short_date(one.runs_out_on)]
    late = "🔴 " if one.runs_out_on <= turn.today else ""
    return late + " · ".join(part for part in parts if part)


def _to_list(turn: Turn) -> Button:
    return Button(turn.lang.say("⏰ Running out"), "resupply")


async def _named(turn: Turn, argument: str) -> tuple[Client | None, str]:
    """The client and the product that an argument names, if the client is one of the speaker's."""
    number, _, product = argument.partition(".")
    if not number.isdecimal() or len(number) > 15:
        return None, product
    known = await clients.client(turn.session, turn.own, int(number))
    return (None if known is None or known.forgotten_at is not None else known), product


async def _gone(turn: Turn) -> Screen:
    return (await show_running_out(turn, "")).saying(turn.lang.say("This client is not among yours."))
