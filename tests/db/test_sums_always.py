"""Sums always say what the records say, whatever is done to the records, to people and to areas: long runs with
SUMS_EXAMPLES."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, subtree
from db.engine import Db
from db.scope import Scope
from db.statistics import checking, questions
from db.statistics.asked import Asked
from db.statistics.counts import PARTS, Figures
from db.statistics.measures import MEASURES, Measure
from db.statistics.spans import GRAINS, bounds, periods
from tests.db.measured import BY_HAND, OF_BY_HAND
from tests.db.summed import DAYS, Notebook, Slow, Town, added_up, different, rows, slowly, town

SUMMED = [subject for subject in PARTS if subject not in checking.OF_PERSONS]
STATES = ("not_yet", "attended", "declined")

_days = st.sampled_from(DAYS)
_which, _chance = st.integers(0, 9), st.integers(0, 99)
_client = st.sampled_from((0, 0, 1, None))
_kinds = st.sampled_from(("talk", "distribution", "referral"))
_acts = st.one_of(
    st.tuples(st.just("log"), _kinds, st.integers(0, 2), st.integers(0, 7), _days, _chance, _client),
    st.tuples(st.just("correct"), _which, _days, _chance, _client),
    st.tuples(st.just("withdraw"), _which),
    st.tuples(st.just("step"), _which, st.sampled_from(STATES), _days),
    st.tuples(st.just("take_back"), _which),
    st.tuples(st.just("hand_over"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("move_commune"), _which),
    st.tuples(st.just("move_hamlet"), _which),
    st.tuples(st.just("reorganise"), _which),
    st.tuples(st.just("take_in"), st.integers(1, 30)),
)
_first = st.tuples(st.just("log"), _kinds, st.just(0), st.just(2), _days, _chance, _client)
_story = st.tuples(_first, st.lists(_acts, min_size=1, max_size=12)).map(lambda both: [both[0], *both[1]])
_spans = st.one_of(
    st.builds(bounds, st.sampled_from(GRAINS), _days),
    st.tuples(_days, _days).map(lambda both: (min(both), max(both))),
)
_seen = st.sets(st.integers(0, 11), min_size=3, max_size=3)
"""Some of a notebook's scopes: all of them in the course of many examples."""
Story = list[tuple[Any, ...]]


@pytest.fixture
async def place(db: Db) -> Town:
    return await town(db)


def on_each_database(test: Callable[..., Any]) -> Callable[..., Any]:
    """Several examples on one database, each in a transaction that is rolled back."""
    return settings(
        max_examples=int(os.environ.get("SUMS_EXAMPLES", "5")),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )(test)


async def told(session: AsyncSession, place: Town, story: Story) -> Notebook:
    notebook = Notebook(session, place)
    for name, *arguments in story:
        await getattr(notebook, name)(*arguments)
    return notebook


async def communes(session: AsyncSession) -> dict[int, int]:
    found = await session.execute(select(Area.id, Area.kind, Area.parent_id))
    return {row.id: row.parent_id if row.kind == "hamlet" else row.id for row in found}


def by(records: list[Slow], of: Callable[[Slow], int], subject: str) -> dict[int, Figures]:
    """What records add up to under a subject, by something."""
    counted = {
        one: sum(added_up(subject, [record for record in records if of(record) == one]).values(), Figures())
        for one in set(map(of, records))
    }
    return {one: figures for one, figures in counted.items() if figures}


@on_each_database
@given(_story, _spans, _seen)
async def test_every_figure_is_the_one_counted_slowly_wherever_and_whenever(
    db: Db, place: Town, story: Story, span: tuple[date, date], seen: set[int]
) -> None:
    async with db() as session:
        notebook = await told(session, place, story)
        commune_of = await communes(session)
        for scope in (notebook.scopes[nth] for nth in seen):
            records = await slowly(session, scope, *span)
            for subject in SUMMED:
                asked = Asked(subject, *span)
                assert await questions.by_key(session, scope, asked) == added_up(subject, records)
                found = await questions.by_commune(session, scope, asked)
                assert found == by(records, lambda one: commune_of[one.area_id], subject)
                if scope.area_ids is not None:
                    found = await questions.by_area(session, scope, asked)
                    assert found == by(records, lambda one: one.area_id, subject)
                    found = await questions.by_person(session, scope, asked)
                    assert found == by(records, lambda one: one.person_id, subject)
        await session.rollback()


@on_each_database
@given(_story, st.lists(_spans, min_size=2, max_size=4), st.sampled_from(MEASURES), _seen)
async def test_several_questions_asked_together_are_answered_as_each_alone(
    db: Db, place: Town, story: Story, spans: list[tuple[date, date]], measure: Measure, seen: set[int]
) -> None:
    asked = [Asked(measure.subject, *span, only) for span in spans for only in (measure.only, measure.against or {})]
    async with db() as session:
        notebook = await told(session, place, story)
        for scope in (notebook.scopes[nth] for nth in seen):
            alone = [await questions.by_commune(session, scope, one) for one in asked]
            assert await questions.by_commune_of_each(session, scope, asked) == alone
        await session.rollback()


