"""The wire objects: what the templates give is what python-telegram-bot's types would have written, and read."""

from datetime import timedelta

from telegram import Chat, InlineKeyboardMarkup, Message, MessageEntity, Update, User

from bot.sandbox.server import Sandbox
from bot.sandbox.wire import plain
from tests.bot.sandbox.checker import complaints
from tests.bot.sandbox.conftest import LAN, MAI, NOON, BotClient, keyboard

LAN_USER = User(LAN, "Lan", is_bot=False, username="lan_ctv", language_code="vi")
LAN_CHAT = Chat(LAN, "private", first_name="Lan", username="lan_ctv")


async def test_a_message_of_a_phone_is_what_the_library_writes(sandbox: Sandbox) -> None:
    said = sandbox.say(LAN, "/start đi", sent_at=NOON - timedelta(days=1))
    command = MessageEntity("bot_command", 0, 6)
    written = Message(
        said["message_id"], NOON - timedelta(days=1), LAN_CHAT, from_user=LAN_USER, text="/start đi", entities=[command]
    )
    assert said == plain(written)


async def test_a_message_of_the_bot_is_what_the_library_writes(sandbox: Sandbox, bot: BotClient) -> None:
    sent = await bot("sendMessage", chat_id=LAN, text="Chọn", reply_markup=keyboard("a"))
    me = User(123456, "Sổ Tay", is_bot=True, username="sotay_sandbox_bot")
    buttons = InlineKeyboardMarkup.de_json(keyboard("a"))
    written = Message(sent["message_id"], NOON, LAN_CHAT, from_user=me, text="Chọn", reply_markup=buttons)
    assert sent == plain(written)


async def test_every_kind_of_update_is_read_by_the_library_and_fits_the_schema(
    sandbox: Sandbox, bot: BotClient
) -> None:
    sandbox.say(MAI, "một")
    sent = await bot("sendMessage", chat_id=LAN, text="Chọn", reply_markup=keyboard("a"))
    sandbox.tap(LAN, sent["message_id"], "a")
    sandbox.block(LAN)
    updates = await bot("getUpdates")
    kinds = [(set(update) - {"update_id"}).pop() for update in updates]
    assert kinds == ["message", "callback_query", "my_chat_member"]
    for update in updates:
        assert complaints("Update", update) == []
        read = Update.de_json(update)
        assert read.effective_user is not None
        assert read.effective_user.id in (LAN, MAI)
        assert read.api_kwargs == {}
