"""The clock: every minute it asks the tables what has fallen due, and puts what is to be said into the outbox.

It holds nothing in memory. What falls due is noted first, once for each person, kind and period; then, by day, what
still holds is put into words just before it is sent: one letter for all that is due for a person. A clock that was off
says what is not too late and settles the rest; a row that cannot be put into words holds up nobody else.
"""

import logging
import traceback
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local_date
from bot.enclosing import enclosures
from bot.herald import Herald
from bot.restraint import DAILY_CAP, Bounds, bounds_at, where_to_tell
from db import reminders
from db.engine import out_of_reach
from db.messages import Unasked, count_unsent, hold_unsent, offer, put_unasked
from db.people import Chat, people_with
from db.reminders import Fallen, Waiting
from handlers.calendar import MORNING, at, may_speak, when_to_speak
from handlers.reminding import KINDS
from handlers.reminding.kinds import AT_ONCE, LOOK_BACK, Due, Kind, Moment, calendar_around
from handlers.reminding.letter import Topic, compose
from handlers.telling import offered_by, unasked
from locales import language

log = logging.getLogger(__name__)

TOO_LATE = max(kind.useful for kind in KINDS.values())
"""What should have been said longer ago than this is not said any more, whatever it is."""
BUSY = timedelta(minutes=10)
"""Whoever touched an open form within this time is in the middle of it: reminders wait."""
LOOKED_AT = 500
"""People about whom it is asked in one transaction what falls due: in a city of 12,000 that takes some 10 ms."""
MOST_UNSENT = 1500
"""Unasked messages in the outbox at which no reminders are added: at 30 a second they are sent within a minute, so
that what was put into words still holds when it is read."""
AGAIN = timedelta(minutes=10)
"""After this, what could not be put into words is tried again."""


@dataclass
class Batch:
    """What becomes of the reminders of some people: the letters to write, and what is settled without one."""

    letters: list[Unasked]
    offered: dict[int, list[list[str]]]
    said: dict[int, int]
    settled: defaultdict[str, list[int]]
    capped: list[int]
    spared: list[int]


