"""Questions how much of the goods it was: an amount, the size of a pack where that has to be known, the money. Pure.

They are numbered like those about the goods themselves (see handlers/goods_fields.py).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.fields import UNSET, Answers, Field, Integer, Invalid, World, brief
from handlers.goods import (
    MOST_COUNTED,
    UNIT_NAMES,
    Amount,
    Packing,
    Ware,
    as_item,
    counted,
    kept_amount,
    listed_size,
    lowered,
    most_at_once,
    packing,
    pieces,
    presets,
    read_amount,
    told,
)
from handlers.goods_fields import goods_of, named, ware_in
from handlers.reading.options import Option
from handlers.reading.spelling import tidy
from locales import Language

_CURRENCY = re.compile(r"\s*(?:đồng|dong|đ|d|vnđ|vnd)$")


def said_in(answers: Answers, world: World, number: int) -> tuple[Ware, Amount] | None:
    """The goods of that number and how much of them, once both were answered."""
    ware, amount = ware_in(answers, world, number), kept_amount(answers.get(named("amount", number)))
    return (ware, amount) if ware and amount else None


def item_in(answers: Answers, world: World, number: int) -> dict[str, Any] | None:
    """What a record keeps of the goods of that number; None when that is not yet clear."""
    said = said_in(answers, world, number)
    return as_item(*said, size_in(answers, world, number)) if said else None


def packing_in(answers: Answers, world: World, number: int) -> Packing | None:
    """Which unit is a pack of the other, if the amount is not in the ordinary one."""
    said = said_in(answers, world, number)
    return packing(said[0].ordinary, said[1].unit) if said else None


def size_in(answers: Answers, world: World, number: int) -> int | None:
    """How many a pack holds, as answered or as known."""
    said = said_in(answers, world, number)
    answered = kept_size(answers.get(named("per_box", number)), *said) if said else None
    return answered or (goods_of(world).size(said[0], said[1].unit) if said else None)


def size_answer(size: int, ware: Ware, unit: str) -> str:
    """The size of a pack as a form keeps it, with what it is a pack of: "12 box /hello"."""
    return f"{size} {unit} {ware.key}"


def kept_size(value: object, ware: Ware, amount: Amount) -> int | None:
    """The size of a pack that was answered, if it was answered for these goods in this unit."""
    size, _, of = value.partition(" ") if isinstance(value, str) else ("", "", "")
    return int(size) if of == f"{amount.unit} {ware.key}" and size.isdecimal() and len(size) < 5 else None


def known_size(number: int) -> Callable[[Answers, World], Any]:
    """The default for the size of a pack: what is known, if it fits the amount."""

    def default(answers: Answers, world: World) -> Any:
        size = size_in(answers, world, number)
        said = said_in(answers, world, number)
        return size_answer(size, said[0], said[1].unit) if said and size and pieces(*said, size) else UNSET

    return default


@dataclass(frozen=True, kw_only=True)
class AmountField(Field):
    """How much of the goods of that number: a count and a unit that makes sense for them."""

    number: int = 1

    def asks(self, answers: Answers, world: World) -> str:
        ware = ware_in(answers, world, self.number)
        return world.lang.say("How much was given out: {goods}?", goods=_inside(ware, world.lang))

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        ware = ware_in(answers, world, self.number)
        usual = presets(ware) if ware else []
        return [Option(str(amount), counted(world.lang, amount.count, amount.unit)) for amount in usual]

    def read(self, text: str, answers: Answers, world: World) -> str:
        ware, lang = ware_in(answers, world, self.number), world.lang
        if ware is None:
            raise Invalid(lang.say("This question is closed."))
        amount = read_amount(text, ware)
        if amount is None:
            raise Invalid(
                lang.say(
                    "“{text}” is not an exact number. For example: {example}",
                    text=brief(text),
                    example=_examples(ware, lang),
                )
            )
        if amount.unit not in ware.product.units:
            raise Invalid(
                lang.say(
                    "{goods} is not counted in this unit: {unit}. For example: {example}",
                    goods=ware.product.names[lang.code],
                    unit=lang.say(UNIT_NAMES[amount.unit]),
                    example=_examples(ware, lang),
                )
            )
        if amount.count > MOST_COUNTED:  # perhaps a telephone number: not to be repeated
            raise Invalid(
                lang.say("So much at once cannot be right. For example: {example}", example=_examples(ware, lang))
            )
        if amount.count < 1:
            raise Invalid(
                lang.say("Nothing given out is not written down. For example: {example}", example=_examples(ware, lang))
            )
        return str(amount)

    def show(self, value: Any, world: World) -> str:
        amount = kept_amount(value)
        return counted(world.lang, amount.count, amount.unit) if amount else str(value)

    def told(self, value: Any, answers: Answers, world: World) -> str:
        ware, amount = ware_in(answers, world, self.number), kept_amount(value)
        size = size_in(answers, world, self.number)
        return told(world.lang, ware, amount, size) if ware and amount else self.show(value, world)

    def fits(self, value: Any, answers: Answers, world: World) -> bool:
        ware, amount = ware_in(answers, world, self.number), kept_amount(value)
        return ware is not None and amount is not None and amount.unit in ware.product.units

    def complaint(self, value: Any, answers: Answers, world: World) -> str | None:
        ware, amount = ware_in(answers, world, self.number), kept_amount(value)
        wrong = super().complaint(value, answers, world)
        if wrong or ware is None or amount is None:
            return wrong
        answered = kept_size(answers.get(named("per_box", self.number)), ware, amount)
        listed, packed = listed_size(ware, amount.unit), packing(ware.ordinary, amount.unit)
        if packed and packed.small == amount.unit and listed and answered in (None, listed) and amount.count % listed:
            return _no_whole_packs(amount, listed, packed.big, world.lang)
        size = answered or goods_of(world).size(ware, amount.unit)
        count = pieces(ware, amount, size or 1) or 0
        return _too_much(amount, world.lang) if count > most_at_once(ware.product) else None


@dataclass(frozen=True, kw_only=True)
class PackSize(Integer):
    """How many a pack holds, asked when neither the catalogue nor the last time tells; kept as `size_answer`."""

    least: int = 1
    most: int = 1000
    number: int = 1

    def asks(self, answers: Answers, world: World) -> str:
        lang, packed = world.lang, packing_in(answers, world, self.number)
        if packed is None:
            return super().asks(answers, world)
        small, big = lang.say(UNIT_NAMES[packed.small]), lang.say(UNIT_NAMES[packed.big])
        return lang.say("How many of this are in one {big}: {small}?", big=big, small=small)

    def read(self, text: str, answers: Answers, world: World) -> Any:
        return self._answer(super().read(text, answers, world), answers, world)

    def tapped(self, key: str, answers: Answers, world: World) -> Any:
        return self._answer(super().tapped(key, answers, world), answers, world)

    def show(self, value: Any, world: World) -> str:
        return str(value).partition(" ")[0]

    def told(self, value: Any, answers: Answers, world: World) -> str:
        packed, size = packing_in(answers, world, self.number), size_in(answers, world, self.number)
        if packed is None or size is None:
            return self.show(value, world)
        return f"{counted(world.lang, 1, packed.big)} = {counted(world.lang, size, packed.small)}"

    def fits(self, value: Any, answers: Answers, world: World) -> bool:
        said = said_in(answers, world, self.number)
        return said is not None and self.least <= (kept_size(value, *said) or 0) <= self.most

    def complaint(self, value: Any, answers: Answers, world: World) -> str | None:
        if wrong := super().complaint(value, answers, world):
            return wrong
        packed, said = packing_in(answers, world, self.number), said_in(answers, world, self.number)
        size = kept_size(value, *said) if said else None
        if packed and said and size and packed.small == said[1].unit and said[1].count % size:
            return _no_whole_packs(said[1], size, packed.big, world.lang)
        return None

    def _answer(self, size: int, answers: Answers, world: World) -> str:
        said = said_in(answers, world, self.number)
        if said is None:
            raise Invalid(world.lang.say("This question is closed."))
        return size_answer(size, said[0], said[1].unit)


@dataclass(frozen=True, kw_only=True)
class Money(Integer):
    """What was received for the goods of that number, in đồng: "50k", "50 nghìn", "50.000đ"."""

    least: int = 0
    most: int = 100_000_000
    columns: int = 3
    number: int = 1

    def asks(self, answers: Answers, world: World) -> str:
        ware = ware_in(answers, world, self.number)
        return world.lang.say("How much money was received for this: {goods}?", goods=_inside(ware, world.lang))

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        return [Option(str(n), self.show(n, world)) for n in self.presets]

    def read(self, text: str, answers: Answers, world: World) -> int:
        return super().read(_CURRENCY.sub("", tidy(text).strip(" .,;!")), answers, world)

    def show(self, value: Any, world: World) -> str:
        return world.lang.say("{money} đ", money=world.lang.number(value))


def _inside(ware: Ware | None, lang: Language) -> str:
    """The goods' name inside a sentence."""
    name = ware.name(lang) if ware else ""
    return name if ware and ware.brand else lowered(name)


def _examples(ware: Ware, lang: Language) -> str:
    boxes = [Amount(2, "box")] if "box" in ware.product.units[1:] else []
    usual = [presets(ware)[1], *boxes]
    return ", ".join(counted(lang, amount.count, amount.unit) for amount in usual)


def _too_much(amount: Amount, lang: Language) -> str:
    return lang.say(
        "{amount} at once cannot be right. Please look at the number again.",
        amount=counted(lang, amount.count, amount.unit),
    )


def _no_whole_packs(amount: Amount, size: int, big: str, lang: Language) -> str:
    return lang.say(
        "{amount} make no whole number of packs of this unit: {unit} ({size} each).",
        amount=counted(lang, amount.count, amount.unit),
        unit=lang.say(UNIT_NAMES[big]),
        size=lang.number(size),
    )
