"""The sandbox's Zalo over HTTP, and a driver for tests."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.sandbox.answers import answer, faulty, hang_up
from bot.sandbox.bot_api import Call
from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Answer, Drop, Faults
from bot.sandbox.request import read_parameters
from bot.sandbox.wire import Wire
from bot.sandbox.zalo.api import ZaloApi
from bot.sandbox.zalo.phones import ZaloChat, ZaloMessage, ZaloPhone
from bot.sandbox.zalo.webhook import ZaloWebhook
from bot.sandbox.zalo.world import ZaloWorld

TOKEN = "324818:ZALO-SANDBOX"
PATH = "/zalo"
"""Where the API begins: the base address for ZALO_API_URL is the sandbox's with this behind it."""


class ZaloServer:
    """A Zalo Bot API server with simulated phones.

    `faults` are by method (exact name); `quota` is what may be sent in a month. `repeats` delivers each event so many
    times more; `wrapped` is how the webhook's body looks; `idle_in_http` answers an idle poll with HTTP 408 instead of
    saying so in a body with HTTP 200 (both were seen).
    """

    def __init__(self, world: ZaloWorld, token: str = TOKEN) -> None:
        self.token = token
        self.faults = Faults()
        self.idle_in_http = False
        self.world = world
        self.webhook = ZaloWebhook(world.queue, world.clock)
        self._api = ZaloApi(world, self.webhook)

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", PATH + "/bot{token}/{method}", self._call)]

    def close(self) -> None:
        """Ends a poll that waits."""
        self.world.queue.interrupt()

    async def stop(self) -> None:
        """Ends the deliveries."""
        await self.webhook.stop()

    # -- what people do, and what they see -----------------------------------------------------------------------

    def add_phone(self, name: str, id: int | None = None, role: str = "", language: str = "vi") -> ZaloPhone:
        """Adds a phone that has never written to the bot. ValueError when the id is taken."""
        phone = ZaloPhone(id or self.world.free_phone_id(), name, role=role, language=language)
        return self.world.add_phone(phone)

    def say(self, phone_id: int, text: str, *, sent_at: datetime | None = None) -> ZaloMessage:
        """The phone sends a text."""
        return self.world.say(phone_id, text, sent_at)

    def send(self, phone_id: int, event_name: str, **content: Any) -> ZaloMessage:
        """The phone sends something else, such as `"message.sticker.received", sticker="…"`."""
        return self.world.send(phone_id, event_name, f"({event_name.split('.')[1]})", **content)

    def push(self, event: Any) -> None:
        """Puts anything among the events, even what is malformed."""
        self.world.queue.push(event)

    def messages(self, phone_id: int) -> list[ZaloMessage]:
        """The messages that the phone shows, oldest first."""
        return self.world.chat(phone_id).messages

    @property
    def repeats(self) -> int:
        """How many times more each event is delivered."""
        return self.world.repeats

    @repeats.setter
    def repeats(self, times: int) -> None:
        self.world.repeats = times

    @property
    def wrapped(self) -> bool:
        """Whether the webhook gets events wrapped."""
        return self.webhook.wrapped

    @wrapped.setter
    def wrapped(self, wrapped: bool) -> None:
        self.webhook.wrapped = wrapped

    @property
    def quota(self) -> int:
        """How many messages may be sent in a month."""
        return self._api.quota

    @quota.setter
    def quota(self, messages: int) -> None:
        self._api.quota = messages

    @property
    def sent_this_month(self) -> int:
        return self._api.sent_this_month

    @property
    def calls(self) -> deque[Call]:
        """The last calls, oldest first."""
        return self._api.calls

    @property
    def pending_updates(self) -> int:
        """How many events have not been handed over."""
        return len(self.world.queue.pending)

    async def wait(self, phone_id: int, predicate: Callable[[ZaloChat], bool], timeout: float = 5.0) -> ZaloChat:
        """Returns the phone's chat as soon as `predicate` holds for it. TimeoutError after `timeout` seconds."""
        chat = self.world.chat(phone_id)
        async with asyncio.timeout(timeout):
            while not predicate(chat):
                await chat.next_change()
        return chat

    # -- HTTP ----------------------------------------------------------------------------------------------------

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return answer(200, ApiError(401, "Unauthorized").body())
        name = request.match_info["method"]
        if delay := self.faults.delay_of(name.lower()):
            await asyncio.sleep(delay)
        fault = self.faults.take(name.lower())
        if isinstance(fault, Answer):
            return faulty(fault.status, fault.body)
        if isinstance(fault, Drop) and not fault.after_effect:
            return hang_up(request)
        status, body = await self._perform(request, name)
        return hang_up(request) if fault else answer(status, body)

    async def _perform(self, request: web.Request, name: str) -> tuple[int, Wire]:
        try:
            result = await self._api.call(name, await read_parameters(request.query, request.headers, request.content))
        except ApiError as error:
            in_http = error.code == 404 or (error.code == 408 and self.idle_in_http)
            return (error.code if in_http else 200), error.body()
        if name == "getUpdates" and (request.transport is None or request.transport.is_closing()):
            self.world.queue.put_back(result)
        return 200, {"ok": True, "result": result}
