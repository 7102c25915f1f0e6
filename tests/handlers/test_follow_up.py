"""What becomes of a referral: only the drawn steps are taken, the state is what the steps add up to, and the day to ask
next follows from them."""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from db import referral_events
from db.engine import Db
from db.forgetting import forget_client
from db.records import Kept
from db.referrals import REFERRALS, Referral, ReferralEvent
from db.scope import Scope
from handlers.follow_up import Impossible, bring_in_step, take_back_step, take_step
from handlers.outcomes import (
    DUE_DAYS,
    LABELS,
    NEXT,
    REFERRED,
    TRIES,
    due_on,
    is_told,
    may_be_lost,
    refusal,
    state_after,
    steps_to,
)
from handlers.turn import Turn
from locales import language
from tests.conftest import NOON, TODAY
from tests.db.given import somebody
from tests.db.referred import kept, referred, turn_of

DRAWN = """
referred: appointment attended not_yet declined lost unreachable
appointment: appointment attended not_yet declined lost unreachable
not_yet: appointment attended not_yet declined lost unreachable
unreachable: appointment attended not_yet declined lost unreachable
declined: appointment attended
lost: appointment attended not_yet declined
attended: return_needed no_return
return_needed: attended not_yet declined lost unreachable appointment
no_return: return_needed
"""
"""The table of the domain, once more and by hand."""
ARROWS = {
    (before, after)
    for before, _, states in (line.partition(": ") for line in DRAWN.strip().splitlines())
    for after in states.split()
}
STATES = sorted(NEXT)
VI = language("vi")


@dataclass(frozen=True)
class Step:
    """An event, as far as the rules look at it."""

    state: str
    day: date = TODAY
    appointment: date | None = None


def days(least: int, most: int) -> st.SearchStrategy[date]:
    return st.integers(least, most).map(lambda n: TODAY + timedelta(days=n))


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """A life of a referral of today: steps that are drawn, on days that follow one another."""
    found: list[Step] = []
    day = TODAY
    for _ in range(draw(st.integers(0, 8))):
        day += timedelta(days=draw(st.integers(0, 20)))
        state = draw(st.sampled_from([after for after in STATES if (state_after(found), after) in ARROWS]))
        agreed = day + timedelta(days=draw(st.integers(0, 60)))
        has_day = state == "appointment" or (state == "return_needed" and draw(st.booleans()))
        found.append(Step(state, day, agreed if has_day else None))
    return found


# --- the rules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_a_step_is_possible_exactly_where_it_is_drawn(before: str, after: str) -> None:
    day = TODAY if after == "appointment" else None
    wrong = refusal(before, after, day, TODAY, VI)
    assert (wrong is None) == ((before, after) in ARROWS)
    assert wrong is None or wrong.endswith("ạ.")


def test_a_return_that_was_told_can_be_given_a_day_later() -> None:
    assert refusal("return_needed", "return_needed", None, TODAY, VI) is not None
    assert refusal("return_needed", "return_needed", TODAY + timedelta(days=9), TODAY, VI) is None


def test_an_appointment_needs_a_day_that_is_not_before_the_referral() -> None:
    assert "cần có ngày" in str(refusal(REFERRED, "appointment", None, TODAY, VI))
    assert "trước ngày giới thiệu" in str(refusal(REFERRED, "appointment", TODAY - timedelta(days=1), TODAY, VI))
    assert refusal(REFERRED, "appointment", TODAY, TODAY, VI) is None


def test_every_refusal_says_how_things_stand() -> None:
    said = {before: refusal(before, "no_return", None, TODAY, VI) for before in STATES if before != "attended"}
    assert "đã từ chối" in str(said["declined"])
    assert "mất dấu" in str(said["lost"])
    assert "chưa khám" in str(said["referred"])
    assert "cần quay lại" in str(said["return_needed"])
    assert "đã khám rồi" in str(refusal("attended", "not_yet", None, TODAY, VI))
    assert "không cần quay lại" in str(refusal("no_return", "attended", None, TODAY, VI))


@pytest.mark.parametrize(
    ("events", "urgent", "after"),
    [
        ([], False, 7),
        ([], True, 2),
        ([Step("appointment", TODAY, TODAY + timedelta(days=5))], False, 6),
        ([Step("not_yet", TODAY + timedelta(days=3))], False, 10),
        ([Step("unreachable", TODAY + timedelta(days=3))], False, 6),
        ([Step("attended"), Step("return_needed", TODAY + timedelta(days=1))], False, 8),
        ([Step("attended"), Step("return_needed", TODAY, TODAY + timedelta(days=30))], True, 31),
        ([Step("attended")], True, None),
        ([Step("declined")], False, None),
        ([Step("lost")], False, None),
        ([Step("attended"), Step("no_return")], False, None),
    ],
)
def test_the_day_to_ask_next(events: list[Step], urgent: bool, after: int | None) -> None:
    expected = None if after is None else TODAY + timedelta(days=after)
    assert due_on(TODAY, urgent, events) == expected


