"""What the program needs of a messenger besides sending: how its updates come in, and how it ends.

Telegram's stands here; each other messenger brings its own (bot/zalo/messenger.py). bot/app.py lists them.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Protocol

from aiogram.exceptions import TelegramUnauthorizedError
from aiogram.methods import GetMe, SetWebhook

from bot.http import Hears, Hook
from bot.polling import patiently, poll
from bot.settings import Settings
from bot.telegram import UPDATES, Telegram, make_bot
from bot.turns import Turns


class TokenRefused(Exception):
    """The messenger does not accept our token (any longer). The text names the setting, not the token."""


class Messenger(Protocol):
    """A messenger as it is configured."""

    @property
    def channel(self) -> Hears:
        """What reads and sends."""
        ...

    @property
    def hook(self) -> Hook | None:
        """Where it delivers updates by itself, if it is to do so."""
        ...

    async def fetch(self, turns: Turns) -> None:
        """Gets updates the way that is configured: sets the webhook and returns, or polls until cancelled.

        Raises TokenRefused.
        """
        ...

    async def close(self) -> None:
        """Closes the connections."""
        ...


@dataclass(frozen=True)
class TelegramMessenger:
    """Telegram."""

    channel: Telegram
    webhook_url: str | None
    webhook_secret: str

    @property
    def hook(self) -> Hook | None:
        return Hook(self.webhook_url, self.webhook_secret) if self.webhook_url else None

    async def fetch(self, turns: Turns) -> None:
        try:
            await asyncio.gather(self._listen(turns), self._learn_name())
        except TelegramUnauthorizedError:
            raise TokenRefused("TELEGRAM_BOT_TOKEN") from None

    async def close(self) -> None:
        await self.channel.bot.session.close()

    async def _listen(self, turns: Turns) -> None:
        if self.webhook_url:
            setting = SetWebhook(url=self.webhook_url, secret_token=self.webhook_secret, allowed_updates=UPDATES)
            await patiently(self.channel.bot, setting)
        else:
            await poll(self.channel, turns)

    async def _learn_name(self) -> None:
        """Asks for the bot's name, which its links contain. Nothing waits for it."""
        me = await patiently(self.channel.bot, GetMe())
        self.channel.served = replace(self.channel.served, link=f"https://t.me/{me.username}?start=", takes_code=True)


def telegram_messenger(settings: Settings, channel: Telegram | None = None) -> TelegramMessenger | None:
    """Telegram as it is configured, through `channel` where one is given; None without a token."""
    token = settings.telegram_bot_token
    if token is None:
        return None
    channel = channel or Telegram(make_bot(token.get_secret_value(), settings.telegram_api_url))
    return TelegramMessenger(channel, settings.telegram_webhook_url, settings.webhook_secret)
