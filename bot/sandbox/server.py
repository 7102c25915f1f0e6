"""The sandbox: one local HTTP server for the bot (Bot API) and for people (the phone page), and a driver for tests."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.clock import Clock, MovableClock
from bot.sandbox.answers import answer, faulty, hang_up
from bot.sandbox.bot_api import BotApi, Call
from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Answer, Drop, Faults
from bot.sandbox.limits import Limits, RateLimiter
from bot.sandbox.page_api import PageApi, Passing
from bot.sandbox.phones import CallbackAnswer, Chat, Phone
from bot.sandbox.request import MOST_BYTES, read_parameters
from bot.sandbox.webhook import Webhook
from bot.sandbox.wire import Wire
from bot.sandbox.world import World
from bot.sandbox.zalo.phones import ZaloPhone
from bot.sandbox.zalo.server import PATH as ZALO_PATH
from bot.sandbox.zalo.server import TOKEN as ZALO_TOKEN
from bot.sandbox.zalo.server import ZaloServer
from bot.sandbox.zalo.world import ZaloWorld

__all__ = ["TOKEN", "Call", "CallbackAnswer", "Chat", "Limits", "Phone", "Sandbox"]

TOKEN = "123456:SANDBOX"
HOST = "127.0.0.1"
_OWN_NAMES = frozenset({"127.0.0.1", "localhost"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Sandbox:
    """A Bot API server with simulated phones, on the loopback interface, in memory only.

    `token` is the one bot token that it knows. `limits` None switches the rate limits off. `say`, `tap`, `block` and
    `push_update` do in the process what the phone page does over HTTP. `zalo` is its Zalo, with phones of its own.
    """

    def __init__(
        self,
        token: str = TOKEN,
        clock: Clock | None = None,
        zone: ZoneInfo | None = None,
        phones: Iterable[Phone] = (),
        limits: Limits | None = None,
    ) -> None:
        self.token = token
        self.faults = Faults()
        self._world = World(token, clock or MovableClock())
        self._webhook = Webhook(self._world.updates, self._world.clock)
        self._api = BotApi(self._world, self._webhook, RateLimiter(limits))
        self._webhook.perform = self._api.call
        zalo_world = ZaloWorld(ZALO_TOKEN, self._world.clock, self._world.files, self._world.tell)
        self.zalo = ZaloServer(zalo_world, ZALO_TOKEN)
        self._page = PageApi(self._world, zalo_world, zone or ZoneInfo("Asia/Ho_Chi_Minh"))
        self._runner: web.AppRunner | None = None
        self._port = 0
        for phone in phones:
            if isinstance(phone, ZaloPhone):
                zalo_world.add_phone(phone)
            else:
                self._world.add_phone(phone)

    # -- life ----------------------------------------------------------------------------------------------------

    async def start(self, port: int = 0) -> int:
        """Begins to listen; port 0 takes a free one. Returns the port. OSError when it is taken."""
        app = web.Application(client_max_size=MOST_BYTES, middlewares=[_only_from_here])
        app.add_routes([
            web.route("*", "/bot{token}/{method}", self._bot_call),
            web.get("/file/bot{token}/{path:.+}", self._download),
            *self.zalo.routes(),
            *self._page.routes(),
            web.route("*", "/{anything:.*}", _not_found),
        ])  # fmt: skip
        app.on_shutdown.append(self._end_streams)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, HOST, port)
        try:
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._port = int(runner.addresses[0][1])
        return self._port

    async def stop(self) -> None:
        """Stops listening and ends what waits. What it knew stays readable."""
        await self._webhook.stop()
        await self.zalo.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def clock(self) -> Clock:
        """The clock that the phones go by."""
        return self._world.clock

    def let_happen(self, passing: Passing) -> None:
        """Has the page's clock pass through what happens of itself."""
        self._page.passing = passing

    @property
    def url(self) -> str:
        """The address of the page, and the base address of the Bot API."""
        return f"http://{HOST}:{self._port}"

    @property
    def zalo_url(self) -> str:
        """The base address of the Zalo Bot API."""
        return self.url + ZALO_PATH

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _end_streams(self, _: web.Application) -> None:
        self._page.close()
        self._world.updates.interrupt(None)
        self.zalo.close()

    # -- what people do, and what they see -----------------------------------------------------------------------

    def add_phone(self, name: str, id: int | None = None, role: str = "", language: str = "vi") -> Phone:
        """Adds a phone that has never written to the bot. ValueError when the id is taken."""
        return self._world.add_phone(Phone(id or self._world.free_phone_id(), name, role=role, language=language))

    @property
    def phones(self) -> list[Phone]:
        """All phones, in the order in which they came."""
        return [chat.phone for chat in self._world.chats.values()]

    def say(self, phone_id: int, text: str, *, sent_at: datetime | None = None) -> Wire:
        """The phone sends a text; see `World.say`. Returns the message."""
        return self._world.say(phone_id, text, sent_at)

    def tap(self, phone_id: int, message_id: int, data: str) -> str:
        """The phone taps a button; see `World.tap`. Returns the id of the callback query."""
        return self._world.tap(phone_id, message_id, data)

    def block(self, phone_id: int, blocked: bool = True) -> Phone:
        """The phone blocks the bot, or unblocks it."""
        return self._world.block(phone_id, blocked=blocked)

    def push_update(self, raw: Wire) -> int:
        """Puts any dict into the queue of updates, even a malformed one or an unwanted kind. Returns its update_id.

        Bypasses `allowed_updates`; `update_id` is filled in where absent.
        """
        return self._world.push_raw(raw)

    def messages(self, phone_id: int) -> list[Wire]:
        """The messages that the phone shows, oldest first, edits applied."""
        return self._world.chat(phone_id).messages

    def callback_answers(self, phone_id: int) -> list[CallbackAnswer]:
        """What the bot answered to the phone's taps, oldest first."""
        return list(self._world.chat(phone_id).answers)

    @property
    def calls(self) -> deque[Call]:
        """The last calls of the Bot API, oldest first."""
        return self._api.calls

    @property
    def pending_updates(self) -> int:
        """How many updates the bot has not confirmed (or its webhook not taken)."""
        return len(self._world.updates.pending)

    async def wait(self, phone_id: int, predicate: Callable[[Chat], bool], timeout: float = 5.0) -> Chat:
        """Returns the phone's chat as soon as `predicate` holds for it. TimeoutError after `timeout` seconds.

        The chat has `messages`, `answers`, `phone`; it is looked at whenever a message comes, changes or goes, or a tap
        is answered.
        """
        chat = self._world.chat(phone_id)
        async with asyncio.timeout(timeout):
            while not predicate(chat):
                await chat.next_change()
        return chat

    # -- HTTP ----------------------------------------------------------------------------------------------------

    async def _bot_call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return answer(*_unauthorized(request.match_info["token"]))
        drop_after = False
        if self.faults.active:
            name = method.lower()
            if delay := self.faults.delay_of(name):
                await asyncio.sleep(delay)
            match self.faults.take(name):
                case Answer(status, body):
                    return faulty(status, body)
                case Drop(after_effect=False):
                    return hang_up(request)
                case Drop(after_effect=True):
                    drop_after = True
        try:
            parameters = await read_parameters(request.query, request.headers, request.content)
        except ApiError as error:
            return answer(error.code, error.body())
        except ConnectionError:  # the caller went away in the middle of it
            return hang_up(request)
        status, body = await self._api.call(method, parameters)
        return hang_up(request) if drop_after else answer(status, body)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return answer(*_unauthorized(request.match_info["token"]))
        stored = self._world.files.by_path(request.match_info["path"])
        if stored is None:
            return await _not_found(request)
        return web.Response(body=stored.data, headers={"Content-Type": "application/octet-stream"})


def _unauthorized(token: str) -> tuple[int, Wire]:
    """A token that could be one is unknown (401); anything else is no address of the Bot API (404)."""
    looks_right = token.partition(":")[0].isdecimal() and ":" in token
    error = ApiError(401, "Unauthorized") if looks_right else ApiError(404, "Not Found")
    return error.code, error.body()


async def _not_found(_: web.Request) -> web.StreamResponse:
    return answer(404, ApiError(404, "Not Found").body())


@web.middleware
async def _only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses what other web pages in this machine's browser send: names that lead here by DNS, and foreign origins."""
    headers = request.headers
    host = request.host
    if host.partition(":")[0].lower() not in _OWN_NAMES:
        return web.json_response({"error": "this server answers on 127.0.0.1 and localhost only"}, status=403)
    origin = headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != host
    if not foreign and request.path != "/":  # a link from elsewhere to the page itself is welcome
        foreign = headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
    if foreign:
        return web.json_response({"error": "requests from other sites are refused"}, status=403)
    return await handler(request)
