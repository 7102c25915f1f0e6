"""Phones and messages as the page knows them, whatever their messenger."""

from datetime import UTC, datetime

from bot.sandbox.entities import found_in
from bot.sandbox.phones import Phone
from bot.sandbox.wire import Wire
from bot.sandbox.zalo.phones import ZaloMessage, ZaloPhone


def iso(instant: datetime) -> str:
    """An instant as the page reads it."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def page_phone(phone: Phone) -> Wire:
    """A phone."""
    return {
        "id": phone.id,
        "messenger": "zalo" if isinstance(phone, ZaloPhone) else "telegram",
        "name": phone.name,
        "username": phone.username,
        "role": phone.role,
        "language": phone.language,
        "blocked": phone.blocked,
    }


def page_message(message: Wire | ZaloMessage) -> Wire:
    """A message."""
    if isinstance(message, ZaloMessage):
        return _zalo_message(message)
    photo, document = message.get("photo"), message.get("document")
    edited, markup = message.get("edit_date"), message.get("reply_markup")
    return {
        "id": message["message_id"],
        "from_bot": message["from"]["is_bot"],
        "at": iso(datetime.fromtimestamp(message["date"], UTC)),
        "edited_at": None if edited is None else iso(datetime.fromtimestamp(edited, UTC)),
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


def _zalo_message(message: ZaloMessage) -> Wire:
    photo = message.photo and {key: getattr(message.photo.content, key) for key in ("file_id", "width", "height")}
    return {
        "id": message.id,
        "from_bot": message.from_bot,
        "at": iso(message.at),
        "edited_at": None,
        "text": None if photo else message.text,
        "caption": message.text if photo else None,
        "entities": [entity for entity in found_in(message.text) if entity["type"] == "url"],
        "photo": photo,
        "document": None,
        "keyboard": None,
    }
