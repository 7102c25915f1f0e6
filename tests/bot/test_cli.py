"""The command line as operators use it: real processes, real databases."""

import asyncio
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
from db.people import Invitation
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
