"""Days, weeks and months of the notebook, and which months are still open."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.periods import Period, open_since, stretch

WEDNESDAY = date(2026, 11, 18)
days = st.dates(date(2021, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("period", "back", "first", "last"),
    [
        ("day", 0, date(2026, 11, 18), date(2026, 11, 18)),
        ("day", 18, date(2026, 10, 31), date(2026, 10, 31)),
        ("week", 0, date(2026, 11, 16), date(2026, 11, 22)),
        ("week", 1, date(2026, 11, 9), date(2026, 11, 15)),
        ("month", 0, date(2026, 11, 1), date(2026, 11, 30)),
        ("month", 9, date(2026, 2, 1), date(2026, 2, 28)),
        ("month", 11, date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_has_its_first_and_last_day(period: Period, back: int, first: date, last: date) -> None:
    assert stretch(period, WEDNESDAY, back) == (first, last)


@given(days, st.sampled_from(["day", "week", "month"]), st.integers(0, 400))
def test_periods_follow_one_another_without_gap(today: date, period: Period, back: int) -> None:
    first, last = stretch(period, today, back)
    assert first <= last
    earlier = stretch(period, today, back + 1)
    assert earlier[1] == first - timedelta(days=1)
    if back == 0:
        assert first <= today <= last


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 11, 5), date(2026, 10, 1)),
        (date(2026, 11, 6), date(2026, 11, 1)),
        (date(2027, 1, 5), date(2026, 12, 1)),
        (date(2027, 1, 6), date(2027, 1, 1)),
    ],
)
def test_a_month_closes_on_the_fifth_of_the_next(today: date, since: date) -> None:
    assert open_since(today) == since


@given(days)
def test_today_is_always_open(today: date) -> None:
    assert open_since(today) <= today
