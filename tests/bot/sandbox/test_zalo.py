"""The sandbox's Zalo Bot API: the eleven documented methods, and the ways in which the platform says no."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession, web
from aiohttp.test_utils import TestServer

from bot.clock import FixedClock
from bot.sandbox.server import Sandbox
from bot.sandbox.zalo.phones import ZaloPhone, zalo_id
from bot.sandbox.zalo.server import ZaloServer
from bot.sandbox.zalo.webhook import SECRET_HEADER, TRIALS_A_DAY, TRIES
from tests.bot.sandbox.conftest import png

LAN, STRANGER = 10_000_000_001, 10_000_000_002
CHAT = zalo_id(LAN)
SECRET = "a secret word"
NOON = 1_795_150_800_000
"""The clock of these tests as Zalo writes it."""
METHODS = (
    "getMe", "getUpdates", "setWebhook", "testWebhook", "deleteWebhook", "getWebhookInfo", "sendMessage", "sendPhoto",
    "sendSticker", "sendVoice", "sendChatAction",
)  # fmt: skip


class ZaloBot:
    """Calls the API with JSON bodies."""

    def __init__(self, http: ClientSession, base: str) -> None:
        self.http = http
        self.base = base

    async def raw(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        """Status and body, whatever they are."""
        async with self.http.post(f"{self.base}/{method}", json=params) as reply:
            return reply.status, await reply.json()

    async def __call__(self, method: str, **params: Any) -> Any:
        """The result of a call that must succeed."""
        status, body = await self.raw(method, **params)
        assert (status, set(body), body["ok"]) == (200, {"ok", "result"}, True), body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> tuple[int, int]:
        """HTTP status and error code of a call that must be refused, in the shape that refusals have."""
        status, body = await self.raw(method, **params)
        assert body["ok"] is False
        assert set(body) == {"ok", "description", "error_code"}
        return status, body["error_code"]


@pytest.fixture
async def sandbox(clock: FixedClock) -> AsyncIterator[Sandbox]:
    phones = [ZaloPhone(LAN, "Lan", started=True), ZaloPhone(STRANGER, "Người lạ")]
    async with Sandbox(clock=clock, phones=phones) as running:
        yield running


@pytest.fixture
def zalo(sandbox: Sandbox) -> ZaloServer:
    return sandbox.zalo


@pytest.fixture
def bot(sandbox: Sandbox, zalo: ZaloServer, http: ClientSession) -> ZaloBot:
    return ZaloBot(http, f"{sandbox.zalo_url}/bot{zalo.token}")


class Listener:
    """A bot's webhook; `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.heard: list[tuple[str, Any]] = []
        self.came = asyncio.Event()

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body:
            self.heard.append((request.headers.get(SECRET_HEADER, ""), body))
        self.came.set()
        return web.Response(status=self.status)

    async def until(self, number: int) -> list[Any]:
        async with asyncio.timeout(5):
            while len(self.heard) < number:
                self.came.clear()
                await self.came.wait()
        return [body for _, body in self.heard]


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
async def url(listener: Listener) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/hook", listener.receive)
    async with TestServer(app) as server:
        yield str(server.make_url("/hook"))


async def test_each_documented_method_exists_and_no_other(bot: ZaloBot) -> None:
    for method in METHODS:
        _, body = await bot.raw(method, timeout="0")
        assert body["ok"] or body["error_code"] != 404 or method in ("testWebhook", "getWebhookInfo")
    for method in ("sendDocument", "editMessageText", "sendTemplate", "sendmessage", "getChat"):
        assert await bot.refused(method) == (404, 404)


async def test_a_wrong_token_is_refused_in_a_body_with_http_200(sandbox: Sandbox, http: ClientSession) -> None:
    assert await ZaloBot(http, f"{sandbox.zalo_url}/bot1:x").refused("getMe") == (200, 401)


async def test_get_me_describes_the_bot(bot: ZaloBot) -> None:
    me = await bot("getMe")
    assert set(me) == {"id", "account_name", "account_type", "can_join_groups"}
    assert me["account_type"] == "BASIC"


async def test_a_get_with_a_query_does_the_same_as_a_post(bot: ZaloBot) -> None:
    async with bot.http.get(f"{bot.base}/sendMessage", params={"chat_id": CHAT, "text": "x"}) as reply:
        assert (await reply.json())["ok"]


