"""The questions of the form "distribution": what was handed out, through which channel, for how much, to whom. Pure.

Up to MOST_KINDS products are one distribution (see handlers/goods_fields.py).
"""

from typing import Any

from db.catalogue.products import CHANNELS
from handlers.amount_fields import AmountField, Money, PackSize, item_in, known_size, packing_in, size_answer
from handlers.client_fields import NO_CONSENT, WhichClient, new_client_fields
from handlers.common_fields import NOTE, when
from handlers.fields import UNSET, Answers, Choice, Field, Integer, Listed, World
from handlers.goods import Amount, Goods, Ware, counted, in_unit, is_impossible
from handlers.goods_fields import BrandChoice, WareChoice, goods_of, makes, named, ware_in
from locales import N_

MOST_KINDS = 5
"""Products in one distribution."""
MOST_PEOPLE = 500
ONE, MANY, NEW = "one", "many", "new"
"""To whom, besides the clients with a code."""
SMALLEST_SUM = 500
"""Đồng; less is what somebody types who means thousands."""

SUPPLIES = (
    Listed("free", N_("Free"), ("miễn phí", "mp", "cấp miễn phí", "cấp phát miễn phí", "free of charge")),
    Listed("subsidised", N_("Social marketing (subsidised)"), ("tiếp thị xã hội", "tiếp thị", "ttxh", "trợ giá")),
    Listed("socialised", N_("Socialised (Project 818)"), ("xã hội hoá", "xhh", "818", "đề án 818")),
    Listed("market", N_("Market"), ("thị trường", "bán thị trường", "mua ngoài")),
)
"""Channels of supply."""
SUPPLY_CODES = tuple(supply.key for supply in SUPPLIES)
WITHOUT_A_CODE = (
    Listed(ONE, N_("Without a code, 1 person"), ("không mã", "1 người", "một người", "không ghi mã", "no code")),
    Listed(MANY, N_("Without a code, several people"), ("nhiều người", "several")),
    Listed(NEW, N_("A new client"), ("mới", "thêm khách hàng", "new")),
)

assert SUPPLY_CODES == CHANNELS


# --- what the answers say ---------------------------------------------------------------------------------------------


def items_in(answers: Answers, world: World) -> list[dict[str, Any]]:
    """All goods, as a record keeps them."""
    return [item for number in _numbers() if (item := item_in(answers, world, number))]


def people_in(answers: Answers) -> int:
    """How many people it was for."""
    return int(answers.get("people") or 1) if answers.get("whom") == MANY else 1


def money_in(answers: Answers) -> int | None:
    """What was received in all, in đồng; None for what is free."""
    sums = [answers[name] for number in _numbers() if (name := named("money", number)) in answers]
    return sum(filter(None, sums)) if sums else None


def is_without_consent(answers: Answers) -> bool:
    """Whether a new client did not agree to be kept."""
    return answers.get("whom") == NEW and answers.get("consent") == NO_CONSENT


def answers_for(goods: Goods, facts: dict[str, Any], whom: str | None) -> dict[str, Any]:
    """The answers that would make a distribution of these facts. `whom` is the client's code, if there is a client;
    None leaves open to whom. A record knows what was received in all: that stands with the first of the goods."""
    answers: dict[str, Any] = {"supply": facts["supply"], "given_on": facts["given_on"], "note": facts["note"]}
    for number, item in enumerate(facts["items"][:MOST_KINDS], 1):
        ware = goods.ware_of(item["product"], item["brand"])
        gone = f"/{item['brand']}" if item["brand"] else item["product"]
        answers[named("product", number)] = ware.key if ware else gone
        answers[named("amount", number)] = str(Amount(item["quantity"], item["unit"]))
        answers[named("brand", number)] = None
        if ware and item["per_box"]:
            answers[named("per_box", number)] = size_answer(item["per_box"], ware, item["unit"])
        if facts["money"] is not None:
            answers[named("money", number)] = facts["money"] if number == 1 else None
    if whom is not None:
        answers["whom"] = whom
        if whom == MANY:
            answers["people"] = facts["people"]
    return answers


