"""Leaving: at once for the person, after the legal period for the name, and never for what was counted."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from db.acts import Act
from db.areas import area_by_code, subtree
from db.closing import KEPT_DAYS, NOBODY, InHand, close_account, destroy_closed, is_closed, still_in_hand
from db.engine import Db, empty_log
from db.messages import UNASKED, Outgoing, heard_from, keep_conversation, mark_sent, put
from db.people import Address, Grant, Invitation, Person
from db.phrases import Learned, Lesson, UnreadPhrase, note_unread, teach
from db.scope import Scope
from db.talks import TALKS, totals
from db.team import members
from tests.db.given import BA_DINH, NOW, TODAY, Somebody, somebody
from tests.db.test_clients import add as add_client
from tests.dumps import dump, spellings

NAME = "Nguyễn Thị Hoa Sen"
FACTS = {"held_on": "2026-11-18", "form": "counselling", "topics": ["elderly"], "attendees": 3, "leaflets": 0}
ENDED = ("declined", "lost")


async def with_talk(db: Db) -> Somebody:
    hoa = await somebody(db, name=NAME)
    async with db.begin() as session:
        await TALKS.add(session, FACTS, person_id=hoa.id, area_id=hoa.area_id, channel="a", update_id=1, now=NOW)
        await keep_conversation(session, hoa.id, {"form": "talk"}, None, NOW)
    return hoa


async def close(db: Db, who: Somebody) -> InHand:
    async with db.begin() as session:
        return await close_account(session, who.id, ENDED, day=TODAY, now=NOW)


async def listed(db: Db) -> list[tuple[str, str]]:
    """The officer's list."""
    async with db() as session:
        area = await area_by_code(session, BA_DINH, TODAY)
        assert area is not None
        scope = Scope(area_ids=await subtree(session, [area.id]))
        return [(one.name, one.state) for one in await members(session, scope, TODAY)]


async def destroy(db: Db, days: float) -> int:
    async with db.begin() as session:
        return await destroy_closed(session, NOW + timedelta(days=days))


async def test_who_leaves_is_a_stranger_at_once_and_what_was_counted_stays(db: Db) -> None:
    hoa = await with_talk(db)
    assert await close(db, hoa) == InHand(0, 0)
    async with db() as session:
        assert await heard_from(session, "telegram", hoa.chat, TODAY) == (None, None, None)
        assert await is_closed(session, hoa.id)
        assert (await totals(session, Scope.everything(), TODAY, TODAY)).talks == 1
        assert await session.scalar(select(Person.name)) == NAME
        assert await session.scalar(text("SELECT count(*) FROM conversations")) == 0
        assert list(await session.scalars(select(Act.act).order_by(Act.id))) == ["end role", "close account"]
    assert await listed(db) == []


async def test_what_somebody_taught_the_quick_log_goes_with_them(db: Db) -> None:
    hoa, lan = await somebody(db), await somebody(db, chat="2")
    for who in (hoa, lan):
        async with db.begin() as session:
            await teach(session, who.id, Learned("ttkh", "topic", "family_planning"))
            await note_unread(session, who.id, who.area_id, ["mấy thứ lạ"], TODAY)
    await close(db, hoa)
    async with db() as session:
        for table in (Lesson, UnreadPhrase):
            assert (await session.scalars(select(table.person_id))).all() == [lan.id]


async def test_who_leaves_clients_behind_stays_in_the_officers_list_without_rights(db: Db) -> None:
    hoa = await with_talk(db)
    async with db.begin() as session:
        await add_client(session, hoa.id, hoa.area_id)
    assert await close(db, hoa) == InHand(1, 0)
    assert await listed(db) == [(NAME, "suspended")]
    assert await destroy(db, KEPT_DAYS) == 1
    assert await listed(db) == [(NOBODY, "suspended")]


async def test_only_what_stands_and_is_ones_own_is_in_hand(db: Db) -> None:
    hoa, lan = await somebody(db), await somebody(db, "2")
    async with db.begin() as session:
        await add_client(session, hoa.id, hoa.area_id)
        forgotten = await add_client(session, hoa.id, hoa.area_id)
        await session.execute(text("UPDATE clients SET forgotten_at = created_at WHERE id = :id"), {"id": forgotten.id})
    async with db() as session:
        assert await still_in_hand(session, Scope.own(hoa.id), ENDED) == InHand(1, 0)
        assert not await still_in_hand(session, Scope.own(lan.id), ENDED)


@pytest.mark.parametrize(("days", "destroyed"), [(KEPT_DAYS - 0.01, 0), (KEPT_DAYS, 1)])
async def test_the_name_is_destroyed_when_the_legal_period_is_over(db: Db, days: float, destroyed: int) -> None:
    hoa, lan = await with_talk(db), await somebody(db, "2", name="Lê Thị Lan")
    await close(db, hoa)
    assert await destroy(db, days) == destroyed
    assert await destroy(db, days) == 0
    async with db() as session:
        names = list(await session.scalars(select(Person.name).order_by(Person.id)))
        assert names == [NOBODY if destroyed else NAME, "Lê Thị Lan"]
        assert (await totals(session, Scope.everything(), TODAY, TODAY)).talks == 1
        assert await heard_from(session, "telegram", lan.chat, TODAY) != (None, None, None)


async def test_nothing_in_the_database_says_any_more_who_it_was(db: Db, database_url: str) -> None:
    hoa, lan = await with_talk(db), await somebody(db, "2", name="Lê Thị Lan")
    async with db.begin() as session:
        await session.execute(text("UPDATE people SET ref = 'HN-4711' WHERE id = :id"), {"id": hoa.id})
        letter = await put(session, "telegram", lan.chat, "left", "1", UNASKED, {"text": f"{NAME} đã rời."}, NOW)
        assert letter is not None
        await mark_sent(session, [letter.id], NOW)
        await put(session, "telegram", hoa.chat, "answer", "1", UNASKED, {"text": f"Chào {NAME}!"}, NOW)
        await keep_conversation(session, lan.id, None, [[f"🟢 {NAME}", "person:1.1", ""]], NOW)
        assert await session.scalar(select(func.count()).where(Invitation.name == NAME)) == 1
    await close(db, hoa)
    assert await destroy(db, KEPT_DAYS) == 1
    await empty_log(db)
    kept = await dump(db, database_url)
    assert not [trace for trace in (*spellings(NAME), b"HN-4711") if trace in kept]
    async with db() as session:
        assert await session.scalar(select(func.count()).select_from(Address)) == 1
        assert await session.scalar(select(Outgoing.payload).where(Outgoing.id == letter.id)) == {"text": "— đã rời."}
        held = await session.scalar(select(Grant.valid_to).where(Grant.person_id == hoa.id))
        assert held == TODAY - timedelta(days=1)
