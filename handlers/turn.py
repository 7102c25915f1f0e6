"""A turn as the handlers see it: one incoming message, who sent it, and the transaction it is handled in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.catalogue import Catalogue
from db.people import Speaker
from db.scope import Scope
from db.sealing import seal, unseal
from handlers.fields import World, brief
from handlers.messengers import Served
from handlers.reading.options import Option
from locales import Language, language


@dataclass
class Turn:
    """Everything a handler may use. What it changes here (`form`, `offered`, `language`) is kept when the turn ends.

    `now` is the instant of handling, `sent_at` when the person sent the message (phones are offline for hours);
    `display_name` is what the messenger calls the sender, `messengers` are all that the program serves. `lists` are
    further lists that a form may choose from, `known` is what else it was prepared with; `parts` counts the rows that
    this message has made. `refused`: what was typed is no answer to the open question.
    """

    session: AsyncSession
    channel: str
    chat: str
    update_id: int
    now: datetime
    sent_at: datetime
    zone: ZoneInfo
    secret: str
    catalogue: Catalogue
    lang: Language
    speaker: Speaker | None = None
    display_name: str = ""
    messengers: Sequence[Served] = ()
    form: Any = None
    offered: Any = None
    lists: dict[str, Sequence[Option]] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    parts: int = 0
    refused: bool = False

    @property
    def today(self) -> date:
        """The local day on which the message was sent."""
        return self.sent_at.astimezone(self.zone).date()

    @property
    def person(self) -> Speaker:
        """The speaker of a turn that is known to have one."""
        if self.speaker is None:
            raise LookupError("nobody known speaks in this turn")
        return self.speaker

    @property
    def own(self) -> Scope:
        """The scope of one's own records."""
        return Scope.own(self.person.id)

    def world(self) -> World:
        """What a form may know in this turn."""
        topics = [Option(entry.code, entry.names[self.lang.code], entry.aliases) for entry in self.catalogue.topics]
        lists = {"topics": topics, **self.lists}
        return World(self.today, self.lang, lists, self.seal if self.secret else None, self.known)

    def seal(self, words: str) -> str:
        """Words that only one person may read, as a sealed piece that can be kept and shown (see db/sealing.py)."""
        return seal(words, self.secret)

    def unseal(self, piece: str) -> str:
        """The words in a sealed piece; nothing when it can no longer be opened."""
        return unseal(piece, self.secret) or ""

    def repeated(self, words: str, most: int = 30) -> str:
        """Words of the person as an answer may repeat them: sealed where that is possible, for they may be a hint."""
        return self.seal(brief(words, most)) if self.secret else brief(words, most)

    def next_part(self) -> int:
        """The number, from 0, of the next row that this message makes: it tells them apart."""
        self.parts += 1
        return self.parts - 1

    def token(self) -> str:
        """A short mark for a form that opens in this turn."""
        return format(self.update_id % 36**4, "x")

    def speak(self, code: str) -> None:
        """Changes the language of this turn's answer."""
        self.lang = language(code)


MOST_DAYS_LATE = timedelta(days=3)
"""A sending time further back than this is not believed: a messenger drops updates after a day."""


def believed(sent_at: datetime, now: datetime) -> datetime:
    """The sending time, unless it is in the future or too far back to be true."""
    return sent_at if now - MOST_DAYS_LATE <= sent_at <= now else now
