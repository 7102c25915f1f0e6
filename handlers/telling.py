"""Telling somebody else something: a letter that nobody asked for, in their language, wherever they can be reached."""

from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import addresses_for
from db.messages import UNASKED, put
from db.people import Chat, addresses_of
from handlers.calendar import when_to_speak
from handlers.screens import Screen, to_json
from handlers.turn import Turn
from locales import Language, language


async def tell(
    turn: Turn,
    person_ids: Iterable[int],
    kind: str,
    period: str,
    words: Callable[[Language], str],
    *,
    everywhere: bool = False,
) -> None:
    """Writes to these people where they want to be told, or (`everywhere`) in all of their chats. The same `kind` and
    `period` are told to a chat once.

    Nobody is woken by it: at night it waits for the morning. The words stand by themselves: what can be typed next is
    said in them, for there are no buttons.
    """
    if everywhere:
        chats = await addresses_of(turn.session, person_ids)
    else:
        chats = list((await addresses_for(turn.session, person_ids)).values())
    await write(turn.session, chats, kind, period, words, now=turn.now, zone=turn.zone)


async def write(
    session: AsyncSession,
    chats: Iterable[Chat],
    kind: str,
    period: str,
    words: Callable[[Language], str],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Writes to these chats, as `tell` does."""
    by_day = when_to_speak(now, zone)
    for chat in chats:
        payload = {
            "screen": to_json(Screen(words(language(chat.language)))),
            "edit": None,
            "callback": None,
            "unasked": True,
        }
        await put(session, chat.channel, chat.chat, kind, period, UNASKED, payload, now, not_before=by_day)
