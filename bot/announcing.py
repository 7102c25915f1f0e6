"""Announcing: keeps the outbox supplied with the letters of announcements, no faster than the messenger takes them.

What is still to be written stays in the announcements' own table. So an announcement to a city can be stopped at any
moment, whoever is in the middle of a form is left in peace, and a reminder does not wait behind ten thousand letters.
Each round is one transaction: letters and the note that they are written are there together, or not at all.
"""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local_date
from bot.clockwork import BUSY, place_of
from bot.herald import Herald
from bot.restraint import DAILY_CAP, bounds_at, where_to_tell
from db import announcing
from db.announcements import Key, Written, written
from db.engine import out_of_reach
from db.messages import Queued, Unasked, count_unsent, offer, put_unasked
from db.people import Chat
from db.reminders import take_turn
from db.scope import Scope
from handlers.announcements import letter
from handlers.calendar import OPENS, at, may_speak
from handlers.screens import Screen
from handlers.telling import offered_by, unasked
from locales import language

log = logging.getLogger(__name__)

AHEAD = 300
"""Unasked messages that the outbox holds at most when letters are added: ten seconds' worth."""
PAUSE = 2.0
"""Seconds between two rounds while something waits; AHEAD is enough for several."""
LOOK = 60.0
"""Seconds between two looks while nothing does."""
KIND = "announcement"
"""The kind of these messages in the outbox."""


@dataclass(frozen=True)
class Draft:
    """The letters of an announcement to one person, and what can be typed as an answer."""

    person_id: int
    letters: list[Unasked]
    offered: list[list[str]]


class Announcer(Herald):
    """The announcing of one process. It works only while its process leads."""

    async def run(self) -> None:
        """Supplies the outbox for as long as the program runs. A round that fails is tried again after a while."""
        while True:
            pause = LOOK
            try:
                if await self.round():
                    pause = PAUSE
            except Exception as fault:  # noqa: BLE001 - what cannot be announced must not stop the program
                if out_of_reach(fault):
                    log.warning("announcements could not be looked at: %s", type(fault).__name__)
                else:
                    log.error("announcements could not be written: %s", place_of(fault))
            await asyncio.sleep(pause)

    async def round(self) -> bool:
        """Writes the next letters, as many as there is room for; whether more may follow at once."""
        now = self._clock.now()
        if not self.leads or not may_speak(now, self._zone):
            return False
        day = local_date(now, self._zone)
        async with self._db.begin() as session:
            await take_turn(session, now)
            room = AHEAD - await count_unsent(session)
            if room <= 0:
                return True
            keys = await announcing.next_recipients(session, now, day, now - BUSY, self._channels, room)
            if not keys:
                return False
            told = await written(session, Scope.everything(), {one for one, _ in keys})
            bounds = await bounds_at(session, self._budget, now, at(day, time(0), self._zone))
            chats = await where_to_tell(session, [person_id for _, person_id in keys], self._channels, bounds)
            capped = [key for key in keys if (chats[key[1]].channel, chats[key[1]].chat) in bounds.full]
            free = [key for key in keys if key not in set(capped)]
            drafts = self._drafts([(told[one], chats[person_id]) for one, person_id in free])
            queued = await put_unasked(session, [letter for draft in drafts for letter in draft.letters], now)
            await announcing.note_queued(session, _last_of_each(queued))
            await offer(session, {draft.person_id: draft.offered for draft in drafts}, now)
            await announcing.wait(session, capped, at(day + timedelta(days=1), OPENS, self._zone))
        if capped:
            log.warning("%d announcements wait for tomorrow: their people have had %d messages", len(capped), DAILY_CAP)
        return True

    async def first_waiting(self, session: AsyncSession) -> datetime | None:
        """When the first letter may be written, as things stand today."""
        day = local_date(self._clock.now(), self._zone)
        return await announcing.first_waiting(session, day, self._channels)

    def _drafts(self, told: Iterable[tuple[Written, Chat]]) -> list[Draft]:
        """The letters to these chats. Each announcement is put into words once for each messenger and language."""
        worded: dict[tuple[int, str, str], tuple[Screen, list[dict[str, object]]]] = {}
        drafts = []
        for one, chat in told:
            key = (one.id, chat.channel, chat.language)
            if key not in worded:
                lang = language(chat.language)
                screen = letter(one, lang, self._zone)
                worded[key] = screen, [unasked(page) for page in self._channels[chat.channel].pages(screen, lang)]
            screen, pages = worded[key]
            letters = [
                Unasked(chat.channel, chat.chat, KIND, f"{one.id}.{chat.person_id}.{number}", page)
                for number, page in enumerate(pages)
            ]
            drafts.append(Draft(chat.person_id, letters, offered_by(screen)))
        return drafts


def _last_of_each(queued: Iterable[Queued]) -> dict[Key, int]:
    """The message that brings each announcement to each person: of several parts the last."""
    found: dict[Key, int] = {}
    for one in queued:
        announcement_id, person_id, _ = map(int, one.period.split("."))
        found[announcement_id, person_id] = max(one.id, found.get((announcement_id, person_id), 0))
    return found
