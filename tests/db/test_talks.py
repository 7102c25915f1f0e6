"""Talks: kept, corrected, withdrawn, added up, and seen only within a scope."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from db.engine import Db
from db.records import Revision
from db.scope import Scope
from db.talks import TALKS, TalkTopic, Totals, totals
from tests.db.given import NGOC_HA, NOW, TODAY, Somebody, somebody

SAME = ("form", "attendees", "topics")
VISIT: dict[str, Any] = {
    "held_on": "2026-11-18",
    "topics": ["elderly", "breast_cancer"],
    "form": "household_visit",
    "attendees": 5,
    "households": 3,
    "women_40": 2,
    "leaflets": 0,
    "note": "Họp ở nhà văn hoá",
}
ALL = Scope.everything()
MINUTES = timedelta(minutes=15)
updates = iter(range(1, 10_000))


async def log(db: Db, who: Somebody, **facts: Any) -> int:
    async with db.begin() as session:
        return await TALKS.add(
            session,
            {**VISIT, **facts},
            person_id=who.id,
            area_id=who.area_id,
            channel="telegram",
            update_id=next(updates),
            now=NOW,
        )


async def test_a_talk_is_read_as_it_was_said(db: Db) -> None:
    who = await somebody(db)
    talk_id = await log(db, who)
    async with db() as session:
        kept = await TALKS.one(session, Scope.own(who.id), talk_id)
    assert kept is not None
    assert kept.facts == {
        **VISIT,
        "topics": ["breast_cancer", "elderly"],
        "women_30_54": None,
        "funding": None,
    }
    assert (kept.day, kept.entered_at, kept.version, kept.withdrawn_at) == (TODAY, NOW, 1, None)


async def test_one_update_makes_one_talk(db: Db) -> None:
    who = await somebody(db)
    for expected in (1, 2):
        try:
            async with db.begin() as session:
                await TALKS.add(
                    session, VISIT, person_id=who.id, area_id=who.area_id, channel="telegram", update_id=77, now=NOW
                )
        except IntegrityError:
            assert expected == 2
        else:
            assert expected == 1
    async with db() as session:
        assert (await totals(session, ALL, TODAY, TODAY)).talks == 1
        assert await session.scalar(select(func.count()).select_from(TalkTopic)) == 2


async def test_talks_are_listed_latest_first_page_by_page_and_added_up(db: Db) -> None:
    who = await somebody(db)
    own = Scope.own(who.id)
    days = [date(2026, 11, 2), date(2026, 11, 18), date(2026, 10, 31), date(2026, 11, 18)]
    ids = [await log(db, who, held_on=day.isoformat(), attendees=n, leaflets=None) for n, day in enumerate(days, 1)]
    november = date(2026, 11, 1), date(2026, 11, 30)
    async with db() as session:
        listed = await TALKS.between(session, own, *november, limit=10)
        assert [kept.id for kept in listed] == [ids[3], ids[1], ids[0]]
        assert [kept.id for kept in await TALKS.between(session, own, *november, limit=2, offset=2)] == [ids[0]]
        assert await totals(session, own, *november) == Totals(talks=3, attendees=7, households=9, leaflets=0)
        assert await totals(session, own, date(2026, 1, 1), date(2026, 1, 2)) == Totals(0, 0, 0, 0)


async def test_a_correction_replaces_the_answers_and_keeps_the_former_ones(db: Db) -> None:
    who = await somebody(db)
    own = Scope.own(who.id)
    talk_id = await log(db, who)
    better = {**VISIT, "topics": ["rti"], "attendees": 7, "held_on": "2026-11-17"}
    async with db.begin() as session:
        assert await TALKS.correct(session, own, talk_id, better, person_id=who.id, now=NOW + MINUTES)
    async with db.begin() as session:
        assert not await TALKS.correct(session, own, talk_id, better, person_id=who.id, now=NOW + MINUTES)
    async with db() as session:
        kept = await TALKS.one(session, own, talk_id)
        [revision] = await session.scalars(select(Revision))
    assert kept is not None
    assert (kept.version, kept.day, kept.facts["topics"], kept.entered_at) == (2, date(2026, 11, 17), ["rti"], NOW)
    assert (revision.record, revision.record_id, revision.version, revision.person_id) == ("talk", talk_id, 2, who.id)
    assert revision.at == NOW + MINUTES
    assert revision.before["attendees"] == 5
    assert revision.before["topics"] == ["breast_cancer", "elderly"]
    assert revision.after == kept.facts
    assert revision.reason is None


async def test_a_withdrawn_talk_stays_readable_and_counts_no_more(db: Db) -> None:
    who = await somebody(db)
    own = Scope.own(who.id)
    talk_id = await log(db, who)
    async with db.begin() as session:
        assert await TALKS.withdraw(session, own, talk_id, "twice", person_id=who.id, now=NOW + MINUTES)
    async with db.begin() as session:
        assert not await TALKS.withdraw(session, own, talk_id, "twice", person_id=who.id, now=NOW + MINUTES)
        assert not await TALKS.correct(session, own, talk_id, {**VISIT, "attendees": 9}, person_id=who.id, now=NOW)
    async with db() as session:
        kept = await TALKS.one(session, own, talk_id)
        assert kept is not None
        assert (kept.withdrawn_at, kept.version) == (NOW + MINUTES, 2)
        assert await TALKS.between(session, own, TODAY, TODAY, limit=9) == []
        assert (await totals(session, own, TODAY, TODAY)).talks == 0
        assert await TALKS.last(session, own) is None
        assert await TALKS.same(session, own, VISIT, SAME, now=NOW, within=MINUTES) is None
        [revision] = await session.scalars(select(Revision))
    assert (revision.reason, revision.after) == ("twice", None)


async def test_nothing_outside_the_scope_is_seen_or_changed(db: Db) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2", name="Lan", area=NGOC_HA)
    talk_id = await log(db, hoa)
    strangers = [Scope.own(lan.id), Scope(area_ids=frozenset({lan.area_id})), Scope(area_ids=frozenset())]
    for scope in strangers:
        async with db.begin() as session:
            assert await TALKS.one(session, scope, talk_id) is None
            assert await TALKS.between(session, scope, TODAY, TODAY, limit=9) == []
            assert (await totals(session, scope, TODAY, TODAY)).talks == 0
            assert await TALKS.last(session, scope) is None
            assert await TALKS.same(session, scope, VISIT, SAME, now=NOW, within=MINUTES) is None
            assert not await TALKS.correct(
                session, scope, talk_id, {**VISIT, "attendees": 1}, person_id=lan.id, now=NOW
            )
            assert not await TALKS.withdraw(session, scope, talk_id, "x", person_id=lan.id, now=NOW)
    for scope in (Scope.own(hoa.id), Scope(area_ids=frozenset({hoa.area_id})), ALL):
        async with db() as session:
            kept = await TALKS.one(session, scope, talk_id)
            assert kept is not None
            assert kept.version == 1


async def test_a_scope_that_names_nothing_is_refused(db: Db) -> None:
    async with db() as session:
        with pytest.raises(ValueError, match="whose records"):
            await totals(session, Scope(), TODAY, TODAY)


async def test_the_last_talk_is_the_one_entered_last_whatever_its_day(db: Db) -> None:
    who = await somebody(db)
    await log(db, who)
    latest = await log(db, who, held_on="2026-10-01")
    async with db() as session:
        kept = await TALKS.last(session, Scope.own(who.id))
    assert kept is not None
    assert kept.id == latest


async def test_the_same_talk_within_minutes_is_found_and_only_that(db: Db) -> None:
    who = await somebody(db)
    own = Scope.own(who.id)
    talk_id = await log(db, who)
    soon, later = NOW + timedelta(minutes=14), NOW + timedelta(minutes=15)
    others: list[dict[str, Any]] = [
        {"held_on": "2026-11-17"},
        {"form": "counselling"},
        {"attendees": 6},
        {"topics": ["elderly"]},
    ]
    async with db() as session:
        found = await TALKS.same(session, own, {**VISIT, "leaflets": 9}, SAME, now=soon, within=MINUTES)
        assert found is not None
        assert found.id == talk_id
        assert await TALKS.same(session, own, VISIT, SAME, now=later, within=MINUTES) is None
        for other in others:
            assert await TALKS.same(session, own, {**VISIT, **other}, SAME, now=soon, within=MINUTES) is None
