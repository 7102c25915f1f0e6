"""Stretches of days as sums know them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.statistics.spans import GRAINS, Grain, Piece, begins, bounds, period, periods, pieces, standard

DAYS = st.dates(date(2021, 1, 1), date(2030, 12, 31))


def days_of(piece: Piece) -> list[date]:
    """The days of a piece's periods, looked for by their numbers."""
    numbers = set(piece.numbers)
    return [day for n in range(5110) if period(piece.grain, day := date(2019, 1, 1) + timedelta(days=n)) in numbers]


SUMS: tuple[tuple[Grain, ...], ...] = (("day", "week", "month", "year"), ("day", "month"), ("day",), ("day", "week"))


@given(DAYS, DAYS, st.sampled_from(SUMS))
def test_the_pieces_of_a_span_make_up_each_of_its_days_once(one: date, other: date, grains: tuple[Grain, ...]) -> None:
    first, last = min(one, other), max(one, other)
    counted: dict[date, int] = {}
    for piece in pieces(first, last, grains):
        for day in days_of(piece):
            counted[day] = counted.get(day, 0) + piece.sign
    span = {first + timedelta(days=n) for n in range((last - first).days + 1)}
    assert {day for day, times in counted.items() if times} == span
    assert set(counted.values()) <= {0, 1}


@given(DAYS, DAYS)
def test_a_span_takes_few_periods(one: date, other: date) -> None:
    """Ten years of days are no more than some days, weeks and months at either end, and the years."""
    made = pieces(min(one, other), max(one, other), SUMS[0])
    assert sum(len(piece.numbers) for piece in made) <= 2 * (6 + 2 + 6) + 10
    assert sum(len(piece.numbers) for piece in made if piece.grain == "day") <= 4 * 6


@given(DAYS, st.sampled_from(("day", "week", "month")))
def test_a_day_week_or_month_begins_on_the_first_of_its_days(day: date, grain: Grain) -> None:
    assert begins(period(grain, day)) == bounds(grain, day)[0]


def test_nothing_is_made_of_a_span_that_ends_before_it_begins() -> None:
    assert pieces(date(2026, 11, 2), date(2026, 11, 1), SUMS[0]) == []


@given(DAYS, st.sampled_from(GRAINS))
def test_a_period_is_all_days_of_its_number_and_its_own_standard_span(day: date, grain: Grain) -> None:
    first, last = bounds(grain, day)
    assert first <= day <= last
    assert {period(grain, one) for one in (first, day, last)} == {period(grain, day)}
    assert period(grain, first - timedelta(days=1)) != period(grain, day) != period(grain, last + timedelta(days=1))
    assert standard(first, last) == period(grain, day)


@given(DAYS, DAYS, st.sampled_from(GRAINS))
def test_periods_follow_each_other_without_a_gap(one: date, other: date, grain: Grain) -> None:
    first, last = min(one, other), max(one, other)
    starts = periods(grain, first, last)
    assert bounds(grain, starts[0])[0] <= first
    assert bounds(grain, starts[-1])[1] >= last
    assert all(bounds(grain, a)[1] + timedelta(days=1) == b for a, b in zip(starts, starts[1:], strict=False))


@pytest.mark.parametrize(
    ("grain", "number"),
    [
        ("day", 20261118),
        ("week", 2026047),
        ("month", 202611),
        ("quarter", 20264),
        ("half", 20269),
        ("year", 2026),
        ("phase", 2),
    ],
)
def test_numbers_read_as_they_are_said(grain: Grain, number: int) -> None:
    assert period(grain, date(2026, 11, 18)) == number


def test_numbers_of_different_grains_are_never_the_same() -> None:
    days = [date(2021, 1, 1) + timedelta(days=n) for n in range(3652)]
    numbers = [{period(grain, day) for day in days} for grain in GRAINS]
    assert sum(map(len, numbers)) == len(set().union(*numbers))


def test_a_span_that_is_no_period_has_no_number() -> None:
    assert standard(date(2026, 1, 1), date(2026, 11, 18)) is None
    assert standard(date(2025, 12, 29), date(2026, 1, 4)) == 2026001