async def test_a_text_is_an_event_as_it_is_documented(bot: ZaloBot, zalo: ZaloServer) -> None:
    said = zalo.say(LAN, "Xin chào")
    assert await bot("getUpdates", timeout="1") == {
        "event_name": "message.text.received",
        "message": {
            "from": {"id": CHAT, "display_name": "Lan", "is_bot": False},
            "chat": {"id": CHAT, "chat_type": "PRIVATE"},
            "text": "Xin chào",
            "message_id": said.message_id,
            "date": NOON,
        },
    }


async def test_one_event_at_a_time_and_none_of_them_twice(bot: ZaloBot, zalo: ZaloServer) -> None:
    zalo.say(LAN, "một")
    zalo.say(LAN, "hai")
    texts = [(await bot("getUpdates", timeout="0"))["message"]["text"] for _ in range(2)]
    assert texts == ["một", "hai"]
    assert await bot.refused("getUpdates", timeout="0") == (200, 408)


async def test_an_idle_poll_is_408_in_the_body_or_in_http_too(bot: ZaloBot, zalo: ZaloServer) -> None:
    assert await bot.refused("getUpdates", timeout="0") == (200, 408)
    zalo.idle_in_http = True
    assert await bot.refused("getUpdates", timeout="0") == (408, 408)


async def test_a_poll_waits_for_what_comes(bot: ZaloBot, zalo: ZaloServer) -> None:
    polling = asyncio.gather(bot("getUpdates", timeout="5"))
    await asyncio.sleep(0.05)
    zalo.say(LAN, "đây")
    (event,) = await polling
    assert event["message"]["text"] == "đây"


async def test_a_second_poll_ends_the_first(bot: ZaloBot, zalo: ZaloServer) -> None:
    first = asyncio.gather(bot.refused("getUpdates", timeout="5"))
    await asyncio.sleep(0.05)
    second = asyncio.gather(bot("getUpdates", timeout="5"))
    (ended,) = await first
    assert ended == (200, 408)
    zalo.say(LAN, "đây")
    assert (await second)[0]["message"]["text"] == "đây"


async def test_an_event_waits_for_the_next_poll_when_who_polled_has_gone(bot: ZaloBot, zalo: ZaloServer) -> None:
    async with ClientSession() as gone:
        polling = asyncio.gather(gone.post(f"{bot.base}/getUpdates", json={"timeout": "5"}))
        await asyncio.sleep(0.05)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
    await asyncio.sleep(0.05)
    zalo.say(LAN, "đây")
    await asyncio.sleep(0.05)
    assert (await bot("getUpdates", timeout="1"))["message"]["text"] == "đây"


async def test_a_switch_delivers_each_event_again(bot: ZaloBot, zalo: ZaloServer) -> None:
    zalo.repeats = 2
    zalo.say(LAN, "ba lần")
    events = [await bot("getUpdates", timeout="0") for _ in range(3)]
    assert events[0] == events[1] == events[2]


@pytest.mark.parametrize("after_effect", [False, True])
async def test_a_switch_drops_the_connection(bot: ZaloBot, zalo: ZaloServer, after_effect: bool) -> None:
    zalo.faults.drop("sendMessage", after_effect=after_effect)
    with pytest.raises(ClientError):
        await bot.raw("sendMessage", chat_id=CHAT, text="x")
    assert len(zalo.messages(LAN)) == after_effect


async def test_a_message_reaches_the_phone(bot: ZaloBot, zalo: ZaloServer) -> None:
    sent = await bot("sendMessage", chat_id=CHAT, text="Chào chị")
    (message,) = zalo.messages(LAN)
    assert (message.text, message.from_bot) == ("Chào chị", True)
    assert sent == {"message_id": message.message_id, "date": NOON}


@pytest.mark.parametrize(
    "params",
    [
        {"text": ""},
        {"text": "x" * 2001},
        {"text": "🌾" * 1001},
        {"text": "x", "chat_id": "nobody"},
        {"text": "x", "chat_id": zalo_id(STRANGER)},
        {"text": "x", "parse_mode": "MarkdownV2"},
    ],
)
async def test_a_message_that_the_platform_does_not_take(
    bot: ZaloBot, zalo: ZaloServer, params: dict[str, Any]
) -> None:
    assert await bot.refused("sendMessage", **{"chat_id": CHAT, **params}) == (200, 400)
    assert zalo.messages(LAN) == []


