"""Zalo phones in the JSON API of the phone page, beside those with Telegram."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.clock import FixedClock
from bot.sandbox.phones import Phone
from bot.sandbox.server import Sandbox
from bot.sandbox.zalo.phones import FIRST_PHONE, ZaloPhone
from tests.bot.sandbox.conftest import LAN, NOON

HOA = FIRST_PHONE


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    phones = [Phone(LAN, "Lan", started=True), ZaloPhone(HOA, "Hoa", role="Cộng tác viên")]
    async with Sandbox(clock=FixedClock(NOON), phones=phones) as running:
        yield running


class Page:
    """The page's side: status and body of each call."""

    def __init__(self, http: ClientSession, url: str) -> None:
        self._http = http
        self._url = url

    async def get(self, path: str) -> Any:
        async with self._http.get(self._url + path) as reply:
            assert reply.status == 200
            return await reply.json()

    async def post(self, path: str, body: Any) -> tuple[int, Any]:
        async with self._http.post(self._url + path, json=body) as reply:
            return reply.status, await reply.json()


@pytest.fixture
def page(http: ClientSession, sandbox: Sandbox) -> Page:
    return Page(http, sandbox.url)


async def test_each_phone_says_which_messenger_it_has(page: Page) -> None:
    state = await page.get("/api/state")
    assert [(phone["id"], phone["messenger"]) for phone in state["phones"]] == [(LAN, "telegram"), (HOA, "zalo")]


async def test_what_is_typed_on_a_zalo_phone_goes_to_zalo(page: Page, sandbox: Sandbox) -> None:
    status, said = await page.post(f"/api/phones/{HOA}/say", {"text": " xin chào "})
    assert (status, said["text"], said["keyboard"]) == (200, "xin chào", None)
    assert (sandbox.zalo.pending_updates, sandbox.pending_updates) == (1, 0)
    assert await page.get(f"/api/phones/{HOA}/chat") == {"messages": [said], "commands": [], "typing": False}


async def test_a_phone_is_added_with_the_messenger_that_was_chosen(page: Page, sandbox: Sandbox) -> None:
    status, mai = await page.post("/api/phones", {"name": "Mai", "messenger": "zalo"})
    assert (status, mai["id"], mai["messenger"]) == (200, HOA + 1, "zalo")
    _, thu = await page.post("/api/phones", {"name": "Thu"})
    assert thu["messenger"] == "telegram"
    status, refused = await page.post("/api/phones", {"name": "Nga", "messenger": "viber"})
    assert (status, refused) == (400, {"error": "the messenger is telegram or zalo"})


async def test_a_zalo_phone_has_nothing_to_tap(page: Page) -> None:
    status, _ = await page.post(f"/api/phones/{HOA}/tap", {"message_id": 1, "data": "x"})
    assert status == 404


async def test_a_zalo_phone_can_block_the_bot(page: Page, sandbox: Sandbox) -> None:
    status, phone = await page.post(f"/api/phones/{HOA}/block", {"blocked": True})
    assert (status, phone["blocked"]) == (200, True)
    assert sandbox.zalo.pending_updates == 0


async def test_what_happens_on_a_zalo_phone_is_told_to_open_pages(
    page: Page, sandbox: Sandbox, http: ClientSession
) -> None:
    async with http.get(f"{sandbox.url}/api/events") as stream:
        assert await stream.content.readline() == b": open\n"
        sandbox.zalo.say(HOA, "xin chào")
        while not (line := await stream.content.readline()).startswith(b"data: "):
            pass
    told = json.loads(line.removeprefix(b"data: "))
    assert (told["type"], told["phone"], told["message"]["text"]) == ("message", HOA, "xin chào")
