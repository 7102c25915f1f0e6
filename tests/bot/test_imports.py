"""`python -m bot import KIND FILE`: what it takes over, and how it says what is wrong."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from bot.cli import IMPORTS, main
from db.catalogue import Brand
from db.catalogue.versions import all_versions
from db.engine import engine_of, open_db

HEADER = "code,position,product,name,aliases,price,price_unit,valid_from"


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database that the command line uses; no .env file is near."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'sotay.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SECRET_KEY", "0123456789abcdef0123456789abcdef")
    return url


def file(tmp_path: Path, *rows: str) -> str:
    path = tmp_path / "brands.csv"
    path.write_text("\n".join((HEADER, *rows)), encoding="utf-8-sig")
    return str(path)


def prices(url: str, code: str) -> dict[date, int | None]:
    async def read() -> dict[date, int | None]:
        db = open_db(url)
        try:
            async with db() as session:
                found = await all_versions(session, Brand)
        finally:
            await engine_of(db).dispose()
        return {brand.valid_from: brand.price for brand in found if brand.code == code}

    return asyncio.run(read())


def test_a_file_is_taken_over_and_counted(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, "vagis,1,feminine_wash,Vagis,,45000,bottle,2027-01-01", "anna,2,oral_pill,Anna,,,,2021-01-01")
    assert main(["import", "brands", path]) == 0
    assert capsys.readouterr().out == "2 rows taken over\n"
    assert prices(address, "vagis") == {date(2021, 1, 1): None, date(2027, 1, 1): 45_000}


def test_a_faulty_file_changes_nothing_and_every_fault_is_a_line(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, "vagis,1,feminine_wash,Vagis,,45000,bottle,2027-01-01", "x,2,wine,X,,many,bottle,2027-01-01")
    assert main(["import", "brands", path]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "line 3, column price: 'many' is not a whole number\n" in shown.err
    assert prices(address, "vagis") == {date(2021, 1, 1): None}


def test_every_list_of_the_catalogue_can_be_imported() -> None:
    lists = {"topics", "products", "brands", "screenings", "symptoms", "facilities"}
    assert lists <= set(IMPORTS)
