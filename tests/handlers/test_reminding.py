"""What people answer to reminders, and the words of merged letters."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import FixedClock
from db.engine import Db
from db.reminders import muted, next_waiting
from handlers.calendar import Calendar
from handlers.reminding import KINDS
from handlers.reminding.follow import codes
from handlers.reminding.kinds import Due, Moment, Part, last_step
from handlers.reminding.letter import Topic, compose
from handlers.reminding.month import meets_on
from handlers.router import act
from handlers.screens import Button, Screen
from locales import language
from tests.conftest import ZONE
from tests.db.referred import turn_of
from tests.village import Village

FRIDAY = date(2026, 11, 27)
VI = language("vi")


@pytest.fixture
async def village(db: Db, clock: FixedClock) -> Village:
    """A village in which Hoa was reminded on a Friday morning of something that belongs to working days."""
    village = Village(db, clock)
    await village.at(date(2026, 11, 26), "12:00")
    await village.person("Hoa", since=date(2026, 11, 20))
    assert [str(one) for one in await village.at(FRIDAY)] == ["27/11 08:00 Hoa: month+silent"]
    return village


async def does(village: Village, name: str, action: str) -> Screen:
    """Somebody taps a button now."""
    async with village.db.begin() as session:
        return await act(await turn_of(session, village.people[name], village.clock.at), action)


async def waits_until(village: Village) -> str | None:
    async with village.db.begin() as session:
        found = await next_waiting(session)
    return None if found is None else f"{found.astimezone(ZONE):%a %d/%m %H:%M}"


async def test_tomorrow_is_the_next_working_day_for_what_belongs_to_working_days(village: Village) -> None:
    screen = await does(village, "Hoa", "later:tomorrow.1")
    assert "T7 28/11" in screen.text  # the month's end may be told on a Saturday, when somebody asked for it
    said = await village.days(date(2026, 11, 28), date(2026, 11, 30), ("08:00",))
    assert [str(one) for one in said] == ["28/11 08:00 Hoa: month", "30/11 08:00 Hoa: silent"]


async def test_later_today_is_five_o_clock_and_in_the_evening_it_is_tomorrow(village: Village) -> None:
    await does(village, "Hoa", "later:today.1")
    assert await waits_until(village) == "Fri 27/11 17:00"
    village.clock.at = datetime(2026, 11, 27, 20, 0, tzinfo=ZONE)
    await does(village, "Hoa", "later:today.1")
    assert await waits_until(village) == "Sat 28/11 08:00"


async def test_to_put_off_what_has_happened_leads_to_no_reminder(village: Village) -> None:
    await does(village, "Hoa", "later:today.1")
    await village.talk("Hoa")
    assert [str(one) for one in await village.at(FRIDAY, "17:00")] == ["27/11 17:00 Hoa: month"]


async def test_nobody_can_put_off_what_somebody_else_was_told(village: Village) -> None:
    await village.person("Lan")
    for argument in ("today.1", "tomorrow.1", "today.", "today.x", "", "today.99999999999999"):
        assert "không còn nữa" in (await does(village, "Lan", f"later:{argument}")).text
    assert await waits_until(village) is None


async def test_what_is_urgent_cannot_be_muted_in_any_way(village: Village) -> None:
    for action in ("mute:urgent.good", "mute:urgent", "mute:nothing.week", "mute:", "unmute:nothing"):
        assert "Lời nhắc của anh/chị" in (await does(village, "Hoa", action)).text
    async with village.db.begin() as session:
        assert await muted(session, [village.people["Hoa"]], FRIDAY) == {}


@pytest.mark.parametrize(
    ("span", "until"), [("week", FRIDAY + timedelta(days=7)), ("month", date(2026, 12, 27)), ("good", None)]
)
async def test_a_kind_is_muted_for_as_long_as_was_chosen(village: Village, span: str, until: date | None) -> None:
    await does(village, "Hoa", f"mute:silent.{span}")
    hoa = village.people["Hoa"]
    async with village.db.begin() as session:
        assert await muted(session, [hoa], FRIDAY) == {(hoa, "silent"): until}


async def test_everybody_sees_the_reminders_of_their_roles(village: Village) -> None:
    await village.person("Hà", "officer")
    await village.person("Tú", "supervisor")
    shown = {}
    for name in ("Hoa", "Hà", "Tú"):
        screen = await does(village, name, "reminders")
        shown[name] = [button.action for button in screen.buttons if button.action.startswith("mute:")]
    assert shown == {
        "Hoa": ["mute:follow", "mute:resupply", "mute:month", "mute:unfinished", "mute:silent", "mute:summary"],
        "Hà": [
            *("mute:follow", "mute:resupply", "mute:return", "mute:approval", "mute:report", "mute:unfinished"),
            *("mute:digest", "mute:monthly"),
        ],
        "Tú": ["mute:unfinished", "mute:overview", "mute:monthly"],
    }


def letter(*names: str, hour: int = 8) -> Screen:
    """A letter of these kinds, each with one button of its own and one that is the same."""

    def topic(name: str) -> Topic:
        async def ask(_session: AsyncSession, _moment: Moment, _among: object) -> list[Due]:
            return []

        kind = KINDS[name]
        part = Part(name, (Button("one", "+home"), Button(name, f"+{name}")))
        return Topic(
            type(kind)(name, kind.title, kind.roles, kind.rhythm, ask, lambda *_: part, kind.mutable), [Due(1, "x")]
        )

    moment = Moment(datetime(2026, 11, 18, hour, tzinfo=ZONE), ZONE, Calendar())
    return compose([topic(name) for name in names], 7, VI, moment)


def test_the_same_button_stands_in_a_letter_once() -> None:
    assert [button.action for button in letter("month", "silent").buttons] == [
        "+home",
        "+month",
        "+silent",
        "later:today.7",
        "later:tomorrow.7",
        "+hush:7",
    ]


def test_late_in_the_evening_nothing_can_be_put_off_until_later_today() -> None:
    assert "later:today.7" not in [button.action for button in letter("month", hour=20).buttons]


def test_a_letter_of_urgent_things_alone_offers_no_silence() -> None:
    assert not any("hush" in button.action for button in letter("urgent").buttons)
    assert any("hush" in button.action for button in letter("urgent", "month").buttons)


def test_a_few_clients_are_named_by_code_and_of_many_the_number_is_told() -> None:
    assert codes(["KH-A2BC", "KH-A2BC", "KH-B3CD"], VI) == "KH-A2BC, KH-B3CD"
    assert codes([f"KH-A{n}BC" for n in range(2, 7)], VI) == "KH-A2BC, KH-A3BC, KH-A4BC và 2 người nữa"


@pytest.mark.parametrize(
    ("meeting_day", "day"),
    [
        (3, date(2026, 12, 3)),
        (3, date(2027, 1, 4)),  # the third is a Sunday
        (31, date(2027, 3, 1)),  # the last day of February is a Sunday
        (30, date(2026, 11, 30)),
        (6, date(2027, 2, 11)),  # behind Tết
    ],
)
def test_a_meeting_moves_to_the_next_working_day(meeting_day: int, day: date) -> None:
    around = [day + timedelta(days=n) for n in range(-6, 7)]
    assert [one for one in around if meets_on([meeting_day], one, Calendar())] == [day]


def test_the_last_step_that_was_reached() -> None:
    assert [last_step((7, 14, 28), n) for n in (0, 6, 7, 13, 14, 40)] == [None, None, 7, 7, 14, 28]