class Clockwork(Herald):
    """The clock of one process. It works only while its process leads."""

    async def tick(self) -> None:
        """Notes what has fallen due, and says what may be said now."""
        if not self.leads:
            return
        try:
            moment = await self.moment()
            await self._note(moment)
            if may_speak(moment.now, self._zone):
                await self._say(moment)
            else:
                async with self._db.begin() as session:
                    await hold_unsent(session, when_to_speak(moment.now, self._zone))
        except Exception as trouble:
            if not out_of_reach(trouble):
                raise
            log.warning("the clock could not look at the tables: %s", type(trouble).__name__)

    async def moment(self) -> Moment:
        """The present, by the calendar as it was declared."""
        now = self._clock.now()
        async with self._db.begin() as session:
            return Moment(now, self._zone, await calendar_around(session, local_date(now, self._zone)))

    # --- what falls due -----------------------------------------------------------------------------------------------

    async def _note(self, moment: Moment) -> None:
        async with self._db.begin() as session:
            reached = await reminders.hands(session)
        for kind in KINDS.values():
            try:
                await self._note_kind(kind, moment, reached.get(kind.name))
            except Exception as fault:  # one kind that cannot be asked for must not stop the others
                if out_of_reach(fault):
                    raise
                log.error("reminders of the kind %s could not be asked for: %s", kind.name, place_of(fault))

    async def _note_kind(self, kind: Kind, moment: Moment, reached: datetime | None) -> None:
        """Asks for each morning since the last time; at first nothing is made up for. A process that dies in between
        does no harm: its successor asks again, and everything is noted once."""
        if reached is not None and reached > moment.now + TOO_LATE:
            log.warning("the clock was set back by days: it asks for reminders of the kind %s from now on", kind.name)
            reached = None  # else nothing would be asked for until then; what was said is not said again anyway
        since = moment.now if reached is None else max(reached, moment.now - LOOK_BACK)
        mornings = kind.mornings(since, moment.now, self._zone, moment.calendar)
        for instant in mornings:
            for some in await self._asked_at_once(kind):
                async with self._db.begin() as session:
                    due = await kind.ask(session, replace(moment, now=instant, falling=True), some)
                    fallen = [Fallen(one.person_id, kind.name, one.period, one.at or instant) for one in due]
                    await reminders.note_fallen(session, fallen, moment.now, late_before=moment.now - kind.useful)
        if mornings or reached is None:
            async with self._db.begin() as session:
                await reminders.set_hand(session, kind.name, moment.now)

    async def _asked_at_once(self, kind: Kind) -> Sequence[Collection[int] | None]:
        """About whom is asked in one transaction: every morning about some people after others, for no answer shall
        wait until a whole city was looked at; what is asked otherwise is asked for everybody at once (None)."""
        if kind.rhythm not in ("daily", "working days"):
            return [None]
        async with self._db.begin() as session:
            people = await people_with(session, kind.roles)
        return [people[start : start + LOOKED_AT] for start in range(0, len(people), LOOKED_AT)]

    # --- what is said -------------------------------------------------------------------------------------------------

    async def _say(self, moment: Moment) -> None:
        async with self._db.begin() as session:
            waiting = await reminders.kinds_waiting(session, moment.now)
        for kinds in rounds():
            if waiting & kinds.keys():
                await self._say_of(kinds, moment)

    async def _say_of(self, kinds: Mapping[str, Kind], moment: Moment) -> None:
        """Says what may be said of kinds that are told in one letter."""
        bounds = Bounds()
        midnight = at(moment.day, time(0), self._zone)
        at_once = min(AT_ONCE, *(kind.at_once for kind in kinds.values()))
        async with self._db.begin() as session:
            late = await reminders.settle_late(session, kinds, moment.now - _useful(kinds), moment.now)
            people = await reminders.people_to_remind(session, kinds, moment.now, moment.now - BUSY, MOST_UNSENT)
            if people:
                people = people[: max(0, MOST_UNSENT - await count_unsent(session))]
                bounds = await bounds_at(session, self._budget, moment.now, midnight)
        if late:
            log.warning("%d reminders came too late and were dropped", late)
        for start in range(0, len(people), at_once):
            some = people[start : start + at_once]
            try:
                await self._tell(some, kinds, moment, bounds)
            except Exception as fault:
                if out_of_reach(fault):
                    raise
                log.error("some reminders could not be made: %s", type(fault).__name__)
                await self._tell_each(some, kinds, moment, bounds)

    async def _tell_each(
        self, people: Iterable[int], kinds: Mapping[str, Kind], moment: Moment, bounds: Bounds
    ) -> None:
        """The same one by one, after it went wrong: whoever is the cause is tried again later, in the end parked."""
        for person_id in people:
            try:
                await self._tell([person_id], kinds, moment, bounds)
            except Exception as fault:
                if out_of_reach(fault):
                    raise
                async with self._db.begin() as session:
                    parked = await reminders.mark_tried(session, person_id, kinds, moment.now + AGAIN, moment.now)
                what = "are parked" if parked else "will be tried again"
                log.error("the reminders of person %d could not be made and %s: %s", person_id, what, place_of(fault))

    async def _tell(self, people: Sequence[int], kinds: Mapping[str, Kind], moment: Moment, bounds: Bounds) -> None:
        """One transaction: what these people are to be told goes into the outbox, and is noted as said."""
        now = moment.now
        async with self._db.begin() as session:
            await reminders.take_turn(session, now)
            waiting = await reminders.waiting_for(session, people, kinds, now)
            chats = await where_to_tell(session, people, self._channels, bounds)
            muted = await reminders.muted(session, people, moment.day)
            still = await _still_due(session, waiting, moment)
            batch = Batch([], {}, {}, defaultdict(list), [], [])
            for person_id, own in _by_person(waiting).items():
                held = {one: due for one in own if (due := still.get((one.person_id, one.kind, one.period)))}
                heard = {one: due for one, due in held.items() if (person_id, one.kind) not in muted}
                batch.settled[reminders.HAPPENED] += [one.id for one in own if one not in held]
                batch.settled[reminders.MUTED] += [one.id for one in held if one not in heard]
                self._write(batch, chats.get(person_id), heard, moment, bounds)
            await put_unasked(session, batch.letters, now)
            await offer(session, batch.offered, now)
            await reminders.mark_said(session, batch.said, now)
            for state, ids in batch.settled.items():
                await reminders.settle(session, ids, state, now)
            await reminders.wait(
                session, [*batch.capped, *batch.spared], at(moment.day + timedelta(days=1), MORNING, self._zone)
            )
        if batch.capped:
            log.warning(
                "%d reminders wait for tomorrow: their people have had %d messages", len(batch.capped), DAILY_CAP
            )

        if batch.spared:
            log.warning("%d reminders wait: the month's messages are running out", len(batch.spared))

    def _write(
        self,
        batch: Batch,
        chat: Chat | None,
        heard: Mapping[Waiting, Due],
        moment: Moment,
        bounds: Bounds,
    ) -> None:
        """Adds one person's letter to a batch, or why there is none."""
        if heard and chat is None:
            batch.settled[reminders.UNREACHED] += [one.id for one in heard]
        if chat is not None:
            batch.spared += [one.id for one in heard if not bounds.allow(chat, KINDS[one.kind])]
            heard = {one: due for one, due in heard.items() if bounds.allow(chat, KINDS[one.kind])}
        if chat is None or not heard:
            return
        ids = [one.id for one in heard]
        if (chat.channel, chat.chat) in bounds.full:
            batch.capped += ids
            return
        head = min(heard, key=lambda one: one.id)
        lang = language(chat.language)
        topics = [
            Topic(kind, due)
            for kind in KINDS.values()
            if (due := [heard[one] for one in heard if one.kind == kind.name])
        ]
        screen = compose(topics, head.id, lang, moment)
        what = "digest" if topics[0].kind.alone else "reminder"
        for number, page in enumerate(self._channels[chat.channel].pages(screen, lang)):
            period = f"{head.id}.{head.said}.{number}"
            batch.letters.append(Unasked(chat.channel, chat.chat, what, period, unasked(page)))
        for kind, part, payload in enclosures(screen):
            period = f"{what} {head.id}.{head.said}.{part}"
            batch.letters.append(Unasked(chat.channel, chat.chat, kind, period, payload))
        batch.offered[chat.person_id] = offered_by(screen)
        batch.said |= dict.fromkeys(ids, head.id)


