"""Sums always say what the records say, whatever is done to the records."""

import asyncio
import logging
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, select, update

from db.engine import Db, engine_of
from db.migrate import downgrade, migrate
from db.monthly import commune_months
from db.referrals import Referral
from db.scope import Scope
from db.statistics import checking, questions
from db.statistics.adding import take_in, take_in_all
from db.statistics.asked import Asked
from db.statistics.counts import DIFFERENT, PARTS, Figures
from db.statistics.spans import bounds, period
from db.sums import Addition, CitySum, CommuneSum, PersonSum
from db.weekly import done_by_commune
from tests.db.given import NOW, TODAY
from tests.db.summed import DAYS, MONDAY, Notebook, Town, rows, town


@pytest.fixture
async def place(db: Db) -> Town:
    return await town(db)


async def some(db: Db, place: Town) -> None:
    async with db.begin() as session:
        notebook = Notebook(session, place)
        for number, kind in enumerate(("talk", "distribution", "referral", "distribution")):
            await notebook.log(kind, number % 3, 2 + number % 2, TODAY, number * 7, number % 2)


async def test_only_wanted_keys_are_counted_and_of_two_purposes_one_is_enough(db: Db, place: Town) -> None:
    async with db.begin() as session:
        notebook = Notebook(session, place)
        for chance in (0, 1, 2):  # breast, both, iud
            await notebook.log("referral", 0, 2, TODAY, chance, 0)
        everything = Scope.everything()
        for purposes, count in (({"breast"}, 2), ({"cervical"}, 1), ({"breast", "cervical"}, 2), ({"iud"}, 1)):
            asked = Asked("referral", TODAY, TODAY, {"purposes": purposes})
            assert (await questions.total(session, everything, asked)).records == count
            assert (await questions.by_commune(session, everything, asked))[place.ba_dinh].records == count
            assert sum(one.records for _, one in await questions.trend(session, everything, asked, "week")) == count
        asked = Asked("referral", TODAY, TODAY, {"purposes": {"breast"}, "state": {"attended"}})
        assert await questions.total(session, everything, asked) == Figures()


async def test_a_scope_that_names_nothing_is_refused_by_every_question(db: Db, place: Town) -> None:
    asked = Asked("talk", TODAY, TODAY)
    async with db() as session:
        for question in (
            questions.by_key(session, Scope(), asked),
            questions.total(session, Scope(), asked),
            questions.by_commune(session, Scope(), asked),
            questions.by_area(session, Scope(), asked),
            questions.by_person(session, Scope(), asked),
            questions.trend(session, Scope(), asked, "month"),
            questions.persons(session, Scope(), "clients", TODAY, TODAY),
            questions.persons_in_records(session, Scope(), "clients", TODAY, TODAY),
            questions.persons_by_commune(session, Scope(), "clients", "day", TODAY),
            questions.records_between(session, Scope(), ["talk"], TODAY, TODAY),
        ):
            with pytest.raises(ValueError, match="scope|areas"):
                await question


async def test_persons_of_several_communes_are_not_counted_over_a_span_of_ones_own_making(db: Db, place: Town) -> None:
    await some(db, place)
    span = TODAY - timedelta(days=40), TODAY
    async with db() as session:
        both = Scope(area_ids=frozenset(place.homes))
        assert await questions.persons(session, both, "clients", *span) is None
        one = Scope(area_ids=frozenset([place.ba_dinh, *place.hamlets]))
        assert await questions.persons(session, one, "clients", *span) == 2
        assert await questions.persons(session, Scope.own(place.people[1]), "clients", *span) == 1


