"""What administrators bring in as CSV files: areas and topics, all rows of a file or none.

Faults are told in English with line and column: they are read on a command line.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, AreaRow, put_areas
from db.catalogue import Topic, TopicRow, put_topics
from db.sheet import Line, Sheet

PARENTS = {"cluster": ("city",), "commune": ("city", "cluster", "district"), "hamlet": ("commune",)}
"""The kinds of area that can be imported, and under what each may stand."""

Unit = tuple[str, date]
"""An area's code and first day."""


async def import_areas(session: AsyncSession, text: str, day: date) -> int:
    """Imports clusters, communes and hamlets (columns code, name, kind, parent[, valid_from, valid_to]).

    A row changes the area that bears its code (from `valid_from`, else on `day`) or adds one. Without a `valid_to`
    column the ends of areas stay; an empty cell in it means "still valid". Returns how many areas changed.
    Raises Faults, and then nothing is changed.
    """
    sheet = Sheet(text, ("code", "name", "kind", "parent"), ("valid_from", "valid_to"))
    present = await _present_areas(session)
    today = {area.code: area for area in present.values() if area.valid_from <= day <= _last(area)}
    read = [(line, _area_row(line, present, today, day)) for line in sheet.lines]
    sheet.check()
    _check_once((line, (row.code, row.valid_from)) for line, row in read)
    outcome = _Outcome({**present, **{(row.code, row.valid_from): row for _, row in read}})
    for line, row in read:
        old = present.get((row.code, row.valid_from))
        if old and old.kind != row.kind:
            line.fault("kind", f"{row.code} is a {old.kind}")
        _check_area(line, row, outcome)
    sheet.check()
    return await put_areas(session, [row for _, row in read])


async def import_topics(session: AsyncSession, text: str, day: date) -> int:
    """Imports topics (columns code, name_vi, name_en, aliases, position[, valid_from, valid_to]).

    A new topic without a first day begins on `day`; without a `valid_to` column the ends of topics stay. Returns how
    many topics changed. Raises Faults, and then nothing is changed.
    """
    sheet = Sheet(text, ("code", "name_vi", "name_en", "aliases", "position"), ("valid_from", "valid_to"))
    present = {row.code: row for row in await _present_topics(session)}
    read = [(line, _topic_row(line, present, day)) for line in sheet.lines]
    sheet.check()
    _check_once((line, row.code) for line, row in read)
    _check_names(read, {**present, **{row.code: row for _, row in read}}.values())
    sheet.check()
    return await put_topics(session, [row for _, row in read])


def _check_once(read: Iterable[tuple[Line, Hashable]]) -> None:
    seen: dict[Hashable, int] = {}
    for line, key in read:
        if key in seen:
            line.fault("code", f"stands on line {seen[key]} already")
        seen.setdefault(key, line.number)


class _Outcome:
    """The areas as they would be after an import."""

    def __init__(self, areas: Mapping[Unit, AreaRow]) -> None:
        self._by_code: dict[str, list[AreaRow]] = {}
        self._hamlets: dict[Unit, list[AreaRow]] = {}
        for area in areas.values():
            self._by_code.setdefault(area.code, []).append(area)
        for area in areas.values():
            if area.kind == "hamlet" and (parent := self.parent(area)):
                self._hamlets.setdefault((parent.code, parent.valid_from), []).append(area)

    def parent(self, row: AreaRow) -> AreaRow | None:
        """The area that the row's parent code means: the one that is there until the row's end."""
        last = _last(row)
        return next((area for area in self._of(row.parent) if area.valid_from <= last <= _last(area)), None)

    def same_code(self, row: AreaRow) -> AreaRow | None:
        """Another area that bears the same code at the same time."""
        return next((area for area in self._of(row.code) if _another_meanwhile(area, row)), None)

    def same_name(self, row: AreaRow, parent: AreaRow) -> AreaRow | None:
        """Another hamlet of the same name below the same commune at the same time."""
        hamlets = self._hamlets.get((parent.code, parent.valid_from), ())
        return next(
            (area for area in hamlets if area.name.casefold() == row.name.casefold() and _another_meanwhile(area, row)),
            None,
        )

    def _of(self, code: str | None) -> Sequence[AreaRow]:
        return self._by_code.get(code, ()) if code else ()


def _last(row: AreaRow | TopicRow) -> date:
    return row.valid_to or date.max


