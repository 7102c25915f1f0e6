"""Reading of a call's parameters, in every encoding that the Bot API takes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, StreamReader
from aiohttp.http_exceptions import HttpProcessingError

from bot.sandbox.errors import ApiError, bad_request

MOST_BYTES = 52 * 1024 * 1024
"""A request may be a little larger than the largest file, 50 MB."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in a multipart part."""

    name: str
    mime_type: str
    content: bytes


@dataclass(slots=True)
class Parameters:
    """The parameters of a call. Values are JSON values, or the text of a form field; read them through the methods."""

    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A string; "" when absent."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        return json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; `default` when absent or unreadable, as the Bot API itself does."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError, OverflowError):
            return default

    def flag(self, name: str) -> bool:
        """A truth value; false when absent."""
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        """A nested value: as such in a JSON body, as JSON text elsewhere; None when absent. ApiError 400 if broken."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def strings(self, name: str) -> list[str] | None:
        """A list of strings, anything else in it left out; None when absent or no list. ApiError 400 if broken."""
        value = self.json(name)
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else None

    def file(self, name: str) -> Upload | str:
        """A file to send: the upload in the part of that name or that `attach://` names; else the text (an id)."""
        if name in self.uploads:
            return self.uploads[name]
        value = self.text(name)
        part = value.removeprefix("attach://")
        if part == value:
            return value
        if part not in self.uploads:
            raise bad_request(f"file {part} not found in the request")
        return self.uploads[part]


async def read_parameters(query: Mapping[str, str], headers: Mapping[str, str], body: StreamReader) -> Parameters:
    """The parameters in the query string and in a body of any encoding. Raises ApiError 400 or 413."""
    parameters = Parameters(dict(query))
    content_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_type.startswith("multipart/"):
        await _read_multipart(headers, body, parameters)
        return parameters
    raw = await _read_all(body)
    if not raw:
        return parameters
    if content_type == "application/json":
        parameters.values.update(_json_object(raw))
    elif content_type in ("application/x-www-form-urlencoded", ""):
        parameters.values.update(parse_qsl(_utf8(raw), keep_blank_values=True, errors="replace"))
    return parameters


async def _read_all(body: StreamReader) -> bytes:
    chunks, size = [], 0
    async for chunk in body.iter_any():
        size += len(chunk)
        if size > MOST_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        chunks.append(chunk)
    return b"".join(chunks)


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(_utf8(raw))
    except (ValueError, RecursionError):
        raise bad_request("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("JSON object expected")
    return value


async def _read_multipart(headers: Mapping[str, str], body: StreamReader, into: Parameters) -> None:
    size = 0
    try:
        async for part in MultipartReader(headers, body):
            if not isinstance(part, BodyPartReader):
                raise bad_request("nested multipart is not supported")
            content = bytes(await part.read(decode=True))
            size += len(content)
            if size > MOST_BYTES:
                raise ApiError(413, "Request Entity Too Large")
            name = part.name or ""
            if part.filename is None:
                into.values[name] = _utf8(content)
            else:
                mime_type = part.headers.get("Content-Type", "application/octet-stream")
                into.uploads[name] = Upload(part.filename, mime_type, content)
    except (ValueError, HttpProcessingError):
        raise bad_request("can't parse multipart form") from None
