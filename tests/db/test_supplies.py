"""Supplies: reckoned from what was handed out, in step with every correction and withdrawal, watched with consent."""

import asyncio
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.clients import add_client, withdraw_consent
from db.distributions import DISTRIBUTIONS, Handed, totals
from db.engine import Db, engine_of, open_db
from db.forgetting import forget_client
from db.records import Kept
from db.scope import Scope
from db.supplies import (
    Handout,
    Stop,
    Supply,
    hand_over_supplies,
    running_out,
    set_supply,
    stop,
    stops,
    supplies_of,
    take_back_stop,
)
from handlers.codes import new_code
from handlers.distribution import DISTRIBUTION_KIND, prepare
from handlers.distribution_fields import ONE
from handlers.records import correct, keep, withdraw
from handlers.supplies import refresh, runs_out
from tests.conftest import NOON, TODAY
from tests.db.given import NGOC_HA, Somebody, somebody
from tests.db.referred import UPDATES, turn_of

EACH = {"oral_pill": 28, "mini_pill": 28}
"""Days that a strip lasts."""
LATER = timedelta(days=40)
days = st.integers(0, 59).map(lambda back: TODAY - timedelta(days=back))


def got(day: date, pieces: int, entered_at: datetime = NOON) -> Handout:
    return Handout("oral_pill", day, pieces, 1, entered_at)


handed_out = st.lists(st.builds(got, days, st.integers(1, 6)), min_size=1, max_size=8)


# --- the reckoning ----------------------------------------------------------------------------------------------------


@given(handed_out, st.randoms())
def test_the_order_in_which_handouts_were_entered_makes_no_difference(found: list[Handout], random: Any) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert runs_out(shuffled, 28) == runs_out(found, 28)


@given(handed_out)
def test_nobody_runs_out_before_the_last_handout_is_used_up_nor_later_than_all_together(found: list[Handout]) -> None:
    end = runs_out(found, 28)
    assert end is not None
    assert all(end >= one.day + timedelta(days=28 * one.pieces) for one in found)
    first = min(one.day for one in found)
    assert end >= first + timedelta(days=28 * sum(one.pieces for one in found))
    assert end <= max(one.day for one in found) + timedelta(days=28 * sum(one.pieces for one in found))


@given(handed_out)
def test_one_strip_more_on_the_last_day_is_28_days_more_and_without_it_all_is_as_before(found: list[Handout]) -> None:
    end, last = runs_out(found, 28), max(one.day for one in found)
    assert end is not None
    assert runs_out([*found, got(last, 1)], 28) == end + timedelta(days=28)


def test_a_gap_is_not_made_up_for() -> None:
    assert runs_out([got(date(2026, 1, 1), 1), got(date(2026, 6, 1), 1)], 28) == date(2026, 6, 29)
    assert runs_out([got(date(2026, 1, 1), 2), got(date(2026, 1, 10), 1)], 28) == date(2026, 3, 26)
    assert runs_out([], 28) is None


def test_who_needs_no_more_is_reckoned_with_again_from_the_next_handout_on() -> None:
    told = Stop(TODAY, NOON)
    before, same_day_before = got(TODAY - timedelta(days=3), 2), got(TODAY, 1, NOON - timedelta(hours=1))
    assert runs_out([before, same_day_before], 28, told) is None
    assert runs_out([before, got(TODAY, 1, NOON + timedelta(minutes=1))], 28, told) == TODAY + timedelta(days=28)
    assert runs_out([before, got(TODAY + timedelta(days=1), 1)], 28, told) == TODAY + timedelta(days=29)


# --- kept in step -----------------------------------------------------------------------------------------------------


async def client_of(session: AsyncSession, who: Somebody, purposes: tuple[str, ...] = ("record", "reminder")) -> Any:
    return await add_client(
        session,
        new_code,
        person_id=who.id,
        area_id=who.area_id,
        sex="female",
        birth_year=1990,
        hint=None,
        purposes=purposes,
        text_version="1",
        method="signature",
        channel="telegram",
        update_id=next(UPDATES),
        now=NOON,
    )


def said(whom: str, day: date, **products: int) -> dict[str, Any]:
    """The answers for strips of one or two products."""
    answers: dict[str, Any] = {"supply": "free", "whom": whom, "given_on": day.isoformat(), "note": None}
    for number, (product, strips) in enumerate(products.items(), 1):
        end = "" if number == 1 else f"_{number}"
        answers |= {f"product{end}": product, f"amount{end}": f"{strips} strip"}
    return answers


