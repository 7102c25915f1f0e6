"""A clause: one act and everything said about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.days import Day
from handlers.quicklog.pieces import Piece

PURPOSES = ("organ", "screening", "service", "other service", "exam")


@dataclass(slots=True)
class Clause:
    """One act and everything said about it. `act` is what it does, "" if it has no verb.

    `value` is the verb's value in the lexicon; `joint` how the clause is tied to the one before: "" (nothing said),
    "," "and" or "."; `kinds` are those of its pieces; `skipped` says why it is no report, "" if it may be one.
    """

    parts: list[Part] = field(default_factory=list)
    act: str = ""
    value: str = ""
    joint: str = ""
    skipped: str = ""
    chunk: int = 0
    sentence: int = 0
    kinds: set[str] = field(default_factory=set)

    def add(self, part: Part) -> None:
        """Goes on with a part."""
        self.parts.append(part)
        if isinstance(part, Piece):
            self.kinds.update(part.senses)

    def cut(self, at: int) -> None:
        """Ends before the part at a place."""
        del self.parts[at:]
        self.kinds = {kind for part in self.parts if isinstance(part, Piece) for kind in part.senses}

    def pieces(self, *kinds: str) -> Iterator[Piece]:
        """The pieces that may be of one of the kinds."""
        wanted = self.parts if self.has(*kinds) else ()
        return (part for part in wanted if isinstance(part, Piece) and part.has(*kinds))

    def has(self, *kinds: str) -> bool:
        """Whether any piece may be of one of the kinds."""
        return not self.kinds.isdisjoint(kinds)

    def amounts(self, *whats: str) -> list[Amount]:
        """The amounts of these things."""
        return [part for part in self.parts if isinstance(part, Amount) and part.what in whats]

    def days(self, *kinds: str) -> list[Day]:
        """The days of these kinds."""
        return [part.day for part in self.parts if isinstance(part, Piece) and part.day and part.day.kind in kinds]

    def codes(self) -> list[str]:
        """The clients named by their codes."""
        return [piece.senses["code"] for piece in self.pieces("code")]


def is_(part: Part | None, *kinds: str) -> bool:
    """Whether it is a piece that may be of one of the kinds."""
    return isinstance(part, Piece) and not part.senses.keys().isdisjoint(kinds)
