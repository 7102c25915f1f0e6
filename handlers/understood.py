"""From what a message was understood to say to forms filled in as far as it says. Pure.

What is missing is left out, so that its question is asked; what is uncertain is filled in and named in `ask`, so that
it is asked as well and can be kept (see the form engine).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.catalogue import Catalogue
from db.catalogue.facilities import Facility
from handlers.distribution_fields import MANY, MOST_KINDS, ONE
from handlers.goods import Amount, Goods
from handlers.goods_fields import named
from handlers.outcomes import ATTENDED
from handlers.purposes import age_band
from handlers.quicklog.records import Distribution, FollowUp, Item, Reading, Record, Referral, Talk
from handlers.reading.options import Option, choose
from handlers.referral_fields import WITHOUT_CODE


@dataclass(frozen=True)
class Filled:
    """A form's name, the answers that a message gave, and which of them are uncertain."""

    form: str
    answers: dict[str, Any]
    ask: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """What the words are held against: the catalogue, the goods, the codes of the collaborator's clients, and the
    referrals that news may be about, by client."""

    catalogue: Catalogue
    goods: Goods
    clients: Collection[str] = ()
    referred: Mapping[str, str] = field(default_factory=dict)


def understood(reading: Reading, known: Known) -> list[Filled]:
    """The forms of a message, in the order of its records."""
    return [_filled(record, reading.unclear, known) for record in reading.records]


def _filled(record: Record, unclear: Collection[str], known: Known) -> Filled:
    match record:
        case Talk():
            return _talk(record, unclear)
        case Distribution():
            return _distribution(record, unclear, known)
        case Referral():
            return _referral(record, unclear, known)
        case FollowUp():
            return _news(record, unclear, known)


def _talk(talk: Talk, unclear: Collection[str]) -> Filled:
    said: dict[str, Any] = {
        "held_on": talk.date.isoformat(),
        "form": talk.form,
        "topics": sorted(talk.topics),
        "attendees": talk.attendees,
        "households": talk.households,
        "leaflets": talk.leaflets,
    }
    names = {"date": "held_on", **{name: name for name in ("topics", "attendees", "households", "leaflets")}}
    return _uncertain("talk", said, names, unclear)


def _distribution(record: Distribution, unclear: Collection[str], known: Known) -> Filled:
    said: dict[str, Any] = {"given_on": record.date.isoformat(), "supply": record.channel}
    names = {"date": "given_on"}
    for number, item in enumerate(record.items[:MOST_KINDS], 1):
        said |= _item(item, number, known.goods)
        names |= {"product": named("product", number)}
    if record.client is not None and record.client in known.clients:
        said["whom"] = record.client
    elif record.client is None and "client" not in unclear and record.receivers:
        said["whom"] = ONE if record.receivers == 1 else MANY
        said["people"] = record.receivers if record.receivers > 1 else None
    amounts = {named("amount", number) for number in range(1, MOST_KINDS + 1)}
    uncertain = amounts & set(said) if {"quantity", "unit"} & set(unclear) else set()
    filled = _uncertain("distribution", said, names, unclear)
    return Filled(filled.form, filled.answers, filled.ask | uncertain)


def _item(item: Item, number: int, goods: Goods) -> dict[str, Any]:
    """The answers for one product; an amount without a unit is taken in the ordinary one and is to be confirmed."""
    ware = goods.ware_of(item.product, item.brand) if item.product else None
    if ware is None:
        return {}
    said: dict[str, Any] = {named("product", number): ware.key}
    if item.quantity:
        said[named("amount", number)] = str(Amount(item.quantity, item.unit or ware.ordinary))
    return said


def _referral(record: Referral, unclear: Collection[str], known: Known) -> Filled:
    purposes = sorted(record.screening) or ([record.service] if record.service else [])
    said: dict[str, Any] = {
        "referred_on": record.date.isoformat(),
        "purpose": "+".join(purposes) or None,
        "facility": _facility(record.facility, known.catalogue.facilities),
        "birth_year": record.birth_year,
    }
    if record.client is not None and record.client in known.clients:
        said["client"] = record.client
    elif record.client is None and record.count and "client" not in unclear:
        said |= {"client": WITHOUT_CODE, "count": record.count}
        if record.birth_year:
            said["age_band"] = age_band(record.birth_year, record.date.year)
    names = {"date": "referred_on", "screening": "purpose", "service": "purpose", "count": "count"}
    return _uncertain("referral", said, names, unclear)


def _facility(words: str | None, facilities: Sequence[Facility]) -> str | None:
    """The facility that the words name, if it is one alone."""
    found = choose(words or "", [Option(one.code, one.name, one.aliases) for one in facilities], numbers=False)
    return found.key if isinstance(found, Option) else None


def _news(record: FollowUp, unclear: Collection[str], known: Known) -> Filled:
    said: dict[str, Any] = {
        "referral": known.referred.get(record.client or ""),
        "state": record.state,
        "appointment": record.appointment.isoformat() if record.appointment and record.state != ATTENDED else None,
    }
    return _uncertain("news", said, {"appointment": "appointment"}, unclear)


def _uncertain(form: str, said: dict[str, Any], names: Mapping[str, str], unclear: Collection[str]) -> Filled:
    """What was said without what was not; `names` are the questions by the names that `unclear` uses."""
    answers = {name: value for name, value in said.items() if value not in (None, [])}
    ask = frozenset(name for what, name in names.items() if what in unclear and name in answers)
    return Filled(form, answers, ask)
