"""Slips of the thumb: a letter missing, doubled or swapped with the next one."""

from collections import defaultdict
from collections.abc import Iterable


class Slips:
    """The words, without marks, that may have been meant by a misspelled one."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._with_one_missing: dict[str, set[str]] = defaultdict(set)
        for word in self._words:
            if len(word) > 1 and word.isalpha():
                for at in range(len(word)):
                    self._with_one_missing[word[:at] + word[at + 1 :]].add(word)

    def of(self, typed: str) -> list[str]:
        """The words from which this one differs by one slip, in the order of the alphabet."""
        if not typed.isalpha():
            return []
        found = set(self._with_one_missing.get(typed, ()))
        for at in range(len(typed) - 1):
            if typed[at] == typed[at + 1]:
                found.add(typed[:at] + typed[at + 1 :])
            else:
                found.add(typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :])
        return sorted(word for word in found if word in self._words and word != typed and len(word) > 1)
