"""People as a turn sees them: by their chat, with the roles of the day."""

from datetime import timedelta

from sqlalchemy import insert, update

from db.engine import Db
from db.people import Address, Grant, Speaker, set_language, set_reachable, speaker_at
from tests.db.given import NOW, TODAY, somebody

DAY = timedelta(days=1)


async def seen(db: Db, chat: str = "1", channel: str = "telegram", days: int = 0) -> Speaker | None:
    async with db.begin() as session:
        return await speaker_at(session, channel, chat, TODAY + days * DAY)


async def test_somebody_is_known_by_channel_and_chat(db: Db) -> None:
    hoa = await somebody(db)
    speaker = await seen(db)
    assert speaker is not None
    assert (speaker.id, speaker.name, speaker.language, speaker.reachable) == (hoa.id, "Nguyễn Thị Hoa", "vi", True)
    assert speaker.has("collaborator")
    assert speaker.has("officer", "collaborator")
    assert not speaker.has("officer")
    assert speaker.working_area == hoa.area_id
    assert await seen(db, channel="zalo") is None
    assert await seen(db, chat="2") is None


async def test_one_person_may_have_several_chats(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        await session.execute(insert(Address).values(channel="zalo", chat="z", person_id=hoa.id))
    speaker = await seen(db, "z", "zalo")
    assert speaker is not None
    assert speaker.id == hoa.id


async def test_roles_hold_from_their_first_day_to_their_last(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        await session.execute(update(Grant).values(valid_to=TODAY + DAY))
        await session.execute(
            insert(Grant).values(person_id=hoa.id, role="officer", area_id=hoa.area_id, valid_from=TODAY + DAY)
        )
    held = {}
    for days in (-1, 0, 1, 2):
        speaker = await seen(db, days=days)
        assert speaker is not None
        held[days] = [role.role for role in speaker.roles]
    assert held == {-1: [], 0: ["collaborator"], 1: ["collaborator", "officer"], 2: ["officer"]}


async def test_without_a_role_there_is_no_working_area(db: Db) -> None:
    await somebody(db)
    speaker = await seen(db, days=-1)
    assert speaker is not None
    assert speaker.working_area is None


async def test_the_language_and_reachability_are_kept_for_that_chat_alone(db: Db) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2")
    async with db.begin() as session:
        await set_language(session, hoa.id, "en")
        await set_reachable(session, "telegram", hoa.chat, NOW)
    changed, other = await seen(db, "1"), await seen(db, "2")
    assert changed is not None
    assert other is not None
    assert (changed.language, changed.reachable) == ("en", False)
    assert (other.id, other.language, other.reachable) == (lan.id, "vi", True)
    async with db.begin() as session:
        await set_reachable(session, "telegram", hoa.chat, None)
    again = await seen(db, "1")
    assert again is not None
    assert again.reachable
