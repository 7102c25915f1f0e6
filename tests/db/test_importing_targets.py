"""Targets and quotas: those that come with the program are the plan's, and a file changes them from a day on."""

import csv
from collections.abc import Sequence
from datetime import date

import pytest

from db.catalogue.targets import ENTERED, Target, targets
from db.engine import Db
from db.importing import KINDS, import_targets
from db.importing.changes import changes, rows_of
from db.reference import FOLDER
from db.sheet import Faults
from db.statistics.progress import CALCULATIONS
from tests.db.given import TODAY

SUMS = {
    "HD02": (520_000, 650_000),
    "HD03": (152, 190),
    "HD04": (4, 5),
    "HD05": (4, 5),
    "HD06": (130, 75),
    "HD07": (23, 25),
    "HD08": (60, 50),
    "HD09": (20, 25),
    "HD10": (4, 5),
}
"""What the plan itself adds up for each phase."""
HEAD = (
    "code,position,kind,objective,goals_in,name_vi,name_en,unit_vi,unit_en,of_vi,of_en,counted,text_vi,text_en,source,"
    "y2025,y2030\n"
)
MT14 = "MT1.4,4,target,1,percent,Phụ nữ 30–54,Women,người,people,phụ nữ,women,women_30_54,Lời,Words,Quyết định mới"


async def all_targets(db: Db, day: date = TODAY) -> Sequence[Target]:
    async with db() as session:
        return await targets(session, day)


async def imported(db: Db, text: str, day: date = TODAY) -> int:
    async with db.begin() as session:
        return await import_targets(session, text, day)


async def test_the_targets_that_come_with_the_program_are_the_plans(db: Db) -> None:
    found = {one.code: one for one in await all_targets(db)}
    assert len(found) == 25
    assert {code for code, one in found.items() if one.kind == "target" and not one.is_share} == {"MT3.1"}
    goals = {code: (one.by_year[2025], one.by_year[2030]) for code, one in found.items() if one.kind == "target"}
    assert goals["MT1.1"] == (50, 75)
    assert goals["MT3.1"] == (2, 5)
    assert goals["MT3.3"] == (100, 100)
    assert all(one.counted in (ENTERED, *CALCULATIONS) for one in found.values())


@pytest.mark.parametrize(("code", "sums"), SUMS.items())
async def test_the_quotas_of_the_years_add_up_to_what_the_plan_says(db: Db, code: str, sums: tuple[int, int]) -> None:
    quota = next(one for one in await all_targets(db) if one.code == code)
    first = sum(goal for year, goal in quota.by_year.items() if year <= 2025)
    second = sum(goal for year, goal in quota.by_year.items() if year > 2025)
    assert (first, second) == sums


async def test_the_contradictions_of_the_plan_are_told_with_the_item(db: Db) -> None:
    found = {one.code: one for one in await all_targets(db)}
    assert "45 cuộc" in found["HD10"].note_vi
    assert "520.000" in found["HD02"].note_vi
    assert "126" in found["MT1.6"].note_vi
    assert "2025 hay 2030" in found["MT2.1a"].note_vi


async def test_the_file_that_comes_along_can_be_imported_and_says_nothing_new(db: Db) -> None:
    assert await imported(db, (FOLDER / "targets.csv").read_text(encoding="utf-8")) == 0


async def test_a_revision_of_the_plan_holds_from_its_day_on(db: Db) -> None:
    assert await imported(db, HEAD + MT14 + ",30,60\n") == 1
    now = next(one for one in await all_targets(db) if one.code == "MT1.4")
    before = next(one for one in await all_targets(db, date(2026, 11, 17)) if one.code == "MT1.4")
    assert (now.by_year, now.source) == ({2025: 30, 2030: 60}, "Quyết định mới")
    assert before.by_year == {2025: 30, 2030: 50}


async def test_a_trial_says_which_goals_would_change(db: Db) -> None:
    watched = KINDS["targets"].watched
    async with db() as session:
        before = await rows_of(session, watched)
        await import_targets(session, HEAD + MT14 + ",30,60\n", TODAY)
        (change,) = await changes(session, watched, before)
        await session.rollback()
    assert str(change).startswith("+ targets MT1.4 2026-11-18: ")
    assert "goals {'2025': 30, '2030': 60}" in str(change)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (MT14 + ",,\n", [("", "has no goal in any year")]),
        (MT14 + ",60,50\n", [("y2030", "50 is less than in 2025, 60")]),
        (MT14 + ",30,150\n", [("y2030", "150 is not between 0 and 100")]),
        (MT14.replace("women_30_54", "guessed") + ",30,50\n", [("counted", "'guessed' is none of")]),
        (MT14.replace("phụ nữ,women,", ",women,") + ",30,50\n", [("of_vi", "is empty: per cent of what?")]),
        (MT14.replace("target", "quota") + ",30,50\n", [("goals_in", "a quota is a number of things done in a year")]),
        (MT14.replace("MT1.4", "x") + ",30,50\n", [("code", "'x' is not a code")]),
        (f"{MT14},30,50\n{MT14},30,60\n", [("code", "stands on line 2 already")]),
    ],
)
async def test_a_fault_is_told_by_line_and_column_and_nothing_is_kept(
    db: Db, row: str, expected: list[tuple[str, str]]
) -> None:
    before = await all_targets(db)
    async with db.begin() as session:
        with pytest.raises(Faults) as raised:
            await import_targets(session, HEAD + row, TODAY)
    assert await all_targets(db) == before
    told = raised.value.faults
    assert [(fault.line, fault.column) for fault in told] == [(row.count("\n") + 1, column) for column, _ in expected]
    assert all(fault.message.startswith(message) for fault, (_, message) in zip(told, expected, strict=True))


def test_no_text_of_the_file_is_longer_than_a_screen_has_room_for() -> None:
    with (FOLDER / "targets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(len(row["note_vi"]) + len(row["text_vi"]) <= 700 for row in rows)
