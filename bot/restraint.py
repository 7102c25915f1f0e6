"""How much may still be said unasked: to one chat on a day, and on a channel whose month's messages run short."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.budget import Budget
from db.accounts import addresses_for
from db.messages import often_told
from db.people import Chat
from handlers.quotas import Thrift
from handlers.reminding.kinds import Kind

DAILY_CAP = 6
"""Unasked messages to one chat on one day, after which reminders wait for the next."""


@dataclass(frozen=True)
class Bounds:
    """`full` are the chats (channel, chat) to which nothing more is said today, `told` those to which something was;
    `saving` is how far to save messages, by channel."""

    full: frozenset[tuple[str, str]] = frozenset()
    told: frozenset[tuple[str, str]] = frozenset()
    saving: Mapping[str, Thrift] = field(default_factory=dict)

    def allow(self, chat: Chat, kind: Kind) -> bool:
        """Whether the month's messages allow one of a kind in a chat now."""
        step = self.saving.get(chat.channel, Thrift.NONE)
        if kind.alone:  # a digest
            return step < Thrift.ANSWERS
        if step >= Thrift.ONE_A_DAY and (chat.channel, chat.chat) in self.told:
            return False
        return step < Thrift.DIGESTS


async def bounds_at(session: AsyncSession, budget: Budget, now: datetime, midnight: datetime) -> Bounds:
    """The bounds at an instant of the day that began at `midnight`."""
    saving = await budget.saving(session, now)
    full = await often_told(session, midnight, DAILY_CAP)
    told = await often_told(session, midnight, 1) if any(saving.values()) else frozenset()
    return Bounds(full, told, saving)


async def where_to_tell(
    session: AsyncSession, person_ids: Sequence[int], channels: Collection[str], bounds: Bounds
) -> dict[int, Chat]:
    """Where to tell these people what nobody asked for: where they want it (see `addresses_for`), but on another
    messenger of theirs where that one has run short of messages."""
    found = await addresses_for(session, person_ids, channels)
    plenty = [channel for channel in channels if bounds.saving.get(channel, Thrift.NONE) < Thrift.DIGESTS]
    if len(plenty) < len(channels):
        found |= await addresses_for(session, person_ids, plenty)
    return found
