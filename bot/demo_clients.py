"""What the collaborators of the demo did for clients: goods, referrals and what became of them, in the last weeks.

All of it goes through the saving of the real forms, as if it had been typed on those days. People and doings are
invented; which they are follows from the seed, save for codes, which are drawn.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import handlers.router  # noqa: F401 - registers all forms
from db import clients
from db.catalogue import catalogue
from db.demo import ROLE_NAMES, DemoPerson
from db.engine import Db
from db.people import speaker_at
from db.referrals import REFERRALS
from handlers.filling import FILLINGS, prepare
from handlers.follow_up import take_step
from handlers.outcomes import APPOINTMENT, ATTENDED, DECLINED, NOT_YET
from handlers.referral_fields import NO_SIGN
from handlers.turn import Turn
from locales import language

HINTS = ("cổng xanh", "nhà có giàn hoa", "hiệu may đầu ngõ", "gần nhà văn hoá", "bán rau sáng", "cuối dãy tầng 3")
FIRST_UPDATE = 1_000_000
"""Updates of this demo are numbered from here: those before are the talks of db/demo.py."""


async def fill_notebooks(
    db: Db, people: Sequence[DemoPerson], today: date, zone: ZoneInfo, secret: str, seed: int = 324
) -> None:
    """Gives every collaborator a few clients with all that belongs to them, up to yesterday."""
    updates = count(FIRST_UPDATE)
    async with db.begin() as session:
        lists = await catalogue(session, today)
        for person in people:
            if person.role != ROLE_NAMES["collaborator"]:
                continue
            noon = datetime.combine(today, time(12), zone)
            turn = Turn(
                session=session,
                channel="demo",
                chat=str(person.chat),
                update_id=0,
                now=noon,
                sent_at=noon,
                zone=zone,
                secret=secret,
                catalogue=lists,
                lang=language(person.language),
                speaker=await speaker_at(session, "telegram", str(person.chat), today),
            )
            await _Weeks(turn, random.Random(f"{seed}.{person.id}"), updates).write()


class _Weeks:
    """The last weeks of one collaborator."""

    def __init__(self, noon: Turn, chance: random.Random, updates: Iterator[int]) -> None:
        self._noon = noon
        self._chance = chance
        self._updates = updates

    async def write(self) -> None:
        """Writes it all down, the oldest first."""
        for hint in self._chance.sample(HINTS, 4):
            await self._save("client", 80, self._client(hint))
        for form in ("distribution", "referral"):
            await prepare(self._noon, form)
        codes = [one.code for one in await clients.clients(self._noon.session, self._noon.own)]
        await self._goods(codes)
        await self._referrals(codes)

    def _client(self, hint: str) -> dict[str, Any]:
        return {
            "sex": "female",
            "birth_year": self._noon.today.year - self._chance.randint(27, 53),
            "consent": "record+reminder+referral",
            "method": "spoken_witness",
            "hint": self._noon.seal(hint),
        }

    async def _goods(self, codes: Sequence[str]) -> None:
        free = {"supply": "free", "note": None}
        for ago in range(70, 1, -7):
            pieces = self._chance.choice((10, 12, 20))
            condoms = {**free, "product": "condom", "amount": f"{pieces} piece", "whom": "one"}
            await self._save("distribution", ago, {**condoms, "given_on": self._day(ago)})
        for code, first in zip(codes, (82, 57), strict=False):
            for ago in range(first, 3, -28):
                pills = {**free, "product": "oral_pill", "amount": "1 strip", "whom": code}
                await self._save("distribution", ago, {**pills, "given_on": self._day(ago)})

    async def _referrals(self, codes: Sequence[str]) -> None:
        for code, ago, steps in (
            (codes[0], 60, ((50, APPOINTMENT), (44, ATTENDED))),
            (codes[1], 20, ((6, NOT_YET),)),
            (codes[2], 21, ((14, self._chance.choice((DECLINED, ATTENDED))),)),
            (codes[3], 7, ()),
        ):
            answers = {
                "referred_on": self._day(ago),
                "purpose": self._chance.choice(("breast", "cervical", "breast+cervical")),
                "client": code,
                "sign": NO_SIGN,
                "age_reason": "asked",
                "facility": self._chance.choice(("bv-phu-san-ha-noi", "bv-ung-buou-ha-noi", "bv-k")),
                "last_screened": None,
                "note": None,
            }
            await self._save("referral", ago, answers)
            for day, state in steps:
                await self._step(day, state)

    async def _step(self, ago: int, state: str) -> None:
        """What became of the newest referral."""
        kept = await REFERRALS.last(self._noon.session, self._noon.own)
        assert kept is not None
        turn = self._at(ago)
        appointment = turn.today + timedelta(days=6) if state == APPOINTMENT else None
        await take_step(turn, turn.own, kept, state, appointment)

    async def _save(self, form: str, ago: int, answers: dict[str, Any]) -> None:
        await FILLINGS[form].save(self._at(ago), answers, {}, True)

    def _day(self, ago: int) -> str:
        return (self._noon.today - timedelta(days=ago)).isoformat()

    def _at(self, ago: int) -> Turn:
        """A turn of so many days ago, in the evening."""
        evening = datetime.combine(self._noon.today - timedelta(days=ago), time(19), self._noon.zone)
        at = evening + timedelta(minutes=self._chance.randint(0, 120))
        return replace(self._noon, now=at, sent_at=at, update_id=next(self._updates), parts=0)
