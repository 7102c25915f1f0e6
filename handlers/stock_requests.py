"""Asking for stock: a collaborator says what has run out and how much is wanted; the commune officer sees the requests
and marks them as seen to. Each side is told once of what the other did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.areas import commune_of
from db.scope import Scope
from db.stock_requests import Wanted, ask_for_stock, close_request, wanted_stock
from db.team import holders
from handlers.actions import FIELD_WORKERS, action, row_id
from handlers.amount_fields import AmountField
from handlers.fields import Answers, Invalid, World
from handlers.filling import begin, filling, home_row
from handlers.forms import Doubt, Form, State
from handlers.goods import MOST_COUNTED, Amount, Goods, counted, kept_amount, lowered, read_amount
from handlers.goods_fields import WareChoice, only_a_clinic, service_in, ware_in
from handlers.home import command_for
from handlers.quicklog.records import Item
from handlers.reading.options import Option
from handlers.records import no_area
from handlers.rights import as_officer
from handlers.screens import Button, Screen
from handlers.telling import tell
from handlers.turn import Turn
from locales import N_, Language

WHO_ASKS = ("collaborator",)
LISTED = 12
"""Requests shown at once; the oldest come first."""


@dataclass(frozen=True, kw_only=True)
class WantedAmount(AmountField):
    """How much of the goods is wanted."""

    def asks(self, answers: Answers, world: World) -> str:
        ware = ware_in(answers, world, self.number)
        name = ware.name(world.lang) if ware else ""
        goods = name if ware is None or ware.brand else lowered(name)
        return world.lang.say("How much more is needed: {goods}?", goods=goods)

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        ware = ware_in(answers, world, self.number)
        if ware is None:
            return []
        usual = (50, 100, 200) if (ware.product.usual_most or 0) >= 50 else (10, 20, 50)
        return [Option(str(Amount(n, ware.ordinary)), counted(world.lang, n, ware.ordinary)) for n in usual]

    def read(self, text: str, answers: Answers, world: World) -> str:
        ware = ware_in(answers, world, self.number)
        amount = read_amount(text, ware) if ware else None
        if amount is not None and amount.count < 1:
            raise Invalid(world.lang.say("Please say how much is needed, or “cancel” if nothing is."))
        return super().read(text, answers, world)

    def complaint(self, value: Any, answers: Answers, world: World) -> str | None:
        amount = kept_amount(value)
        return None if amount and 0 < amount.count <= MOST_COUNTED else world.lang.say("This question is closed.")


async def prepare(turn: Turn) -> None:
    """Reads what can be asked for."""
    turn.known["goods"] = Goods.of(turn.catalogue)


async def begin_for(turn: Turn, wanted: Item) -> Screen | None:
    """Opens the request for goods that somebody wrote to have run out of; None when that is nothing to be asked for."""
    ware = Goods.of(turn.catalogue).ware_of(wanted.product or "", wanted.brand)
    if ware is None or not turn.person.has(*WHO_ASKS):
        return None
    answers = {"product": ware.key}
    if wanted.quantity:
        answers["amount"] = str(Amount(wanted.quantity, wanted.unit or ware.ordinary))
    return await begin(turn, REQUEST, answers)


@action("stock_new", WHO_ASKS)
async def ask(turn: Turn, _argument: str) -> Screen:
    """Opens the request for stock."""
    return await begin(turn, REQUEST)


async def _keep(turn: Turn, answers: dict[str, Any], _state: State, _sure: bool) -> Screen | Doubt:
    lang, world = turn.lang, turn.world()
    service = service_in(answers, world)
    if service is not None:
        return Screen(only_a_clinic(service, lang), (home_row(turn),))
    ware, amount, area = ware_in(answers, world, 1), kept_amount(answers["amount"]), turn.person.working_area
    if area is None or ware is None or amount is None:
        return no_area(turn)
    request_id = await ask_for_stock(
        turn.session,
        person_id=turn.person.id,
        area_id=area,
        product=ware.product.code,
        brand=ware.brand.code if ware.brand else None,
        quantity=amount.count,
        unit=amount.unit,
        now=turn.now,
    )
    commune = await commune_of(turn.session, area)
    officers = await holders(turn.session, "officer", commune.id, turn.today) if commune else []
    goods, name = Goods.of(turn.catalogue), turn.person.name
    said = (ware.product.code, ware.brand.code if ware.brand else None, amount.count, amount.unit)

    def words(language: Language) -> str:
        asked = language.say("📥 {name} asks for more stock: {goods}.", name=name, goods=_told(goods, said, language))
        see = language.say("See all requests: /{command}", command=command_for("stock", language))
        return f"{asked}\n{see}"

    await tell(turn, officers, "stock", str(request_id), words)
    told = lang.say("✅ Asked for: {goods}.", goods=_told(goods, said, lang))
    fate = (
        lang.say("Your commune officer has been told.")
        if officers
        else lang.say("Your commune has no officer here yet.")
    )
    return Screen(f"{told}\n{fate}", ((Button(lang.say("📥 My requests"), "+stock"),), home_row(turn, fresh=True)))


@action("stock", FIELD_WORKERS)
async def show_requests(turn: Turn, _argument: str) -> Screen:
    """The open requests: of an officer's communes, or one's own."""
    lang, goods = turn.lang, Goods.of(turn.catalogue)
    found = await wanted_stock(turn.session, await _scope(turn))
    officer = turn.person.has("officer")
    lines = [lang.say("📥 Requests for stock")]
    lines += [_line(turn, one, goods, with_name=officer) for one in found[:LISTED]]
    if not found:
        lines.append(lang.say("Nothing is asked for at present."))
    elif officer:
        lines += ["", lang.say("Tap what has been seen to:")]
    if len(found) > LISTED:
        lines.append(
            lang.plural(
                "{n} more is shown when these are done.", "{n} more are shown when these are done.", len(found) - LISTED
            )
        )
    rows = [(_close_button(turn, one, goods, officer=officer),) for one in found[:LISTED]]
    more = () if officer else (Button(lang.say("➕ Ask for stock"), "stock_new"),)
    return Screen("\n".join(lines), (*rows, (*more, *home_row(turn))))


@action("stock_done", FIELD_WORKERS)
async def close(turn: Turn, argument: str) -> Screen:
    """Marks a request as seen to, by the officer, or takes back one's own; the argument is its id."""
    scope, request_id = await _scope(turn), row_id(argument)
    one = next((one for one in await wanted_stock(turn.session, scope) if one.id == request_id), None)
    if one is None or not await close_request(turn.session, scope, one.id, done_by=turn.person.id, now=turn.now):
        return (await show_requests(turn, "")).saying(turn.lang.say("This request is not open any more."))
    goods = Goods.of(turn.catalogue)
    if one.person_id != turn.person.id:
        await tell(
            turn,
            [one.person_id],
            "stock_done",
            str(one.id),
            lambda lang: lang.say(
                "📦 Your officer has seen to your request: {goods}.", goods=_told(goods, _said(one), lang)
            ),
        )
        return (await show_requests(turn, "")).saying(turn.lang.say("✅ Done. {name} is told.", name=one.name))
    return (await show_requests(turn, "")).saying(turn.lang.say("✅ The request is taken back."))


