"""A commune for tests of the clock: its people do things, the clock ticks, and what was said to whom is listed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.channels import Channel
from bot.clock import FixedClock
from bot.clockwork import Clockwork
from bot.telegram import Telegram, make_bot
from db.areas import area_by_code
from db.clients import PURPOSES, add_client
from db.engine import Db
from db.leave import enter_leave
from db.messages import Outgoing, keep_conversation
from db.people import Address, Grant, Person
from db.referrals import REFERRALS
from db.reminders import Reminder, mute
from db.supplies import set_supply
from db.talks import TALKS
from handlers.codes import SLIP_NUMBER, new_code
from handlers.fields import World
from handlers.follow_up import bring_in_step, reach, take_step
from handlers.forms import start
from handlers.reminding import KINDS
from handlers.talks import TALK
from handlers.turn import Turn
from locales import language
from tests.conftest import ZONE
from tests.db.given import BA_DINH
from tests.db.referred import kept, turn_of

WEDNESDAY = date(2026, 11, 18)
NEAR_END = date(2026, 11, 25)
"""The day on which collaborators are reminded of the end of the month, a Wednesday."""
MARKS = {
    "🔴": "urgent",
    "☑️": "follow",
    "⏰": "resupply",
    "🔔": "return",
    "⏳": "approval",
    "📊": "report",
    "🗓": "month",
    "📝": "unfinished",
    "🌿": "silent",
}
"""The kind of reminder that a paragraph with this mark is."""
DIGESTS = {"🌼": "summary", "📊": "digest", "🗺": "overview", "📑": "monthly"}
"""The kind of digest that begins with this mark."""
UPDATES = count(5_000_000)
AGES_AGO = date(2026, 1, 1)


@dataclass(frozen=True)
class Said:
    """A letter that the clock wrote: when (local), to whom, and the kinds that are in it."""

    at: datetime
    to: str
    kinds: str
    payload: Any = field(compare=False, repr=False)

    @property
    def text(self) -> str:
        words: str = self.payload["screen"]["text"]
        return words

    def button(self, label: str) -> str:
        """The action of the button whose label holds these words."""
        buttons = [button for row in self.payload["screen"]["rows"] for button in row]
        return next(str(button["action"]) for button in buttons if label in button["label"])

    def __str__(self) -> str:
        return f"{self.at:%d/%m %H:%M} {self.to}: {self.kinds}"


class Village:
    """People of one commune, a clock that stands where it is put, and the clockwork under test."""

    def __init__(self, db: Db, clock: FixedClock, *channels: Channel, zone: ZoneInfo = ZONE) -> None:
        self.db = db
        self.clock = clock
        self._channels = {channel.name: channel for channel in channels or (telegram(),)}
        self._zone = zone
        self.people: dict[str, int] = {}
        self._seen = 0
        self.listens: tuple[str, ...] = ("reminder",)
        """The kinds of letters that are heard."""
        self.restart()

    def restart(self) -> None:
        """A new process: nothing is left but the database."""
        self.clockwork = Clockwork(self.db, self._channels, self.clock, self._zone)

    async def person(
        self,
        name: str,
        role: str = "collaborator",
        area: str = BA_DINH,
        *,
        state: str = "active",
        since: date = AGES_AGO,
    ) -> int:
        """Somebody who has joined on Telegram."""
        async with self.db.begin() as session:
            place = await area_by_code(session, area, self.today)
            assert place is not None
            person = Person(name=name, language="vi", notice="test", created_at=self.clock.at)
            session.add(person)
            await session.flush()
            session.add(Address(channel=Telegram.name, chat=str(900_000 + person.id), person_id=person.id))
            session.add(Grant(person_id=person.id, role=role, area_id=place.id, valid_from=since, state=state))
        self.people[name] = person.id
        return person.id

    @property
    def today(self) -> date:
        return self.clock.at.astimezone(ZONE).date()

    def chat(self, name: str) -> str:
        """Where somebody is written to."""
        return str(900_000 + self.people[name])

    async def talk(self, name: str, day: date | None = None) -> None:
        """Somebody writes down a talk now."""
        async with self.db.begin() as session:
            area = await session.scalar(select(Grant.area_id).where(Grant.person_id == self.people[name]))
            assert area is not None
            facts = {
                "held_on": (day or self.today).isoformat(),
                "form": "group_talk",
                "attendees": 9,
                "topics": ["elderly"],
            }
            await TALKS.add(
                session,
                facts,
                person_id=self.people[name],
                area_id=area,
                channel=Telegram.name,
                update_id=next(UPDATES),
                now=self.clock.at,
            )

    async def refer(self, name: str, **facts: Any) -> int:
        """Somebody refers a new client today; returns the referral's id."""
        async with self.db.begin() as session:
            turn = await turn_of(session, self.people[name], self.clock.at)
            client = await self._client(turn)
            told = {"referred_on": turn.today.isoformat(), "client_id": client, "count": 1, "purposes": ["breast"]}
            referral_id = await REFERRALS.add(
                session,
                {**told, "slip": SLIP_NUMBER.new(), **facts},
                person_id=turn.person.id,
                area_id=turn.person.working_area or 0,
                channel=turn.channel,
                update_id=turn.update_id,
                now=turn.now,
            )
            await bring_in_step(turn, turn.own, await kept(turn, referral_id))
            return referral_id

    async def step(self, name: str, referral_id: int, state: str, day: date | None = None) -> None:
        """Somebody tells what became of a referral."""
        async with self.db.begin() as session:
            turn = await turn_of(session, self.people[name], self.clock.at)
            found = await reach(turn, referral_id)
            assert found is not None
            assert await take_step(turn, *found, state, day)

    async def supply(self, name: str, runs_out_on: date, product: str = "oral_pill") -> int:
        """A new client of somebody runs out of something on a day; returns the client's id."""
        async with self.db.begin() as session:
            turn = await turn_of(session, self.people[name], self.clock.at)
            client = await self._client(turn)
            await set_supply(session, turn.own, client, product, runs_out_on)
            return client

    async def _client(self, turn: Turn) -> int:
        client = await add_client(
            turn.session,
            new_code,
            person_id=turn.person.id,
            area_id=turn.person.working_area or 0,
            sex="female",
            birth_year=1985,
            hint=None,
            purposes=PURPOSES,
            text_version="1",
            method="signature",
            channel=turn.channel,
            update_id=next(UPDATES),
            now=turn.now,
        )
        return client.id

    async def leave(self, name: str, first: date, last: date) -> None:
        """Somebody is away."""
        async with self.db.begin() as session:
            who = self.people[name]
            await enter_leave(session, who, first, last, entered_by=who, now=self.clock.at)

    async def opens(self, name: str, form: Any) -> None:
        """Somebody touches a form now, or (None) has none open any more."""
        async with self.db.begin() as session:
            await keep_conversation(session, self.people[name], form, None, self.clock.at)

    async def mutes(self, name: str, kind: str) -> None:
        """Somebody wants no reminders of a kind any more."""
        async with self.db.begin() as session:
            await mute(session, self.people[name], kind, None, self.clock.at)

    async def at(self, day: date, hour: str = "08:00") -> list[Said]:
        """The clock ticks at an hour of a day; returns what it said."""
        self.clock.at = datetime.combine(day, time.fromisoformat(hour), ZONE)
        await self.clockwork.tick()
        return await self.heard()

    async def days(self, first: date, last: date, hours: Iterable[str]) -> list[Said]:
        """The clock ticks at these hours of all these days."""
        said: list[Said] = []
        for n in range((last - first).days + 1):
            for hour in hours:
                said += await self.at(first + timedelta(days=n), hour)
        return said

    async def heard(self) -> list[Said]:
        """The letters since the last look."""
        names = {str(900_000 + id): name for name, id in self.people.items()}
        async with self.db.begin() as session:
            rows = await session.scalars(
                select(Outgoing).where(Outgoing.id > self._seen, Outgoing.kind.in_(self.listens)).order_by(Outgoing.id)
            )
            found = [Said(row.created_at.astimezone(ZONE), names[row.chat], _kinds(row), row.payload) for row in rows]
            self._seen = await session.scalar(select(Outgoing.id).order_by(Outgoing.id.desc()).limit(1)) or 0
        return found


