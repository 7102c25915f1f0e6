"""Records as rows of a table: those that stand, by commune and day. Each commune's month is read at one moment, so that
an export never keeps the people waiting who write meanwhile."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.clients import ClientRow
from db.engine import Db
from db.people import Person
from db.records import Kept
from db.scope import Scope
from db.statistics.asked import Asked
from db.statistics.questions import LEDGERS, by_commune
from db.statistics.spans import bounds, periods

_WHERE = ("id", "day", "commune_code", "commune", "area_code", "area", "collaborator", "collaborator_ref")
_ENTERED = ("entered_at", "version")
_TALK = ("form", "attendees", "households", "women_40", "women_30_54", "leaflets", "funding")
_ITEM = ("product", "brand", "quantity", "unit", "per_box", "pieces")
_STATE = ("state", "followed_on", "attended_on")

TALKED = (*_WHERE, *_TALK, "topics", *_ENTERED)
DISTRIBUTED = (*_WHERE, "line", "supply", "client", "people", "money", *_ITEM, *_ENTERED)
REFERRED = (*_WHERE, "client", "count", "age_band", "purposes", "facility", "slip", *_STATE, *_ENTERED)

Row = tuple[Any, ...]
_MOST = 1 << 40


async def talk_rows(db: Db, first: date, last: date) -> AsyncIterator[Row]:
    """A row for each talk."""
    async for known in _read(db, "talk", first, last):
        for one in known.records:
            facts = one.facts
            yield (*known.where(one), *(facts[name] for name in _TALK), "|".join(facts["topics"]), *_entered(one))


async def distribution_rows(db: Db, first: date, last: date) -> AsyncIterator[Row]:
    """A row for each product handed out; people and money stand on the first line of a distribution alone, so that they
    may be added up."""
    async for known in _read(db, "distribution", first, last):
        for one in known.records:
            facts = one.facts
            for line, item in enumerate(facts["items"], start=1):
                once = (facts["people"], facts["money"]) if line == 1 else (None, None)
                what = (line, facts["supply"], known.client(one), *once, *(item[name] for name in _ITEM))
                yield (*known.where(one), *what, *_entered(one))


async def referral_rows(db: Db, first: date, last: date) -> AsyncIterator[Row]:
    """A row for each referral."""
    async for known in _read(db, "referral", first, last):
        for one in known.records:
            facts = one.facts
            who = (known.client(one), facts["count"], facts["age_band"], "|".join(facts["purposes"]))
            state = tuple(one.outcome[name] for name in _STATE)
            yield (*known.where(one), *who, facts["facility"], facts["slip"], *state, *_entered(one))


def _entered(one: Kept) -> Row:
    return one.entered_at, one.version


@dataclass(frozen=True)
class _Known:
    """Records of a commune, and what the numbers in them stand for."""

    commune: Area
    records: Sequence[Kept]
    areas: dict[int, Area]
    refs: dict[int, str | None]
    codes: dict[int, str]

    def where(self, one: Kept) -> Row:
        """Which record it is, and whose."""
        area = self.areas[one.area_id]
        places = (self.commune.code, self.commune.name, area.code, area.name)
        return one.id, one.day, *places, one.person_id, self.refs[one.person_id]

    def client(self, one: Kept) -> str | None:
        """The client's code."""
        return self.codes.get(one.facts["client_id"])


async def _read(db: Db, kind: str, first: date, last: date) -> AsyncIterator[_Known]:
    async with db() as session:
        found = await by_commune(session, Scope.everything(), Asked("record", first, last))
        order = select(Area).where(Area.id.in_(sorted(found))).order_by(Area.code, Area.valid_from)
        communes = (await session.scalars(order)).all()
    for commune in communes:
        for start in periods("month", first, last):
            begin, end = bounds("month", start)
            async with db() as session:
                known = await _of_commune(session, commune, kind, max(begin, first), min(end, last))
            yield known


async def _of_commune(session: AsyncSession, commune: Area, kind: str, first: date, last: date) -> _Known:
    below = (await session.scalars(select(Area).where(Area.parent_id == commune.id, Area.kind == "hamlet"))).all()
    areas = {area.id: area for area in (commune, *below)}
    scope = Scope(area_ids=frozenset(areas))
    records = await LEDGERS[kind].between(session, scope, first, last, limit=_MOST)
    people = select(Person.id, Person.ref).where(Person.id.in_({one.person_id for one in records}))
    clients = {client_id for one in records if (client_id := one.facts.get("client_id"))}
    codes: dict[int, str] = {}
    for some in _in_parts(sorted(clients)):
        rows = await session.execute(select(ClientRow.id, ClientRow.code).where(ClientRow.id.in_(some)))
        codes |= {client_id: code for client_id, code in rows}
    refs = {person_id: ref for person_id, ref in await session.execute(people)}
    return _Known(commune, sorted(records, key=lambda one: (one.day, one.id)), areas, refs, codes)


def _in_parts(ids: Sequence[int], most: int = 10_000) -> Iterator[Iterable[int]]:
    for begin in range(0, len(ids), most):
        yield ids[begin : begin + most]
