"""The demo offers both messengers: one of its people has a phone with each, and the same notebook on both."""

from pathlib import Path

from pydantic import SecretStr

from bot.app import App
from bot.clock import MovableClock
from bot.demo import fresh_demo, with_sandbox, with_zalo_sandbox
from bot.sandbox.server import Sandbox
from bot.sandbox.zalo.phones import ZaloPhone
from bot.settings import Settings
from db.engine import engine_of


async def test_the_same_notebook_is_on_both_phones_of_a_person(tmp_path: Path) -> None:
    settings = Settings.model_construct(secret_key=SecretStr("a key"))
    db, phones = await fresh_demo(settings, tmp_path / "demo.db")
    first, second = phones[0], phones[-1]
    assert isinstance(second, ZaloPhone)
    assert first.name == second.name
    assert first.role == second.role
    clock = MovableClock()
    async with Sandbox(clock=clock, phones=phones) as sandbox:
        both = with_zalo_sandbox(with_sandbox(settings, sandbox.url), sandbox.zalo_url)
        async with App(both, db, clock).running():
            sandbox.say(first.id, "/talk")
            await sandbox.wait(first.id, lambda chat: len(chat.messages) > 1)
            asked = sandbox.messages(first.id)[-1]["text"]
            sandbox.zalo.say(second.id, "tiếp tục")
            chat = await sandbox.zalo.wait(second.id, lambda chat: len(chat.messages) > 1)
            assert asked.partition("\n")[0] in chat.messages[-1].text
    await engine_of(db).dispose()