async def test_the_longest_message_is_taken(bot: ZaloBot) -> None:
    await bot("sendMessage", chat_id=CHAT, text="x" * 2000)


async def test_who_blocks_the_bot_hears_nothing_until_they_write(bot: ZaloBot, zalo: ZaloServer) -> None:
    zalo.world.block(LAN, blocked=True)
    assert await bot.refused("sendMessage", chat_id=CHAT, text="x") == (200, 400)
    zalo.say(LAN, "xin chào")
    await bot("sendMessage", chat_id=CHAT, text="x")


async def test_when_the_months_messages_are_used_up_it_is_429_until_the_next_month(
    bot: ZaloBot, zalo: ZaloServer, clock: FixedClock
) -> None:
    zalo.quota = 2
    for method, what in (("sendMessage", "text"), ("sendSticker", "sticker")):
        await bot(method, chat_id=CHAT, **{what: "x"})
    assert await bot.refused("sendMessage", chat_id=CHAT, text="x") == (200, 429)
    assert zalo.sent_this_month == 2
    clock.at = clock.at.replace(month=12)
    await bot("sendMessage", chat_id=CHAT, text="x")


async def test_a_picture_is_fetched_from_its_address(bot: ZaloBot, zalo: ZaloServer) -> None:
    app = web.Application()

    async def picture(_: web.Request) -> web.Response:
        return web.Response(body=png(60, 80), content_type="image/png")

    app.router.add_get("/p.png", picture)
    async with TestServer(app) as server:
        await bot("sendPhoto", chat_id=CHAT, photo=str(server.make_url("/p.png")), caption="Phiếu")
        assert await bot.refused("sendPhoto", chat_id=CHAT, photo=str(server.make_url("/none.png"))) == (200, 400)
    (message,) = zalo.messages(LAN)
    assert message.photo is not None
    assert (message.text, message.photo.data) == ("Phiếu", png(60, 80))


@pytest.mark.parametrize("photo", ["", "file.png", "https://example.vn/p.png", "http://[", "http://127.0.0.1:9/p.png"])
async def test_a_picture_that_cannot_be_had_is_refused(bot: ZaloBot, photo: str) -> None:
    assert await bot.refused("sendPhoto", chat_id=CHAT, photo=photo) == (200, 400)


async def test_stickers_voices_and_the_sign_of_typing(bot: ZaloBot, zalo: ZaloServer, clock: FixedClock) -> None:
    await bot("sendSticker", chat_id=CHAT, sticker="abc")
    await bot("sendVoice", chat_id=CHAT, voice_url="https://example.vn/a.aac")
    await bot("sendChatAction", chat_id=CHAT, action="typing")
    assert zalo.world.chat(LAN).is_typing(clock.now())
    assert await bot.refused("sendChatAction", chat_id=CHAT, action="upload_photo") == (200, 400)
    assert await bot.refused("sendSticker", chat_id=CHAT) == (200, 400)


async def test_a_webhook_is_tried_at_once_and_described(bot: ZaloBot, url: str, clock: FixedClock) -> None:
    told = await bot("setWebhook", url=url, secret_token=SECRET)
    trial = told.pop("verification")
    assert told == {"url": url, "updated_at": NOON} == await bot("getWebhookInfo")
    assert (trial["ok"], trial["outcome"], trial["status_code"]) == (True, "webhook.ok", 200)
    assert await bot("deleteWebhook") == {"url": "", "updated_at": NOON}
    assert await bot.refused("getWebhookInfo") == (404, 404)


async def test_an_address_is_kept_though_its_trial_fails(bot: ZaloBot, url: str, listener: Listener) -> None:
    listener.status = 403
    told = await bot("setWebhook", url=url, secret_token=SECRET)
    assert (told["verification"]["ok"], told["verification"]["outcome"]) == (False, "webhook.http.403")
    assert (await bot("getWebhookInfo"))["url"] == url
    told = await bot("setWebhook", url="http://127.0.0.1:9/hook", secret_token=SECRET)
    assert told["verification"]["outcome"] == "webhook.err.connect"


