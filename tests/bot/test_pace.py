"""The pace: exact in the long run, never a burst beyond the slack."""

from hypothesis import given
from hypothesis import strategies as st

from bot.pace import Pace


def _times(pace: Pace, count: int, delays: list[float]) -> list[float]:
    """When `count` messages go whose sender is late by these delays, over and over."""
    now, times = 0.0, []
    for n in range(count):
        now += pace.wait(now)
        now += delays[n % len(delays)]
        pace.take(now)
        times.append(now)
    return times


def test_a_sender_that_is_a_little_late_each_time_still_keeps_the_pace_within_two_percent() -> None:
    times = _times(Pace(30), 3000, [0.0, 0.004, 0.011])
    assert abs(len(times) / times[-1] - 30) <= 0.6


@given(
    rate=st.floats(1, 100),
    delays=st.lists(st.floats(0, 0.5), min_size=1, max_size=20),
    slack=st.integers(0, 5),
)
def test_no_stretch_of_time_holds_more_than_rate_and_slack(rate: float, delays: list[float], slack: int) -> None:
    times = _times(Pace(rate, slack), 120, delays)
    for first in range(0, 120, 7):
        for last in range(first + 1, 120, 5):
            assert last - first <= rate * (times[last] - times[first]) + slack + 1e-6


def test_nothing_goes_before_the_end_of_a_hold() -> None:
    pace = Pace(1000)
    pace.hold(7.0)
    assert pace.wait(2.0) == 5.0
    pace.hold(3.0)
    assert pace.wait(2.0) == 5.0


def test_what_goes_besides_slows_the_pace_down_by_a_second_at_most() -> None:
    pace = Pace(10)
    pace.crowd(0.0)
    assert 0 < pace.wait(0.0) <= 0.2
    for _ in range(1000):
        pace.crowd(0.0)
    assert 0.9 <= pace.wait(0.0) <= 1.0
