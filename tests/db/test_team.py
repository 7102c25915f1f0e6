"""The collaborators of a commune: who is told of, how they stand, and how long they have been silent."""

from datetime import timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.acts import Act
from db.areas import area_by_code, subtree
from db.engine import Db
from db.leave import enter_leave
from db.people import Address, Grant, Person, speaker_at
from db.scope import Scope
from db.talks import TALKS
from db.team import LOOK_BACK, end_grants, grant, holders, member, members, set_state
from tests.db.given import BA_DINH, NGOC_HA, NOW, TODAY, Somebody, somebody


async def of_commune(session: AsyncSession, code: str = BA_DINH) -> Scope:
    area = await area_by_code(session, code, TODAY)
    assert area is not None
    return Scope(area_ids=await subtree(session, [area.id]))


async def talk(session: AsyncSession, who: Somebody, days_ago: int, update_id: int) -> None:
    day = TODAY - timedelta(days=days_ago)
    facts = {"held_on": day.isoformat(), "form": "counselling", "topics": ["elderly"], "attendees": 3}
    await TALKS.add(
        session, facts, person_id=who.id, area_id=who.area_id, channel="telegram", update_id=update_id, now=NOW
    )


async def test_only_the_collaborators_of_the_commune_are_told_of(db: Db) -> None:
    hoa = await somebody(db, "1")
    await somebody(db, "2", name="Lê Thị Lan", area=NGOC_HA)
    async with db.begin() as session:
        scope = await of_commune(session)
        assert [one.person_id for one in await members(session, scope, TODAY)] == [hoa.id]
        assert await members(session, Scope.own(hoa.id), TODAY) == []
        assert await members(session, Scope.everything(), TODAY) == []
        assert await members(session, scope, TODAY - timedelta(days=1)) == []


async def test_silence_is_counted_from_the_last_entry_without_leave_and_has_an_end(db: Db) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2", name="Lê Thị Lan")
    async with db.begin() as session:
        await session.execute(update(Grant).values(valid_from=TODAY - timedelta(days=400)))
        scope = await of_commune(session)
        await talk(session, hoa, 30, 1)
        await talk(session, hoa, 12, 2)
        silent = {one.person_id: one.silent for one in await members(session, scope, TODAY)}
        assert silent == {hoa.id: 12, lan.id: LOOK_BACK}
        first, last = TODAY - timedelta(days=20), TODAY - timedelta(days=5)
        await enter_leave(session, hoa.id, first, last, entered_by=lan.id, now=NOW)
        one = await member(session, scope, hoa.id, TODAY)
        assert one is not None
        assert one.silent == 12 - 7, "of the twelve days since the last entry seven were leave"


async def test_whether_somebody_can_be_reached_is_known_of_whoever_has_joined(db: Db) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2", name="Lê Thị Lan")
    async with db.begin() as session:
        absent = (
            await session.execute(
                insert(Person).values(name="Chưa Vào", language="vi", created_at=NOW).returning(Person.id)
            )
        ).scalar_one()
        await grant(session, absent, "collaborator", hoa.area_id, TODAY, person_id=hoa.id, now=NOW)
        await session.execute(update(Address).where(Address.person_id == lan.id).values(unreachable_since=NOW))
        await session.execute(insert(Address).values(channel="zalo", chat="9", person_id=hoa.id, unreachable_since=NOW))
        found = {one.person_id: one.reachable for one in await members(session, await of_commune(session), TODAY)}
        assert found == {hoa.id: True, lan.id: False, absent: None}


async def test_a_suspended_grant_gives_no_right_and_is_told_of_and_a_refused_one_is_gone(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        scope = await of_commune(session)
        [one] = await members(session, scope, TODAY)
        [post] = one.posts
        for state, idle, listed in (("suspended", ("suspended",), 1), ("refused", ("refused",), 0), ("active", (), 1)):
            await set_state(session, [post.grant_id], state, "test", person_id=hoa.id, now=NOW)
            speaker = await speaker_at(session, "telegram", hoa.chat, TODAY)
            assert speaker is not None
            assert (bool(speaker.roles), speaker.idle) == (state == "active", idle)
            assert len(await members(session, scope, TODAY)) == listed
        assert (await session.scalars(select(Act.subject_id).where(Act.act == "test"))).all() == [post.grant_id] * 3


async def test_a_role_is_given_once_and_ends_on_the_day(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        assert await grant(session, hoa.id, "collaborator", hoa.area_id, TODAY, person_id=hoa.id, now=NOW) is None
        given = await grant(session, hoa.id, "officer", hoa.area_id, TODAY, person_id=hoa.id, now=NOW)
        assert given is not None
        assert await holders(session, "officer", hoa.area_id, TODAY) == {hoa.id}
        await end_grants(session, [given], TODAY, person_id=hoa.id, now=NOW)
        assert not await holders(session, "officer", hoa.area_id, TODAY)
        assert await grant(session, hoa.id, "officer", hoa.area_id, TODAY, person_id=hoa.id, now=NOW) is not None