@pytest.mark.parametrize(
    "params",
    [
        {"url": "http://example.vn/hook"},
        {"url": "nowhere"},
        {"url": "http://["},
        {"secret_token": "short"},
        {"secret_token": "x" * 257},
    ],
)
async def test_a_webhook_that_makes_no_sense_is_refused(bot: ZaloBot, url: str, params: dict[str, str]) -> None:
    assert await bot.refused("setWebhook", **{"url": url, "secret_token": SECRET, **params}) == (200, 400)


async def test_a_webhook_can_be_tried_so_often_a_day(bot: ZaloBot, url: str, clock: FixedClock) -> None:
    assert await bot.refused("testWebhook") == (404, 404)
    await bot("setWebhook", url=url, secret_token=SECRET)
    for _ in range(TRIALS_A_DAY):
        assert (await bot("testWebhook"))["outcome"] == "webhook.ok"
    assert await bot.refused("testWebhook") == (200, 426)
    clock.at = clock.at.replace(day=clock.at.day + 1)
    await bot("testWebhook")


@pytest.mark.parametrize("wrapped", [False, True])
async def test_a_webhook_gets_each_event_in_order_with_the_secret(
    bot: ZaloBot, zalo: ZaloServer, url: str, listener: Listener, wrapped: bool
) -> None:
    zalo.wrapped = wrapped
    zalo.say(LAN, "trước")
    await bot("setWebhook", url=url, secret_token=SECRET)
    zalo.say(LAN, "sau")
    bodies = await listener.until(2)
    events = [body["result"] if wrapped else body for body in bodies]
    assert [event["message"]["text"] for event in events] == ["trước", "sau"]
    assert {secret for secret, _ in listener.heard} == {SECRET}
    assert await bot.refused("getUpdates", timeout="0") == (200, 400)


async def test_an_event_that_a_webhook_does_not_take_is_tried_again_and_given_up_in_the_end(
    bot: ZaloBot, zalo: ZaloServer, url: str, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.zalo.webhook.FIRST_RETRY", 0.001)
    await bot("setWebhook", url=url, secret_token=SECRET)
    listener.status = 500
    zalo.say(LAN, "một")
    assert len(await listener.until(TRIES)) == TRIES
    listener.status = 200
    zalo.say(LAN, "hai")
    assert (await listener.until(TRIES + 1))[-1]["message"]["text"] == "hai"


async def test_what_a_webhook_did_not_get_waits_for_polling(bot: ZaloBot, zalo: ZaloServer) -> None:
    await bot("setWebhook", url="http://127.0.0.1:9/hook", secret_token=SECRET)
    zalo.say(LAN, "một")
    await bot("deleteWebhook")
    assert (await bot("getUpdates", timeout="1"))["message"]["text"] == "một"


async def test_a_body_that_is_no_json_is_a_bad_request(bot: ZaloBot) -> None:
    headers = {"Content-Type": "application/json"}
    async with bot.http.post(f"{bot.base}/sendMessage", data=b"{", headers=headers) as reply:
        assert (reply.status, (await reply.json())["error_code"]) == (200, 400)


async def test_malformed_events_can_be_put_among_the_others(bot: ZaloBot, zalo: ZaloServer) -> None:
    zalo.push({"event_name": 5})
    assert await bot("getUpdates", timeout="0") == {"event_name": 5}


async def test_a_message_dated_earlier_says_so(bot: ZaloBot, zalo: ZaloServer, clock: FixedClock) -> None:
    zalo.say(LAN, "hôm qua", sent_at=clock.at.replace(day=clock.at.day - 1))
    event = await bot("getUpdates", timeout="0")
    assert event["message"]["date"] == NOON - 86_400_000


def test_nobody_sends_nothing(zalo: ZaloServer) -> None:
    with pytest.raises(ValueError, match="empty"):
        zalo.say(LAN, " \n ")
    with pytest.raises(LookupError):
        zalo.say(5, "x")
    with pytest.raises(ValueError, match="already"):
        zalo.add_phone("Ai đó", LAN)


def test_a_phone_has_the_same_zalo_id_in_every_sandbox() -> None:
    assert zalo_id(LAN) == zalo_id(LAN) != zalo_id(STRANGER)
    assert len(zalo_id(LAN)) == 20
