"""Messages: sent, edited, deleted, tapped, answered."""

from datetime import timedelta
from typing import Any

import pytest

from bot.clock import FixedClock
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.checker import complaints
from tests.bot.sandbox.conftest import LAN, NOON, STRANGER, BotClient, keyboard


async def test_get_me_tells_who_the_bot_is(bot: BotClient) -> None:
    me = await bot("getMe")
    assert (me["id"], me["is_bot"]) == (123456, True)


async def test_what_a_phone_says_reaches_the_bot_as_an_update(sandbox: Sandbox, bot: BotClient) -> None:
    said = sandbox.say(LAN, "/start KH7F")
    (update,) = await bot("getUpdates")
    assert update["message"] == said
    assert said["text"] == "/start KH7F"
    assert said["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert said["chat"] == {"id": LAN, "type": "private", "first_name": "Lan", "username": "lan_ctv"}
    assert said["from"]["language_code"] == "vi"
    assert said["date"] == NOON.timestamp()


async def test_a_message_is_dated_by_when_it_was_sent(sandbox: Sandbox) -> None:
    said = sandbox.say(LAN, "muộn", sent_at=NOON - timedelta(hours=3))
    assert said["date"] == NOON.timestamp() - 3 * 3600


async def test_a_long_text_is_cut_into_messages_as_phones_do(sandbox: Sandbox, bot: BotClient) -> None:
    sandbox.say(LAN, "từ " * 3000)
    texts = [update["message"]["text"] for update in await bot("getUpdates")]
    assert [len(text) <= 4096 for text in texts] == [True, True, True]
    assert " ".join(texts) == ("từ " * 3000).strip()


async def test_half_a_surrogate_pair_never_reaches_the_bot(sandbox: Sandbox) -> None:
    assert sandbox.say(LAN, "a\ud800b")["text"] == "a?b"


async def test_a_long_text_of_emoji_is_cut_by_utf16_units(sandbox: Sandbox, bot: BotClient) -> None:
    sandbox.say(LAN, "😀" * 5000)
    texts = [update["message"]["text"] for update in await bot("getUpdates")]
    assert "".join(texts) == "😀" * 5000
    assert all(len(text.encode("utf-16-le")) // 2 <= 4096 for text in texts)


async def test_a_conversation_with_buttons(sandbox: Sandbox, bot: BotClient) -> None:
    sent = await bot("sendMessage", chat_id=LAN, text="Chọn", reply_markup=keyboard("a", "b"))
    assert sandbox.messages(LAN) == [sent]

    callback_id = sandbox.tap(LAN, sent["message_id"], "b")
    (update,) = await bot("getUpdates")
    query = update["callback_query"]
    assert (query["id"], query["data"], query["message"], query["from"]["id"]) == (callback_id, "b", sent, LAN)

    assert await bot("answerCallbackQuery", callback_query_id=callback_id, text="đã chọn", show_alert=True)
    (answer,) = sandbox.callback_answers(LAN)
    assert (answer.callback_id, answer.text, answer.alert) == (callback_id, "đã chọn", True)

    edited = await bot("editMessageText", chat_id=LAN, message_id=sent["message_id"], text="Đã chọn b")
    assert edited["edit_date"] == NOON.timestamp()
    assert "reply_markup" not in edited
    assert sandbox.messages(LAN) == [edited]
    assert query["message"]["text"] == "Chọn"


async def test_the_markup_alone_can_be_changed_and_taken_away(bot: BotClient) -> None:
    sent = await bot("sendMessage", chat_id=LAN, text="Chọn", reply_markup=keyboard("a"))
    where = {"chat_id": LAN, "message_id": sent["message_id"]}
    changed = await bot("editMessageReplyMarkup", **where, reply_markup=keyboard("c"))
    assert changed["reply_markup"] == keyboard("c")
    assert changed["text"] == "Chọn"
    bare = await bot("editMessageReplyMarkup", **where)
    assert "reply_markup" not in bare
    assert "message is not modified" in await bot.refused("editMessageReplyMarkup", **where)


async def test_a_deleted_message_is_gone(sandbox: Sandbox, bot: BotClient, clock: FixedClock) -> None:
    sent = await bot("sendMessage", chat_id=LAN, text="tạm")
    said = sandbox.say(LAN, "chào")
    for message in (sent, said):
        assert await bot("deleteMessage", chat_id=LAN, message_id=message["message_id"]) is True
    assert sandbox.messages(LAN) == []
    old = await bot("sendMessage", chat_id=LAN, text="cũ")
    clock.at += timedelta(hours=49)
    refusal = await bot.refused("deleteMessage", chat_id=LAN, message_id=old["message_id"])
    assert refusal == "400 Bad Request: message can't be deleted for everyone"


async def test_a_reply_quotes_what_it_answers(sandbox: Sandbox, bot: BotClient) -> None:
    said = sandbox.say(LAN, "hỏi")
    reply = await bot("sendMessage", chat_id=LAN, text="đáp", reply_parameters={"message_id": said["message_id"]})
    assert reply["reply_to_message"] == said
    again = await bot("sendMessage", chat_id=LAN, text="đáp", reply_to_message_id=reply["message_id"])
    assert "reply_to_message" not in again["reply_to_message"]
    lost = {"message_id": 9, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await bot("sendMessage", chat_id=LAN, text="đáp", reply_parameters=lost)


async def test_typing_shows_until_the_message_comes(sandbox: Sandbox, bot: BotClient, clock: FixedClock) -> None:
    await bot("sendChatAction", chat_id=LAN, action="typing")
    chat = await sandbox.wait(LAN, lambda chat: chat.is_typing(clock.now()))
    await bot("sendMessage", chat_id=LAN, text="xong")
    assert not chat.is_typing(clock.now())
    await bot("sendChatAction", chat_id=LAN, action="typing")
    clock.at += timedelta(seconds=6)
    assert not chat.is_typing(clock.now())


async def test_a_blocked_bot_is_told_and_may_write_when_the_phone_writes(sandbox: Sandbox, bot: BotClient) -> None:
    sandbox.block(LAN)
    assert await bot.refused("sendMessage", chat_id=LAN, text="x") == "403 Forbidden: bot was blocked by the user"
    sandbox.say(LAN, "lại đây")
    updates = await bot("getUpdates")
    news = [u["my_chat_member"]["new_chat_member"]["status"] for u in updates if "my_chat_member" in u]
    assert news == ["kicked", "member"]
    await bot("sendMessage", chat_id=LAN, text="chào lại")


async def test_a_raw_update_is_delivered_as_it_is(sandbox: Sandbox, bot: BotClient) -> None:
    number = sandbox.push_update({"message": {"chat": {"id": STRANGER}, "text": 5}})
    assert sandbox.push_update({"update_id": "no number", "poll_of_the_future": None}) == number + 1
    _, body = await bot.raw("getUpdates")
    assert body["result"] == [
        {"update_id": number, "message": {"chat": {"id": STRANGER}, "text": 5}},
        {"update_id": "no number", "poll_of_the_future": None},
    ]
    await bot("sendMessage", chat_id=STRANGER, text="giờ thì được")  # the raw message counted as written by the phone


@pytest.mark.parametrize(
    ("phone", "message_id", "data", "error"),
    [(999, 1, "a", LookupError), (LAN, 1, "a", LookupError), (LAN, 0, "", ValueError), (LAN, 0, "ư" * 33, ValueError)],
)
async def test_a_tap_that_no_phone_could_make_is_refused(
    sandbox: Sandbox, bot: BotClient, phone: int, message_id: int, data: str, error: type[Exception]
) -> None:
    sent = await bot("sendMessage", chat_id=LAN, text="Chọn", reply_markup=keyboard("a"))
    with pytest.raises(error):
        sandbox.tap(phone, message_id or sent["message_id"], data)


async def test_an_answer_to_a_tap_comes_too_late_after_a_quarter_of_an_hour(
    sandbox: Sandbox, bot: BotClient, clock: FixedClock
) -> None:
    sent = await bot("sendMessage", chat_id=LAN, text="Chọn", reply_markup=keyboard("a"))
    callback_id = sandbox.tap(LAN, sent["message_id"], "a")
    clock.at += timedelta(minutes=16)
    refusal = await bot.refused("answerCallbackQuery", callback_query_id=callback_id)
    assert refusal.startswith("400 Bad Request: query is too old")


async def test_every_call_is_recorded(sandbox: Sandbox, bot: BotClient) -> None:
    await bot("sendMessage", chat_id=LAN, text="x")
    await bot.refused("sendMessage", chat_id=LAN, text="")
    good, bad = sandbox.calls
    assert (good.method, good.params, good.ok) == ("sendMessage", {"chat_id": LAN, "text": "x"}, True)
    assert (bad.ok, bad.description) == (False, "Bad Request: message text is empty")


async def test_a_restarted_sandbox_goes_on_counting(sandbox: Sandbox, clock: FixedClock) -> None:
    before = sandbox.say(LAN, "một")
    clock.at += timedelta(seconds=5)
    later = Sandbox(clock=clock, phones=[sandbox.phones[0]])
    assert later.say(LAN, "hai")["message_id"] > before["message_id"]


async def test_waiting_ends_with_the_change_or_with_the_time(sandbox: Sandbox) -> None:
    with pytest.raises(TimeoutError):
        await sandbox.wait(LAN, lambda chat: bool(chat.messages), timeout=0.01)
    sandbox.say(LAN, "đây")
    chat = await sandbox.wait(LAN, lambda chat: bool(chat.messages), timeout=0.01)
    assert chat.messages[0]["text"] == "đây"


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({}, "Chat.id: missing"),
        ({"id": "1", "type": "private"}, "Chat.id: '1' is not Integer"),
        ({"id": 1, "type": "private", "colour": 1}, "Chat.colour: no such field in Chat"),
    ],
)
def test_the_checker_sees_what_is_wrong(wrong: dict[str, Any], complaint: str) -> None:
    assert complaint in complaints("Chat", wrong)
