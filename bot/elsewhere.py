"""What was to be said to somebody who cannot be reached there any more is said on another messenger of theirs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import Channel
from db.accounts import address_beside
from db.messages import Letter, Unasked, put_unasked
from handlers.screens import from_json, to_json
from locales import language


async def say_elsewhere(session: AsyncSession, channels: Mapping[str, Channel], letter: Letter, now: datetime) -> None:
    """Puts a letter that nobody asked for into the outbox once more, for another chat of the same person, shown as
    that messenger shows it. Nothing where there is none."""
    chat = await address_beside(session, letter.channel, letter.chat, channels)
    if chat is None:
        return
    payloads: list[dict[str, Any]] = [letter.payload]
    if letter.payload.get("screen"):
        pages = channels[chat.channel].pages(from_json(letter.payload["screen"]), language(chat.language))
        payloads = [{**letter.payload, "screen": to_json(page)} for page in pages]
    first = Unasked(chat.channel, chat.chat, letter.kind, f"{letter.channel} {letter.id}", None)
    told = [replace(first, period=f"{first.period}.{n}", payload=payload) for n, payload in enumerate(payloads)]
    await put_unasked(session, told, now)
