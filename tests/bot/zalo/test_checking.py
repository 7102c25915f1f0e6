"""`python -m bot check` on a set-up of Zalo: what is wrong, in words that help, and without the token."""

from typing import Any

import pytest
from pydantic import SecretStr

from bot.sandbox.server import Sandbox
from bot.sandbox.zalo.server import ZaloServer
from bot.sandbox.zalo.webhook import TRIALS_A_DAY
from bot.settings import Settings
from bot.zalo.checking import trouble_with_zalo
from bot.zalo.client import Client
from tests.bot.zalo.test_together import free_port

SECRET = "shown-with-each-call"


def settings(sandbox: Sandbox, **changes: Any) -> Settings:
    token = SecretStr(sandbox.zalo.token)
    plain = Settings.model_construct(zalo_bot_token=token, zalo_api_url=sandbox.zalo_url)
    return plain.model_copy(update=changes)


async def test_nothing_is_wrong_without_a_token_and_with_a_good_one(sandbox: Sandbox) -> None:
    assert await trouble_with_zalo(settings(sandbox, zalo_bot_token=None)) is None
    assert await trouble_with_zalo(settings(sandbox)) is None


@pytest.mark.parametrize("token", ["324818:WRONG", "324818", "no token", "1:a/b", ":x"])
async def test_a_token_that_is_not_accepted_is_named_but_not_shown(sandbox: Sandbox, token: str) -> None:
    trouble = await trouble_with_zalo(settings(sandbox, zalo_bot_token=SecretStr(token)))
    assert trouble is not None
    assert "ZALO_BOT_TOKEN" in trouble
    assert token not in trouble


async def test_a_platform_out_of_reach_is_named(sandbox: Sandbox, zalo: ZaloServer) -> None:
    far = settings(sandbox, zalo_api_url="http://127.0.0.1:9")
    assert "cannot be reached" in str(await trouble_with_zalo(far))
    zalo.faults.answer("getMe", 200, {"ok": False, "error_code": 403, "description": "x"})
    assert "403" in str(await trouble_with_zalo(settings(sandbox)))


async def test_a_webhook_beside_polling_is_named(sandbox: Sandbox, client: Client) -> None:
    await client.call("setWebhook", url="https://bot.example.vn/zalo", secret_token=SECRET)
    assert "ZALO_WEBHOOK_URL is empty" in str(await trouble_with_zalo(settings(sandbox)))


async def test_a_webhook_set_to_another_address_is_named(sandbox: Sandbox, client: Client) -> None:
    await client.call("setWebhook", url="https://bot.example.vn/zalo", secret_token=SECRET)
    other = settings(sandbox, zalo_webhook_url="https://other.example.vn/zalo")
    assert "another address" in str(await trouble_with_zalo(other))


async def test_a_webhook_that_is_not_set_yet_is_no_trouble(sandbox: Sandbox) -> None:
    assert await trouble_with_zalo(settings(sandbox, zalo_webhook_url="https://bot.example.vn/zalo")) is None


async def test_a_webhook_that_zalo_cannot_use_is_explained(sandbox: Sandbox, client: Client) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/zalo"
    await client.call("setWebhook", url=nobody, secret_token=SECRET)
    trouble = str(await trouble_with_zalo(settings(sandbox, zalo_webhook_url=nobody)))
    assert "webhook.err.connect" in trouble
    assert "nobody listens there" in trouble


@pytest.mark.parametrize(
    ("outcome", "named"), [("webhook.http.403", "Cloudflare"), ("webhook.http.404", "path"), ("webhook.other", "other")]
)
async def test_what_zalo_says_of_a_webhook_comes_with_advice(
    sandbox: Sandbox, zalo: ZaloServer, client: Client, outcome: str, named: str
) -> None:
    url = "https://127.0.0.1:9/zalo"
    await client.call("setWebhook", url=url, secret_token=SECRET)
    zalo.faults.answer("testWebhook", 200, {"ok": True, "result": {"ok": False, "url": url, "outcome": outcome}})
    assert named in str(await trouble_with_zalo(settings(sandbox, zalo_webhook_url=url)))


async def test_a_webhook_that_may_not_be_tried_any_more_today_is_left_alone(sandbox: Sandbox, client: Client) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/zalo"
    await client.call("setWebhook", url=nobody, secret_token=SECRET)
    for _ in range(TRIALS_A_DAY):
        await client.call("testWebhook")
    assert await trouble_with_zalo(settings(sandbox, zalo_webhook_url=nobody)) is None


async def test_a_secret_that_zalo_does_not_take_is_named(sandbox: Sandbox) -> None:
    short = settings(sandbox, zalo_webhook_url="https://bot.example.vn/", zalo_webhook_secret=SecretStr("short"))
    trouble = str(await trouble_with_zalo(short))
    assert "ZALO_WEBHOOK_SECRET" in trouble
    assert "short" not in trouble
