"""How fast may be sent: an even pace with a small allowance for catching up, and no more letters out at once than that
pace needs. Times are seconds of a monotonic clock."""

import math
from collections.abc import Iterable

HEADROOM = 1.5
"""A window that is just as wide as the average needs would be too narrow half of the time."""
WEIGHT = 0.1
"""What the latest trip counts for in the average: a single slow one must not open the window."""

PATIENCE = 1.0
"""Seconds after which the others no longer wait for a letter that is stuck on its way."""


class Pace:
    """At most `rate` per second; after a delay of the sender up to `slack` may follow at once."""

    def __init__(self, rate: float, slack: int = 3) -> None:
        self._gap = 1 / rate
        self._slack = slack
        self._next = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next one may go."""
        return max(0.0, self._next - now)

    def take(self, now: float) -> None:
        """Notes that one goes now."""
        self._next = max(self._next, now - self._gap * self._slack) + self._gap

    def crowd(self, now: float) -> None:
        """Notes that something else went, which did not wait for this pace: the pace slackens, by a second at most."""
        self._next = min(max(self._next, now) + self._gap, max(self._next, now + 1))

    def hold(self, until: float) -> None:
        """Nothing goes before `until`."""
        self._next = max(self._next, until)


class Window:
    """The letters that are out: sent or being sent, and not noted yet. What is out when the process is killed may be
    said twice, so there are as few as keep the pace: one at a time while a letter is sent and noted within two thirds
    of the time between two, and of a slow messenger as many as are on their way at that pace (Little's law)."""

    def __init__(self, rate: float, most: int) -> None:
        """`most` letters are out in any case at most."""
        self._rate = rate
        self._most = most
        self._out: dict[int, float] = {}
        self._trip = 0.0

    @property
    def size(self) -> int:
        """How many may be out at once."""
        return min(self._most, max(1, math.ceil(self._trip * self._rate * HEADROOM)))

    def wait(self, now: float) -> float:
        """Seconds until the next one may go, unless one of those that are out is settled before."""
        recent = sorted(since for since in self._out.values() if since > now - PATIENCE)
        return recent[-self.size] + PATIENCE - now if len(recent) >= self.size else 0.0

    def take(self, id: int, now: float) -> None:
        """Notes that a letter goes out."""
        self._out[id] = now

    def settle(self, ids: Iterable[int], now: float) -> None:
        """Notes that letters are done with, whatever became of them. Others than those that were taken are ignored."""
        for id in ids:
            if id in self._out:
                self._trip += (now - self._out.pop(id) - self._trip) * WEIGHT
