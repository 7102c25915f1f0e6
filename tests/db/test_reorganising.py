"""Units are merged and divided, people come, go and hand over: whatever happens, every record is seen by just those
whom the rules name, and the city's totals stay what they were.

The rules, as they are told here without a database: everybody sees their own. An officer sees what is in the hands of
anybody in a unit that is hers or went into hers as a whole; of a unit that was divided, what is in the hands of those
who work or have worked in her part.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import clients, referrals, talks
from db.areas import Area, Succession, heirs
from db.clients import ClientRow
from db.engine import Db
from db.handover import hand_over
from db.importing import import_areas, import_successions
from db.leave import enter_leave
from db.people import Grant
from db.reach import within
from db.referrals import REFERRALS, Referral
from db.reorganising import parts_of, settle, stranded
from db.scope import Scope
from db.sheet import Faults
from db.statistics.asked import Asked
from db.statistics.checking import check_month
from db.statistics.questions import by_commune
from db.talks import TALKS, Talk
from db.team import end_grants, grant
from tests.communes import person
from tests.db.given import NOW, TODAY

RUNS = int(os.environ.get("REORGANISATIONS", "2"))
STEPS = 60
"""Things that happen in one run."""
FINISHED = ("lost",)
HEAD = "code,name,kind,parent,valid_from,valid_to"
EVER = (date(2026, 1, 1), date(2030, 12, 31))


Key = tuple[str, int]
"""The kind of something kept, and its id."""


@dataclass
class Written:
    """A talk, or a client with an open referral: whose it is, and where it was made. Talks stay with who held them."""

    keys: frozenset[Key]
    holder: int
    place: str
    in_hand: bool


@dataclass
class Units:
    """Units as the rules know them: which there were, in which commune hamlets lie, what ended and what it became."""

    all: list[str] = field(default_factory=list)
    lies_in: dict[str, str] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    became: dict[str, list[str]] = field(default_factory=dict)

    def communes(self) -> list[str]:
        """The communes of today."""
        return [code for code in self.all if code not in self.ended and code not in self.lies_in]

    def places(self, commune: str) -> list[str]:
        """A commune of today and its hamlets of today."""
        hamlets = [code for code, above in self.lies_in.items() if above == commune and code not in self.ended]
        return [commune, *hamlets]

    def after(self, place: str) -> list[str]:
        """What a place that is no more became; a hamlet of which nothing else is known went with its commune."""
        return self.became.get(place) or self.became.get(self.lies_in.get(place, ""), [])

    def leads_to(self, place: str, commune: str) -> bool:
        """Whether any of a place's land lies in a commune of today."""
        if place not in self.ended:
            return place in self.places(commune)
        return any(self.leads_to(one, commune) for one in self.after(place))

    def is_whole(self, place: str) -> bool:
        """Whether a place was never divided."""
        after = self.after(place) if place in self.ended else []
        return len(after) < 2 and all(map(self.is_whole, after))


