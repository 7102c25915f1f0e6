"""Where an item of the plan should be by now, and whether it is there."""

from datetime import date
from fractions import Fraction

import pytest

from db.catalogue.targets import ENTERED, Target
from db.plan import Basis, Reached
from handlers.scorecard.standing import Standing, due_by, line_of, milestone_of, one_place, phase_goal, standing

MID_2026 = date(2026, 7, 2)
"""Half of the year is over at its end."""
END_2026 = date(2026, 12, 31)


def target(code: str = "MT1.4", goals: dict[int, int] | None = None, **changes: object) -> Target:
    told: dict[str, object] = {
        "kind": "target", "goals_in": "percent", "objective": 1, "position": 1, "counted": "reached",
        "name_vi": "a", "name_en": "a", "unit_vi": "người", "unit_en": "people", "text_vi": "b", "text_en": "b",
        "source": "c", "valid_from": date(2021, 12, 30),
    }  # fmt: skip
    years = {str(year): goal for year, goal in (goals or {2025: 30, 2030: 50}).items()}
    return Target(code=code, goals=years, **{**told, **changes})  # type: ignore[arg-type]


def quota(goals: dict[int, int]) -> Target:
    return target("HD03", goals, kind="quota", goals_in="number", counted="city_events")


def stands(one: Target, figure: int | None, basis: Basis | None = None, day: date = END_2026) -> Standing:
    return standing(Reached(one, figure, basis), day)


@pytest.mark.parametrize(
    ("year", "milestone"),
    [(2020, 0), (2021, 0), (2022, 7.5), (2023, 15), (2025, 30), (2026, 34), (2028, 42), (2030, 50), (2031, 50)],
)
def test_a_milestone_lies_on_the_line_from_goal_to_goal_and_at_first_from_nothing(year: int, milestone: float) -> None:
    assert float(milestone_of(target(), year)) == milestone


def test_a_goal_that_is_kept_up_is_the_milestone_of_every_year_after() -> None:
    assert [milestone_of(target(goals={2025: 100, 2030: 100}), year) for year in (2025, 2026, 2029)] == [100] * 3


def test_a_quotas_milestone_is_what_the_year_asks_for() -> None:
    one = quota({2022: 40, 2025: 30, 2026: 15})
    assert [milestone_of(one, year) for year in (2021, 2022, 2023, 2026)] == [0, 40, 0, 15]
    assert line_of(one, 2026) is None


def test_the_line_is_told_by_its_two_ends() -> None:
    assert line_of(target(), 2024) == (2021, 0, 2025, 30)
    assert line_of(target(), 2025) == (2021, 0, 2025, 30)
    assert line_of(target(), 2026) == (2025, 30, 2030, 50)
    assert line_of(target(), 2031) is None


def test_what_begins_in_january_is_due_by_the_days_of_the_year_and_a_level_by_the_line() -> None:
    half = Fraction(183, 365)
    assert due_by(target(), MID_2026, grows=True) == 34 * half
    assert due_by(target(), MID_2026, grows=False) == 30 + 4 * half
    assert due_by(target(), END_2026, grows=True) == due_by(target(), END_2026, grows=False) == 34


def test_the_goal_of_a_phase_is_the_last_of_a_target_and_the_sum_of_a_quota() -> None:
    assert phase_goal(target(), date(2023, 5, 1)) == 30
    assert phase_goal(target(), MID_2026) == 50
    assert phase_goal(quota({2022: 40, 2023: 30, 2026: 15, 2027: 15}), date(2024, 1, 1)) == 70


@pytest.mark.parametrize(
    ("figure", "day", "state", "missing"),
    [
        (34, END_2026, "reached", 0),
        (33, END_2026, "behind", 1),
        (17, MID_2026, "on_track", 17),
        (16, MID_2026, "behind", 18),
        (0, date(2026, 1, 3), "on_track", 34),
    ],
)
def test_a_share_is_judged_by_the_people_that_its_milestone_stands_for(
    figure: int, day: date, state: str, missing: int
) -> None:
    found = stands(target(), figure, Basis(100, "entered"), day)
    assert (found.state, found.needed, found.missing, found.percent) == (state, 34, missing, Fraction(figure))


def test_of_one_conference_a_year_none_is_due_in_spring_and_one_in_autumn() -> None:
    one = quota({2026: 1})
    assert stands(one, 0, day=date(2026, 4, 1)).state == "on_track"
    assert stands(one, 0, day=date(2026, 10, 1)).state == "behind"
    assert stands(one, 1, day=date(2026, 1, 5)).state == "reached"


def test_a_milestone_that_is_no_whole_thing_is_reached_by_the_next_one() -> None:
    makes = target("MT3.1", {2025: 2, 2030: 5}, goals_in="number", counted="varieties")
    assert (stands(makes, 2).state, stands(makes, 2).missing) == ("behind", 1)
    assert stands(makes, 3).state == "reached"


def test_without_a_denominator_there_is_a_count_and_no_percentage() -> None:
    found = stands(target(), 1234)
    assert (found.state, found.percent, found.missing) == ("unmeasured", None, None)


def test_of_what_nobody_entered_or_logged_nothing_is_said() -> None:
    entered = target("MT2.2", counted=ENTERED)
    assert stands(entered, None, Basis(90, "roles")).state == "unknown"
    assert stands(target("MT3.2", counted="socialised"), 0, Basis(0, "records")).state == "unknown"


def test_a_small_clinical_part_is_not_in_a_figure_told_to_those_who_see_sums() -> None:
    reached = Reached(target("MT1.2"), 43, None, parts={"supplied": 40, "services": 3})
    assert standing(reached, END_2026, sums_only=True).reached.figure == 40
    assert standing(reached, END_2026).reached.figure == 43
    enough = Reached(target("MT1.2"), 45, None, parts={"supplied": 40, "services": 5})
    assert standing(enough, END_2026, sums_only=True).reached.figure == 45


def test_a_half_is_rounded_up_as_people_do() -> None:
    assert [one_place(Fraction(n, 100)) for n in (945, 944, 5)] == [9.5, 9.4, 0.1]
