"""What a clause says that its record has no place for: a sign that one more thing was reported than was understood."""

from itertools import pairwise

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.clauses import Clause, is_

_CLINICAL = frozenset({"organ", "service", "screening", "other service", "exam", "facility"})
_CLIENT = frozenset({"code", "bad code"})
_GOODS = frozenset({"product", "brand"})

# The words that belong to what a clause reports, by what it does.
_WORDS = {
    "talk": _CLINICAL | _CLIENT | _GOODS | {"topic"},
    "tt": _CLINICAL | _CLIENT | _GOODS | {"topic"},
    "give": _CLIENT | _GOODS | {"channel", "facility"},
    "take": _CLIENT | _GOODS | {"channel", "facility"},
    "refer": _CLINICAL | _CLIENT,
    "method": _CLIENT | {"service", "facility"},
    "news": _CLINICAL | _CLIENT | {"state"},
    "contact": _CLINICAL | _CLIENT,
    "all": _CLINICAL | {"topic", "channel"},
}
# The amounts that belong to it. Sessions, prices and ages are never missed.
_AMOUNTS = {
    "talk": {"people", "households", "leaflet", "goods"},
    "tt": {"people", "households", "leaflet", "goods"},
    "give": {"people", "households", "leaflet", "goods", "other goods", "unknown goods"},
    "take": {"people", "households", "leaflet", "goods", "other goods", "unknown goods"},
    "refer": {"people", "households"},
    "method": {"people", "method", "goods"},
    "news": {"people"},
    "contact": {"people"},
}
_UNCOUNTED = frozenset({"session", "other", "age", "money"})
_CONTENT = frozenset().union(*_WORDS.values())
# The fields that an amount, or a word, may belong to.
_COUNTED = {
    "people": ("attendees", "count"),
    "households": ("households",),
    "leaflet": ("leaflets",),
    "method": ("service",),
}
_NAMED = {
    "code": ("client",),
    "bad code": ("client",),
    "product": ("product", "quantity", "unit"),
    "brand": ("product", "quantity", "unit"),
    "facility": ("facility",),
    "organ": ("screening", "topics"),
    "screening": ("screening", "topics"),
    "exam": ("screening", "service"),
    "service": ("service", "topics"),
    "other service": ("service", "topics"),
    "topic": ("topics",),
}
# Words that also have a harmless sense.
_HARMLESS = frozenset({"numbered place", "place", "noise", "done", "give", "negation", "audience", "people"})


def unread_fields(clause: Clause, act: str) -> set[str]:
    """The fields that a clause that does `act` ("" if it belongs to nothing) may speak of without being understood."""
    told = act in {"give", "take"} and bool(clause.amounts("leaflet"))  # what leaflets are about
    told = told or (act == "refer" and clause.has("exam"))  # or what an examination is for
    left = [part for part in clause.parts if _is_left(part, act, topics_told=told)]
    return {"kind"}.union(*map(_fields, left)) if left else set()


def _fields(part: Part) -> tuple[str, ...]:
    """The fields that something said may belong to."""
    if isinstance(part, Amount):
        return _COUNTED.get(part.what, ("product", "quantity", "unit"))
    return tuple(field for kind, fields in _NAMED.items() if part.has(kind) for field in fields)


def begins_unknown(clause: Clause) -> bool:
    """Whether words that are no name stand before the first amount."""
    for before, part in pairwise([None, *clause.parts]):
        if isinstance(part, Amount):
            return False
        if part is None or is_(before, "people"):
            continue  # a name
        if part.unknown and (not part.capital or (part is clause.parts[0] and clause.joint in {"", "."})):
            return True
    return False


def _is_left(part: Part, act: str, *, topics_told: bool) -> bool:
    if isinstance(part, Amount):
        receivers = act == "" and part.what in {"people", "households"} and part.gender != "attending"
        return not receivers and part.what not in _UNCOUNTED | _AMOUNTS.get(act, set())
    kinds = part.senses.keys()
    if part.senses.get("topic") == "?":
        return False  # so many subjects are none of the contract that they may be said of anybody
    if act == "news" and part.text == "bao":
        return False  # without marks also bảo: "kh 7f3k bao mai di"
    if topics_told and "topic" in kinds:
        return False
    return kinds.isdisjoint(_WORDS.get(act, frozenset()) | _HARMLESS) and not kinds.isdisjoint(_CONTENT)
