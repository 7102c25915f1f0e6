"""Records for tests of the sums, and what they add up to, counted slowly and in another way than the program does."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, AreaRow, SuccessionRow, add_hamlet, area_by_code, put_areas, put_successions
from db.clients import add_client
from db.clusters import put_under
from db.engine import Db
from db.handover import hand_over
from db.importing import import_areas
from db.referral_events import add_event, set_state, take_back
from db.referrals import Referral, ReferralEvent
from db.scope import Scope
from db.statistics.adding import take_in
from db.statistics.counts import Figures
from db.statistics.questions import LEDGERS
from db.sums import CitySum, CommuneSum, PersonSum
from handlers.codes import new_code
from tests.db.given import BA_DINH, NGOC_HA, NOW, TODAY, somebody

MONDAY = date(2026, 11, 16)
DAYS = (
    TODAY,
    TODAY - timedelta(days=1),
    MONDAY,
    MONDAY - timedelta(days=1),
    date(2026, 11, 1),
    date(2026, 10, 31),
    date(2026, 10, 9),
    date(2026, 6, 30),
    date(2026, 1, 1),
    date(2025, 12, 31),
    date(2025, 12, 29),
    date(2025, 2, 28),
    date(2021, 1, 1),
)
"""Days about which periods of every grain begin and end."""


@dataclass(frozen=True)
class Town:
    """Two communes, the first with two hamlets and two collaborators, the second with one; two clients."""

    ba_dinh: int
    ngoc_ha: int
    hamlets: tuple[int, int]
    people: tuple[int, int, int]
    clients: tuple[int, ...]
    clusters: tuple[int, int]

    @property
    def homes(self) -> tuple[int, ...]:
        """Every area that records can be of."""
        return self.ba_dinh, self.ngoc_ha, *self.hamlets

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Each manner in which a scope can lie to the communes."""
        whole = frozenset([self.ba_dinh, *self.hamlets])
        return (
            Scope.everything(),
            Scope(area_ids=whole),
            Scope(area_ids=whole | {self.ngoc_ha}),
            Scope(area_ids=frozenset([self.ba_dinh, self.hamlets[0], self.ngoc_ha])),
            Scope(area_ids=frozenset(self.hamlets)),
            Scope(area_ids=frozenset([self.hamlets[1]])),
            Scope(area_ids=frozenset()),
            Scope.own(self.people[0]),
            Scope(person_id=self.people[0], area_ids=whole),
            Scope(person_id=self.people[1], area_ids=frozenset([self.hamlets[0]])),
        )


async def town(db: Db) -> Town:
    """A town, and nothing on record."""
    hoa = await somebody(db)
    lan = await somebody(db, "2", name="Lê Thị Lan")
    thu = await somebody(db, "3", name="Phạm Thị Thu", area=NGOC_HA)
    async with db.begin() as session:
        communes = [await area_by_code(session, code, NOW.date()) for code in (BA_DINH, NGOC_HA)]
        ba_dinh, ngoc_ha = (area for area in communes if area is not None)
        hamlets = [await add_hamlet(session, ba_dinh, f"Tổ {n}", NOW.date()) for n in (1, 2)]
        clients = [
            await add_client(
                session,
                new_code,
                person_id=hoa.id,
                area_id=hamlets[0].id,
                sex="female",
                birth_year=1985,
                hint=None,
                purposes=("record",),
                text_version="1",
                method="signature",
                channel="telegram",
                update_id=n,
                now=NOW,
            )
            for n in (1, 2)
        ]
        parents = (await session.scalars(select(Area.id).where(Area.kind == "district").order_by(Area.id))).all()
        return Town(
            ba_dinh.id,
            ngoc_ha.id,
            (hamlets[0].id, hamlets[1].id),
            (hoa.id, lan.id, thu.id),
            (clients[0].id, clients[1].id),
            (parents[0], parents[1]),
        )


