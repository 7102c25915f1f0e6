"""Who reaches what: every action, asked by everybody about everything, tells and changes only what is theirs.

Two communes are filled with names, codes and words that stand nowhere else, so that whatever is said of one of them is
found in the answer. Every action that exists is walked; a new one is walked by itself.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import count, product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import supplies
from db.areas import Area, add_hamlet, area_by_code
from db.base import Base
from db.catalogue import Catalogue, catalogue
from db.clients import add_client
from db.clusters import make_cluster
from db.engine import Db
from db.leave import enter_leave
from db.people import Address, Grant, Person, speaker_at
from db.referral_events import set_state
from db.referrals import REFERRALS
from db.scope import Scope
from db.sealing import MARK, seal
from db.talks import TALKS
from handlers.actions import ACTIONS
from handlers.codes import SLIP_NUMBER
from handlers.router import MODULES, act
from handlers.screens import Screen, to_json
from handlers.turn import Turn
from locales import language
from tests.db.given import NOW, TODAY
from tests.stage import SECRET

COMMUNES = {"own": "00004", "sibling": "00008"}
HINTS = {"own": "cổng xanh lá", "sibling": "mái ngói đỏ"}
ASKING = "collaborator", "officer", "supervisor", "cluster supervisor", "admin", "waiting", "suspended"
MANAGED = (Grant.__tablename__, "leaves", "commune_settings", "handovers", "areas", "clients", "referrals", "talks")


@dataclass
class Place:
    """A commune as it was filled: the ids of everything, and the words that tell of its people and of its clients."""

    area_id: int = 0
    ids: dict[str, int] = field(default_factory=dict)
    of_people: list[str] = field(default_factory=list)
    of_clients: list[str] = field(default_factory=list)


@dataclass
class City:
    """The two communes, and who asks."""

    places: dict[str, Place]
    chats: dict[str, str]
    catalogue: Catalogue
    city_id: int
    cluster_id: int


async def person(session: AsyncSession, name: str, chat: str, role: str, area_id: int, state: str = "active") -> int:
    person_id: int = (
        await session.execute(insert(Person).values(name=name, language="vi", created_at=NOW).returning(Person.id))
    ).scalar_one()
    await session.execute(insert(Address).values(channel="telegram", chat=chat, person_id=person_id))
    await session.execute(
        insert(Grant).values(person_id=person_id, role=role, area_id=area_id, valid_from=TODAY, state=state)
    )
    return person_id


async def fill(session: AsyncSession, where: str, number: int) -> Place:
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
    talk_facts = {
        "held_on": TODAY.isoformat(), "form": "counselling", "topics": ["elderly"], "attendees": 1,
        "note": f"lời riêng {where}",
    }  # fmt: skip
    talk = await TALKS.add(session, talk_facts, update_id=300 + number, **base)
    leave = await enter_leave(session, who, TODAY, TODAY, entered_by=who, now=NOW)
    grant = await session.scalar(select(Grant.id).where(Grant.person_id == who))
    assert grant is not None
    ids = {"person": who, "client": client.id, "referral": referral, "talk": talk, "leave": leave, "grant": grant,
           "hamlet": hamlet.id}  # fmt: skip
    return Place(
        commune.id,
        ids,
        of_people=[f"Người Của {where}", f"Xóm riêng {where}"],
        of_clients=[code, slip, f"lời riêng {where}"],
    )


@pytest.fixture
async def city(db: Db) -> AsyncIterator[tuple[AsyncSession, City]]:
    """The city, in a transaction that every question is taken back in."""
    async with db.begin() as session:
        top = await area_by_code(session, "01", TODAY)
        assert top is not None
        places = {where: await fill(session, where, number) for number, where in enumerate(COMMUNES)}
        own = places["own"]
        cluster = await make_cluster(session, top, "Cụm", [own.area_id], TODAY, person_id=own.ids["person"], now=NOW)
        who: dict[str, tuple[str, int, str]] = {
            "collaborator": ("collaborator", own.ids["hamlet"], "active"),
            "officer": ("officer", own.area_id, "active"),
            "supervisor": ("supervisor", top.id, "active"),
            "cluster supervisor": ("supervisor", cluster.id, "active"),
            "admin": ("admin", top.id, "active"),
            "waiting": ("collaborator", own.area_id, "waiting"),
            "suspended": ("officer", own.area_id, "suspended"),
        }
        for name, (role, area_id, state) in who.items():
            await person(session, f"Tên {name}", name, role, area_id, state)
        found = await catalogue(session, TODAY)
        yield session, City(places, {name: name for name in who}, found, top.id, cluster.id)
        await session.rollback()


def arguments(one: City) -> Iterator[str]:
    """What may be asked about: everything there is, in every way in which actions are asked."""
    yield from ("", "01", "p0", "x", "99999999999999999999")
    yield from (str(one.city_id), str(one.cluster_id))
    for place in one.places.values():
        ids = place.ids
        yield from {str(n) for n in (place.area_id, *ids.values())}
        yield from (f"{place.area_id}.0", f"{place.area_id}.{ids['person']}", f"{place.area_id}:Người Của")
        yield f"{place.area_id}.{ids['person']}.{ids['leave']}"
        yield from (
            f"talk.{ids['talk']}",
            f"referral.{ids['referral']}",
            f"{ids['client']}:có",
            f"{ids['client']}.record",
        )
        yield from (f"{ids['referral']}:attended", f"{ids['client']}.oral_pills", *place.of_people, *place.of_clients)


async def asked(session: AsyncSession, one: City, who: str, said: str, number: int) -> Screen:
    speaker = await speaker_at(session, "telegram", one.chats[who], TODAY)
    turn = Turn(
        session=session, channel="telegram", chat=one.chats[who], update_id=10_000 + number, now=NOW, sent_at=NOW,
        zone=ZoneInfo("Asia/Ho_Chi_Minh"), secret=SECRET, catalogue=one.catalogue, lang=language("vi"), speaker=speaker,
    )  # fmt: skip
    return await act(turn, said)


async def rows(session: AsyncSession, place: Place) -> dict[str, list[Any]]:
    """All that is kept of a commune and its collaborator in the tables that roles manage."""
    areas = (place.area_id, place.ids["hamlet"])
    found: dict[str, list[Any]] = {}
    for name in MANAGED:
        columns = Base.metadata.tables[name].c
        key = columns.id if name == "areas" else columns.get("area_id", columns.get("person_id"))
        assert key is not None
        among = areas if key.name != "person_id" else (place.ids["person"],)
        kept = await session.execute(select(*columns).where(key.in_(among)).order_by(*columns))
        found[name] = [tuple(row) for row in kept]
    return found


def forbidden(one: City, who: str) -> list[str]:
    """The words that somebody must never be told: hints (sealed) to nobody here, for none of them has clients."""
    own, sibling = one.places["own"], one.places["sibling"]
    match who:
        case "officer":
            return [*sibling.of_people, *sibling.of_clients, MARK]
        case "admin":
            return [*own.of_clients, *sibling.of_clients, MARK]
        case "collaborator":  # who works in the same hamlet and may read its name
            return [own.of_people[0], *own.of_clients, *sibling.of_people, *sibling.of_clients, MARK]
        case _:
            return [*own.of_people, *own.of_clients, *sibling.of_people, *sibling.of_clients, MARK]


def test_every_conversation_is_walked() -> None:
    assert len(MODULES) > 10
    assert {"people", "person", "suspend_now", "hand_over", "grants", "cluster", "results", "clients"} <= ACTIONS.keys()


@pytest.mark.parametrize("who", ASKING)
async def test_nobody_is_told_or_changes_what_is_not_theirs(city: tuple[AsyncSession, City], who: str) -> None:
    session, one = city
    never, sibling = forbidden(one, who), one.places["sibling"]
    before = await rows(session, sibling)
    wrong: list[str] = []
    numbers = count()
    written: list[str] = []
    engine = (await session.connection()).sync_engine
    event.listen(engine, "before_cursor_execute", lambda *call: written.append(call[2].split()[0]))
    for name, argument in product(ACTIONS, arguments(one)):
        savepoint = await session.begin_nested()
        written.clear()
        said = repr(to_json(await asked(session, one, who, f"{name}:{argument}", next(numbers))))
        await session.flush()
        wrong += [f"{name}:{argument} tells {word}" for word in never if word in said and word not in argument]
        changing = {"INSERT", "UPDATE", "DELETE"}.intersection(written)
        if changing and who != "admin" and await rows(session, sibling) != before:
            wrong.append(f"{name}:{argument} changes what lies elsewhere")
        await savepoint.rollback()
        session.expire_all()
    assert wrong == []


@pytest.mark.parametrize("who", ["collaborator", "supervisor", "cluster supervisor", "waiting", "suspended"])
async def test_only_officers_and_admins_reach_the_pages_of_people(city: tuple[AsyncSession, City], who: str) -> None:
    session, one = city
    place = one.places["own"]
    for number, name in enumerate(
        ("people", "person", "approve", "suspend_now", "leave", "hand_over", "commune", "invite")
    ):
        screen = await asked(session, one, who, f"{name}:{place.area_id}.{place.ids['person']}", number)
        assert place.of_people[0] not in repr(screen)


async def test_an_officer_reaches_her_own_people_and_an_admin_everybodys(city: tuple[AsyncSession, City]) -> None:
    session, one = city
    for who, reached in (("officer", ["own"]), ("admin", ["own", "sibling"])):
        for where in reached:
            place = one.places[where]
            screen = await asked(session, one, who, f"person:{place.area_id}.{place.ids['person']}", 1)
            assert f"Người Của {where}" in screen.text


async def test_the_hamlet_below_is_the_officers_too(city: tuple[AsyncSession, City]) -> None:
    session, one = city
    own = one.places["own"]
    screen = await asked(session, one, "officer", f"people:{own.area_id}", 1)
    assert any("Người Của own" in button.label for button in screen.buttons)
    hamlet = await session.get_one(Area, own.ids["hamlet"])
    assert hamlet.name in (await asked(session, one, "officer", f"hamlets:{own.area_id}", 2)).buttons[0].label
