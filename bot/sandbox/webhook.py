"""Delivery of updates by HTTP to the address that the bot has set."""

import asyncio
import json
import logging
import re
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from telegram import WebhookInfo

from bot.clock import Clock
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.request import Parameters, read_parameters
from bot.sandbox.updates import Pending, UpdateQueue
from bot.sandbox.wire import Wire, plain
from bot.tasks import Tasks

log = logging.getLogger(__name__)

FIRST_RETRY = 0.1
LAST_RETRY = 5.0
"""Seconds between tries; each is twice the one before. The real server is slower; nobody wants to wait for it here."""
ANSWER_WITHIN = 60
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")

Perform = Callable[[str, Parameters], Awaitable[tuple[int, dict[str, Any]]]]


@dataclass(slots=True)
class _Target:
    """One setting of the webhook; a new setWebhook makes a new one."""

    url: str
    secret: str
    max_connections: int
    slots: asyncio.Semaphore
    tasks: Tasks = field(default_factory=Tasks)
    waiting: dict[int | None, deque[Pending]] = field(default_factory=dict)
    """Updates by chat. A chat that is in here has a task that delivers it, one after the other."""


class Webhook:
    """The bot's webhook: set, described, and fed."""

    def __init__(self, updates: UpdateQueue, clock: Clock) -> None:
        self.perform: Perform | None = None
        """Carries out the call that the bot may put into its answer."""
        self._updates = updates
        self._clock = clock
        self._target: _Target | None = None
        self._session: ClientSession | None = None
        self._last_error: tuple[int, str] | None = None
        self._answers = Tasks()

    @property
    def is_set(self) -> bool:
        return self._target is not None

    async def set(self, p: Parameters) -> bool:
        """setWebhook. An empty address removes the webhook. Plain http is allowed: the bot is on the same machine."""
        url, secret = p.text("url"), p.text("secret_token")
        if not url:
            return await self.delete(p)
        if not _is_web_address(url):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self._updates.allow(p.strings("allowed_updates"))
        await self._stop_target()
        self._updates.interrupt(ApiError(409, "Conflict: terminated by setWebhook request"))
        if p.flag("drop_pending_updates"):
            self._updates.clear()
        most = min(max(p.integer("max_connections", 40), 1), 100)
        self._target = _Target(url, secret, most, asyncio.Semaphore(most))
        self._last_error = None
        self._updates.on_push = self._enqueue
        for item in list(self._updates.pending):
            self._enqueue(item)
        return True

    async def delete(self, p: Parameters) -> bool:
        """deleteWebhook; what was not delivered waits for getUpdates."""
        await self._stop_target()
        if p.flag("drop_pending_updates"):
            self._updates.clear()
        return True

    def info(self) -> Wire:
        """getWebhookInfo."""
        target = self._target
        told = plain(
            WebhookInfo(
                url=target.url if target else "",
                has_custom_certificate=False,
                pending_update_count=len(self._updates.pending),
                max_connections=target.max_connections if target else None,
                ip_address="127.0.0.1" if target else None,
                allowed_updates=self._updates.allowed,
                last_error_message=self._last_error[1] if self._last_error and target else None,
            )
        )
        if self._last_error and target:
            told["last_error_date"] = self._last_error[0]
        return told

    async def stop(self) -> None:
        """Ends all deliveries and closes the connections."""
        await self._stop_target()
        await self._answers.stop()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _stop_target(self) -> None:
        target, self._target = self._target, None
        self._updates.on_push = None
        if target is not None:
            await target.tasks.stop()

    def _enqueue(self, item: Pending) -> None:
        target = self._target
        if target is None:
            return
        if item.chat_id in target.waiting:
            target.waiting[item.chat_id].append(item)
        else:
            target.waiting[item.chat_id] = deque([item])
            target.tasks.start(self._deliver_chat(target, item.chat_id), "sandbox webhook")

    async def _deliver_chat(self, target: _Target, chat_id: int | None) -> None:
        queue = target.waiting[chat_id]
        while queue:
            pause = FIRST_RETRY
            while not await self._deliver(target, queue[0]):
                await asyncio.sleep(pause)
                pause = min(pause * 2, LAST_RETRY)
            self._updates.discard(queue.popleft())
        del target.waiting[chat_id]

    async def _deliver(self, target: _Target, item: Pending) -> bool:
        """Posts one update; True when the bot has taken it."""
        headers = {"Content-Type": "application/json"}
        if target.secret:
            headers[SECRET_HEADER] = target.secret
        try:
            async with (
                target.slots,
                self._connection().post(
                    target.url, data=json.dumps(item.raw).encode(), headers=headers, allow_redirects=False
                ) as response,
            ):
                if not 200 <= response.status < 300:
                    return self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
                call = await _call_in(response)
        except (ClientError, TimeoutError, OSError) as error:
            return self._failed(f"Connection failed: {type(error).__name__}")
        if call is not None:
            # Beside the delivery, because the call may be one that ends it (deleteWebhook).
            self._answers.start(self._carry_out(call), "sandbox webhook answer")
        return True

    async def _carry_out(self, call: Parameters) -> None:
        """Makes the call that the bot put into its answer; nobody is told the result."""
        if self.perform is not None:
            await self.perform(call.text("method"), call)

    def _failed(self, reason: str) -> bool:
        log.info("webhook: %s", reason)
        self._last_error = (int(self._clock.now().timestamp()), reason)
        return False

    def _connection(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar(), timeout=ClientTimeout(total=ANSWER_WITHIN)
            )
        return self._session


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no port that could be one, or half an IPv6 address
        return False


async def _call_in(response: ClientResponse) -> Parameters | None:
    """The call in the body of the bot's answer, if any; what cannot be read is ignored, as by the real server."""
    try:
        call = await read_parameters({}, response.headers, response.content)
    except ApiError:
        return None
    return call if call.text("method") else None
