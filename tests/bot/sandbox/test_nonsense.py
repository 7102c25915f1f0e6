"""Whatever a call carries, it is carried out or refused; the server itself never fails."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import FixedClock
from bot.sandbox.bot_api import BotApi
from bot.sandbox.limits import RateLimiter
from bot.sandbox.phones import Phone
from bot.sandbox.request import Parameters
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import World
from tests.bot.sandbox.checker import complaints_about_result
from tests.bot.sandbox.conftest import LAN, NOON

METHODS = [
    "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "sendMessage", "editMessageText",
    "editMessageReplyMarkup",
    "deleteMessage", "answerCallbackQuery", "sendPhoto", "sendDocument", "sendChatAction", "setMyCommands",
    "getMyCommands", "deleteMyCommands", "getFile", "getMe", "close", "logOut",
]  # fmt: skip
WORDS = [
    "message_id", "text", "inline_keyboard", "callback_data", "url", "type", "offset", "length", "bold", "text_link",
    "text_mention", "user", "chat", "chat_id", "command", "description", "HTML", "user_id", "date_time",
    "allow_sending_without_reply",
]  # fmt: skip
NAMES = [
    "text", "caption", "message_id", "parse_mode", "entities", "caption_entities", "reply_markup", "reply_parameters",
    "reply_to_message_id", "photo", "document", "file_id", "callback_query_id", "show_alert", "action", "commands",
    "scope", "language_code", "offset", "limit", "allowed_updates", "inline_message_id", "drop_pending_updates",
    "url", "secret_token", "max_connections",
]  # fmt: skip

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WORDS)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=12,
)
OTHER_BUTTONS = ["web_app", "login_url", "copy_text", "switch_inline_query", "callback_game", "pay", "icon"]
buttons = st.dictionaries(st.sampled_from(WORDS), values, max_size=3).map(lambda extra: {"text": "a", **extra})
keyboards = st.lists(st.lists(buttons, max_size=2), max_size=2).map(lambda rows: {"inline_keyboard": rows})
entities = st.lists(
    st.dictionaries(st.sampled_from(WORDS), values, max_size=3).map(
        lambda extra: {"type": "bold", "offset": 0, "length": 1, **extra}
    ),
    max_size=2,
)
odd_keyboards = st.dictionaries(st.sampled_from(OTHER_BUTTONS), values, max_size=3).map(
    lambda extra: {"inline_keyboard": [[{"text": "a", **extra}]]}
)
calls = st.dictionaries(st.sampled_from(NAMES), values | keyboards | entities, max_size=6)


@pytest.mark.parametrize("method", METHODS)
@given(params=calls)
async def test_no_call_breaks_the_server(method: str, params: dict[str, Any]) -> None:
    world = World("123456:SANDBOX", FixedClock(NOON))
    world.add_phone(Phone(LAN, "Lan", started=True))
    world.say(LAN, "chào")
    api = BotApi(world, Webhook(world.updates, world.clock), RateLimiter(None))
    sent = await api.call("sendMessage", Parameters({"chat_id": LAN, "text": "x"}))
    given_id = {"message_id": sent[1]["result"]["message_id"]} if params.get("message_id") is True else {}
    status, body = await api.call(method, Parameters({"chat_id": LAN, **params, **given_id}))
    assert status in (200, 400, 404), body
    if status == 200:
        assert complaints_about_result(method, body["result"]) == []
    else:
        assert body["description"]


@pytest.mark.parametrize("name", ["reply_markup", "entities"])
@given(value=keyboards | odd_keyboards | entities)
async def test_no_markup_breaks_a_message(name: str, value: Any) -> None:
    world = World("123456:SANDBOX", FixedClock(NOON))
    world.add_phone(Phone(LAN, "Lan", started=True))
    api = BotApi(world, Webhook(world.updates, world.clock), RateLimiter(None))
    status, body = await api.call("sendMessage", Parameters({"chat_id": LAN, "text": "x y", name: value}))
    assert status in (200, 400), body
