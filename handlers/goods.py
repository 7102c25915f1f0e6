"""What is handed out: goods and their brands, the units they are counted in, and amounts of them. Pure.

Every product has an ordinary unit, the first of its units, in which it is added up. Other units are packs: a box of
pieces, a strip of pills. How many a pack holds is known from the catalogue, from the last time, or is asked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.catalogue import Brand, Catalogue, Product
from handlers.reading.numbers import read_integer, spoken
from handlers.reading.spelling import Lexicon, tidy, words
from locales import N_, Language

MOST_AT_ONCE = 20
"""So many times what is possible for one person is a mistake however many people it was for."""
MOST_COUNTED = 100_000

_UNIT_WORDS: Lexicon[str] = Lexicon(
    {
        "piece": ("cái", "chiếc", "bao", "que", "bcs", "piece", "pieces"),
        "box": ("hộp", "box", "boxes"),
        "strip": ("vỉ", "strip", "strips"),
        "pill": ("viên", "pill", "pills"),
        "bottle": ("chai", "lọ", "bottle", "bottles"),
        "tube": ("tuýp", "tube", "tubes"),
        "kit": ("bộ", "kit", "kits"),
        "pack": ("gói", "túi", "pack", "packs"),
    }
)
UNIT_NAMES = {
    "piece": N_("piece"),
    "box": N_("box"),
    "strip": N_("strip"),
    "pill": N_("pill"),
    "bottle": N_("bottle"),
    "tube": N_("tube"),
    "kit": N_("kit"),
    "pack": N_("pack"),
}
_POLITE = frozenset({"dạ", "vâng", "ạ", "nhé", "nha", "thôi"})
_KEPT = re.compile(r"([1-9]\d{0,5}) ([a-z]+)")


@dataclass(frozen=True)
class Ware:
    """What somebody hands out: a product, perhaps of a known brand."""

    product: Product
    brand: Brand | None = None

    @property
    def key(self) -> str:
        """Stands for it in a form: the product's code, or a slash and the brand's."""
        return f"/{self.brand.code}" if self.brand else self.product.code

    @property
    def ordinary(self) -> str:
        """The unit in which it is added up."""
        return self.product.units[0]

    def name(self, lang: Language) -> str:
        """ "Hello (bao cao su)", or "Bao cao su" without a brand."""
        product = self.product.names[lang.code]
        return f"{self.brand.name} ({lowered(product)})" if self.brand else product

    def names(self) -> tuple[str, ...]:
        """All that it is called."""
        brand = (self.brand.name, *self.brand.aliases) if self.brand else ()
        return (*brand, *self.product.names.values(), *self.product.aliases)


@dataclass(frozen=True)
class Amount:
    """So many of a unit: "2 box" in a form."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


@dataclass(frozen=True)
class Packing:
    """That one `big` unit holds some of a `small` one."""

    small: str
    big: str


