"""The same call in every encoding that the Bot API takes."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession, FormData, MultipartWriter
from yarl import URL

from bot.sandbox.server import Sandbox
from tests.bot.sandbox.conftest import LAN, BotClient, keyboard, png

TEXT = "Chào chị Lan & 'mọi người' + 100%"
FIELDS = {"chat_id": str(LAN), "text": TEXT, "reply_markup": json.dumps(keyboard("a")), "disable_notification": "true"}


def multipart(*parts: tuple[str, bytes, str | None]) -> FormData:
    form = FormData(quote_fields=False, default_to_multipart=True)  # file names as they are, not %-encoded
    for name, content, filename in parts:
        if filename is None:
            form.add_field(name, content.decode())
        else:
            form.add_field(name, content, filename=filename, content_type="application/octet-stream")
    return form


@pytest.mark.parametrize(
    ("verb", "request_args"),
    [
        ("GET", {"params": FIELDS}),
        ("POST", {"params": FIELDS}),
        ("POST", {"data": FIELDS}),
        ("POST", {"json": {"chat_id": LAN, "text": TEXT, "reply_markup": keyboard("a"), "disable_notification": True}}),
        ("POST", {"json": FIELDS}),
        ("POST", {"data": multipart(*[(name, value.encode(), None) for name, value in FIELDS.items()])}),
        ("POST", {"params": {"chat_id": str(LAN)}, "json": {"text": TEXT, "reply_markup": keyboard("a")}}),
        ("POST", {"params": {"text": "x"}, "data": FIELDS}),
    ],
    ids=["query", "query of a POST", "form", "JSON", "JSON of strings", "multipart", "query and JSON", "body wins"],
)
@pytest.mark.parametrize("method", ["sendMessage", "SENDMESSAGE", "sendmessage"])
async def test_a_call_is_understood_in_every_encoding(
    sandbox: Sandbox, http: ClientSession, verb: str, request_args: dict[str, Any], method: str
) -> None:
    if isinstance(request_args.get("data"), FormData):  # a form can be sent only once
        request_args = {"data": multipart(*[(name, value.encode(), None) for name, value in FIELDS.items()])}
    async with http.request(verb, f"{sandbox.url}/bot{sandbox.token}/{method}", **request_args) as response:
        body = await response.json()
    assert body["ok"], body
    (message,) = sandbox.messages(LAN)
    assert message["text"] == TEXT
    assert message["reply_markup"] == keyboard("a")


@pytest.mark.parametrize("token", ["123456:SANDBOX", "123456%3ASANDBOX", "123456%3aSANDBOX"])
async def test_the_token_may_be_percent_encoded(sandbox: Sandbox, bot: BotClient, token: str) -> None:
    async with bot.session.get(URL(f"{sandbox.url}/bot{token}/getMe", encoded=True)) as response:
        assert (await response.json())["result"]["is_bot"]
    async with bot.session.post(f"{bot.base}/sendDocument", data=_document()) as response:
        file_id = (await response.json())["result"]["document"]["file_id"]
    path = (await bot("getFile", file_id=file_id))["file_path"]
    async with bot.session.get(URL(f"{sandbox.url}/file/bot{token}/{path}", encoded=True)) as response:
        assert await response.read() == b"a;b"


def _document() -> FormData:
    return multipart(("chat_id", str(LAN).encode(), None), ("document", b"a;b", "bảng.csv"))


@pytest.mark.parametrize("attached", [True, False], ids=["attach://", "named part"])
@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_file_comes_attached_or_in_the_named_part(bot: BotClient, kind: str, attached: bool) -> None:
    parts = [("chat_id", str(LAN).encode(), None), ("caption", "Bảng".encode(), None)]
    if attached:
        form = multipart(*parts, (kind, b"attach://it", None), ("it", png(), "ảnh.png"))
    else:
        form = multipart(*parts, (kind, png(), "ảnh.png"))
    async with bot.session.post(f"{bot.base}/send{kind.capitalize()}", data=form) as response:
        message = (await response.json())["result"]
    assert message["caption"] == "Bảng"
    if kind == "photo":
        assert (message["photo"][0]["width"], message["photo"][0]["height"]) == (40, 30)
    else:
        assert (message["document"]["file_name"], message["document"]["mime_type"]) == ("ảnh.png", "image/png")


@pytest.mark.parametrize(
    ("content_type", "body", "refusal"),
    [
        ("application/json", b"{", "can't parse JSON object"),
        ("application/json", b"[" * 100_000, "can't parse JSON object"),
        ("application/json", b"\xff", "strings must be encoded in UTF-8"),
        ("application/json", b"[1]", "JSON object expected"),
        ("application/x-www-form-urlencoded", b"text=\xff", "strings must be encoded in UTF-8"),
        ("multipart/form-data", b"no boundary", "can't parse multipart form"),
        ("multipart/form-data; boundary=xx", b"garbage\r\n", "can't parse multipart form"),
        ("multipart/form-data; boundary=xx", b"--xx\r\nbroken header\r\n\r\nv\r\n--xx--", "can't parse multipart form"),
        ("multipart/form-data; boundary=xx", b"--xx\r\n\r\nnameless\r\n--xx--\r\n", "chat_id is empty"),
        ("text/plain", b"chat_id=1", "chat_id is empty"),
    ],
)
async def test_a_broken_body_is_refused(bot: BotClient, content_type: str, body: bytes, refusal: str) -> None:
    headers = {"Content-Type": content_type}
    async with bot.session.post(f"{bot.base}/sendMessage", data=body, headers=headers) as response:
        answer = await response.json()
    assert (answer["error_code"], answer["description"]) == (400, f"Bad Request: {refusal}")


async def test_a_multipart_inside_a_multipart_is_refused(bot: BotClient) -> None:
    outer = MultipartWriter("form-data")
    inner = MultipartWriter("mixed")
    inner.append("x")
    outer.append(inner)
    async with bot.session.post(f"{bot.base}/sendMessage", data=outer) as response:
        assert (await response.json())["description"] == "Bad Request: nested multipart is not supported"


async def test_null_means_absent(bot: BotClient) -> None:
    sent = await bot("sendMessage", chat_id=LAN, text="x", parse_mode=None, reply_markup=None, reply_parameters=None)
    assert "reply_markup" not in sent


async def test_a_broken_nested_value_is_refused(bot: BotClient) -> None:
    refusal = await bot.refused("sendMessage", chat_id=LAN, text="x", reply_parameters="{")
    assert refusal == "400 Bad Request: can't parse reply_parameters JSON object"
