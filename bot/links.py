"""Links to papers, charts and sheets, for messengers that take them by their address only: nobody can guess one, and
each ends."""

import hashlib
import hmac
import re
from datetime import timedelta
from typing import Literal, cast

from bot.clock import Clock

Ending = Literal["png", "pdf", "xlsx"]
PATH = "/papers/"
LASTS = timedelta(days=7)
_NAME = re.compile(r"([0-9]{1,18})-([0-9]{1,12})-([0-9a-f]{32})\.(png|pdf|xlsx)", re.ASCII)


class Links:
    """Makes links below `origin` (such as https://bot.example.vn) and knows its own again. `secret` is SECRET_KEY."""

    def __init__(self, origin: str, secret: str, clock: Clock) -> None:
        if not secret:
            raise ValueError("without a secret anybody could make these links")
        self._origin = origin.rstrip("/")
        self._key = f"papers {secret}".encode()
        self._clock = clock

    def to(self, letter: int, ending: Ending) -> str:
        """The address of what a letter of the outbox encloses: a paper (as a picture or a file), a chart, …"""
        ends = int((self._clock.now() + LASTS).timestamp())
        return f"{self._origin}{PATH}{letter}-{ends}-{self._signature(letter, ends, ending)}.{ending}"

    def read(self, name: str) -> tuple[int, Ending] | None:
        """The letter and the form that the last part of an address names; None for what we did not make, or is over."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        letter, ends, ending = int(found[1]), int(found[2]), cast(Ending, found[4])
        genuine = hmac.compare_digest(found[3], self._signature(letter, ends, ending))
        return (letter, ending) if genuine and self._clock.now().timestamp() < ends else None

    def _signature(self, letter: int, ends: int, ending: Ending) -> str:
        return hmac.new(self._key, f"{letter} {ends} {ending}".encode(), hashlib.sha256).hexdigest()[:32]