@dataclass(frozen=True)
class Goods:
    """What is known of goods when a form asks for them: the catalogue's `products` and `brands`, what this person hands
    out (`habits`, the most frequent first), and the sizes of packs the last time (by product, brand and unit)."""

    products: Sequence[Product] = ()
    brands: Sequence[Brand] = ()
    habits: Sequence[tuple[str, str | None]] = ()
    sizes: Mapping[tuple[str, str | None, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Goods":
        """What the catalogue alone knows."""
        return cls(catalogue.products, catalogue.brands)

    def wares(self) -> list[Ware]:
        """What is offered: what this person hands out most, then all goods of the catalogue."""
        usual = [self.ware_of(product, brand) for product, brand in self.habits]
        offered = [*usual, *(Ware(product) for product in self.products)]
        handed_out = [ware for ware in offered if ware is not None and is_handed_out(ware.product)]
        return list({ware.key: ware for ware in handed_out}.values())

    def branded(self) -> list[Ware]:
        """All brands of what is handed out."""
        found = [self.ware_of(brand.product, brand.code) for brand in self.brands]
        return [ware for ware in found if ware is not None and is_handed_out(ware.product)]

    def services(self) -> list[Product]:
        """What only a clinic gives."""
        return [product for product in self.products if not is_handed_out(product)]

    def ware(self, key: object) -> Ware | None:
        """What a key of a form stands for; None when the catalogue no longer has it."""
        if not isinstance(key, str):
            return None
        if not key.startswith("/"):
            return self.ware_of(key, None)
        brand = next((brand for brand in self.brands if brand.code == key[1:]), None)
        return None if brand is None else self.ware_of(brand.product, brand.code)

    def ware_of(self, product: str, brand: str | None) -> Ware | None:
        """A product of the catalogue, of that brand if one is named."""
        known = next((one for one in self.products if one.code == product), None)
        if known is None or brand is None:
            return None if known is None else Ware(known)
        make = next((one for one in self.brands if one.code == brand and one.product == product), None)
        return None if make is None else Ware(known, make)

    def name(self, lang: Language, product: str, brand: str | None) -> str:
        """What a record calls it; its code when the catalogue no longer has it."""
        ware = self.ware_of(product, brand)
        return ware.name(lang) if ware else brand or product

    def size(self, ware: Ware, unit: str) -> int | None:
        """How many a pack holds (see `packing`): of this brand, of the product, or the last time."""
        brand = ware.brand.code if ware.brand else None
        return listed_size(ware, unit) or self.sizes.get((ware.product.code, brand, unit))


def listed_size(ware: Ware, unit: str) -> int | None:
    """How many a pack holds by the catalogue."""
    packed = packing(ware.ordinary, unit)
    if packed is None:
        return None
    if packed.big == "strip":
        return ware.product.per_strip
    if packed.small != ware.ordinary:
        return None
    return (ware.brand.per_box if ware.brand else None) or ware.product.per_box


def is_handed_out(product: Product) -> bool:
    """Whether a collaborator may give it: what else there is, a clinic does."""
    return product.kind == "goods" and product.giver == "collaborator"


def packing(ordinary: str, unit: str) -> Packing | None:
    """Which of two units is a pack of the other; None when one of the one is one of the other."""
    if unit == ordinary:
        return None
    if {ordinary, unit} == {"pill", "strip"}:
        return Packing("pill", "strip")
    if unit == "box":
        return Packing(ordinary, "box")
    return Packing(unit, "box") if ordinary == "box" and unit in ("pill", "strip") else None


def pieces(ware: Ware, amount: Amount, size: int | None) -> int | None:
    """An amount in the ordinary unit; None when the pack's size is missing or it is no whole number of them."""
    packed = packing(ware.ordinary, amount.unit)
    if packed is None:
        return amount.count
    if not size:
        return None
    if packed.big == amount.unit:
        return amount.count * size
    return None if amount.count % size else amount.count // size


def in_unit(ware: Ware, count: int, unit: str, size: int | None) -> int | None:
    """So many of the ordinary unit in another one: the way back from `pieces`."""
    packed = packing(ware.ordinary, unit)
    if packed is None:
        return count
    if not size:
        return None
    if packed.small == unit:
        return count * size
    return None if count % size else count // size


def is_unusual(product: Product, count: int, people: int) -> bool:
    """Whether so many of the ordinary unit for so many people are worth a question."""
    return product.usual_most is not None and count > product.usual_most * people


def is_impossible(product: Product, count: int, people: int) -> bool:
    """Whether so many of the ordinary unit for so many people are a mistake."""
    return product.possible_most is not None and count > product.possible_most * people


def most_at_once(product: Product) -> int:
    """The most of the ordinary unit that is believed of one handing out, however many people it was for."""
    return MOST_AT_ONCE * product.possible_most if product.possible_most else MOST_COUNTED


def presets(ware: Ware) -> list[Amount]:
    """Amounts that are usual: some of the ordinary unit, and boxes of what is given by the dozen."""
    dozens = (ware.product.usual_most or 0) >= 50
    boxes = (1, 2) if dozens and "box" in ware.product.units else ()
    usual = (10, 12, 20, 30) if dozens else (1, 2, 3)
    return [*(Amount(n, ware.ordinary) for n in usual), *(Amount(n, "box") for n in boxes)]


def kept_amount(value: object) -> Amount | None:
    """The amount that a form's answer is."""
    found = _KEPT.fullmatch(value) if isinstance(value, str) else None
    return Amount(int(found[1]), found[2]) if found else None


def read_amount(text: str, ware: Ware) -> Amount | None:
    """The amount that was typed: "20", "hai hộp", "chục rưỡi", "2 vỉ thuốc". A bare number counts the ordinary unit.

    The unit may be one that the product does not come in. None when no exact amount was typed.
    """
    said = re.sub(r"(?<=\d)(?=[^\W\d_])", " ", tidy(text)).strip(" .,;!").split()
    while said and said[-1] in _POLITE:
        said.pop()
    while said and said[0] in _POLITE:
        said.pop(0)
    for at in range(len(said), 0, -1):
        count = _bare_number(" ".join(said[:at]))
        if count is not None:
            unit = _unit(" ".join(said[at:]), ware)
            return Amount(count, unit) if unit else None
    return None


def _bare_number(text: str) -> int | None:
    """A number and nothing else."""
    number = read_integer(text)
    if number is None or not any(c.isalpha() for c in text):
        return number
    said = words(text)
    taken = spoken(said)
    return number if taken is not None and taken[1] == len(said) else None


def _unit(text: str, ware: Ware) -> str | None:
    """The unit that the words behind a number name: a counting word, the goods themselves, or both."""
    said = words(text)
    if not said or _is_a_name(text, ware):
        return ware.ordinary
    unit = _UNIT_WORDS.read(said[0])
    rest = " ".join(text.split()[1:])
    return unit if not rest or _is_a_name(rest, ware) else None


def _is_a_name(text: str, ware: Ware) -> bool:
    said = words(text)
    return any(
        len(said) == len(name) and all(word.may_be(spelled) for word, spelled in zip(said, name, strict=True))
        for name in map(words, ware.names())
    )


def told(lang: Language, ware: Ware, amount: Amount, size: int | None) -> str:
    """ "2 hộp = 24 cái", or without what is the same or not known."""
    said = counted(lang, amount.count, amount.unit)
    count = pieces(ware, amount, size)
    if count is None or amount.unit == ware.ordinary or packing(ware.ordinary, amount.unit) is None:
        return said
    return f"{said} = {counted(lang, count, ware.ordinary)}"


def counted(lang: Language, n: int, unit: str) -> str:
    """So many of a unit: "24 cái"."""
    match unit:
        case "box":
            return lang.plural("{n} box", "{n} boxes", n)
        case "strip":
            return lang.plural("{n} strip", "{n} strips", n)
        case "pill":
            return lang.plural("{n} pill", "{n} pills", n)
        case "bottle":
            return lang.plural("{n} bottle", "{n} bottles", n)
        case "tube":
            return lang.plural("{n} tube", "{n} tubes", n)
        case "kit":
            return lang.plural("{n} kit", "{n} kits", n)
        case "pack":
            return lang.plural("{n} pack", "{n} packs", n)
    return lang.plural("{n} piece", "{n} pieces", n)


def lowered(name: str) -> str:
    """A name of goods inside a sentence; abbreviations stay as they are."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def as_item(ware: Ware, amount: Amount, size: int | None) -> dict[str, Any] | None:
    """What a record of a distribution keeps of it; None when it cannot be added up."""
    count = pieces(ware, amount, size)
    if count is None:
        return None
    return {
        "product": ware.product.code,
        "brand": ware.brand.code if ware.brand else None,
        "quantity": amount.count,
        "unit": amount.unit,
        "per_box": size if packing(ware.ordinary, amount.unit) else None,
        "pieces": count,
    }
