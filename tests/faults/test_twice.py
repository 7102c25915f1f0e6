"""The same update delivered twice, and two processes at work on one database: one effect, one answer."""

import asyncio
import socket
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from sqlalchemy import func, select

from bot.clock import FixedClock, SystemClock
from bot.http import SECRET_HEADER
from bot.polling import handle_all
from bot.sandbox.server import Phone, Sandbox
from bot.telegram import Telegram, make_bot
from bot.turns import Turns
from db.engine import Db, engine_of, open_db
from db.messages import Letter, Outgoing
from tests.conftest import TODAY, ZONE
from tests.faults.collaborators import enrol, phones
from tests.faults.notebook import settled
from tests.faults.program import TOKEN, Program


def message(number: int, chat: int, text: str = "/talk") -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Lan"}
    body = {"message_id": number, "date": 0, "chat": {"id": chat, "type": "private"}, "from": person, "text": text}
    return {"update_id": number, "message": body}


async def answers(db: Db) -> int:
    async with db() as session:
        return int(await session.scalar(select(func.count(Outgoing.id)).where(Outgoing.kind == "answer")) or 0)


async def test_twice_in_one_batch_and_again_in_a_later_one_is_once(db: Db, clock: FixedClock) -> None:
    (lan,) = phones(1)
    async with db.begin() as session:
        await enrol(session, lan, clock.now(), day=TODAY)
    offered: list[Letter] = []
    channel = Telegram(make_bot(TOKEN, "http://127.0.0.1:9"))
    turns = Turns(db, clock, ZONE, "", "vi", offered.extend)
    await handle_all(channel, turns, [message(1, lan.id), message(1, lan.id), message(2, lan.id, "huỷ")])
    await handle_all(channel, turns, [message(2, lan.id, "huỷ"), message(1, lan.id)])
    assert await answers(db) == 2
    assert len({letter.id for letter in offered}) == len(offered)


async def test_two_processes_given_the_same_updates_have_one_effect(
    db: Db, database_url: str, clock: FixedClock
) -> None:
    people = phones(10)
    async with db.begin() as session:
        for phone in people:
            await enrol(session, phone, clock.now(), day=TODAY)
    offered: list[Letter] = []
    channel, other_db = Telegram(make_bot(TOKEN, "http://127.0.0.1:9")), open_db(database_url)
    both = [Turns(one, clock, ZONE, "", "vi", offered.extend) for one in (db, other_db)]
    batch = [message(n, people[n % 10].id, "menu") for n in range(1, 101)]
    await asyncio.gather(*(handle_all(channel, turns, batch) for turns in both))
    assert await answers(db) == 100
    assert len({letter.id for letter in offered}) == len(offered)
    await engine_of(other_db).dispose()


async def test_a_second_process_stands_by_and_takes_over_when_the_first_is_killed(
    db: Db, database_url: str, tmp_path: Path
) -> None:
    (lan,) = phones(1)
    await _enrol(db, [lan])
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with Sandbox(TOKEN, zone=ZONE, phones=[lan]) as sandbox:
        settings = {"DATABASE_URL": database_url, "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": sandbox.url}
        async with Program(tmp_path / "a", **settings) as first, Program(tmp_path / "b", **settings) as second:
            await first.start()
            sandbox.say(lan.id, "menu")
            await sandbox.wait(lan.id, lambda chat: len(chat.messages) == 2, timeout=20)
            await second.start()
            async with asyncio.timeout(20):
                while "standing by" not in second.log:  # noqa: ASYNC110 - another process writes it
                    await asyncio.sleep(0.05)
            sandbox.say(lan.id, "menu")
            await sandbox.wait(lan.id, lambda chat: len(chat.messages) == 4)
            await settled(db, sandbox)
            await first.kill()
            sandbox.say(lan.id, "menu")
            await sandbox.wait(lan.id, lambda chat: len(chat.messages) == 6, timeout=10)
            assert await second.stop() == 0
        assert [call.description for call in sandbox.calls if call.method == "getUpdates" and not call.ok] == []
    assert await answers(db) == 3


async def test_two_processes_behind_one_webhook_answer_once(db: Db, database_url: str, tmp_path: Path) -> None:
    (lan,) = phones(1)
    await _enrol(db, [lan])
    async with Sandbox(TOKEN, zone=ZONE, phones=[lan]) as sandbox, ClientSession() as http:
        programs = []
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            port = _free_port()
            url = f"http://127.0.0.1:{port}/hook"
            program = Program(
                tmp_path / name,
                DATABASE_URL=database_url,
                TELEGRAM_BOT_TOKEN=TOKEN,
                TELEGRAM_API_URL=sandbox.url,
                TELEGRAM_WEBHOOK_URL=url,
                TELEGRAM_WEBHOOK_SECRET="the-secret",
                HTTP_PORT=str(port),
            )
            await program.start()
            programs.append((program, url))
        try:
            for program, url in programs:
                await _healthy(http, url.replace("/hook", "/healthz"), program)
            sandbox.say(lan.id, "chào")  # so that the bot may write
            await sandbox.wait(lan.id, lambda chat: len(chat.messages) == 2, timeout=10)
            for number in range(1, 11):
                posts = [
                    http.post(url, json=message(number, lan.id), headers={SECRET_HEADER: "the-secret"})
                    for _, url in programs
                ]
                assert {answer.status for answer in await asyncio.gather(*posts)} == {200}
            await sandbox.wait(lan.id, lambda chat: len(chat.messages) == 12, timeout=10)
            for program, _ in programs:
                assert await program.stop() == 0
                assert "the-secret" not in program.log
        finally:
            for program, _ in programs:
                await program.__aexit__(None, None, None)
    assert await answers(db) == 11
    assert len(sandbox.messages(lan.id)) == 12


async def _enrol(db: Db, people: list[Phone]) -> None:
    now = SystemClock().now()
    async with db.begin() as session:
        for phone in people:
            await enrol(session, phone, now, day=now.astimezone(ZONE).date())


async def _healthy(http: ClientSession, url: str, program: Program) -> None:
    async with asyncio.timeout(20):
        while True:
            assert program.is_alive, program.log
            try:
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                await asyncio.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
