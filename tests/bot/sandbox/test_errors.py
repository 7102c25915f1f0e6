"""Refusals, in the Bot API's own words."""

from typing import Any

import pytest
from aiohttp import ClientSession

from bot.sandbox.server import Sandbox
from tests.bot.sandbox.conftest import LAN, STRANGER, BotClient, keyboard

NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)
TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


def buttons(*row: Any) -> dict[str, Any]:
    return {"inline_keyboard": [list(row)]}


@pytest.mark.parametrize(
    ("method", "params", "refusal"),
    [
        ("sendMessage", {"text": "x"}, "400 Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": 99, "text": "x"}, "400 Bad Request: chat not found"),
        ("sendMessage", {"chat_id": "@lan", "text": "x"}, "400 Bad Request: chat not found"),
        (
            "sendMessage",
            {"chat_id": STRANGER, "text": "x"},
            "403 Forbidden: bot can't initiate conversation with a user",
        ),
        ("sendMessage", {"chat_id": LAN}, "400 Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": LAN, "text": " \n "}, "400 Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": LAN, "text": "x" * 4097}, "400 Bad Request: message is too long"),
        ("sendMessage", {"chat_id": LAN, "text": "😀" * 2049}, "400 Bad Request: message is too long"),
        ("sendMessage", {"chat_id": LAN, "text": "\ud800"}, "400 Bad Request: strings must be encoded in UTF-8"),
        ("sendMessage", {"chat_id": LAN, "text": "x", "parse_mode": "odd"}, "400 Bad Request: unsupported parse_mode"),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "reply_parameters": {"message_id": 1}},
            "400 Bad Request: message to be replied not found",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "reply_markup": keyboard("x" * 65)},
            "400 Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "reply_markup": keyboard("ư" * 33)},
            "400 Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "reply_markup": buttons({"text": "a", "callback_data": ""})},
            "400 Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "reply_markup": buttons({"text": "a", "url": "nowhere"})},
            "400 Bad Request: BUTTON_URL_INVALID",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "reply_markup": buttons({"text": "a"})},
            "400 Bad Request: can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "reply_markup": buttons({"callback_data": "a"})},
            "400 Bad Request: can't parse inline keyboard button: can't find field \"text\"",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "reply_markup": buttons("a")},
            "400 Bad Request: can't parse inline keyboard button: InlineKeyboardButton must be an Object",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "reply_markup": buttons({"text": "a", "web_app": 5})},
            "400 Bad Request: can't parse inline keyboard button: wrong type of a field",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "reply_markup": {"inline_keyboard": 5}},
            '400 Bad Request: field "inline_keyboard" must be of type Array of Array of InlineKeyboardButton',
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "reply_markup": [1]},
            "400 Bad Request: object expected as reply markup",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "reply_markup": "{"},
            "400 Bad Request: can't parse reply keyboard markup JSON object",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "entities": [{"type": "bold"}]},
            "400 Bad Request: can't parse MessageEntity: expected an Object with type, offset and length",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "entities": {"type": "bold"}},
            "400 Bad Request: can't parse entities: expected an Array of MessageEntity",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "entities": [{"type": "odd", "offset": 0, "length": 1}]},
            "400 Bad Request: can't parse MessageEntity: unsupported type specified",
        ),
        (
            "sendMessage",
            {"chat_id": LAN, "text": "x", "entities": [{"type": "text_link", "offset": 0, "length": 1}]},
            "400 Bad Request: can't parse MessageEntity: can't find field \"url\"",
        ),
        (
            "editMessageText",
            {"chat_id": LAN, "text": "x"},
            "400 Bad Request: message identifier is not specified",
        ),
        (
            "editMessageText",
            {"chat_id": LAN, "message_id": 1, "text": "x"},
            "400 Bad Request: message to edit not found",
        ),
        ("editMessageText", {"inline_message_id": "i", "text": "x"}, "400 Bad Request: MESSAGE_ID_INVALID"),
        ("deleteMessage", {"chat_id": LAN, "message_id": 1}, "400 Bad Request: message to delete not found"),
        ("answerCallbackQuery", {"callback_query_id": "77"}, TOO_OLD),
        ("answerCallbackQuery", {}, TOO_OLD),
        ("answerCallbackQuery", {"text": "x" * 201}, "400 Bad Request: MESSAGE_TOO_LONG"),
        (
            "sendChatAction",
            {"chat_id": LAN, "action": "dancing"},
            "400 Bad Request: wrong parameter action in request",
        ),
        ("sendPhoto", {"chat_id": LAN}, "400 Bad Request: there is no photo in the request"),
        ("sendDocument", {"chat_id": LAN}, "400 Bad Request: there is no document in the request"),
        (
            "sendPhoto",
            {"chat_id": LAN, "photo": "AgAC-no-such"},
            "400 Bad Request: wrong file identifier/HTTP URL specified",
        ),
        (
            "sendPhoto",
            {"chat_id": LAN, "photo": "https://example.org/a.png"},
            "400 Bad Request: failed to get HTTP URL content",
        ),
        (
            "sendDocument",
            {"chat_id": LAN, "document": "attach://sheet"},
            "400 Bad Request: file sheet not found in the request",
        ),
        (
            "sendDocument",
            {"chat_id": LAN, "document": "x", "caption": "x" * 1025},
            "400 Bad Request: message caption is too long",
        ),
        ("getFile", {"file_id": "x"}, "400 Bad Request: invalid file_id"),
        ("setWebhook", {"url": "ftp://x"}, "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        ("setWebhook", {"url": "http://["}, "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        (
            "setWebhook",
            {"url": "http://x:99999"},
            "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
        ),
        ("setWebhook", {"url": "x"}, "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        (
            "setWebhook",
            {"url": "https://x.vn", "secret_token": "có dấu"},
            "400 Bad Request: secret token contains unallowed characters",
        ),
        ("sendSmoke", {"chat_id": LAN}, "404 Not Found"),
    ],
)
async def test_the_refusal_is_worded_as_the_real_one(
    bot: BotClient, method: str, params: dict[str, Any], refusal: str
) -> None:
    assert await bot.refused(method, **params) == refusal


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "editMessageReplyMarkup", "sendChatAction"])
async def test_a_blocked_user_gets_403(sandbox: Sandbox, bot: BotClient, method: str) -> None:
    sent = await bot("sendMessage", chat_id=LAN, text="trước")
    sandbox.block(LAN)
    refusal = await bot.refused(method, chat_id=LAN, message_id=sent["message_id"], text="x", action="typing")
    assert refusal == "403 Forbidden: bot was blocked by the user"