async def _scope(turn: Turn) -> Scope:
    return await as_officer(turn) if turn.person.has("officer") else turn.own


_Said = tuple[str, str | None, int, str]


def _said(one: Wanted) -> _Said:
    return one.product, one.brand, one.quantity, one.unit


def _told(goods: Goods, said: _Said, lang: Language) -> str:
    product, brand, quantity, unit = said
    return f"{goods.name(lang, product, brand)}: {counted(lang, quantity, unit)}"


def _line(turn: Turn, one: Wanted, goods: Goods, *, with_name: bool) -> str:
    day = turn.lang.short_date(one.asked_at.astimezone(turn.zone).date())
    told = _told(goods, _said(one), turn.lang)
    return f"• {day} {one.name}: {told}" if with_name else f"• {day} {told}"


def _close_button(turn: Turn, one: Wanted, goods: Goods, *, officer: bool) -> Button:
    told = _told(goods, _said(one), turn.lang)
    if officer:
        return Button(turn.lang.say("✅ {name}: {goods}", name=one.name, goods=told), f"stock_done:{one.id}")
    return Button(turn.lang.say("✖️ Take back {goods}", goods=told), f"stock_done:{one.id}")


REQUEST = filling(
    Form(
        "stock",
        N_("📥 A request for stock"),
        (
            WareChoice(name="product", title=N_("Product"), label=N_("What has run out?")),
            WantedAmount(name="amount", title=N_("Amount"), label=N_("How much more is needed?")),
        ),
    ),
    _keep,
    prepare,
    WHO_ASKS,
)
