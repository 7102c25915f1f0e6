"""Files that the bot has sent: kept in memory, sent again by file_id, downloaded."""

import re
import struct
from collections import OrderedDict
from dataclasses import dataclass
from mimetypes import guess_extension, guess_type

from telegram import Document, File, PhotoSize

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.request import Upload
from bot.sandbox.wire import Wire, plain

PHOTO_BYTES = 10 * 1024 * 1024
DOCUMENT_BYTES = 50 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
KEPT_BYTES = 512 * 1024 * 1024
"""How much the sandbox keeps; beyond it the oldest files are forgotten."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file: the object that messages carry, and the bytes."""

    content: PhotoSize | Document
    path: str
    name: str
    mime_type: str
    data: bytes

    @property
    def is_photo(self) -> bool:
        return isinstance(self.content, PhotoSize)


class Files:
    """All files of one sandbox, by file_id and by path."""

    def __init__(self, first_id: int) -> None:
        self._stamp = first_id
        self._made = 0
        self._kept = 0
        self._by_id: OrderedDict[str, StoredFile] = OrderedDict()
        self._by_path: dict[str, StoredFile] = {}

    def photo(self, given: Upload | str) -> StoredFile:
        """The picture that a call gives, new or by file_id. Raises ApiError 400."""
        if isinstance(given, str):
            return self._again(given, "photo")
        if len(given.content) > PHOTO_BYTES:
            raise bad_request("file is too big")
        size = picture_size(given.content)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED" if given.content else "file must be non-empty")
        width, height = size
        if not (width and height) or width + height > 10_000 or max(size) > 20 * min(size):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        mime_type = "image/png" if given.content.startswith(_PNG) else "image/jpeg"
        file_id, unique_id = self._new_ids("AgACAgUAAx")
        photo = PhotoSize(file_id, unique_id, width, height, file_size=len(given.content))
        path = f"photos/file_{self._made}{guess_extension(mime_type)}"
        return self._keep(StoredFile(photo, path, path.rpartition("/")[2], mime_type, given.content))

    def document(self, given: Upload | str) -> StoredFile:
        """The document that a call gives, new or by file_id. Raises ApiError 400 or 413."""
        if isinstance(given, str):
            return self._again(given, "document")
        if not given.content:
            raise bad_request("file must be non-empty")
        if len(given.content) > DOCUMENT_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        name = given.name.replace("\\", "/").rpartition("/")[2] or "document"
        mime_type = guess_type(name)[0] or given.mime_type
        if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", mime_type, re.ASCII):
            mime_type = "application/octet-stream"
        file_id, unique_id = self._new_ids("BQACAgUAAx")
        document = Document(file_id, unique_id, file_name=name, mime_type=mime_type, file_size=len(given.content))
        extension = name.rpartition(".")[2] if "." in name else "bin"
        path = f"documents/file_{self._made}.{extension if extension.isascii() and extension.isalnum() else 'bin'}"
        return self._keep(StoredFile(document, path, name, mime_type, given.content))

    def get_file(self, file_id: str) -> Wire:
        """What getFile answers."""
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("invalid file_id")
        if len(stored.data) > DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return plain(File(file_id, stored.content.file_unique_id, len(stored.data), stored.path))

    def by_id(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def _again(self, given: str, wanted: str) -> StoredFile:
        if not given:
            raise bad_request(f"there is no {wanted} in the request")
        if given.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")  # the sandbox never goes out to fetch
        stored = self._by_id.get(given)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.is_photo != (wanted == "photo"):
            kind = "Photo" if stored.is_photo else "Document"
            raise bad_request(f"can't use file of type {kind} as {wanted.capitalize()}")
        return stored

    def _new_ids(self, prefix: str) -> tuple[str, str]:
        self._made += 1
        number = f"{self._stamp:x}-{self._made}"
        return f"{prefix}{number}", f"AQAD{number}"

    def _keep(self, stored: StoredFile) -> StoredFile:
        self._by_id[stored.content.file_id] = stored
        self._by_path[stored.path] = stored
        self._kept += len(stored.data)
        while self._kept > KEPT_BYTES:
            _, oldest = self._by_id.popitem(last=False)
            del self._by_path[oldest.path]
            self._kept -= len(oldest.data)
        return stored


_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG in pixels; None for anything else."""
    if data.startswith(_PNG) and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    return _jpeg_size(data) if data.startswith(_JPEG) else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """The size stands in the first start-of-frame segment (SOF0..SOF15 without DHT C4, JPG C8, DAC CC)."""
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:  # padding
            position += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return None
