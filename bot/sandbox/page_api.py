"""The JSON API of the phone page, and the page's own files."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.clock import MovableClock
from bot.sandbox.phones import Phone
from bot.sandbox.shown import iso, page_message, page_phone
from bot.sandbox.wire import Wire
from bot.sandbox.world import Event, World
from bot.sandbox.zalo.phones import ZaloPhone
from bot.sandbox.zalo.world import ZaloWorld

PAGE = Path(__file__).with_name("page")
HEARTBEAT = 15.0
EVENTS_WAITING = 10_000
"""A page that lags behind by more than this is disconnected; it connects again and fetches the state."""
_POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
MOST_MINUTES = 366 * 24 * 60

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Passing(Protocol):
    """What happens of itself while the clock is moved. Without it the clock just jumps."""

    async def next_event(self) -> datetime | None:
        """When something will next happen of itself; None when nothing will."""
        ...

    async def pass_to(self, until: datetime) -> None:
        """Moves the clock to an instant and lets everything happen on the way."""
        ...


class PageApi:
    """What the phone page asks for and does. `passing` is what happens of itself, if there is anything."""

    def __init__(self, world: World, zalo: ZaloWorld, zone: ZoneInfo) -> None:
        self.passing: Passing | None = None
        self._world = world
        self._zalo = zalo
        self._zone = zone
        self._open: set[asyncio.Queue[Event | None]] = set()
        self._moving = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._index),
            web.get("/page/{name}", self._page_file),
            web.get("/api/state", _told(self._state)),
            web.get("/api/phones/{id}/chat", _told(self._chat)),
            web.post("/api/phones", _told(self._add_phone)),
            web.post("/api/phones/{id}/say", _told(self._say)),
            web.post("/api/phones/{id}/tap", _told(self._tap)),
            web.post("/api/phones/{id}/block", _told(self._block)),
            web.get("/api/files/{file_id}", self._file),
            web.get("/api/clock", _told(self._clock)),
            web.post("/api/clock", _told(self._move_clock)),
            web.get("/api/events", self._events),
        ]

    def close(self) -> None:
        """Ends the event streams."""
        for queue in self._open:
            queue.put_nowait(None)

    # -- state ---------------------------------------------------------------------------------------------------

    async def _state(self, _: web.Request) -> Any:
        bot = self._world.bot
        return {
            "clock": self.clock(),
            "bot": {"username": bot["username"], "first_name": bot["first_name"]},
            "phones": [page_phone(chat.phone) for world in (self._world, self._zalo) for chat in world.chats.values()],
        }

    async def _chat(self, request: web.Request) -> Any:
        phone_id = _phone_id(request)
        chat = self._home_of(phone_id).chat(phone_id)
        return {
            "messages": [page_message(message) for message in chat.messages],
            "commands": [] if isinstance(chat.phone, ZaloPhone) else self._world.menu.shown_on(chat.phone),
            "typing": chat.is_typing(self._world.clock.now()),
        }

    def clock(self) -> Wire:
        """The time in the sandbox, as the page shows it."""
        now = self._world.clock.now()
        return {"now": iso(now), "local": now.astimezone(self._zone).strftime("%Y-%m-%dT%H:%M")}

    # -- actions -------------------------------------------------------------------------------------------------

    async def _add_phone(self, request: web.Request) -> Any:
        body = await _body(request)
        name = _field(body, "name", str).strip()
        if not 1 <= len(name) <= 64:
            raise ValueError("a name has 1 to 64 characters")
        match body.get("messenger", "telegram"):
            case "telegram":
                return page_phone(self._world.add_phone(Phone(self._world.free_phone_id(), name)))
            case "zalo":
                return page_phone(self._zalo.add_phone(ZaloPhone(self._zalo.free_phone_id(), name)))
        raise ValueError("the messenger is telegram or zalo")

    async def _say(self, request: web.Request) -> Any:
        body = await _body(request)
        text = _field(body, "text", str)
        sent_at = _instant(_field(body, "sent_at", str)) if body.get("sent_at") is not None else None
        phone_id = _phone_id(request)
        return page_message(self._home_of(phone_id).say(phone_id, text, sent_at))

    async def _tap(self, request: web.Request) -> Any:
        body = await _body(request)
        message_id, data = _field(body, "message_id", int), _field(body, "data", str)
        return {"callback_id": self._world.tap(_phone_id(request), message_id, data)}

    async def _block(self, request: web.Request) -> Any:
        blocked = _field(await _body(request), "blocked", bool)
        phone_id = _phone_id(request)
        return page_phone(self._home_of(phone_id).block(phone_id, blocked=blocked))

    def _home_of(self, phone_id: int) -> World | ZaloWorld:
        """The messenger's world that a phone lives in."""
        return self._zalo if phone_id in self._zalo.chats else self._world

    async def _clock(self, _: web.Request) -> Any:
        return self.clock()

    async def _move_clock(self, request: web.Request) -> Any:
        body = await _body(request)
        clock = self._world.clock
        if not isinstance(clock, MovableClock):
            raise ValueError("this clock cannot be moved")
        async with self._moving:
            until = await self._next_event() if body.get("to") == "next_event" else clock.now() + _step(body)
            if until is None:
                return {**self.clock(), "nothing_ahead": True}
            if self.passing is not None:
                await self.passing.pass_to(until)
            else:
                clock.move(until - clock.now())
        moved = self.clock()
        self._world.tell("clock", 0, None)
        return moved

    async def _next_event(self) -> datetime | None:
        return await self.passing.next_event() if self.passing is not None else None

    # -- streams and files ---------------------------------------------------------------------------------------

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        queue: asyncio.Queue[Event | None] = asyncio.Queue()

        def listen(event: Event) -> None:
            if queue.qsize() < EVENTS_WAITING:
                queue.put_nowait(event)
            else:
                self._world.listeners.remove(listen)
                queue.put_nowait(None)

        self._world.listeners.append(listen)
        self._open.add(queue)
        try:
            await response.prepare(request)
            await response.write(b": open\n\n")
            while (line := await self._next_line(queue)) is not None:
                await response.write(line)
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            self._open.discard(queue)
            if listen in self._world.listeners:
                self._world.listeners.remove(listen)
        return response

    async def _next_line(self, queue: "asyncio.Queue[Event | None]") -> bytes | None:
        try:
            event = await asyncio.wait_for(queue.get(), HEARTBEAT)
        except TimeoutError:
            return b": still here\n\n"
        return None if event is None else b"data: " + json.dumps(self._page_event(event)).encode() + b"\n\n"

    def _page_event(self, event: Event) -> Wire:
        told: Wire = {"type": event.kind, "phone": event.phone_id}
        match event.kind:
            case "message" | "edited":
                told["message"] = page_message(event.data)
            case "deleted":
                told["message_id"] = event.data
            case "callback":
                told |= {"callback_id": event.data.callback_id, "text": event.data.text, "alert": event.data.alert}
            case "commands":
                told["commands"] = event.data
            case "phone":
                told = {"type": "phone", "phone_data": page_phone(event.data)}
            case "clock":
                told = {"type": "clock", "clock": self.clock()}
        return told

    async def _file(self, request: web.Request) -> web.StreamResponse:
        stored = self._world.files.by_id(request.match_info["file_id"])
        if stored is None:
            return _error(404, "there is no such file")
        # Only pictures open in the browser: a document that were HTML would run with the page's rights.
        disposition = "inline" if stored.is_photo else "attachment"
        headers = {
            "Content-Type": stored.mime_type,
            "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(stored.name, safe='')}",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=stored.data, headers=headers)

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return _static("index.html")

    async def _page_file(self, request: web.Request) -> web.StreamResponse:
        return _static(request.match_info["name"])


