"""What rows of every file are checked for: that they stand there once, and that no word means two things."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.sheet import Line


@dataclass(frozen=True)
class Meaning:
    """That words (by the column they stand in) mean the entry called `owner` from a day to a day."""

    owner: str
    words: Mapping[str, Sequence[str]]
    first: date
    last: date

    def meanwhile(self, other: "Meaning") -> bool:
        """Whether there is a day on which both hold."""
        return self.first <= other.last and other.first <= self.last


def check_once(read: Iterable[tuple[Line, Sequence[Hashable]]]) -> None:
    """Faults a line one of whose keys is that of an earlier line."""
    seen: dict[Hashable, int] = {}
    for line, keys in read:
        if earlier := [seen[key] for key in keys if key in seen]:
            line.fault("code", f"stands on line {min(earlier)} already")
        for key in keys:
            seen.setdefault(key, line.number)


def check_words(read: Iterable[tuple[Line, Meaning]], outcome: Iterable[Meaning]) -> None:
    """Faults a word that would mean two entries on one day: it would mean neither to somebody who types it."""
    owners: dict[str, list[Meaning]] = {}
    for meaning in outcome:
        for word in {word.casefold() for words in meaning.words.values() for word in words}:
            owners.setdefault(word, []).append(meaning)
    for line, meaning in read:
        for column, words in meaning.words.items():
            for word in words:
                others = [other for other in owners.get(word.casefold(), ()) if other.meanwhile(meaning)]
                for owner in sorted({other.owner for other in others} - {meaning.owner}):
                    line.fault(column, f"{word!r} means {owner} as well")
