"""The channels of the stage: the real ones, which also tell what has reached a phone."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.links import Links
from bot.sandbox.server import TOKEN, Sandbox
from bot.telegram import RawUpdates, Session, Telegram
from bot.zalo.channel import Zalo
from bot.zalo.client import Client
from handlers.quotas import Quota
from handlers.screens import Screen
from locales import Language

PATIENCE = 10.0
"""Seconds to wait for an answer before the test fails."""


class QuickSession(Session):
    """The channel's HTTP client, which closes without waiting for encrypted connections: there are none here."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


class Tapped(Telegram):
    """The Telegram channel, with buttons. It tells of every answer that has reached a phone."""

    def __init__(self, url: str) -> None:
        super().__init__(Bot(TOKEN, QuickSession(api=TelegramAPIServer.from_base(url))))
        self.delivered: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self._asked = asyncio.Event()
        self._asked_from = 0
        self.bot.session.middleware(self._note)
        self.shown: Screen | None = None
        """The screen that a handler returned last."""

    def pages(self, screen: Screen, lang: Language) -> Sequence[Screen]:
        self.shown = screen
        return super().pages(screen, lang)

    async def handled(self, update_id: int) -> None:
        """Returns when the program has handled this update, which it says by asking for later ones."""
        async with asyncio.timeout(PATIENCE):
            while self._asked_from <= update_id:
                self._asked.clear()
                await self._asked.wait()

    async def _note(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        if isinstance(method, RawUpdates):
            self._asked_from = method.offset or 0
            self._asked.set()
        return await make_request(bot, method)

    async def send(self, chat: str, payload: dict[str, Any], content: bytes | None = None) -> None:
        await super().send(chat, payload, content)
        if is_answer(payload):
            self.delivered.setdefault(chat, asyncio.Queue()).put_nowait(payload)


class AskingClient(Client):
    """The client of Zalo's API, which tells when the program asks for more while nothing waits any longer."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox.zalo.token, sandbox.zalo_url)
        self._zalo = sandbox.zalo
        self.asked = asyncio.Event()

    async def call(self, method: str, patience: float = PATIENCE, **parameters: Any) -> Any:
        if method == "getUpdates" and not self._zalo.pending_updates:
            self.asked.set()
        return await super().call(method, patience, **parameters)


class Typed(Zalo):
    """The Zalo channel, where everything is said in words and answered by typing. It tells the same."""

    def __init__(self, sandbox: Sandbox, links: Links | None, quota: Quota) -> None:
        self._asking = AskingClient(sandbox)
        super().__init__(self._asking, links, quota)
        self.delivered: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self.shown: Screen | None = None

    def pages(self, screen: Screen, lang: Language) -> Sequence[Screen]:
        self.shown = screen
        return super().pages(screen, lang)

    async def handled(self, _update_id: int) -> None:
        """Returns when the program has handled everything."""
        self._asking.asked.clear()
        await asyncio.wait_for(self._asking.asked.wait(), PATIENCE)

    async def send(self, chat: str, payload: dict[str, Any], content: bytes | None = None) -> None:
        await super().send(chat, payload, content)
        if is_answer(payload):
            self.delivered.setdefault(chat, asyncio.Queue()).put_nowait(payload)


def is_answer(payload: dict[str, Any]) -> bool:
    """Whether a payload is a text that answers something."""
    return "screen" in payload and not payload.get("unasked")
