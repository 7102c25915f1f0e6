"""What stands beside what was read and may change it: words that are no words, numbers that count nothing."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.clauses import Clause, is_
from handlers.quicklog.pieces import Piece
from handlers.quicklog.slips import Slips
from handlers.quicklog.stretches import TITLES
from handlers.reading.fold import fold
from handlers.reading.spelling import tidied_word

_VERBS = ("give", "take", "talk", "refer", "tt")
_BEFORE_COUNTED = ("talk", "meet", "go", "refer", "approximate")
_LOOKED_AT = frozenset({"soi", "chup", "di soi", "di chup"})
_SHORT_PURPOSES = frozenset({"vong", "vu", "ctc", "que"})
# Words of days; beside one of them a slip may have been one: "tun trước", "áng qua", "gày 25".
_OF_DAYS = frozenset(
    {*("qua", "kia", "truoc", "trc", "sau", "nay", "roi", "vua"), *("hom", "tuan", "thang", "ngay", "chu", "day")}
)
_DAYS = Slips(
    [
        *("sang", "trua", "chieu", "toi", "dem", "hom", "tuan", "thang", "ngay"),
        *("nhat", "thu", "cach", "truoc", "mung", "ram"),
    ]
)
_GOODS = ("quantity", "unit")
_LEAFLETS = ("leaflets",)
_CLINICAL = ("service", "screening")
_PEOPLE = {"people": ("attendees", "count"), "households": ("households",)}
_LEAST_PRICE = 1000


def doubts(clause: Clause, act: str) -> set[str]:
    """The fields of what a clause that does `act` reports of which one may not be sure."""
    return set(_Doubts(clause.parts, act).all())


class _Doubts:
    def __init__(self, parts: Sequence[Part], act: str) -> None:
        self._parts, self._act = parts, act
        self._uncounted = any(map(_lacks_number, parts))

    def all(self) -> Iterator[str]:
        odd = told = False
        for at, part in enumerate(self._parts):
            before = self._parts[at - 1] if at else None
            following = self._parts[at + 1] if at + 1 < len(self._parts) else None
            unknown = _is_unknown(part)
            odd = unknown and _is_odd(part, before, odd=odd)
            if unknown:
                yield from self._of_unknown(before, following)
            if odd or _is_number_word(part):
                yield from self._of_odd(part, before, following)
            elif is_(part, "unit") and _lacks_number(following):
                yield from _GOODS
            elif isinstance(part, Amount):
                yield from self._of_people(part, before, following)
            elif _is_number(part):
                yield from self._of_number(part, before, following)
                if told and not _tells_hour(before) and self._act == "news":
                    yield "appointment"
            told = told or is_(part, "state")
            if is_(part, "absent") and self._act in {"talk", "tt"}:
                yield from ("kind", "attendees", "households")  # "thăm 3 hộ không gặp"

    def _of_unknown(self, before: Part | None, following: Part | None) -> Iterator[str]:
        """A word of which nothing is known, a name perhaps."""
        if is_(before, "self") and is_(following, *_VERBS):
            yield "kind"  # "em hưa phát": had she, or had she not?
        if self._act == "refer" and (_plain(following) in _SHORT_PURPOSES or _plain(before) in _LOOKED_AT):
            yield from _CLINICAL  # "đi táo vòng": đặt or tháo?

    def _of_odd(self, part: Part, before: Part | None, following: Part | None) -> Iterator[str]:
        """A word of which nothing is known and that is no name, or a number word that is no number."""
        yield from _uncounted(before, following)
        if is_(following, *_VERBS) and _is_slip(part):
            yield "kind"
        if any(_of_day(beside) or _is_number(beside) for beside in (before, following)) and _may_be_day(part):
            yield from ("date", "appointment") if self._act in {"news", "contact"} else ("date",)

    def _of_people(self, amount: Amount, before: Part | None, following: Part | None) -> Iterator[str]:
        """People beside goods without a number: of "2 chi vagis" nobody knows whether chị or chai was meant."""
        goods = _lacks_number(before) or _lacks_number(following)
        if amount.what == "people" and goods and self._act in {"give", "take"}:
            yield from _GOODS

    def _of_number(self, number: Part, before: Part | None, following: Part | None) -> Iterator[str]:
        """A number that counts nothing and is no price, beside goods: "2 chia vagis", "1 hai vagis"."""
        assert isinstance(number, Piece)
        small = number.number is not None and (number.number.value or 0) < _LEAST_PRICE
        if not self._act and small and any(is_(other, "each") for other in self._parts):
            yield from (*_GOODS, *_LEAFLETS)  # "mỗi thứ 20"
        if isinstance(following, Amount) and following.number is not None and following.what != "goods":
            yield from _uncounted(number, following)  # "1 nghìn 2 tờ rơi"
        if isinstance(before, Amount) and self._act in {"talk", "tt"}:
            yield from _PEOPLE.get(before.what, ())  # "20 người nam 8 nữ 10"
        if self._act not in {"give", "take"} or is_(before, "place", "numbered place", "noise"):
            return
        beside = self._uncounted or any(
            isinstance(other, Amount) and other.what == "goods" for other in (before, following)
        )
        if beside and small:
            yield from _GOODS


def _uncounted(before: Part | None, following: Part | None) -> tuple[str, ...]:
    """The fields of a noun that has no number, before which there is a word that may have been one."""
    if isinstance(following, Amount) and (following.number is None or _is_number(before)):
        other = _LEAFLETS if following.what == "leaflet" else _PEOPLE.get(following.what, ())
        return _GOODS if following.what == "goods" else other
    if is_(following, "unit"):
        return _GOODS
    if is_(before, *_BEFORE_COUNTED) or _is_number(before) or _is_number_word(before):
        return next((fields for kind, fields in _PEOPLE.items() if is_(following, kind)), ())
    return ()


def _lacks_number(part: Part | None) -> bool:
    return isinstance(part, Amount) and part.what == "goods" and part.number is None


def _is_number_word(part: Part | None) -> bool:
    return isinstance(part, Piece) and part.number is None and part.senses.keys() == {"number word"}


def _is_number(part: Part | None) -> bool:
    return isinstance(part, Piece) and part.number is not None and not part.senses


def _plain(part: Part | None) -> str:
    return fold(part.text) if isinstance(part, Piece) else ""


def _tells_hour(part: Part | None) -> bool:
    return is_(part, "hour") or _plain(part) in {"h", "g", "gio"}


def _of_day(part: Part | None) -> bool:
    return isinstance(part, Piece) and part.day is None and _plain(part) in _OF_DAYS


def _is_unknown(part: Part) -> bool:
    return isinstance(part, Piece) and part.unknown and part.text.isalpha()


def _is_odd(part: Part, before: Part | None, *, odd: bool) -> bool:
    """Whether an unknown word is nobody's name; `odd` when the one before it is none."""
    assert isinstance(part, Piece)
    if part.capital and before is not None:
        return False
    if isinstance(before, Piece) and before.unknown:
        return odd
    if _plain(before) == "chu" and _may_be_day(part):
        return True
    title = isinstance(before, Piece) and bool(before.senses) and not TITLES.isdisjoint(before.text.split()[-1:])
    return not (title or is_(before, "people", "place", "at", "self")) or _is_slip(part)


def _may_be_day(part: Part) -> bool:
    return isinstance(part, Piece) and _near_day(part.text)


def _is_slip(part: Part) -> bool:
    return isinstance(part, Piece) and _is_none(part.text)


@lru_cache(maxsize=4096)
def _near_day(text: str) -> bool:
    """Whether a word is one slip away from a word of days."""
    word = tidied_word(text)
    return any(_DAYS.of(plain) for plain in {word.plain, (word.undone() or word).plain})


@lru_cache(maxsize=4096)
def _is_none(text: str) -> bool:
    """Whether no Vietnamese word is written like this."""
    word = tidied_word(text)
    return not word.is_syllable() and not (word.undone() or word).is_syllable()
