"""What time it is. The only module that reads the machine's clock."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the instant; everything that depends on time is given one."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """A clock that runs on from `start` (default: now) and can be moved forward: the sandbox's."""

    def __init__(self, base: Clock | None = None) -> None:
        self._base = base or SystemClock()
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        return self._base.now() + self._ahead

    def move(self, by: timedelta) -> None:
        """Moves the clock forward by `by`; a negative step is refused (ValueError): time does not go back."""
        if by < timedelta(0):
            raise ValueError("the clock only moves forward")
        self._ahead += by


class FixedClock:
    """A clock that stands still until it is set: the tests'."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day of an instant where the collaborators live."""
    return instant.astimezone(zone).date()