@given(steps(), st.booleans(), days(-400, 400))
def test_the_day_to_ask_next_is_never_before_the_referral(life: list[Step], urgent: bool, referred_on: date) -> None:
    """Also when the day of the referral was corrected to one after the steps."""
    due = due_on(referred_on, urgent, life)
    asked = state_after(life) in {*DUE_DAYS, "appointment"}
    assert (due is not None) == asked
    assert due is None or due > referred_on


@given(steps(), st.sampled_from(STATES))
def test_what_a_result_leads_to_is_reached_by_drawn_steps_or_refused(life: list[Step], wanted: str) -> None:
    state = state_after(life)
    for step in steps_to(state, wanted):
        if (state, step) not in ARROWS:
            return
        state = step
    assert state == wanted


def test_somebody_may_be_called_lost_after_three_tries_or_ninety_days() -> None:
    tries = [Step("not_yet"), Step("unreachable"), Step("not_yet")]
    assert TRIES == 3
    assert may_be_lost(TODAY, tries, TODAY)
    assert not may_be_lost(TODAY, tries[:2], TODAY)
    met = Step("appointment", TODAY, TODAY + timedelta(days=10))
    assert not may_be_lost(TODAY, [*tries, met, *tries[:2]], TODAY)
    assert not may_be_lost(TODAY, [], TODAY + timedelta(days=89))
    assert may_be_lost(TODAY, [], TODAY + timedelta(days=90))
    assert not may_be_lost(TODAY, [met], TODAY + timedelta(days=99))
    assert may_be_lost(TODAY, [met], TODAY + timedelta(days=100))


@given(steps(), st.integers(0, 400))
def test_nobody_is_called_lost_where_that_is_no_step(life: list[Step], later: int) -> None:
    if may_be_lost(TODAY, life, TODAY + timedelta(days=later)):
        assert (state_after(life), "lost") in ARROWS


def test_the_same_said_twice_on_a_day_is_one_step_and_another_try_on_another_day_is_a_new_one() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert is_told([Step("not_yet")], "not_yet", None, TODAY)
    assert not is_told([Step("not_yet")], "not_yet", None, tomorrow)
    assert is_told([Step("attended")], "attended", None, tomorrow)
    assert not is_told([Step("appointment", TODAY, tomorrow)], "appointment", TODAY, TODAY)
    assert not is_told([], "not_yet", None, TODAY)


def test_the_words_for_the_collaborator_never_say_why() -> None:
    said = " ".join([*LABELS.values(), *(VI.say(label) for label in LABELS.values())]).casefold()
    for word in ("bình thường", "nghi ngờ", "dương tính", "âm tính", "mẫu", "kết quả", "suspicio", "result", "normal"):
        assert word not in said


# --- over the database ------------------------------------------------------------------------------------------------


async def state_of(turn: Turn, referral_id: int) -> tuple[str, date | None]:
    row = (await turn.session.execute(select(Referral.state, Referral.due_on).where(Referral.id == referral_id))).one()
    return row.state, row.due_on


async def is_in_step(turn: Turn, record: Kept) -> bool:
    """Whether state and day are what the standing events add up to."""
    events = await referral_events.events(turn.session, Scope.everything(), record.id)
    due = due_on(record.day, record.facts["sign"] is not None, events)
    return await state_of(turn, record.id) == (state_after(events), due)