def _told(work: Callable[[web.Request], Awaitable[Any]]) -> Handler:
    """Makes a JSON answer of what `work` returns, and {"error"} of what it refuses."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await work(request))
        except LookupError as error:
            return _error(404, str(error))
        except ValueError as error:
            return _error(400, str(error))

    return handle


def _error(status: int, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status)


def _phone_id(request: web.Request) -> int:
    text = request.match_info["id"]
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise LookupError("there is no such phone")
    return int(text)


async def _body(request: web.Request) -> Wire:
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError):
        raise ValueError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise ValueError("the body is not a JSON object")
    return body


def _field(body: Wire, name: str, kind: type[T]) -> T:
    value = body.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{name} is missing or not a {kind.__name__}")
    return value


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("sent_at has no time zone")
    return instant


def _step(body: Wire) -> timedelta:
    """How far the clock is to be moved."""
    minutes = _field(body, "minutes", int)
    if not 0 <= minutes <= MOST_MINUTES:
        raise ValueError("the clock moves forward, by a year at most")
    return timedelta(minutes=minutes)


def _static(name: str) -> web.StreamResponse:
    path = PAGE / name
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9]+)+", name) or not path.is_file():
        return _error(404, "there is no such page")
    return web.FileResponse(path, headers={"Cache-Control": "no-cache", "Content-Security-Policy": _POLICY})
