"""Zalo as it is configured: polling, or a webhook."""

import asyncio
import logging
import re
from dataclasses import dataclass, replace
from typing import Any

from bot.http import Hook
from bot.links import Links
from bot.settings import Settings
from bot.turns import Turns
from bot.zalo.channel import Zalo
from bot.zalo.client import Client
from bot.zalo.polling import patiently, poll
from handlers.quotas import Quota

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Bot-Api-Secret-Token"
_ACCOUNT = re.compile(r"[\w.-]{1,80}", re.ASCII)


@dataclass(frozen=True)
class ZaloMessenger:
    """Zalo."""

    channel: Zalo
    webhook_url: str | None
    webhook_secret: str

    @property
    def hook(self) -> Hook | None:
        return Hook(self.webhook_url, self.webhook_secret, SECRET_HEADER) if self.webhook_url else None

    async def fetch(self, turns: Turns) -> None:
        await asyncio.gather(self._listen(turns), self._learn_name())

    async def _listen(self, turns: Turns) -> None:
        if not self.webhook_url:
            await poll(self.channel, turns)
            return
        client = self.channel.client
        result = await patiently(client, "setWebhook", url=self.webhook_url, secret_token=self.webhook_secret)
        if trouble := what_is_wrong(result):
            log.error("Zalo keeps the webhook's address but could not use it: %s", trouble)

    async def _learn_name(self) -> None:
        """Asks for the bot's account, under which people find it. Nothing waits for it."""
        me = await patiently(self.channel.client, "getMe")
        account = me.get("account_name") if isinstance(me, dict) else None
        if isinstance(account, str) and _ACCOUNT.fullmatch(account):
            self.channel.served = replace(self.channel.served, link=f"https://zalo.me/{account}")

    async def close(self) -> None:
        await self.channel.close()


def zalo_messenger(settings: Settings, channel: Zalo | None = None, links: Links | None = None) -> ZaloMessenger | None:
    """Zalo as it is configured, through `channel` where one is given; None without a token. `links` lead to papers."""
    token = settings.zalo_bot_token
    if token is None:
        return None
    if channel is None:
        quota = Quota(Zalo.name, settings.zalo_monthly_messages, settings.zalo_most_people)
        channel = Zalo(Client(token.get_secret_value(), settings.zalo_api_url), links, quota)
    return ZaloMessenger(channel, settings.zalo_webhook_url, settings.zalo_secret)


def what_is_wrong(result: Any) -> str | None:
    """What the platform's own trial of the webhook found (in what setWebhook or testWebhook answered), if it failed:
    the outcome, such as `webhook.http.403`, and the status that it met. Its hint in words is left out of logs."""
    trial = result.get("verification", result) if isinstance(result, dict) else None
    if not isinstance(trial, dict) or trial.get("ok") is not False:
        return None
    status = trial.get("status_code")
    return f"{trial.get('outcome')}" + (f" (HTTP {status})" if status else "")
