"""The Bot API's methods that put something on a phone's screen or change it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram import Document, MessageEntity, PhotoSize

from bot.sandbox import wire
from bot.sandbox.entities import merged, trimmed, units
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.limits import RateLimiter
from bot.sandbox.markup import parse
from bot.sandbox.phones import Chat
from bot.sandbox.request import Parameters
from bot.sandbox.wire import Wire
from bot.sandbox.world import TEXT_UNITS, World

CAPTION_UNITS = 1024
ANSWER_UNITS = 200
DELETABLE = timedelta(hours=48)
ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip
_ENTITY_DETAILS = ("url", "language", "custom_emoji_id")
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Messages:
    """sendMessage and its kin. Each takes the call's parameters, returns its result, or raises ApiError."""

    def __init__(self, world: World, limiter: RateLimiter) -> None:
        self._world = world
        self._limiter = limiter

    def send_message(self, p: Parameters) -> Wire:
        chat = self._chat(p)
        text, entities = _formatted(p, "text", "entities")
        if not text:
            raise bad_request("message text is empty")
        if units(text) > TEXT_UNITS:
            raise bad_request("message is too long")
        keyboard, reply_to = _keyboard(p), _replied(p, chat)
        self._admit(chat)
        world = self._world
        message_id = world.new_message_id()
        return world.show(chat, chat.writer.said(message_id, world.clock.now(), text, entities, keyboard, reply_to))

    def send_photo(self, p: Parameters) -> Wire:
        chat, caption = self._chat(p), _caption(p)
        return self._send_media(p, chat, self._world.files.photo(p.file("photo")).content, *caption)

    def send_document(self, p: Parameters) -> Wire:
        chat, caption = self._chat(p), _caption(p)
        return self._send_media(p, chat, self._world.files.document(p.file("document")).content, *caption)

    def _send_media(
        self, p: Parameters, chat: Chat, content: PhotoSize | Document, caption: str, entities: Sequence[Wire]
    ) -> Wire:
        keyboard, reply_to = _keyboard(p), _replied(p, chat)
        self._admit(chat)
        world = self._world
        message_id, now = world.new_message_id(), world.clock.now()
        return world.show(chat, chat.writer.media(message_id, now, content, caption, entities, keyboard, reply_to))

    def edit_message_text(self, p: Parameters) -> Wire:
        chat, message = self._to_edit(p)
        if "text" not in message:
            raise bad_request("there is no text in the message to edit")
        text, entities = _formatted(p, "text", "entities")
        if not text:
            raise bad_request("message text is empty")
        if units(text) > TEXT_UNITS:
            raise bad_request("message is too long")
        return self._edit(chat, message, {"text": text, "entities": entities, "reply_markup": _keyboard(p)})

    def edit_message_reply_markup(self, p: Parameters) -> Wire:
        chat, message = self._to_edit(p)
        return self._edit(chat, message, {"reply_markup": _keyboard(p)})

    def _edit(self, chat: Chat, message: Wire, change: Wire) -> Wire:
        if all((message.get(key) or None) == (value or None) for key, value in change.items()):
            raise bad_request(NOT_MODIFIED)
        limits = self._limiter.limits
        if limits is not None and limits.strict:
            self._admit(chat)
        edited = {**message, **change, "edit_date": int(self._world.clock.now().timestamp())}
        return self._world.show(chat, {key: value for key, value in edited.items() if value not in (None, [])})

    def delete_message(self, p: Parameters) -> bool:
        chat = self._chat(p, writes=False)
        message = chat.by_id.get(_message_id(p))
        if message is None:
            raise bad_request("message to delete not found")
        if self._world.clock.now() - datetime.fromtimestamp(message["date"], UTC) > DELETABLE:
            raise bad_request("message can't be deleted for everyone")
        self._world.remove(chat, message["message_id"])
        return True

    def answer_callback_query(self, p: Parameters) -> bool:
        text = p.text("text")
        if units(text) > ANSWER_UNITS:
            raise bad_request("MESSAGE_TOO_LONG")
        if not self._world.answer_tap(p.text("callback_query_id"), text or None, alert=p.flag("show_alert")):
            raise bad_request(TOO_OLD)
        return True

    def send_chat_action(self, p: Parameters) -> bool:
        chat = self._chat(p)
        if p.text("action") not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._world.show_typing(chat)
        return True

    # -- what most of them need ----------------------------------------------------------------------------------

    def _chat(self, p: Parameters, *, writes: bool = True) -> Chat:
        if not p.text("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self._world.chats.get(p.integer("chat_id"))
        if chat is None:
            raise bad_request("chat not found")
        if writes and chat.phone.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if writes and not chat.phone.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def _to_edit(self, p: Parameters) -> tuple[Chat, Wire]:
        if p.text("inline_message_id"):
            raise bad_request("MESSAGE_ID_INVALID")  # the sandbox has no inline mode, so no such message exists
        chat = self._chat(p)
        message = chat.by_id.get(_message_id(p))
        if message is None:
            raise bad_request("message to edit not found")
        if not message["from"]["is_bot"]:
            raise bad_request("message can't be edited")
        return chat, message

    def _admit(self, chat: Chat) -> None:
        self._limiter.admit(chat.phone.id, chat.heard_at, self._world.clock.now())


def _message_id(p: Parameters) -> int:
    message_id = p.integer("message_id")
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    return message_id


def _keyboard(p: Parameters) -> Wire | None:
    markup = p.text("reply_markup")
    return wire.keyboard(markup) if markup else None


def _caption(p: Parameters) -> tuple[str, list[Wire]]:
    caption, entities = _formatted(p, "caption", "caption_entities")
    if units(caption) > CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return caption, entities


def _formatted(p: Parameters, text_name: str, entities_name: str) -> tuple[str, list[Wire]]:
    """The text of a call and its entities: those given or marked up, and those that the messenger finds."""
    text = p.text(text_name)
    if not text.isascii():
        _check_encoding(text)
    given: list[Wire] = []
    if mode := p.text("parse_mode"):
        text, given = parse(text, mode)
    elif raw := p.json(entities_name):
        given = _given_entities(raw, text)
    text, given = trimmed(text.replace("\r", "").replace("\0", ""), given)
    return text, merged(given, text)


def _check_encoding(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, from a JSON escape
        raise bad_request("strings must be encoded in UTF-8") from None


def _given_entities(raw: Any, text: str) -> list[Wire]:
    if not isinstance(raw, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    end = units(text)
    given = [_given_entity(item) for item in raw]
    # The messenger silently drops what lies outside the text, and mentions of people whom it does not know.
    return [
        e
        for e in given
        if 0 <= e["offset"] < e["offset"] + e["length"] <= end and e["type"] != MessageEntity.TEXT_MENTION
    ]


def _given_entity(item: Any) -> Wire:
    cannot = "can't parse MessageEntity: "
    if not isinstance(item, dict) or [type(item.get(key)) for key in ("type", "offset", "length")] != [str, int, int]:
        raise bad_request(cannot + "expected an Object with type, offset and length")
    if item["type"] not in MessageEntity.ALL_TYPES:
        raise bad_request(cannot + "unsupported type specified")
    details = {key: item[key] for key in _ENTITY_DETAILS if isinstance(item.get(key), str)}
    if item["type"] == MessageEntity.TEXT_LINK and "url" not in details:
        raise bad_request(cannot + 'can\'t find field "url"')
    return wire.entity(item["type"], item["offset"], item["length"], details)


def _replied(p: Parameters, chat: Chat) -> Wire | None:
    """The message that is replied to, if the call names one."""
    reply = p.json("reply_parameters")
    named = (
        Parameters(reply) if isinstance(reply, dict) else Parameters({"message_id": p.integer("reply_to_message_id")})
    )
    message_id = named.integer("message_id")
    if not message_id:
        return None
    message = chat.by_id.get(message_id)
    if message is None and not (named.flag("allow_sending_without_reply") or p.flag("allow_sending_without_reply")):
        raise bad_request("message to be replied not found")
    return message
