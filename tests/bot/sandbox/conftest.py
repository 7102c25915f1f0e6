"""A sandbox whose clock stands still, two phones, and a bare HTTP client whose every answer is held to the schema."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.clock import FixedClock
from bot.sandbox.server import Phone, Sandbox
from tests.bot.sandbox.checker import complaints_about_result

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
LAN, MAI, STRANGER = 501, 502, 503


class BotClient:
    """Calls the Bot API with JSON bodies."""

    def __init__(self, session: ClientSession, base: str) -> None:
        self.session = session
        self.base = base

    async def raw(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        """Status and body of a call, whatever they are."""
        async with self.session.post(f"{self.base}/{method}", json=params) as response:
            return response.status, await response.json()

    async def __call__(self, method: str, **params: Any) -> Any:
        """The result of a call that must succeed and conform to the schema."""
        status, body = await self.raw(method, **params)
        assert (status, body["ok"]) == (200, True), body
        assert complaints_about_result(method, body["result"]) == []
        return body["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """The description of an error that must come, in the shape that errors have."""
        status, body = await self.raw(method, **params)
        assert status == body["error_code"], body
        assert body["ok"] is False
        assert set(body) <= {"ok", "error_code", "description", "parameters"}
        return f"{status} {body['description']}"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
async def sandbox(clock: FixedClock) -> AsyncIterator[Sandbox]:
    phones = [
        Phone(LAN, "Lan", username="lan_ctv", started=True),
        Phone(MAI, "Mai", language="en", started=True),
        Phone(STRANGER, "Người lạ"),
    ]
    async with Sandbox(clock=clock, phones=phones) as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def bot(sandbox: Sandbox, http: ClientSession) -> BotClient:
    return BotClient(http, f"{sandbox.url}/bot{sandbox.token}")


def keyboard(*data: str) -> dict[str, Any]:
    """An inline keyboard with one button a row; each shows the data that it carries."""
    return {"inline_keyboard": [[{"text": one, "callback_data": one}] for one in data]}


def png(width: int = 40, height: int = 30) -> bytes:
    """The beginning of a PNG picture of that size: all that the sandbox reads of it."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\2\0\0\0"