def _numbers() -> range:
    return range(1, MOST_KINDS + 1)


def _has_goods(answers: Answers, number: int) -> bool:
    return answers.get(named("product", number)) is not None


# --- channel and money ------------------------------------------------------------------------------------------------


def _only_channel(answers: Answers, world: World) -> Any:
    """The one channel through which the goods come, if it is one."""
    ware = goods_of(world).ware(answers.get("product"))
    return ware.brand.channel if ware and ware.brand and ware.brand.channel else UNSET


def _comes_through(value: Any, answers: Answers, world: World) -> str | None:
    """What is wrong with a channel for goods that come through another one only."""
    for number in _numbers():
        ware = goods_of(world).ware(answers.get(named("product", number)))
        if ware and ware.brand and ware.brand.channel not in (None, value):
            return _another_channel(ware, world)
    return None


def _same_channel(value: Any, answers: Answers, world: World) -> str | None:
    ware, supply = goods_of(world).ware(value), answers.get("supply")
    if supply and ware and ware.brand and ware.brand.channel not in (None, supply):
        return _another_channel(ware, world)
    return None


def _another_channel(ware: Ware, world: World) -> str:
    assert ware.brand is not None
    channel = next(world.lang.say(supply.label) for supply in SUPPLIES if supply.key == ware.brand.channel)
    return world.lang.say(
        "{goods} comes through another channel only: {channel}. Please write it down as an entry of its own.",
        goods=ware.brand.name,
        channel=channel,
    )


def _has_brands(number: int) -> Any:
    def relevant(answers: Answers, world: World) -> bool:
        ware = goods_of(world).ware(answers.get(named("product", number)))
        paid = answers.get("supply") not in (None, "free")
        return paid and ware is not None and ware.brand is None and bool(makes(ware, answers, world))

    return relevant


def _in_thousands(value: Any, _answers: Answers, world: World) -> str | None:
    if value is None or value == 0 or value >= SMALLEST_SUM:
        return None
    return world.lang.say("Is it {n} đồng or {n} thousand? For thousands please type {n}k.", n=value)


def _is_paid(number: int) -> Any:
    return lambda answers, _world: answers.get("supply") not in (None, "free") and _has_goods(answers, number)


def _price(number: int) -> Any:
    """What the goods cost by the catalogue, if it tells."""

    def default(answers: Answers, world: World) -> Any:
        ware, item = ware_in(answers, world, number), item_in(answers, world, number)
        if ware is None or item is None or ware.brand is None or ware.brand.price is None:
            return UNSET
        unit = ware.brand.price_unit or ware.ordinary
        if unit == item["unit"]:
            return ware.brand.price * item["quantity"]
        count = in_unit(ware, item["pieces"], unit, item["per_box"] or goods_of(world).size(ware, unit))
        return UNSET if count is None else ware.brand.price * count

    return default


# --- to whom, when ----------------------------------------------------------------------------------------------------


def _possible_for_one(value: Any, answers: Answers, world: World) -> str | None:
    return None if value == MANY else _impossible(answers, world, 1)


def _possible_for_so_many(value: Any, answers: Answers, world: World) -> str | None:
    return None if value is None else _impossible(answers, world, value)


def _impossible(answers: Answers, world: World, people: int) -> str | None:
    """What is wrong when so many people cannot have got all this."""
    goods = goods_of(world)
    for item in items_in(answers, world):
        ware = goods.ware_of(item["product"], item["brand"])
        if ware is None or not is_impossible(ware.product, item["pieces"], people):
            continue
        return world.lang.plural(
            "{goods}: {amount} cannot be right for {n} person. At most {most} is believed; please correct the amount or"
            " how many people it was for.",
            "{goods}: {amount} cannot be right for {n} people. At most {most} each is believed; please correct the"
            " amount or how many people it was for.",
            people,
            goods=ware.name(world.lang),
            amount=counted(world.lang, item["pieces"], ware.ordinary),
            most=counted(world.lang, ware.product.possible_most or 0, ware.ordinary),
        )
    return None


