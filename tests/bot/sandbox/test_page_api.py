"""The JSON API of the phone page, its events, and who may use it."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession

from bot.clock import FixedClock, MovableClock
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.conftest import LAN, MAI, STRANGER, BotClient, keyboard, png
from tests.bot.sandbox.test_encodings import multipart


@pytest.fixture
async def sandbox(clock: FixedClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=MovableClock(clock)) as running:
        running.add_phone("Lan", LAN, role="Cộng tác viên").started = True
        running.add_phone("Mai", MAI, language="en").started = True
        yield running


class Page:
    """The page's side: calls the JSON API."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def get(self, path: str) -> Any:
        async with self.session.get(self.url + path) as response:
            assert response.status == 200
            return await response.json()

    async def post(self, path: str, body: Any) -> Any:
        async with self.session.post(self.url + path, json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()


@pytest.fixture
def page(sandbox: Sandbox, http: ClientSession) -> Page:
    return Page(http, sandbox.url)


async def test_the_state_tells_the_clock_the_bot_and_the_phones(page: Page) -> None:
    plain = {"messenger": "telegram", "username": None, "blocked": False}
    assert await page.get("/api/state") == {
        "clock": {"now": "2026-11-20T05:00:00Z", "local": "2026-11-20T12:00"},
        "bot": {"username": "sotay_sandbox_bot", "first_name": "Sổ Tay"},
        "phones": [
            {"id": LAN, "name": "Lan", "role": "Cộng tác viên", "language": "vi", **plain},
            {"id": MAI, "name": "Mai", "role": "", "language": "en", **plain},
        ],
    }


async def test_a_conversation_over_the_page(sandbox: Sandbox, page: Page, bot: BotClient) -> None:
    said = await page.post(f"/api/phones/{LAN}/say", {"text": " /start ", "sent_at": "2026-11-20T10:30:00+07:00"})
    assert said == {
        "id": said["id"],
        "from_bot": False,
        "at": "2026-11-20T03:30:00Z",
        "edited_at": None,
        "text": "/start",
        "caption": None,
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        "photo": None,
        "document": None,
        "keyboard": None,
    }
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "x"}, {"text": "b", "url": "https://x.vn"}]]}
    sent = await bot("sendMessage", chat_id=LAN, text="Chọn", reply_markup=markup)
    await bot("sendChatAction", chat_id=LAN, action="typing")
    chat = await page.get(f"/api/phones/{LAN}/chat")
    assert chat["messages"][0] == said
    assert chat["messages"][1]["from_bot"]
    assert chat["messages"][1]["keyboard"] == [
        [{"text": "a", "data": "x", "url": None}, {"text": "b", "data": None, "url": "https://x.vn"}]
    ]
    assert chat["typing"]
    tapped = await page.post(f"/api/phones/{LAN}/tap", {"message_id": sent["message_id"], "data": "x"})
    updates = await bot("getUpdates")
    assert updates[-1]["callback_query"]["id"] == tapped["callback_id"]
    await bot("editMessageText", chat_id=LAN, message_id=sent["message_id"], text="Xong")
    chat = await page.get(f"/api/phones/{LAN}/chat")
    assert (chat["messages"][1]["text"], chat["messages"][1]["edited_at"]) == ("Xong", "2026-11-20T05:00:00Z")
    assert chat["messages"][1]["keyboard"] is None


async def test_pictures_open_in_the_page_and_documents_are_saved(page: Page, bot: BotClient) -> None:
    for kind, content, name in (("photo", png(), "a.png"), ("document", b"<script>", "trang & mạng.html")):
        form = multipart(("chat_id", str(LAN).encode(), None), ("caption", b"/x", None), (kind, content, name))
        async with bot.session.post(f"{bot.base}/send{kind}", data=form) as response:
            assert response.status == 200
    photo, document = (await page.get(f"/api/phones/{LAN}/chat"))["messages"]
    assert {key: photo["photo"][key] for key in ("width", "height")} == {"width": 40, "height": 30}
    assert (photo["caption"], photo["entities"][0]["type"]) == ("/x", "bot_command")
    assert (document["document"]["file_name"], document["document"]["file_size"]) == ("trang & mạng.html", 8)
    for file_id, content, mime_type, disposition in (
        (photo["photo"]["file_id"], png(), "image/png", "inline"),
        (document["document"]["file_id"], b"<script>", "text/html", "attachment"),
    ):
        async with page.session.get(f"{page.url}/api/files/{file_id}") as response:
            assert await response.read() == content
            assert response.headers["Content-Type"] == mime_type
            assert response.headers["Content-Disposition"].startswith(disposition)
            assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_new_phone_is_unknown_to_the_bot(sandbox: Sandbox, page: Page, bot: BotClient) -> None:
    phone = await page.post("/api/phones", {"name": " Khách "})
    assert (phone["name"], phone["language"], phone["blocked"]) == ("Khách", "vi", False)
    assert "can't initiate conversation" in await bot.refused("sendMessage", chat_id=phone["id"], text="x")
    second = await page.post("/api/phones", {"name": "Khách"})
    assert second["id"] != phone["id"]


