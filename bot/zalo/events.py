"""What the Zalo Bot Platform delivers, as aiogram's updates.

An event is `{"event_name": …, "message": {…}}`, on its own or wrapped as `{"ok": true, "result": …}`. Only what a
person writes in a private chat becomes an update; anything but words becomes a message without text, which is answered
with a hint. Bots' messages, groups, reactions and what cannot be read are passed over.
"""

import hashlib
import json
import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from aiogram import Bot
from aiogram.types import Chat, Message, Update, User

log = logging.getLogger(__name__)

TEXT = "message.text.received"
NO_MESSAGE = ("message.reaction.received",)
"""What a person does without saying anything: it wants no answer."""

_CHAT_ID = re.compile(r"[!-~]{1,64}")
"""Ids are words of letters and digits; anything that is not printable or does not fit our tables is none."""
_EPOCH = datetime.fromtimestamp(0, UTC)
_LONGEST_DATE = 1 << 45
"""Milliseconds, about a thousand years: what is beyond was no time at all."""


def read(raw: Any, bot: Bot) -> Update | None:
    """The update that an event is to us, bound to `bot`; None for what needs no answer. Never raises."""
    event = _unwrapped(raw)
    name, message = event.get("event_name"), _part(event, "message")
    if reason := _no_concern_of_ours(name, message):
        log.info("an event was passed over: %s", reason)
        return None
    chat_id, sender = _chat_id(message), _part(message, "from")
    text = _clean(message.get("text")) if name == TEXT else ""
    number, sent_at = _identity(chat_id, message), _sent_at(message.get("date"))
    return _update(number, chat_id, _clean(sender.get("display_name")), text or None, sent_at).as_(bot)


def _no_concern_of_ours(name: Any, message: dict[str, Any]) -> str | None:
    """Why an event is no message to us, in words for the log; None when it is one."""
    if not message:
        return "it holds no message"
    if _part(message, "from").get("is_bot") is True:
        return "a bot wrote it"
    if name in NO_MESSAGE:
        return "it is a reaction"
    if not _CHAT_ID.fullmatch(_chat_id(message)):
        return "it does not say whose it is"
    return None if _is_private(message) else "it was written in a group"


def _update(number: int, chat_id: str, name: str, text: str | None, sent_at: datetime) -> Update:
    """aiogram's objects around an event. They are not validated, because a chat's id is a word here, where aiogram
    expects a number; turns know a chat by `str(chat.id)`, which is that word."""
    chat = Chat.model_construct(id=chat_id, type="private")
    user = User.model_construct(id=_number(chat_id), is_bot=False, first_name=name)
    message = Message.model_construct(message_id=0, date=sent_at, chat=chat, from_user=user, text=text)
    return Update.model_construct(update_id=number, message=message)


def _unwrapped(raw: Any) -> dict[str, Any]:
    if isinstance(raw, dict) and isinstance(raw.get("result"), dict):
        raw = raw["result"]
    return raw if isinstance(raw, dict) else {}


def _part(whole: dict[str, Any], name: str) -> dict[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _chat_id(message: dict[str, Any]) -> str:
    sender_id = _part(message, "from").get("id")
    chat_id = _part(message, "chat").get("id", sender_id)
    return chat_id if isinstance(chat_id, str) else ""


def _is_private(message: dict[str, Any]) -> bool:
    """In a private chat, chat and sender have the same id; `chat_type` says it, too."""
    kind = _part(message, "chat").get("chat_type")
    if isinstance(kind, str):
        return kind.upper() == "PRIVATE"
    return _chat_id(message) == _part(message, "from").get("id")


def _identity(chat_id: str, message: dict[str, Any]) -> int:
    """The same number for the same message, however often and in whatever wrapping it is delivered."""
    message_id = message.get("message_id")
    if isinstance(message_id, str) and message_id:
        return _number(f"{chat_id} {message_id}")
    return _number(json.dumps(message, sort_keys=True))


def _number(words: str) -> int:
    """A number of 63 bits, which is what the inbox holds; two different ones meet by chance once in 10^18."""
    return int.from_bytes(hashlib.sha256(words.encode("utf-8", "replace")).digest()[:8]) >> 1


def _clean(words: Any) -> str:
    """Text that can be stored: without halves of surrogate pairs and null characters, which JSON can carry."""
    return words.encode("utf-8", "replace").decode().replace("\0", "") if isinstance(words, str) else ""


def _sent_at(milliseconds: Any) -> datetime:
    if type(milliseconds) is not int or not 0 <= milliseconds < _LONGEST_DATE:
        return _EPOCH
    return _EPOCH + timedelta(milliseconds=milliseconds)