def telegram() -> Telegram:
    """The channel, as far as letters are made for it: nothing is sent."""
    return Telegram(make_bot("123456:VILLAGE", "http://127.0.0.1:9"))


def _kinds(row: Outgoing) -> str:
    return DIGESTS[str(row.payload["screen"]["text"])[0]] if row.kind == "digest" else kinds_of(row.payload)


def kinds_of(payload: Any) -> str:
    """The kinds of the paragraphs of a letter: "follow+silent"."""
    paragraphs = [one for one in str(payload["screen"]["text"]).split("\n\n") if not one[0].isdecimal()]
    heads = paragraphs[1:] if len(paragraphs) > 1 else paragraphs
    kinds = [kind for one in heads for mark, kind in MARKS.items() if one.startswith(mark)]
    assert len(kinds) == len(heads)
    assert set(kinds) <= set(KINDS)
    return "+".join(kinds)


def half_filled(token: str) -> dict[str, Any]:
    """A form about a talk in which one question was answered."""
    state = start(TALK, World(date(2026, 11, 18), language("vi"), {}), token)
    return {**state, "trail": ["held_on"]}


async def states(village: Village) -> Counter[tuple[str, str]]:
    """What became of the reminders, but for digests, by kind and state."""
    async with village.db.begin() as session:
        rows = await session.execute(select(Reminder.kind, Reminder.state))
        return Counter((row.kind, row.state) for row in rows if not KINDS[row.kind].alone)


def lines(said: Sequence[object]) -> list[str]:
    return [str(one) for one in said]