def _meanwhile(one: AreaRow | TopicRow, other: AreaRow | TopicRow) -> bool:
    return one.valid_from <= _last(other) and other.valid_from <= _last(one)


def _another_meanwhile(one: AreaRow, other: AreaRow) -> bool:
    return (one.code, one.valid_from) != (other.code, other.valid_from) and _meanwhile(one, other)


def _check_area(line: Line, row: AreaRow, outcome: _Outcome) -> None:
    if _last(row) < row.valid_from:
        line.fault("valid_to", f"is before the first day, {row.valid_from}")
        return
    if clash := outcome.same_code(row):
        end = f"until {clash.valid_to}" if clash.valid_to else "with no end"
        line.fault("code", f"belongs to {clash.name} from {clash.valid_from} {end}")
    parent = outcome.parent(row)
    if parent is None:
        line.fault("parent", f"no area has the code {row.parent} as long as this one is valid")
    elif parent.kind not in PARENTS[row.kind]:
        line.fault("parent", f"{row.parent} is a {parent.kind}; a {row.kind} stands under a {_or(PARENTS[row.kind])}")
    elif row.kind == "hamlet" and (clash := outcome.same_name(row, parent)):
        line.fault("name", f"is that of {clash.code} in the same commune")


def _or(words: Sequence[str]) -> str:
    return " or a ".join(words)


def _area_row(line: Line, present: Mapping[Unit, AreaRow], today: Mapping[str, AreaRow], day: date) -> AreaRow:
    code = line.code("code", "[0-9A-Za-z-]+", most=20)
    name = line.text("name", most=120)
    kind = line.choice("kind", tuple(PARENTS))
    parent = line.code("parent", "[0-9A-Za-z-]+", most=20)
    first, last = line.day("valid_from"), line.day("valid_to")
    if first is None:
        first = today[code].valid_from if code in today else day
    old = present.get((code, first))
    if old and "valid_to" not in line.cells:
        last = old.valid_to
    return AreaRow(code, name, kind, parent, first, last)


async def _present_areas(session: AsyncSession) -> dict[Unit, AreaRow]:
    areas = (await session.scalars(select(Area))).all()
    codes = {area.id: area.code for area in areas}
    return {
        (area.code, area.valid_from): AreaRow(
            area.code,
            area.name,
            area.kind,
            codes[area.parent_id] if area.parent_id else None,
            area.valid_from,
            area.valid_to,
        )
        for area in areas
    }


def _topic_row(line: Line, present: Mapping[str, TopicRow], day: date) -> TopicRow:
    code = line.code("code", "[a-z][a-z0-9_]*", most=30)
    old = present.get(code)
    first = line.day("valid_from") or (old.valid_from if old else day)
    last = line.day("valid_to")
    if old and "valid_to" not in line.cells:
        last = old.valid_to
    if last and last < first:
        line.fault("valid_to", f"is before the first day, {first}")
    aliases = line.text("aliases", most=500, required=False).split("|")
    return TopicRow(
        code=code,
        position=line.whole_number("position", least=0, most=9999),
        name_vi=line.text("name_vi", most=60),
        name_en=line.text("name_en", most=60),
        aliases="|".join(alias.strip() for alias in aliases if alias.strip()),
        valid_from=first,
        valid_to=last,
    )


def _check_names(read: Sequence[tuple[Line, TopicRow]], outcome: Iterable[TopicRow]) -> None:
    """A word that means two topics would mean neither to somebody who types it."""
    owners: dict[str, list[TopicRow]] = {}
    for row in outcome:
        for word in {row.name_vi.casefold(), row.name_en.casefold(), *row.aliases.casefold().split("|")}:
            owners.setdefault(word, []).append(row)
    for line, row in read:
        for column, words in (
            ("name_vi", [row.name_vi]),
            ("name_en", [row.name_en]),
            ("aliases", row.aliases.split("|") if row.aliases else []),
        ):
            for word in words:
                for other in owners.get(word.casefold(), ()):
                    if other.code != row.code and _meanwhile(other, row):
                        line.fault(column, f"{word!r} means {other.code} as well")


async def _present_topics(session: AsyncSession) -> list[TopicRow]:
    columns = [column.name for column in fields(TopicRow)]
    return [
        TopicRow(**{name: getattr(topic, name) for name in columns}) for topic in await session.scalars(select(Topic))
    ]
