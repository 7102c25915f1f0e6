"""How fast may be sent: an even pace with a small allowance for catching up. Times are seconds of a monotonic clock."""


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
