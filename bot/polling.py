"""Long polling: fetches updates, has them handled, and only then asks for the next ones, which confirms them.

Updates of one chat are handled in order, different chats side by side.
"""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Update

from bot.telegram import RawUpdates, Telegram
from bot.turns import Turns, sender_of

log = logging.getLogger(__name__)

LONG_POLL = 30
"""Seconds that the messenger may keep us waiting for an update."""
PAUSES = (1, 2, 5, 10, 30)
"""Seconds before the next attempt while the messenger cannot be reached; the last one repeats."""


async def poll(channel: Telegram, turns: Turns) -> None:
    """Polls until cancelled. Raises when the token is not (any longer) accepted."""
    offset = 0
    while True:
        found = await patiently(channel.bot, RawUpdates(offset=offset or None, timeout=LONG_POLL), LONG_POLL + 10)
        await handle_all(channel, turns, found)
        confirmed = max([offset, *(number + 1 for raw in found if (number := _update_id(raw)) is not None)])
        if found and confirmed == offset:  # nothing that could be confirmed: it would come again at once, for ever
            await asyncio.sleep(PAUSES[0])
        offset = confirmed


async def patiently(bot: Bot, method: TelegramMethod[TelegramType], timeout: int = 60) -> TelegramType:
    """The result of a call that is tried until the messenger takes it. Raises when the token is not accepted."""
    failures = 0
    while True:
        try:
            return await bot(method, request_timeout=timeout)
        except TelegramUnauthorizedError:
            log.error("the messenger does not accept TELEGRAM_BOT_TOKEN")
            raise
        except TelegramConflictError as error:
            if "webhook" in error.message:  # left from an earlier way of running
                log.warning("a webhook is in the way of polling and is taken away")
                await patiently(bot, DeleteWebhook())
                continue
            log.warning("another program polls with the same token")
            pause = PAUSES[min(failures, len(PAUSES) - 1)]
        except TelegramRetryAfter as error:
            pause = error.retry_after
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("%s failed: %s", method.__api_method__, type(error).__name__)
            pause = PAUSES[min(failures, len(PAUSES) - 1)]
        failures += 1
        await asyncio.sleep(pause)


async def handle_all(channel: Telegram, turns: Turns, found: Iterable[Any]) -> None:
    """Handles a batch; returns when all of it is committed."""
    by_chat: dict[int, list[Update]] = {}
    for raw in found:
        update = channel.read(raw)
        sender = sender_of(update) if update else None
        if update is not None and sender is not None:
            by_chat.setdefault(sender[0].id, []).append(update)
    await asyncio.gather(*(_in_order(channel, turns, updates) for updates in by_chat.values()))


async def _in_order(channel: Telegram, turns: Turns, updates: list[Update]) -> None:
    for update in updates:
        await turns.handle(channel, update)


def _update_id(raw: Any) -> int | None:
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if type(number) is int else None
