"""The program as its operators run it, with a Zalo bot alone."""

from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.sandbox.server import Sandbox
from bot.sandbox.zalo.phones import FIRST_PHONE, ZaloPhone
from db.engine import Db
from tests.bot.zalo.people import enrol
from tests.conftest import ZONE
from tests.faults.program import Program, tells_nothing


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_zalo_token_alone_is_enough(db: Db, database_url: str, tmp_path: Path) -> None:
    lan, now = ZaloPhone(FIRST_PHONE, "Nguyễn Thị Lan", started=True), SystemClock().now()
    async with db.begin() as session:
        await enrol(session, lan.user_id, lan.name, now, day=now.astimezone(ZONE).date())
    async with Sandbox(zone=ZONE, phones=[lan]) as sandbox:
        zalo = sandbox.zalo
        async with Program(
            tmp_path, DATABASE_URL=database_url, ZALO_BOT_TOKEN=zalo.token, ZALO_API_URL=sandbox.zalo_url
        ) as program:
            await program.start()
            zalo.say(lan.id, "menu")
            chat = await zalo.wait(lan.id, lambda chat: chat.messages[-1].from_bot, 30)
            assert "Chào Nguyễn Thị Lan" in chat.messages[-1].text
            assert await program.stop() == 0
    tells_nothing(program.log, zalo.token, lan.name, "menu")