@dataclass
class Life:
    """What happens to records of one collaborator, against what should be left of it."""

    session: AsyncSession
    who: Somebody
    now: datetime = NOON

    async def turn(self) -> Any:
        self.now += timedelta(minutes=20)
        turn = await turn_of(self.session, self.who.id, self.now)
        await prepare(turn)
        return turn

    async def log(self, answers: dict[str, Any]) -> int:
        return (await keep(await self.turn(), DISTRIBUTION_KIND, answers)).id

    async def kept(self, record_id: int) -> Kept:
        found = await DISTRIBUTIONS.one(self.session, Scope.everything(), record_id)
        assert found is not None
        return found

    async def correct(self, record_id: int, answers: dict[str, Any]) -> None:
        await correct(await self.turn(), DISTRIBUTION_KIND, await self.kept(record_id), answers)

    async def withdraw(self, record_id: int) -> None:
        await withdraw(await self.turn(), DISTRIBUTION_KIND, await self.kept(record_id), "mistake")

    async def supplies(self) -> dict[tuple[int, str], date]:
        rows = await self.session.execute(select(Supply.client_id, Supply.product, Supply.runs_out_on))
        return {(row.client_id, row.product): row.runs_out_on for row in rows}


acts = st.lists(
    st.tuples(
        st.sampled_from(["log", "correct", "withdraw"]),
        st.integers(0, 20),
        st.sampled_from([ONE, "A", "B"]),
        days,
        st.dictionaries(st.sampled_from(sorted(EACH)), st.integers(1, 6), min_size=1),
    ),
    min_size=1,
    max_size=8,
)


async def play(db: Db, story: list[Any]) -> None:
    """Does all that, and holds after each step that supplies and totals are those of the records that stand."""
    who = await somebody(db)
    async with db.begin() as session:
        life, wanted = Life(session, who), dict[int, tuple[int | None, date, dict[str, int]]]()
        known = {name: await client_of(session, who) for name in "AB"}
        for act, number, whom, day, products in story:
            client = known.get(whom)
            answers = said(client.code if client else ONE, day, **products)
            standing = sorted(wanted)
            if act == "log" or not standing:
                record_id = await life.log(answers)
                wanted[record_id] = (client.id if client else None, day, products)
                continue
            record_id = standing[number % len(standing)]
            if act == "correct":
                await life.correct(record_id, answers)
                wanted[record_id] = (client.id if client else None, day, products)
            else:
                await life.withdraw(record_id)
                del wanted[record_id]
            assert await life.supplies() == from_scratch(wanted)
        assert await life.supplies() == from_scratch(wanted)
        pieces = sum((Counter(products) for _, _, products in wanted.values()), Counter())
        sums = await totals(session, Scope.own(who.id), TODAY - timedelta(days=90), TODAY)
        assert sums == Handed(len(wanted), len(wanted), 0, dict(pieces))


def from_scratch(wanted: dict[int, tuple[int | None, date, dict[str, int]]]) -> dict[tuple[int, str], date]:
    handouts: dict[tuple[int, str], list[Handout]] = {}
    for client_id, day, products in wanted.values():
        for product, strips in products.items():
            if client_id is not None:
                handouts.setdefault((client_id, product), []).append(got(day, strips))
    ends = {key: runs_out(found, EACH[key[1]]) for key, found in handouts.items()}
    return {key: end for key, end in ends.items() if end is not None}


@settings(max_examples=12, deadline=None)
@given(story=acts)
def test_after_anything_that_is_done_supplies_and_totals_are_those_of_what_stands(
    migrated_file: Path, story: list[Any]
) -> None:
    async def on_a_copy(file: Path) -> None:
        db = open_db(f"sqlite+aiosqlite:///{file}")
        await play(db, story)
        await engine_of(db).dispose()

    with TemporaryDirectory() as folder:
        file = Path(folder) / "copy.db"
        shutil.copy(migrated_file, file)
        asyncio.run(on_a_copy(file))


async def test_one_such_life_on_either_database(db: Db) -> None:
    pill, both = {"oral_pill": 2}, {"oral_pill": 1, "mini_pill": 3}
    day = TODAY - timedelta(days=30)
    story = [
        ("log", 0, "A", day, pill),
        ("log", 0, "A", TODAY, both),
        ("log", 0, ONE, TODAY, pill),
        ("correct", 0, "B", day, both),
        ("correct", 2, "A", TODAY, pill),
        ("withdraw", 1, "A", TODAY, pill),
        ("correct", 0, ONE, TODAY, pill),
    ]
    await play(db, story)


async def test_a_withdrawal_restores_the_day_on_which_she_runs_out(db: Db) -> None:
    who = await somebody(db)
    async with db.begin() as session:
        life, known = Life(session, who), await client_of(session, who)
        await life.log(said(known.code, TODAY, oral_pill=1))
        before = await life.supplies()
        more = await life.log(said(known.code, TODAY, oral_pill=2))
        assert await life.supplies() == {(known.id, "oral_pill"): TODAY + timedelta(days=84)}
        await life.withdraw(more)
        assert await life.supplies() == before == {(known.id, "oral_pill"): TODAY + timedelta(days=28)}


