"""The client: what the body says counts, and the token is told to nobody."""

import logging
import traceback
from typing import Any

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.zalo.server import ZaloServer
from bot.zalo.client import IDLE, NOT_FOUND, UNAUTHORIZED, Client, Refused, Unreachable


async def test_a_call_returns_the_result(client: Client, zalo: ZaloServer, lan: str) -> None:
    assert (await client.call("getMe"))["account_name"] == "bot.SOTAYSANDBOX"
    sent = await client.call("sendMessage", chat_id=lan, text="Chào chị")
    assert sent["message_id"] == zalo.messages(10_000_000_001)[-1].message_id


async def test_a_refusal_in_the_body_is_a_refusal_though_http_says_200(client: Client, zalo: ZaloServer) -> None:
    zalo.faults.answer("sendMessage", 200, {"ok": False, "error_code": 403, "description": "Internal server error"})
    with pytest.raises(Refused) as refusal:
        await client.call("sendMessage", chat_id="x", text="y")
    assert refusal.value.code == 403


async def test_success_in_the_body_is_success_whatever_http_says(client: Client, zalo: ZaloServer) -> None:
    zalo.faults.answer("getMe", 500, {"ok": True, "result": {"id": "1"}})
    assert await client.call("getMe") == {"id": "1"}


@pytest.mark.parametrize("in_http", [False, True])
async def test_an_idle_poll_is_the_same_in_both_dresses(client: Client, zalo: ZaloServer, in_http: bool) -> None:
    zalo.idle_in_http = in_http
    with pytest.raises(Refused) as refusal:
        await client.call("getUpdates", timeout="0")
    assert refusal.value.code == IDLE


async def test_an_idle_poll_without_a_body_is_idle_too(client: Client, zalo: ZaloServer) -> None:
    zalo.faults.answer("getUpdates", 408, "")
    with pytest.raises(Refused) as refusal:
        await client.call("getUpdates")
    assert refusal.value.code == IDLE


async def test_a_wrong_token_is_401_and_an_unknown_method_404(sandbox: Sandbox, client: Client) -> None:
    other = Client("324818:ANOTHER", sandbox.zalo_url + "/")
    with pytest.raises(Refused) as refusal:
        await other.call("getMe")
    assert refusal.value.code == UNAUTHORIZED
    await other.close()
    with pytest.raises(Refused) as refusal:
        await client.call("editMessageText")
    assert refusal.value.code == NOT_FOUND


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (502, "<html>Bad Gateway</html>"),
        (200, "not JSON"),
        (200, "[]"),
        (200, "null"),
        (200, '{"result": {}}'),
        (200, '{"ok": "yes"}'),
        (403, "<html>error 1010</html>"),
        (404, "<html>nothing here</html>"),
        (200, "[" * 100_000),
        (302, ""),
    ],
)
async def test_what_is_no_answer_of_the_platform_is_a_failure_of_the_moment(
    client: Client, zalo: ZaloServer, status: int, body: str
) -> None:
    zalo.faults.answer("getMe", status, body)
    with pytest.raises(Unreachable):
        await client.call("getMe")


@pytest.mark.parametrize("body", [{"ok": False}, {"ok": False, "error_code": "x", "description": 5}])
async def test_a_refusal_that_does_not_say_why_still_is_one(
    client: Client, zalo: ZaloServer, body: dict[str, Any]
) -> None:
    zalo.faults.answer("getMe", 500, body)
    with pytest.raises(Refused) as refusal:
        await client.call("getMe")
    assert refusal.value.code == 500


async def test_the_token_is_in_no_error_and_no_log(
    zalo: ZaloServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    zalo.faults.drop("getMe")
    zalo.faults.answer("getMe", 502, "no")
    zalo.faults.answer("getMe", 200, {"ok": False, "error_code": 400, "description": f"/bot{zalo.token}/getMe"})
    nobody = Client(zalo.token, "http://127.0.0.1:9")
    nonsense = Client(f"{zalo.token} \n", "http://[")
    told = []
    for caller in (client, client, client, nobody, nonsense):
        with pytest.raises((Refused, Unreachable)) as trouble:
            await caller.call("getMe")
        told += traceback.format_exception(trouble.value)
        told.append(repr(caller))
    await nobody.close()
    await nonsense.close()
    secret = zalo.token.partition(":")[2]
    assert not [line for line in [*told, caplog.text] if secret in line]


async def test_a_call_that_takes_too_long_is_given_up(client: Client, zalo: ZaloServer) -> None:
    zalo.faults.delay("getMe", 5)
    with pytest.raises(Unreachable):
        await client.call("getMe", 0.05)
