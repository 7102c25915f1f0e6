"""What a record counts for. Pure: the facts of a record in, figures under subjects and keys out.

A key is the codes of a subject's parts (see PARTS) with "/" between them; a part that a record does not say is empty.
What a figure means:

    subject     | records                | people                   | amount
    ------------|------------------------|--------------------------|------------------------------
    record      | records                | people reached by them   |
    talk        | talks                  | who took part            | leaflets
    topic       | talks on the topic     | who took part            |
    households  | talks that tell them   |                          | households
    women       | talks that tell them   | women of those ages      |
    supply      | distributions          | who got something        | đồng received
    goods       | times it was handed out| who got it               | pieces (the ordinary unit)
    referral    | referrals              | who was referred         |
    age         | referrals              | who was referred         |

People are counted each time (lượt), not once. Different persons are counted in db/statistics/firsts.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

PARTS = {
    "record": ("kind", "entry"),
    "talk": ("form", "funding"),
    "topic": ("topic",),
    "households": ("form",),
    "women": ("ages",),
    "supply": ("supply",),
    "goods": ("product", "supply", "brand"),
    "referral": ("purposes", "state", "asked", "attended"),
    "age": ("purposes", "band"),
    "clients": ("served",),
    "collaborators": (),
}
"""The parts of each subject's keys. `purposes` are the codes of all purposes of a referral, sorted, with "+" between
them: who is referred for two things is one person. `served` is the kind of records that name the client, or empty for
any."""
DIFFERENT = ("clients", "collaborators")
"""The subjects that count different persons: their figures do not add up over time."""

ENTRY = {"two_days": 2, "week": 7}
"""How long after its day a record was entered: within so many days, or `later`."""
LATER = "later"
ASKED_WITHIN = timedelta(days=30)
"""Time within which somebody should have asked what became of a referral."""
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""Where days begin and end. Not the process's setting: what is counted must not change with it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is added up under one key."""

    records: int = 0
    people: int = 0
    amount: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(self.records + other.records, self.people + other.people, self.amount + other.amount)

    def __sub__(self, other: "Figures") -> "Figures":
        return Figures(self.records - other.records, self.people - other.people, self.amount - other.amount)

    def __bool__(self) -> bool:
        return bool(self.records or self.people or self.amount)


NOTHING = Figures()
Counts = Mapping[tuple[str, str], Figures]
"""Figures by subject and key."""


def counts(kind: str, day: date, entered_at: datetime, facts: Mapping[str, Any], outcome: Mapping[str, Any]) -> Counts:
    """What a record that was not withdrawn counts for. `outcome` is what became of it since (see `Ledger.outcome`)."""
    people, found = _COUNTED[kind](day, facts, outcome)
    entry = ("record", _key(kind, _entry(day, entered_at)))
    return {entry: Figures(1, people), **found}


def parts(subject: str, key: str) -> dict[str, str]:
    """A key taken apart."""
    return dict(zip(PARTS[subject], key.split("/"), strict=True)) if PARTS[subject] else {}


def _talk(_day: date, facts: Mapping[str, Any], _outcome: Mapping[str, Any]) -> tuple[int, Counts]:
    form, people = facts["form"], facts["attendees"]
    found = {("talk", _key(form, facts["funding"])): Figures(1, people, facts["leaflets"] or 0)}
    found |= {("topic", topic): Figures(1, people) for topic in facts["topics"]}
    if facts["households"] is not None:
        found["households", form] = Figures(1, 0, facts["households"])
    for ages in ("40", "30_54"):
        if (women := facts[f"women_{ages}"]) is not None:
            found["women", ages] = Figures(1, women)
    return people, found


def _distribution(_day: date, facts: Mapping[str, Any], _outcome: Mapping[str, Any]) -> tuple[int, Counts]:
    supply, people = facts["supply"], facts["people"]
    found = {("supply", supply): Figures(1, people, facts["money"] or 0)}
    for item in facts["items"]:
        key = ("goods", _key(item["product"], supply, item["brand"]))
        found[key] = Figures(1, people, found.get(key, NOTHING).amount + item["pieces"])
    return people, found


def _referral(day: date, facts: Mapping[str, Any], outcome: Mapping[str, Any]) -> tuple[int, Counts]:
    people, purposes = facts["count"], "+".join(facts["purposes"])
    followed_on, attended = outcome["followed_on"], "attended" if outcome["attended_on"] else None
    if facts["client_id"] is None:
        asked = None  # nobody is asked about people without a code
    else:
        asked = "asked" if followed_on and followed_on <= day + ASKED_WITHIN else "unasked"
    one = Figures(1, people)
    return people, {
        ("referral", _key(purposes, outcome["state"], asked, attended)): one,
        ("age", _key(purposes, facts["age_band"])): one,
    }


_COUNTED = {"talk": _talk, "distribution": _distribution, "referral": _referral}


def _entry(day: date, entered_at: datetime) -> str:
    days = (entered_at.astimezone(ZONE).date() - day).days
    return next((name for name, most in ENTRY.items() if days <= most), LATER)


def _key(*codes: str | None) -> str:
    return "/".join(code or "" for code in codes)
