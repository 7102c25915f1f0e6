"""Working days, and the hours in which something may be said."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.calendar import CLOSES, OPENS, Calendar, later_today, may_speak, when_to_speak
from tests.conftest import ZONE

PLAIN = Calendar()


def local(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),  # a Monday
        (date(2026, 11, 22), False),  # a Sunday
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 11, 24), False),  # Vietnam's Culture Day, since 2026
        (date(2027, 2, 3), True),  # the day before the holidays of Tết
        (date(2027, 2, 4), False),
        (date(2027, 2, 10), False),
        (date(2027, 2, 11), True),
        (date(2026, 4, 27), False),  # in place of Sunday, the Hùng Kings' day
    ],
)
def test_weekends_and_public_holidays_are_no_working_days(day: date, works: bool) -> None:
    assert PLAIN.works(day) is works


def test_an_administrator_swaps_a_friday_for_a_saturday() -> None:
    friday, saturday = date(2026, 1, 2), date(2026, 1, 10)
    assert PLAIN.works(friday)
    assert not PLAIN.works(saturday)
    swapped = Calendar(off=[friday], worked=[saturday])
    assert not swapped.works(friday)
    assert swapped.works(saturday)
    assert swapped.next_working_day(date(2026, 1, 1)) == date(2026, 1, 5)


def test_what_falls_into_tet_moves_behind_it() -> None:
    assert PLAIN.next_working_day(date(2027, 2, 6)) == date(2027, 2, 11)
    assert PLAIN.next_working_day(date(2027, 2, 11)) == date(2027, 2, 11)


@pytest.mark.parametrize(
    ("month", "reported"),
    [
        (date(2026, 12, 1), date(2026, 12, 7)),  # Tuesday the first, and a weekend
        (date(2027, 1, 20), date(2027, 1, 8)),  # New Year is off
        (date(2027, 2, 1), date(2027, 2, 12)),  # three days, then Tết until the tenth
        (date(2026, 5, 1), date(2026, 5, 8)),  # 1 May is off
    ],
)
def test_a_month_is_reported_by_the_fifth_working_day_of_the_next(month: date, reported: date) -> None:
    assert PLAIN.report_day(month) == reported


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        ("2026-11-18 06:29", "2026-11-18 06:30"),
        ("2026-11-18 06:30", "2026-11-18 06:30"),
        ("2026-11-18 20:59", "2026-11-18 20:59"),
        ("2026-11-18 21:00", "2026-11-19 06:30"),
        ("2026-12-31 23:59", "2027-01-01 06:30"),
        ("2026-11-18 00:00", "2026-11-18 06:30"),
    ],
)
def test_nothing_is_said_unasked_at_night(instant: str, said: str) -> None:
    assert when_to_speak(local(instant), ZONE) == local(said)


@given(st.integers(0, 20 * 365 * 24 * 60))
def test_the_next_instant_to_speak_is_by_day_and_less_than_ten_hours_off(minutes: int) -> None:
    instant = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    said = when_to_speak(instant, ZONE)
    assert instant <= said <= instant + timedelta(hours=9.5)
    assert may_speak(said, ZONE)
    assert OPENS <= said.astimezone(ZONE).time() < CLOSES


@pytest.mark.parametrize(
    ("now", "later"),
    [
        ("2026-11-18 08:00", "2026-11-18 17:00"),
        ("2026-11-18 16:30", "2026-11-18 17:30"),
        ("2026-11-18 18:30", "2026-11-18 19:30"),
        ("2026-11-18 19:00", None),
        ("2026-11-18 23:00", None),
    ],
)
def test_later_today_is_the_evening_and_never_too_late(now: str, later: str | None) -> None:
    assert later_today(local(now), ZONE) == (later and local(later))
