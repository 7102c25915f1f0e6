"""In the demo, papers arrive on Zalo as pictures: its server of papers is on this machine and for this machine only."""

from pathlib import Path

from pydantic import SecretStr

from bot.app import App
from bot.clock import MovableClock
from bot.demo import fresh_demo, with_papers, with_sandbox, with_zalo_sandbox
from bot.papers import picture
from bot.sandbox.server import Sandbox
from bot.sandbox.zalo.phones import ZaloPhone
from bot.settings import Settings
from db.engine import engine_of
from db.messages import put
from handlers.screens import paper_to_json
from tests.bot.zalo.test_pictures import PAPER


async def test_a_paper_is_shown_on_the_demos_zalo(tmp_path: Path) -> None:
    settings = Settings.model_construct(secret_key=SecretStr("a key"))
    db, phones = await fresh_demo(settings, tmp_path / "demo.db")
    phone, clock = phones[-1], MovableClock()
    assert isinstance(phone, ZaloPhone)
    payload = {"paper": paper_to_json(PAPER), "as": "picture"}
    async with db.begin() as session:
        await put(session, "zalo", phone.user_id, "paper", "1.0.picture", 1, payload, clock.now())
    async with Sandbox(clock=clock, phones=phones) as sandbox:
        both = with_papers(with_zalo_sandbox(with_sandbox(settings, sandbox.url), sandbox.zalo_url))
        assert both.http_host == "127.0.0.1"
        async with App(both, db, clock).running():
            chat = await sandbox.zalo.wait(phone.id, lambda chat: bool(chat.messages), 10)
    await engine_of(db).dispose()
    photo = chat.messages[-1].photo
    assert photo is not None
    assert photo.data == picture(PAPER)