class World:
    """A few communes, who works there, and what they wrote."""

    def __init__(self, session: AsyncSession, chance: Random) -> None:
        self.session = session
        self.chance = chance
        self.day = TODAY
        self.units = Units()
        self.people: list[int] = []
        self.written: list[Written] = []
        self._given = 0

    def number(self) -> int:
        """A number that was not given before."""
        self._given += 1
        return self._given

    async def area(self, code: str) -> int:
        """The id of a unit. No code is given twice here."""
        found = (await self.session.scalars(select(Area.id).where(Area.code == code))).all()
        return found[-1]

    async def begin(self) -> None:
        """Three communes with two hamlets each."""
        rows = []
        for _ in range(3):
            commune, hamlets = self.name_commune(2)
            rows += self.rows(commune, hamlets)
        await import_areas(self.session, "\n".join((HEAD, *rows)), self.day)
        for _ in range(4):
            await self.somebody_joins()

    def name_commune(self, hamlets: int) -> tuple[str, list[str]]:
        commune = f"9{self.number():04}"
        below = [f"{commune}-{n:02}" for n in range(1, hamlets + 1)]
        self.units.all += [commune, *below]
        self.units.lies_in |= dict.fromkeys(below, commune)
        return commune, below

    def rows(self, commune: str, hamlets: list[str]) -> list[str]:
        """The lines of a file for a new commune, from today."""
        first = f"{commune},Xã {commune},commune,01,{self.day},"
        return [first, *(f"{code},Thôn {code},hamlet,{commune},{self.day}," for code in hamlets)]

    # --- what happens -------------------------------------------------------------------------------------------------

    async def somebody_joins(self) -> None:
        place = self.chance.choice(self.units.places(self.chance.choice(self.units.communes())))
        name = f"Người {self.number()}"
        who = await person(self.session, name, name, "collaborator", await self.area(place))
        self.people.append(who)

    async def work(self) -> list[tuple[int, int, str]]:
        """The posts of today: grant, person and the code of the place."""
        rows = await self.session.execute(
            select(Grant.id, Grant.person_id, Area.code)
            .join(Area, Area.id == Grant.area_id)
            .where(Grant.valid_from <= self.day, (Grant.valid_to.is_(None)) | (Grant.valid_to >= self.day))
            .order_by(Grant.id)
        )
        return [(grant_id, who, code) for grant_id, who, code in rows]

    async def somebody_writes(self) -> None:
        if not (posts := await self.work()):
            return
        _, who, place = self.chance.choice(posts)
        n = self.number()
        base: dict[str, Any] = {"person_id": who, "area_id": await self.area(place), "channel": "telegram", "now": NOW}
        if self.chance.random() < 0.5:
            facts = {"held_on": self.day.isoformat(), "form": "counselling", "topics": ["elderly"], "attendees": 3}
            talk = await TALKS.add(self.session, facts, update_id=n, **base)
            self.written.append(Written(frozenset({("talk", talk)}), who, place, in_hand=False))
            return
        client = await clients.add_client(
            self.session, lambda: f"KH-{n:04}", sex="female", birth_year=1985, hint=None, purposes=clients.PURPOSES,
            text_version="t", method="signature", update_id=n, **base,
        )  # fmt: skip
        told = {"referred_on": self.day.isoformat(), "client_id": client.id, "count": 1, "slip": f"GT-{n:05}"}
        referral = await REFERRALS.add(self.session, {**told, "purposes": ["via"]}, update_id=n, **base)
        keys = frozenset({("client", client.id), ("referral", referral)})
        self.written.append(Written(keys, who, place, in_hand=True))

    async def somebody_hands_over(self) -> None:
        commune = self.chance.choice(self.units.communes())
        here = [post for post in await self.work() if post[2] in self.units.places(commune)]
        if len({who for _, who, _ in here}) < 2:
            return
        _, giver, place = self.chance.choice(here)
        taker = self.chance.choice([who for _, who, _ in here if who != giver])
        scope = await within(self.session, [await self.area(commune)], self.day)
        given = [one for one in self.written if one.in_hand and one.holder == giver]
        moving = [one for one in given if await self.is_seen(one, commune)]
        area_id = await self.area(commune)
        by: dict[str, Any] = {"person_id": giver, "now": NOW}
        await hand_over(self.session, scope, giver, taker, area_id, FINISHED, **by)
        await grant(self.session, taker, "collaborator", await self.area(place), self.day, **by)
        for one in moving:
            one.holder = taker
        if self.chance.random() < 0.5:
            await end_grants(self.session, [post[0] for post in here if post[1] == giver], self.day, **by)

    async def somebody_is_away(self) -> None:
        who = self.chance.choice(self.people)
        last = self.day + timedelta(days=5)
        await enter_leave(self.session, who, self.day, last, entered_by=who, now=NOW)

    async def somebody_leaves(self) -> None:
        if posts := await self.work():
            await end_grants(self.session, [self.chance.choice(posts)[0]], self.day, person_id=self.people[0], now=NOW)

    async def units_change(self) -> None:
        """One commune goes into another, or is divided; most of its hamlets are told of by themselves."""
        self.day += timedelta(days=1)
        old = self.chance.choice(self.units.communes())
        hamlets, others = self.units.places(old)[1:], [code for code in self.units.communes() if code != old]
        lines: list[str] = []
        if others and self.chance.random() < 0.5:
            parts = [self.chance.choice(others)]
        else:
            parts = []
            for _ in range(self.chance.choice((1, 2, 3))):
                commune, below = self.name_commune(2)
                lines += self.rows(commune, below)
                parts.append(commune)
        went = {old: parts}
        for hamlet in hamlets:
            if self.chance.random() < 0.7:
                went[hamlet] = [self.chance.choice(self.units.places(self.chance.choice(parts)))]
        await self.change(old, lines, went)

    async def change(self, old: str, lines: list[str], went: dict[str, list[str]]) -> None:
        """Ends a commune yesterday; `lines` tell of new ones, `went` of what it and its hamlets became."""
        hamlets, last = self.units.places(old)[1:], self.day - timedelta(days=1)
        since = await self.session.scalar(select(Area.valid_from).where(Area.code == old))
        lines = [*lines, f"{old},Xã {old},commune,01,{since},{last}"]
        await import_areas(self.session, "\n".join((HEAD, *lines)), self.day)
        shares = [
            f"{self.day},{before},{after},{'whole' if len(into) == 1 else 'part' if n else 'part_main'}"
            for before, into in went.items()
            for n, after in enumerate(into)
        ]
        self.units.ended |= {old, *hamlets}
        self.units.became |= went
        await import_successions(self.session, "\n".join(("day,old,new,share", *shares)))

    async def divided(self, written_in: str = "commune", works_in: int = 0) -> None:
        """Somebody writes in a commune that is divided the next day, and works in one part since; its hamlets went into
        the first part."""
        old, hamlets = self.name_commune(2)
        await import_areas(self.session, "\n".join((HEAD, *self.rows(old, hamlets))), self.day)
        place = old if written_in == "commune" else hamlets[0]
        self.people = [await person(self.session, "Hoa", "hoa", "collaborator", await self.area(place))]
        await self.somebody_writes()
        await end_grants(self.session, [post[0] for post in await self.work()], self.day, person_id=1, now=NOW)
        self.day += timedelta(days=1)
        parts = [self.name_commune(1) for _ in range(2)]
        rows = [row for commune, below in parts for row in self.rows(commune, below)]
        communes = [commune for commune, _ in parts]
        await self.change(old, rows, {old: communes, **{hamlet: [communes[0]] for hamlet in hamlets}})
        area_id, by = await self.area(communes[works_in]), self.people[0]
        await grant(self.session, by, "collaborator", area_id, self.day, person_id=by, now=NOW)

    async def an_administrator_settles(self) -> None:
        for one in await stranded(self.session, Scope(area_ids=frozenset(await self.session.scalars(select(Area.id))))):
            parts = await parts_of(self.session, one.area_id)
            if parts and self.chance.random() < 0.8:
                where = self.chance.choice(parts)
                await settle(self.session, one, where.id, person_id=one.person_id, now=NOW)

    # --- what the rules say -------------------------------------------------------------------------------------------

    async def worked_in(self, who: int, commune: str) -> bool:
        """Whether somebody ever worked in what is a commune today, or went into it as a whole."""
        codes = await self.session.scalars(
            select(Area.code)
            .join(Grant, Grant.area_id == Area.id)
            .where(Grant.person_id == who, (Grant.valid_to.is_(None)) | (Grant.valid_to >= Grant.valid_from))
        )
        return any(self.units.is_whole(code) and self.units.leads_to(code, commune) for code in codes)

    async def is_seen(self, one: Written, commune: str) -> bool:
        """Whether the officer of a commune sees something."""
        if not self.units.leads_to(one.place, commune):
            return False
        return self.units.is_whole(one.place) or await self.worked_in(one.holder, commune)

    async def check(self) -> None:
        """Everybody sees what the rules say, and nothing else; nothing is lost."""
        for commune in self.units.communes():
            scope = await within(self.session, [await self.area(commune)], self.day)
            named = [one for one in self.written if await self.is_seen(one, commune)]
            assert await self.seen(scope) == keys_of(named)
        for who in self.people:
            own = [one for one in self.written if one.holder == who]
            assert await self.seen(Scope.own(who)) == keys_of(own)
        everything, of_clients = Scope.everything(), [one for one in self.written if one.in_hand]
        assert await clients.count_clients(self.session, everything) == len(of_clients)
        assert (await referrals.totals(self.session, everything, *EVER)).referrals == len(of_clients)
        assert (await talks.totals(self.session, everything, *EVER)).talks == len(self.written) - len(of_clients)

    async def seen(self, scope: Scope) -> frozenset[Key]:
        """What a scope covers."""
        found: set[Key] = set()
        for kind, table in (("talk", Talk), ("referral", Referral), ("client", ClientRow)):
            found |= {
                (kind, row_id) for row_id in await self.session.scalars(select(table.id).where(scope.covers(table)))
            }
        return frozenset(found)

    async def check_sums(self) -> None:
        """The sums are those of the records, and told in today's units they are the same in all."""
        sums = await by_commune(self.session, Scope.everything(), Asked("record", *EVER))
        assert sum(one.records for one in sums.values()) == len(self.written)
        became = await heirs(self.session, self.day)
        today = {await self.area(code) for code in self.units.communes()}
        codes = {await self.area(code): code for code in self.units.all}
        for commune_id in sums:
            assert await check_month(self.session, commune_id, TODAY) == 0
            heir = became.get(commune_id)
            if heir is None:
                assert commune_id in today
            else:
                assert {heir.area_id, *heir.others} <= today
                assert heir.approximate != self.units.is_whole(codes[commune_id])


