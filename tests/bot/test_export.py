"""What is written for other systems is what was recorded, names no client, and is put on record."""

import csv
import io
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from sqlalchemy import select

from bot.export import Order, export
from db.acts import Act
from db.areas import Area
from db.engine import Db
from db.exporting.periods import REPORTED, name_of, whole_periods
from db.scope import Scope
from db.sheet import Faults
from db.statistics.asked import Asked
from db.statistics.measures import BY_CODE, MEASURES
from db.statistics.questions import total
from tests.bot.test_cli import ran
from tests.conftest import NOON, ZONE
from tests.db.measured import BY_HAND, OF_BY_HAND
from tests.db.summed import Notebook, Town, slowly, town

FIRST, LAST = date(2026, 10, 1), date(2026, 11, 30)
DAYS = (date(2026, 10, 9), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 18))
TALKS, WOMEN, BREAST, ATTENDED, OF = "fbfJHSPpUQD", "cYeuwXTCPkU", "Jtf34kNZhzP", "hfdmMSPBgLG", "bqK6eSIwo3h"
CITY, BA_DINH, SET, COMBO = "ImspTQPwCqd", "O6uvpzGd5pu", "pBOMPrpg1QX", "J2Qf1jtZuj8"


@pytest.fixture
async def place(db: Db) -> Town:
    """A town with a few records of each kind, one of them withdrawn."""
    made = await town(db)
    async with db.begin() as session:
        notebook = Notebook(session, made)
        for number, day in enumerate((*DAYS, *DAYS)):
            for kind in ("talk", "distribution", "referral"):
                await notebook.log(kind, number % 3, number % 4, day, 7 * number, (0, 1, None)[number % 3])
        await notebook.withdraw(0)
    return made


async def written(db: Db, tmp_path: Path, kind: str, **options: Any) -> list[dict[str, str]]:
    """The rows of an export."""
    out = tmp_path / f"{kind}.csv"
    order = Order(
        kind, options.get("first", FIRST), options.get("last", LAST), options.get("grain", "month"), out, None
    )
    assert order.fault() is None
    await export(db, order, ZONE, NOON)
    assert out.stat().st_mode & 0o777 == 0o600
    return list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))


