"""The Telegram channel against the sandbox's Bot API: what its errors mean, and what its updates say."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels import Gone, Permanent, SendError, Temporary, Throttled
from bot.sandbox.server import Phone, Sandbox
from bot.telegram import Telegram, make_bot
from handlers.screens import Button, Screen, to_json

LAN = 501
SCREEN = Screen("Bao nhiêu người ạ?", ((Button("5", "f:1:attendees:5"), Button("Huỷ", "g:1:attendees:cancel")),))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(phones=[Phone(LAN, "Lan", started=True), Phone(502, "Mai")]) as running:
        yield running


@pytest.fixture
async def channel(sandbox: Sandbox) -> AsyncIterator[Telegram]:
    telegram = Telegram(make_bot(sandbox.token, sandbox.url))
    yield telegram
    await telegram.bot.session.close()


def payload(screen: Screen | None = SCREEN, *, edit: int | None = None, callback: str | None = None) -> dict[str, Any]:
    return {"screen": to_json(screen) if screen else None, "edit": edit, "callback": callback}


def refusal(code: int, description: str, **parameters: int) -> dict[str, Any]:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return {**body, "parameters": parameters} if parameters else body


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (429, refusal(429, "Too Many Requests: retry after 17", retry_after=17), Throttled(17)),
        (403, refusal(403, "Forbidden: bot was blocked by the user"), Gone("")),
        (403, refusal(403, "Forbidden: user is deactivated"), Gone("")),
        (403, refusal(403, "Forbidden: bot can't initiate conversation with a user"), Gone("")),
        (400, refusal(400, "Bad Request: chat not found"), Gone("")),
        (400, refusal(400, "Bad Request: message is too long"), Permanent("")),
        (400, refusal(400, "Bad Request: BUTTON_DATA_INVALID"), Permanent("")),
        (401, refusal(401, "Unauthorized"), Temporary("")),
        (404, refusal(404, "Not Found"), Temporary("")),
        (409, refusal(409, "Conflict: terminated by other getUpdates request"), Temporary("")),
        (500, refusal(500, "Internal Server Error: restart"), Temporary("")),
        (500, {"ok": False}, Temporary("")),
        (502, refusal(502, "Bad Gateway"), Temporary("")),
        (502, "<html><h1>502 Bad Gateway</h1></html>", Temporary("")),
        (200, "<html>Đăng nhập Wi-Fi</html>", Temporary("")),
        (200, "[]", Temporary("")),
        (200, "", Temporary("")),
    ],
)
async def test_an_answer_of_the_bot_api_means(
    sandbox: Sandbox, channel: Telegram, status: int, body: Any, meaning: SendError
) -> None:
    sandbox.faults.answer("sendMessage", status, body)
    with pytest.raises(SendError) as failure:
        await channel.send(str(LAN), payload())
    assert type(failure.value) is type(meaning)
    if isinstance(failure.value, Throttled):
        assert failure.value.seconds == 17


@pytest.mark.parametrize("after_effect", [False, True])
async def test_a_dropped_connection_is_worth_another_try(
    sandbox: Sandbox, channel: Telegram, after_effect: bool
) -> None:
    sandbox.faults.drop("sendMessage", after_effect=after_effect)
    with pytest.raises(Temporary):
        await channel.send(str(LAN), payload())
    await channel.send(str(LAN), payload())
    assert len(sandbox.messages(LAN)) == 1 + after_effect


async def test_nobody_listening_is_worth_another_try() -> None:
    telegram = Telegram(make_bot("1:x", "http://127.0.0.1:9"))
    with pytest.raises(Temporary):
        await telegram.send(str(LAN), payload())
    await telegram.bot.session.close()


async def test_bytes_that_are_no_text_are_worth_another_try() -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=b"\xff\xfe\xfa", content_type="text/html", charset="utf-8")

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answer)
    async with TestServer(app) as server:
        telegram = Telegram(make_bot("1:x", str(server.make_url("")).rstrip("/")))
        with pytest.raises(Temporary):
            await telegram.send(str(LAN), payload())
        await telegram.bot.session.close()


async def test_a_phone_that_never_wrote_cannot_be_written_to(channel: Telegram) -> None:
    with pytest.raises(Gone):
        await channel.send("502", payload())


async def test_a_tap_is_answered_and_its_message_changed_in_place(sandbox: Sandbox, channel: Telegram) -> None:
    await channel.send(str(LAN), payload())
    (shown,) = sandbox.messages(LAN)
    tap = sandbox.tap(LAN, shown["message_id"], "f:1:attendees:5")
    await channel.send(str(LAN), payload(Screen("Đủ rồi.", notice="Đã nhận"), edit=shown["message_id"], callback=tap))
    (shown,) = sandbox.messages(LAN)
    assert (shown["text"], shown.get("reply_markup")) == ("Đủ rồi.", None)
    assert [(a.callback_id, a.text) for a in sandbox.callback_answers(LAN)] == [(tap, "Đã nhận")]


async def test_the_same_change_twice_is_as_good_as_once(sandbox: Sandbox, channel: Telegram) -> None:
    await channel.send(str(LAN), payload())
    (shown,) = sandbox.messages(LAN)
    await channel.send(str(LAN), payload(edit=shown["message_id"]))
    assert len(sandbox.messages(LAN)) == 1


@pytest.mark.parametrize("message_id", [1, -1, 2**40])
async def test_a_message_that_cannot_be_changed_is_sent_anew(
    sandbox: Sandbox, channel: Telegram, message_id: int
) -> None:
    await channel.send(str(LAN), payload(edit=message_id))
    assert [message["text"] for message in sandbox.messages(LAN)] == [SCREEN.text]


async def test_a_tap_too_old_to_be_answered_still_gets_its_screen(sandbox: Sandbox, channel: Telegram) -> None:
    await channel.send(str(LAN), payload(callback="12345"))
    assert [message["text"] for message in sandbox.messages(LAN)] == [SCREEN.text]


async def test_words_of_a_person_are_never_markup(sandbox: Sandbox, channel: Telegram) -> None:
    await channel.send(str(LAN), payload(Screen("<b>x</b> *y* _z_ [a](tg://user?id=1)")))
    (shown,) = sandbox.messages(LAN)
    assert shown["text"] == "<b>x</b> *y* _z_ [a](tg://user?id=1)"


# --- updates ----------------------------------------------------------------------------------------------------------

PRIVATE = {"id": LAN, "type": "private", "first_name": "Lan"}
PERSON = {"id": LAN, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
MESSAGE = {"message_id": 7, "date": 1763440000, "chat": PRIVATE, "from": PERSON, "text": "/start ABC"}
TAP = {"id": "99", "from": PERSON, "chat_instance": "1", "message": MESSAGE, "data": "talk"}


def test_a_message_as_telegram_documents_it_is_read(channel: Telegram) -> None:
    update = channel.read(
        {"update_id": 1, "message": {**MESSAGE, "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}}
    )
    assert update is not None
    assert update.message is not None
    assert (update.message.text, update.message.date) == ("/start ABC", datetime.fromtimestamp(1763440000, UTC))


def test_a_tap_on_a_message_that_is_too_old_to_be_shown_is_read(channel: Telegram) -> None:
    old = {"message_id": 7, "date": 0, "chat": PRIVATE}
    update = channel.read({"update_id": 1, "callback_query": {**TAP, "message": old}})
    assert update is not None
    assert update.callback_query is not None
    assert update.callback_query.data == "talk"


@pytest.mark.parametrize(
    "change",
    [
        {"date": "hôm qua"}, {"date": "2026-11-18T12:00:00"}, {"message_id": "x"}, {"from": 5}, {"text": ["x"]},
        {"entities": 5}, {"from": {"id": "x"}}, {"location": {}}, {"photo": [None]},
    ],
)  # fmt: skip
def test_of_a_malformed_message_it_is_kept_that_somebody_wrote(channel: Telegram, change: dict[str, Any]) -> None:
    update = channel.read({"update_id": 1, "message": {**MESSAGE, **change}})
    assert update is not None
    assert update.message is not None
    assert (update.message.chat.id, update.message.text) == (LAN, None)


def test_of_a_malformed_tap_it_is_kept_which_one_waits_for_an_answer(channel: Telegram) -> None:
    update = channel.read({"update_id": 1, "callback_query": {**TAP, "data": 5}})
    assert update is not None
    assert update.callback_query is not None
    assert (update.callback_query.id, update.callback_query.data) == ("99", None)


@pytest.mark.parametrize(
    "raw",
    [
        None, 5, "x", [], {}, {"update_id": 1, "message": 5}, {"update_id": 1, "message": {"chat": {"id": 5}}},
        {"update_id": 2**63, "message": MESSAGE}, {"update_id": "x", "message": MESSAGE},
        {"update_id": 1, "message": {**MESSAGE, "chat": {"id": 2**63, "type": "private"}}},
        {"update_id": 1, "message": {**MESSAGE, "chat": {"id": 10**30, "type": "private"}}},
    ],
)  # fmt: skip
def test_what_tells_nobody_is_passed_over(channel: Telegram, raw: Any) -> None:
    assert channel.read(raw) is None
