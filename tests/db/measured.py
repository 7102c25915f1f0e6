"""What each measure counts of one record, said once more in another way than the program says it; and, for a share,
what it is a share of. Different persons are counted in tests/db/summed.py."""

from collections.abc import Callable, Mapping

from tests.db.summed import LATE, Slow

ByHand = Callable[[Slow], int]


def _talk(one: Slow, fact: str | None = None) -> int:
    return (1 if fact is None else one.facts[fact] or 0) if one.kind == "talk" else 0


def _event(one: Slow, funding: str) -> int:
    return int(one.kind == "talk" and one.facts["form"] == "community_event" and one.facts["funding"] == funding)


def _supply(one: Slow, fact: str) -> int:
    return (one.facts[fact] or 0) if one.kind == "distribution" else 0


def _pieces(one: Slow) -> int:
    return sum(item["pieces"] for item in one.facts["items"]) if one.kind == "distribution" else 0


def _takers(one: Slow) -> int:
    wares = {(item["product"], item["brand"]) for item in one.facts.get("items", ())}
    return len(wares) * _supply(one, "people")


def _referred(one: Slow) -> int:
    return one.facts["count"] if one.kind == "referral" else 0


def _for_screening(one: Slow) -> bool:
    return any(purpose in ("breast", "cervical") for purpose in one.facts.get("purposes", ()))


def _coded(one: Slow) -> bool:
    return one.kind == "referral" and one.client_id is not None


BY_HAND: Mapping[str, ByHand] = {
    "talks": _talk,
    "city_events": lambda one: _event(one, "city"),
    "local_events": lambda one: _event(one, "local"),
    "reached": lambda one: _talk(one, "attendees"),
    "households": lambda one: _talk(one, "households"),
    "leaflets": lambda one: _talk(one, "leaflets"),
    "topics": lambda one: len(one.facts["topics"]) if one.kind == "talk" else 0,
    "women_40": lambda one: _talk(one, "women_40"),
    "women_30_54": lambda one: _talk(one, "women_30_54"),
    "pieces": _pieces,
    "supplied": lambda one: _supply(one, "people"),
    "takers": _takers,
    "money": lambda one: _supply(one, "money"),
    "socialised_share": lambda one: _pieces(one) if one.facts.get("supply") == "socialised" else 0,
    "referrals": _referred,
    "screening_referrals": lambda one: (
        _referred(one) if {"breast", "cervical"} & {*one.facts.get("purposes", ())} else 0
    ),
    "attended_share": lambda one: int(_coded(one) and one.attended),
    "followed_share": lambda one: int(_coded(one) and one.days_to_step is not None and one.days_to_step <= 30),
    "ages": _referred,
    "timely_share": lambda one: int(one.days_late <= LATE["two_days"]),
    "records": lambda _one: 1,
}
"""The numerators."""

OF_BY_HAND: Mapping[str, ByHand] = {
    "socialised_share": _pieces,
    "attended_share": lambda one: int(_coded(one)),
    "followed_share": lambda one: int(_coded(one)),
    "timely_share": lambda _one: 1,
}
"""What shares are shares of."""
