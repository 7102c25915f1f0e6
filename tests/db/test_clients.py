"""Clients without names: codes, consents, sealed hints, and forgetting."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from db import clients
from db.acts import Act
from db.areas import Area, add_hamlet, area_by_code
from db.clients import Client, ClientRow, Consent, NoCodeLeftError
from db.engine import Db, empty_log
from db.forgetting import forget_client
from db.messages import put
from db.people import Address, Person
from db.scope import Scope
from db.sealing import LOST, MARK, reveal, seal, to_bytes, to_text, unseal, without_sealed
from tests.conftest import NOON, TODAY
from tests.dumps import files

SECRET = "a secret"
BA_DINH, KIM_LIEN = "00004", "00229"
NUMBERS = count(1)


@dataclass(frozen=True)
class World:
    """Two hamlets of one commune, another commune, and a collaborator in each."""

    hoa: int
    lan: int
    mai: int
    hamlet: int
    other_hamlet: int
    other_commune: int


@pytest.fixture
async def world(db: Db) -> World:
    async with db.begin() as session:
        commune, far = await area_by_code(session, BA_DINH, TODAY), await area_by_code(session, KIM_LIEN, TODAY)
        assert commune is not None
        assert far is not None
        hamlets = [await add_hamlet(session, commune, name, TODAY) for name in ("Tổ 1", "Tổ 2")]
        people = [Person(name=name, language="vi", created_at=NOON) for name in ("Hoa", "Lan", "Mai")]
        session.add_all(people)
        await session.flush()
        hoa, lan, mai = (person.id for person in people)
        return World(hoa, lan, mai, hamlets[0].id, hamlets[1].id, far.id)


async def add(
    session: AsyncSession,
    person_id: int,
    area_id: int,
    codes: Iterator[str] | None = None,
    *,
    hint: str | None = None,
    purposes: tuple[str, ...] = ("record", "reminder"),
    update_id: int | None = None,
) -> Client:
    drawn = codes or (f"KH-{n:04}" for n in NUMBERS)
    return await clients.add_client(
        session,
        lambda: next(drawn),
        person_id=person_id,
        area_id=area_id,
        sex="female",
        birth_year=1992,
        hint=seal(hint, SECRET) if hint else None,
        purposes=purposes,
        text_version="2026-11",
        method="signature",
        channel="telegram",
        update_id=next(NUMBERS) if update_id is None else update_id,
        now=NOON,
    )


async def test_a_client_is_kept_with_each_consent_by_itself(db: Db, world: World) -> None:
    async with db.begin() as session:
        added = await add(session, world.hoa, world.hamlet, purposes=("record", "referral"))
    async with db.begin() as session:
        assert await clients.client(session, Scope.own(world.hoa), added.id) == added
        assert await clients.client_with_code(session, Scope.own(world.hoa), added.code) == added
        assert await clients.agreed_to(session, Scope.own(world.hoa), added.id) == {"record", "referral"}
        kept = (await session.scalars(select(Consent).order_by(Consent.id))).all()
        assert [(one.purpose, one.text_version, one.method, one.given_at, one.person_id) for one in kept] == [
            (purpose, "2026-11", "signature", NOON, world.hoa) for purpose in ("record", "referral")
        ]


async def test_nobody_is_recorded_without_consent_to_the_record(db: Db, world: World) -> None:
    for purposes in ((), ("reminder", "referral")):
        async with db.begin() as session:
            with pytest.raises(ValueError, match="consent"):
                await add(session, world.hoa, world.hamlet, purposes=purposes)
    async with db.begin() as session:
        assert await session.scalar(select(func.count(ClientRow.id))) == 0


async def test_a_code_is_given_once_in_a_commune_whoever_gives_it(db: Db, world: World) -> None:
    async with db.begin() as session:
        first = await add(session, world.hoa, world.hamlet, iter(["KH-AAA2"]))
        second = await add(session, world.lan, world.other_hamlet, iter(["KH-AAA2", "KH-AAA2", "KH-BBB3"]))
    assert (first.code, second.code) == ("KH-AAA2", "KH-BBB3")
    async with db.begin() as session:
        commune = await area_by_code(session, BA_DINH, TODAY)
        assert commune is not None
        assert set(await session.scalars(select(ClientRow.commune_id))) == {commune.id}


async def test_another_commune_may_give_the_same_code_but_not_to_the_same_collaborator(db: Db, world: World) -> None:
    async with db.begin() as session:
        await add(session, world.hoa, world.hamlet, iter(["KH-AAA2"]))
        elsewhere = await add(session, world.mai, world.other_commune, iter(["KH-AAA2"]))
        moved = await add(session, world.hoa, world.other_commune, iter(["KH-AAA2", "KH-CCC4"]))
    assert (elsewhere.code, moved.code) == ("KH-AAA2", "KH-CCC4")


async def test_the_code_of_a_forgotten_client_is_never_given_again(db: Db, world: World) -> None:
    async with db.begin() as session:
        first = await add(session, world.hoa, world.hamlet, iter(["KH-AAA2"]))
        await forget_client(session, Scope.own(world.hoa), first.id, person_id=world.hoa, now=NOON)
        again = await add(session, world.lan, world.other_hamlet, iter(["KH-AAA2", "KH-BBB3"]))
    assert again.code == "KH-BBB3"


async def test_a_commune_without_a_free_code_says_so(db: Db, world: World) -> None:
    async with db.begin() as session:
        await add(session, world.hoa, world.hamlet, iter(["KH-AAA2"]))
        with pytest.raises(NoCodeLeftError):
            await add(session, world.lan, world.hamlet, iter(["KH-AAA2"] * clients.DRAWS))


async def test_one_update_makes_one_client(db: Db, world: World) -> None:
    async with db.begin() as session:
        await add(session, world.hoa, world.hamlet, update_id=7)
    with pytest.raises(IntegrityError):
        async with db.begin() as session:
            await add(session, world.hoa, world.hamlet, update_id=7)


async def test_clients_are_listed_newest_first_by_pages_within_the_scope(db: Db, world: World) -> None:
    async with db.begin() as session:
        mine = [await add(session, world.hoa, world.hamlet) for _ in range(5)]
        await add(session, world.lan, world.other_hamlet)
        await forget_client(session, Scope.own(world.hoa), mine[4].id, person_id=world.hoa, now=NOON)
    async with db.begin() as session:
        own = Scope.own(world.hoa)
        assert await clients.clients(session, own) == mine[3::-1]
        assert await clients.clients(session, own, limit=2, offset=2) == mine[1::-1]
        assert await clients.count_clients(session, own) == 4
        hamlet = Scope(area_ids=frozenset({world.other_hamlet}))
        assert [one.person_id for one in await clients.clients(session, hamlet)] == [world.lan]


async def test_a_hint_is_given_to_the_clients_own_collaborator_only(db: Db, world: World) -> None:
    async with db.begin() as session:
        added = await add(session, world.hoa, world.hamlet, hint="cổng xanh")
    async with db.begin() as session:
        found = await clients.hints(session, Scope.own(world.hoa), [added.id])
        assert unseal(found[added.id], SECRET) == "cổng xanh"
        officer = Scope(area_ids=frozenset({world.hamlet}))
        mixed = Scope(person_id=world.hoa, area_ids=frozenset({world.hamlet}))
        for scope in (Scope.own(world.lan), officer, mixed, Scope.everything(), Scope(person_id=world.hoa, all=True)):
            assert await clients.hints(session, scope, [added.id]) == {}
        seen = await clients.client(session, officer, added.id)
        assert seen == added
    assert not {"hint", "hint_salt"} & {one.name for one in fields(Client)}


async def test_a_hint_can_be_replaced_and_removed_by_its_own_collaborator(db: Db, world: World) -> None:
    own = Scope.own(world.hoa)
    async with db.begin() as session:
        added = await add(session, world.hoa, world.hamlet, hint="cổng xanh")
        assert not await clients.set_hint(session, Scope.own(world.lan), added.id, None)
        assert await clients.set_hint(session, own, added.id, seal("nhà đỏ", SECRET))
    async with db.begin() as session:
        assert unseal((await clients.hints(session, own, [added.id]))[added.id], SECRET) == "nhà đỏ"
        assert await clients.set_hint(session, own, added.id, None)
        assert await clients.hints(session, own, [added.id]) == {}


async def test_forgetting_leaves_the_used_code_the_ended_consents_and_the_act(db: Db, world: World) -> None:
    own, later = Scope.own(world.hoa), NOON + timedelta(days=9)
    async with db.begin() as session:
        added = await add(session, world.hoa, world.hamlet, hint="cổng xanh")
        assert await forget_client(session, own, added.id, person_id=world.hoa, now=later)
    async with db.begin() as session:
        row = await session.get_one(ClientRow, added.id)
        assert (row.sex, row.birth_year, row.hint, row.hint_salt) == (None, None, None, None)
        assert (row.code, row.forgotten_at) == (added.code, later)
        assert await clients.agreed_to(session, own, added.id) == frozenset()
        assert set(await session.scalars(select(Consent.withdrawn_at))) == {later}
        act = (await session.scalars(select(Act))).one()
        assert (act.act, act.subject, act.subject_id, act.person_id, act.at) == (
            "forget", "client", added.id, world.hoa, later
        )  # fmt: skip
        assert not await forget_client(session, own, added.id, person_id=world.hoa, now=later)
        assert not await clients.set_hint(session, own, added.id, seal("nhà đỏ", SECRET))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_of_many_forgotten_clients_no_stretch_of_bytes_is_left_in_the_file(
    db: Db, database_url: str, world: World
) -> None:
    own = Scope.own(world.hoa)
    async with db.begin() as session:
        session.add(Address(channel="telegram", chat="1", person_id=world.hoa))
        added = [
            await add(session, world.hoa, world.hamlet, hint="nhà ba tầng gần đình làng"[:n]) for n in range(5, 25)
        ]
        hints = await clients.hints(session, own, [one.id for one in added])
        for number, piece in enumerate(hints.values()):
            await put(session, "telegram", "1", "answer", str(number), 0, {"text": f"{piece} là khách"}, NOON)
    await empty_log(db)
    parts = [part for piece in hints.values() for part in (*to_bytes(piece), piece.removeprefix(MARK).encode())]
    stretches = [part[at : at + 8] for part in parts for at in range(len(part) - 7)]
    before = files(database_url)
    assert all(stretch in before for stretch in stretches)
    for one in added:
        async with db.begin() as session:
            await forget_client(session, own, one.id, person_id=world.hoa, now=NOON)
    await empty_log(db)
    after = files(database_url)
    assert sum(stretch in after for stretch in stretches) == 0


async def test_nobody_forgets_the_client_of_another(db: Db, world: World) -> None:
    async with db.begin() as session:
        added = await add(session, world.hoa, world.hamlet)
        assert not await forget_client(session, Scope.own(world.lan), added.id, person_id=world.lan, now=NOON)
        assert await clients.client(session, Scope.own(world.hoa), added.id) == added


async def test_a_consent_can_be_withdrawn_and_the_others_stay(db: Db, world: World) -> None:
    own = Scope.own(world.hoa)
    async with db.begin() as session:
        added = await add(session, world.hoa, world.hamlet)
        assert await clients.withdraw_consent(session, own, added.id, "reminder", person_id=world.hoa, now=NOON)
        assert not await clients.withdraw_consent(session, own, added.id, "reminder", person_id=world.hoa, now=NOON)
        assert not await clients.withdraw_consent(
            session, Scope.own(world.lan), added.id, "reminder", person_id=world.lan, now=NOON
        )
        with pytest.raises(ValueError, match="forgotten"):
            await clients.withdraw_consent(session, own, added.id, "record", person_id=world.hoa, now=NOON)
        assert await clients.agreed_to(session, own, added.id) == {"record"}
        assert (await session.scalars(select(Act.act))).all() == ["withdraw reminder"]


async def test_one_purpose_more_is_consented_to_once_and_put_on_record(db: Db, world: World) -> None:
    own, later = Scope.own(world.hoa), NOON + timedelta(days=3)

    async def give(session: AsyncSession, scope: Scope, client_id: int, purpose: str) -> bool:
        return await clients.give_consent(
            session, scope, client_id, purpose, "2026-11.1", "recording", person_id=world.hoa, now=later
        )

    async with db.begin() as session:
        added = await add(session, world.hoa, world.hamlet, purposes=("record",))
        assert await give(session, own, added.id, "reminder")
        assert not await give(session, own, added.id, "reminder")
        assert not await give(session, own, added.id, "record")
        assert not await give(session, Scope.own(world.lan), added.id, "referral")
        assert await clients.agreed_to(session, own, added.id) == {"record", "reminder"}
        assert (await session.scalars(select(Act.act))).all() == ["consent reminder"]


async def test_every_consent_stays_readable_in_the_order_it_was_given(db: Db, world: World) -> None:
    own, later = Scope.own(world.hoa), NOON + timedelta(days=3)
    async with db.begin() as session:
        added = await add(session, world.hoa, world.hamlet, purposes=("record", "reminder"))
        await clients.withdraw_consent(session, own, added.id, "reminder", person_id=world.hoa, now=later)
        assert await clients.give_consent(
            session, own, added.id, "reminder", "2026-11.1", "recording", person_id=world.hoa, now=later
        )
        told = await clients.agreements(session, own, added.id)
        assert [(one.purpose, one.text_version, one.method, one.given_at, one.withdrawn_at) for one in told] == [
            ("record", "2026-11", "signature", NOON, None),
            ("reminder", "2026-11", "signature", NOON, later),
            ("reminder", "2026-11.1", "recording", later, None),
        ]
        assert await clients.agreements(session, Scope.own(world.lan), added.id) == []


async def test_a_forgotten_client_consents_to_nothing(db: Db, world: World) -> None:
    own = Scope.own(world.hoa)
    async with db.begin() as session:
        added = await add(session, world.hoa, world.hamlet, purposes=("record",))
        await forget_client(session, own, added.id, person_id=world.hoa, now=NOON)
        assert not await clients.give_consent(
            session, own, added.id, "reminder", "2026-11.1", "recording", person_id=world.hoa, now=NOON
        )


async def test_the_own_collaborator_of_a_client_is_named_within_the_scope(db: Db, world: World) -> None:
    async with db.begin() as session:
        added = await add(session, world.hoa, world.hamlet)
        assert await clients.collaborator_of(session, Scope(area_ids=frozenset({world.hamlet})), added.id) == "Hoa"
        assert await clients.collaborator_of(session, Scope.own(world.lan), added.id) == ""


async def test_an_area_in_no_commune_stands_for_itself(db: Db, world: World) -> None:
    async with db.begin() as session:
        city = (await session.scalars(select(Area).where(Area.kind == "city"))).one()
        added = await add(session, world.hoa, city.id)
        assert (await session.get_one(ClientRow, added.id)).commune_id == city.id


@given(st.text(), st.text(min_size=1))
def test_sealed_words_come_back_with_the_secret_and_only_with_it(words: str, secret: str) -> None:
    words = words.encode(errors="ignore").decode()
    secret = secret.encode(errors="ignore").decode() or "x"
    piece = seal(words, secret)
    assert unseal(piece, secret) == words
    assert unseal(piece, secret + "x") is None
    assert to_text(*to_bytes(piece)) == piece
    assert seal(words, secret) != piece


def test_sealed_pieces_are_revealed_and_removed_wherever_they_stand() -> None:
    piece = seal("cổng xanh", SECRET)
    screen = {"text": f"1. {piece} · {piece}", "rows": [[{"label": piece, "action": "a"}]], "edit": None, "n": 1}
    shown = {
        "text": "1. cổng xanh · cổng xanh",
        "rows": [[{"label": "cổng xanh", "action": "a"}]],
        "edit": None,
        "n": 1,
    }
    assert reveal(screen, SECRET) == shown
    assert reveal({"text": piece}, "another") == reveal({"text": piece}, "") == {"text": LOST}
    assert without_sealed(screen)["text"] == f"1. {LOST} · {LOST}"
    assert reveal("<sealed:AAAA>", SECRET) == LOST


def test_nothing_is_sealed_without_a_secret() -> None:
    with pytest.raises(ValueError, match="SECRET_KEY"):
        seal("cổng xanh", "")
