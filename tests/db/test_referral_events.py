"""What became of referrals: steps are only added or taken back, within the scope, one after the other."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import clients, referral_events, referrals
from db.engine import Db
from db.referrals import REFERRALS, Referral, ReferralEvent
from db.scope import Scope
from handlers.follow_up import Impossible, take_step
from tests.conftest import NOON, TODAY
from tests.db.given import Somebody, somebody
from tests.db.referred import Given, referred, turn_of

SOON = TODAY + timedelta(days=7)


@dataclass(frozen=True)
class World:
    """Two collaborators, and a referral of the first."""

    hoa: Somebody
    lan: Somebody
    given: Given


@pytest.fixture
async def world(db: Db) -> World:
    hoa, lan = await somebody(db), await somebody(db, "2", name="Lê Thị Lan")
    async with db.begin() as session:
        return World(hoa, lan, await referred(await turn_of(session, hoa.id)))


async def add(db: Db, scope: Scope, person_id: int, referral_id: int, state: str) -> int | None:
    async with db.begin() as session:
        return await referral_events.add_event(
            session,
            scope,
            referral_id,
            state,
            TODAY,
            None,
            person_id=person_id,
            channel="telegram",
            update_id=1,
            now=NOON,
        )


async def states(db: Db, scope: Scope, referral_id: int) -> list[str]:
    async with db() as session:
        return [event.state for event in await referral_events.events(session, scope, referral_id)]


async def test_steps_are_read_in_the_order_in_which_they_were_told(db: Db, world: World) -> None:
    own = Scope.own(world.hoa.id)
    for state in ("not_yet", "unreachable", "attended"):
        await add(db, own, world.hoa.id, world.given.id, state)
    assert await states(db, own, world.given.id) == ["not_yet", "unreachable", "attended"]


async def test_nothing_outside_the_scope_is_read_added_or_taken_back(db: Db, world: World) -> None:
    own, other = Scope.own(world.hoa.id), Scope.own(world.lan.id)
    elsewhere = Scope(area_ids=frozenset([world.hoa.area_id + 1]))
    event_id = await add(db, own, world.hoa.id, world.given.id, "attended")
    assert event_id is not None
    for scope in (other, elsewhere, Scope(area_ids=frozenset())):
        assert await states(db, scope, world.given.id) == []
        assert await add(db, scope, world.lan.id, world.given.id, "declined") is None
        async with db.begin() as session:
            back = await referral_events.take_back(session, scope, event_id, person_id=world.hoa.id, now=NOON)
            assert back is None
            await referral_events.set_state(session, scope, world.given.id, "lost", None)
            assert await referrals.opened(session, scope, world.given.id) is None
            assert await referrals.with_slip(session, scope, world.given.slip) is None
            assert await referrals.to_follow(session, scope, TODAY, SOON, limit=9) == []
            assert await referrals.count_to_follow(session, scope, TODAY, SOON) == (0, 0)
            assert await referrals.in_state(session, scope, "referred", ["breast"], limit=9) == []
            assert await referrals.count_in_state(session, scope, "referred", ["breast"]) == 0
    assert await states(db, Scope(area_ids=frozenset([world.hoa.area_id])), world.given.id) == ["attended"]
    async with db() as session:
        assert await session.scalar(select(Referral.state)) == "referred"


async def test_a_scope_that_names_nothing_is_refused(db: Db, world: World) -> None:
    async with db() as session:
        for asked in (
            referral_events.events(session, Scope(), world.given.id),
            referral_events.set_state(session, Scope(), world.given.id, "lost", None),
            referrals.to_follow(session, Scope(), TODAY, SOON, limit=1),
            referrals.count_to_follow(session, Scope(), TODAY, SOON),
            referrals.opened(session, Scope(), world.given.id),
            referrals.of_client(session, Scope(), 1),
        ):
            with pytest.raises(ValueError, match="scope"):
                await asked


async def test_only_the_last_step_is_taken_back_by_its_own_teller_and_stays_in_the_table(db: Db, world: World) -> None:
    own, area = Scope.own(world.hoa.id), Scope(area_ids=frozenset([world.hoa.area_id]))
    first = await add(db, own, world.hoa.id, world.given.id, "not_yet")
    last = await add(db, area, world.lan.id, world.given.id, "attended")
    assert first is not None
    assert last is not None
    async with db.begin() as session:
        for event_id, person_id in ((first, world.hoa.id), (last, world.hoa.id), (first, world.lan.id)):
            assert await referral_events.take_back(session, area, event_id, person_id=person_id, now=NOON) is None
        back = await referral_events.take_back(session, area, last, person_id=world.lan.id, now=NOON)
        assert back == world.given.id
        assert await referral_events.take_back(session, area, last, person_id=world.lan.id, now=NOON) is None
        back = await referral_events.take_back(session, own, first, person_id=world.hoa.id, now=NOON)
        assert back == world.given.id
    assert await states(db, own, world.given.id) == []
    async with db() as session:
        rows = select(ReferralEvent.state, ReferralEvent.withdrawn_at).order_by(ReferralEvent.id)
        kept = (await session.execute(rows)).all()
        assert [row.state for row in kept] == ["not_yet", "attended"]
        assert all(row.withdrawn_at == NOON for row in kept)


async def test_a_withdrawn_referral_takes_no_step_and_is_on_no_list(db: Db, world: World) -> None:
    own = Scope.own(world.hoa.id)
    event_id = await add(db, own, world.hoa.id, world.given.id, "not_yet")
    assert event_id is not None
    async with db.begin() as session:
        await REFERRALS.withdraw(session, own, world.given.id, "mistake", person_id=world.hoa.id, now=NOON)
    assert await add(db, own, world.hoa.id, world.given.id, "attended") is None
    async with db.begin() as session:
        assert await referral_events.take_back(session, own, event_id, person_id=world.hoa.id, now=NOON) is None
        assert await referrals.to_follow(session, own, TODAY, date.max, limit=9) == []
        assert await referrals.opened(session, own, world.given.id) is None
        assert await referrals.with_slip(session, own, world.given.slip) is None


async def test_two_who_tell_at_once_never_jump(db: Db, world: World) -> None:
    """Two people, at the same moment: one step is taken, the other is measured by what it left."""
    together = asyncio.Barrier(2 if db.kw["bind"].dialect.name == "postgresql" else 1)  # SQLite has one writer

    async def tell(person_id: int, state: str) -> bool:
        async with db.begin() as session:
            turn = await turn_of(session, person_id)
            await together.wait()
            record = await REFERRALS.one(session, Scope.everything(), world.given.id)
            assert record is not None
            try:
                return await take_step(turn, Scope.everything(), record, state)
            except Impossible:
                return False

    async with asyncio.timeout(30):
        told = await asyncio.gather(tell(world.hoa.id, "attended"), tell(world.lan.id, "declined"))
    found = await states(db, Scope.everything(), world.given.id)
    assert found in (["attended"], ["declined", "attended"])
    assert sum(told) == len(found)


async def test_counts_agree_with_the_list_whatever_is_on_it(db: Db, world: World) -> None:
    own = Scope.own(world.hoa.id)
    async with db.begin() as session:
        turn = await turn_of(session, world.hoa.id)
        for back in (0, 3, 5, 7, 9):
            await referred(turn, day=TODAY - timedelta(days=back), sign="breast_lump" if back % 2 else None)
        returned = await referred(turn)
        await referral_events.set_state(session, own, returned.id, "return_needed", TODAY + timedelta(days=90))
        without = await referred(turn, with_code=False)
        unwilling = await referred(turn, agreed=("record", "reminder"))
        for until in (TODAY - timedelta(days=1), TODAY, SOON, TODAY + timedelta(days=100)):
            listed = await referrals.to_follow(session, own, TODAY, until, limit=99)
            due = [one for one in listed if one.due_on is not None and one.due_on <= TODAY]
            if until >= TODAY:
                assert await referrals.count_to_follow(session, own, TODAY, until) == (len(due), len(listed))
            assert list(listed[: len(due)]) == due
            assert [one.urgent for one in due] == sorted((one.urgent for one in due), reverse=True)
            assert returned.id in [one.id for one in listed]
            assert not {without.id, unwilling.id} & {one.id for one in listed}


async def test_a_sign_is_urgent_until_the_examination(db: Db, world: World) -> None:
    own = Scope.own(world.hoa.id)
    async with db.begin() as session:
        found = await referred(await turn_of(session, world.hoa.id), sign="breast_lump")
    assert await urgent(db, own, found.id)
    event_id = await add(db, own, world.hoa.id, found.id, "attended")
    assert event_id is not None
    assert not await urgent(db, own, found.id)
    async with db.begin() as session:
        await referral_events.take_back(session, own, event_id, person_id=world.hoa.id, now=NOON)
    assert await urgent(db, own, found.id)


async def urgent(db: Db, scope: Scope, referral_id: int) -> bool:
    async with db() as session:
        found = await referrals.opened(session, scope, referral_id)
        assert found is not None
        return found.urgent


async def test_a_code_is_not_shown_once_the_client_no_longer_agrees(db: Db, world: World) -> None:
    own = Scope.own(world.hoa.id)
    async with db.begin() as session:
        found = await referrals.opened(session, own, world.given.id)
        assert found is not None
        assert found.code == world.given.code
        assert found.client_id is not None
        await clients.withdraw_consent(session, own, found.client_id, "referral", person_id=world.hoa.id, now=NOON)
        found = await referrals.opened(session, own, world.given.id)
        assert found is not None
        assert found.code is None
