"""The JSON API of the phone page, and the page's own files."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.clock import MovableClock
from bot.sandbox.phones import Phone
from bot.sandbox.wire import Wire
from bot.sandbox.world import Event, World

PAGE = Path(__file__).with_name("page")
HEARTBEAT = 15.0
EVENTS_WAITING = 10_000
"""A page that lags behind by more than this is disconnected; it connects again and fetches the state."""
_POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
MOST_MINUTES = 366 * 24 * 60

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PageApi:
    """What the phone page asks for and does."""

    def __init__(self, world: World, zone: ZoneInfo) -> None:
        self._world = world
        self._zone = zone
        self._open: set[asyncio.Queue[Event | None]] = set()

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
            "phones": [page_phone(chat.phone) for chat in self._world.chats.values()],
        }

    async def _chat(self, request: web.Request) -> Any:
        chat = self._world.chat(_phone_id(request))
        return {
            "messages": [page_message(message) for message in chat.messages],
            "commands": self._world.menu.shown_on(chat.phone),
            "typing": chat.is_typing(self._world.clock.now()),
        }

    def clock(self) -> Wire:
        """The time in the sandbox, as the page shows it."""
        now = self._world.clock.now()
        return {"now": _iso(now), "local": now.astimezone(self._zone).strftime("%Y-%m-%dT%H:%M")}

    # -- actions -------------------------------------------------------------------------------------------------

    async def _add_phone(self, request: web.Request) -> Any:
        name = _field(await _body(request), "name", str).strip()
        if not 1 <= len(name) <= 64:
            raise ValueError("a name has 1 to 64 characters")
        return page_phone(self._world.add_phone(Phone(self._world.free_phone_id(), name)))

    async def _say(self, request: web.Request) -> Any:
        body = await _body(request)
        text = _field(body, "text", str)
        sent_at = _instant(_field(body, "sent_at", str)) if body.get("sent_at") is not None else None
        return page_message(self._world.say(_phone_id(request), text, sent_at))

    async def _tap(self, request: web.Request) -> Any:
        body = await _body(request)
        message_id, data = _field(body, "message_id", int), _field(body, "data", str)
        return {"callback_id": self._world.tap(_phone_id(request), message_id, data)}

    async def _block(self, request: web.Request) -> Any:
        blocked = _field(await _body(request), "blocked", bool)
        return page_phone(self._world.block(_phone_id(request), blocked=blocked))

    async def _clock(self, _: web.Request) -> Any:
        return self.clock()

    async def _move_clock(self, request: web.Request) -> Any:
        minutes = _field(await _body(request), "minutes", int)
        if not 0 <= minutes <= MOST_MINUTES:
            raise ValueError("the clock moves forward, by a year at most")
        clock = self._world.clock
        if not isinstance(clock, MovableClock):
            raise ValueError("this clock cannot be moved")
        clock.move(timedelta(minutes=minutes))
        moved = self.clock()
        self._world.tell("clock", 0, None)
        return moved

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


def page_phone(phone: Phone) -> Wire:
    """A phone as the page knows it."""
    return {
        "id": phone.id,
        "name": phone.name,
        "username": phone.username,
        "role": phone.role,
        "language": phone.language,
        "blocked": phone.blocked,
    }


def page_message(message: Wire) -> Wire:
    """A wire message as the page shows it."""
    photo, document = message.get("photo"), message.get("document")
    edited, markup = message.get("edit_date"), message.get("reply_markup")
    return {
        "id": message["message_id"],
        "from_bot": message["from"]["is_bot"],
        "at": _iso(datetime.fromtimestamp(message["date"], UTC)),
        "edited_at": None if edited is None else _iso(datetime.fromtimestamp(edited, UTC)),
        "text": message.get("text"),
        "caption": message.get("caption"),
        "entities": message.get("entities") or message.get("caption_entities") or [],
        "photo": photo and {key: photo[-1][key] for key in ("file_id", "width", "height")},
        "document": document and {key: document.get(key) for key in ("file_id", "file_name", "mime_type", "file_size")},
        "keyboard": markup
        and [
            [{"text": b["text"], "data": b.get("callback_data"), "url": b.get("url")} for b in row]
            for row in markup["inline_keyboard"]
        ],
    }


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


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _static(name: str) -> web.StreamResponse:
    path = PAGE / name
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9]+)+", name) or not path.is_file():
        return _error(404, "there is no such page")
    return web.FileResponse(path, headers={"Cache-Control": "no-cache", "Content-Security-Policy": _POLICY})
