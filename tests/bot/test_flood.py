"""The flood guard: only who writes faster than people can is stopped, once and for a short while."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.clock import FixedClock
from bot.flood import MOST_AT_ONCE, REST, WITHIN, FloodGuard, Heard
from bot.polling import handle_all
from bot.telegram import Telegram, make_bot
from bot.turns import Turns
from db.engine import Db
from db.messages import Letter
from db.people import Inbox
from locales import language
from tests.conftest import TODAY, ZONE
from tests.faults.collaborators import enrol, phones

PATIENCE = language("vi").say(
    "You are writing faster than I can follow. Please wait half a minute, then write on: this message and those right "
    "after it are not recorded."
)


def hear_all(guard: FloodGuard, times: list[float], chat: str = "a") -> list[Heard]:
    return [guard.hear(chat, time) for time in times]


def test_twenty_messages_at_once_are_heard_and_the_next_is_answered_once() -> None:
    heard = hear_all(FloodGuard(), [100.0] * 25)
    assert heard == ["taken"] * 20 + ["first too many"] + ["ignored"] * 4


def test_after_the_rest_the_chat_is_heard_again() -> None:
    guard = FloodGuard()
    assert hear_all(guard, [100.0] * 21)[-1] == "first too many"
    assert guard.hear("a", 100 + REST - 0.1) == "ignored"
    assert hear_all(guard, [100 + REST] * 20) == ["taken"] * 20


def test_who_goes_on_and_on_is_told_once_in_each_rest() -> None:
    heard = hear_all(FloodGuard(), [n / 10 for n in range(600)])
    assert heard.count("first too many") == 3
    assert heard.count("taken") == 60


def test_another_chat_feels_nothing() -> None:
    guard = FloodGuard()
    hear_all(guard, [100.0] * 30)
    assert hear_all(guard, [100.0] * 20, chat="b") == ["taken"] * 20


@given(st.lists(st.floats(0, 5), max_size=60))
def test_nobody_is_stopped_who_sends_at_most_twenty_in_any_ten_seconds(gaps: list[float]) -> None:
    times = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    slow = all(after - before >= WITHIN for before, after in zip(times, times[MOST_AT_ONCE:], strict=False))
    heard = hear_all(FloodGuard(), times)
    assert (set(heard) <= {"taken"}) is slow


def test_a_day_of_messages_that_arrive_at_once_is_heard_by_when_they_were_sent() -> None:
    assert set(hear_all(FloodGuard(), [60.0 * n for n in range(1000)])) == {"taken"}


def test_memory_is_bounded_by_forgetting_who_was_not_heard_for_longest() -> None:
    guard = FloodGuard(chats=100)
    hear_all(guard, [0.0] * 21, chat="flooding")
    for n in range(10_000):
        guard.hear(n, 1.0)
        assert guard.hear("flooding", 1.0) == "ignored"
    assert len(guard) == 100


def test_a_message_taken_back_leaves_the_guard_as_it_was() -> None:
    guard = FloodGuard()
    assert hear_all(guard, [100.0] * 21)[-1] == "first too many"
    guard.take_back("a", 100.0)
    assert guard.hear("a", 100.0) == "first too many"
    guard.take_back("a", 100.0)
    guard.take_back("a", 100.0)
    assert hear_all(guard, [101.0, 101.0]) == ["taken", "first too many"]
    guard.take_back("nobody", 100.0)


class Room:
    """Turns with one known person, who sends messages at given seconds after noon."""

    def __init__(self, db: Db, clock: FixedClock, most_at_once: int | None = MOST_AT_ONCE) -> None:
        self.db = db
        self.clock = clock
        self.offered: list[Letter] = []
        self._channel = Telegram(make_bot("1:x", "http://127.0.0.1:9"))
        self._turns = Turns(db, clock, ZONE, "", "vi", self.offered.extend, most_at_once)
        self._number = 0
        (self.lan,) = phones(1)

    async def send(self, seconds: list[float], *, chat: int | None = None, first: int | None = None) -> list[str]:
        """The answers to messages sent at these times, which arrive all at once; numbered on, or from `first`."""
        self._number = self._number if first is None else first - 1
        before, noon = len(self.offered), int(self.clock.now().timestamp())
        updates = []
        for second in seconds:
            self._number += 1
            sender = {"id": chat or self.lan.id, "type": "private"}
            message = {"message_id": 1, "date": noon + int(second), "chat": sender, "text": "/menu"}
            updates.append({"update_id": self._number, "message": message})
        await handle_all(self._channel, self._turns, updates)
        return [one.payload["screen"]["text"] for one in self.offered[before:] if one.kind == "answer"]


async def room(db: Db, clock: FixedClock, most_at_once: int | None = MOST_AT_ONCE) -> Room:
    made = Room(db, clock, most_at_once)
    async with db.begin() as session:
        await enrol(session, made.lan, clock.now(), day=TODAY)
    return made


async def test_a_flood_is_answered_once_leaves_no_trace_and_passes(db: Db, clock: FixedClock) -> None:
    here = await room(db, clock)
    answers = await here.send([-1.0] * 40)
    assert len(answers) == 21
    assert answers[-1] == PATIENCE
    assert PATIENCE not in answers[:-1]
    async with db() as session:
        assert await session.scalar(select(func.count()).select_from(Inbox)) == 21
    clock.at += timedelta(seconds=REST)
    assert await here.send([-1.0]) == [answers[0]]


async def test_a_backlog_of_hours_is_handled_whole_after_a_restart(db: Db, clock: FixedClock) -> None:
    here = await room(db, clock)
    answers = await here.send([-60.0 * n for n in range(60, 0, -1)])
    assert len(answers) == 60
    assert PATIENCE not in answers


async def test_what_the_messenger_brings_again_does_not_count(db: Db, clock: FixedClock) -> None:
    here = await room(db, clock)
    assert len(await here.send([-1.0] * 20)) == 20
    restarted = Room(db, clock)  # nothing but the database is left
    for _ in range(3):
        assert await restarted.send([-1.0] * 20, first=1) == []
    answers = await restarted.send([-1.0] * 20)
    assert len(answers) == 20
    assert PATIENCE not in answers


async def test_what_comes_again_right_after_many_stops_nobody(db: Db, clock: FixedClock) -> None:
    here = await room(db, clock)
    await here.send([-1.0] * 20)
    assert await here.send([-1.0] * 20, first=1) == []
    clock.at += timedelta(seconds=12)
    answers = await here.send([-1.0])
    assert len(answers) == 1
    assert PATIENCE not in answers


async def test_a_stranger_who_floods_is_not_told_so(db: Db, clock: FixedClock) -> None:
    here = await room(db, clock)
    answers = await here.send([-1.0] * 30, chat=4711)
    assert len(answers) == 20
    assert PATIENCE not in answers


async def test_without_a_limit_every_message_is_handled(db: Db, clock: FixedClock) -> None:
    here = await room(db, clock, None)
    assert len(await here.send([-1.0] * 40)) == 40
