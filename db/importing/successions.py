"""What became of units, from a file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import SHARES, Area, Succession, SuccessionRow, put_successions
from db.reorganising import go_on
from db.sheet import Line, Sheet

Read = tuple[Line, SuccessionRow, Area, Area]
"""A line, what it says, the old unit and the new one."""


async def import_successions(session: AsyncSession, text: str) -> int:
    """Imports successions (columns day, old, new, share): on `day` the unit with the code `old`, which ended the day
    before, went into the one with the code `new`, as a whole or in part. Roles that ended with a unit go on in the only
    one that follows. Returns how many successions and roles changed. Raises Faults, and then nothing is changed."""
    sheet = Sheet(text, ("day", "old", "new", "share"))
    areas = (await session.scalars(select(Area))).all()
    known = {(one.old_id, one.new_id): one.share for one in await session.scalars(select(Succession))}
    read = [found for line in sheet.lines if (found := _read(line, areas)) is not None]
    sheet.check()
    for line, row, old, new in read:
        known[old.id, new.id] = row.share
        if new.kind != old.kind and (old.kind, new.kind) != ("hamlet", "commune"):
            line.fault("new", f"{row.new} is a {new.kind}, {row.old} a {old.kind}")
    _check_shares(read, known)
    sheet.check()
    changed = await put_successions(session, [row for _, row, _, _ in read])
    return changed + await go_on(session)


def _read(line: Line, areas: Sequence[Area]) -> Read | None:
    old, new = (line.code(column, "[0-9A-Za-z-]+", most=20) for column in ("old", "new"))
    share, day = line.choice("share", SHARES), line.day("day")
    if day is None:
        if not line.cells.get("day"):
            line.fault("day", "is empty")
        return None
    before = next((one for one in areas if one.code == old and one.valid_to == day - timedelta(days=1)), None)
    after = next((one for one in areas if one.code == new and _is_valid(one, day)), None)
    if before is None:
        line.fault("old", f"no area with the code {old} ended on {day - timedelta(days=1)}")
    if after is None:
        line.fault("new", f"no area has the code {new} on {day}")
    return (line, SuccessionRow(day, old, new, share), before, after) if before and after else None


def _check_shares(read: Sequence[Read], known: Mapping[tuple[int, int], str]) -> None:
    """A unit went into one as a whole, or into several in part; into one of these with most of its people."""
    for line, row, old, _ in read:
        shares = Counter(share for (old_id, _), share in known.items() if old_id == old.id)
        if shares["whole"] and shares.total() > 1:
            line.fault("share", f"{row.old} cannot go into one unit as a whole and into others")
        if shares["part_main"] > 1:
            line.fault("share", f"only one unit can be the part_main of {row.old}")


def _is_valid(area: Area, day: date) -> bool:
    return area.valid_from <= day <= (area.valid_to or date.max)