@on_each_database
@given(_story, _spans, _seen)
async def test_every_measure_is_what_its_definition_counts_by_hand(
    db: Db, place: Town, story: Story, span: tuple[date, date], seen: set[int]
) -> None:
    async with db() as session:
        notebook = await told(session, place, story)
        for scope in (notebook.scopes[nth] for nth in seen):
            records = await slowly(session, scope, *span)
            for measure in MEASURES:
                if measure.different:
                    continue
                for only, by_hand in ((measure.only, BY_HAND), (measure.against, OF_BY_HAND)):
                    if only is not None:
                        total = await questions.total(session, scope, Asked(measure.subject, *span, only))
                        counted = sum(map(by_hand[measure.code], records))
                        assert (measure.code, getattr(total, measure.figure)) == (measure.code, counted)
        await session.rollback()


@on_each_database
@given(_story, _spans, st.sampled_from(GRAINS), st.sampled_from(SUMMED), _seen)
async def test_a_trend_says_of_each_period_what_was_counted_slowly(
    db: Db, place: Town, story: Story, span: tuple[date, date], grain: Any, subject: str, seen: set[int]
) -> None:
    first, last = max(span[0], span[1] - timedelta(days=100)), span[1]
    async with db() as session:
        notebook = await told(session, place, story)
        commune_of = await communes(session)
        for scope in (notebook.scopes[nth] for nth in seen):
            counted, named = [], []
            for start in periods(grain, first, last):
                records = await slowly(session, scope, *bounds(grain, start))
                counted.append((start, sum(added_up(subject, records).values(), Figures())))
                named.append((start, different("clients", "referral", records, commune_of)))
            assert await questions.trend(session, scope, Asked(subject, first, last), grain) == counted
            found = [await questions.persons(session, scope, "clients", *bounds(grain, start), "referral")
                     for start, _ in named]  # fmt: skip
            assert found == [count for _, count in named]
        await session.rollback()


@on_each_database
@given(_story, _days, st.sampled_from(GRAINS))
async def test_different_persons_are_counted_once_in_each_standard_period(
    db: Db, place: Town, story: Story, day: date, grain: Any
) -> None:
    async with db() as session:
        notebook = await told(session, place, story)
        commune_of = await communes(session)
        span = bounds(grain, day)
        for scope in notebook.scopes:
            records = await slowly(session, scope, *span)
            for subject, keys in checking.OF_PERSONS.items():
                for key in keys:
                    found = await questions.persons(session, scope, subject, *span, key)
                    assert found == different(subject, key, records, commune_of)
        for subject in checking.OF_PERSONS:
            by_commune = await questions.persons_by_commune(session, Scope.everything(), subject, grain, day)
            assert sum(by_commune.values()) == await questions.persons(session, Scope.everything(), subject, *span)
        await session.rollback()


@on_each_database
@given(_story, _spans, _days)
async def test_parents_are_the_sum_of_their_children_and_nothing_is_left_to_put_right(
    db: Db, place: Town, story: Story, span: tuple[date, date], day: date
) -> None:
    async with db() as session:
        notebook = await told(session, place, story)
        commune_of = await communes(session)
        above = [*await session.scalars(select(Area.id).where(Area.kind == "city")), *place.clusters]
        parents = [Scope(area_ids=await subtree(session, [area_id])) for area_id in above]
        homes = Scope(area_ids=frozenset(notebook.homes))
        for subject in SUMMED:
            asked = Asked(subject, *span)
            of_communes = await questions.by_commune(session, Scope.everything(), asked)
            areas: dict[int, Figures] = {}
            for area_id, figures in (await questions.by_area(session, homes, asked)).items():
                areas[commune_of[area_id]] = areas.get(commune_of[area_id], Figures()) + figures
            assert areas == of_communes
            assert sum(of_communes.values(), Figures()) == await questions.total(session, Scope.everything(), asked)
            for parent in parents:
                below = [figures for one, figures in of_communes.items() if one in (parent.area_ids or ())]
                assert await questions.total(session, parent, asked) == sum(below, Figures())
        for commune_id in {commune_of[home] for home in notebook.homes}:
            assert await checking.check_month(session, commune_id, day) == 0
            for grain in checking.LONG:
                assert await checking.check_persons(session, commune_id, grain, day) == 0
        for one in GRAINS:
            assert await checking.check_city(session, one, day) == 0
        before = await rows(session)
        await checking.rebuild(session)
        assert await rows(session) == before
        await session.rollback()
