"""Shared by the tests of the phone page: the bot's side of a conversation, and where things are on the page."""

import struct
import zlib
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from playwright.async_api import Locator, Page

LAN, DUC = 1001, 1002
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class Script:
    """The bot's side of a test: takes one update after the other and answers with aiogram's client."""

    def __init__(self, url: str, token: str) -> None:
        self.bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
        self._offset = 0

    async def _next(self) -> Update:
        updates = await self.bot.get_updates(offset=self._offset, limit=1, timeout=5)
        assert updates, "the phone sent nothing"
        self._offset = updates[0].update_id + 1
        return updates[0]

    async def hears(self, phone: int = LAN) -> str:
        """The next text that somebody typed."""
        message = (await self._next()).message
        assert message is not None
        assert message.chat.id == phone
        assert message.text is not None
        return message.text

    async def feels(self) -> CallbackQuery:
        """The next tap."""
        query = (await self._next()).callback_query
        assert query is not None
        return query

    async def says(self, text: str, *rows: list[str], phone: int = LAN, **more: Any) -> Message:
        return await self.bot.send_message(phone, text, reply_markup=keys(*rows), **more)


def keys(*rows: list[str]) -> InlineKeyboardMarkup | None:
    buttons = [[InlineKeyboardButton(text=text, callback_data=text) for text in row] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=buttons) if rows else None


def png(width: int, height: int) -> bytes:
    """A plain picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x0b\x6e\x64" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def phone(page: Page, owner: int = LAN) -> Locator:
    return page.locator(f".phone[data-phone='{owner}']")


def bubbles(page: Page, owner: int = LAN) -> Locator:
    return phone(page, owner).locator(".message .text")
