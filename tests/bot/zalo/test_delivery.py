"""Delivery to both messengers: papers by their links, and a pause of one that does not hold the other."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.app import App
from bot.clock import FixedClock
from bot.papers import picture
from bot.sandbox.server import Sandbox
from bot.sheets import workbook
from db.engine import Db
from db.messages import UNASKED, put
from handlers.screens import Screen, paper_to_json, sheet_to_json, to_json
from tests.bot.zalo.conftest import LAN
from tests.bot.zalo.test_pictures import PAPER, SHEET
from tests.bot.zalo.test_together import HOA, both, free_port, on_telegram, sandbox

__all__ = ["sandbox"]


@pytest.mark.parametrize("refused_first", [False, True])
async def test_a_paper_in_the_outbox_arrives_on_zalo_once(
    db: Db, clock: FixedClock, sandbox: Sandbox, refused_first: bool
) -> None:
    zalo, port = sandbox.zalo, free_port()
    if refused_first:
        zalo.faults.answer("sendPhoto", 200, {"ok": False, "error_code": 403, "description": "Internal server error"})
    chat = zalo.world.chat(LAN).phone.user_id
    async with db.begin() as session:
        for form in ("picture", "file"):
            payload = {"paper": paper_to_json(PAPER), "as": form}
            await put(session, "zalo", chat, "paper", f"1.0.{form}", 1, payload, clock.now())
    settings = both(sandbox, public_url=f"http://127.0.0.1:{port}", http_port=port)
    async with App(settings, db, clock).running():
        if refused_first:
            await asyncio.sleep(0.5)
            clock.at += timedelta(seconds=2)
        await zalo.wait(LAN, lambda chat: bool(chat.messages), 10)
    (message,) = zalo.messages(LAN)
    assert message.photo is not None
    assert message.photo.data == picture(PAPER)


async def test_a_sheet_in_the_outbox_arrives_as_a_link(
    db: Db, clock: FixedClock, sandbox: Sandbox, http: ClientSession
) -> None:
    port, chat = free_port(), sandbox.zalo.world.chat(LAN).phone.user_id
    async with db.begin() as session:
        await put(session, "zalo", chat, "sheet", "1.0", 1, {"sheet": sheet_to_json(SHEET)}, clock.now())
    async with App(both(sandbox, public_url=f"http://127.0.0.1:{port}", http_port=port), db, clock).running():
        await sandbox.zalo.wait(LAN, lambda chat: bool(chat.messages), 10)
        (message,) = sandbox.zalo.messages(LAN)
        async with http.get(message.text.splitlines()[-1]) as reply:
            assert await reply.read() == workbook(SHEET)


async def test_when_zalos_month_is_used_up_telegram_goes_on(db: Db, clock: FixedClock, sandbox: Sandbox) -> None:
    sandbox.zalo.quota = 0
    chat = sandbox.zalo.world.chat(LAN).phone.user_id
    unasked = {"screen": to_json(Screen("Nhắc việc")), "edit": None, "callback": None}
    async with App(both(sandbox, secret_key=SecretStr("k")), db, clock).running():
        async with db.begin() as session:
            await put(session, "zalo", chat, "reminder", "1", UNASKED, unasked, clock.now())
        async with asyncio.timeout(5):
            while not any(call.method == "sendMessage" for call in sandbox.zalo.calls):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        async with db.begin() as session:
            await put(session, "telegram", str(HOA), "reminder", "1", UNASKED, unasked, clock.now())
            await put(session, "zalo", chat, "reminder", "2", UNASKED, unasked, clock.now())
        await sandbox.wait(HOA, lambda chat: bool(chat.messages), 5)
        assert await on_telegram(sandbox) == "Nhắc việc"
    assert len([call for call in sandbox.zalo.calls if call.method == "sendMessage"]) == 1
