"""Invitations: codes that are kept as hashes, hold for a time and a number of uses, and the pause for who guesses."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from db.areas import area_by_code
from db.engine import Db
from db.invitations import (
    ALPHABET,
    LENGTH,
    add_grant,
    code_hash,
    forget_stranger,
    invite,
    keep_stranger,
    normal_code,
    stranger,
    use_up,
    valid_invitation,
)
from db.people import Grant, Invitation, Person, speaker_at
from tests.db.given import BA_DINH, NOW, TODAY, somebody

SECRET = "only here"
HOUR = timedelta(hours=1)


async def invited(db: Db, uses: int = 1) -> str:
    async with db.begin() as session:
        area = await area_by_code(session, BA_DINH, TODAY)
        assert area is not None
        return await invite(session, SECRET, "officer", area.id, name=None, uses=uses, expires_at=NOW + HOUR, now=NOW)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ABCDE-FGH23", "ABCDEFGH23"),
        (" abcde fgh23 ", "ABCDEFGH23"),
        ("a b-c d e f g h 2 3", "ABCDEFGH23"),
        ("ABCDE-FGH2", None),
        ("ABCDE-FGH233", None),
        ("ABCDE-FGHI0", None),
        ("xin chào", None),
        ("", None),
    ],
)
def test_a_code_is_read_however_it_is_spaced(typed: str, code: str | None) -> None:
    assert normal_code(typed) == code


@given(st.text(max_size=30))
def test_what_is_read_as_a_code_looks_like_one(text: str) -> None:
    code = normal_code(text)
    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET))


async def test_a_code_is_found_by_its_hash_under_the_secret_and_kept_nowhere(db: Db) -> None:
    code = await invited(db)
    normal = normal_code(code)
    assert normal is not None
    async with db() as session:
        kept = (await session.scalars(select(Invitation))).one()
        assert kept.code_hash == code_hash(normal, SECRET)
        assert all(normal not in str(value) and code not in str(value) for value in vars(kept).values())
        assert await valid_invitation(session, SECRET, normal, NOW) == kept.id
        assert await valid_invitation(session, "another secret", normal, NOW) is None
        assert await valid_invitation(session, SECRET, normal, NOW + HOUR) is None


async def test_a_code_is_used_up(db: Db) -> None:
    normal = normal_code(await invited(db, uses=2))
    assert normal is not None
    async with db.begin() as session:
        found = await valid_invitation(session, SECRET, normal, NOW)
    assert found is not None
    for left in (1, 0):
        async with db.begin() as session:
            assert await valid_invitation(session, SECRET, normal, NOW) == found
            used = await use_up(session, found, NOW)
            assert used is not None
            assert (used.uses_left, used.role) == (left, "officer")
    async with db.begin() as session:
        assert await valid_invitation(session, SECRET, normal, NOW) is None
        assert await use_up(session, found, NOW) is None


async def test_of_two_who_use_a_code_at_once_one_is_let_in(db: Db) -> None:
    normal = normal_code(await invited(db))
    assert normal is not None

    async def use() -> bool:
        async with db.begin() as session:
            found = await valid_invitation(session, SECRET, normal, NOW)
            return found is not None and await use_up(session, found, NOW) is not None

    assert sorted(await asyncio.gather(use(), use(), use())) == [False, False, True]


async def test_an_invitation_that_expired_meanwhile_is_not_used(db: Db) -> None:
    normal = normal_code(await invited(db))
    assert normal is not None
    async with db.begin() as session:
        found = await valid_invitation(session, SECRET, normal, NOW)
        assert found is not None
        assert await use_up(session, found, NOW + HOUR) is None


async def test_joining_makes_a_person_and_forgets_the_stranger(db: Db) -> None:
    async with db.begin() as session:
        await keep_stranger(session, "telegram", "1", tries=2, paused_until=None, invitation_id=None, language="vi")
    await somebody(db, "1", name="Nguyễn Thị Hoa")
    async with db() as session:
        assert await stranger(session, "telegram", "1") is None
        person = (await session.scalars(select(Person))).one()
        assert (person.name, person.notice, person.notice_at) == ("Nguyễn Thị Hoa", "test", NOW)


async def test_what_a_stranger_did_is_kept_over_and_forgotten_for_that_chat_alone(db: Db) -> None:
    for chat, tries in (("1", 1), ("2", 1), ("1", 5)):
        async with db.begin() as session:
            pause = NOW + HOUR if tries == 5 else None
            await keep_stranger(
                session, "telegram", chat, tries=tries, paused_until=pause, invitation_id=None, language="vi"
            )
    async with db.begin() as session:
        known = await stranger(session, "telegram", "1")
        assert known is not None
        assert (known.tries, known.paused_until) == (5, NOW + HOUR)
        await forget_stranger(session, "telegram", "1")
    async with db() as session:
        assert await stranger(session, "telegram", "1") is None
        assert await stranger(session, "telegram", "2") is not None
        assert await session.scalar(select(func.count()).select_from(Person)) == 0


async def test_whoever_joins_with_a_code_for_several_waits_and_gets_no_second_grant(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        until = NOW + HOUR
        for _ in range(2):
            code = await invite(
                session,
                SECRET,
                "officer",
                hoa.area_id,
                name=None,
                uses=9,
                expires_at=until,
                now=NOW,
                needs_approval=True,
            )
            found = await valid_invitation(session, SECRET, code.replace("-", ""), NOW)
            assert found is not None
            invitation = await use_up(session, found, NOW)
            assert invitation is not None
            assert await add_grant(session, hoa.id, invitation, TODAY) == "waiting"
        states = (await session.execute(select(Grant.role, Grant.state).order_by(Grant.id))).all()
        assert [tuple(one) for one in states] == [("collaborator", "active"), ("officer", "waiting")]
        speaker = await speaker_at(session, "telegram", hoa.chat, TODAY)
        assert speaker is not None
        assert not speaker.has("officer")


async def test_a_suspended_role_does_not_come_back_by_another_code(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        await session.execute(update(Grant).values(state="suspended"))
        code = await invite(
            session, SECRET, "collaborator", hoa.area_id, name=None, uses=1, expires_at=NOW + HOUR, now=NOW
        )
        found = await valid_invitation(session, SECRET, code.replace("-", ""), NOW)
        assert found is not None
        invitation = await use_up(session, found, NOW)
        assert invitation is not None
        assert await add_grant(session, hoa.id, invitation, TODAY) == "suspended"
        speaker = await speaker_at(session, "telegram", hoa.chat, TODAY)
        assert speaker is not None
        assert speaker.roles == ()