async def test_a_night_s_check_finds_what_went_wrong_puts_it_right_and_says_so(
    db: Db, place: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await some(db, place)
    async with db.begin() as session:
        right = await rows(session)
        month, year = period("month", TODAY), TODAY.year
        await session.execute(update(CommuneSum).where(CommuneSum.period == month).values(people=CommuneSum.people + 1))
        await session.execute(update(CommuneSum).where(CommuneSum.period == year).values(records=0))
        await session.execute(update(PersonSum).values(amount=7))
        await session.execute(update(CommuneSum).where(CommuneSum.subject == "clients").values(records=9))
    with caplog.at_level(logging.ERROR):
        assert await checking.check(db, TODAY - timedelta(days=40), TODAY) > 0
    assert "were wrong" in caplog.text
    async with db() as session:
        assert await rows(session) == right
    caplog.clear()
    assert await checking.check(db, TODAY - timedelta(days=40), TODAY) == 0
    assert not caplog.records


async def test_records_that_bypassed_the_sums_are_found_and_counted(db: Db, place: Town) -> None:
    await some(db, place)
    async with db.begin() as session:
        await session.execute(update(Referral).values(count=5, withdrawn_at=None))
    assert await checking.check(db, TODAY, TODAY) > 0
    async with db() as session:
        asked = Asked("referral", TODAY, TODAY)
        assert (await questions.total(session, Scope.everything(), asked)).people == 5
        assert (await questions.total(session, Scope.own(place.people[2]), asked)).people == 5


async def test_a_hamlet_that_an_import_puts_under_another_commune_takes_its_sums_along(db: Db, place: Town) -> None:
    await some(db, place)
    everything, asked = Scope.everything(), Asked("record", TODAY, TODAY)
    async with db.begin() as session:
        before = await questions.by_area(session, Scope(area_ids=frozenset(place.homes)), asked)
        await Notebook(session, place).move_hamlet(0)
        assert await questions.by_area(session, Scope(area_ids=frozenset(place.homes)), asked) == before
        communes = await questions.by_commune(session, everything, asked)
    assert communes == {place.ba_dinh: before[place.hamlets[1]], place.ngoc_ha: before[place.hamlets[0]]}
    assert await checking.check(db, TODAY, TODAY) == 0


async def test_sums_that_are_missing_are_built_once(db: Db, place: Town) -> None:
    async with db.begin() as session:
        assert not await checking.build_missing(session)
    await some(db, place)
    async with db.begin() as session:
        right = await rows(session)
        for table in (CitySum, CommuneSum, PersonSum):
            await session.execute(delete(table))
        assert await checking.build_missing(session)
        assert await rows(session) == right
        assert not await checking.build_missing(session)


@pytest.mark.parametrize("taken_in", [0, 7, None])
async def test_a_database_from_before_there_were_sums_of_the_city_and_of_weeks_gets_them(
    db: Db, place: Town, taken_in: int | None
) -> None:
    await some(db, place)
    async with db() as session:
        right = await rows(session)
    async with db.begin() as session:
        await take_in(session, taken_in)
    await downgrade(db, "0016")
    await migrate(db)
    async with db() as session:
        assert await rows(session) == right


async def test_a_database_from_before_the_sums_gets_them_when_it_is_migrated(db: Db, place: Town) -> None:
    await some(db, place)
    async with db() as session:
        right = await rows(session)
    await downgrade(db, "0008")
    await migrate(db)
    async with db() as session:
        assert await rows(session) == right


async def test_answers_digests_and_reports_are_the_same_before_and_after_what_was_added_is_taken_in(
    db: Db, place: Town
) -> None:
    await some(db, place)
    homes = Scope(area_ids=frozenset(place.homes))

    async def answers() -> list[Any]:
        async with db() as session:
            weeks = await done_by_commune(session, homes, [MONDAY - timedelta(days=7), MONDAY])
            months = await commune_months(session, homes, TODAY)
            asked = [Asked(subject, MONDAY, TODAY) for subject in PARTS if subject not in DIFFERENT]
            return [
                {one for one in weeks if one.records},
                months,
                await questions.by_key_of_each(session, Scope.everything(), asked),
                await questions.persons_by_commune(session, homes, "collaborators", "week", TODAY),
                await questions.persons(session, Scope.everything(), "clients", *bounds("half", TODAY)),
            ]

    fresh = await answers()
    assert all(fresh)
    for most in (5, 9):
        async with db.begin() as session:
            assert await take_in(session, most) == most
        assert await answers() == fresh
    assert await take_in_all(db) > 0
    assert await answers() == fresh
    assert await take_in_all(db) == 0


async def test_the_city_is_compared_with_its_communes(db: Db, place: Town, caplog: pytest.LogCaptureFixture) -> None:
    await some(db, place)
    async with db.begin() as session:
        right = await rows(session)
        await session.execute(update(CitySum).where(CitySum.period == TODAY.year).values(people=0))
        await session.execute(delete(CitySum).where(CitySum.period == period("week", TODAY)))
    assert await checking.check(db, TODAY, TODAY) > 0
    assert "sums of the city in 2026047 were wrong" in caplog.text
    async with db() as session:
        assert await rows(session) == right


async def test_writers_of_one_commune_at_once_lose_nothing_and_never_lock_each_other_out(db: Db, place: Town) -> None:
    """Each writes several kinds of records in another order, about the same clients."""
    kinds = ["talk", "distribution", "referral"]
    writers = 6 if engine_of(db).dialect.name == "postgresql" else 2

    async def write(number: int) -> None:
        async with db.begin() as session:
            notebook = Notebook(session, place)
            notebook.update_id += 100 * number
            for kind in kinds[number % 3 :] + kinds[: number % 3]:
                await notebook.log(kind, number % 3, 2 + number % 2, DAYS[number], number, number % 2)

    async def add_up() -> None:
        """Meanwhile what they add is taken in, by two at once, and their month is counted again."""
        for _ in range(3):
            async with db.begin() as session:
                await take_in(session, 5)
            async with db.begin() as session:
                assert await checking.check_month(session, place.ba_dinh, TODAY) == 0

    async with asyncio.timeout(30):
        await asyncio.gather(*map(write, range(writers)), add_up(), add_up())
    async with db() as session:
        asked = Asked("record", date(2021, 1, 1), TODAY)
        assert (await questions.total(session, Scope.everything(), asked)).records == 3 * writers
    assert await checking.check(db, date(2026, 10, 1), TODAY) == 0


class Statements:
    """Counts the statements that the database is sent."""

    def __init__(self, db: Db) -> None:
        self.sent: list[str] = []
        self._engine: Engine = engine_of(db).sync_engine

    def __enter__(self) -> "Statements":
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def of_sums(self) -> int:
        """Those that the sums need."""
        own = ("additions", "commune_sums", "person_sums", "parent_id")
        return sum(any(name in statement for name in own) for statement in self.sent)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            self.sent.append(statement)


async def test_a_record_takes_few_statements_more(db: Db, place: Town) -> None:
    """The commune, who was counted already, and what is added."""
    async with db.begin() as session:
        notebook = Notebook(session, place)
        for kind in ("talk", "distribution", "referral"):
            with Statements(db) as statements:
                await notebook.log(kind, 0, 2, TODAY, 5, 0)
            assert statements.of_sums() == 3
            assert len(statements.sent) <= 3 + 2
        with Statements(db) as statements:
            await notebook.step(0, "referred", TODAY)
        assert statements.of_sums() == 2  # the same day, the same client: nobody is counted anew
        with Statements(db) as statements:
            await notebook.correct(0, TODAY, 5, 0)
        assert statements.of_sums() == 0


async def test_a_correction_writes_only_what_differs(db: Db, place: Town) -> None:
    async with db.begin() as session:
        notebook = Notebook(session, place)
        record_id = await notebook.log("talk", 0, 2, TODAY, 5, None)
        await take_in(session)
        with Statements(db) as statements:
            await questions.LEDGERS["talk"].correct(
                session,
                Scope.everything(),
                record_id,
                {"held_on": TODAY.isoformat(), "form": "counselling", "topics": ["rti"], "attendees": 2},
                person_id=place.people[0],
                now=NOW,
            )
        assert statements.of_sums() == 2
        added = await session.scalars(select(Addition.subject).order_by(Addition.subject))
        assert set(added) == {"record", "talk", "topic", "women"}  # who was at work is the same