async def test_blocking_and_unblocking(page: Page, bot: BotClient) -> None:
    assert (await page.post(f"/api/phones/{LAN}/block", {"blocked": True}))["blocked"]
    assert "403" in await bot.refused("sendMessage", chat_id=LAN, text="x")
    assert not (await page.post(f"/api/phones/{LAN}/block", {"blocked": False}))["blocked"]
    await bot("sendMessage", chat_id=LAN, text="x")


async def test_the_clock_moves_forward(sandbox: Sandbox, page: Page) -> None:
    moved = await page.post("/api/clock", {"minutes": 24 * 60 + 90})
    assert moved == {"now": "2026-11-21T06:30:00Z", "local": "2026-11-21T13:30"}
    assert await page.get("/api/clock") == moved
    assert sandbox.say(LAN, "x")["date"] == datetime.fromisoformat("2026-11-21T06:30:00+00:00").timestamp()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/phones", "{", 400),
        ("/api/phones", "[]", 400),
        ("/api/phones", "{}", 400),
        ("/api/phones", '{"name": " "}', 400),
        ("/api/phones", '{"name": 5}', 400),
        (f"/api/phones/{LAN}/say", '{"text": " "}', 400),
        (f"/api/phones/{LAN}/say", '{"text": "x", "sent_at": "hôm qua"}', 400),
        (f"/api/phones/{LAN}/say", '{"text": "x", "sent_at": "2026-11-20T10:30"}', 400),
        (f"/api/phones/{LAN}/say", "\udc80", 400),
        ("/api/phones/999/say", '{"text": "x"}', 404),
        ("/api/phones/x/say", '{"text": "x"}', 404),
        (f"/api/phones/{LAN}/tap", '{"message_id": 1, "data": "x"}', 404),
        (f"/api/phones/{LAN}/tap", '{"message_id": true, "data": "x"}', 400),
        (f"/api/phones/{LAN}/block", '{"blocked": 1}', 400),
        ("/api/clock", '{"minutes": -1}', 400),
        ("/api/clock", '{"minutes": 1e9}', 400),
        ("/api/clock", '{"minutes": 999999999}', 400),
    ],
)
async def test_what_makes_no_sense_is_refused(page: Page, path: str, body: str, status: int) -> None:
    async with page.session.post(page.url + path, data=body.encode("utf-8", "surrogateescape")) as response:
        assert response.status == status
        assert list(await response.json()) == ["error"]


@pytest.mark.parametrize("path", ["/api/phones/999/chat", "/api/files/x", "/page/x.js", "/page/..%2Fserver.py"])
async def test_what_is_not_there_is_404(page: Page, path: str) -> None:
    async with page.session.get(page.url + path) as response:
        assert response.status == 404


async def test_a_clock_that_stands_still_cannot_be_moved(clock: FixedClock, http: ClientSession) -> None:
    async with (
        Sandbox(clock=clock) as fixed,
        http.post(f"{fixed.url}/api/clock", json={"minutes": 1}) as response,
    ):
        assert response.status == 400


async def test_the_page_and_its_files_are_served(page: Page) -> None:
    for path, kind in (("/", "html"), ("/page/page.js", "javascript"), ("/page/page.css", "css")):
        async with page.session.get(page.url + path) as response:
            assert (response.status, response.content_type.rpartition("/")[2]) == (200, kind)
            assert "default-src 'self'" in response.headers["Content-Security-Policy"]


# -- events ------------------------------------------------------------------------------------------------------


async def next_event(stream: ClientResponse) -> Any:
    async with asyncio.timeout(5):
        while not (line := await stream.content.readline()).startswith(b"data: "):
            assert line
    return json.loads(line.removeprefix(b"data: "))


