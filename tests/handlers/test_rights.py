"""Who reaches what: every action, asked by everybody about everything, tells and changes only what is theirs.

Two communes are filled with names, codes and words that stand nowhere else, so that whatever is said of one of them is
found in the answer. Every action that exists is walked; a new one is walked by itself.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import count, product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, event, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, Succession, area_by_code
from db.base import Base
from db.catalogue import Catalogue, catalogue
from db.catalogue.facilities import FacilityVersion
from db.catalogue.targets import TargetVersion
from db.clusters import make_cluster
from db.engine import Db
from db.people import Grant, Speaker, speaker_at
from db.sealing import MARK
from handlers.actions import ACTIONS
from handlers.router import MODULES, act
from handlers.screens import Screen, to_json
from handlers.turn import Turn
from locales import language
from tests.communes import COMMUNES, Place, fill, person
from tests.conftest import ON_POSTGRESQL, POSTGRESQL
from tests.db.given import NOW, TODAY
from tests.stage import SECRET

ASKING = (
    "collaborator",
    "collaborator above",
    "officer",
    "supervisor",
    "cluster supervisor",
    "admin",
    "waiting",
    "suspended",
)
MANAGED = (
    Grant.__tablename__,
    "announcements",
    "announcement_recipients",
    "leaves",
    "commune_settings",
    "handovers",
    "areas",
    "clients",
    "referrals",
    "talks",
    "stock_requests",
)

TARGETS = ("MT1.1", "MT1.2", "MT1.6", "MT3.1", "HD01")
"""Targets that are counted in different ways: a sum, people, communes, makes, and one that is entered."""
CHANGING = {"INSERT", "UPDATE", "DELETE"}
"""The statements after which everything is taken back before the next question."""


@dataclass
class City:
    """The two communes, and who asks."""

    places: dict[str, Place]
    chats: dict[str, str]
    catalogue: Catalogue
    city_id: int
    cluster_id: int


async def shrink(session: AsyncSession) -> None:
    """Leaves a city of three communes and a few targets: what is told of more of them is told in the same way."""
    await session.execute(delete(Succession))
    await session.execute(update(FacilityVersion).values(commune_id=None))
    kept = ("01", *COMMUNES.values(), "00025")
    others = or_(Area.code.not_in(kept), Area.valid_to.is_not(None))
    for kind in ("commune", "district"):  # from below, for the one lies in the other
        await session.execute(delete(Area).where(Area.kind == kind, others))
    await session.execute(delete(TargetVersion).where(TargetVersion.code.not_in(TARGETS)))


@pytest.fixture
async def city(db: Db) -> AsyncIterator[tuple[AsyncSession, City]]:
    """The city, in a transaction that every question is taken back in."""
    async with db.begin() as session:
        await shrink(session)
        top = await area_by_code(session, "01", TODAY)
        assert top is not None
        places = {where: await fill(session, where, number) for number, where in enumerate(COMMUNES)}
        own = places["own"]
        cluster = await make_cluster(session, top, "Cụm", [own.area_id], TODAY, person_id=own.ids["person"], now=NOW)
        who: dict[str, tuple[str, int, str]] = {
            "collaborator": ("collaborator", own.ids["hamlet"], "active"),
            "collaborator above": ("collaborator", own.area_id, "active"),
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


def arguments(one: City) -> list[str]:
    """What may be asked about: everything there is, in every way in which actions are asked."""
    return list(dict.fromkeys(_arguments(one)))


def _arguments(one: City) -> Iterator[str]:
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
            f"distribution.{ids['distribution']}",
            f"{ids['client']}:có",
            f"{ids['client']}.record",
        )
        yield from (f"talks.w.a{place.area_id}...", f".n.p{ids['person']}...", f"ages.n.a{ids['hamlet']}...")
        yield f"talks.c.a{one.places['own'].area_id}.202611.a{place.area_id}."
        yield from (f"{ids['referral']}:attended", f"{ids['client']}.oral_pills", *place.of_people, *place.of_clients)


async def asked(
    session: AsyncSession, one: City, who: str, said: str, number: int, speaker: Speaker | None = None
) -> Screen:
    speaker = speaker or await speaker_at(session, "telegram", one.chats[who], TODAY)
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
        case "supervisor":  # who is told of hamlets, and of nobody in them
            return [own.of_people[0], *own.of_clients, sibling.of_people[0], *sibling.of_clients, MARK]
        case "cluster supervisor":
            return [own.of_people[0], *own.of_clients, *sibling.of_people, *sibling.of_clients, MARK]
        case "collaborator" | "collaborator above":  # who work in the hamlet, or around it, and may read its name
            return [own.of_people[0], *own.of_clients, *sibling.of_people, *sibling.of_clients, MARK]
        case _:
            return [*own.of_people, *own.of_clients, *sibling.of_people, *sibling.of_clients, MARK]


def test_every_conversation_is_walked() -> None:
    assert len(MODULES) > 10
    assert {"people", "person", "suspend_now", "hand_over", "grants", "cluster", "results", "clients"} <= ACTIONS.keys()


@pytest.mark.parametrize(
    ("who", "database"),
    # what an action reaches is the same on both databases: one walk shows that PostgreSQL takes all that it asks
    [
        *((who, "sqlite") for who in ASKING if who != "officer" or not POSTGRESQL),
        pytest.param("officer", "postgresql", marks=ON_POSTGRESQL),
    ],
    indirect=["database"],
)
async def test_nobody_is_told_or_changes_what_is_not_theirs(city: tuple[AsyncSession, City], who: str) -> None:
    session, one = city
    never, sibling = forbidden(one, who), one.places["sibling"]
    before = await rows(session, sibling)
    speaker = await speaker_at(session, "telegram", one.chats[who], TODAY)
    wrong: list[str] = []
    numbers = count()
    written: list[str] = []
    engine = (await session.connection()).sync_engine
    event.listen(engine, "before_cursor_execute", lambda *call: written.append(call[2].split()[0]))
    savepoint = await session.begin_nested()
    for name, argument in product(ACTIONS, arguments(one)):
        written.clear()
        said = repr(to_json(await asked(session, one, who, f"{name}:{argument}", next(numbers), speaker)))
        await session.flush()
        wrong += [f"{name}:{argument} tells {word}" for word in never if word in said and word not in argument]
        if not CHANGING.intersection(written):
            continue
        if who != "admin" and await rows(session, sibling) != before:
            wrong.append(f"{name}:{argument} changes what lies elsewhere")
        await savepoint.rollback()
        session.expire_all()
        savepoint = await session.begin_nested()
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
