"""The clock: what falls due is said once, by day, to whom it still concerns."""

import asyncio
import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from math import ceil
from typing import Any

import pytest
from sqlalchemy import event, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import FixedClock
from bot.clockwork import LOOKED_AT, MOST_UNSENT
from bot.restraint import DAILY_CAP
from db.areas import area_by_code
from db.days import declare
from db.engine import Db, engine_of, open_db
from db.messages import UNASKED, Outgoing, put
from db.people import Address, Grant, Person
from handlers.reminding import KINDS
from handlers.reminding.kinds import AT_ONCE, Due, Kind, Moment, Part
from handlers.screens import Screen, to_json
from locales import Language
from tests.conftest import ZONE
from tests.db.given import BA_DINH
from tests.village import AGES_AGO, NEAR_END, WEDNESDAY, Village, half_filled, lines, states

# --- when -------------------------------------------------------------------------------------------------------------


async def test_what_falls_due_at_night_is_said_in_the_morning(village: Village) -> None:
    await village.person("Hoa")
    village.clock.at = datetime(2026, 11, 18, 20, 30, tzinfo=ZONE)
    await village.opens("Hoa", half_filled("a1"))
    said = await village.days(WEDNESDAY, WEDNESDAY, ("22:29", "22:31", "23:59"))
    said += await village.days(date(2026, 11, 19), date(2026, 11, 19), ("00:00", "06:29", "06:30", "06:31"))
    assert lines(said) == ["19/11 06:30 Hoa: unfinished"]


async def test_reminders_wait_while_somebody_is_in_the_middle_of_a_form(village: Village) -> None:
    await village.person("Hoa")
    village.clock.at = datetime(2026, 11, 25, 7, 55, tzinfo=ZONE)
    await village.opens("Hoa", half_filled("a1"))
    said = await village.days(NEAR_END, NEAR_END, ("08:00", "08:01", "08:04", "08:06", "08:07"))
    assert lines(said) == ["25/11 08:06 Hoa: month"]


async def test_a_form_that_was_saved_holds_up_nothing(village: Village) -> None:
    await village.person("Hoa")
    village.clock.at = datetime(2026, 11, 25, 7, 59, tzinfo=ZONE)
    await village.opens("Hoa", None)
    assert lines(await village.at(NEAR_END)) == ["25/11 08:00 Hoa: month"]


async def test_a_declared_day_off_moves_what_belongs_to_working_days(village: Village) -> None:
    hoa = await village.person("Hoa")
    async with village.db.begin() as session:
        await declare(session, NEAR_END, works=False, person_id=hoa, now=village.clock.at)
    assert lines(await village.days(NEAR_END, date(2026, 11, 27), ("08:00",))) == ["26/11 08:00 Hoa: month"]


@pytest.mark.on_both
async def test_unasked_messages_that_were_not_sent_by_the_evening_wait_for_the_morning(village: Village) -> None:
    async with village.db.begin() as session:
        payload = {"screen": to_json(Screen("x")), "edit": None, "callback": None}
        for priority in (UNASKED, 0):
            await put(session, "telegram", "1", "test", str(priority), priority, payload, village.clock.at)
    await village.at(WEDNESDAY, "21:05")
    async with village.db.begin() as session:
        rows = await session.execute(select(Outgoing.priority, Outgoing.next_at).order_by(Outgoing.priority))
        waits = {row.priority: row.next_at.astimezone(ZONE) for row in rows}
    assert waits == {
        0: datetime(2026, 11, 18, 12, 0, tzinfo=ZONE),
        UNASKED: datetime(2026, 11, 19, 6, 30, tzinfo=ZONE),
    }


# --- once -------------------------------------------------------------------------------------------------------------


async def test_a_half_filled_form_is_reminded_of_once_however_often_it_is_left(village: Village) -> None:
    await village.person("Hoa")
    await village.opens("Hoa", half_filled("a1"))
    said = await village.days(WEDNESDAY, WEDNESDAY, ("13:59", "14:00", "14:01"))
    await village.opens("Hoa", half_filled("a1"))
    said += await village.days(WEDNESDAY, date(2026, 11, 20), ("17:00", "19:00"))
    await village.opens("Hoa", half_filled("b2"))
    said += await village.days(date(2026, 11, 21), date(2026, 11, 21), ("10:00",))
    assert lines(said) == ["18/11 14:00 Hoa: unfinished", "21/11 10:00 Hoa: unfinished"]