async def test_events_tell_everything_that_changes(sandbox: Sandbox, page: Page, bot: BotClient) -> None:
    async with page.session.get(f"{page.url}/api/events") as stream:
        assert stream.content_type == "text/event-stream"
        assert (await stream.content.readline()).startswith(b":")  # the stream is open

        said = await page.post(f"/api/phones/{LAN}/say", {"text": "chào"})
        assert await next_event(stream) == {"type": "message", "phone": LAN, "message": said}

        await bot("sendChatAction", chat_id=LAN, action="typing")
        assert await next_event(stream) == {"type": "typing", "phone": LAN}

        sent = await bot("sendMessage", chat_id=LAN, text="Chọn", reply_markup=keyboard("a"))
        event = await next_event(stream)
        assert (event["type"], event["message"]["id"]) == ("message", sent["message_id"])

        callback_id = sandbox.tap(LAN, sent["message_id"], "a")
        await bot("answerCallbackQuery", callback_query_id=callback_id)
        assert await next_event(stream) == {
            "type": "callback",
            "phone": LAN,
            "callback_id": callback_id,
            "text": None,
            "alert": False,
        }

        await bot("editMessageText", chat_id=LAN, message_id=sent["message_id"], text="Xong")
        event = await next_event(stream)
        assert (event["type"], event["message"]["text"]) == ("edited", "Xong")

        await bot("deleteMessage", chat_id=LAN, message_id=sent["message_id"])
        assert await next_event(stream) == {"type": "deleted", "phone": LAN, "message_id": sent["message_id"]}

        commands = [{"command": "menu", "description": "thực đơn"}]
        await bot("setMyCommands", commands=commands, language_code="vi")
        assert await next_event(stream) == {"type": "commands", "phone": LAN, "commands": commands}
        assert await next_event(stream) == {"type": "commands", "phone": MAI, "commands": []}

        sandbox.block(LAN)
        event = await next_event(stream)
        assert (event["type"], event["phone_data"]["blocked"]) == ("phone", True)

        sandbox.add_phone("Khách", STRANGER)
        event = await next_event(stream)
        assert (event["type"], event["phone_data"]["id"]) == ("phone", STRANGER)

        moved = await page.post("/api/clock", {"minutes": 60})
        assert await next_event(stream) == {"type": "clock", "clock": moved}


async def test_stopping_the_server_ends_the_events(clock: FixedClock, http: ClientSession) -> None:
    sandbox = Sandbox(clock=clock)
    await sandbox.start()
    async with http.get(f"{sandbox.url}/api/events") as stream:
        await stream.content.readline()
        async with asyncio.timeout(5):
            await sandbox.stop()
            assert await stream.content.read() == b"\n"


# -- who may ask -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/state", {"Host": "sotay.example:80"}, 403),
        ("/bot123456:SANDBOX/getMe", {"Host": "sotay.example"}, 403),
        ("/api/state", {"Host": "localhost:8080"}, 200),
        ("/api/state", {"Origin": "https://evil.example"}, 403),
        ("/api/state", {"Origin": "null"}, 403),
        ("/bot123456:SANDBOX/getMe", {"Origin": "http://127.0.0.1:1"}, 403),
        ("/bot123456:SANDBOX/getMe", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("/api/state", {"Sec-Fetch-Site": "same-origin"}, 200),
        ("/", {"Sec-Fetch-Site": "cross-site"}, 200),
    ],
)
async def test_only_this_machine_and_this_page_may_ask(
    page: Page, path: str, headers: dict[str, str], status: int
) -> None:
    async with page.session.get(page.url + path, headers=headers) as response:
        assert response.status == status


async def test_the_pages_own_posts_are_welcome_and_foreign_ones_are_not(sandbox: Sandbox, page: Page) -> None:
    for origin, status in ((page.url, 200), ("https://evil.example", 403)):
        async with page.session.post(
            f"{page.url}/api/phones/{LAN}/say", json={"text": "x"}, headers={"Origin": origin}
        ) as response:
            assert response.status == status
    assert len(sandbox.messages(LAN)) == 1


async def test_typing_is_over_after_a_few_seconds(page: Page, bot: BotClient, clock: FixedClock) -> None:
    await bot("sendChatAction", chat_id=LAN, action="typing")
    clock.at += timedelta(seconds=6)
    assert not (await page.get(f"/api/phones/{LAN}/chat"))["typing"]
