"""The objects that go over the wire, made by python-telegram-bot's types.

Building a telegram.Message and turning it into a dict costs about 90 µs. What does not change from one message of a
chat to the next is therefore made once (a template that telegram.Message wrote); number, date and text are filled in.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from telegram import (
    CallbackQuery,
    Chat,
    ChatMemberBanned,
    ChatMemberMember,
    ChatMemberUpdated,
    Document,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    PhotoSize,
    TelegramObject,
    Update,
    User,
)

from bot.sandbox.errors import bad_request

Wire = dict[str, Any]
"""One JSON object of the Bot API. Treated as immutable: a change makes a new one, because several places share it."""

EPOCH = datetime.fromtimestamp(0, UTC)
CALLBACK_DATA_BYTES = 64

# Service flags that the Bot API sends only when true; python-telegram-bot writes them always.
_TRUE_OR_ABSENT = ("channel_chat_created", "delete_chat_photo", "group_chat_created", "supergroup_chat_created")


def plain(thing: TelegramObject) -> Wire:
    """The object as the JSON that a client reads: no enums, no tuples."""
    wire: Wire = json.loads(json.dumps(thing.to_dict()))
    for flag in _TRUE_OR_ABSENT:
        if wire.get(flag) is False:
            del wire[flag]
    return wire


class ChatWriter:
    """Writes the messages and updates of one private chat."""

    def __init__(self, chat_id: int, name: str, username: str | None, language: str, bot: Wire) -> None:
        self._bot = User.de_json(bot)
        self._user = User(chat_id, name, is_bot=False, username=username, language_code=language)
        self._chat = Chat(chat_id, Chat.PRIVATE, first_name=name, username=username)
        self._from_phone = self._template(self._user)
        self._from_bot = self._template(self._bot)
        self._callback = plain(CallbackQuery("", self._user, chat_instance=str(chat_id * 7919), data=""))

    def _template(self, sender: User) -> Wire:
        return plain(Message(0, EPOCH, self._chat, from_user=sender, text=""))

    def heard(self, message_id: int, at: datetime, text: str, entities: Sequence[Wire]) -> Wire:
        """A text that the phone sends."""
        return self._filled(self._from_phone, message_id, at, text, entities)

    def said(
        self,
        message_id: int,
        at: datetime,
        text: str,
        entities: Sequence[Wire],
        keyboard: Wire | None,
        reply_to: Wire | None,
    ) -> Wire:
        """A text that the bot sends."""
        wire = self._filled(self._from_bot, message_id, at, text, entities)
        if keyboard is not None:
            wire["reply_markup"] = keyboard
        if reply_to is not None:
            wire["reply_to_message"] = without_reply(reply_to)
        return wire

    def media(
        self,
        message_id: int,
        at: datetime,
        content: PhotoSize | Document,
        caption: str,
        entities: Sequence[Wire],
        keyboard: Wire | None,
        reply_to: Wire | None,
    ) -> Wire:
        """A picture or a document that the bot sends."""
        message = Message(
            message_id,
            at,
            self._chat,
            from_user=self._bot,
            photo=[content] if isinstance(content, PhotoSize) else None,
            document=content if isinstance(content, Document) else None,
            caption=caption or None,
            caption_entities=MessageEntity.de_list(list(entities)),
        )
        wire = plain(message)
        if keyboard is not None:
            wire["reply_markup"] = keyboard
        if reply_to is not None:
            wire["reply_to_message"] = without_reply(reply_to)
        return wire

    def tapped(self, callback_id: str, message: Wire, data: str) -> Wire:
        """The callback query of a tap on a button of `message`."""
        return {**self._callback, "id": callback_id, "message": message, "data": data}

    def block_changed(self, at: datetime, *, blocked: bool) -> Wire:
        """The news that the phone has blocked the bot, or unblocked it."""
        member, banned = ChatMemberMember(self._bot), ChatMemberBanned(self._bot, until_date=EPOCH)
        old, new = (member, banned) if blocked else (banned, member)
        return plain(ChatMemberUpdated(self._chat, self._user, at, old, new))

    @staticmethod
    def _filled(template: Wire, message_id: int, at: datetime, text: str, entities: Sequence[Wire]) -> Wire:
        wire = {**template, "message_id": message_id, "date": int(at.timestamp()), "text": text}
        if entities:
            wire["entities"] = list(entities)
        return wire


def without_reply(message: Wire) -> Wire:
    """A message as it is quoted in another: the quote does not quote again."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def update(update_id: int, kind: str, body: Wire) -> Wire:
    """The update that carries `body` under the name of its kind."""
    return {"update_id": update_id, kind: body}


UPDATE_KINDS = frozenset(Update.ALL_TYPES)


def entity(kind: str, offset: int, length: int, details: Mapping[str, Any] | None = None) -> Wire:
    """A part of a text that means something; offset and length in UTF-16 units."""
    return plain(MessageEntity(kind, offset, length, **(details or {})))


def keyboard(markup: str) -> Wire | None:
    """The inline keyboard in a `reply_markup` parameter (JSON text); None for none, and for the other kinds of markup.

    Raises ApiError 400 for what the Bot API refuses.
    """
    return _keyboard(markup)


@lru_cache(maxsize=2048)
def _keyboard(markup: str) -> Wire | None:
    try:
        data = json.loads(markup)
    except ValueError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(data, dict):
        raise bad_request("object expected as reply markup")
    rows = data.get("inline_keyboard")
    if rows is None:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array of Array of InlineKeyboardButton')
    rows = [row for row in rows if row]
    for row in rows:
        for button in row:
            _check_button(button)
    try:
        return plain(InlineKeyboardMarkup.de_json({"inline_keyboard": rows})) if rows else None
    except (TypeError, AttributeError, KeyError, ValueError):
        raise bad_request("can't parse inline keyboard button: wrong type of a field") from None


_BUTTON_ACTIONS = (
    "callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip


def _check_button(button: Any) -> None:
    cannot = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(cannot + "InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request(cannot + 'can\'t find field "text"')
    if not text.strip():
        raise bad_request(cannot + "text must be non-empty")
    if not any(action in button for action in _BUTTON_ACTIONS):
        raise bad_request(cannot + "text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not (isinstance(data, str) and 1 <= len(data.encode()) <= CALLBACK_DATA_BYTES):
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not (isinstance(url, str) and "." in url):
        raise bad_request("BUTTON_URL_INVALID")