def facts_of(kind: str, day: date, chance: int, client_id: int | None) -> dict[str, Any]:
    """Facts of a record; `chance` decides which."""
    if kind == "talk":
        form = ("household_visit", "group_talk", "community_event")[chance % 3]
        return {
            "held_on": day.isoformat(),
            "form": form,
            "topics": [["rti"], ["breast_cancer", "rti"], ["cervical_cancer", "elderly"]][chance % 5 % 3],
            "attendees": 1 + chance % 40,
            "households": 1 + chance % 3 if form == "household_visit" else None,
            "women_40": chance % 4 if chance % 2 else None,
            "women_30_54": chance % 6 if chance % 3 else None,
            "leaflets": None if chance % 7 == 0 else chance % 11,
            "funding": ("city", "local", "none")[chance % 4 % 3] if form == "community_event" else None,
        }
    if kind == "distribution":
        goods = [("condom", "hello"), ("condom", None), ("condom", "hello"), ("pill", "anna")][chance % 3 :]
        return {
            "given_on": day.isoformat(),
            "supply": ("free", "subsidised", "socialised")[chance % 3],
            "money": None if chance % 3 == 0 else 1000 * (chance % 9),
            "client_id": client_id,
            "people": 1 + chance % 5 if client_id is None else 1,
            "items": [
                {"product": product, "brand": brand, "quantity": 1, "unit": "piece", "pieces": 1 + chance % 12}
                for product, brand in goods
            ],
        }
    return {
        "referred_on": day.isoformat(),
        "client_id": client_id,
        "count": 1 if client_id is not None else 1 + chance % 4,
        "age_band": (None, "<30", "30-39", "40-54")[chance % 4],
        "purposes": [["breast"], ["breast", "cervical"], ["iud"]][chance % 5 % 3],
    }


