"""Our own HTTP server: the messenger's webhook, and whether we are well."""

import asyncio
import hmac
import json
import logging
from typing import Any
from weakref import WeakValueDictionary

from aiohttp import web
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from yarl import URL

from bot.telegram import Telegram
from bot.turns import Turns, sender_of
from db.engine import Db

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """Takes updates that the messenger sends by itself; answers 200 only after the commit."""

    def __init__(self, channel: Telegram, turns: Turns, secret: str) -> None:
        self._channel = channel
        self._turns = turns
        self._secret = secret.encode()
        self._order: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def receive(self, request: web.Request) -> web.Response:
        """One update."""
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(shown, self._secret):
            log.warning("a webhook call without the right secret was refused")
            return web.Response(status=403)
        try:
            raw: Any = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        update = self._channel.read(raw)
        sender = sender_of(update) if update else None
        if update is not None and sender is not None:
            lock = self._order.setdefault(sender[0].id, asyncio.Lock())
            async with lock:
                await self._turns.handle(self._channel, update)
        return web.Response()


def make_app(db: Db, webhook: Webhook | None, webhook_url: str | None) -> web.Application:
    """The server's routes: /healthz, and the webhook at the path of its address."""
    app = web.Application(client_max_size=1 << 20)

    async def healthz(_request: web.Request) -> web.Response:
        try:
            async with db() as session:
                await session.execute(text("SELECT 1"))
        except (DBAPIError, OSError):
            return web.json_response({"ok": False, "database": False}, status=503)
        return web.json_response({"ok": True})

    app.router.add_get("/healthz", healthz)
    if webhook is not None and webhook_url is not None:
        app.router.add_post(URL(webhook_url).path or "/", webhook.receive)
    return app


async def serve(app: web.Application, host: str, port: int) -> tuple[web.AppRunner, int]:
    """Starts a server; returns it and its port (the system's choice for 0). Stop it with `cleanup()`."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    return runner, runner.addresses[0][1]
