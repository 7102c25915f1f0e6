"""What collaborators write down, as patterns: a record is a pattern, a person and a day, so that what it counts for is
asked of the program once for each pattern instead of once for each of 30 million records."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from db.statistics.counts import Counts, counts

PATTERNS = 3000
MOST_DAYS_LATER = 40
"""Within so many days a record is entered, and a referral followed up, if it is."""

FORMS = (("household_visit", None),) * 5 + (
    ("counselling", None),
    ("group_talk", None),
    ("community_event", "city"),
    ("community_event", "local"),
    ("loudspeaker", None),
)
TOPICS = tuple(f"topic_{n}" for n in range(15))
GOODS = tuple((f"product_{n % 5}", f"brand_{n}" if n % 3 else None) for n in range(12))
SUPPLIES = ("free", "free", "subsidised", "socialised")
PURPOSES = (["breast"], ["cervical"], ["breast", "cervical"], ["iud"])
STATES = ("referred", "appointment", "not_yet", "attended", "attended", "declined", "lost", "no_return")
BANDS = ("<30", "30-39", "40-54", "55+")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "talk": ("form", "attendees", "households", "women_40", "leaflets", "funding"),
    "distribution": ("supply", "money", "people"),
    "referral": ("count", "age_band", "state"),
}
PART_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "talk": ("topic",),
    "distribution": ("position", "product", "brand", "quantity", "unit", "pieces"),
    "referral": ("purpose",),
}

_SOME_DAY = date(2026, 1, 15)
"""A day for which patterns are counted: what a record counts for does not depend on which day it is."""


@dataclass(frozen=True)
class Pattern:
    """`values` are a record's under COLUMNS, `parts` the rows of its lists under PART_COLUMNS. It was entered so many
    days after its day (`entered`), followed up and attended so many days after it."""

    kind: str
    coded: bool
    values: tuple[Any, ...]
    parts: Sequence[tuple[Any, ...]]
    entered: int
    followed: int | None
    attended: int | None
    counts: Counts


def patterns(chance: random.Random) -> list[Pattern]:
    """Patterns as often as they are."""
    return [_pattern(chance) for _ in range(PATTERNS)]


def _pattern(chance: random.Random) -> Pattern:
    kind = chance.choices(tuple(COLUMNS), (60, 25, 15))[0]
    coded = kind != "talk" and chance.random() < 0.7
    facts, parts, followed = {"talk": _talk, "distribution": _distribution, "referral": _referral}[kind](chance, coded)
    attended = followed if facts.get("state") in ("attended", "no_return") else None
    entered = chance.randrange(4)
    outcome = {"state": facts.get("state"), "followed_on": _after(followed), "attended_on": _after(attended)}
    entered_at = datetime.combine(_SOME_DAY + timedelta(days=entered), time(5), UTC)
    counted = counts(kind, _SOME_DAY, entered_at, {"client_id": 1 if coded else None, **facts}, outcome)
    values = tuple(facts[name] for name in COLUMNS[kind])
    return Pattern(kind, coded, values, parts, entered, followed, attended, counted)


def _after(days: int | None) -> date | None:
    return None if days is None else _SOME_DAY + timedelta(days=days)


Drawn = tuple[dict[str, Any], Sequence[tuple[Any, ...]], int | None]
"""Facts, rows of the lists, and days until somebody asked."""


def _talk(chance: random.Random, _coded: bool) -> Drawn:
    form, funding = chance.choice(FORMS)
    people = 1 + chance.randrange(40)
    topics = sorted({chance.choice(TOPICS), chance.choice(TOPICS[:5])})
    facts = {
        "form": form,
        "attendees": people,
        "households": 1 + people // 4 if form == "household_visit" else None,
        "women_40": people // 3 if "topic_0" in topics else None,
        "women_30_54": None,
        "leaflets": people,
        "funding": funding,
        "topics": topics,
    }
    return facts, [(topic,) for topic in topics], None


def _distribution(chance: random.Random, _coded: bool) -> Drawn:
    supply, (product, brand) = chance.choice(SUPPLIES), chance.choice(GOODS)
    pieces = 1 + chance.randrange(30)
    items = [{"product": product, "brand": brand, "pieces": pieces}]
    facts = {"supply": supply, "money": 0 if supply == "free" else 10_000, "people": 1, "items": items}
    return facts, [(0, product, brand, pieces, "piece", pieces)], None


def _referral(chance: random.Random, coded: bool) -> Drawn:
    state = chance.choice(STATES) if coded else "referred"
    followed = None if state == "referred" else chance.randrange(MOST_DAYS_LATER)
    purposes = chance.choice(PURPOSES)
    facts = {"count": 1, "age_band": chance.choice(BANDS), "state": state, "purposes": purposes}
    return facts, [(purpose,) for purpose in purposes], followed
