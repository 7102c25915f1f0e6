"""What is kept about reminders: once each, put off, muted, forgotten when it has served."""

from datetime import date, timedelta

import pytest

from db.acts import acts_between
from db.days import Special, declare, special_days, undeclare
from db.engine import Db
from db.reminders import (
    Fallen,
    Waiting,
    forget_reminders,
    hands,
    kinds_in,
    mark_said,
    mute,
    muted,
    next_waiting,
    note_fallen,
    put_off,
    set_hand,
    settle,
    settle_late,
    unmute,
    wait,
    waiting_for,
)
from tests.db.given import NOW, TODAY, Somebody, somebody

HOUR = timedelta(hours=1)
KINDS = ("month", "silent")


@pytest.fixture
async def hoa(db: Db) -> Somebody:
    return await somebody(db)


async def noted(db: Db, who: Somebody, *periods: str) -> list[Waiting]:
    """Reminders that fell due for somebody now."""
    async with db.begin() as session:
        fallen = [Fallen(who.id, "silent", period, NOW) for period in periods]
        await note_fallen(session, fallen, NOW, late_before=NOW - 48 * HOUR)
        return await waiting_for(session, [who.id], KINDS, NOW)


async def test_the_same_falls_due_once(db: Db, hoa: Somebody) -> None:
    first = await noted(db, hoa, "a", "b")
    assert [one.period for one in first] == ["a", "b"]
    assert await noted(db, hoa, "b", "a", "b") == first


async def test_what_fell_due_too_long_ago_never_waits(db: Db, hoa: Somebody) -> None:
    async with db.begin() as session:
        fallen = [Fallen(hoa.id, "silent", str(hours), NOW - hours * HOUR) for hours in (47, 49)]
        await note_fallen(session, fallen, NOW, late_before=NOW - 48 * HOUR)
        assert [one.period for one in await waiting_for(session, [hoa.id], KINDS, NOW)] == ["47"]
        assert await settle_late(session, KINDS, NOW - 46 * HOUR, NOW) == 1
        assert await waiting_for(session, [hoa.id], KINDS, NOW) == []


async def test_a_letter_can_be_put_off_by_its_own_person_alone(db: Db, hoa: Somebody) -> None:
    other = await somebody(db, "2")
    a, b = await noted(db, hoa, "a", "b")
    async with db.begin() as session:
        await mark_said(session, {a.id: a.id, b.id: a.id}, NOW)
        assert await next_waiting(session) is None
        assert await kinds_in(session, hoa.id, a.id) == ["silent"]
        assert await kinds_in(session, other.id, a.id) == []
        assert not await put_off(session, other.id, a.id, {"silent": NOW})
        assert not await put_off(session, hoa.id, b.id, {"silent": NOW})
        assert not await put_off(session, hoa.id, a.id, {"month": NOW})
        assert await put_off(session, hoa.id, a.id, {"silent": NOW + HOUR})
        assert await next_waiting(session) == NOW + HOUR
        assert await waiting_for(session, [hoa.id], KINDS, NOW) == []
        assert [one.said for one in await waiting_for(session, [hoa.id], KINDS, NOW + HOUR)] == [1, 1]


async def test_what_was_settled_cannot_be_put_off(db: Db, hoa: Somebody) -> None:
    [one] = await noted(db, hoa, "a")
    async with db.begin() as session:
        await mark_said(session, {one.id: one.id}, NOW)
        await settle(session, [one.id], "happened", NOW)
        assert not await put_off(session, hoa.id, one.id, {"silent": NOW})


async def test_what_waits_can_wait_longer(db: Db, hoa: Somebody) -> None:
    [one] = await noted(db, hoa, "a")
    async with db.begin() as session:
        await wait(session, [one.id], NOW + HOUR)
        assert await next_waiting(session) == NOW + HOUR


async def test_a_kind_is_muted_until_its_day_or_for_good_and_anew(db: Db, hoa: Somebody) -> None:
    tomorrow = TODAY + timedelta(days=1)
    async with db.begin() as session:
        await mute(session, hoa.id, "silent", tomorrow, NOW)
        await mute(session, hoa.id, "month", None, NOW)
        assert await muted(session, [hoa.id], TODAY) == {(hoa.id, "silent"): tomorrow, (hoa.id, "month"): None}
        assert await muted(session, [hoa.id], tomorrow) == {(hoa.id, "month"): None}
        await mute(session, hoa.id, "silent", None, NOW)
        await unmute(session, hoa.id, "month")
        assert await muted(session, [hoa.id], tomorrow) == {(hoa.id, "silent"): None}


async def test_each_kind_has_a_hand_of_its_own(db: Db) -> None:
    async with db.begin() as session:
        await set_hand(session, "silent", NOW)
        await set_hand(session, "silent", NOW + HOUR)
        await set_hand(session, "month", NOW)
        assert await hands(session) == {"silent": NOW + HOUR, "month": NOW}


async def test_old_reminders_are_forgotten_but_none_that_could_fall_due_again(db: Db, hoa: Somebody) -> None:
    a, _waiting = await noted(db, hoa, "a", "b")
    async with db.begin() as session:
        await mark_said(session, {a.id: a.id}, NOW)
        await forget_reminders(session, NOW + timedelta(days=399))
        assert await kinds_in(session, hoa.id, a.id) == ["silent"]
        await forget_reminders(session, NOW + timedelta(days=401))
        assert await kinds_in(session, hoa.id, a.id) == []
        assert len(await waiting_for(session, [hoa.id], KINDS, NOW)) == 1


async def test_a_declared_day_is_on_record_and_can_be_left_to_the_calendar_again(db: Db, hoa: Somebody) -> None:
    day = date(2027, 1, 2)
    async with db.begin() as session:
        await declare(session, day, works=False, person_id=hoa.id, now=NOW)
        await declare(session, day, works=True, person_id=hoa.id, now=NOW)
        assert await special_days(session, TODAY) == [Special(day, True)]
        assert await special_days(session, day + timedelta(days=1)) == []
        assert await undeclare(session, day, person_id=hoa.id, now=NOW)
        assert not await undeclare(session, day, person_id=hoa.id, now=NOW)
        acts = await acts_between(session, NOW, NOW + HOUR, limit=9)
    assert [(act.act, act.subject_id) for act in acts] == [
        ("undeclare day", 20270102),
        ("declare day", 20270102),
        ("declare day", 20270102),
    ]
