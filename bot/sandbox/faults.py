"""Switches that make the server misbehave as networks and busy servers do."""

from dataclasses import dataclass, field
from typing import Any

ANY = "*"


@dataclass(frozen=True, slots=True)
class Drop:
    """Close the connection without an answer: before the call takes effect, or after."""

    after_effect: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer with this status and body instead of doing anything."""

    status: int
    body: Any


@dataclass(slots=True)
class _Rule:
    fault: Drop | Answer
    times: int | None
    """How often it still happens; None: until cleared."""


@dataclass(slots=True)
class Faults:
    """What goes wrong, by method name; "*" stands for every method, getUpdates included."""

    active: bool = False
    _delays: dict[str, float] = field(default_factory=dict)
    _rules: dict[str, list[_Rule]] = field(default_factory=dict)

    def delay(self, method: str, seconds: float) -> None:
        """From now on, lets every call of the method wait before it takes effect; 0 ends that."""
        self._delays[method.lower()] = seconds
        self.active = True

    def drop(self, method: str, times: int | None = 1, *, after_effect: bool = False) -> None:
        """Closes the connection of the next `times` calls without an answer."""
        self._add(method, _Rule(Drop(after_effect), times))

    def answer(self, method: str, status: int, body: Any = None, times: int | None = 1) -> None:
        """Answers the next `times` calls with a status and a body (dict: JSON; str: as it is; None: the usual one)."""
        self._add(method, _Rule(Answer(status, body), times))

    def clear(self) -> None:
        """Behave again."""
        self._delays.clear()
        self._rules.clear()
        self.active = False

    def _add(self, method: str, rule: _Rule) -> None:
        self._rules.setdefault(method.lower(), []).append(rule)
        self.active = True

    def delay_of(self, method: str) -> float:
        """How many seconds this call waits (`method` in lower case)."""
        return max(self._delays.get(method, 0.0), self._delays.get(ANY, 0.0))

    def take(self, method: str) -> Drop | Answer | None:
        """What goes wrong with this call (`method` in lower case); uses up one of its times."""
        for name in (method, ANY):
            rules = self._rules.get(name)
            if not rules:
                continue
            rule = rules[0]
            if rule.times is not None:
                rule.times -= 1
                if rule.times <= 0:
                    rules.pop(0)
            return rule.fault
        return None
