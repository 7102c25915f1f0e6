"""The messenger's limits, by a clock that the test moves."""

from datetime import timedelta

import pytest

from bot.clock import FixedClock
from bot.sandbox.errors import ApiError
from bot.sandbox.limits import Limits, RateLimiter
from bot.sandbox.server import Phone, Sandbox
from tests.bot.sandbox.conftest import LAN, NOON, BotClient, keyboard, png
from tests.bot.sandbox.test_encodings import multipart

NEVER = None
ONE = Limits(chat_burst=1)


def admitted(limiter: RateLimiter, chats: list[int], at: float = 0.0) -> int:
    """How many of the messages to these chats pass before the first 429."""
    for number, chat in enumerate(chats):
        try:
            limiter.admit(chat, NEVER, NOON + timedelta(seconds=at))
        except ApiError:
            return number
    return len(chats)


def test_all_chats_together_get_thirty_a_second() -> None:
    limiter = RateLimiter(Limits())
    assert admitted(limiter, list(range(100))) == 30
    assert admitted(limiter, list(range(100, 200)), at=0.5) == 15
    assert admitted(limiter, list(range(200, 300)), at=60) == 30


def test_one_chat_gets_one_a_second_after_a_burst() -> None:
    limiter = RateLimiter(Limits(chat_burst=3))
    assert admitted(limiter, [1] * 9) == 3
    assert admitted(limiter, [1] * 9, at=0.9) == 0
    assert admitted(limiter, [1] * 9, at=1.0) == 1
    assert admitted(limiter, [2] * 9, at=1.0) == 3


def test_a_refusal_says_how_long_to_wait() -> None:
    limiter = RateLimiter(Limits(chat_per_second=0.2, chat_burst=1))
    limiter.admit(1, NEVER, NOON)
    with pytest.raises(ApiError) as refusal:
        limiter.admit(1, NEVER, NOON + timedelta(seconds=1))
    assert refusal.value.body() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 4",
        "parameters": {"retry_after": 4},
    }
    limiter.admit(1, NEVER, NOON + timedelta(seconds=5))


def test_answers_are_free_unless_the_limits_are_strict() -> None:
    just_now = NOON - timedelta(seconds=5)
    for _ in range(50):
        RateLimiter(ONE).admit(1, just_now, NOON)
    strict = RateLimiter(Limits(chat_burst=1, strict=True))
    strict.admit(1, just_now, NOON)
    with pytest.raises(ApiError):
        strict.admit(1, just_now, NOON)


def test_what_comes_long_after_the_phone_spoke_is_no_answer() -> None:
    limiter = RateLimiter(ONE)
    limiter.admit(1, NOON - timedelta(seconds=6), NOON)
    with pytest.raises(ApiError):
        limiter.admit(1, NOON - timedelta(seconds=6), NOON)


def test_no_limits_refuse_nothing() -> None:
    assert admitted(RateLimiter(None), [1] * 1000) == 1000


async def test_a_flood_is_refused_until_the_clock_moves(bot: BotClient, clock: FixedClock) -> None:
    async with Sandbox(clock=clock, limits=ONE, phones=[Phone(LAN, "Lan", started=True)]) as limited:
        bot = BotClient(bot.session, f"{limited.url}/bot{limited.token}")
        await bot("sendMessage", chat_id=LAN, text="một")
        assert await bot.raw("sendMessage", chat_id=LAN, text="hai") == (
            429,
            {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests: retry after 1",
                "parameters": {"retry_after": 1},
            },
        )
        assert len(limited.messages(LAN)) == 1
        limited.say(LAN, "trả lời tôi đi")
        for text in ("ba", "bốn", "năm"):
            await bot("sendMessage", chat_id=LAN, text=text)
        clock.at += timedelta(seconds=6)
        await bot("sendMessage", chat_id=LAN, text="nhắc")
        assert (await bot.raw("sendDocument", chat_id=LAN, document="x"))[0] == 400  # faults are found first
        form = multipart(("chat_id", str(LAN).encode(), None), ("photo", png(), "a.png"))
        async with bot.session.post(f"{bot.base}/sendPhoto", data=form) as response:
            assert response.status == 429


async def test_edits_count_only_when_strict(bot: BotClient, clock: FixedClock) -> None:
    for limits, status in ((ONE, 200), (Limits(chat_burst=1, strict=True), 429)):
        async with Sandbox(clock=clock, limits=limits, phones=[Phone(LAN, "Lan", started=True)]) as limited:
            bot = BotClient(bot.session, f"{limited.url}/bot{limited.token}")
            sent = await bot("sendMessage", chat_id=LAN, text="một", reply_markup=keyboard("a"))
            got, _ = await bot.raw("editMessageText", chat_id=LAN, message_id=sent["message_id"], text="hai")
            assert got == status
