"""Amounts: a number together with what it counts, or a product with the number said after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.quicklog.numbers import Number
from handlers.quicklog.pieces import Piece
from handlers.reading.fold import fold

PILL_WORDS = ("vien", "vieen", "vie6n")


@dataclass(slots=True)
class Amount:
    """So much of something.

    `what`: people, households, leaflet, goods, session, age, money, or other (nothing that is recorded).

    `number` is None when none is said. For goods: `unit`, `product` and `brand` as far as said; `twice` when two
    quantities stand side by side. `gender` is of people; `couples` when they are counted in twos; `each` tells what
    the amount is for one of: people, households, couples, session.
    """

    what: str
    start: int
    end: int
    number: Number | None = None
    unit: str | None = None
    product: str | None = None
    brand: str | None = None
    gender: str = ""
    couples: bool = False
    twice: bool = False
    each: str = ""

    @property
    def value(self) -> int | None:
        """How many, if a number was said; of couples the people."""
        if self.number is None or self.number.value is None:
            return None
        return self.number.value * 2 if self.couples else self.number.value


Part = Piece | Amount

_NOUNS = ("age", "money", "people", "households", "leaflet", "session", "times")
_LABELLED = {
    "nam": "male",
    "nữ": "female",
    "nu": "female",
    "số người": "any",
    "so nguoi": "any",
    "số hộ": "",
    "so ho": "",
}
_YEAR_DIGITS = frozenset({2, 4})
_LEAST_PRICE = 1000
"""Đồng; so great a number with nothing counted after it is a price."""
_GENERAL = frozenset({"condom", "pregnancy_test"})


def amounts(pieces: Sequence[Piece]) -> list[Part]:
    """The pieces, with every number joined to what it counts."""
    return _Joiner(pieces).all()


class _Joiner:
    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces

    def all(self) -> list[Part]:
        parts: list[Part] = []
        at = 0
        while at < len(self._pieces):
            counted = self._pieces[at].number is not None
            taken = self._counted(at) if counted else self._followed(at)
            if taken is None:
                parts.append(self._pieces[at])
                at += 1
            else:
                parts.append(taken[0])
                at = taken[1]
        return _without_pack_sizes(_without_unit_prices(_without_breakdowns(parts)))

    def _at(self, at: int) -> Piece | None:
        return self._pieces[at] if at < len(self._pieces) else None

    def _counted(self, at: int) -> tuple[Amount, int] | None:
        """A number and what follows it."""
        first = self._pieces[at]
        following = self._at(at + 1)
        before = self._pieces[at - 1] if at else None
        if first.number is None or following is None or not following.senses:
            return None
        if before is not None and before.has("born"):
            return None
        if before is not None and before.has("born short") and len(first.text) in _YEAR_DIGITS:
            return None
        end = at + 2
        made = Amount("other", first.start, following.end, first.number)
        noun = next((kind for kind in _NOUNS if following.has(kind)), None)
        if following.has("leaflet") and first.number and not following.has("age", "money"):
            noun = "leaflet"
        if noun == "people" and following.has("unit") and self._product(at + 2) is not None:
            noun = None
        if noun == "times" and following.has("unit", "product"):
            noun = None
        if noun in {"age", "money", "times"}:
            made.what = "other" if noun == "times" else noun
            return made, end
        if noun == "people":
            return self._people(at, made, following)
        if noun:
            made.what = noun
            return made, end
        if following.has("service", "dose") and not following.has("product", "unit"):
            made.what = "method"
            made.end = first.end
            return made, at + 1
        return self._goods(at, made)

    def _people(self, at: int, made: Amount, noun: Piece) -> tuple[Amount, int]:
        made.what, made.gender = "people", noun.senses["people"]
        made.couples = made.gender == "couple"
        end = at + 2
        while (
            (more := self._at(end)) and more.has("people") and not more.has("negation", "code") and more.number is None
        ):
            after = self._at(end + 1)
            if more.text in {"chồng", "vợ"} or (
                after is not None and after.number is not None and more.text in _LABELLED
            ):
                break
            made.couples = made.couples or made.gender == "couple"
            made.end = more.end
            end += 1
        return made, end

    def _goods(self, at: int, made: Amount) -> tuple[Amount, int] | None:
        unit = self._at(at + 1)
        end = at + 1
        made.what = "goods"
        if unit is not None and unit.has("unit") and not (unit.has("product") and not unit.text.startswith("ba")):
            made.unit, made.end = unit.senses["unit"], unit.end
            end += 1
            end += self._pack_size(end)
            again = self._counted_unit(end)
            if again is not None:
                made.twice, end = True, end + 2
            elif self._counted_pills(end):
                made.twice, end = True, end + 1
        said = self._product(end)
        if said is None:
            if made.unit is None:
                other = self._at(end)
                if other is not None and other.has("other goods"):
                    made.what, made.end = "other goods", other.end
                    return made, end + 1
                return None
            other = self._at(end)
            described = self._product(end + 1) or self._product(end + 2)
            if other is not None and other.unknown and described is not None:
                end = self._named(made, described, self._pieces.index(described, end))
                return made, end  # "3 chai loại nhỏ gynopro"
            if other is not None and other.has("service", "dose", "tt"):
                made.what = "method"
                return made, end
            if other is not None and (other.has("other goods") or (other.unknown and not other.capital)):
                made.what, made.end = "other goods", other.end
                end += 1
                if other.unknown:
                    made.what = "unknown goods"
            return made, end
        end = self._named(made, said, end)
        if made.unit is None and made.brand is None and made.product in _GENERAL:
            made.unit = "piece"
        again = self._counted_unit(end)
        if again is not None and self._product(end + 2) is None:
            made.twice, end = True, end + 2
        return made, end

    def _pack_size(self, at: int) -> int:
        """How many pieces tell what one holds, before the product: "2 hộp | loại 10 cái | hello"."""
        sizes = [piece for piece in self._pieces[at : at + 6] if piece.text not in {"(", ")"}]
        sized = len(sizes) > 2 and sizes[0].has("pack size") and sizes[1].number is not None and sizes[2].has("unit")
        end = at + 3 + (self._pieces[at].text == "(") if sized else at
        if sized and end < len(self._pieces) and self._pieces[end].text == ")":
            end += 1
        return end - at if sized and self._product(end) is not None else 0

    def _counted_pills(self, at: int) -> bool:
        """Whether so many pills follow: "1 hộp | 10 viên sắt"."""
        number, pills = self._at(at), self._product(at + 1)
        return (
            number is not None
            and number.number is not None
            and pills is not None
            and fold(pills.text).startswith(PILL_WORDS)
        )

    def _counted_unit(self, at: int) -> Piece | None:
        number, unit = self._at(at), self._at(at + 1)
        if number is not None and number.number is not None and unit is not None and unit.has("unit"):
            return unit
        return None

    def _product(self, at: int) -> Piece | None:
        piece = self._at(at)
        return piece if piece is not None and piece.has("product", "brand") and not piece.has("service") else None

    def _named(self, made: Amount, said: Piece, end: int) -> int:
        """Takes the product and the brand after it; returns where they end."""
        if made.number is not None and made.unit is None and fold(said.text).startswith(PILL_WORDS):
            made.unit = "pill"
        if made.number is not None and made.unit is None and fold(said.text) == "bao":
            made.unit = "piece"
        _name(made, said)
        end += 1
        more = self._product(end)
        while more is not None and made.brand is None:
            if not more.has("brand") and more.senses.get("product") != made.product and made.product != "oral_pill":
                break
            same = more.senses.get("brand", "").startswith(f"{made.product}/")
            if more.has("brand") and not same and made.product not in {None, "oral_pill"} and made.number is not None:
                break  # "15 bcs vagis x3 chai"
            if not same and made.number is None and self._counted_unit(end + 1):
                break  # "gel, bcs 20 cái"
            _name(made, more)
            end += 1
            more = self._product(end)
        return end

    def _followed(self, at: int) -> tuple[Amount, int] | None:
        """A product, leaflets or people and the number after them: "bcs 20 cái", "tờ rơi: 20", "nữ 12"."""
        first = self._pieces[at]
        text = first.text
        if not first.has("product", "brand", "leaflet") and text not in _LABELLED:
            return None
        goods = self._product(at) is not None
        if not (goods or (first.has("leaflet") and not first.has("place", "numbered place")) or text in _LABELLED):
            return None
        made = Amount("leaflet" if first.has("leaflet") else "goods", first.start, first.end)
        end = at + 1
        if goods:
            made.what = "goods"
            end = self._named(made, first, at)
        elif text in _LABELLED:
            made.what, made.gender = ("people", _LABELLED[text]) if _LABELLED[text] else ("households", "")
        label = self._at(end)
        labelled = label is not None and (label.has("label") or label.text in {":", "("})
        if labelled:
            end += 1
            if (colon := self._at(end)) is not None and colon.text == ":":
                end += 1
        number, unit = self._at(end), self._at(end + 1)
        bare = number is not None and number.number is not None
        free = unit is None or not unit.has(*_NOUNS, "unit", "product", "brand", "service", "other goods", "dose")
        free = free or (goods and label is not None and label.has("label") and self._product(end + 1) is not None)
        further = self._at(end + 3)
        listed = further is not None and (further.number is not None or further.has("label"))
        own = unit is not None and unit.has("unit") and (self._product(end + 2) is None or listed)
        if made.what == "leaflet" and unit is not None and unit.has("leaflet"):
            own = True
        if number is None or not bare or not (free or (own and made.what in {"goods", "leaflet"})):
            if text in _LABELLED:
                return None
            return (made, at + 1) if not goods else (made, self._named(Amount("", 0, 0), first, at))
        if made.what == "goods" and own and unit is not None:
            made.unit = unit.senses["unit"]
        elif made.what == "goods" and made.brand is None and made.product in _GENERAL:
            made.unit = "piece"
        made.number = number.number
        made.end = unit.end if own and unit is not None else number.end
        end += 2 if own else 1
        if made.what == "goods" and self._counted_unit(end) is not None and self._product(end + 2) is None:
            made.twice, end = True, end + 2
        return made, end


def _name(made: Amount, said: Piece) -> None:
    made.end = said.end
    if "brand" in said.senses:
        product, _, made.brand = said.senses["brand"].partition("/")
        made.product = product
    elif made.product is None or said.senses["product"] != "oral_pill":
        made.product = said.senses["product"]


_RECEIVERS = ("people", "households", "session")


def mark_each(parts: Sequence[Part], further: Sequence[Part]) -> None:
    """Notes of which amounts are for one: all after "mỗi chị" in its clause, or those before it if none follow.

    `further` is what goes on without a break: "mỗi chị phát 2 tờ rơi".
    """
    for at, part in enumerate(parts):
        if not isinstance(part, Piece) or not part.has("each"):
            continue
        noun = parts[at + 1] if at + 1 < len(parts) else None
        each = "people"
        if isinstance(noun, Piece) or part.senses["each"]:
            each = part.senses["each"] or "people"
        if isinstance(noun, Piece) and not part.senses["each"]:
            home = "households" if fold(noun.text) == "nha" else "people"
            each = next((kind for kind in _RECEIVERS if noun.has(kind)), home)
            each = "couples" if noun.senses.get("people") == "couple" else each
        following = [other for other in parts[at + 1 :] if isinstance(other, Amount)]
        following = following or [other for other in further if isinstance(other, Amount)]
        leading = [other for other in parts[:at] if isinstance(other, Amount) and other.what in {"goods", "leaflet"}]
        chosen = [other for other in following if other.what in {"goods", "leaflet"}] or leading[-1:]
        if following and following[0].what == "people" and each in {"households", "session"}:
            chosen = following[:1]
        for amount in chosen:
            amount.each = each


def _without_unit_prices(parts: list[Part]) -> list[Part]:
    """Without what a price is for: "25 nghìn 1 vỉ", "30k/hộp"."""
    kept: list[Part] = []
    for at, part in enumerate(parts):
        before = parts[at - 1] if at else None
        number = before.number.value if before is not None and before.number is not None else None
        priced = (isinstance(before, Amount) and before.what == "money") or (
            isinstance(before, Piece) and number is not None and number >= _LEAST_PRICE
        )
        if priced and isinstance(part, Amount) and part.what == "goods" and part.product is None and part.value == 1:
            continue
        kept.append(part)
    return kept


def _without_breakdowns(parts: list[Part]) -> list[Part]:
    """Without what is part of goods or leaflets that were counted: "50 bao, trong đó 20 bao cho khu trọ"."""
    kept: list[Part] = []
    whole: Amount | None = None
    inside = False
    for part in parts:
        if isinstance(part, Amount):
            alike = whole is not None and part.what == whole.what and part.product in {None, whole.product}
            if inside and alike and part.what in {"goods", "leaflet"}:
                continue
            whole, inside = (part, False) if part.what in {"goods", "leaflet"} else (whole, inside)
        elif part.has("of these"):
            inside = whole is not None
        elif part.has("stop", "give", "talk", "refer", "take"):
            inside = False
        kept.append(part)
    return kept


def _without_pack_sizes(parts: list[Part]) -> list[Part]:
    """Without what a box holds: "loại 10 cái", "mỗi hộp 10 cái", "(10 cái/hộp)"."""
    kept: list[Part] = []
    if not any(isinstance(part, Piece) and (part.has("pack size", "each") or part.text == "/") for part in parts):
        return parts
    for at, part in enumerate(parts):
        before = kept[-1] if kept else None
        sized = isinstance(before, Piece) and before.has("pack size")
        one = len(kept) > 1 and isinstance(kept[-2], Piece) and kept[-2].has("each") and isinstance(before, Piece)
        following = parts[at + 2] if at + 2 < len(parts) else None
        per = isinstance(following, Piece) and following.has("unit") and getattr(parts[at + 1], "text", "") == "/"
        if isinstance(part, Amount) and part.what == "goods" and part.product is None:
            if sized or per:
                continue
            if one and isinstance(before, Piece) and before.has("unit") and not before.has("people"):
                del kept[-2:]
                continue
        kept.append(part)
    return kept
