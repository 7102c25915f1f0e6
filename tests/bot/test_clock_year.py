"""A year in the life of three communes: who is told what and when, through Tết, a leave, a handover, an outage of three
days, and a restart in the middle of a digest run.

All that is said stands in year.txt, by weeks; UPDATE_TRANSCRIPTS=1 writes it anew. The clock ticks at the hours at
which something can fall due, and people do what they do at 14:00.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.clock import FixedClock
from bot.telegram import Telegram, make_bot
from db.areas import area_by_code
from db.communes import CommuneSettings
from db.engine import Db, engine_of
from db.handover import hand_over
from db.reminders import Reminder
from db.scope import Scope
from handlers.calendar import Calendar
from handlers.handing_over import FINISHED
from handlers.reminding import KINDS
from handlers.screens import Screen
from locales import Language
from tests.conftest import ZONE
from tests.db.given import BA_DINH, NGOC_HA
from tests.village import Said, Village, half_filled

GOLDEN = Path(__file__).parent / "year.txt"
FIRST, LAST = date(2026, 12, 1), date(2027, 11, 30)
GIANG_VO = "00025"
OFF = {date(2027, 1, 15), date(2027, 1, 16), date(2027, 1, 17)}
"""A Friday to a Sunday on which the program does not run."""
DIES = date(2027, 3, 15)
"""A Monday on which it dies when one officer of three has her digest; it is started again a minute later."""
PEOPLE = (
    ("Hà", "officer", BA_DINH),
    ("Tâm", "officer", NGOC_HA),
    ("Ân", "officer", GIANG_VO),
    ("Thu", "supervisor", "01"),
    ("Hoa", "collaborator", BA_DINH),
    ("Bích", "collaborator", BA_DINH),
    ("Lan", "collaborator", BA_DINH),
    ("Nga", "collaborator", NGOC_HA),
    ("Mai", "collaborator", GIANG_VO),
)
WORKS = {"Hoa": 3, "Lan": 3, "Nga": 5}
"""Who writes something down, every so many days, all year long."""


class Killed(BaseException):
    """The process is gone: nothing after it is done."""


class Mortal(Telegram):
    """A channel on which the process dies when so many more letters have been made; None: it lives on."""

    lives: int | None = None

    def pages(self, screen: Screen, lang: Language) -> Sequence[Screen]:
        if self.lives is not None:
            if not self.lives:
                raise Killed
            self.lives -= 1
        return super().pages(screen, lang)


def hours(day: date) -> list[str]:
    """When the clock ticks on a day: in the morning, at the hours of the week's digests, on some evenings."""
    calendar, monday = Calendar(), day - timedelta(days=day.weekday())
    found = ["08:00"]
    if day.day % 10 == 0:
        found.append("20:00")
    if day == calendar.next_working_day(monday):
        found.append("07:30")
    if any(day == calendar.next_working_day(monday + timedelta(days=4 - 7 * back)) for back in (0, 1, 2)):
        found.append("17:00")
    if day - timedelta(days=1) in OFF:
        found.append("06:30")
    return sorted(found)


async def meets_on_the_third(village: Village) -> None:
    """Ba Đình holds its meeting on the third of each month."""
    async with village.db.begin() as session:
        area = await area_by_code(session, BA_DINH, FIRST)
        assert area is not None
        settings = {"area_id": area.id, "meeting_day": 3, "changed_by": village.people["Hà"]}
        await session.execute(insert(CommuneSettings).values({**settings, "changed_at": village.clock.at}))


async def lan_hands_over_to_hoa(village: Village) -> None:
    """What Lan has in hand is Hoa's from then on; Lan goes on."""
    async with village.db.begin() as session:
        area = await area_by_code(session, BA_DINH, village.today)
        assert area is not None
        giver, taker, officer = (village.people[name] for name in ("Lan", "Hoa", "Hà"))
        await hand_over(
            session,
            Scope(area_ids=frozenset({area.id})),
            giver,
            taker,
            area.id,
            FINISHED,
            person_id=officer,
            now=village.clock.at,
        )


