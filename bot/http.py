"""Our own HTTP server: the messengers' webhooks, papers under their links, and whether we are well."""

import asyncio
import hmac
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakValueDictionary

from aiogram.types import Update
from aiohttp import web
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from yarl import URL

from bot import sheets
from bot.channels import Channel
from bot.enclosing import MAKERS, enclosed_in
from bot.links import PATH, Ending, Links
from bot.turns import Turns, sender_of
from db.engine import Db
from db.messages import payload_of
from db.sealing import reveal

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MEDIA_TYPES: dict[Ending, str] = {"png": "image/png", "pdf": "application/pdf", "xlsx": sheets.MEDIA_TYPE}
ENDINGS: dict[str, tuple[Ending, ...]] = {
    "paper": ("png", "pdf"),
    "chart": ("png",),
    "sheet": ("xlsx",),
    "report": ("pdf",),
}
"""In which forms each kind of enclosure can be had by its link."""


@dataclass(frozen=True)
class Hook:
    """Where a messenger delivers its updates, and what it must show there in which header."""

    url: str
    secret: str
    header: str = SECRET_HEADER


class Hears(Channel, Protocol):
    """A channel to which updates are delivered."""

    def read(self, raw: Any) -> Update | None:
        """The update in what was delivered (JSON values); None for what is not for us."""
        ...


class Webhook:
    """Takes updates that the messenger sends by itself; answers 200 only after the commit."""

    def __init__(self, channel: Hears, turns: Turns, hook: Hook) -> None:
        self._channel = channel
        self._turns = turns
        self._secret = hook.secret.encode()
        self._header = hook.header
        self.path = URL(hook.url).path or "/"
        self._order: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def receive(self, request: web.Request) -> web.Response:
        """One update."""
        shown = request.headers.get(self._header, "").encode("utf-8", "replace")
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
            lock = self._order.setdefault(str(sender[0].id), asyncio.Lock())
            async with lock:
                await self._turns.handle(self._channel, update)
        return web.Response()


class PaperDesk:
    """Shows what a letter encloses to whoever has its link: a messenger that fetches the picture, or the person."""

    def __init__(self, db: Db, links: Links, secret: str) -> None:
        """`secret` opens the sealed pieces of a paper (see db/sealing.py)."""
        self._db = db
        self._links = links
        self._secret = secret
        self._making = asyncio.Lock()

    async def show(self, request: web.Request) -> web.Response:
        """One of them; 404 for a link that is not ours or is over, and for what is gone."""
        known = self._links.read(request.match_info["name"])
        async with self._db() as session:
            found = await payload_of(session, known[0]) if known else None
        payload: dict[str, Any] = found or {}
        kind = enclosed_in(payload)
        if known is None or kind is None or known[1] not in ENDINGS[kind]:
            return web.Response(status=404)
        ending = known[1]
        wanted = {**reveal(payload, self._secret), "as": "picture" if ending == "png" else "file"}
        async with self._making:  # one at a time: it takes a core
            content = await asyncio.to_thread(MAKERS[kind], wanted)
        headers = {
            "Content-Type": MEDIA_TYPES[ending],
            "Content-Disposition": f'inline; filename="{payload[kind]["name"]}.{ending}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        }
        return web.Response(body=content, headers=headers)


def make_app(db: Db, webhooks: Iterable[Webhook] = (), papers: PaperDesk | None = None) -> web.Application:
    """The server's routes: /healthz, each webhook at the path of its address, and papers."""
    app = web.Application(client_max_size=1 << 20)

    async def healthz(_request: web.Request) -> web.Response:
        try:
            async with db() as session:
                await session.execute(text("SELECT 1"))
        except (DBAPIError, OSError):
            return web.json_response({"ok": False, "database": False}, status=503)
        return web.json_response({"ok": True})

    app.router.add_get("/healthz", healthz)
    for webhook in webhooks:
        app.router.add_post(webhook.path, webhook.receive)
    if papers is not None:
        app.router.add_get(PATH + "{name}", papers.show)
    return app


async def serve(app: web.Application, host: str, port: int) -> tuple[web.AppRunner, int]:
    """Starts a server; returns it and its port (the system's choice for 0). Stop it with `cleanup()`."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    return runner, runner.addresses[0][1]
