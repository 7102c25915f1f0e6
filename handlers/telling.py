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

PER_SECOND = 30
"""Messages that a messenger lets a bot send in a second without being asked."""


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
        payload = unasked(Screen(words(language(chat.language))))
        await put(session, chat.channel, chat.chat, kind, period, UNASKED, payload, now, not_before=by_day)


def unasked(page: Screen) -> dict[str, object]:
    """A page that nobody asked for, as the outbox holds it; what it encloses goes in letters of their own."""
    return {"screen": to_json(page.alone), "edit": None, "callback": None, "unasked": True}


def offered_by(screen: Screen) -> list[list[str]]:
    """What can be typed instead of tapping a button of a screen that nobody asked for."""
    return [[button.label, button.action, button.word] for button in screen.buttons]
