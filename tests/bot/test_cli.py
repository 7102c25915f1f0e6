"""The command line as operators use it: real processes, real databases."""

import asyncio
import csv
import re
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import func, select

from bot.clock import SystemClock
from db.areas import Area
from db.catalogue import topics
from db.engine import Db
from db.invitations import normal_code, valid_invitation
from db.migrate import pending
from db.people import Invitation, Person
from tests.conftest import ZONE
from tests.faults.program import Program

SECRET = "a secret of the tests"


async def ran(folder: Path, *arguments: str, **settings: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of `python -m bot …`."""
    async with Program(folder, **settings) as program:
        await program.start(*arguments)
        status, output = await program.output()
        return status, output, program.log


async def test_migrate_brings_an_empty_database_to_the_current_schema(
    empty_db: Db, database_url: str, tmp_path: Path
) -> None:
    assert await pending(empty_db)
    status, _, errors = await ran(tmp_path, "migrate", DATABASE_URL=database_url)
    assert (status, "Traceback" in errors) == (0, False)
    assert not await pending(empty_db)


async def test_invite_prints_the_code_alone_on_the_last_line_and_keeps_only_its_hash(
    db: Db, database_url: str, tmp_path: Path
) -> None:
    status, output, _ = await ran(
        tmp_path, "invite", "--role=collaborator", "--area=00004", "--uses=3", "--days=2", DATABASE_URL=database_url
    )
    assert status == 0
    code = output.splitlines()[-1]
    assert re.fullmatch(r"[A-Z2-9]{5}-[A-Z2-9]{5}", code)
    async with db() as session:
        assert await valid_invitation(session, SECRET, normal_code(code) or "", SystemClock().now()) is not None
        assert await session.scalar(select(Invitation.uses_left)) == 3
        assert code.replace("-", "") not in str(await session.scalar(select(Invitation.code_hash)))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_invite_for_an_area_that_does_not_exist_says_so_and_makes_nothing(
    db: Db, database_url: str, tmp_path: Path
) -> None:
    status, output, errors = await ran(
        tmp_path, "invite", "--role", "officer", "--area", "99999", DATABASE_URL=database_url
    )
    assert (status, output) == (1, "")
    assert "no area has the code 99999" in errors
    async with db() as session:
        assert await session.scalar(select(func.count(Invitation.id))) == 0


@pytest.mark.parametrize("arguments", [("nothing",), ("invite", "--role", "king", "--area", "1")])
async def test_a_command_that_makes_no_sense_is_refused_with_the_usage(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    async with Program(tmp_path) as program:
        await program.start(*arguments)
        status, _ = await program.output()
        assert (status, "usage: python -m bot" in program.log) == (2, True)


async def test_a_setting_that_makes_no_sense_is_named_without_its_value(tmp_path: Path) -> None:
    status, _, errors = await ran(tmp_path, "run", HTTP_PORT="confidential", TIMEZONE="Nowhere/City")
    assert status == 2
    assert "HTTP_PORT:" in errors
    assert "TIMEZONE:" in errors
    assert "confidential" not in errors


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_import_takes_a_good_file_over(db: Db, database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "topics.csv"
    columns = "code,name_vi,name_en,aliases,position,valid_from,valid_to"
    file.write_text(f"{columns}\nlunch,Bữa trưa,Lunch,com,99,2026-01-01,\n", "utf-8-sig")
    status, output, errors = await ran(tmp_path, "import", "topics", str(file), DATABASE_URL=database_url)
    assert (status, errors.count("line ")) == (0, 0)
    assert "1" in output
    async with db() as session:
        day = SystemClock().now().astimezone(ZONE).date()
        assert "lunch" in {entry.code for entry in await topics(session, day)}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_import_of_a_faulty_file_names_line_and_column_and_takes_nothing(
    db: Db, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("code,name,kind,parent\n00004-77,Tổ 7,hamlet,00004\n00004-78,,hamlet,00004\n,X,planet,00004\n")
    status, _, errors = await ran(tmp_path, "import", "areas", str(file), DATABASE_URL=database_url)
    assert status == 1
    assert re.search(r"line 3, column name: ", errors)
    assert re.search(r"line 4, column kind: ", errors)
    async with db() as session:
        assert await session.scalar(select(Area.id).where(Area.code == "00004-77")) is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_import_of_a_file_that_is_not_there_says_so(db: Db, database_url: str, tmp_path: Path) -> None:
    status, _, errors = await ran(tmp_path, "import", "areas", "nothing.csv", DATABASE_URL=database_url)
    assert (status, "nothing.csv" in errors, "Traceback" in errors) == (1, True, False)


PEOPLE = "ref;name;role;area\r\n001;Nguyễn Thị Hoa;collaborator;4\r\n002;Lê Mai;officer;Phường Ba Đình\r\n"


async def nobody(db: Db) -> bool:
    """Whether there is neither a person nor an invitation."""
    async with db() as session:
        return not any([await session.scalar(select(func.count(table.id))) for table in (Person, Invitation)])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_trial_import_says_what_would_change_and_keeps_nothing(
    db: Db, database_url: str, tmp_path: Path
) -> None:
    file, codes = tmp_path / "people.csv", tmp_path / "codes.csv"
    file.write_text(PEOPLE, "utf-8-sig")
    trial = ("import", "people", str(file), "--dry-run", "--codes", str(codes))
    status, output, _ = await ran(tmp_path, *trial, DATABASE_URL=database_url)
    assert status == 0
    assert "+ people 001: name Nguyễn Thị Hoa, language vi" in output
    assert "+ grants 002 officer 00004" in output
    assert output.splitlines()[-1] == "nothing was kept; it would be: people 2 new, grants 2 new, 2 codes"
    assert not codes.exists()
    assert await nobody(db)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_an_import_of_people_writes_a_code_for_each_into_a_new_file_that_is_theirs_alone_to_read(
    db: Db, database_url: str, tmp_path: Path
) -> None:
    file, codes = tmp_path / "people.csv", tmp_path / "codes.csv"
    file.write_text(PEOPLE, "utf-8")
    importing = ("import", "people", str(file), "--codes", str(codes), "--days=3")
    status, output, errors = await ran(tmp_path, *importing, DATABASE_URL=database_url)
    assert (status, output.splitlines()) == (0, ["4 rows taken over", f"2 codes written to {codes}"])
    assert "Nguyễn" not in errors
    assert codes.stat().st_mode & 0o777 == 0o600
    with codes.open(encoding="utf-8-sig", newline="") as written:
        rows = list(csv.DictReader(written))
    assert [(row["ref"], row["name"], row["place"]) for row in rows] == [
        ("001", "Nguyễn Thị Hoa", "Phường Ba Đình"),
        ("002", "Lê Mai", "Phường Ba Đình"),
    ]
    async with db() as session:
        now = SystemClock().now()
        for row in rows:
            assert await valid_invitation(session, SECRET, normal_code(row["code"]) or "", now) is not None
    assert (await ran(tmp_path, *importing, DATABASE_URL=database_url))[1].splitlines() == [
        "0 rows taken over",
        "nobody waits for a code",
    ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_file_of_codes_is_never_overwritten_and_then_nobody_is_taken_over(
    db: Db, database_url: str, tmp_path: Path
) -> None:
    file, codes = tmp_path / "people.csv", tmp_path / "codes.csv"
    file.write_text(PEOPLE, "utf-8")
    codes.write_text("handed out tomorrow")
    status, _, errors = await ran(
        tmp_path, "import", "people", str(file), "--codes", str(codes), DATABASE_URL=database_url
    )
    assert (status, str(codes) in errors, "Traceback" in errors) == (1, True, False)
    assert codes.read_text() == "handed out tomorrow"
    assert await nobody(db)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_trial_tells_what_an_area_was_called_before(db: Db, database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("code,name,kind,parent\n00229,Phường Mới,commune,01\n", "utf-8")
    status, output, _ = await ran(tmp_path, "import", "areas", str(file), "--dry-run", DATABASE_URL=database_url)
    assert (status, output.splitlines()) == (
        0,
        [
            "~ areas 00229 2025-07-01: name Phường Kim Liên -> Phường Mới",
            "nothing was kept; it would be: areas 1 changed",
        ],
    )
    async with db() as session:
        assert await session.scalar(select(Area.id).where(Area.name == "Phường Mới")) is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_denominators_are_taken_over_once(db: Db, database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "denominators.csv"
    file.write_text("area;year;indicator;value;source\n00004;2026;MT1.4;12.345;Trạm y tế\n", "utf-8-sig")
    importing = ("import", "denominators", str(file))
    assert (await ran(tmp_path, *importing, DATABASE_URL=database_url))[1] == "1 rows taken over\n"
    trial = await ran(tmp_path, *importing, "--dry-run", DATABASE_URL=database_url)
    assert trial[1] == "nothing was kept; it would be: no change\n"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_file_that_is_not_utf8_is_refused_with_what_to_do(db: Db, database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("ref,name,role,area\n1,Hòa,officer,00004\n".encode("cp1252"))
    status, _, errors = await ran(tmp_path, "import", "people", str(file), DATABASE_URL=database_url)
    assert (status, "CSV UTF-8" in errors, "Traceback" in errors) == (1, True, False)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_codes_go_with_people_only(db: Db, database_url: str, tmp_path: Path) -> None:
    arguments = ("import", "areas", "areas.csv", "--codes", "codes.csv")
    status, _, errors = await ran(tmp_path, *arguments, DATABASE_URL=database_url)
    assert (status, "people only" in errors) == (2, True)


async def test_run_without_a_token_serves_the_sandbox_and_ends_cleanly_when_told_to(tmp_path: Path) -> None:
    async with Program(tmp_path, SANDBOX_PORT="0") as program, ClientSession() as http:
        await program.start()
        async with asyncio.timeout(30):
            while not (found := re.search(r"http://127\.0\.0\.1:\d+/", line := await program.line())):
                assert program.is_alive or line, program.log
        async with http.get(found[0]) as page:
            assert (page.status, "<html" in (await page.text()).lower()) == (200, True)
        assert (tmp_path / "data" / "demo.db").exists()
        assert not (tmp_path / "data" / "sotay.db").exists()
        async with asyncio.timeout(10):
            assert await program.stop() == 0
        assert "ERROR" not in program.log
        assert "Traceback" not in program.log