async def test_an_edit_that_changes_nothing_is_refused(bot: BotClient) -> None:
    content: dict[str, Any] = {"chat_id": LAN, "text": "<b>giữ</b> nguyên", "parse_mode": "HTML"}
    sent = await bot("sendMessage", **content, reply_markup=keyboard("a"))
    same = {**content, "message_id": sent["message_id"]}
    assert await bot.refused("editMessageText", **same, reply_markup=keyboard("a")) == NOT_MODIFIED
    await bot("editMessageText", **same, reply_markup=keyboard("b"))
    await bot("editMessageText", **same)
    assert await bot.refused("editMessageText", **same) == NOT_MODIFIED
    await bot("editMessageText", **{**same, "text": "giữ nguyên"})


@pytest.mark.parametrize("text", ["", "x" * 4097])
async def test_an_edit_obeys_the_bounds_of_a_text(bot: BotClient, text: str) -> None:
    sent = await bot("sendMessage", chat_id=LAN, text="trước")
    refusal = await bot.refused("editMessageText", chat_id=LAN, message_id=sent["message_id"], text=text)
    assert refusal == f"400 Bad Request: message {'is too long' if text else 'text is empty'}"


async def test_the_phones_own_message_cannot_be_edited(sandbox: Sandbox, bot: BotClient) -> None:
    said = sandbox.say(LAN, "của tôi")
    refusal = await bot.refused("editMessageText", chat_id=LAN, message_id=said["message_id"], text="x")
    assert refusal == "400 Bad Request: message can't be edited"


async def test_the_longest_text_is_taken(bot: BotClient) -> None:
    sent = await bot("sendMessage", chat_id=LAN, text="😀" * 2048)
    assert len(sent["text"]) == 2048


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bot999:OTHER/getMe", 401),
        ("/botnonsense/getMe", 404),
        ("/bot123456:SANDBOX", 404),
        ("/bot123456:SANDBOX/a/b", 404),
        ("/nowhere", 404),
        ("/file/bot999:OTHER/photos/file_1.png", 401),
        ("/file/bot123456:SANDBOX/photos/file_1.png", 404),
    ],
)
async def test_a_wrong_address_is_refused_with_a_body(
    sandbox: Sandbox, http: ClientSession, path: str, status: int
) -> None:
    async with http.get(sandbox.url + path) as response:
        assert response.status == status
        description = {401: "Unauthorized", 404: "Not Found"}[status]
        assert await response.json() == {"ok": False, "error_code": status, "description": description}
