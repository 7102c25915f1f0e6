"""One person on both messengers: linked by a typed code, told things where she wants, and where she can be reached."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.clock import FixedClock
from bot.sandbox.server import Sandbox
from bot.sandbox.zalo.phones import FIRST_PHONE
from db.accounts import addresses_for
from db.engine import Db
from db.messages import Outgoing, Unasked, put_unasked
from db.people import Address
from handlers.screens import Button, Screen, to_json
from tests.bot.zalo.test_together import HOA, both, sandbox

__all__ = ["sandbox"]
HERS = FIRST_PHONE + 50
"""Hoa's other phone, with Zalo."""


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> str:
    """These do not depend on the kind of database."""
    return str(request.param)


async def telegram(sandbox: Sandbox, text: str) -> str:
    """The answer to Hoa on Telegram."""
    before = len(sandbox.messages(HOA))
    sandbox.say(HOA, text)
    chat = await sandbox.wait(HOA, lambda chat: len(chat.messages) >= before + 2, 10)
    return str(chat.messages[-1]["text"])


async def zalo(sandbox: Sandbox, text: str) -> str:
    """The answer to Hoa on Zalo."""
    before = len(sandbox.zalo.messages(HERS))
    sandbox.zalo.say(HERS, text)
    chat = await sandbox.zalo.wait(HERS, lambda chat: len(chat.messages) >= before + 2, 10)
    return chat.messages[-1].text


async def link(sandbox: Sandbox) -> None:
    """Opens Hoa's notebook on Zalo, by a code that she makes on Telegram."""
    made = await telegram(sandbox, "/lienket")
    assert "👉 Zalo: https://zalo.me/bot.SOTAYSANDBOX (mở rồi gửi mã)" in made
    code = re.search(r"[A-Z2-9]{5}-[A-Z2-9]{5}", made)
    assert code is not None
    sandbox.zalo.add_phone("Hòa ở nhà", id=HERS)
    assert "Mã này mở sổ của Hoa" in await zalo(sandbox, code[0].lower())
    assert "Đây là sổ của anh/chị" in await zalo(sandbox, "1")
    await sandbox.wait(HOA, lambda chat: "vừa được mở thêm trên Zalo" in chat.messages[-1]["text"], 10)


async def where(db: Db) -> str:
    """The messenger on which Hoa is told what she did not ask for."""
    async with db() as session:
        hoa = await session.scalar(select(Address.person_id).where(Address.chat == str(HOA)))
        assert hoa is not None
        return (await addresses_for(session, [hoa]))[hoa].channel


async def test_a_form_begun_on_one_messenger_goes_on_on_the_other(db: Db, clock: FixedClock, sandbox: Sandbox) -> None:
    async with App(both(sandbox), db, clock).running():
        await link(sandbox)
        await telegram(sandbox, "/ghi")
        assert "Nội dung về gì" in await telegram(sandbox, "tư vấn")
        assert "bao nhiêu người" in await zalo(sandbox, "người cao tuổi")
        await zalo(sandbox, "7")
        assert (await telegram(sandbox, "lưu")).startswith("✅")
        assert "7 người" in await zalo(sandbox, "/so")


async def test_a_person_chooses_where_to_be_told(db: Db, clock: FixedClock, sandbox: Sandbox) -> None:
    async with App(both(sandbox), db, clock).running():
        await link(sandbox)
        assert await where(db) == "zalo"  # there she was answered last
        await zalo(sandbox, "/lienket")
        assert "Tin nhắc gửi về: Telegram" in await zalo(sandbox, "gửi về telegram")
        await zalo(sandbox, "menu")
        assert await where(db) == "telegram"


async def test_what_cannot_be_told_on_one_messenger_is_told_on_the_other(
    db: Db, clock: FixedClock, sandbox: Sandbox
) -> None:
    async with App(both(sandbox), db, clock).running():
        await link(sandbox)
        sandbox.zalo.world.block(HERS, blocked=True)
        screen = Screen("Hôm nay có 2 người cần hỏi.\n\n1. Xem", ((Button("Xem", "follow"),),))
        payload = {"screen": to_json(screen), "edit": None, "callback": None, "unasked": True}
        chat = sandbox.zalo.world.chat(HERS).phone.user_id
        heard = len(sandbox.messages(HOA))
        async with db.begin() as session:
            await put_unasked(session, [Unasked("zalo", chat, "reminder", "1", payload)], clock.now())
        seen = await sandbox.wait(HOA, lambda chat: len(chat.messages) > heard, 10)
        assert seen.messages[-1]["text"] == screen.text
        assert seen.messages[-1]["reply_markup"]["inline_keyboard"][0][0]["text"] == "Xem"
        assert await where(db) == "telegram"
        clock.at += timedelta(minutes=1)
        await telegram(sandbox, "menu")
        async with db() as session:
            said = await session.scalars(select(Outgoing.channel).where(Outgoing.kind == "reminder"))
            assert sorted(said) == ["telegram", "zalo"]
        sandbox.zalo.world.block(HERS, blocked=False)
        await zalo(sandbox, "menu")
        assert await where(db) == "zalo"
