"""How the facts of a week are asked of the tables: for many people or communes at once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import clusters, weekly
from db.areas import Area, subtree
from db.catalogue import targets
from db.denominators import denominators
from db.leave import Away, days_away, leaves
from db.records import Kept
from db.scope import Scope
from db.statistics.asked import Asked
from db.statistics.questions import LEDGERS, by_commune
from db.team import Member, members
from db.weekly import Added, Done, Waiting
from handlers.digests.facts import (
    NOTHING,
    Colleague,
    CommuneWeek,
    Mine,
    Overview,
    Place,
    Row,
    Work,
    added,
    mondays_until,
)
from handlers.digests.referred import referred_as_told
from handlers.people import stands
from handlers.scorecard.standing import milestone_of
from handlers.talks import TALK_FORMS
from locales import N_

OVERDUE = timedelta(days=7)
"""How long somebody may have waited to be asked how it went before the officer is told,"""
RUN_OUT = timedelta(days=1)
"""and how long a supply may have ended."""
FORGOTTEN = timedelta(days=62)
"""Nobody is told of what should have been done longer ago than this."""
SOON = timedelta(days=7)
"""Supplies that end so soon wait for their collaborator."""
MOSTLY_AWAY = 4
"""Days of leave from which on a week is none in which somebody was at work."""
REACHED = "MT1.1"
"""The target of the plan that talks serve: people in need who are counselled."""
ALL_OF_THEM = 1 << 40
WHAT = {
    **{one.key: one.label for one in TALK_FORMS},
    "distribution": N_("Handout"),
    "referral": N_("Referral"),
}
"""What records are called."""


async def weeks_of(session: AsyncSession, people: Collection[int], monday: date, day: date) -> dict[int, Mine]:
    """The week from `monday` of these collaborators, and what waits on `day`."""
    everybody, mondays = Scope.everything(), mondays_until(monday)
    names = await weekly.names_of(session, people)
    works = _by(await weekly.done_by_person(session, everybody, mondays, people), lambda one: one.person_id)
    asked = _counts(await weekly.to_be_asked(session, everybody, day - FORGOTTEN, day, people))
    ending = _counts(await weekly.run_out(session, everybody, day - RUN_OUT, day + SOON, people))
    away = await leaves(session, people, mondays[0], monday + timedelta(days=6))
    found = {}
    for person_id, name in names.items():
        weeks = {start: works[person_id, start] for start in mondays}
        here = [start for start in mondays if not _was_away(away, person_id, start)]
        first = next((start for start in mondays if weeks[start].entries), None)
        before = [weeks[start] for start in here if first is not None and first <= start < monday]
        found[person_id] = Mine(
            monday,
            name,
            weeks[monday],
            weeks[mondays[-2]] if mondays[-2] in here and before else None,
            tuple(before),
            asked[person_id],
            ending[person_id],
            monday not in here,
        )
    return found


async def commune_weeks(
    session: AsyncSession, communes: Iterable[Area], monday: date, day: date
) -> dict[int, CommuneWeek]:
    """The week from `monday` of each of these communes, as it is told on `day`."""
    named = {commune.id: commune.name for commune in communes}
    areas, mondays = await weekly.areas_of(session, named), mondays_until(monday)
    scope, sunday = Scope(area_ids=frozenset(areas)), monday + timedelta(days=6)
    done = await weekly.done_by_person(session, scope, [monday])
    works = _by(done, lambda one: (areas[one.area_id][0], one.person_id))
    sums = _by(await weekly.done_by_commune(session, Scope(area_ids=frozenset(named)), mondays[:-1]), _commune)
    asked = await weekly.to_be_asked(session, scope, day - FORGOTTEN, day - OVERDUE)
    ended = await weekly.run_out(session, scope, day - FORGOTTEN, day - RUN_OUT)
    team = await members(session, scope, day)
    belongs = {(areas[post.area_id][0], one.person_id): one for one in team for post in one.posts}
    others = {(areas[one.area_id][0], one.person_id) for one in done} - belongs.keys()
    names = {one.person_id: one.name for one in team}
    names |= await weekly.names_of(session, {person_id for _, person_id in others} - names.keys())
    rows = await _rows(session, scope, monday, sunday, areas, names)
    sizes: defaultdict[int, defaultdict[str, defaultdict[int, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    for one in await weekly.sizes(session, scope, mondays[0], monday - timedelta(days=1)):
        sizes[areas[one.area_id][0]][one.form][one.people] += one.talks
    overdue, run_out = (_waiting_in(found, areas) for found in (asked, ended))
    people: defaultdict[int, list[Colleague]] = defaultdict(list)
    for commune_id, person_id in [*belongs, *sorted(others)]:
        key = commune_id, person_id
        one_of = belongs.get(key)
        people[commune_id].append(
            Colleague(
                names[person_id],
                _stands(one_of),
                works[key, monday],
                one_of.silent if one_of else 0,
                overdue[key],
                run_out[key],
            )
        )
    since: defaultdict[int, list[date]] = defaultdict(list)
    for waiting in asked:
        since[areas[waiting.area_id][0]].append(waiting.since)
    return {
        commune_id: CommuneWeek(
            commune_id,
            name,
            monday,
            tuple(people[commune_id]),
            tuple(sums[commune_id, start] for start in mondays[:-1]),
            tuple(rows[commune_id]),
            {form: dict(counts) for form, counts in sizes[commune_id].items()},
            min(since[commune_id], default=None),
        )
        for commune_id, name in named.items()
    }


async def overviews(session: AsyncSession, above: Sequence[Area], monday: date, day: date) -> dict[int, Overview]:
    """The week from `monday` of the communes in each of these areas, as it is told on `day`."""
    lying = {area.id: await subtree(session, [area.id]) for area in above}
    communes, mondays, sunday = await clusters.communes(session, day), mondays_until(monday), monday + timedelta(days=6)
    areas = await weekly.areas_of(session, {commune.id for commune in communes})
    found = await weekly.done_by_commune(session, Scope(area_ids=frozenset(one.id for one in communes)), mondays)
    works = _by(found, _commune)
    active = {one.commune_id: one.records for one in found if one.kind == "collaborators" and one.monday == monday}
    at_work: Counter[int] = Counter()
    everywhere = Scope(area_ids=frozenset(areas))
    for area_id, count in (await weekly.collaborators_by_area(session, everywhere, day)).items():
        at_work[areas[area_id][0]] += count
    goals = await _goals(session, sunday)
    this_year = Asked("talk", date(sunday.year, 1, 1), sunday)
    reached = await by_commune(session, everywhere, this_year) if goals else {}
    heard = {one.id: works[one.id, monday] for one in communes if works[one.id, monday].entries}
    parents = {one.id: one.parent_id for one in [*communes, *await weekly.parents_of(session, communes)]}
    referred = referred_as_told({area_id: work.referred for area_id, work in heard.items()}, parents)
    places = {
        one.id: Place(
            one.name,
            works[one.id, monday],
            tuple(works[one.id, start] for start in mondays[:-1]),
            active.get(one.id, 0),
            at_work[one.id],
            goals.get(one.id),
            reached[one.id].people if one.id in reached else 0,
            referred.get(one.id, 0),
        )
        for one in communes
    }
    return {
        area.id: Overview(
            area.id,
            area.name,
            monday,
            tuple(places[one.id] for one in communes if one.id in lying[area.id]),
            referred.get(area.id, 0),
        )
        for area in above
    }


async def _goals(session: AsyncSession, day: date) -> dict[int, int]:
    """How many people each area is to reach by talks in the year of a day, as the plan's milestone of that year wants
    it: of those areas alone whose denominator was entered."""
    target = next((one for one in await targets(session, day) if one.code == REACHED), None)
    if target is None:
        return {}
    share = milestone_of(target, day.year) / 100
    found = await denominators(session, day.year)
    return {area_id: round(one.value * share) for (area_id, code), one in found.items() if code == REACHED}


async def _rows(
    session: AsyncSession,
    scope: Scope,
    first: date,
    last: date,
    areas: Mapping[int, tuple[int, str]],
    names: Mapping[int, str],
) -> dict[int, list[Row]]:
    """The records of a week, by commune."""
    kept: list[Kept] = []
    for ledger in LEDGERS.values():
        kept += await ledger.between(session, scope, first, last, limit=ALL_OF_THEM)
    clients = {one.facts["client_id"] for one in kept if one.facts.get("client_id")}
    codes = await weekly.codes_of(session, scope, clients)
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for one in kept:
        commune_id, area = areas[one.area_id]
        what = WHAT.get(one.facts.get("form") or one.kind, one.kind)
        code = codes.get(one.facts.get("client_id") or 0)
        found[commune_id].append(Row(one.kind, what, names[one.person_id], area, one.day, one.facts, code))
    return found


def _by(found: Iterable[Done] | Iterable[Added], key: Any) -> "defaultdict[tuple[Any, date], Work]":
    """What was done, by a key and week."""
    works: defaultdict[tuple[Any, date], list[Work]] = defaultdict(list)
    for one in found:
        works[key(one), one.monday].append(_work(one.kind, one.records, one.people))
    return defaultdict(lambda: NOTHING, {place: added(some) for place, some in works.items()})


def _commune(one: Added) -> int:
    return one.commune_id


def _work(kind: str, records: int, people: int) -> Work:
    match kind:
        case "talk":
            return Work(talks=records, reached=people)
        case "distribution":
            return Work(handouts=records, supplied=people)
        case "referral":
            return Work(referrals=records, referred=people)
    return NOTHING


def _counts(found: Iterable[Waiting]) -> "defaultdict[int, int]":
    counts: defaultdict[int, int] = defaultdict(int)
    for one in found:
        counts[one.person_id] += one.count
    return counts


def _waiting_in(found: Iterable[Waiting], areas: Mapping[int, tuple[int, str]]) -> "defaultdict[tuple[int, int], int]":
    counts: defaultdict[tuple[int, int], int] = defaultdict(int)
    for one in found:
        counts[areas[one.area_id][0], one.person_id] += one.count
    return counts


def _was_away(away: Iterable[Away], person_id: int, monday: date) -> bool:
    return days_away(away, person_id, monday, monday + timedelta(days=6)) >= MOSTLY_AWAY


def _stands(one: Member | None) -> str:
    return stands(one) if one else "other"
