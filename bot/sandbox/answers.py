"""What goes back over HTTP: a call's answer, a faulty one, or nothing at all."""

import json

from aiohttp import web

from bot.sandbox.errors import ApiError

_JSON = {"Content-Type": "application/json"}


def answer(status: int, body: object) -> web.Response:
    """A JSON answer."""
    return web.Response(status=status, body=json.dumps(body).encode(), headers=_JSON)


def faulty(status: int, body: object) -> web.Response:
    """What a switch asked for: a dict as JSON, text as it is, None for the API's usual words."""
    if isinstance(body, str):
        return web.Response(status=status, text=body, content_type="text/html")
    if body is None:
        retry_after = 1 if status == 429 else None
        reason = "Too Many Requests: retry after 1" if status == 429 else web.Response(status=status).reason
        body = ApiError(status, str(reason), retry_after).body()
    return answer(status, body)


def hang_up(request: web.Request) -> web.Response:
    """Closes the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
