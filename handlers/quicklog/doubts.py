"""What stands beside what was read and may change it: words that are no words, numbers that count nothing."""

from collections.abc import Iterator, Sequence

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.clauses import Clause, is_
from handlers.quicklog.pieces import Piece
from handlers.quicklog.slips import Slips
from handlers.quicklog.stretches import TITLES
from handlers.reading.fold import fold
from handlers.reading.spelling import tidied_word

_VERBS = ("give", "take", "talk", "refer", "tt")
_LOOKED_AT = frozenset({"soi", "chup", "di soi", "di chup"})
_SHORT_PURPOSES = frozenset({"vong", "vu", "ctc", "que"})
_BEFORE_COUNTED = ("talk", "meet", "go", "refer", "approximate")
# Words of days; beside one of them a slip may have been one: "tun trước", "áng qua", "gày 25".
_OF_DAYS = frozenset(
    {"qua", "kia", "truoc", "trc", "sau", "nay", "roi", "vua", "hom", "tuan", "thang", "ngay", "chu", "day"}
)
_DAYS = Slips(
    [
        "sang",
        "trua",
        "chieu",
        "toi",
        "dem",
        "hom",
        "tuan",
        "thang",
        "ngay",
        "nhat",
        "thu",
        "cach",
        "truoc",
        "mung",
        "ram",
    ]
)
_WITHOUT_NUMBER = {"goods": ("quantity", "unit"), "leaflet": ("leaflets",)}
_PEOPLE = {"people": ("attendees", "count"), "households": ("households",)}
_LEAST_PRICE = 1000


def doubts(clause: Clause, act: str) -> set[str]:
    """The fields of what a clause that does `act` reports of which one may not be sure."""
    return {field for at in range(len(clause.parts)) for field in _doubts(clause.parts, at, act)}


def _doubts(parts: Sequence[Part], at: int, act: str) -> Iterator[str]:
    part, before = parts[at], parts[at - 1] if at else None
    following = parts[at + 1] if at + 1 < len(parts) else None
    if _is_unknown(part) and is_(before, "self") and is_(following, *_VERBS):
        yield "kind"  # "em hưa phát": had she, or had she not?
    if _is_unknown(part) and act == "refer":
        if isinstance(following, Piece) and fold(following.text) in _SHORT_PURPOSES:
            yield from ("service", "screening")  # "đi táo vòng": đặt or tháo?
        if isinstance(before, Piece) and fold(before.text) in _LOOKED_AT:
            yield from ("service", "screening")
    if _is_odd(parts, at) or _is_number_word(part):
        yield from _uncounted(before, following)
        if is_(following, *_VERBS) and _is_slip(part):
            yield "kind"
        dated = any(_of_day(beside) or _is_number(beside) for beside in (before, following))
        if dated and _may_be_day(part):
            yield from ("date", "appointment") if act in {"news", "contact"} else ("date",)
    elif isinstance(part, Amount):
        if part.what == "people" and _has_no_number(before, following) and act in {"give", "take"}:
            yield from _WITHOUT_NUMBER["goods"]  # "2 chi vagis": chị or chai?
    elif _is_number(part):
        if act in {"give", "take"} and not is_(before, "place", "numbered place", "noise"):
            yield from _mistaken(part, before, following)
            yield from _mistaken(part, *(other for other in parts if _has_no_number(other)))
        if act == "news" and any(is_(other, "state") for other in parts[:at]) and not _tells_hour(before):
            yield "appointment"


def _has_no_number(*beside: Part | None) -> bool:
    return any(isinstance(part, Amount) and part.what == "goods" and part.number is None for part in beside)


def _is_number_word(part: Part) -> bool:
    return isinstance(part, Piece) and part.number is None and part.senses.keys() == {"number word"}


def _uncounted(before: Part | None, following: Part | None) -> tuple[str, ...]:
    """The fields of a noun that has no number, before which there is a word that may have been one."""
    if isinstance(following, Amount) and (following.number is None or _is_number(before)):
        return _WITHOUT_NUMBER.get(following.what, _PEOPLE.get(following.what, ()))
    if is_(following, "unit"):
        return _WITHOUT_NUMBER["goods"]
    counted = is_(before, *_BEFORE_COUNTED) or _is_number(before)
    if not counted and not (isinstance(before, Piece) and _is_number_word(before)):
        return ()
    return next((fields for kind, fields in _PEOPLE.items() if is_(following, kind)), ())


def _mistaken(number: Part, *beside: Part | None) -> tuple[str, ...]:
    """The fields of goods beside a number that counts nothing and is no price: "2 chia vagis", "1 hai vagis"."""
    assert isinstance(number, Piece)
    assert number.number is not None
    goods = any(isinstance(part, Amount) and part.what == "goods" for part in beside)
    return ("quantity", "unit") if goods and (number.number.value or 0) < _LEAST_PRICE else ()


def _is_number(part: Part | None) -> bool:
    return isinstance(part, Piece) and part.number is not None and not part.senses


def _tells_hour(part: Part | None) -> bool:
    return is_(part, "hour") or (isinstance(part, Piece) and part.text in {"h", "g", "giờ", "gio"})


def _of_day(part: Part | None) -> bool:
    return isinstance(part, Piece) and part.day is None and fold(part.text) in _OF_DAYS


def _may_be_day(part: Part) -> bool:
    assert isinstance(part, Piece)
    word = tidied_word(part.text)
    return any(_DAYS.of(plain) for plain in {word.plain, (word.undone() or word).plain})


def _is_unknown(part: Part) -> bool:
    return isinstance(part, Piece) and part.unknown and part.text.isalpha()


def _is_odd(parts: Sequence[Part], at: int) -> bool:
    """Whether nothing is known about a word, and it is nobody's name."""
    part = parts[at]
    if not isinstance(part, Piece) or not _is_unknown(part) or (part.capital and at):
        return False
    before = parts[at - 1] if at else None
    if isinstance(before, Piece) and before.unknown:
        return _is_odd(parts, at - 1)
    if isinstance(before, Piece) and fold(before.text) == "chu" and _may_be_day(part):
        return True
    title = isinstance(before, Piece) and bool(before.senses) and not TITLES.isdisjoint(before.text.split()[-1:])
    named = title or is_(before, "people", "place", "at", "self")
    return not named or _is_slip(part)


def _is_slip(part: Part) -> bool:
    """Whether no Vietnamese word is written like this."""
    assert isinstance(part, Piece)
    word = tidied_word(part.text)
    undone = word.undone()
    return not word.is_syllable() and not (undone is not None and undone.is_syllable())