def keys_of(written: Iterable[Written]) -> frozenset[Key]:
    """All that belongs to these."""
    return frozenset(key for one in written for key in one.keys)


@pytest.mark.parametrize("seed", range(RUNS))
async def test_whatever_happens_everybody_sees_what_the_rules_name_and_no_total_changes(db: Db, seed: int) -> None:
    async with db.begin() as session:
        world = World(session, Random(seed))
        await world.begin()
        happens = {
            world.somebody_joins: 2,
            world.somebody_writes: 8,
            world.somebody_hands_over: 3,
            world.somebody_is_away: 1,
            world.somebody_leaves: 1,
            world.units_change: 2,
            world.an_administrator_settles: 2,
        }
        for _ in range(STEPS):
            await world.chance.choices([*happens], [*happens.values()])[0]()
            await world.check()
        await world.check_sums()


async def test_who_worked_in_a_unit_that_went_into_another_as_a_whole_has_worked_there(db: Db) -> None:
    """Somebody wrote in a unit that was divided, worked on in one part, and left; then that part went into another."""
    async with db.begin() as session:
        world = World(session, Random(0))
        await world.divided()
        part, other = world.units.communes()[-2:]
        [(_, who, _)] = [post for post in await world.work() if post[2] == part]
        world.day += timedelta(days=9)
        await end_grants(session, [post[0] for post in await world.work()], world.day, person_id=who, now=NOW)
        before = await world.seen(await within(session, [await world.area(part)], world.day))
        assert before == keys_of(world.written)
        world.day += timedelta(days=3)
        await world.change(part, [], {part: [other]})
        assert await world.seen(await within(session, [await world.area(other)], world.day)) == before


