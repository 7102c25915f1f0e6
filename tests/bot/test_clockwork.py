"""The clock: what falls due is said once, by day, to whom it still concerns."""

import asyncio
import logging
from collections import Counter
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
from bot.zalo.channel import Zalo
from bot.zalo.client import Client
from db.accounts import choose_channel
from db.areas import area_by_code
from db.days import declare
from db.engine import Db, engine_of, open_db
from db.messages import UNASKED, Conversation, Outgoing, put
from db.people import Address, Grant, Person, set_reachable
from db.reminders import Reminder, mute
from handlers.reminding import KINDS
from handlers.reminding.kinds import AT_ONCE, Due, Kind, Moment, Part
from handlers.screens import Screen, to_json
from locales import Language
from tests.conftest import ZONE
from tests.db.given import BA_DINH
from tests.village import AGES_AGO, Village, half_filled, telegram

WEDNESDAY = date(2026, 11, 18)
NEAR_END = date(2026, 11, 25)
"""The day on which collaborators are reminded of the end of the month, a Wednesday."""


@pytest.fixture
async def village(db: Db, clock: FixedClock) -> Village:
    """A village whose clock has begun to tick."""
    village = Village(db, clock)
    assert await village.at(WEDNESDAY, "12:00") == []
    return village


async def states(village: Village) -> Counter[tuple[str, str]]:
    """What became of the reminders, but for digests, by kind and state."""
    async with village.db.begin() as session:
        rows = await session.execute(select(Reminder.kind, Reminder.state))
        return Counter((row.kind, row.state) for row in rows if not KINDS[row.kind].alone)


def lines(said: Sequence[object]) -> list[str]:
    return [str(one) for one in said]


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


# --- to whom ----------------------------------------------------------------------------------------------------------


async def test_what_is_due_at_once_is_one_message_with_a_button_for_each(village: Village) -> None:
    await village.person("Hoa", since=date(2026, 11, 18))
    referral = await village.refer("Hoa")
    for _ in range(4):
        await village.refer("Hoa", sign="breast_lump")
    await village.supply("Hoa", date(2026, 11, 28))
    async with village.db.begin() as session:
        await session.execute(update(Conversation).values(updated_at=village.clock.at))
    [letter] = await village.at(NEAR_END)
    assert letter.kinds == "urgent+follow+resupply+month+silent"
    assert letter.button("Ghi tình hình") == f"+referral:{referral}"
    assert letter.button("Cần theo dõi") == "+follow"
    assert "và 1 người nữa" in letter.text
    actions = [button["action"].partition(":")[0] for row in letter.payload["screen"]["rows"] for button in row]
    assert actions == ["+follow", "+referral", "+give", "+book", "+talk", "+home", "later", "later", "+hush"]


async def test_the_words_name_no_client_and_no_purpose(village: Village) -> None:
    await village.person("Hoa")
    await village.refer("Hoa", sign="breast_lump", note="cổng xanh")
    await village.supply("Hoa", date(2026, 11, 28))
    [letter] = await village.at(NEAR_END)
    for word in ("vú", "thai", "thuốc", "cổng", "sàng lọc", "bệnh"):
        assert word not in letter.text


async def test_nothing_is_said_of_what_has_happened_meanwhile(village: Village) -> None:
    await village.person("Hoa", since=date(2026, 11, 12))
    await village.person("Lan", since=date(2026, 11, 12))
    village.clock.at = datetime(2026, 11, 19, 7, 59, tzinfo=ZONE)
    await village.opens("Hoa", half_filled("a1"))
    said = await village.at(date(2026, 11, 19))
    await village.talk("Hoa")
    await village.opens("Hoa", None)
    said += await village.days(date(2026, 11, 19), date(2026, 11, 20), ("08:20", "17:00"))
    assert lines(said) == ["19/11 08:00 Lan: silent"]
    assert await states(village) == {("silent", "said"): 1, ("silent", "happened"): 1}


async def test_an_entry_about_days_long_past_breaks_the_silence(village: Village) -> None:
    await village.person("Hoa", since=date(2026, 11, 1))
    await village.person("Lan", since=date(2026, 11, 1))
    village.clock.at = datetime(2026, 11, 18, 19, 0, tzinfo=ZONE)
    await village.talk("Hoa", day=date(2026, 11, 3))
    assert lines(await village.at(date(2026, 11, 19))) == ["19/11 08:00 Lan: silent"]


async def test_what_was_muted_is_not_said_until_its_day_but_what_is_urgent_is(village: Village) -> None:
    hoa = await village.person("Hoa")
    await village.refer("Hoa", sign="breast_lump")
    async with village.db.begin() as session:
        await mute(session, hoa, "month", date(2026, 12, 25), village.clock.at)
        await mute(session, hoa, "unfinished", None, village.clock.at)
    await village.opens("Hoa", half_filled("a1"))
    said = await village.days(date(2026, 11, 19), date(2026, 12, 25), ("08:00", "17:00"))
    urgent = [one.at.day for one in said if "urgent" in one.kinds and one.at.month == 11]
    assert urgent == [20, 22, 25]  # the second, the fourth and the seventh day
    assert [str(one) for one in said if "month" in one.kinds] == ["25/12 08:00 Hoa: month"]
    assert not any("unfinished" in one.kinds for one in said)
    assert (await states(village))["month", "muted"] == 1
    assert (await states(village))["unfinished", "muted"] == 1


