"""What is asked of the sums. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from db.statistics.counts import parts


@dataclass(frozen=True)
class Asked:
    """A subject in the days from `first` to `last`; `only` keeps those keys whose parts are among these codes."""

    subject: str
    first: date
    last: date
    only: Mapping[str, Collection[str]] = field(default_factory=dict)

    def wants(self, key: str) -> bool:
        """Whether a key is meant. Of several purposes one has to be."""
        told = parts(self.subject, key)
        return all(not codes_of(name, told[name]).isdisjoint(codes) for name, codes in self.only.items())


def codes_of(part: str, value: str) -> frozenset[str]:
    """The codes in a part of a key: several only of purposes, and of what clients were served with."""
    return frozenset(value.split("+")) if part in ("purposes", "served") else frozenset((value,))
