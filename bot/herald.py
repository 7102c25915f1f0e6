"""What speaks without being asked: the clock and the announcer have the same at hand."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.budget import Budget
from bot.channels import Channel
from bot.clock import Clock
from bot.leader import Leader
from db.engine import Db


class Herald:
    """Somebody who puts unasked messages into the outbox, while their process leads. `budget` says how far to save
    messages."""

    def __init__(
        self,
        db: Db,
        channels: Mapping[str, Channel],
        clock: Clock,
        zone: ZoneInfo,
        leader: Leader | None = None,
        budget: Budget | None = None,
    ) -> None:
        self._db = db
        self._channels = channels
        self._clock = clock
        self._zone = zone
        self._leader = leader
        self._budget = budget or Budget((), zone)

    @property
    def leads(self) -> bool:
        """Whether their process is the one that works."""
        return self._leader is None or self._leader.leading
