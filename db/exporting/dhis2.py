"""Figures as a data value set of DHIS2 (`POST /api/dataValueSets`), after a mapping that its administrators wrote."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import area_by_code, subtree
from db.engine import Db
from db.exporting.figures import counted
from db.exporting.periods import REPORTED, name_of, whole_periods
from db.sheet import Line, Sheet
from db.statistics.counts import PARTS
from db.statistics.measures import BY_CODE, Measure, Only, read_only
from db.statistics.spans import Grain

COLUMNS = ("what", "ours", "theirs")
MORE_COLUMNS = ("only", "categoryoptioncombo", "period")
"""Columns of a mapping; upper and lower case are the same in a file."""
OF = ".of"
"""After a share's code: what it is measured against."""
UID = "[A-Za-z][A-Za-z0-9]{10}"


@dataclass(frozen=True)
class Element:
    """A data element: a measure (or what it is measured against), narrowed down, by periods of a grain."""

    measure: Measure
    only: Only
    uid: str
    category_option_combo: str | None
    grain: Grain


@dataclass(frozen=True)
class Wanted:
    """What DHIS2 wants to know: data elements, org units with the communes that lie in them, perhaps of a data set."""

    org_units: Sequence[tuple[str, frozenset[int]]]
    elements: Sequence[Element]
    data_set: str | None


async def read_mapping(session: AsyncSession, text: str, day: date) -> Wanted:
    """Reads a mapping; codes of areas are those of that day. Raises Faults."""
    sheet = Sheet(text, COLUMNS, MORE_COLUMNS)
    org_units, elements, data_sets = [], [], []
    told: set[tuple[str, ...]] = set()
    for line in sheet.lines:
        what = line.choice("what", ("dataSet", "orgUnit", "dataElement"))
        uid = line.code("theirs", UID, most=11)
        combo = line.code("categoryoptioncombo", UID, most=11, required=False) or None
        if what == "orgUnit":
            org_units.append((uid, await _communes(session, line, day)))
        elif what == "dataElement" and (element := _element(line, uid, combo)):
            elements.append(element)
        elif what == "dataSet":
            data_sets.append(uid)
        name = (what, "") if what == "dataSet" else (what, uid, combo or "")
        if uid and name in told:
            line.fault("theirs", "there can be one data set" if what == "dataSet" else f"{uid} is there twice")
        told.add(name)
    sheet.check()
    return Wanted(org_units, elements, data_sets[0] if data_sets else None)


async def data_value_set(db: Db, wanted: Wanted, first: date, last: date) -> dict[str, Any]:
    """The values of the whole periods from the first to the last day. Noughts are told as well: a value that was
    corrected to nothing would stay in DHIS2 otherwise."""
    values = []
    for element in wanted.elements:
        for start in whole_periods(element.grain, first, last):
            found = await counted(db, element.measure, element.only, element.grain, start)
            for org_unit, communes in wanted.org_units:
                value = {
                    "dataElement": element.uid,
                    "period": name_of(element.grain, start),
                    "orgUnit": org_unit,
                    "value": str(sum(found.get(commune_id, 0) for commune_id in communes)),
                }
                if element.category_option_combo:
                    value["categoryOptionCombo"] = element.category_option_combo
                values.append(value)
    return {**({"dataSet": wanted.data_set} if wanted.data_set else {}), "dataValues": values}


async def _communes(session: AsyncSession, line: Line, day: date) -> frozenset[int]:
    code = line.text("ours", most=20)
    area = await area_by_code(session, code, day) if code else None
    if code and area is None:
        line.fault("ours", f"no area has the code {code} on {day}")
    elif area is not None and area.kind == "hamlet":
        line.fault("ours", f"{code} is a hamlet; figures are exported by commune and above")
    return await subtree(session, [area.id]) if area is not None else frozenset()


def _element(line: Line, uid: str, combo: str | None) -> Element | None:
    told = line.text("ours", most=40)
    measure = BY_CODE.get(told.removesuffix(OF))
    asked = line.choice("period", REPORTED)
    grain: Grain = next((grain for grain in REPORTED if grain == asked), "month")
    if measure is None or (told.endswith(OF) and measure.against is None):
        if told:
            line.fault("ours", f"{told!r} is no measure" if measure is None else f"{measure.code} is no share")
        return None
    narrowed = _narrowed(line, measure)
    only = measure.against if told.endswith(OF) and measure.against is not None else measure.only
    return Element(measure, _both(only, narrowed), uid, combo, grain)


def _narrowed(line: Line, measure: Measure) -> Only:
    cell = line.text("only", most=200, required=False)
    if cell and measure.different:
        line.fault("only", "different persons are counted as a whole")
        return {}
    if not re.fullmatch(r"(\w+ *= *[^=;]+(; *|$))*", cell):
        line.fault("only", f"{cell!r} is not read: write form=household_visit; funding=city|local")
        return {}
    narrowed = read_only(cell)
    for part in narrowed:
        if part not in PARTS[measure.subject]:
            line.fault("only", f"{measure.code} knows no {part!r}, but {', '.join(PARTS[measure.subject])}")
            return {}
    return narrowed


def _both(one: Only, other: Mapping[str, frozenset[str]]) -> Only:
    """What both keep: of several purposes it is enough that one is among them, so that a narrower list replaces."""
    return {part: other.get(part, codes) & codes for part, codes in one.items()} | {
        part: codes for part, codes in other.items() if part not in one
    }
