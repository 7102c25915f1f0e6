"""Areas from a file."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, AreaRow, put_areas
from db.importing.checks import check_once
from db.reorganising import end_with_areas, ends_of_areas
from db.sheet import Line, Sheet
from db.statistics.checking import rebuild_communes

PARENTS = {"cluster": ("city",), "commune": ("city", "cluster", "district"), "hamlet": ("commune",)}
"""The kinds of area that can be imported, and under what each may stand."""

Unit = tuple[str, date]
"""An area's code and first day."""


async def import_areas(session: AsyncSession, text: str, day: date) -> int:
    """Imports clusters, communes and hamlets (columns code, name, kind, parent[, valid_from, valid_to]).

    A row changes the area that bears its code (from `valid_from`, else on `day`) or adds one. Without a `valid_to`
    column the ends of areas stay; an empty cell in it means "still valid". Hamlets end with their commune, roles with
    their area. A hamlet that is put under another commune takes what was recorded in it along: that is a correction,
    and none of the consequences of a commune's end. Returns how many areas changed.
    Raises Faults, and then nothing is changed.
    """
    sheet = Sheet(text, ("code", "name", "kind", "parent"), ("valid_from", "valid_to"))
    present = await _present_areas(session)
    today = {area.code: area for area in present.values() if area.valid_from <= day <= _last(area)}
    read = [(line, _area_row(line, present, today, day)) for line in sheet.lines]
    sheet.check()
    check_once((line, [(row.code, row.valid_from)]) for line, row in read)
    until_now = _Outcome(present)
    outcome = _Outcome({**present, **{(row.code, row.valid_from): row for _, row in read}})
    for line, row in read:
        old = present.get((row.code, row.valid_from))
        if old and old.kind != row.kind:
            line.fault("kind", f"{row.code} is a {old.kind}")
        if old and old.kind == "hamlet":
            _check_stays(line, until_now.parent(old), outcome.parent(row), outcome)
        _check_area(line, row, outcome)
    sheet.check()
    before, communes = await ends_of_areas(session), await _communes_of_hamlets(session)
    changed = await put_areas(session, [row for _, row in read])
    await end_with_areas(session, before)
    now = await _communes_of_hamlets(session)
    moved = [hamlet_id for hamlet_id, commune_id in communes.items() if now[hamlet_id] != commune_id]
    await rebuild_communes(session, {of[hamlet_id] for hamlet_id in moved for of in (communes, now)})
    return changed


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

    def ends(self, unit: Unit) -> bool:
        """Whether a unit has a last day."""
        return any(area.valid_to is not None for area in self._of(unit[0]) if area.valid_from == unit[1])

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


def _last(row: AreaRow) -> date:
    return row.valid_to or date.max


def _meanwhile(one: AreaRow, other: AreaRow) -> bool:
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


def _check_stays(line: Line, was: AreaRow | None, parent: AreaRow | None, outcome: _Outcome) -> None:
    """A hamlet can be put elsewhere, but ends with a commune that does: what is on record in it stays where it was."""
    if was is None or parent is None or (was.code, was.valid_from) == (parent.code, parent.valid_from):
        return
    if outcome.ends((was.code, was.valid_from)):
        line.fault("parent", f"the hamlet ends with {was.name}: add one with a code of its own")


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


async def _communes_of_hamlets(session: AsyncSession) -> dict[int, int]:
    rows = await session.execute(select(Area.id, Area.parent_id).where(Area.kind == "hamlet"))
    return {hamlet_id: commune_id for hamlet_id, commune_id in rows if commune_id is not None}


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