async def test_a_hamlet_of_a_divided_unit_is_seen_only_where_it_went(db: Db) -> None:
    """Somebody wrote in a hamlet that went into one part, and works in the other part since."""
    async with db.begin() as session:
        world = World(session, Random(0))
        await world.divided(written_in="hamlet", works_in=1)
        first, second = world.units.communes()[-2:]
        seen = [await world.seen(await within(session, [await world.area(one)], world.day)) for one in (first, second)]
        assert seen == [keys_of(world.written), frozenset()]


async def test_roles_end_with_their_unit_and_follow_its_end_when_that_is_moved(db: Db) -> None:
    async with db.begin() as session:
        world = World(session, Random(0))
        await world.begin()
        commune = world.units.communes()[0]
        hamlet = world.units.places(commune)[1]
        who = await person(session, "Hoa", "hoa", "collaborator", await world.area(hamlet))
        held = select(Grant.valid_to).where(Grant.person_id == who)
        for last in (date(2026, 12, 31), date(2027, 1, 31), None):
            row = f"{commune},Xã {commune},commune,01,{TODAY},{last or ''}"
            await import_areas(session, f"{HEAD}\n{row}", TODAY)
            assert await session.scalar(held) == last
            assert await session.scalar(select(Area.valid_to).where(Area.code == hamlet)) == last


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("{day},{old},{a},whole\n{day},{old},{b},part", "into one unit as a whole"),
        ("{day},{old},{a},part_main\n{day},{old},{b},part_main", "only one unit"),
        ("{day},{old},{a},most", "is none of"),
        ("{day},{a},{b},whole", "no area with the code"),
        ("{day},{old},01,whole", "is a city"),
        (",{old},{a},whole", "is empty"),
        ("{day},{old},99999,whole", "no area has the code"),
    ],
)
async def test_a_file_of_successions_that_cannot_be_is_refused_whole(db: Db, rows: str, fault: str) -> None:
    async with db.begin() as session:
        world = World(session, Random(0))
        await world.begin()
        old, a, b = world.units.communes()
        world.day += timedelta(days=1)
        ends = f"{old},Xã {old},commune,01,{TODAY},{world.day - timedelta(days=1)}"
        await import_areas(session, f"{HEAD}\n{ends}", world.day)
        before = (await session.execute(select(Succession))).all()
        with pytest.raises(Faults, match=fault):
            await import_successions(session, "day,old,new,share\n" + rows.format(day=world.day, old=old, a=a, b=b))
        assert (await session.execute(select(Succession))).all() == before


async def test_a_hamlet_ends_with_its_commune_and_does_not_go_on_under_another_by_its_code(db: Db) -> None:
    async with db.begin() as session:
        world = World(session, Random(0))
        await world.begin()
        one, other, _ = world.units.communes()
        hamlet = world.units.places(one)[1]
        rows = (f"{one},Xã {one},commune,01,{TODAY},2026-11-30", f"{hamlet},Thôn,hamlet,{other},{TODAY},")
        with pytest.raises(Faults, match="the hamlet ends with"):
            await import_areas(session, "\n".join((HEAD, *rows)), TODAY)
