"""What a message was understood to say: the records of the contract, and what has to be asked."""

import datetime
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from handlers.quicklog.stretches import Stretch

Json = str | int | list["Json"] | dict[str, "Json"]


@dataclass
class Talk:
    """A communication session."""

    kind: ClassVar[str] = "talk"
    date: date
    form: str | None = None
    topics: list[str] = field(default_factory=list)
    attendees: int | None = None
    leaflets: int | None = None
    households: int | None = None


@dataclass
class Item:
    """An amount of one product."""

    product: str | None = None
    quantity: int | None = None
    unit: str | None = None
    brand: str | None = None


@dataclass
class Distribution:
    """Goods given out to one receiver through one channel."""

    kind: ClassVar[str] = "distribution"
    date: date
    items: list[Item] = field(default_factory=list)
    channel: str | None = None
    client: str | None = None
    receivers: int | None = None
    """How many people got them, if that was said and they have no code. Not in the contract's output."""


@dataclass
class Referral:
    """People sent to a clinic: for screenings or for one service."""

    kind: ClassVar[str] = "referral"
    date: date
    screening: list[str] = field(default_factory=list)
    service: str | None = None
    birth_year: int | None = None
    client: str | None = None
    count: int | None = None
    facility: str | None = None


@dataclass
class FollowUp:
    """News of a client who was referred."""

    kind: ClassVar[str] = "followup"
    date: date
    client: str | None = None
    state: str | None = None
    appointment: datetime.date | None = None


Record = Talk | Distribution | Referral | FollowUp


@dataclass
class Reading:
    """The whole message understood: `records` to be shown on a card, `unclear` the names of the fields to ask for,
    `stretches` what was read and what was not, from left to right."""

    records: list[Record] = field(default_factory=list)
    unclear: set[str] = field(default_factory=set)
    stretches: list[Stretch] = field(default_factory=list)
    wanted: list[Item] = field(default_factory=list)
    """Goods that somebody has run out of or asks for: no report, but something can be done about it."""
    skipped: list[str] = field(default_factory=list)
    """Why clauses report nothing, from left to right (see skipping.py)."""

    @property
    def leftovers(self) -> list[Stretch]:
        """What looks like content and was not read."""
        return [stretch for stretch in self.stretches if stretch.kind == "left"]

    @property
    def intent(self) -> str:
        """`log` when something done is reported, else `none`."""
        return "log" if self.records or self.unclear - {"personal_data"} else "none"

    def as_json(self) -> dict[str, Json]:
        """The reading as the contract writes it: what is not stated is left out."""
        return {
            "records": [record_as_json(record) for record in self.records],
            "unclear": [*sorted(self.unclear)],
            "intent": self.intent,
        }


def record_as_json(record: Record) -> dict[str, Json]:
    """One record with its kind; what is not stated is left out."""
    return {"kind": record.kind, **_stated(record)}


def _stated(what: Record | Item) -> dict[str, Json]:
    said: dict[str, Json] = {}
    for name, value in vars(what).items():
        if name == "receivers":
            continue
        if isinstance(value, date):
            said[name] = value.isoformat()
        elif name == "items":
            said[name] = [_stated(item) for item in value]
        elif value not in (None, []):
            said[name] = sorted(set(value)) if isinstance(value, list) else value
    return said
