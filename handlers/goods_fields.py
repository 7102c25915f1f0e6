"""Questions which goods it was, for every form that asks that: a product, perhaps of a brand. Pure.

A form may ask for several goods; the questions about each are numbered: "product", "product_2" and so on. What is known
of goods stands in `world.known["goods"]`. (How much of them: see handlers/amount_fields.py.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.catalogue import Brand
from handlers.fields import Answers, Choice, Invalid, Listed, World, not_offered, several
from handlers.goods import Goods, Ware
from handlers.reading.options import Option, choose, choose_number
from locales import Language

SERVICE = "!"
"""Begins the answer that is a service (or several: "!a+b"): only a clinic gives it, so the form ends."""


def named(name: str, number: int) -> str:
    """The name of a question about the goods of that number."""
    return name if number == 1 else f"{name}_{number}"


def goods_of(world: World) -> Goods:
    """What is known of goods."""
    known = world.known["goods"]
    assert isinstance(known, Goods)
    return known


def ware_in(answers: Answers, world: World, number: int) -> Ware | None:
    """Which goods those of that number are, as far as was answered."""
    ware = goods_of(world).ware(answers.get(named("product", number)))
    if ware is None or ware.brand is not None:
        return ware
    brand = answers.get(named("brand", number))
    return next((Ware(ware.product, make) for make in makes(ware, answers, world) if make.code == brand), ware)


def makes(ware: Ware, answers: Answers, world: World) -> list[Brand]:
    """The brands of a product that come through the channel of supply that was answered."""
    supply = answers.get("supply")
    brands = [brand for brand in goods_of(world).brands if brand.product == ware.product.code]
    return [brand for brand in brands if supply is None or brand.channel in (None, supply)]


def service_in(answers: Answers, world: World) -> str | None:
    """The name of the service that was named instead of goods."""
    value = str(answers.get("product"))
    named_so = [one for one in goods_of(world).services() if one.code in value.removeprefix(SERVICE).split("+")]
    return ", ".join(one.names[world.lang.code] for one in named_so) if value.startswith(SERVICE) else None


def only_a_clinic(service: str, lang: Language) -> str:
    """What is said to somebody who tries to hand out a service."""
    return lang.say(
        "{service} is done by a health facility only; a collaborator hands none out. You can refer the client to one,"
        " and that counts, too.",
        service=service,
    )


@dataclass(frozen=True, kw_only=True)
class WareChoice(Choice):
    """Goods: what this person hands out most first. Brands are found by their names, and a service that only a clinic
    gives ends an empty form (and is explained in one that is filled in)."""

    choices: str | tuple[Listed, ...] = ()
    number: int = 1

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        others = [answers.get(named("product", number)) for number in range(1, self.number)]
        return [_ware_option(ware, world.lang) for ware in goods_of(world).wares() if ware.key not in others]

    def read(self, text: str, answers: Answers, world: World) -> str:
        found = self._find(text, answers, world)
        if self.ends(found.key) and "amount" in answers:
            raise Invalid(only_a_clinic(found.label, world.lang))
        return found.key

    def show(self, value: Any, world: World) -> str:
        ware = goods_of(world).ware(value)
        return ware.name(world.lang) if ware else str(value).removeprefix("/")

    def ends(self, value: Any) -> bool:
        return isinstance(value, str) and value.startswith(SERVICE)

    def fits(self, value: Any, answers: Answers, world: World) -> bool:
        goods = goods_of(world)
        if self.ends(value):
            return {*value.removeprefix(SERVICE).split("+")} <= {one.code for one in goods.services()}
        return value in [ware.key for ware in (*goods.wares(), *goods.branded())]

    def complaint(self, value: Any, answers: Answers, world: World) -> str | None:
        if wrong := super().complaint(value, answers, world):
            return wrong
        others = [answers.get(named("product", number)) for number in range(1, self.number)]
        if value is not None and value in others:
            return world.lang.say("{goods} is in this entry already.", goods=self.show(value, world))
        return None

    def _find(self, text: str, answers: Answers, world: World) -> Option:
        """What the words name: by its number among what is shown, or by a name among all there is."""
        goods, lang, shown = goods_of(world), world.lang, self.options(answers, world)
        brands = [_ware_option(ware, lang) for ware in goods.branded()]
        services = [
            Option(SERVICE + one.code, one.names[lang.code], (*one.names.values(), *one.aliases))
            for one in goods.services()
        ]
        everything = list({option.key: option for option in (*shown, *brands, *services)}.values())
        found = choose_number(text, shown) or choose(text, everything, numbers=False) or choose(text, shown)
        if found is None:
            raise not_offered(text, shown, world)
        if isinstance(found, Option):
            return found
        keys = [option.key for option in found.options]
        if not all(map(self.ends, keys)):
            raise several(text, found, world)
        label = ", ".join(option.label for option in found.options)
        return Option(SERVICE + "+".join(key.removeprefix(SERVICE) for key in keys), label)


def _ware_option(ware: Ware, lang: Language) -> Option:
    if ware.brand is None:
        return Option(ware.key, ware.name(lang), ware.names())
    makes = (ware.brand.name, *ware.brand.aliases)
    both = [f"{name} {make}" for name in Ware(ware.product).names() for make in makes]
    return Option(ware.key, ware.name(lang), (*makes, *both))


@dataclass(frozen=True, kw_only=True)
class BrandChoice(Choice):
    """A brand of the goods of that number, among those of the channel."""

    choices: str | tuple[Listed, ...] = ()
    number: int = 1

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        ware = goods_of(world).ware(answers.get(named("product", self.number)))
        brands = makes(ware, answers, world) if ware else []
        return [Option(brand.code, brand.name, brand.aliases) for brand in brands]

    def show(self, value: Any, world: World) -> str:
        return next((brand.name for brand in goods_of(world).brands if brand.code == value), str(value))
