"""Pictures are given by their address, and the platform fetches them. The sandbox does so on this machine alone."""

from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar

from bot.sandbox.errors import bad_request
from bot.sandbox.files import PHOTO_BYTES
from bot.sandbox.request import Upload

HERE = ("127.0.0.1", "localhost")
PATIENCE = ClientTimeout(total=10)


async def fetched(url: str) -> Upload:
    """The picture at an address of this machine. ApiError 400 for any other address, and when it cannot be had."""
    try:
        parts = urlsplit(url)
        allowed = parts.scheme in ("http", "https") and parts.hostname in HERE
    except ValueError:
        allowed = False
    if not allowed:
        raise bad_request("photo must be an address that can be reached")
    try:
        async with (
            ClientSession(cookie_jar=DummyCookieJar(), timeout=PATIENCE) as session,
            session.get(url, allow_redirects=False) as reply,
        ):
            content = await reply.content.read(PHOTO_BYTES + 1) if reply.status == 200 else b""
            kind = reply.content_type
    except (ClientError, TimeoutError, OSError):
        raise bad_request("photo could not be fetched") from None
    if not content:
        raise bad_request("photo could not be fetched")
    return Upload(parts.path.rpartition("/")[2], kind, content)
