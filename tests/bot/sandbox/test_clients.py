"""The real clients of two libraries, unchanged, each complete a conversation against the sandbox over HTTP."""

import asyncio
from collections.abc import AsyncIterator

import aiogram
import pytest
import telegram
from aiogram import types as aio
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.sandbox.server import Sandbox
from tests.bot.sandbox.conftest import LAN, STRANGER, png


@pytest.fixture
async def aiogram_bot(sandbox: Sandbox) -> AsyncIterator[aiogram.Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with aiogram.Bot(sandbox.token, session=session).context() as bot:
        yield bot


@pytest.fixture
async def ptb_bot(sandbox: Sandbox) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(
        sandbox.token, base_url=f"{sandbox.url}/bot", base_file_url=f"{sandbox.url}/file/bot"
    ) as bot:
        yield bot


async def test_aiogram_completes_a_conversation(sandbox: Sandbox, aiogram_bot: aiogram.Bot) -> None:
    bot = aiogram_bot
    assert (await bot.me()).username == "sotay_sandbox_bot"
    sandbox.say(LAN, "/start KH7F")
    (update,) = await bot.get_updates(timeout=5, allowed_updates=["message", "callback_query"])
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.text, update.message.from_user.language_code) == ("/start KH7F", "vi")

    buttons = aio.InlineKeyboardMarkup(inline_keyboard=[[aio.InlineKeyboardButton(text="Có", callback_data="yes")]])
    bold = aio.MessageEntity(type="bold", offset=0, length=4)
    await bot.send_chat_action(LAN, "typing")
    sent = await bot.send_message(LAN, "Chào chị", entities=[bold], reply_markup=buttons)
    callback_id = sandbox.tap(LAN, sent.message_id, "yes")
    (update,) = await bot.get_updates(offset=update.update_id + 1, timeout=5)
    assert update.callback_query is not None
    assert update.callback_query.data == "yes"
    assert await bot.answer_callback_query(callback_id, "Đã lưu")
    assert sandbox.callback_answers(LAN)[0].text == "Đã lưu"

    edited = await bot.edit_message_text("Xong", chat_id=LAN, message_id=sent.message_id, reply_markup=buttons)
    assert isinstance(edited, aio.Message)
    bare = await bot.edit_message_reply_markup(chat_id=LAN, message_id=sent.message_id)
    assert isinstance(bare, aio.Message)
    assert (bare.text, bare.reply_markup) == ("Xong", None)

    photo = await bot.send_photo(LAN, aio.BufferedInputFile(png(), "biểu đồ.png"), caption="Biểu đồ")
    assert photo.photo is not None
    again = await bot.send_photo(LAN, photo.photo[-1].file_id)
    assert again.photo == photo.photo
    document = await bot.send_document(LAN, aio.BufferedInputFile("số".encode(), "bảng.csv"))
    assert document.document is not None
    assert document.document.file_name == "bảng.csv"
    downloaded = await bot.download(document.document)
    assert downloaded is not None
    assert downloaded.read() == "số".encode()

    command = aio.BotCommand(command="menu", description="Thực đơn")
    await bot.set_my_commands([command], scope=aio.BotCommandScopeChat(chat_id=LAN), language_code="vi")
    (shown,) = await bot.get_my_commands(scope=aio.BotCommandScopeChat(chat_id=LAN), language_code="vi")
    assert (shown.command, shown.description) == ("menu", "Thực đơn")
    await bot.delete_my_commands(scope=aio.BotCommandScopeChat(chat_id=LAN), language_code="vi")
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.delete_message(LAN, sent.message_id)