# --- who is watched ---------------------------------------------------------------------------------------------------


async def test_who_runs_out_is_listed_in_time_most_urgent_first_with_consent_only_and_to_her_own_collaborator(
    db: Db,
) -> None:
    who, other = await somebody(db), await somebody(db, "2", area=NGOC_HA)
    own = Scope.own(who.id)
    async with db.begin() as session:
        life = Life(session, who)
        late, soon, far, silent = [
            await client_of(session, who, purposes)
            for purposes in [("record", "reminder")] * 3 + [("record", "referral")]
        ]
        for known, back in ((late, 40), (soon, 20), (far, 0), (silent, 40)):
            await life.log(said(known.code, TODAY - timedelta(days=back), oral_pill=1))
        assert (silent.id, "oral_pill") in await life.supplies()
        due = await running_out(session, own, TODAY + timedelta(days=14))
        assert [(one.code, one.runs_out_on) for one in due] == [
            (late.code, TODAY - timedelta(days=12)),
            (soon.code, TODAY + timedelta(days=8)),
        ]
        assert await running_out(session, Scope.own(other.id), TODAY + LATER) == []
        await withdraw_consent(session, own, late.id, "reminder", person_id=who.id, now=NOON)
        assert [one.code for one in await running_out(session, own, TODAY + LATER)] == [soon.code, far.code]
        await hand_over_supplies(session, soon.id, other.id, other.area_id)
        assert [one.code for one in await running_out(session, Scope.own(other.id), TODAY + LATER)] == [soon.code]
        assert [one.code for one in await running_out(session, own, TODAY + LATER)] == [far.code]


async def test_a_stop_ends_the_watch_can_be_taken_back_and_ends_with_the_next_handout(db: Db) -> None:
    who = await somebody(db)
    own = Scope.own(who.id)
    async with db.begin() as session:
        life, known = Life(session, who), await client_of(session, who)
        await life.log(said(known.code, TODAY, oral_pill=1, mini_pill=1))
        before = await life.supplies()
        turn = await life.turn()
        assert await stop(session, own, known.id, "oral_pill", TODAY, person_id=who.id, now=turn.now)
        await refresh(turn, known.id)
        assert await supplies_of(session, own, known.id) == {"mini_pill": TODAY + timedelta(days=28)}
        assert not await take_back_stop(session, own, known.id, "oral_pill", TODAY - timedelta(days=1))
        assert await take_back_stop(session, own, known.id, "oral_pill", TODAY)
        await refresh(turn, known.id)
        assert await life.supplies() == before
        await stop(session, own, known.id, "oral_pill", TODAY, person_id=who.id, now=turn.now)
        await refresh(turn, known.id)
        await life.log(said(known.code, TODAY, oral_pill=1))
        assert (await life.supplies())[known.id, "oral_pill"] == TODAY + timedelta(days=28)


async def test_somebody_elses_client_is_neither_stopped_nor_supplied(db: Db) -> None:
    who, other = await somebody(db), await somebody(db, "2")
    theirs = Scope.own(other.id)
    async with db.begin() as session:
        life, known = Life(session, who), await client_of(session, who)
        await life.log(said(known.code, TODAY, oral_pill=1))
        before = await life.supplies()
        await set_supply(session, theirs, known.id, "oral_pill", TODAY)
        assert not await stop(session, theirs, known.id, "oral_pill", TODAY, person_id=other.id, now=NOON)
        assert await stops(session, Scope.own(who.id), known.id) == {}
        assert await life.supplies() == before


async def test_who_is_forgotten_is_watched_no_more_even_when_an_old_record_is_withdrawn(db: Db) -> None:
    who = await somebody(db)
    async with db.begin() as session:
        life, known = Life(session, who), await client_of(session, who)
        first = await life.log(said(known.code, TODAY, oral_pill=1))
        second = await life.log(said(known.code, TODAY, oral_pill=1))
        await forget_client(session, Scope.own(who.id), known.id, person_id=who.id, now=NOON)
        assert await life.supplies() == {}
        await life.withdraw(first)
        assert await life.supplies() == {}
        assert (await life.kept(second)).facts["client_id"] == known.id


@pytest.mark.parametrize("scope", [Scope()])
async def test_a_scope_that_names_nothing_is_refused(db: Db, scope: Scope) -> None:
    async with db() as session:
        with pytest.raises(ValueError, match="scope"):
            await running_out(session, scope, TODAY)