async def test_whoever_is_on_leave_is_told_only_what_is_urgent(village: Village) -> None:
    await village.person("Hoa", since=date(2026, 11, 1))
    await village.refer("Hoa", sign="breast_lump")
    await village.refer("Hoa")
    await village.supply("Hoa", date(2026, 11, 24))
    await village.leave("Hoa", date(2026, 11, 19), date(2026, 11, 27))
    said = await village.days(date(2026, 11, 19), date(2026, 11, 30), ("08:00",))
    assert lines(said) == [
        "20/11 08:00 Hoa: urgent",
        "22/11 08:00 Hoa: urgent",
        "25/11 08:00 Hoa: urgent",
        "28/11 08:00 Hoa: resupply",  # a Saturday; the rest waits for Monday
        "30/11 08:00 Hoa: follow+month",
    ]


async def test_nobody_is_written_to_who_cannot_be_reached_or_has_no_role(village: Village) -> None:
    for name in ("Hoa", "Lan", "Mai"):
        await village.person(name)
    await village.person("Cúc", state="suspended")
    async with village.db.begin() as session:
        await set_reachable(session, "telegram", village.chat("Hoa"), village.clock.at)
        await session.execute(
            update(Grant).where(Grant.person_id == village.people["Lan"]).values(valid_to=date(2026, 11, 24))
        )
    assert lines(await village.at(NEAR_END)) == ["25/11 08:00 Mai: month"]


async def test_whoever_becomes_unreachable_at_the_last_moment_is_settled(village: Village) -> None:
    await village.person("Hoa")
    village.clock.at = datetime(2026, 11, 25, 7, 59, tzinfo=ZONE)
    await village.opens("Hoa", half_filled("a1"))
    assert await village.at(NEAR_END) == []
    async with village.db.begin() as session:
        await session.execute(update(Address).values(channel="nowhere"))
    assert await village.at(NEAR_END, "08:30") == []
    assert await states(village) == {("month", "unreached"): 1}


async def test_somebody_with_two_messengers_is_told_on_the_one_they_chose(db: Db, clock: FixedClock) -> None:
    zalo = Zalo(Client("1:VILLAGE", "http://127.0.0.1:9"))
    village = Village(db, clock, telegram(), zalo)
    await village.at(WEDNESDAY, "12:00")
    hoa = await village.person("Hoa")
    async with db.begin() as session:
        session.add(Address(channel="zalo", chat=village.chat("Hoa"), person_id=hoa))
        await choose_channel(session, hoa, "zalo")
    [letter] = await village.at(NEAR_END)
    assert "1. " in letter.text
    assert letter.payload["screen"]["rows"] == []
    async with db.begin() as session:
        offered = (await session.scalars(select(Conversation.offered))).one()
        assert (await session.scalars(select(Outgoing.channel))).all() == ["zalo"]
    assert [label for label, _, _ in offered][0] in letter.text
    await zalo.close()


async def test_somebody_whose_other_messenger_does_not_run_here_is_told_on_the_one_that_does(village: Village) -> None:
    hoa = await village.person("Hoa")
    async with village.db.begin() as session:
        session.add(Address(channel="zalo", chat=village.chat("Hoa"), person_id=hoa))
        await choose_channel(session, hoa, "zalo")
    assert lines(await village.at(NEAR_END)) == ["25/11 08:00 Hoa: month"]
    async with village.db.begin() as session:
        assert (await session.scalars(select(Outgoing.channel))).all() == ["telegram"]


async def test_an_open_form_outlives_the_offers_of_a_reminder(village: Village) -> None:
    await village.person("Hoa")
    form = half_filled("a1")
    await village.opens("Hoa", form)
    await village.at(WEDNESDAY, "15:00")
    async with village.db.begin() as session:
        row = (await session.execute(select(Conversation.form, Conversation.offered, Conversation.updated_at))).one()
    assert row.form == form
    assert row.offered[0][1] == "+resume"
    assert row.updated_at.astimezone(ZONE) == datetime(2026, 11, 18, 12, 0, tzinfo=ZONE)


@pytest.mark.on_both
async def test_officers_hear_of_the_report_of_applicants_and_of_clients_who_did_not_return(village: Village) -> None:
    await village.person("Hà", "officer")
    await village.person("Nga", "officer", "00008")
    await village.person("Lan")
    referral = await village.refer("Lan")
    await village.step("Lan", referral, "attended")
    await village.step("Hà", referral, "return_needed")
    await village.person("Mai", state="waiting", since=date(2026, 11, 30))
    said = await village.days(date(2026, 11, 19), date(2026, 12, 21), ("08:00",))
    heard = [str(one) for one in said if one.to in ("Hà", "Nga")]
    assert heard == [
        "01/12 08:00 Hà: approval",
        "03/12 08:00 Hà: approval+report",
        "03/12 08:00 Nga: report",
        "07/12 08:00 Hà: approval",
        "18/12 08:00 Hà: return",
    ]
    returned = next(one for one in said if one.kinds == "return")
    assert returned.button("Mở phiếu") == f"+referral:{referral}"
    assert "hạn T2 7/12" in next(one.text for one in said if one.kinds == "report")


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
