"""Telling somebody else something: a letter that nobody asked for, in their language, wherever they can be reached."""

from collections.abc import Callable, Iterable

from db.accounts import addresses_for
from db.messages import UNASKED, put
from db.people import addresses_of
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
    for chat in chats:
        payload = {
            "screen": to_json(Screen(words(language(chat.language)))),
            "edit": None,
            "callback": None,
            "unasked": True,
        }
        by_day = when_to_speak(turn.now, turn.zone)
        said = (chat.channel, chat.chat, kind, period, UNASKED, payload, turn.now)
        await put(turn.session, *said, not_before=by_day)
