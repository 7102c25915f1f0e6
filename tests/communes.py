"""Two communes full of names, codes and words that stand nowhere else: what is said of one of them can be found."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import supplies
from db.announcements import announce
from db.areas import Area, add_hamlet, area_by_code
from db.clients import add_client
from db.distributions import DISTRIBUTIONS
from db.leave import enter_leave
from db.people import Address, Grant, Person
from db.referral_events import add_event, set_state
from db.referral_results import add_result
from db.referrals import REFERRALS
from db.scope import Scope
from db.sealing import seal
from db.talks import TALKS
from handlers.codes import SLIP_NUMBER
from tests.db.given import NOW, TODAY
from tests.stage import SECRET

COMMUNES = {"own": "00004", "sibling": "00008"}
HINTS = {"own": "cổng xanh lá", "sibling": "mái ngói đỏ"}


@dataclass
class Place:
    """A commune as it was filled: the ids of everything, and the words that tell of its people and of its clients."""

    area_id: int
    commune: Area
    ids: dict[str, int] = field(default_factory=dict)
    of_people: list[str] = field(default_factory=list)
    of_clients: list[str] = field(default_factory=list)


async def person(session: AsyncSession, name: str, chat: str, role: str, area_id: int, state: str = "active") -> int:
    """Somebody with a chat and one role; returns the person's id."""
    person_id: int = (
        await session.execute(insert(Person).values(name=name, language="vi", created_at=NOW).returning(Person.id))
    ).scalar_one()
    await session.execute(insert(Address).values(channel="telegram", chat=chat, person_id=person_id))
    await session.execute(
        insert(Grant).values(person_id=person_id, role=role, area_id=area_id, valid_from=TODAY, state=state)
    )
    return person_id


async def fill(session: AsyncSession, where: str, number: int) -> Place:
    """Fills a commune: a hamlet, a collaborator there, and a record of each kind with all that hangs on it."""
    commune = await area_by_code(session, COMMUNES[where], TODAY)
    assert commune is not None
    hamlet = await add_hamlet(session, commune, f"Xóm riêng {where}", TODAY)
    who = await person(session, f"Người Của {where}", f"at {where}", "collaborator", hamlet.id)
    code = ("KH-8RGP", "KH-9PQ4")[number]
    base: dict[str, Any] = {"person_id": who, "area_id": hamlet.id, "channel": "telegram", "now": NOW}
    client = await add_client(
        session, lambda: code, sex="female", birth_year=1985, hint=seal(HINTS[where], SECRET),
        purposes=("record", "reminder", "referral"), text_version="t", method="signature", update_id=100 + number,
        **base,
    )  # fmt: skip
    slip = SLIP_NUMBER.new()
    facts = {"referred_on": TODAY.isoformat(), "client_id": client.id, "count": 1, "slip": slip, "purposes": ["via"]}
    referral = await REFERRALS.add(session, facts, update_id=200 + number, **base)
    await set_state(session, Scope.everything(), referral, "attended", TODAY)
    await supplies.set_supply(session, Scope.own(who), client.id, "oral_pills", TODAY)
    event = await add_event(
        session, Scope.everything(), referral, "attended", TODAY, None,
        person_id=who, channel="telegram", update_id=400 + number, now=NOW,
    )  # fmt: skip
    areas = Scope(area_ids=frozenset([hamlet.id]))
    await add_result(session, areas, referral, "suspicious", TODAY, person_id=who, now=NOW)
    condoms = {"product": "condom", "brand": None, "quantity": 7, "unit": "piece", "per_box": None, "pieces": 7}
    given = {"given_on": TODAY.isoformat(), "supply": "free", "people": 1, "client_id": client.id, "items": [condoms]}
    handout = await DISTRIBUTIONS.add(session, given, update_id=500 + number, **base)
    await supplies.stop(session, Scope.own(who), client.id, "condom", TODAY, person_id=who, now=NOW)
    talk_facts = {
        "held_on": TODAY.isoformat(), "form": "counselling", "topics": ["elderly"], "attendees": 1,
        "note": f"lời riêng {where}",
    }  # fmt: skip
    talk = await TALKS.add(session, talk_facts, update_id=300 + number, **base)
    writer = insert(Person).values(name="Ai đó", language="vi", created_at=NOW).returning(Person.id)
    announcement = await announce(
        session, hamlet.id, f"tin riêng {where}",
        person_id=(await session.execute(writer)).scalar_one(), day=TODAY, now=NOW,
    )  # fmt: skip
    leave = await enter_leave(session, who, TODAY, TODAY, entered_by=who, now=NOW)
    grant = await session.scalar(select(Grant.id).where(Grant.person_id == who))
    assert grant is not None
    ids = {"person": who, "client": client.id, "referral": referral, "talk": talk, "distribution": handout,
           "event": event or 0, "leave": leave, "grant": grant,
           "hamlet": hamlet.id, "announcement": announcement}  # fmt: skip
    return Place(
        commune.id,
        commune,
        ids,
        of_people=[f"Người Của {where}", f"Xóm riêng {where}", f"tin riêng {where}"],
        of_clients=[code, slip, f"lời riêng {where}"],
    )
