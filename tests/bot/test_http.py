"""The webhook and the health check, over HTTP."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from io import BytesIO
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import insert, select

from bot.clock import FixedClock
from bot.http import SECRET_HEADER, Hook, Webhook, make_app
from bot.sandbox.server import Phone
from bot.telegram import Telegram, make_bot
from bot.turns import Turns
from db.engine import Db, engine_of, open_db
from db.messages import Letter, Outgoing
from db.people import Inbox
from tests.conftest import TODAY, ZONE
from tests.faults.collaborators import enrol

LAN = 501
RIGHT = {SECRET_HEADER: "right"}
Client = TestClient[Any, Any]


class Committed:
    """Stands where delivery stands: told of letters after the commit."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def __call__(self, letters: Sequence[Letter]) -> None:
        self.letters += letters


@pytest.fixture
async def client(db: Db, clock: FixedClock) -> AsyncIterator[Client]:
    async with db.begin() as session:
        await enrol(session, Phone(LAN, "Lan"), clock.now(), day=TODAY)
    channel = Telegram(make_bot("1:x", "http://127.0.0.1:9"))
    turns = Turns(db, clock, ZONE, "", "vi", Committed())
    app = make_app(db, [Webhook(channel, turns, Hook("https://bot.example.vn/hook/telegram", "right"))])
    async with TestClient(TestServer(app)) as running:
        yield running
    await channel.bot.session.close()


def update(number: int, text: str = "menu", chat: int = LAN) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Lan"}
    message = {"message_id": number, "date": 0, "chat": {"id": chat, "type": "private"}, "from": person, "text": text}
    return {"update_id": number, "message": message}


async def handled(db: Db) -> list[int]:
    async with db() as session:
        return list(await session.scalars(select(Inbox.update_id).order_by(Inbox.update_id)))


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: ""}, {SECRET_HEADER: "rïght"}])
async def test_without_the_right_secret_nothing_is_stored(client: Client, db: Db, headers: dict[str, str]) -> None:
    answer = await client.post("/hook/telegram", json=update(1), headers=headers)
    assert answer.status == 403
    assert await handled(db) == []


async def test_the_secret_is_compared_in_constant_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    original = hmac.compare_digest

    def watched(shown: bytes, secret: bytes) -> bool:
        compared.append((shown, secret))
        return original(shown, secret)

    monkeypatch.setattr(hmac, "compare_digest", watched)
    await client.post("/hook/telegram", json=update(1), headers=RIGHT)
    assert compared == [(b"right", b"right")]


async def test_the_200_comes_after_the_commit(client: Client, db: Db) -> None:
    answer = await client.post("/hook/telegram", json=update(1), headers=RIGHT)
    assert answer.status == 200
    assert await handled(db) == [1]
    async with db() as session:
        assert list(await session.scalars(select(Outgoing.period).where(Outgoing.kind == "answer"))) == ["1"]


async def test_no_200_while_the_database_cannot_commit(
    client: Client, db: Db, database_url: str, clock: FixedClock
) -> None:
    other = open_db(database_url)
    async with other() as session:  # another process holds what the turn needs: the write lock, or this very entry
        await session.execute(insert(Inbox).values(channel="telegram", update_id=1, received_at=clock.now()))
        posting = asyncio.gather(client.post("/hook/telegram", json=update(1), headers=RIGHT))
        done, _ = await asyncio.wait([posting], timeout=0.3)
        assert not done
        await session.rollback()
    await engine_of(other).dispose()
    (answer,) = await asyncio.wait_for(posting, 5)
    assert answer.status == 200
    assert await handled(db) == [1]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"update_id": ' + b"9" * 5000 + b"}"])
async def test_what_is_not_json_is_a_bad_request(client: Client, db: Db, body: bytes) -> None:
    answer = await client.post("/hook/telegram", data=body, headers=RIGHT)
    assert answer.status == 400
    assert await handled(db) == []


@pytest.mark.parametrize("body", ["5", "[]", "{}", '{"update_id": 1}', '{"update_id": 1, "poll": {}}'])
async def test_json_that_says_nothing_to_us_is_accepted_so_that_it_does_not_come_again(
    client: Client, db: Db, body: str
) -> None:
    answer = await client.post("/hook/telegram", data=body, headers=RIGHT)
    assert answer.status == 200
    assert await handled(db) == []


async def test_a_body_of_more_than_a_megabyte_is_refused(client: Client, db: Db) -> None:
    body = BytesIO(json.dumps(update(1, "x" * (1 << 20))).encode())
    answer = await client.post("/hook/telegram", data=body, headers=RIGHT)
    assert answer.status == 413
    assert await handled(db) == []


async def test_the_same_update_at_the_same_time_has_one_effect(client: Client, db: Db) -> None:
    posts = [client.post("/hook/telegram", json=update(1), headers=RIGHT) for _ in range(8)]
    assert {answer.status for answer in await asyncio.gather(*posts)} == {200}
    async with db() as session:
        assert list(await session.scalars(select(Outgoing.period).where(Outgoing.kind == "answer"))) == ["1"]


async def test_updates_of_one_chat_are_handled_in_the_order_in_which_they_came(client: Client, db: Db) -> None:
    posts = []
    for number in range(1, 21):
        posts.append(asyncio.gather(client.post("/hook/telegram", json=update(number), headers=RIGHT)))
        await asyncio.sleep(0.005)
    await asyncio.gather(*posts)
    async with db() as session:
        answered = await session.scalars(select(Outgoing.period).where(Outgoing.kind == "answer").order_by(Outgoing.id))
        assert list(answered) == [str(number) for number in range(1, 21)]


async def test_only_posts_to_the_right_path_are_taken(client: Client) -> None:
    assert (await client.get("/hook/telegram", headers=RIGHT)).status == 405
    assert (await client.post("/hook", json=update(1), headers=RIGHT)).status == 404


async def test_health_tells_whether_the_database_answers(client: Client, db: Db) -> None:
    answer = await client.get("/healthz")
    assert (answer.status, await answer.json()) == (200, {"ok": True})


async def test_health_is_503_without_a_database() -> None:
    db = open_db("postgresql+asyncpg://nobody@127.0.0.1:9/nothing")
    async with TestClient(TestServer(make_app(db))) as client:
        answer = await client.get("/healthz")
        assert (answer.status, await answer.json()) == (503, {"ok": False, "database": False})
    await engine_of(db).dispose()
