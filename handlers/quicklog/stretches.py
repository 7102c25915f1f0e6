"""The stretches of a message: what was read, what was left over, and what is somebody's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from handlers.quicklog.pieces import Piece

MOST_WORDS = 3
"""Words of a phrase that can be taught."""
LONGEST = 40
TITLES = frozenset(
    {"chị", "chi", "anh", "cô", "co", "bà", "ba", "bác", "bac", "ông", "ong", "chú", "chu", "dì", "di", "cháu", "chau"}
    | {"em", "bé", "be", "c", "a", "tên", "ten", "mợ", "thím", "cụ", "cu"}
)


@dataclass(frozen=True)
class Stretch:
    """A stretch of the message, by its first character and the one after its last.

    `kind`: `read` with the senses of the lexicon; `left` looks like content that was not read; `name` names a person.
    """

    start: int
    end: int
    text: str
    kind: Literal["read", "left", "name"]
    senses: Mapping[str, str] = field(default_factory=dict)

    @property
    def teachable(self) -> bool:
        """Whether it is a phrase whose meaning can be learned: a few words in small letters, no name and no number."""
        said = self.text.split()
        letters = all(word.isalpha() for word in said)
        return self.kind != "name" and letters and 0 < len(said) <= MOST_WORDS and 1 < len(self.text) <= LONGEST


def stretches(pieces: Sequence[Piece]) -> list[Stretch]:
    """All stretches from left to right; what is left over side by side is one."""
    found: list[Stretch] = []
    for at, piece in enumerate(pieces):
        before = pieces[at - 1] if at else None
        if not piece.unknown:
            found.append(Stretch(piece.start, piece.end, piece.text, "read", piece.senses))
            continue
        last = found[-1] if found else None
        kind: Literal["left", "name"] = "name" if _is_name(piece, before, last) else "left"
        if last is not None and before is not None and before.unknown and last.kind == kind:
            found[-1] = Stretch(last.start, piece.end, f"{last.text} {piece.text}", kind)
        else:
            found.append(Stretch(piece.start, piece.end, piece.text, kind))
    return found


def _is_name(piece: Piece, before: Piece | None, last: Stretch | None) -> bool:
    """Whether an unknown word names somebody: it has a capital letter, or stands after "chị", "anh" or a name."""
    if piece.capital or before is None:
        return piece.capital
    return (before.unknown and last is not None and last.kind == "name") or not TITLES.isdisjoint(
        before.text.split()[-1:]
    )
