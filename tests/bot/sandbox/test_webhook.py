"""Webhook: delivery by POST, the secret, retries, order, and a call in the answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import FormData, web

from bot.sandbox.server import Sandbox
from tests.bot.sandbox.conftest import LAN, MAI, BotClient


class Receiver:
    """A bot's side of a webhook: keeps what was posted, answers as it is told."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[tuple[dict[str, Any], str | None]] = asyncio.Queue()
        self.answer: Callable[[dict[str, Any]], web.Response] = lambda _: web.Response()
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.got.put_nowait((update, request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return self.answer(update)

    async def texts(self, count: int) -> list[str]:
        async with asyncio.timeout(10):
            return [(await self.got.get())[0]["message"]["text"] for _ in range(count)]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(sandbox: Sandbox, bot: BotClient, receiver: Receiver) -> None:
    sandbox.say(LAN, "trước")
    await bot("setWebhook", url=receiver.url, secret_token="bi-mat_1")
    sandbox.say(LAN, "sau")
    assert await receiver.texts(1) == ["trước"]
    update, secret = await receiver.got.get()
    assert (update["message"]["text"], secret) == ("sau", "bi-mat_1")


async def test_without_a_secret_there_is_no_header(sandbox: Sandbox, bot: BotClient, receiver: Receiver) -> None:
    await bot("setWebhook", url=receiver.url)
    sandbox.say(LAN, "chào")
    async with asyncio.timeout(10):
        assert (await receiver.got.get())[1] is None


async def test_the_webhook_describes_itself(sandbox: Sandbox, bot: BotClient, receiver: Receiver) -> None:
    assert await bot("getWebhookInfo") == {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
    receiver.answer = lambda _: web.Response(status=500)
    await bot("setWebhook", url=receiver.url, max_connections=7, allowed_updates=["message"])
    sandbox.say(LAN, "hỏng")
    await receiver.texts(2)
    info = await bot("getWebhookInfo")
    assert info["url"] == receiver.url
    assert (info["pending_update_count"], info["max_connections"], info["allowed_updates"]) == (1, 7, ["message"])
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert "last_error_date" in info


async def test_a_refused_update_is_posted_again_and_its_chat_waits(
    sandbox: Sandbox, bot: BotClient, receiver: Receiver
) -> None:
    refusals = [500, 302, 404]
    receiver.answer = lambda update: web.Response(
        status=refusals.pop() if refusals and update["message"]["chat"]["id"] == LAN else 200
    )
    await bot("setWebhook", url=receiver.url)
    sandbox.say(LAN, "một")
    sandbox.say(LAN, "hai")
    sandbox.say(MAI, "khác")
    texts = await receiver.texts(6)
    assert [text for text in texts if text != "khác"] == ["một"] * 4 + ["hai"]
    assert texts.index("khác") < texts.index("hai")


async def test_an_unreachable_bot_is_tried_again(sandbox: Sandbox, bot: BotClient, receiver: Receiver) -> None:
    await bot("setWebhook", url="http://127.0.0.1:1/nobody")
    sandbox.say(LAN, "chờ")
    async with asyncio.timeout(10):
        while "last_error_message" not in (info := await bot("getWebhookInfo")):
            pass  # each turn is a round trip over HTTP; the delivery goes on meanwhile
    assert info["pending_update_count"] == 1
    await bot("setWebhook", url=receiver.url)
    assert await receiver.texts(1) == ["chờ"]


async def test_updates_of_one_chat_arrive_in_order(sandbox: Sandbox, bot: BotClient, receiver: Receiver) -> None:
    await bot("setWebhook", url=receiver.url)
    for number in range(30):
        sandbox.say(LAN, str(number))
    assert await receiver.texts(30) == [str(number) for number in range(30)]


def _multipart(_: dict[str, Any]) -> web.Response:
    form = FormData({"method": "sendMessage", "chat_id": str(LAN), "text": "trả lời"}, default_to_multipart=True)
    payload = form()
    return web.Response(body=payload, headers={"Content-Type": payload.content_type or ""})


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: web.json_response({"method": "sendMessage", "chat_id": LAN, "text": "trả lời"}),
        lambda _: web.Response(
            body=b"method=sendMessage&chat_id=501&text=tr%E1%BA%A3+l%E1%BB%9Di",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        ),
        _multipart,
    ],
    ids=["JSON", "form", "multipart"],
)
async def test_a_call_in_the_answer_is_carried_out(
    sandbox: Sandbox, bot: BotClient, receiver: Receiver, answer: Callable[[dict[str, Any]], web.Response]
) -> None:
    receiver.answer = answer
    await bot("setWebhook", url=receiver.url)
    sandbox.say(LAN, "hỏi")
    chat = await sandbox.wait(LAN, lambda chat: len(chat.messages) == 2)
    assert chat.messages[1]["text"] == "trả lời"


@pytest.mark.parametrize("body", ["OK", '{"method": 5', '{"no": "method"}', "[]"])
async def test_an_answer_without_a_call_is_only_an_answer(
    sandbox: Sandbox, bot: BotClient, receiver: Receiver, body: str
) -> None:
    receiver.answer = lambda _: web.Response(text=body, content_type="application/json")
    await bot("setWebhook", url=receiver.url)
    sandbox.say(LAN, "một")
    sandbox.say(LAN, "hai")
    assert await receiver.texts(2) == ["một", "hai"]


async def test_nobody_polls_while_a_webhook_is_set(sandbox: Sandbox, bot: BotClient, receiver: Receiver) -> None:
    await bot("setWebhook", url=receiver.url)
    assert await bot.refused("getUpdates") == (
        "409 Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await bot("deleteWebhook")
    assert await bot("getUpdates") == []


@pytest.mark.parametrize("remove", [("deleteWebhook", {}), ("setWebhook", {"url": ""})])
@pytest.mark.parametrize("drop", [False, True])
async def test_what_was_not_delivered_waits_for_polling(
    sandbox: Sandbox, bot: BotClient, receiver: Receiver, remove: tuple[str, dict[str, str]], drop: bool
) -> None:
    receiver.answer = lambda _: web.Response(status=503)
    await bot("setWebhook", url=receiver.url)
    sandbox.say(LAN, "giữ")
    await receiver.texts(1)
    method, params = remove
    await bot(method, **params, drop_pending_updates=drop)
    updates = await bot("getUpdates")
    assert [update["message"]["text"] for update in updates] == ([] if drop else ["giữ"])


async def test_the_call_in_an_answer_may_end_the_webhook(sandbox: Sandbox, bot: BotClient, receiver: Receiver) -> None:
    receiver.answer = lambda _: web.json_response({"method": "deleteWebhook"})
    await bot("setWebhook", url=receiver.url)
    sandbox.say(LAN, "thôi")
    await receiver.texts(1)
    async with asyncio.timeout(10):
        while (await bot("getWebhookInfo"))["url"]:
            pass  # each turn is a round trip over HTTP; the answer is carried out meanwhile
    sandbox.say(LAN, "hỏi vòng")
    updates = await bot("getUpdates", offset=-1)
    assert [update["message"]["text"] for update in updates] == ["hỏi vòng"]


async def test_setting_a_webhook_can_drop_what_waits(sandbox: Sandbox, bot: BotClient, receiver: Receiver) -> None:
    sandbox.say(LAN, "cũ")
    await bot("setWebhook", url=receiver.url, drop_pending_updates=True)
    sandbox.say(LAN, "mới")
    assert await receiver.texts(1) == ["mới"]


async def test_setting_a_webhook_ends_a_waiting_poll(sandbox: Sandbox, bot: BotClient, receiver: Receiver) -> None:
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        poll = group.create_task(bot.raw("getUpdates", timeout=50))
        await bot("getMe")
        await bot("setWebhook", url=receiver.url)
    assert poll.result()[0] == 409