async def _still_due(
    session: AsyncSession, waiting: Iterable[Waiting], moment: Moment
) -> dict[tuple[int, str, str], Due]:
    """What holds at this moment, by person, kind and period: one question for each kind."""
    people: defaultdict[str, set[int]] = defaultdict(set)
    for one in waiting:
        people[one.kind].add(one.person_id)
    return {
        (due.person_id, name, due.period): due
        for name, kind in KINDS.items()
        if name in people
        for due in await kind.ask(session, moment, people[name])
    }


def _by_person(waiting: Iterable[Waiting]) -> dict[int, list[Waiting]]:
    found: dict[int, list[Waiting]] = {}
    for one in waiting:
        found.setdefault(one.person_id, []).append(one)
    return found


def place_of(fault: BaseException) -> str:
    """What went wrong and where, without its words: they might hold what a person wrote."""
    return f"{type(fault).__name__}\n{''.join(traceback.format_tb(fault.__traceback__))}"


def rounds() -> list[dict[str, Kind]]:
    """The kinds of reminders that are told together, and each of the others by itself."""
    together = {name: kind for name, kind in KINDS.items() if not kind.alone}
    return [together, *({name: kind} for name, kind in KINDS.items() if kind.alone)]


def _useful(kinds: Mapping[str, Kind]) -> timedelta:
    return max(kind.useful for kind in kinds.values())