async def test_a_form_in_which_nothing_was_answered_is_not_worth_a_reminder(village: Village) -> None:
    await village.person("Hoa")
    await village.opens("Hoa", {**half_filled("a1"), "trail": []})
    assert await village.at(WEDNESDAY, "15:00") == []


async def test_two_processes_say_everything_once(village: Village, database_url: str) -> None:
    for n in range(20):
        await village.person(f"Hoa {n}")
    other_db = open_db(database_url)
    other = Village(other_db, village.clock)
    village.clock.at = datetime(2026, 11, 25, 8, 0, tzinfo=ZONE)
    await asyncio.gather(*(clockwork.tick() for clockwork in (village.clockwork, other.clockwork) for _ in range(3)))
    await engine_of(other_db).dispose()
    assert sorted(lines(await village.heard())) == sorted(f"25/11 08:00 Hoa {n}: month" for n in range(20))


async def test_a_clock_that_is_set_back_says_nothing_again(village: Village) -> None:
    await village.person("Hoa")
    assert len(await village.at(NEAR_END)) == 1
    assert await village.days(date(2026, 11, 23), date(2026, 11, 26), ("06:30", "08:00", "20:00")) == []


async def test_a_clock_that_ran_ahead_by_mistake_does_not_fall_silent_when_it_is_put_right(village: Village) -> None:
    await village.person("Hoa")
    assert len(await village.at(date(2027, 8, 25))) == 1
    said = await village.days(date(2026, 11, 19), NEAR_END, ("06:30", "08:00"))
    assert lines(said) == ["25/11 08:00 Hoa: month"]


async def test_a_program_that_starts_for_the_first_time_makes_up_for_nothing(db: Db, clock: FixedClock) -> None:
    village = Village(db, clock)
    await village.person("Hoa", since=date(2026, 11, 1))
    assert await village.at(date(2026, 11, 30), "09:00") == []


async def test_a_clock_that_was_off_says_what_is_not_too_late_and_puts_the_rest_on_record(village: Village) -> None:
    await village.person("Hoa")
    await village.supply("Hoa", date(2026, 11, 23))  # due on the 20th
    await village.supply("Hoa", date(2026, 11, 24))  # due on the 21st
    assert lines(await village.at(date(2026, 11, 23), "07:59")) == ["23/11 07:59 Hoa: resupply"]
    assert await states(village) == {("resupply", "late"): 1, ("resupply", "said"): 1}


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def killed_at(db: Db, number: int) -> Iterator[None]:
    """The process ends before its statement of this number."""
    run = count(1)

    def strike(*_: Any) -> None:
        if next(run) == number:
            raise Killed

    engine = engine_of(db).sync_engine
    event.listen(engine, "before_cursor_execute", strike)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", strike)


