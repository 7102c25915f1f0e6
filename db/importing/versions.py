"""Lists that are kept in versions, from a file."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic

from sqlalchemy.ext.asyncio import AsyncSession

from db.catalogue.versions import V, Version, all_versions, holding, put, terms
from db.importing.checks import Meaning, check_once, check_words
from db.sheet import Line, Sheet

DAYS = ("valid_from", "valid_to")


@dataclass(frozen=True)
class Layout(Generic[V]):
    """How a file of one kind of version looks: its columns besides the two days, and how a line becomes the rest.

    `read` is given the version's first day as well. It notes what is wrong with the line, taken for itself.
    """

    kind: type[V]
    required: Sequence[str]
    optional: Sequence[str]
    read: Callable[[Line, date], dict[str, Any]]

    def sheet(self, text: str) -> Sheet:
        """The file taken apart. Raises Faults."""
        return Sheet(text, self.required, (*self.optional, *DAYS))

    def versions(self, text: str) -> list[V]:
        """The versions of a file in which every line says its first day. Raises Faults."""
        sheet = self.sheet(text)
        for line in sheet.lines:
            line.text("valid_from", most=10)
        read = [self._version(line, date.max) for line in sheet.lines]
        sheet.check()
        return read

    def dated(self, line: Line, present: Sequence[V], day: date) -> V:
        """The version that a line means, given those present.

        With a first day it is the version of that day. Without one it takes effect on `day` and leaves earlier days as
        they were; if it says nothing new, it is the version in force. Without a last day's column ends stay.
        """
        told = self._version(line, day)
        mine = [version for version in present if version.key == told.key]
        old = next((version for version in mine if version.valid_from == told.valid_from), None)
        if not line.cells.get("valid_from"):
            old = next(iter(holding(mine, day)), None)
            if old and _content(old) == _content(told):
                told = replace(told, valid_from=old.valid_from)
        if old and "valid_to" not in line.cells:
            told = replace(told, valid_to=old.valid_to)
        if told.valid_to and told.valid_to < told.valid_from:
            line.fault("valid_to", f"is before the first day, {told.valid_from}")
        return told

    def _version(self, line: Line, day: date) -> V:
        first, last = line.day("valid_from") or day, line.day("valid_to")
        return self.kind(**self.read(line, first), valid_from=first, valid_to=last)


Check = Callable[[Line, V], None]


async def import_versions(
    session: AsyncSession,
    layout: Layout[V],
    text: str,
    day: date,
    check: Check[V] | None = None,
    neighbours: Iterable[Version] = (),
) -> int:
    """Takes over a file: all lines or, with Faults, none. Returns how many versions were added or changed.

    `check` looks at a line together with what else the database holds. No word may mean two entries at a time, neither
    of this list nor of the `neighbours` that people name in the same breath.
    """
    sheet = layout.sheet(text)
    present = await all_versions(session, layout.kind)
    read = [(line, layout.dated(line, present, day)) for line in sheet.lines]
    sheet.check()
    check_once((line, _keys(line, version)) for line, version in read)
    for line, version in read:
        if check:
            check(line, version)
    outcome = {_identity(version): version for version in (*present, *(version for _, version in read))}
    lasts = {_identity(version): last for version, last in terms(outcome.values())}
    meanings = [(line, _meaning(version, lasts[_identity(version)])) for line, version in read]
    check_words(meanings, [_meaning(*term) for them in (outcome.values(), neighbours) for term in terms(them)])
    sheet.check()
    return await put(session, [version for _, version in read])


def _keys(line: Line, version: Version) -> list[Hashable]:
    # Two lines without a first day mean the same version, even when one of them says nothing new.
    return [_identity(version)] if line.cells.get("valid_from") else [_identity(version), version.key]


def _identity(version: Version) -> Hashable:
    return version.key, version.valid_from


def _meaning(version: Version, last: date) -> Meaning:
    return Meaning(version.code, version.words(), version.valid_from, last)


def _content(version: V) -> V:
    return replace(version, valid_from=date.min, valid_to=None)
