"""getUpdates: long polling, confirmation, redelivery, and who may poll."""

import asyncio
from typing import Any

import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.server import Sandbox
from bot.sandbox.updates import UpdateQueue
from tests.bot.sandbox.conftest import LAN, MAI, BotClient, keyboard

TWO_POLLERS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_what_is_not_confirmed_is_delivered_again(sandbox: Sandbox, bot: BotClient) -> None:
    for text in ("một", "hai", "ba"):
        sandbox.say(LAN, text)
    first = await bot("getUpdates")
    assert texts(first) == ["một", "hai", "ba"]
    assert await bot("getUpdates") == first
    assert texts(await bot("getUpdates", offset=first[0]["update_id"] + 1)) == ["hai", "ba"]
    assert texts(await bot("getUpdates", offset=first[0]["update_id"])) == ["hai", "ba"]
    assert await bot("getUpdates", offset=first[2]["update_id"] + 1) == []
    assert sandbox.pending_updates == 0


async def test_ids_of_updates_grow_by_one(sandbox: Sandbox, bot: BotClient) -> None:
    for phone in (LAN, MAI, LAN):
        sandbox.say(phone, "x")
    ids = [update["update_id"] for update in await bot("getUpdates")]
    assert ids == list(range(ids[0], ids[0] + 3))


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (2, 2), (100, 100), (0, 100), (101, 100), ("3", 3), ("x", 100)])
async def test_the_limit_bounds_one_answer(sandbox: Sandbox, bot: BotClient, limit: Any, count: int) -> None:
    for number in range(120):
        sandbox.say(LAN, str(number))
    assert texts(await bot("getUpdates", limit=limit)) == [str(number) for number in range(count)]


async def test_a_negative_offset_keeps_the_last_ones_and_forgets_the_rest(sandbox: Sandbox, bot: BotClient) -> None:
    for text in ("một", "hai", "ba"):
        sandbox.say(LAN, text)
    assert texts(await bot("getUpdates", offset=-2)) == ["hai", "ba"]
    assert texts(await bot("getUpdates")) == ["hai", "ba"]
    assert texts(await bot("getUpdates", offset=-9)) == ["hai", "ba"]


async def test_a_poll_that_waits_gets_the_next_update_at_once() -> None:
    queue = UpdateQueue(1)
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(queue.poll(0, 100, timeout=30))
        await asyncio.sleep(0)  # the poll now waits
        assert not poll.done()
        queue.push("message", {"text": "đến"}, LAN)
    assert texts(poll.result()) == ["đến"]


async def test_a_poll_that_waits_in_vain_returns_nothing() -> None:
    assert await UpdateQueue(1).poll(0, 100, timeout=0.01) == []


async def test_a_long_poll_over_http_ends_with_the_update(sandbox: Sandbox, bot: BotClient) -> None:
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        poll = group.create_task(bot("getUpdates", timeout=50))
        await bot("getMe")
        sandbox.say(LAN, "đến")
    assert texts(poll.result()) == ["đến"]


async def test_of_two_pollers_the_older_is_told_to_stop(sandbox: Sandbox, bot: BotClient) -> None:
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        polls = {group.create_task(bot.raw("getUpdates", timeout=50)) for _ in range(2)}
        ended, waiting = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
        assert ended.pop().result() == (409, {"ok": False, "error_code": 409, "description": TWO_POLLERS})
        sandbox.say(LAN, "cho người sau")
    assert texts(waiting.pop().result()[1]["result"]) == ["cho người sau"]


async def test_a_poll_that_is_cut_off_loses_nothing(sandbox: Sandbox, bot: BotClient) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await bot("getUpdates", timeout=50)
    sandbox.say(LAN, "còn đây")
    assert texts(await bot("getUpdates")) == ["còn đây"]


async def test_allowed_updates_are_remembered_and_count_from_then_on(sandbox: Sandbox, bot: BotClient) -> None:
    sent = await bot("sendMessage", chat_id=LAN, text="Chọn", reply_markup=keyboard("a"))
    sandbox.say(LAN, "trước")
    assert texts(await bot("getUpdates", allowed_updates=["callback_query", "unheard_of"])) == ["trước"]
    sandbox.say(LAN, "không cần")
    sandbox.tap(LAN, sent["message_id"], "a")
    updates = await bot("getUpdates", offset=-1)
    assert [set(update) for update in updates] == [{"update_id", "callback_query"}]
    sandbox.say(LAN, "vẫn không cần")
    assert await bot("getUpdates", offset=updates[0]["update_id"] + 1, allowed_updates=[]) == []
    sandbox.say(LAN, "cần lại")
    assert texts(await bot("getUpdates")) == ["cần lại"]


def test_raw_updates_take_their_place_by_id() -> None:
    queue = UpdateQueue(10)
    assert [queue.push_raw(raw, None) for raw in ({"update_id": 12}, {"update_id": 11}, {}, {"update_id": 11})] == [
        12,
        11,
        13,
        11,
    ]
    assert [item.id for item in queue.pending] == [11, 11, 12, 13]
    queue.confirm(12)
    assert [item.id for item in queue.pending] == [12, 13]


async def test_stopping_the_server_ends_a_waiting_poll_with_an_empty_answer() -> None:
    queue = UpdateQueue(1)
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(queue.poll(0, 100, timeout=30))
        await asyncio.sleep(0)
        queue.interrupt(None)
    assert poll.result() == []
    queue.interrupt(ApiError(409, "Conflict"))  # nobody waits: nothing happens