async def test_wherever_the_process_is_killed_everybody_is_told_once(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.clockwork.AT_ONCE", 7)
    await crowd(village, 30)
    village.clock.at = datetime(2026, 11, 25, 8, 0, tzinfo=ZONE)
    for number in count(1):  # each time a little later, until a tick comes to its end
        village.restart()
        try:
            with killed_at(village.db, number):
                await village.clockwork.tick()
        except Killed:
            continue
        break
    assert number > 20
    assert sorted(one.to for one in await village.heard()) == sorted(village.people)
    assert await village.at(NEAR_END, "08:01") == []


# --- not too much -----------------------------------------------------------------------------------------------------


async def test_nobody_gets_more_than_the_daily_cap_and_the_log_sounds_the_alarm(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("Hoa", "Lan"):
        await village.person(name)
    payload = {"screen": to_json(Screen("x")), "edit": None, "callback": None}
    village.clock.at = datetime(2026, 11, 25, 7, 0, tzinfo=ZONE)
    async with village.db.begin() as session:
        for n in range(DAILY_CAP):
            await put(session, "telegram", village.chat("Hoa"), "news", str(n), UNASKED, payload, village.clock.at)
    with caplog.at_level(logging.WARNING):
        said = await village.at(NEAR_END)
    assert lines(said) == ["25/11 08:00 Lan: month"]
    assert "had 6 messages" in caplog.text
    assert await village.at(NEAR_END, "20:00") == []
    assert lines(await village.at(date(2026, 11, 26), "08:00")) == ["26/11 08:00 Hoa: month"]


@pytest.mark.on_both
async def test_a_row_that_cannot_be_put_into_words_is_parked_and_holds_up_nobody(
    village: Village, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for n in range(5):
        await village.person(f"Hoa {n}")
    bad, words = village.people["Hoa 2"], "words that no log may show"

    async def ask(_session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
        everybody = village.people.values() if among is None else among
        return [Due(person_id, f"{moment.day}", person_id) for person_id in everybody]

    def tell(due: Sequence[Due], _lang: Language, _today: date) -> Part:
        if due[0].about == bad:
            raise ValueError(words)
        return Part("🌿")

    monkeypatch.setitem(KINDS, "silent", Kind("silent", "x", ("collaborator",), "daily", ask, tell))
    said = await village.at(date(2026, 11, 19))
    assert [one.to for one in said] == ["Hoa 0", "Hoa 1", "Hoa 3", "Hoa 4"]
    for minutes in ("08:05", "08:10", "08:15", "08:20", "08:30", "08:40"):
        assert await village.at(date(2026, 11, 19), minutes) == []
    assert await states(village) == {("silent", "said"): 4, ("silent", "parked"): 1}
    assert words not in caplog.text


async def test_a_kind_that_cannot_be_asked_for_stops_no_other(
    village: Village, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await village.person("Hoa", since=date(2026, 11, 17))

    async def ask(_session: AsyncSession, _moment: Moment, _among: Collection[int] | None) -> Sequence[Due]:
        raise ValueError("broken")

    monkeypatch.setitem(KINDS, "urgent", Kind("urgent", "x", ("collaborator",), "daily", ask, KINDS["urgent"].tell))
    assert lines(await village.at(NEAR_END)) == ["25/11 08:00 Hoa: month+silent"]
    assert "the kind urgent" in caplog.text


async def test_a_form_of_unknown_shape_keeps_nobody_from_being_asked_for(village: Village) -> None:
    await village.person("Hoa")
    await village.person("Lan")
    await village.opens("Hoa", {"token": "x", "form": "talk"})
    await village.opens("Lan", half_filled("a1"))
    assert lines(await village.at(WEDNESDAY, "15:00")) == ["18/11 15:00 Lan: unfinished"]


# --- cheaply ----------------------------------------------------------------------------------------------------------


@contextmanager
def counted(db: Db) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    run: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        run.append(statement)

    engine = engine_of(db).sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield run
    event.remove(engine, "before_cursor_execute", note)


async def crowd(village: Village, size: int) -> None:
    """So many collaborators at once."""
    async with village.db.begin() as session:
        area = await area_by_code(session, BA_DINH, WEDNESDAY)
        assert area is not None
        people = [{"id": n, "name": f"N {n}", "language": "vi", "created_at": village.clock.at} for n in _ids(size)]
        await session.execute(insert(Person), people)
        await session.execute(
            insert(Address), [{"channel": "telegram", "chat": str(900_000 + n), "person_id": n} for n in _ids(size)]
        )
        grant = {"role": "collaborator", "area_id": area.id, "valid_from": AGES_AGO, "state": "active"}
        await session.execute(insert(Grant), [{**grant, "person_id": n} for n in _ids(size)])
    village.people |= {str(n): n for n in _ids(size)}


def _ids(size: int) -> range:
    return range(1000, 1000 + size)


async def test_the_clock_asks_for_hundreds_at_once_and_never_for_each(village: Village) -> None:
    await crowd(village, 3000)
    with counted(village.db) as run:
        await village.clockwork.tick()
    idle = len(run)
    assert idle <= 20
    with counted(village.db) as run:
        said = await village.at(NEAR_END)
    assert len(said) == MOST_UNSENT
    mornings, looks, told = 7, ceil(3000 / LOOKED_AT), ceil(MOST_UNSENT / AT_ONCE)
    assert len(run) <= 80 + 3 * mornings * len(KINDS) * looks + 15 * told
    assert len(run) < 3000 / 4


async def test_no_more_is_put_into_words_than_can_be_sent_within_a_minute(village: Village) -> None:
    await crowd(village, MOST_UNSENT + 300)
    assert len(await village.at(NEAR_END)) == MOST_UNSENT
    assert await village.at(NEAR_END, "08:01") == []
    async with village.db.begin() as session:
        await session.execute(update(Outgoing).values(sent_at=village.clock.at + timedelta(minutes=1)))
    assert len(await village.at(NEAR_END, "08:02")) == 300