async def test_ptb_completes_a_conversation(sandbox: Sandbox, ptb_bot: telegram.Bot) -> None:
    bot = ptb_bot
    assert bot.username == "sotay_sandbox_bot"
    sandbox.say(LAN, "/start KH7F")
    (update,) = await bot.get_updates(timeout=5, allowed_updates=["message", "callback_query"])
    assert update.message is not None
    assert update.message.text == "/start KH7F"

    buttons = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Có", callback_data="yes")]])
    await bot.send_chat_action(LAN, "typing")
    sent = await bot.send_message(LAN, "<b>Chào</b> chị", parse_mode="HTML", reply_markup=buttons)
    assert sent.entities == (telegram.MessageEntity("bold", 0, 4),)
    assert sent.reply_markup == buttons
    callback_id = sandbox.tap(LAN, sent.message_id, "yes")
    (update,) = await bot.get_updates(offset=update.update_id + 1, timeout=5)
    assert update.callback_query is not None
    assert update.callback_query.data == "yes"
    assert await update.callback_query.answer("Đã lưu", show_alert=True)
    answer = sandbox.callback_answers(LAN)[0]
    assert (answer.callback_id, answer.text, answer.alert) == (callback_id, "Đã lưu", True)

    edited = await sent.edit_text("Xong", reply_markup=buttons)
    assert isinstance(edited, telegram.Message)
    bare = await edited.edit_reply_markup()
    assert isinstance(bare, telegram.Message)
    assert (bare.text, bare.reply_markup) == ("Xong", None)

    photo = await bot.send_photo(LAN, png(), caption="Biểu đồ")
    assert (photo.photo[-1].width, photo.caption) == (40, "Biểu đồ")
    assert (await bot.send_photo(LAN, photo.photo[-1].file_id)).photo == photo.photo
    document = await bot.send_document(LAN, "số".encode(), filename="bảng.csv", reply_to_message_id=sent.message_id)
    assert document.document is not None
    assert document.document.file_name == "bảng.csv"
    assert document.reply_to_message == bare
    file = await document.document.get_file()
    assert bytes(await file.download_as_bytearray()) == "số".encode()

    scope = telegram.BotCommandScopeAllPrivateChats()
    assert await bot.set_my_commands([("menu", "Thực đơn")], scope=scope, language_code="vi")
    assert await bot.get_my_commands(scope, "vi") == (telegram.BotCommand("menu", "Thực đơn"),)
    assert await bot.delete_my_commands(scope, "vi")
    assert (await bot.get_webhook_info()).url == ""
    assert await sent.delete()


async def test_both_clients_recognise_the_errors(
    sandbox: Sandbox, aiogram_bot: aiogram.Bot, ptb_bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # the form of retry_after that does not warn
    for expected, chat in (((TelegramForbiddenError, Forbidden), STRANGER), ((TelegramBadRequest, BadRequest), 9)):
        with pytest.raises(expected[0]):
            await aiogram_bot.send_message(chat, "x")
        with pytest.raises(expected[1]):
            await ptb_bot.send_message(chat, "x")

    sandbox.faults.answer("sendMessage", 429, times=2)
    with pytest.raises(TelegramRetryAfter) as wait:
        await aiogram_bot.send_message(LAN, "x")
    assert wait.value.retry_after == 1
    with pytest.raises(RetryAfter):
        await ptb_bot.send_message(LAN, "x")

    sandbox.faults.answer("sendMessage", 502, times=2)
    with pytest.raises(TelegramServerError):
        await aiogram_bot.send_message(LAN, "x")
    with pytest.raises(NetworkError):
        await ptb_bot.send_message(LAN, "x")

    sandbox.faults.drop("sendMessage", times=2)
    with pytest.raises(TelegramNetworkError):
        await aiogram_bot.send_message(LAN, "x")
    with pytest.raises(NetworkError):
        await ptb_bot.send_message(LAN, "x")


async def test_two_clients_that_poll_disturb_each_other(
    sandbox: Sandbox, aiogram_bot: aiogram.Bot, ptb_bot: telegram.Bot
) -> None:
    async def aiogram_polls() -> str:
        try:
            return f"got {len(await aiogram_bot.get_updates(timeout=20))}"
        except TelegramConflictError:
            return "conflict"

    async def ptb_polls() -> str:
        try:
            return f"got {len(await ptb_bot.get_updates(timeout=20))}"
        except Conflict:
            return "conflict"

    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        polls = {group.create_task(aiogram_polls()), group.create_task(ptb_polls())}
        ended, waiting = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
        sandbox.say(LAN, "x")
    assert (ended.pop().result(), waiting.pop().result()) == ("conflict", "got 1")


async def test_a_wrong_token_is_recognised(sandbox: Sandbox) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with aiogram.Bot("999:OTHER", session=session).context() as bot:
        with pytest.raises(TelegramUnauthorizedError):
            await bot.me()
    with pytest.raises(InvalidToken):
        async with telegram.Bot("999:OTHER", base_url=f"{sandbox.url}/bot"):
            pass


async def test_an_aiogram_dispatcher_polls_and_answers(sandbox: Sandbox, aiogram_bot: aiogram.Bot) -> None:
    dispatcher = aiogram.Dispatcher(disable_fsm=True)

    @dispatcher.message()
    async def echo(message: aio.Message) -> None:
        await message.answer(message.text or "")

    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        polling = group.create_task(
            dispatcher.start_polling(aiogram_bot, handle_signals=False, close_bot_session=False)
        )
        sandbox.say(LAN, "vọng lại")
        chat = await sandbox.wait(LAN, lambda chat: len(chat.messages) == 2)
        await dispatcher.stop_polling()
        await polling
    assert [message["text"] for message in chat.messages] == ["vọng lại"] * 2
    assert [message["from"]["is_bot"] for message in chat.messages] == [False, True]
