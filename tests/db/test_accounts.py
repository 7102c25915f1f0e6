"""One person, several chats: who may see and cut them off, where one is told things, and what a personal code gives."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from db.accounts import (
    Reach,
    address_for,
    addresses_for,
    choose_channel,
    chosen_channel,
    cut_off,
    holds_more,
    looked_after,
    owner_of,
    personal_code,
    reaches,
)
from db.acts import Act
from db.areas import area_by_code, subtree
from db.engine import Db
from db.invitations import normal_code, valid_invitation
from db.messages import ANSWER, UNASKED, Outgoing, due, put
from db.people import ROLES, Address, Grant, set_reachable
from db.scope import Scope
from tests.db.given import BA_DINH, NGOC_HA, NOW, TODAY, Somebody, somebody

SECRET = "only here"
QUARTER = timedelta(minutes=15)


async def second_chat(db: Db, who: Somebody, channel: str = "zalo", chat: str = "z1") -> int:
    async with db.begin() as session:
        added = insert(Address).values(channel=channel, chat=chat, person_id=who.id).returning(Address.id)
        return int((await session.execute(added)).scalar_one())


async def areas(db: Db, code: str) -> Scope:
    async with db() as session:
        area = await area_by_code(session, code, TODAY)
        assert area is not None
        return Scope(area_ids=await subtree(session, [area.id]))


async def give(db: Db, who: Somebody, role: str, code: str) -> None:
    async with db.begin() as session:
        area = await area_by_code(session, code, TODAY)
        assert area is not None
        session.add(Grant(person_id=who.id, role=role, area_id=area.id, valid_from=TODAY))


async def where(db: Db, who: Somebody) -> str | None:
    async with db() as session:
        found = await address_for(session, who.id)
        return found.channel if found else None


async def answer(db: Db, channel: str, chat: str, number: int) -> None:
    async with db.begin() as session:
        await put(session, channel, chat, "answer", str(number), ANSWER, {}, NOW)


async def code_for(db: Db, who: Somebody, lasts: timedelta = QUARTER) -> str:
    async with db.begin() as session:
        code = await personal_code(
            session, SECRET, who.id, "collaborator", who.area_id, lasts=lasts, entered_by=who.id, now=NOW
        )
    return normal_code(code) or ""


async def opens(db: Db, code: str, after: timedelta = timedelta(0)) -> int | None:
    """Whose notebook a code opens, if it can be used."""
    async with db() as session:
        invitation_id = await valid_invitation(session, SECRET, code, NOW + after)
        owner = await owner_of(session, invitation_id) if invitation_id else None
        return owner.id if owner else None


async def test_unasked_messages_go_where_somebody_was_answered_last(db: Db) -> None:
    hoa = await somebody(db)
    assert await where(db, hoa) == "telegram"
    await second_chat(db, hoa)
    assert await where(db, hoa) == "zalo"
    await answer(db, "telegram", hoa.chat, 1)
    assert await where(db, hoa) == "telegram"
    await answer(db, "zalo", "z1", 2)
    assert await where(db, hoa) == "zalo"


async def test_a_chosen_messenger_goes_before_the_last_one_used(db: Db) -> None:
    hoa = await somebody(db)
    await second_chat(db, hoa)
    for chosen, found in (("telegram", "telegram"), ("zalo", "zalo"), (None, "zalo")):
        async with db.begin() as session:
            await choose_channel(session, hoa.id, chosen)
            assert await chosen_channel(session, hoa.id) == chosen
        assert await where(db, hoa) == found


async def test_a_chat_that_is_blocked_is_passed_over_even_if_it_was_chosen(db: Db) -> None:
    hoa = await somebody(db)
    await second_chat(db, hoa)
    async with db.begin() as session:
        await choose_channel(session, hoa.id, "zalo")
        await set_reachable(session, "zalo", "z1", NOW)
    assert await where(db, hoa) == "telegram"
    async with db.begin() as session:
        await set_reachable(session, "telegram", hoa.chat, NOW)
    assert await where(db, hoa) is None


async def test_many_people_are_found_at_once_and_the_unreachable_are_missing(db: Db) -> None:
    hoa, lan, mai = [await somebody(db, chat) for chat in "123"]
    async with db.begin() as session:
        await set_reachable(session, "telegram", lan.chat, NOW)
        found = await addresses_for(session, [hoa.id, lan.id, mai.id])
    assert {person_id: chat.chat for person_id, chat in found.items()} == {hoa.id: "1", mai.id: "3"}


async def test_only_oneself_and_the_officer_of_the_area_see_somebodys_chats(db: Db) -> None:
    hoa, lan = await somebody(db), await somebody(db, "2", area=NGOC_HA)
    seen = {}
    for scope in (Scope.own(hoa.id), Scope.own(lan.id), await areas(db, BA_DINH), await areas(db, NGOC_HA)):
        async with db() as session:
            seen[scope] = (
                await reaches(session, scope, hoa.id, TODAY),
                await looked_after(session, scope, hoa.id, TODAY),
            )
    one = Reach(1, "telegram", hoa.chat, True)
    assert list(seen.values()) == [([one], "Nguyễn Thị Hoa"), ([], None), ([one], "Nguyễn Thị Hoa"), ([], None)]


async def test_an_officer_looks_after_collaborators_and_not_after_other_officers(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        (grant,) = await session.scalars(select(Grant))
        grant.role = "officer"
    scope = await areas(db, BA_DINH)
    async with db() as session:
        assert await looked_after(session, scope, hoa.id, TODAY) is None
        assert await looked_after(session, scope, hoa.id, TODAY, ROLES) == "Nguyễn Thị Hoa"


@pytest.mark.parametrize(("role", "code"), [("officer", BA_DINH), ("collaborator", NGOC_HA), ("admin", "01")])
async def test_roles_beyond_the_officers_own_are_noticed(db: Db, role: str, code: str) -> None:
    hoa = await somebody(db)
    scope = await areas(db, BA_DINH)
    async with db() as session:
        assert not await holds_more(session, scope, hoa.id, TODAY)
    await give(db, hoa, role, code)
    async with db() as session:
        assert await holds_more(session, scope, hoa.id, TODAY)


async def test_what_is_cut_off_is_nobodys_and_gets_nothing_any_more(db: Db) -> None:
    hoa = await somebody(db)
    zalo = await second_chat(db, hoa)
    code, scope = await code_for(db, hoa), await areas(db, BA_DINH)
    async with db.begin() as session:
        await put(session, "zalo", "z1", "reminder", "1", UNASKED, {"screen": "Chị có hẹn"}, NOW)
        await put(session, "telegram", hoa.chat, "reminder", "1", UNASKED, {"screen": "Chị có hẹn"}, NOW)
        owner = await cut_off(session, scope, zalo, person_id=hoa.id, day=TODAY, now=NOW)
    assert owner == hoa.id
    async with db() as session:
        assert [letter.channel for letter in await due(session, NOW, 9)] == ["telegram"]
        rows = await session.execute(select(Outgoing.channel, Outgoing.payload))
        written = {row.channel: row.payload for row in rows}
        assert written == {"zalo": {}, "telegram": {"screen": "Chị có hẹn"}}
        assert [one.channel for one in await reaches(session, Scope.own(hoa.id), hoa.id, TODAY)] == ["telegram"]
        assert list(await session.scalars(select(Act.act).order_by(Act.id))) == ["make code", "cut off"]
    assert await opens(db, code) is None


async def test_nobody_outside_the_scope_can_cut_a_chat_off(db: Db) -> None:
    hoa, lan = await somebody(db), await somebody(db, "2", area=NGOC_HA)
    for scope in (await areas(db, NGOC_HA), Scope.own(lan.id)):
        async with db.begin() as session:
            assert await cut_off(session, scope, 1, person_id=lan.id, day=TODAY, now=NOW) is None
    async with db() as session:
        assert await session.scalar(select(func.count()).select_from(Address)) == 2
        assert await session.scalar(select(func.count()).select_from(Act)) == 0
    assert await where(db, hoa) == "telegram"


async def test_a_personal_code_ends_with_its_time_and_with_the_next_one(db: Db) -> None:
    hoa = await somebody(db)
    first = await code_for(db, hoa)
    assert await opens(db, first) == hoa.id
    assert await opens(db, first, after=QUARTER) is None
    second = await code_for(db, hoa)
    assert await opens(db, first) is None
    assert await opens(db, second) == hoa.id
