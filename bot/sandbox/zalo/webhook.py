"""Delivery of events by HTTP to the address that the bot has set, and trials of that address."""

import asyncio
import json
import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar

from bot.clock import Clock
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.request import Parameters
from bot.sandbox.wire import Wire
from bot.sandbox.zalo.updates import EventQueue
from bot.sandbox.zalo.world import milliseconds
from bot.tasks import Tasks

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Bot-Api-Secret-Token"
CALLER = "Java/1.8.0_192"
"""How the real platform calls itself."""
ANSWER_WITHIN = 10
TRIES = 6
"""Deliveries of one event before it is dropped. What the real platform does is not documented."""
FIRST_RETRY = 0.1
"""Seconds before the second try; each pause is twice the one before."""
TRIALS_A_DAY = 10
_HINTS = {
    "webhook.ok": "The webhook answers.",
    "webhook.http.403": "The server refuses the call: check the secret token, and a firewall or proxy before it.",
    "webhook.http.404": "There is nothing at this path.",
    "webhook.err.connect": "Nobody listens there.",
}


@dataclass(frozen=True, slots=True)
class _Target:
    url: str
    secret: str
    updated_at: int


class ZaloWebhook:
    """The bot's webhook: set, tried, described, and fed one event after the other."""

    def __init__(self, queue: EventQueue, clock: Clock) -> None:
        self.wrapped = False
        """Whether events are delivered as `{"ok": true, "result": …}`, as documented, instead of flat, as observed."""
        self._queue = queue
        self._clock = clock
        self._target: _Target | None = None
        self._tasks = Tasks()
        self._came = asyncio.Event()
        self._session: ClientSession | None = None
        self._trials: tuple[object, int] = (None, 0)

    @property
    def is_set(self) -> bool:
        return self._target is not None

    async def set(self, p: Parameters) -> Wire:
        """setWebhook. The address is kept also when its trial fails. Plain http is allowed on this machine."""
        url, secret = p.text("url"), p.text("secret_token")
        if not _is_allowed(url):
            raise bad_request("url must be a public HTTPS address")
        if not 8 <= len(secret) <= 256:
            raise bad_request("secret_token must have 8 to 256 characters")
        await self._stop_target()
        self._target = _Target(url, secret, milliseconds(self._clock.now()))
        self._queue.interrupt()
        self._queue.on_push = self._came.set
        self._came.set()
        trial = await self._try(self._target)
        self._tasks.start(self._deliver_all(self._target), "sandbox zalo webhook")
        return {**self.info(), "verification": trial}

    async def test(self) -> Wire:
        """testWebhook. ApiError 426 after so many a day, 404 without a webhook."""
        target = self._known()
        today = self._clock.now().date()
        made = self._trials[1] if self._trials[0] == today else 0
        if made >= TRIALS_A_DAY:
            raise ApiError(426, "Too many trials today")
        self._trials = (today, made + 1)
        return await self._try(target)

    async def delete(self) -> Wire:
        """deleteWebhook; what was not delivered waits for getUpdates."""
        await self._stop_target()
        return {"url": "", "updated_at": milliseconds(self._clock.now())}

    def info(self) -> Wire:
        """getWebhookInfo. ApiError 404 without a webhook."""
        target = self._known()
        return {"url": target.url, "updated_at": target.updated_at}

    async def stop(self) -> None:
        """Ends all deliveries and closes the connections."""
        await self._stop_target()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _known(self) -> _Target:
        if self._target is None:
            raise ApiError(404, "Not Found")
        return self._target

    async def _stop_target(self) -> None:
        self._target = None
        self._queue.on_push = None
        await self._tasks.stop()

    async def _deliver_all(self, target: _Target) -> None:
        while True:
            while self._queue.pending:
                await self._deliver(target, self._queue.pending[0])
                self._queue.pending.popleft()
            self._came.clear()
            await self._came.wait()

    async def _deliver(self, target: _Target, event: Wire) -> None:
        body = {"ok": True, "result": event} if self.wrapped else event
        pause = FIRST_RETRY
        for _ in range(TRIES):
            outcome, _status = await self._post(target, body)
            if outcome == "webhook.ok":
                return
            log.info("zalo webhook: %s", outcome)
            await asyncio.sleep(pause)
            pause *= 2

    async def _try(self, target: _Target) -> Wire:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        outcome, status = await self._post(target, {})
        return {
            "ok": outcome == "webhook.ok",
            "url": target.url,
            "status_code": status,
            "outcome": outcome,
            "latency_ms": int((loop.time() - begun) * 1000),
            "hint": _HINTS.get(outcome, "The webhook does not answer as it should."),
        }

    async def _post(self, target: _Target, body: Wire) -> tuple[str, int | None]:
        """The platform's name for what came of a call, and the HTTP status if there was one."""
        headers = {"Content-Type": "application/json", SECRET_HEADER: target.secret, "User-Agent": CALLER}
        try:
            async with self._connection().post(
                target.url, data=json.dumps(body).encode(), headers=headers, allow_redirects=False
            ) as response:
                status = response.status
        except TimeoutError:
            return "webhook.err.timeout", None
        except (ClientError, OSError):
            return "webhook.err.connect", None
        return ("webhook.ok" if 200 <= status < 300 else f"webhook.http.{status}"), status

    def _connection(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(cookie_jar=DummyCookieJar(), timeout=ClientTimeout(total=ANSWER_WITHIN))
        return self._session


def _is_allowed(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost"))
    except ValueError:
        return False
