"""The baseline: the smallest bot that aiogram allows. It echoes texts, answers taps, and keeps nothing."""

import asyncio
import sys

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Again", callback_data="again")]])

dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: Message) -> None:
    """The same words again, with a button."""
    await message.answer(message.text or "", reply_markup=KEYBOARD)


@dispatcher.callback_query()
async def change(query: CallbackQuery) -> None:
    """Another text in the tapped message, and the end of the waiting sign."""
    if isinstance(query.message, Message):
        await query.message.edit_text(query.id, reply_markup=KEYBOARD)
    await query.answer()


async def main(api_url: str, token: str) -> None:
    """Polls until it is stopped."""
    bot = Bot(token, AiohttpSession(api=TelegramAPIServer.from_base(api_url)))
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(*sys.argv[1:]))