class Notebook:
    """Writes records down, corrects and withdraws them, and takes steps, whoever's they are."""

    def __init__(self, session: AsyncSession, town: Town) -> None:
        self.session, self.town = session, town
        self.homes = list(town.homes)
        """Every area that records can be of by now."""
        self.written: list[tuple[str, int]] = []
        self.update_id = 1000

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Each manner in which a scope can lie to the communes by now."""
        return (*self.town.scopes, Scope(area_ids=frozenset(self.homes)), Scope(area_ids=frozenset(self.homes[-2:])))

    async def log(self, kind: str, who: int, home: int, day: date, chance: int, client: int | None) -> int:
        """Logs one record; returns its id."""
        self.update_id += 1
        facts = self._facts(kind, day, chance, client) | {"slip": f"S{self.update_id}"}
        record_id = await LEDGERS[kind].add(
            self.session,
            facts,
            person_id=self.town.people[who],
            area_id=self.homes[home % len(self.homes)],
            channel="telegram",
            update_id=self.update_id,
            now=NOW,
        )
        self.written.append((kind, record_id))
        return record_id

    async def correct(self, which: int, day: date, chance: int, client: int | None) -> None:
        """Corrects one of the records."""
        kind, record_id = self.written[which % len(self.written)]
        facts = self._facts(kind, day, chance, client) | {"slip": f"S{record_id}c"}
        everything, who = Scope.everything(), self.town.people[0]
        await LEDGERS[kind].correct(self.session, everything, record_id, facts, person_id=who, now=NOW)

    async def withdraw(self, which: int) -> None:
        """Withdraws one of the records."""
        kind, record_id = self.written[which % len(self.written)]
        everything, who = Scope.everything(), self.town.people[0]
        await LEDGERS[kind].withdraw(self.session, everything, record_id, "mistake", person_id=who, now=NOW)

    async def step(self, which: int, state: str, day: date) -> None:
        """Tells what became of one of the referrals, on that day."""
        referrals = [record_id for kind, record_id in self.written if kind == "referral"]
        if not referrals:
            return
        referral_id, self.update_id = referrals[which % len(referrals)], self.update_id + 1
        await add_event(
            self.session,
            Scope.everything(),
            referral_id,
            state,
            day,
            None,
            person_id=self.town.people[0],
            channel="telegram",
            update_id=self.update_id,
            now=NOW,
        )
        await set_state(self.session, Scope.everything(), referral_id, state, None)

    async def take_back(self, which: int) -> None:
        """Takes back the last step of one of the referrals."""
        steps = (
            await self.session.scalars(
                select(ReferralEvent.id).where(ReferralEvent.withdrawn_at.is_(None)).order_by(ReferralEvent.id)
            )
        ).all()
        if not steps:
            return
        everything, who = Scope.everything(), self.town.people[0]
        event_id = steps[which % len(steps)]
        referral_id = await take_back(self.session, everything, event_id, person_id=who, now=NOW)
        if referral_id is not None:
            await set_state(self.session, everything, referral_id, "referred", None)

    async def hand_over(self, giver: int, taker: int) -> None:
        """Hands over what one collaborator has in hand in the first commune to another."""
        if giver == taker:
            return
        areas = Scope(area_ids=frozenset([self.town.ba_dinh, *self.town.hamlets]))
        both, who = (self.town.people[giver], self.town.people[taker]), self.town.people[0]
        await hand_over(self.session, areas, *both, self.town.ba_dinh, ("attended",), person_id=who, now=NOW)

    async def move_commune(self, which: int) -> None:
        """Puts a commune under something else."""
        under, who = self.town.clusters[which % 2], self.town.people[0]
        await put_under(self.session, under, [self.town.ba_dinh], person_id=who, now=NOW)

    async def move_hamlet(self, which: int) -> None:
        """Puts a hamlet under the other commune, as an import of areas does."""
        hamlet = await self.session.get_one(Area, self.town.hamlets[which % 2])
        communes = [await self.session.get_one(Area, area_id) for area_id in (self.town.ba_dinh, self.town.ngoc_ha)]
        under = next(commune for commune in communes if commune.id != hamlet.parent_id)
        line = f"{hamlet.code},{hamlet.name} {self.update_id},hamlet,{under.code}"
        await import_areas(self.session, f"code,name,kind,parent\n{line}\n", TODAY)

    async def reorganise(self, which: int) -> None:
        """Begins a commune with a hamlet today, into which a commune goes as a whole or in part."""
        old = await self.session.get_one(Area, (self.town.ba_dinh, self.town.ngoc_ha)[which % 2])
        code, share = f"9{len(self.homes):04}", ("whole", "part_main", "part")[which % 3]
        city = await self.session.scalar(select(Area.code).where(Area.kind == "city"))
        rows = [
            AreaRow(code, f"Phường {code}", "commune", city, TODAY, None),
            AreaRow(f"{code}-01", "Tổ 1", "hamlet", code, TODAY, None),
        ]
        await put_areas(self.session, rows)
        await put_successions(self.session, [SuccessionRow(TODAY, old.code, code, share)])
        for row in rows:
            area = await area_by_code(self.session, row.code, TODAY)
            assert area is not None
            self.homes.append(area.id)

    async def take_in(self, most: int) -> None:
        """Takes some of what was added into the sums."""
        await take_in(self.session, most)

    def _facts(self, kind: str, day: date, chance: int, client: int | None) -> dict[str, Any]:
        return facts_of(kind, day, chance, None if client is None else self.town.clients[client])


LATE = {"two_days": 2, "week": 7}


@dataclass(frozen=True)
class Slow:
    """A record as a table of paper would have it: where, who, when, what."""

    kind: str
    area_id: int
    person_id: int
    day: date
    client_id: int | None
    facts: dict[str, Any]
    state: str
    days_to_step: int | None
    attended: bool

    @property
    def days_late(self) -> int:
        """How many days after its day it was entered: all are entered now."""
        return (TODAY - self.day).days


async def slowly(session: AsyncSession, scope: Scope, first: date, last: date) -> list[Slow]:
    """All records of a scope in those days, with what became of referrals read from their steps."""
    found = []
    for kind, ledger in LEDGERS.items():
        for kept in await ledger.between(session, scope, first, last, limit=10_000):
            steps = []
            if kind == "referral":
                told = select(ReferralEvent).where(
                    ReferralEvent.referral_id == kept.id, ReferralEvent.withdrawn_at.is_(None)
                )
                steps = list(await session.scalars(told.order_by(ReferralEvent.id)))
            state = await session.scalar(select(Referral.state).where(Referral.id == kept.id)) if steps else "referred"
            found.append(
                Slow(
                    kind,
                    kept.area_id,
                    kept.person_id,
                    kept.day,
                    kept.facts.get("client_id"),
                    kept.facts,
                    state or "",
                    min((step.day - kept.day).days for step in steps) if steps else None,
                    any(step.state == "attended" for step in steps),
                )
            )
    return found


def added_up(subject: str, records: Iterable[Slow]) -> dict[str, Figures]:
    """What the records add up to under a subject."""
    sums: dict[str, Counter[str]] = {}

    def note(key: str, records: int, people: int, amount: int = 0) -> None:
        sums.setdefault(key, Counter()).update(records=records, people=people, amount=amount)

    for one in records:
        facts = one.facts
        people = facts["attendees" if one.kind == "talk" else "count" if one.kind == "referral" else "people"]
        if subject == "record":
            entry = next((name for name, most in LATE.items() if one.days_late <= most), "later")
            note(f"{one.kind}/{entry}", 1, people)
        elif subject == "talk" and one.kind == "talk":
            note(f"{facts['form']}/{facts['funding'] or ''}", 1, people, facts["leaflets"] or 0)
        elif subject == "topic" and one.kind == "talk":
            for topic in facts["topics"]:
                note(topic, 1, people)
        elif subject == "households" and one.kind == "talk" and facts["households"] is not None:
            note(facts["form"], 1, 0, facts["households"])
        elif subject == "women" and one.kind == "talk":
            for name in ("women_40", "women_30_54"):
                if facts[name] is not None:
                    note(name.removeprefix("women_"), 1, facts[name])
        elif subject == "supply" and one.kind == "distribution":
            note(facts["supply"], 1, people, facts["money"] or 0)
        elif subject == "goods" and one.kind == "distribution":
            made = {(item["product"], item["brand"] or "") for item in facts["items"]}
            for product, brand in made:
                pieces = [
                    item["pieces"]
                    for item in facts["items"]
                    if (item["product"], item["brand"] or "") == (product, brand)
                ]
                note(f"{product}/{facts['supply']}/{brand}", 1, people, sum(pieces))
        elif subject == "referral" and one.kind == "referral":
            in_time = one.days_to_step is not None and one.days_to_step <= 30
            asked = "" if one.client_id is None else "asked" if in_time else "unasked"
            attended = "attended" if one.attended else ""
            note(f"{'+'.join(sorted(facts['purposes']))}/{one.state}/{asked}/{attended}", 1, people)
        elif subject == "age" and one.kind == "referral":
            note(f"{'+'.join(sorted(facts['purposes']))}/{facts['age_band'] or ''}", 1, people)
    return {key: figures for key, one in sums.items() if (figures := Figures(**one))}


def different(subject: str, key: str, records: Iterable[Slow], commune_of: dict[int, int]) -> int:
    """How many different persons there are, each commune counting its own."""
    named = {
        (commune_of[one.area_id], one.client_id if subject == "clients" else one.person_id)
        for one in records
        if key in ("", one.kind)
    }
    return len({(commune, who) for commune, who in named if who is not None})


async def rows(session: AsyncSession) -> dict[str, list[Any]]:
    """The rows of all sums that say something, when nothing is left to be taken in."""
    await take_in(session)
    found = {}
    for model in (CitySum, CommuneSum, PersonSum):
        read = await session.execute(select(model.__table__).order_by(*model.__table__.primary_key))
        found[model.__tablename__] = [tuple(row) for row in read if row.records or row.people or row.amount]
    return found
