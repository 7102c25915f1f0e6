"""The phones of the sandbox, and what each of them has on its screen."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.wire import ChatWriter, Wire

TYPING_LASTS = timedelta(seconds=5)


@dataclass(slots=True)
class Phone:
    """One simulated person with a phone. The id is at once the user's and the private chat's."""

    id: int
    name: str
    username: str | None = None
    role: str = ""
    """Free text that the page shows under the name."""
    language: str = "vi"
    blocked: bool = False
    started: bool = False
    """Whether this person has ever written to the bot: a bot cannot write first."""


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the bot answered to one tap."""

    callback_id: str
    text: str | None
    alert: bool


class LiveScreen:
    """What every chat on a phone has: somebody may be typing, and others wait for it to change."""

    def __init__(self) -> None:
        self._typing_until: datetime | None = None
        self._watchers: set[asyncio.Future[None]] = set()

    def show_typing(self, now: datetime) -> None:
        self._typing_until = now + TYPING_LASTS
        self.changed()

    def stop_typing(self) -> None:
        self._typing_until = None

    def is_typing(self, now: datetime) -> bool:
        return self._typing_until is not None and now < self._typing_until

    def changed(self) -> None:
        """Wakes whoever waits for this screen to change."""
        for watcher in self._watchers:
            if not watcher.done():
                watcher.set_result(None)
        self._watchers.clear()

    async def next_change(self) -> None:
        """Returns when the screen has changed."""
        watcher: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._watchers.add(watcher)
        try:
            await watcher
        finally:
            self._watchers.discard(watcher)


class Chat(LiveScreen):
    """The private chat of one phone with the bot, as the phone sees it."""

    def __init__(self, phone: Phone, bot: Wire) -> None:
        super().__init__()
        self.phone = phone
        self.writer = ChatWriter(phone.id, phone.name, phone.username, phone.language, bot)
        self.by_id: dict[int, Wire] = {}
        self.answers: list[CallbackAnswer] = []
        self.heard_at: datetime | None = None
        """When the phone last did something: what the bot sends soon after counts as an answer."""

    @property
    def messages(self) -> list[Wire]:
        """The messages on the screen, oldest first, edits applied."""
        return list(self.by_id.values())
