"""Announcing: letters are written by and by, to whom they can be written now, once each; answers go before them."""

import asyncio
import logging
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, func, select, update

from bot.announcing import AHEAD, KIND, Announcer
from bot.clock import FixedClock
from bot.restraint import DAILY_CAP
from bot.sandbox.server import Sandbox
from db.announcements import Recipient, stop
from db.areas import area_by_code
from db.engine import Db, engine_of, open_db
from db.messages import Outgoing, Unasked, count_unsent, put_unasked
from db.scope import Scope
from tests.announced import FIRST, announced, crowd
from tests.conftest import ZONE
from tests.db.given import BA_DINH
from tests.faults.notebook import at_work
from tests.village import Village, half_filled, telegram

WEDNESDAY = date(2026, 11, 18)


@pytest.fixture
async def village(db: Db, clock: FixedClock) -> Village:
    """A village with an officer and two collaborators, at three in the afternoon."""
    village = Village(db, clock)
    for name, role in (("Hà", "officer"), ("Hoa", "collaborator"), ("Lan", "collaborator")):
        await village.person(name, role)
    village.clock.at = datetime(2026, 11, 18, 15, 0, tzinfo=ZONE)
    return village


def announcer(village: Village, db: Db | None = None) -> Announcer:
    return Announcer(db or village.db, {"telegram": telegram()}, village.clock, ZONE)


async def letters(village: Village) -> list[str]:
    """To whom announcements were written, in order."""
    names = {village.chat(name): name for name in village.people}
    async with village.db.begin() as session:
        found = await session.scalars(select(Outgoing.chat).where(Outgoing.kind == KIND).order_by(Outgoing.id))
        return [names[chat] for chat in found]


