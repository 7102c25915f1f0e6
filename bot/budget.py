"""The month's messages of a channel that counts them: counted as they go out, and administrators warned when they run
low. How they are made to last is in handlers/quotas.py."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import Channel
from bot.clock import local_date
from db.accounts import addresses_for
from db.budget import count_sent, sent_in
from db.messages import Letter
from db.team import admins
from handlers.home import command_for
from handlers.messengers import messenger_name
from handlers.quotas import Quota, Thrift, month_of, warning
from handlers.telling import write
from locales import Language

log = logging.getLogger(__name__)

KIND = "quota"
"""The kind of letter that a warning is."""


class Budget:
    """The messages of those of these channels that have a quota."""

    def __init__(self, channels: Iterable[Channel], zone: ZoneInfo) -> None:
        self._counted = {one.name: (one, one.served.quota) for one in channels if one.served.quota is not None}
        self._zone = zone

    async def count(self, session: AsyncSession, letters: Sequence[Letter], now: datetime) -> None:
        """Counts letters that went out, in the transaction that notes them as sent. Each step towards the end of a
        month's messages is told to the administrators once."""
        for name, (channel, quota) in self._counted.items():
            messages = sum(channel.counts(letter.payload) for letter in letters if letter.channel == name)
            if not messages:
                continue
            sent = await count_sent(session, name, self._month(now), messages)
            if quota.thrift(sent) > quota.thrift(sent - messages):
                await self._warn(session, quota, sent, now)

    async def saving(self, session: AsyncSession, now: datetime) -> dict[str, Thrift]:
        """How far to save, by channel."""
        return {
            name: quota.thrift(await sent_in(session, name, self._month(now)))
            for name, (_, quota) in self._counted.items()
        }

    async def _warn(self, session: AsyncSession, quota: Quota, sent: int, now: datetime) -> None:
        step, name = quota.thrift(sent), messenger_name(quota.channel)
        log.warning("%s: %d %% of the month's %d messages are sent", quota.channel, step, quota.messages)
        told = await addresses_for(session, await admins(session, local_date(now, self._zone)))

        def words(lang: Language) -> str:
            return warning(quota, sent, name, command_for("usage", lang), lang)

        period = f"{quota.channel}.{self._month(now)}.{int(step)}"
        await write(session, told.values(), KIND, period, words, now=now, zone=self._zone)

    def _month(self, now: datetime) -> str:
        return month_of(local_date(now, self._zone))