@pytest.mark.parametrize("seed", range(int(os.environ.get("SEEDS", "2"))))
async def test_any_sequence_of_attempts_takes_the_drawn_steps_only(db: Db, seed: int) -> None:
    """Steps, steps back, corrections of the day and of the sign: the state is the sum of the standing events."""
    chance = Random(seed)
    hoa = await somebody(db)
    async with db.begin() as session:
        turn = await turn_of(session, hoa.id)
        for _ in range(6):
            given_referral = await referred(turn, sign=chance.choice([None, "breast_lump"]))
            record, now = await kept(turn, given_referral.id), NOON
            before: list[tuple[str, date | None]] = []  # what a step back must restore
            for _ in range(25):
                now += timedelta(days=chance.choice([0, 0, 1, 6]), minutes=5)
                turn = await turn_of(session, hoa.id, now)
                stood = await state_of(turn, record.id)
                events = await referral_events.events(session, Scope.everything(), record.id)
                match chance.choice(["step", "step", "step", "back", "correct"]):
                    case "step":
                        wanted = chance.choice(STATES)
                        agreed = turn.today + timedelta(days=chance.randint(-60, 60))
                        appointment = agreed if wanted == "appointment" or chance.random() < 0.1 else None
                        appointment = appointment if wanted in ("appointment", "return_needed") else None
                        try:
                            added = await take_step(turn, turn.own, record, wanted, appointment)
                        except Impossible:
                            assert await state_of(turn, record.id) == stood
                            drawn = (stood[0], wanted) in ARROWS
                            assert not drawn or (appointment is not None and appointment < record.day)
                        else:
                            drawn = (stood[0], wanted) in ARROWS or stood[0] == wanted == "return_needed"
                            assert not added or drawn
                            if added:
                                before.append(stood)
                    case "back" if events:
                        done = await take_back_step(turn, turn.own, record, events[-1].id)
                        told_today = events[-1].at.astimezone(turn.zone).date() == turn.today
                        assert done == told_today
                        restored = before.pop() if done else stood
                        assert await state_of(turn, record.id) == restored
                    case "correct" if not events:
                        day = (record.day - timedelta(days=chance.randint(0, 3))).isoformat()
                        facts = {**record.facts, "referred_on": day, "sign": chance.choice([None, "breast_lump"])}
                        await REFERRALS.correct(session, turn.own, record.id, facts, person_id=hoa.id, now=now)
                        record = await kept(turn, record.id)
                        await bring_in_step(turn, turn.own, record)
                assert await is_in_step(turn, record)
                due = (await state_of(turn, record.id))[1]
                assert due is None or due > record.day
        assert await session.scalar(select(func.count(ReferralEvent.id)).where(ReferralEvent.withdrawn_at.is_not(None)))


async def test_a_withdrawn_referral_and_people_without_a_code_are_never_due(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        turn = await turn_of(session, hoa.id)
        without = await referred(turn, with_code=False)
        assert await state_of(turn, without.id) == (REFERRED, None)
        await take_step(turn, turn.own, await kept(turn, without.id), "not_yet")
        assert await state_of(turn, without.id) == ("not_yet", None)

        coded = await referred(turn)
        assert await state_of(turn, coded.id) == (REFERRED, TODAY + timedelta(days=7))
        await REFERRALS.withdraw(session, turn.own, coded.id, "mistake", person_id=hoa.id, now=NOON)
        withdrawn = await kept(turn, coded.id)
        await bring_in_step(turn, turn.own, withdrawn)
        assert await state_of(turn, coded.id) == (REFERRED, None)
        with pytest.raises(Impossible, match="đã rút"):
            await take_step(turn, turn.own, withdrawn, "attended")


async def test_a_corrected_day_or_sign_moves_the_day_to_ask(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        turn = await turn_of(session, hoa.id)
        found = await referred(turn)
        facts = (await kept(turn, found.id)).facts
        for changed, due in (
            ({"referred_on": "2026-11-16"}, date(2026, 11, 23)),
            ({"sign": "breast_lump"}, date(2026, 11, 20)),
        ):
            await REFERRALS.correct(session, turn.own, found.id, facts | changed, person_id=hoa.id, now=NOON)
            await bring_in_step(turn, turn.own, await kept(turn, found.id))
            assert await state_of(turn, found.id) == (REFERRED, due)


async def test_only_the_last_step_of_ones_own_and_of_the_day_is_taken_back(db: Db) -> None:
    hoa, lan = await somebody(db), await somebody(db, "2", name="Lê Thị Lan")
    async with db.begin() as session:
        turn = await turn_of(session, hoa.id)
        found = await referred(turn)
        record = await kept(turn, found.id)
        await take_step(turn, turn.own, record, "not_yet")
        await take_step(turn, turn.own, record, "attended")
        first, last = await referral_events.events(session, turn.own, record.id)
        assert not await take_back_step(turn, turn.own, record, first.id)
        later = await turn_of(session, hoa.id, NOON + timedelta(days=1))
        assert not await take_back_step(later, turn.own, record, last.id)
        other = await turn_of(session, lan.id)
        assert not await take_back_step(other, Scope.everything(), record, last.id)
        assert await take_back_step(turn, turn.own, record, last.id)
        assert not await take_back_step(turn, turn.own, record, last.id)
        assert await state_of(turn, record.id) == ("not_yet", TODAY + timedelta(days=7))


async def test_nobody_is_asked_about_a_client_who_is_forgotten_not_even_after_a_correction(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        turn = await turn_of(session, hoa.id)
        found = await referred(turn)
        client_id = (await kept(turn, found.id)).facts["client_id"]
        due = select(Referral.due_on).where(Referral.id == found.id)
        assert await session.scalar(due) is not None
        await forget_client(session, turn.own, client_id, person_id=hoa.id, now=turn.now)
        assert await session.scalar(due) is None
        await bring_in_step(turn, turn.own, await kept(turn, found.id))  # as a correction does
        assert await session.scalar(due) is None
