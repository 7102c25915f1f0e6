"""Switches for trouble: delays, dropped connections, foreign answers."""

import asyncio
from time import perf_counter
from typing import Any

import pytest
from aiohttp import ClientConnectionError

from bot.sandbox.server import Sandbox
from tests.bot.sandbox.conftest import LAN, BotClient


@pytest.mark.parametrize("after_effect", [False, True])
async def test_a_dropped_call_has_taken_effect_or_not(sandbox: Sandbox, bot: BotClient, after_effect: bool) -> None:
    sandbox.faults.drop("sendMessage", after_effect=after_effect)
    with pytest.raises(ClientConnectionError):
        await bot("sendMessage", chat_id=LAN, text="mất")
    assert len(sandbox.messages(LAN)) == int(after_effect)
    await bot("sendMessage", chat_id=LAN, text="được")


@pytest.mark.parametrize(
    ("status", "body", "seen"),
    [
        (502, None, '{"ok": false, "error_code": 502, "description": "Bad Gateway"}'),
        (
            429,
            None,
            '{"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 1", '
            '"parameters": {"retry_after": 1}}',
        ),
        (502, "<html>Bad Gateway</html>", "<html>Bad Gateway</html>"),
        (500, {"ok": False}, '{"ok": false}'),
    ],
)
async def test_a_foreign_answer_comes_as_often_as_told_and_nothing_happens(
    sandbox: Sandbox, bot: BotClient, status: int, body: Any, seen: str
) -> None:
    sandbox.faults.answer("sendmessage", status, body, times=2)
    for _ in range(2):
        params = {"chat_id": LAN, "text": "x"}
        async with bot.session.post(f"{bot.base}/sendMessage", json=params) as response:
            assert (response.status, await response.text()) == (status, seen)
    assert sandbox.messages(LAN) == []
    await bot("sendMessage", chat_id=LAN, text="x")


async def test_a_star_means_every_method_until_cleared(sandbox: Sandbox, bot: BotClient) -> None:
    sandbox.faults.answer("*", 502, times=None)
    for method in ("getMe", "getUpdates", "sendMessage"):
        assert await bot.refused(method) == "502 Bad Gateway"
    sandbox.faults.clear()
    await bot("getMe")


async def test_faults_of_one_method_come_in_the_order_in_which_they_were_set(sandbox: Sandbox, bot: BotClient) -> None:
    sandbox.faults.answer("getMe", 500)
    sandbox.faults.answer("getMe", 502)
    sandbox.faults.answer("*", 504)
    refusals = [await bot.refused("getMe") for _ in range(3)]
    assert refusals == ["500 Internal Server Error", "502 Bad Gateway", "504 Gateway Timeout"]
    await bot("getMe")


async def test_a_delay_holds_the_effect_back_and_other_methods_go_on(sandbox: Sandbox, bot: BotClient) -> None:
    sandbox.faults.delay("sendMessage", 0.2)
    began = perf_counter()
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(bot("sendMessage", chat_id=LAN, text="chậm"))
        await bot("getMe")
        assert not slow.done()
        assert sandbox.messages(LAN) == []
    assert perf_counter() - began >= 0.2
    sandbox.faults.delay("sendMessage", 0)
    await bot("sendMessage", chat_id=LAN, text="nhanh")
    assert len(sandbox.messages(LAN)) == 2
