"""The client of the Zalo Bot API: one POST a call, and the answer judged by its body.

The platform answers HTTP 200 also when it refuses, and now and then an HTTP error for what is no failure (an idle
poll); `ok` in the body alone says which it was. The token is a part of every address, so no address and no text of a
network library's error is ever logged or raised from here.
"""

import json
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar

PATIENCE = 20.0
"""Seconds for a call that is not a long poll."""

BAD_REQUEST = 400
UNAUTHORIZED = 401
FAILING = 403
"""The platform's "internal server error"."""
NOT_FOUND = 404
IDLE = 408
TESTED_ENOUGH = 426
"""No more trials of the webhook on this day."""
QUOTA = 429


class Refused(Exception):
    """The platform said no: `code` is one of the above."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"error {code}")
        self.code = code
        self.description = description
        """The platform's words. They are not ours: not for logs."""


class Unreachable(Exception):
    """No answer of the platform came back. The text names the kind of failure and nothing else."""


class Client:
    """Calls of one bot. Nothing is connected before the first."""

    def __init__(self, token: str, api_url: str) -> None:
        self._base = f"{api_url.rstrip('/')}/bot{token}"
        self._session: ClientSession | None = None

    async def call(self, method: str, patience: float = PATIENCE, **parameters: Any) -> Any:
        """The result of a call. Raises Refused or Unreachable; waits `patience` seconds at most."""
        try:
            async with self._open().post(
                f"{self._base}/{method}",
                json=parameters,
                timeout=ClientTimeout(total=patience),
                allow_redirects=False,
            ) as reply:
                status, content = reply.status, await reply.read()
        except TimeoutError:
            raise Unreachable("timeout") from None
        except (ClientError, OSError, ValueError) as error:
            raise Unreachable(type(error).__name__) from None
        return _result(status, content)

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(cookie_jar=DummyCookieJar())
        return self._session


def _result(status: int, content: bytes) -> Any:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict) and answer.get("ok") is True:
        return answer.get("result")
    if isinstance(answer, dict) and answer.get("ok") is False:
        code, description = answer.get("error_code"), answer.get("description")
        raise Refused(code if type(code) is int else status, description if isinstance(description, str) else "")
    if status == IDLE:
        raise Refused(IDLE, "")
    raise Unreachable(f"HTTP {status}, not an answer of the Bot API")