async def rounds(village: Village, *times: str) -> list[str]:
    """Who was written to after rounds at these times of that Wednesday and the days after ("19 06:30")."""
    for time in times:
        village.clock.at = datetime.strptime(f"2026-11-{time}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
        await announcer(village).round()
    return await letters(village)


async def test_at_night_it_waits_for_the_morning(village: Village) -> None:
    await announced(village.db, village.people["Hà"], village.clock.at)
    assert await rounds(village, "18 21:00", "19 00:00", "19 06:29") == []
    assert await rounds(village, "19 06:30") == ["Hoa", "Lan"]
    assert await rounds(village, "19 06:31", "19 08:00", "25 08:00") == ["Hoa", "Lan"]


async def test_whoever_is_in_the_middle_of_a_form_gets_it_afterwards(village: Village) -> None:
    await village.opens("Hoa", half_filled("a1"))
    await announced(village.db, village.people["Hà"], village.clock.at)
    assert await rounds(village, "18 15:01", "18 15:09") == ["Lan"]
    assert await rounds(village, "18 15:10") == ["Lan", "Hoa"]


async def test_who_has_had_many_messages_today_gets_it_tomorrow(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    async with village.db.begin() as session:
        many = [Unasked("telegram", village.chat("Hoa"), "test", str(n), {}) for n in range(DAILY_CAP)]
        await put_unasked(session, many, village.clock.at)
        await session.execute(update(Outgoing).values(sent_at=village.clock.at))
    await announced(village.db, village.people["Hà"], village.clock.at)
    with caplog.at_level(logging.WARNING):
        assert await rounds(village, "18 15:01", "18 15:02", "18 20:59") == ["Lan"]
    assert [record.message for record in caplog.records] == [
        f"1 announcements wait for tomorrow: their people have had {DAILY_CAP} messages"
    ]
    assert await rounds(village, "19 06:30") == ["Lan", "Hoa"]


@pytest.mark.on_both
async def test_announcements_count_among_the_messages_of_a_day(village: Village) -> None:
    for n in range(DAILY_CAP + 2):
        await announced(village.db, village.people["Hà"], village.clock.at, f"Tin {n}")
        await announcer(village).round()
    assert len(await letters(village)) == 2 * DAILY_CAP
    assert len(await rounds(village, "19 06:30")) == 2 * (DAILY_CAP + 2)


async def test_two_processes_write_to_everybody_once(village: Village, database_url: str) -> None:
    await announced(village.db, village.people["Hà"], village.clock.at)
    other = open_db(database_url)
    await asyncio.gather(*(announcer(village, db).round() for db in (village.db, other) for _ in range(3)))
    await engine_of(other).dispose()
    assert sorted(await letters(village)) == ["Hoa", "Lan"]


async def test_a_round_that_fails_leaves_nothing_behind_and_the_next_does_it_all(village: Village) -> None:
    await announced(village.db, village.people["Hà"], village.clock.at)
    engine = engine_of(village.db).sync_engine

    def fail(*call: object) -> None:
        if "announcement_recipients SET state" in str(call[2]):
            raise RuntimeError("as if it had died here")

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError):
        await announcer(village).round()
    event.remove(engine, "before_cursor_execute", fail)
    assert await letters(village) == []
    await announcer(village).round()
    assert await letters(village) == ["Hoa", "Lan"]


# --- many people ------------------------------------------------------------------------------------------------------


async def test_the_outbox_never_holds_more_than_a_few_seconds_worth_and_what_waits_can_be_stopped(
    db: Db, clock: FixedClock
) -> None:
    village = Village(db, clock)
    await crowd(db, 2 * AHEAD + 50, clock.at)
    one = await announced(db, 1, clock.at)
    assert await announcer(village).round()
    assert await announcer(village).round()
    async with db.begin() as session:
        assert await count_unsent(session) == AHEAD
        await session.execute(update(Outgoing).where(Outgoing.id % 3 == 0).values(sent_at=clock.at))
    await announcer(village).round()
    async with db.begin() as session:
        assert await count_unsent(session) == AHEAD
        area = await area_by_code(session, BA_DINH, WEDNESDAY)
        assert area is not None
        assert await stop(session, Scope(area_ids=frozenset({area.id})), one, person_id=1, now=clock.at)
    assert not await announcer(village).round()
    async with db.begin() as session:
        assert await count_unsent(session) == 0
        states = await session.execute(select(Recipient.state, func.count()).group_by(Recipient.state))
        assert {state: n for state, n in states} == {"sent": AHEAD // 3, "stopped": 2 * AHEAD + 50 - AHEAD // 3}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_tap_is_answered_at_once_while_a_commune_is_being_written_to(db: Db, clock: FixedClock) -> None:
    phones = await crowd(db, 500, clock.at)
    await announced(db, 1, clock.at)
    async with Sandbox(clock=clock, zone=ZONE, phones=phones) as sandbox, at_work(db, sandbox, clock):
        await sandbox.wait(FIRST + 10, lambda chat: bool(chat.messages), 10)
        before = len(sandbox.calls)
        sandbox.say(FIRST, "/menu")
        await sandbox.wait(FIRST, lambda chat: len(chat.messages) == 2, 5)
        assert len(sandbox.calls) - before < 100
        async with db.begin() as session:
            assert await session.scalar(select(func.count()).select_from(Recipient).where(Recipient.state == "waiting"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_letters_that_are_withdrawn_while_they_wait_for_the_pace_are_not_sent(db: Db, clock: FixedClock) -> None:
    phones = await crowd(db, 100, clock.at)
    one = await announced(db, 1, clock.at)
    async with Sandbox(clock=clock, zone=ZONE, phones=phones) as sandbox, at_work(db, sandbox, clock):
        await sandbox.wait(FIRST + 10, lambda chat: bool(chat.messages), 10)
        async with db.begin() as session:
            area = await area_by_code(session, BA_DINH, WEDNESDAY)
            assert area is not None
            await stop(session, Scope(area_ids=frozenset({area.id})), one, person_id=1, now=clock.at)
        sandbox.say(FIRST, "/menu")
        await sandbox.wait(FIRST, lambda chat: len(chat.messages) == 2, 5)
        reached = [phone.id for phone in phones[1:] if sandbox.messages(phone.id)]
        clock.at += timedelta(minutes=1)
        await asyncio.sleep(0.5)  # what was to follow within half a second does not
        assert [phone.id for phone in phones[1:] if sandbox.messages(phone.id)] == reached
        assert 10 <= len(reached) < 60
