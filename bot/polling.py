"""Long polling: fetches updates, has them handled, and only then asks for the next ones, which confirms them.

Updates of one chat are handled in order, different chats side by side.
"""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
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
    offset: int | None = None
    failures = 0
    while True:
        try:
            found = await channel.bot(RawUpdates(offset=offset, timeout=LONG_POLL), request_timeout=LONG_POLL + 10)
        except TelegramUnauthorizedError:
            log.error("the messenger does not accept TELEGRAM_BOT_TOKEN")
            raise
        except (TelegramAPIError, ClientDecodeError) as error:
            pause: float = PAUSES[min(failures, len(PAUSES) - 1)]
            if isinstance(error, TelegramRetryAfter):
                pause = error.retry_after
            if isinstance(error, TelegramConflictError):
                log.warning("another program polls with the same token")
            else:
                log.warning("no updates: %s", type(error).__name__)
            failures += 1
            await asyncio.sleep(pause)
            continue
        failures = 0
        await handle_all(channel, turns, found)
        offset = max([offset or 0, *(number + 1 for raw in found if (number := _update_id(raw)) is not None)])


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
