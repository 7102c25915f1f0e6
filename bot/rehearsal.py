"""Moving the demo's clock: it passes through everything that happens on the way, so that a week of reminders arrives
one after another and nothing comes too late because somebody was in a hurry."""

import asyncio
from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy import select

from bot.announcing import Announcer
from bot.clock import MovableClock
from bot.clockwork import Clockwork
from db.engine import Db
from db.messages import count_unsent
from db.reminders import Reminder, next_waiting
from handlers.calendar import at, when_to_speak
from handlers.reminding import KINDS
from handlers.reminding.kinds import Moment

AHEAD = timedelta(days=40)
"""How far ahead something is looked for that happens."""
STEP = timedelta(minutes=1)
"""The least that the clock moves: what waits because somebody is busy is asked again then."""
LOOK_AGAIN, LOOKS = 0.1, 30
"""Before the clock moves on, messages get time to arrive: it is looked so often, after so many real seconds each."""


class Rehearsal:
    """The demo's clock and what it sets going."""

    def __init__(self, db: Db, clock: MovableClock, clockwork: Clockwork, announcer: Announcer) -> None:
        self._db = db
        self._clock = clock
        self._clockwork = clockwork
        self._announcer = announcer

    async def next_event(self) -> datetime | None:
        """When something will next be said of itself if nobody does anything; None when that is far off."""
        moment = await self._clockwork.moment()
        async with self._db.begin() as session:
            waiting = [await next_waiting(session), await self._announcer.first_waiting(session)]
        found = [await self._next_morning(moment), await self._next_at_any_time(moment)]
        found += [max(one, moment.now + STEP) for one in waiting if one is not None]
        return min((when_to_speak(one, moment.zone) for one in found if one is not None), default=None)

    async def pass_to(self, until: datetime) -> None:
        """Moves the clock to an instant, with a halt wherever something is said."""
        await self._tick()  # what has begun by now is not to be missed, though nobody has waited a minute yet
        while (event := await self.next_event()) is not None and event <= until:
            await self._go(event)
        await self._go(until)

    async def _go(self, instant: datetime) -> None:
        self._clock.move(max(instant - self._clock.now(), timedelta(0)))
        await self._tick()
        for _ in range(LOOKS):
            async with self._db.begin() as session:
                if not await count_unsent(session):
                    return
            await asyncio.sleep(LOOK_AGAIN)

    async def _tick(self) -> None:
        await self._clockwork.tick()
        await self._announcer.round()

    async def _next_morning(self, moment: Moment) -> datetime | None:
        """The first morning on which somebody will be reminded of something new."""
        async with self._db.begin() as session:
            rows = await session.execute(select(Reminder.person_id, Reminder.kind, Reminder.period))
            noted = {(row.person_id, row.kind, row.period) for row in rows}
            day = at(moment.day, time(0), moment.zone)
            while day < moment.now + AHEAD:
                until = day + timedelta(days=1)
                for kind in KINDS.values():
                    if kind.rhythm == "always":
                        continue
                    for instant in kind.mornings(max(day, moment.now), until, moment.zone, moment.calendar):
                        due = await kind.ask(session, replace(moment, now=instant, falling=True), None)
                        new = {one.person_id for one in due if (one.person_id, kind.name, one.period) not in noted}
                        said = await kind.ask(session, replace(moment, now=instant), new) if new else ()
                        if said:
                            return min(max(one.at or instant, instant) for one in said)
                day = until
        return None

    async def _next_at_any_time(self, moment: Moment) -> datetime | None:
        """When the first of the things falls due that have no hour of their own."""
        tomorrow = replace(moment, now=moment.now + timedelta(days=1))
        async with self._db.begin() as session:
            due = [
                one.at
                for kind in KINDS.values()
                if kind.rhythm == "always"
                for one in await kind.ask(session, tomorrow, None)
                if one.at is not None and one.at > moment.now
            ]
        return min(due, default=None)
