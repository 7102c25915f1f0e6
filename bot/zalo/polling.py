"""Long polling on Zalo: one event at a time, asked for only when the one before is committed.

The platform forgets an event the moment that it has been handed over: nothing confirms it, and it never comes again.
So nothing lies between its arrival and its turn, whose first row is the inbox's, and whoever stops the program waits
until the turn in hand is over.
"""

import asyncio
import logging
from typing import Any

from bot.messengers import TokenRefused
from bot.tasks import to_its_end
from bot.turns import Turns
from bot.zalo.channel import Zalo
from bot.zalo.client import IDLE, PATIENCE, QUOTA, UNAUTHORIZED, Client, Refused, Unreachable

log = logging.getLogger(__name__)

LONG_POLL = 30
"""Seconds that the platform may keep us waiting for an event."""
LEEWAY = 10
"""Seconds that it may take beyond that."""
PAUSES = (1, 2, 5, 10, 30)
"""Seconds before the next attempt while there is trouble; the last one repeats."""
LAST_WORDS = 5
"""Seconds that an orderly end waits for the event in hand."""


async def poll(channel: Zalo, turns: Turns) -> None:
    """Polls until cancelled. Raises TokenRefused."""
    await patiently(channel.client, "deleteWebhook")
    while True:
        asked_at = asyncio.get_running_loop().time()
        events = await _ask(channel.client)
        for raw in events:
            await to_its_end(_handle(channel, turns, raw), LAST_WORDS)
        if not events and asyncio.get_running_loop().time() - asked_at < PAUSES[0]:
            await asyncio.sleep(PAUSES[0])  # an idle poll that did not wait must not be repeated without end


async def patiently(client: Client, method: str, patience: float = PATIENCE, **parameters: Any) -> Any:
    """The result of a call that is tried until the platform takes it; None where there was nothing to tell.

    Raises TokenRefused.
    """
    failures = 0
    while True:
        try:
            return await client.call(method, patience, **parameters)
        except Refused as refusal:
            if refusal.code == UNAUTHORIZED:
                log.error("Zalo does not accept ZALO_BOT_TOKEN")
                raise TokenRefused("ZALO_BOT_TOKEN") from None
            if refusal.code == IDLE and method == "getUpdates":
                return None
            log.warning("%s was refused: error %s", method, refusal.code)
            pause = PAUSES[-1] if refusal.code == QUOTA else PAUSES[min(failures, len(PAUSES) - 1)]
            if method == "getUpdates" and refusal.code != QUOTA:
                await _clear_the_way(client)
        except Unreachable as trouble:
            log.warning("%s failed: %s", method, trouble)
            pause = PAUSES[min(failures, len(PAUSES) - 1)]
        failures += 1
        await asyncio.sleep(pause)


async def _ask(client: Client) -> list[Any]:
    """What the next poll brings: an event or nothing. Several at once are not documented, and taken all the same."""
    result = await patiently(client, "getUpdates", LONG_POLL + LEEWAY, timeout=str(LONG_POLL))
    if isinstance(result, list):
        return result
    return [result] if result else []


async def _handle(channel: Zalo, turns: Turns, raw: Any) -> None:
    update = channel.read(raw)
    if update is not None:
        await turns.handle(channel, update)


async def _clear_the_way(client: Client) -> None:
    """Polling is refused while a webhook is set, and the error does not say so: it may have been set meanwhile."""
    try:
        await client.call("deleteWebhook")
    except (Refused, Unreachable) as trouble:
        log.info("deleteWebhook failed: %s", trouble)
