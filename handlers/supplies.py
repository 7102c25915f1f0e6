"""When clients run out of what they get regularly: reckoned from what they got, and kept in step with it."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from db import clients, supplies
from db.scope import Scope
from db.supplies import Handout, Stop
from handlers.goods import Goods
from handlers.turn import Turn


def runs_out(handouts: Iterable[Handout], days_each: int, stop: Stop | None = None) -> date | None:
    """The day on which somebody who got all this of one product has nothing left, if one piece lasts `days_each` days.

    What is left of an earlier supply counts. None when she got nothing since she told (`stop`) to need no more.
    """
    end: date | None = None
    for handout in sorted(handouts, key=lambda handout: handout.day):
        if stop is None or (handout.day, handout.entered_at) > (stop.day, stop.at):
            start = handout.day if end is None else max(end, handout.day)
            end = start + timedelta(days=days_each * handout.pieces)
    return end


async def refresh(turn: Turn, client_id: int) -> None:
    """Brings a client's supplies in step with what was handed out to her, by whomever, and with what she told."""
    known = await clients.client(turn.session, Scope.everything(), client_id)
    if known is None or known.forgotten_at is not None:
        return
    everybody, lasting = Scope.everything(), {one.code: one.resupply_days for one in turn.catalogue.products}
    got = await supplies.handouts(turn.session, everybody, client_id)
    stopped = await supplies.stops(turn.session, everybody, client_id)
    watched = await supplies.supplies_of(turn.session, everybody, client_id)
    for product in sorted({handout.product for handout in got} | set(watched)):
        days = lasting.get(product)
        end = runs_out([one for one in got if one.product == product], days, stopped.get(product)) if days else None
        await supplies.set_supply(turn.session, everybody, client_id, product, end)


async def next_supplies(turn: Turn, client_id: int, products: Collection[str] | None = None) -> list[tuple[str, date]]:
    """Which goods a client needs next and when, by name, of those products or of all; nothing for a client who does not
    want to be reminded."""
    if "reminder" not in await clients.agreed_to(turn.session, turn.own, client_id):
        return []
    goods = Goods.of(turn.catalogue)
    ends = await supplies.supplies_of(turn.session, turn.own, client_id)
    return [
        (goods.name(turn.lang, product, None), day)
        for product, day in ends.items()
        if products is None or product in products
    ]


async def supply_lines(turn: Turn, client_id: int) -> list[str]:
    """A line for each of the goods that a client will need again."""
    return [
        turn.lang.say("⏰ {goods}: until about {day}", goods=goods, day=turn.lang.short_date(day))
        for goods, day in await next_supplies(turn, client_id)
    ]
