"""What a record costs on Zalo, where 3,000 messages a month are free: an answer is one message, and few are needed."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.app import App
from bot.clock import FixedClock
from bot.sandbox.server import Sandbox
from db.engine import Db
from tests.bot.zalo.conftest import LAN
from tests.bot.zalo.test_together import both, on_zalo, sandbox

__all__ = ["sandbox"]
NEW_TALK = ("menu", "ghi buổi truyền thông", "thăm hộ", "1", "5", "lưu")
LIKE_LAST_TIME = ("menu", "như lần trước", "lưu")


async def messages_for(sandbox: Sandbox, words: Sequence[str]) -> list[str]:
    """What the bot sends while somebody types these words, each after the answer to the one before."""
    before = said = len([message for message in sandbox.zalo.messages(LAN) if message.from_bot])
    for word in words:
        sandbox.zalo.say(LAN, word)
        said = len(await on_zalo(sandbox.zalo, said + 1))
    return (await on_zalo(sandbox.zalo, said))[before:]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_new_talk_takes_six_messages_and_one_like_the_last_three(
    db: Db, clock: FixedClock, sandbox: Sandbox
) -> None:
    async with App(both(sandbox), db, clock).running():
        new = await messages_for(sandbox, NEW_TALK)
        clock.at += timedelta(days=1)
        again = await messages_for(sandbox, LIKE_LAST_TIME)
    assert new[-1].startswith("✅ Đã lưu.")
    assert again[-1].startswith("✅ Đã lưu.")
    assert len(new) <= 6
    assert len(again) <= 3
    assert sandbox.zalo.sent_this_month == len(new) + len(again)