async def dhis2(db: Db, tmp_path: Path, mapping: str, first: date = FIRST, last: date = LAST) -> dict[str, Any]:
    (tmp_path / "mapping.csv").write_text(mapping, encoding="utf-8")
    order = Order("dhis2", first, last, "month", tmp_path / "values.json", tmp_path / "mapping.csv")
    assert order.fault() is None
    await export(db, order, ZONE, NOON)
    found: dict[str, Any] = json.loads((tmp_path / "values.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("kind", ["talk", "distribution", "referral"])
async def test_every_record_that_stands_is_a_row_and_adds_up_to_the_figures(
    db: Db, place: Town, tmp_path: Path, kind: str
) -> None:
    rows = await written(db, tmp_path, f"{kind}s")
    async with db() as session:
        records = [one for one in await slowly(session, Scope.everything(), FIRST, LAST) if one.kind == kind]
    assert Counter(row["day"] for row in rows if row.get("line", "1") == "1") == Counter(
        one.day.isoformat() for one in records
    )
    people = {"talk": "attendees", "distribution": "people", "referral": "count"}[kind]
    assert sum(int(row[people] or 0) for row in rows) == sum(one.facts[people] for one in records)
    if kind == "distribution":
        assert sum(int(row["pieces"]) for row in rows) == sum(map(BY_HAND["pieces"], records))
        assert sum(int(row["money"] or 0) for row in rows) == sum(map(BY_HAND["money"], records))
    assert {row["commune_code"] for row in rows} == {"00004", "00008"}
    assert [row["commune_code"] for row in rows] == sorted(row["commune_code"] for row in rows)


async def test_clients_are_codes_and_nothing_else_of_them_is_told(db: Db, place: Town, tmp_path: Path) -> None:
    for kind in ("distributions", "referrals"):
        rows = await written(db, tmp_path, kind)
        assert {row["client"][:3] for row in rows if row["client"]} == {"KH-"}
        assert not {"hint", "note", "sign", "age_reason", "last_screened", "birth_year", "name"} & set(rows[0])


async def test_figures_are_those_of_the_sums_for_every_measure(db: Db, place: Town, tmp_path: Path) -> None:
    rows = await written(db, tmp_path, "figures")
    assert {row["period"] for row in rows} == {"202610", "202611"}
    async with db() as session:
        for month in (date(2026, 10, 1), date(2026, 11, 1)):
            span = (month, date(2026, month.month, 31 if month.month == 10 else 30))
            records = await slowly(session, Scope.everything(), *span)
            for measure in MEASURES:
                told = [row for row in rows if (row["measure"], row["first_day"]) == (measure.code, str(month))]
                if not measure.different:
                    assert sum(int(row["value"]) for row in told) == sum(map(BY_HAND[measure.code], records))
                if measure.against is not None:
                    assert sum(int(row["of"]) for row in told) == sum(map(OF_BY_HAND[measure.code], records))
                assert {row["name"] for row in told} <= {measure.names["vi"]}


async def test_a_month_that_the_days_do_not_hold_as_a_whole_is_left_out(db: Db, place: Town, tmp_path: Path) -> None:
    rows = await written(db, tmp_path, "figures", last=date(2026, 11, 29))
    assert {row["period"] for row in rows} == {"202610"}


async def test_the_same_rows_are_a_workbook_with_numbers_and_days(db: Db, place: Town, tmp_path: Path) -> None:
    rows = await written(db, tmp_path, "talks")
    out = tmp_path / "talks.xlsx"
    await export(db, Order("talks", FIRST, LAST, "month", out, None), ZONE, NOON)
    head, *found = load_workbook(out)["talks"].iter_rows(values_only=True)
    assert list(head) == list(rows[0])
    assert [row[head.index("attendees")] for row in found] == [int(row["attendees"]) for row in rows]
    assert [row[head.index("day")].date().isoformat() for row in found] == [row["day"] for row in rows]


async def test_an_export_is_on_record_and_never_overwrites_a_file(db: Db, place: Town, tmp_path: Path) -> None:
    rows = await written(db, tmp_path, "talks")
    with pytest.raises(FileExistsError):
        await written(db, tmp_path, "talks")
    async with db() as session:
        acts = [(act.act, act.subject, act.subject_id, act.person_id) for act in await session.scalars(select(Act))]
    assert [act for act in acts if act[0].startswith("export")] == [("export talks", "rows", len(rows), None)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_without_a_file_the_command_writes_csv_to_standard_output(
    db: Db, place: Town, database_url: str, tmp_path: Path
) -> None:
    rows = await written(db, tmp_path, "talks")
    days = ("--from", str(FIRST), "--to", str(LAST))
    status, output, errors = await ran(tmp_path, "export", "talks", *days, DATABASE_URL=database_url)
    assert (status, list(csv.DictReader(io.StringIO(output.removeprefix("\ufeff"))))) == (0, rows)
    assert f"{len(rows)} rows written; that is on record" in errors


@pytest.mark.parametrize(
    ("order", "fault"),
    [
        (Order("talks", LAST, FIRST, "month", None, None), "--to"),
        (Order("talks", FIRST, LAST, "month", Path("talks.pdf"), None), "ends in"),
        (Order("dhis2", FIRST, LAST, "month", None, None), "--mapping"),
        (Order("talks", FIRST, LAST, "month", None, Path("mapping.csv")), "--mapping"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(order: Order, fault: str) -> None:
    assert fault in (order.fault() or "")


MAPPING = f"""what,ours,only,theirs,categoryOptionCombo,period
dataSet,,,{SET},,
orgUnit,01,,{CITY},,
orgUnit,00004,,{BA_DINH},,
dataElement,talks,,{TALKS},,month
dataElement,talks,form=household_visit,{TALKS},{COMBO},quarter
dataElement,women_40,,{WOMEN},,week
dataElement,screening_referrals,purposes=breast,{BREAST},,month
dataElement,attended_share,,{ATTENDED},,month
dataElement,attended_share.of,,{OF},,month
"""


async def test_dhis2_is_given_values_as_it_documents_them(db: Db, place: Town, tmp_path: Path) -> None:
    """{"dataSet": UID, "dataValues": [{"dataElement", "categoryOptionCombo", "period", "orgUnit", "value"}, …]}"""
    found = await dhis2(db, tmp_path, MAPPING, last=date(2026, 12, 31))
    assert found["dataSet"] == SET
    values = found["dataValues"]
    for one in values:
        assert set(one) - {"categoryOptionCombo"} == {"dataElement", "period", "orgUnit", "value"}
        assert all(isinstance(word, str) for word in one.values())
    periods: dict[str, set[str]] = {}
    for one in values:
        periods.setdefault(one["dataElement"], set()).add(one["period"])
    assert periods[TALKS] == {"202610", "202611", "202612", "2026Q4"}
    assert periods[WOMEN] == {f"2026W{week}" for week in range(41, 53)}
    async with db() as session:
        visits = Asked("talk", date(2026, 10, 1), date(2026, 12, 31), {"form": {"household_visit"}})
        records = await slowly(session, Scope.everything(), date(2026, 10, 1), date(2026, 10, 31))
        counted = (await total(session, Scope.everything(), visits)).records
    by_name = {(one["dataElement"], one["period"], one["orgUnit"]): int(one["value"]) for one in values}
    assert by_name[TALKS, "2026Q4", CITY] == counted
    assert by_name[TALKS, "202610", CITY] == sum(map(BY_HAND["talks"], records))
    assert by_name[ATTENDED, "202610", CITY] == sum(map(BY_HAND["attended_share"], records))
    assert by_name[OF, "202610", CITY] == sum(map(OF_BY_HAND["attended_share"], records))
    breast = [one for one in records if "breast" in one.facts.get("purposes", ())]
    assert by_name[BREAST, "202610", CITY] == sum(map(BY_HAND["referrals"], breast))
    assert 0 < by_name[TALKS, "202610", BA_DINH] < by_name[TALKS, "202610", CITY]


async def test_nought_is_told_too_so_that_a_correction_reaches_dhis2(db: Db, place: Town, tmp_path: Path) -> None:
    found = await dhis2(db, tmp_path, MAPPING, date(2023, 1, 1), date(2023, 1, 31))
    assert {one["value"] for one in found["dataValues"]} == {"0"}


async def test_every_fault_of_a_mapping_is_told_by_line_and_column_and_no_file_is_left(
    db: Db, place: Town, tmp_path: Path
) -> None:
    async with db() as session:
        hamlet = await session.scalar(select(Area.code).where(Area.kind == "hamlet"))
    lines = (
        "what,ours,only,theirs,categoryOptionCombo,period",
        f"orgUnits,00004,,{CITY},,",
        f"orgUnit,99999,,{CITY},,",
        f"orgUnit,{hamlet},,{BA_DINH},,",
        "orgUnit,00004,,short,,",
        f"dataElement,talk,,{TALKS},,month",
        f"dataElement,talks.of,,{TALKS},{COMBO},month",
        f"dataElement,reached,,{WOMEN},,fortnight",
        f"dataElement,reached,topic=rti,{OF},,month",
        f"dataElement,reached,form,{BREAST},,month",
        f"dataElement,clients,kind=referral,{ATTENDED},,month",
        f"dataElement,leaflets,,{BREAST},,month",
        f"dataSet,,,{SET},,",
        f"dataSet,,,{SET},,",
    )
    with pytest.raises(Faults) as faults:
        await dhis2(db, tmp_path, "\n".join(lines))
    told = [(fault.line, fault.column) for fault in faults.value.faults]
    assert told == [
        (2, "what"),
        (3, "ours"),
        (4, "ours"),
        (5, "theirs"),
        (6, "ours"),
        (7, "ours"),
        (8, "period"),
        (9, "only"),
        (10, "only"),
        (11, "only"),
        (12, "theirs"),
        (14, "theirs"),
    ]
    assert not (tmp_path / "values.json").exists()


def test_periods_have_dhis2_s_names_and_only_whole_ones_are_told() -> None:
    day = date(2026, 11, 18)
    assert [name_of(grain, day) for grain in REPORTED] == ["20261118", "2026W47", "202611", "2026Q4", "2026S2", "2026"]
    assert name_of("week", date(2027, 1, 3)) == "2026W53"
    assert name_of("week", date(2026, 1, 5)) == "2026W2"
    assert name_of("half", date(2026, 6, 30)) == "2026S1"
    assert whole_periods("month", date(2026, 10, 2), date(2026, 12, 31)) == [date(2026, 11, 1), date(2026, 12, 1)]
    assert whole_periods("year", date(2026, 1, 1), date(2026, 12, 30)) == []


def test_every_measure_can_be_named_in_a_mapping() -> None:
    assert not [code for code in BY_CODE if "." in code or "," in code]
