"""A quarter in the life of a commune: who is told what and when, through Tết, a leave, an outage and restarts."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert, select

from bot.clock import FixedClock
from db.areas import area_by_code
from db.communes import CommuneSettings
from db.engine import Db
from db.reminders import Reminder
from tests.conftest import ZONE
from tests.db.given import BA_DINH
from tests.village import Village, half_filled

FIRST, LAST = date(2026, 12, 1), date(2027, 2, 28)
HOURS = ("06:30", "08:00", "14:00", "20:00", "22:00")
OFF = {date(2027, 1, 15), date(2027, 1, 16), date(2027, 1, 17)}
"""A Friday to a Sunday on which the program does not run."""

TOLD = """
02/12 08:00 Hoa: month
02/12 08:00 Bích: month
02/12 08:00 Lan: month
03/12 08:00 Hà: report
08/12 08:00 Lan: follow
16/12 08:00 Lan: follow
17/12 08:00 Bích: silent
23/12 08:00 Lan: follow
24/12 08:00 Bích: silent
25/12 08:00 Hoa: month
25/12 08:00 Bích: month
25/12 08:00 Lan: month
03/01 08:00 Hoa: month
03/01 08:00 Bích: month
03/01 08:00 Lan: month
06/01 08:00 Hà: report
10/01 08:00 Hoa: resupply
18/01 06:30 Hoa: resupply
20/01 20:00 Lan: unfinished
25/01 08:00 Hoa: month
25/01 08:00 Bích: month+silent
25/01 08:00 Lan: month
01/02 08:00 Bích: silent
02/02 08:00 Hoa: month
02/02 08:00 Bích: month
02/02 08:00 Lan: month
03/02 08:00 Hà: report
11/02 08:00 Lan: follow
11/02 08:00 Hà: approval
15/02 08:00 Hà: approval
15/02 08:00 Bích: silent
18/02 08:00 Lan: follow
25/02 08:00 Hoa: month
25/02 08:00 Bích: month
25/02 08:00 Lan: month
"""
"""All that is said in the quarter."""


async def meets_on_the_third(village: Village) -> None:
    async with village.db.begin() as session:
        area = await area_by_code(session, BA_DINH, FIRST)
        assert area is not None
        officer = village.people["Hà"]
        settings = {"area_id": area.id, "meeting_day": 3, "changed_by": officer, "changed_at": village.clock.at}
        await session.execute(insert(CommuneSettings).values(settings))


def doings(village: Village) -> dict[date, list[Callable[[], Awaitable[object]]]]:
    """What people do, each at 14:00 of a day."""
    done: defaultdict[date, list[Callable[[], Awaitable[object]]]] = defaultdict(list)
    referrals: list[int] = []

    async def refer() -> None:
        referrals.append(await village.refer("Lan"))

    for n in range(0, 90, 3):  # Hoa and Lan write something down every third day, Bích until 10 December
        day = FIRST + timedelta(days=n)
        done[day] += [lambda: village.talk("Hoa"), lambda: village.talk("Lan")]
        if day <= date(2026, 12, 10):
            done[day].append(lambda: village.talk("Bích"))
    done[date(2027, 1, 4)].append(lambda: village.talk("Bích"))
    done[date(2027, 1, 8)].append(lambda: village.leave("Bích", date(2027, 1, 11), date(2027, 1, 24)))
    done[date(2026, 12, 1)].append(refer)
    done[date(2026, 12, 9)].append(lambda: village.step("Lan", referrals[0], "not_yet"))
    done[date(2026, 12, 25)].append(lambda: village.step("Lan", referrals[0], "attended"))
    done[date(2027, 1, 29)].append(refer)  # asked after on 5 February: Tết is until the tenth
    done[date(2026, 12, 20)] += [
        lambda: village.supply("Hoa", date(2027, 1, 13)),  # 10 January is a Sunday: clients do not wait for Mondays
        lambda: village.supply("Hoa", date(2027, 1, 20)),  # on 17 January the program does not run; a day later is fine
        lambda: village.supply("Lan", date(2027, 1, 18)),  # nor on the 15th; three days later is too late
    ]
    done[date(2027, 1, 20)].append(lambda: village.opens("Lan", half_filled("a1")))
    done[date(2027, 1, 21)].append(lambda: village.opens("Lan", None))
    done[date(2027, 2, 8)].append(lambda: village.person("Mai", state="waiting", since=date(2027, 2, 8)))
    return done


async def test_a_quarter_in_the_life_of_a_commune(db: Db, clock: FixedClock) -> None:
    village = Village(db, clock)
    await village.person("Hà", "officer")
    for name in ("Hoa", "Bích", "Lan"):
        await village.person(name)
    await meets_on_the_third(village)
    await village.at(date(2026, 11, 30), "09:00")  # the clock's first look: nothing is made up for before it
    done = doings(village)
    said = []
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        for hour in HOURS:
            if day not in OFF:
                said += await village.at(day, hour)
            if hour == "14:00":
                clock.at = datetime.combine(day, time(14), ZONE)
                for do in done[day]:
                    await do()
        if day.day % 10 == 0:
            village.restart()

    assert [str(one) for one in said] == TOLD.strip().splitlines()
    async with db.begin() as session:
        unsaid = await session.execute(select(Reminder.kind, Reminder.state).where(Reminder.state != "said"))
        assert Counter((row.kind, row.state) for row in unsaid) == {("resupply", "late"): 1}
