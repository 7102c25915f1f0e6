"""The pace: exact in the long run, never a burst beyond the slack."""

from hypothesis import given
from hypothesis import strategies as st

from bot.pace import PATIENCE, Pace, Window


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


def _most_out(trip: float, rate: float = 30, seconds: float = 60) -> tuple[int, float]:
    """Letters out at once in the end, and letters a second, when each is settled `trip` seconds after it went."""
    pace, window = Pace(rate), Window(rate, 8)
    now, sent, out = 0.0, 0, dict[int, float]()
    while now < seconds:
        now = min([now + max(pace.wait(now), window.wait(now)), *out.values()])
        done = [id for id, end in out.items() if end <= now]
        window.settle(done, now)
        for id in done:
            del out[id]
        if pace.wait(now) == window.wait(now) == 0:
            pace.take(now)
            window.take(sent, now)
            out[sent] = now + trip
            sent += 1
    return len(out), sent / seconds


def test_of_a_quick_messenger_one_letter_is_out_at_a_time_and_of_a_slow_one_as_many_as_keep_the_pace() -> None:
    for trip, most in ((0.008, 1), (0.02, 1), (0.1, 5), (0.2, 8)):
        out, pace = _most_out(trip)
        assert out <= most, trip
        assert abs(pace - 30) <= 0.6, trip


def test_one_slow_letter_does_not_open_the_window() -> None:
    window = Window(30, 8)
    for id in range(20):
        window.take(id, id / 30)
        window.settle([id], id / 30 + (0.15 if id == 10 else 0.01))
        assert window.size == 1, id


def test_the_others_wait_no_longer_for_a_letter_that_is_stuck() -> None:
    window = Window(30, 8)
    window.take(1, 5.0)
    assert 0 < window.wait(5.5) <= PATIENCE
    assert window.wait(5.0 + PATIENCE) == 0