def _is_new(answers: Answers, _world: World) -> bool:
    return answers.get("whom") == NEW


# --- the form ---------------------------------------------------------------------------------------------------------


def _advice(number: int) -> Any:
    def advice(answers: Answers, world: World) -> str | None:
        ware = ware_in(answers, world, number)
        return ware.product.advice[world.lang.code] if ware else None

    return advice


def _what(number: int) -> tuple[Field, Field]:
    """The questions which goods and how much."""
    first = number == 1
    product = WareChoice(
        name=named("product", number),
        title=N_("Product") if first else N_("Another product"),
        label=N_("What was given out?") if first else N_("What else was given out?"),
        hint=N_("Any other product or brand can be typed.")
        if first
        else N_("To take this one out again, choose “Skip”."),
        number=number,
        required=first,
        default=UNSET if first else None,
        add="" if first else N_("➕ Another product"),
        constraint=None if first else _same_channel,
        advice=_advice(number),
    )
    amount = AmountField(
        name=named("amount", number),
        title=N_("Amount"),
        label=N_("How much was given out?"),
        hint=N_("Or type another number, with its unit if need be."),
        number=number,
        relevant=lambda answers, _world: _has_goods(answers, number),
        advice=_advice(number),
    )
    return product, amount


def _which(number: int) -> tuple[Field, Field, Field]:
    """The questions about brand, pack and money, where they have to be asked."""
    brand = BrandChoice(
        name=named("brand", number),
        title=N_("Brand"),
        label=N_("Which brand?"),
        number=number,
        required=False,
        relevant=_has_brands(number),
    )
    per_box = PackSize(
        name=named("per_box", number),
        title=N_("Pack"),
        label=N_("How many does a pack hold?"),
        presets=(3, 4, 10, 12, 28),
        number=number,
        relevant=lambda answers, world: packing_in(answers, world, number) is not None,
        default=known_size(number),
    )
    money = Money(
        name=named("money", number),
        title=N_("Money received"),
        label=N_("How much money was received?"),
        hint=N_("For example 50k or 50,000. Nothing received: 0."),
        presets=(0, 10_000, 20_000, 30_000, 50_000, 100_000),
        number=number,
        required=number == 1,
        relevant=_is_paid(number),
        default=_price(number),
        constraint=_in_thousands,
    )
    return brand, per_box, money


def _others() -> tuple[Field, ...]:
    """The questions about further goods."""
    return tuple(f for number in _numbers()[1:] for f in (*_what(number), *_which(number)))


FIELDS: tuple[Field, ...] = (
    *_what(1),
    Choice(
        name="supply",
        title=N_("Channel"),
        label=N_("Through which channel does it come?"),
        choices=SUPPLIES,
        columns=1,
        default=_only_channel,
        constraint=_comes_through,
    ),
    *_which(1),
    *_others(),
    WhichClient(
        name="whom",
        title=N_("Given to"),
        label=N_("Who got it?"),
        besides=WITHOUT_A_CODE,
        constraint=_possible_for_one,
    ),
    Integer(
        name="people",
        title=N_("People"),
        label=N_("How many people got some?"),
        least=2,
        most=MOST_PEOPLE,
        presets=(2, 3, 5, 10, 20),
        relevant=lambda answers, _world: answers.get("whom") == MANY,
        constraint=_possible_for_so_many,
    ),
    *new_client_fields(with_hint=False, ending=False, asked=_is_new),
    when(
        "given_on",
        N_("When was it given out?"),
        to_come=N_("{day} is still to come. What is handed out is written down afterwards."),
        too_old=N_("{day} is more than {days} days ago. Goods can be written down up to {days} days back."),
    ),
    NOTE,
)
