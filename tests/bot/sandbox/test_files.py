"""Pictures and documents: sent, sent again by id, downloaded."""

from typing import Any

import pytest

from bot.sandbox import files
from bot.sandbox.errors import ApiError
from bot.sandbox.files import Files, picture_size
from bot.sandbox.request import Upload
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.checker import complaints
from tests.bot.sandbox.conftest import LAN, MAI, BotClient, keyboard, png
from tests.bot.sandbox.test_encodings import multipart

JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc4\0\x02\xff\xff\xc2\0\x11\x08\0\x1e\0\x28\x03" + b"\0" * 9


async def send(bot: BotClient, kind: str, content: bytes, name: str) -> Any:
    form = multipart(("chat_id", str(LAN).encode(), None), (kind, content, name))
    async with bot.session.post(f"{bot.base}/send{kind}", data=form) as response:
        result = (await response.json())["result"]
    assert complaints("Message", result) == []
    return result


async def test_a_document_is_sent_sent_again_and_downloaded(sandbox: Sandbox, bot: BotClient) -> None:
    content = "xã;số\nBa Vì;5".encode()
    sent = await send(bot, "document", content, "thống kê.csv")
    document = sent["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "thống kê.csv",
        "text/csv",
        len(content),
    )
    again = await bot(
        "sendDocument",
        chat_id=MAI,
        document=document["file_id"],
        caption="<b>lại</b>",
        parse_mode="HTML",
        reply_markup=keyboard("a"),
        reply_parameters={"message_id": 7, "allow_sending_without_reply": True},
    )
    assert again["document"] == document
    assert (again["caption"], again["caption_entities"]) == ("lại", [{"type": "bold", "offset": 0, "length": 3}])
    assert again["reply_markup"] == keyboard("a")

    file = await bot("getFile", file_id=document["file_id"])
    assert file["file_size"] == len(content)
    async with bot.session.get(f"{sandbox.url}/file/bot{sandbox.token}/{file['file_path']}") as response:
        assert await response.read() == content


@pytest.mark.parametrize(
    ("content", "name", "size", "path"),
    [(png(640, 480), "a.png", (640, 480), "png"), (JPEG, "b", (40, 30), "jpg")],
)
async def test_a_picture_has_its_true_size(
    bot: BotClient, content: bytes, name: str, size: tuple[int, int], path: str
) -> None:
    photo = (await send(bot, "photo", content, name))["photo"][-1]
    assert (photo["width"], photo["height"]) == size
    assert (await bot("getFile", file_id=photo["file_id"]))["file_path"].endswith(path)
    assert (await bot("sendPhoto", chat_id=LAN, photo=photo["file_id"]))["photo"][-1] == photo
    refusal = await bot.refused("sendDocument", chat_id=LAN, document=photo["file_id"])
    assert refusal == "400 Bad Request: can't use file of type Photo as Document"


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", png()[:20], b"\xff\xd8", b"\xff\xd8\xff\xd9\0\x02", b"\xff\xd8junk", JPEG[:12]]
)
def test_what_is_no_picture_has_no_size(data: bytes) -> None:
    assert picture_size(data) is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "file must be non-empty"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (png(0, 5), "PHOTO_INVALID_DIMENSIONS"),
        (png(5001, 5000), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (b"\0" * (10 * 1024 * 1024 + 1), "file is too big"),
    ],
)
def test_a_bad_picture_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ApiError, match=reason):
        Files(1).photo(Upload("x", "image/png", content))


def test_a_document_must_have_content_and_not_too_much() -> None:
    with pytest.raises(ApiError, match="file must be non-empty"):
        Files(1).document(Upload("x", "text/plain", b""))
    with pytest.raises(ApiError, match="Request Entity Too Large"):
        Files(1).document(Upload("x", "text/plain", b"\0" * (50 * 1024 * 1024 + 1)))


@pytest.mark.parametrize(
    ("name", "mime", "kept", "path"),
    [
        ("../../etc/passwd", "text/plain", "passwd", "documents/file_1.bin"),
        ("C:\\a\\sổ.xlsx", "", "sổ.xlsx", "documents/file_1.xlsx"),
        ("x.đuôi", "bad\r\nheader: 1", "x.đuôi", "documents/file_1.bin"),
        ("", "", "document", "documents/file_1.bin"),
    ],
)
def test_a_files_name_does_no_harm(name: str, mime: str, kept: str, path: str) -> None:
    stored = Files(1).document(Upload(name, mime, b"x"))
    assert (stored.name, stored.path) == (kept, path)
    assert "\r" not in stored.mime_type


def test_a_file_above_20_mb_cannot_be_downloaded() -> None:
    store = Files(1)
    stored = store.document(Upload("x", "text/plain", b"\0" * (20 * 1024 * 1024 + 1)))
    with pytest.raises(ApiError, match="file is too big"):
        store.get_file(stored.content.file_id)


def test_the_oldest_files_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "KEPT_BYTES", 5)
    store = Files(1)
    first, second = (store.document(Upload("x", "text/plain", b"abc")) for _ in range(2))
    assert store.by_id(first.content.file_id) is None
    assert store.by_path(first.path) is None
    assert store.by_id(second.content.file_id) is second
