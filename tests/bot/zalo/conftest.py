"""The sandbox's Zalo with two phones, and our client before it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.clock import FixedClock
from bot.http import PaperDesk, make_app, serve
from bot.links import Links
from bot.sandbox.server import Sandbox
from bot.sandbox.zalo.phones import ZaloPhone
from bot.sandbox.zalo.server import ZaloServer
from bot.zalo.client import Client
from db.engine import Db
from tests.conftest import ZONE

LAN, MAI = 10_000_000_001, 10_000_000_002
SECRET = "a key of the tests"
"""What makes links that nobody can guess."""


@pytest.fixture
async def sandbox(clock: FixedClock) -> AsyncIterator[Sandbox]:
    phones = [ZaloPhone(LAN, "Nguyễn Thị Lan", started=True), ZaloPhone(MAI, "Mai")]
    async with Sandbox(clock=clock, zone=ZONE, phones=phones) as running:
        yield running


@pytest.fixture
def zalo(sandbox: Sandbox) -> ZaloServer:
    return sandbox.zalo


@pytest.fixture
def lan(zalo: ZaloServer) -> str:
    """The chat of a person who has written to the bot before."""
    return zalo.world.chat(LAN).phone.user_id


@pytest.fixture
async def client(sandbox: Sandbox, zalo: ZaloServer) -> AsyncIterator[Client]:
    client = Client(zalo.token, sandbox.zalo_url)
    yield client
    await client.close()


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def links(db: Db, clock: FixedClock) -> AsyncIterator[Links]:
    """Links below a server that shows what letters enclose."""
    desk = PaperDesk(db, Links("http://later", SECRET, clock), SECRET)
    runner, port = await serve(make_app(db, papers=desk), "127.0.0.1", 0)
    yield Links(f"http://127.0.0.1:{port}/", SECRET, clock)
    await runner.cleanup()