def doings(village: Village) -> dict[date, list[Callable[[], Awaitable[object]]]]:
    """What people do, by day."""
    done: defaultdict[date, list[Callable[[], Awaitable[object]]]] = defaultdict(list)
    referrals: list[int] = []

    async def refer() -> None:
        referrals.append(await village.refer("Lan"))

    for n in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        for name, every in WORKS.items():
            if n % every == 0:
                done[day].append(lambda name=name: village.talk(name))  # type: ignore[misc]
    for day in (date(2026, 12, 1), date(2026, 12, 7), date(2026, 12, 10), date(2027, 1, 4), date(2027, 4, 5)):
        done[day].append(lambda: village.talk("Bích"))
    done[date(2027, 5, 3)].append(lambda: village.talk("Mai"))
    done[date(2027, 1, 8)].append(lambda: village.leave("Bích", date(2027, 1, 11), date(2027, 1, 24)))
    done[date(2026, 12, 1)].append(refer)
    done[date(2026, 12, 9)].append(lambda: village.step("Lan", referrals[0], "not_yet"))
    done[date(2026, 12, 25)].append(lambda: village.step("Lan", referrals[0], "attended"))
    done[date(2027, 1, 29)].append(refer)  # asked after on 5 February: Tết is until the tenth
    done[date(2027, 2, 26)].append(lambda: village.step("Lan", referrals[1], "lost"))
    done[date(2027, 6, 1)].append(refer)
    done[date(2027, 6, 3)].append(lambda: lan_hands_over_to_hoa(village))
    done[date(2027, 6, 25)].append(lambda: village.step("Hoa", referrals[2], "attended"))
    done[date(2026, 12, 20)] += [
        lambda: village.supply("Hoa", date(2027, 1, 13)),  # 10 January is a Sunday: clients do not wait for Mondays
        lambda: village.supply("Hoa", date(2027, 1, 20)),  # on 17 January the program does not run; a day later is fine
        lambda: village.supply("Lan", date(2027, 1, 18)),  # nor on the 15th; three days later is too late
    ]
    done[date(2027, 1, 20)].append(lambda: village.opens("Lan", half_filled("a1")))
    done[date(2027, 1, 21)].append(lambda: village.opens("Lan", None))
    done[date(2027, 2, 8)].append(lambda: village.person("Yên", state="waiting", since=date(2027, 2, 8)))
    done[date(2027, 3, 1)].append(lambda: village.mutes("Mai", "silent"))
    return done


def by_week(said: Iterable[Said]) -> str:
    """Who was told what, by weeks: each time and kind on a line."""
    lines: list[str] = []
    for monday, week in groupby(said, lambda one: one.at.date() - timedelta(days=one.at.weekday())):
        lines += ["", f"{monday:%G, week %V: %d/%m} – {monday + timedelta(days=6):%d/%m}"]
        for (at, kinds), same in groupby(week, lambda one: (one.at, one.kinds)):
            weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[at.weekday()]
            people = ", ".join(one.to for one in same)
            lines.append(f"  {weekday} {at:%d/%m %H:%M}  {kinds:<18}{people}")
    return "\n".join(lines[1:]) + "\n"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_year_in_the_life_of_three_communes(db: Db, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    async with engine_of(db).connect() as connection:  # thousands of commits, none of which has to outlive the machine
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute("PRAGMA synchronous=OFF")
    channel = Mortal(make_bot("123456:VILLAGE", "http://127.0.0.1:9"))
    village = Village(db, clock, channel)
    village.listens = ("reminder", "digest")
    monkeypatch.setitem(KINDS, "digest", replace(KINDS["digest"], at_once=1))
    for name, role, area in PEOPLE:
        await village.person(name, role, area)
    await meets_on_the_third(village)
    await village.at(FIRST - timedelta(days=1), "09:00")  # the clock's first look: nothing is made up for before it
    done = doings(village)
    said: list[Said] = []
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        for hour in hours(day):
            if day == DIES and hour == "07:30":
                channel.lives = 1
                with pytest.raises(Killed):
                    await village.at(day, hour)
                channel.lives = None
                village.restart()
                said += await village.heard()
                said += await village.at(day, "07:31")
            elif day not in OFF:
                said += await village.at(day, hour)
            if hour == "08:00":
                clock.at = datetime.combine(day, time(14), ZONE)
                for do in done[day]:
                    await do()
        if day.day % 10 == 0:
            village.restart()

    told = by_week(said)
    if os.environ.get("UPDATE_TRANSCRIPTS"):
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")
    async with db.begin() as session:
        unsaid = await session.execute(select(Reminder.kind, Reminder.state).where(Reminder.state != "said"))
        assert Counter((row.kind, row.state) for row in unsaid) == {
            ("resupply", "late"): 1,
            ("summary", "happened"): 72,  # weeks of Mai's and Bích's of which there was nothing to tell
            ("silent", "muted"): 3,
        }
