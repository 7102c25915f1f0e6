"""The Telegram channel, on aiogram: updates in, screens out (Bot API, https://core.telegram.org/bots/api)."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Update,
)
from pydantic import ValidationError

from bot.channels import Gone, Permanent, SendError, Temporary, Throttled, split_text
from handlers.screens import Screen, from_json
from locales import Language

log = logging.getLogger(__name__)

LONGEST = 4096
"""Characters (UTF-16 units) of a message's text."""
LONGEST_TOAST = 200
LONGEST_LABEL = 60
"""Characters of a button's label that a phone still shows."""
UPDATES = ["message", "callback_query", "my_chat_member"]
"""What we ask to be told of."""
GONE = ("bot was blocked", "user is deactivated", "bot can't initiate", "chat not found", "bot was kicked")
UNCHANGED = ("message is not modified",)
UNEDITABLE = ("message to edit not found", "message can't be edited", "there is no text in the message")


class RawUpdates(TelegramMethod[list[Any]]):
    """getUpdates with its result left as it came, so that one malformed update does not spoil the others."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int = 0
    limit: int = 100
    allowed_updates: list[str] = UPDATES


def make_bot(token: str, api_url: str) -> Bot:
    """The client of the Bot API at `api_url`. Nothing is called before the first use."""
    return Bot(token, AiohttpSession(api=TelegramAPIServer.from_base(api_url)))


class Telegram:
    """The channel."""

    name = "telegram"

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    def pages(self, screen: Screen, lang: Language) -> Sequence[Screen]:
        """The screen in messages of at most 4,096 characters."""
        *first, last = split_text(screen.text, LONGEST)
        return [*(Screen(part) for part in first), replace(screen, text=last)]

    async def send(self, chat: str, payload: dict[str, Any]) -> None:
        """Answers the tap, and sends or edits the message, side by side."""
        try:
            if "commands" in payload:
                await self._set_commands(chat, payload["commands"])
                return
            screen = from_json(payload["screen"]) if payload["screen"] else None
            if payload["callback"]:
                await asyncio.gather(
                    self._answer_tap(payload["callback"], screen), self._show(chat, screen, payload["edit"])
                )
            else:
                await self._show(chat, screen, payload["edit"])
        except TelegramAPIError as error:
            raise _error(error) from None
        except ClientDecodeError:
            raise Temporary("an answer that is not the Bot API's") from None

    def read(self, raw: Any) -> Update | None:
        """The update that was delivered. What is malformed is reduced to the fact that somebody wrote something, so
        that they can be answered; None when not even that is known."""
        try:
            return Update.model_validate(raw, context={"bot": self.bot})
        except (ValidationError, RecursionError):
            pass
        try:
            message = raw["message"]
            kept = {name: message[name] for name in ("message_id", "date", "chat", "from")}
            return Update.model_validate({"update_id": raw["update_id"], "message": kept}, context={"bot": self.bot})
        except (ValidationError, RecursionError, LookupError, TypeError):
            log.warning("an update of unknown shape was passed over")
            return None

    async def _show(self, chat: str, screen: Screen | None, edit: int | None) -> None:
        if screen is None:
            return
        keyboard = _keyboard(screen)
        if edit is not None:
            try:
                await self.bot.edit_message_text(
                    screen.text,
                    chat_id=int(chat),
                    message_id=edit,
                    reply_markup=keyboard,
                    link_preview_options=NO_PREVIEW,
                )
                return
            except TelegramBadRequest as error:
                if _says(error, UNCHANGED):
                    return
                if not _says(error, UNEDITABLE):
                    raise
        await self.bot.send_message(int(chat), screen.text, reply_markup=keyboard, link_preview_options=NO_PREVIEW)

    async def _answer_tap(self, query_id: str, screen: Screen | None) -> None:
        """Stops the waiting sign on the tapped button. If that fails the screen itself still answers the tap."""
        text = screen.notice[:LONGEST_TOAST] if screen and screen.notice else None
        try:
            await self.bot.answer_callback_query(query_id, text=text)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.info("a tap's answer was not taken: %s", type(error).__name__)

    async def _set_commands(self, chat: str, commands: Sequence[tuple[str, str]]) -> None:
        await self.bot.set_my_commands(
            [BotCommand(command=command, description=description) for command, description in commands],
            scope=BotCommandScopeChat(chat_id=int(chat)),
        )


NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def _keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    if not screen.rows:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=button.label[:LONGEST_LABEL], callback_data=button.action) for button in row]
            for row in screen.rows
        ]
    )


def _says(error: TelegramAPIError, phrases: Sequence[str]) -> bool:
    message = error.message.lower()
    return any(phrase in message for phrase in phrases)


def _error(error: TelegramAPIError) -> SendError:
    match error:
        case TelegramRetryAfter():
            return Throttled(error.retry_after)
        case TelegramNetworkError() | TelegramServerError() | TelegramUnauthorizedError() | TelegramNotFound():
            return Temporary(type(error).__name__)
        case TelegramForbiddenError():
            return Gone("forbidden")
        case _ if _says(error, GONE):
            return Gone("no such chat")
        case TelegramBadRequest():
            return Permanent("bad request")
    return Temporary(type(error).__name__)
