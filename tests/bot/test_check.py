"""`python -m bot check`: one line for each thing, and what is wrong in plain words."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.check import check
from bot.sandbox.server import TOKEN, Sandbox
from bot.settings import Settings
from db.engine import Db
from tests.faults.program import Program


def settings(database_url: str, **changes: object) -> Settings:
    return Settings(_env_file=None).model_copy(update={"database_url": database_url, **changes})  # type: ignore[call-arg]


async def found(checked: Settings) -> dict[str, str | None]:
    return {name: trouble async for name, trouble in check(checked)}


async def test_nothing_is_wrong_with_a_good_set_up(db: Db, database_url: str) -> None:
    async with Sandbox() as sandbox:
        good = settings(
            database_url,
            telegram_bot_token=SecretStr(TOKEN),
            telegram_api_url=sandbox.url,
            zalo_bot_token=SecretStr(sandbox.zalo.token),
            zalo_api_url=sandbox.zalo_url,
            secret_key=SecretStr("long and random"),
        )
        assert {name: trouble for name, trouble in (await found(good)).items() if trouble} == {}


async def test_an_empty_database_is_named(empty_db: Db, database_url: str) -> None:
    assert "migrate" in str((await found(settings(database_url)))["database"])


async def test_a_database_out_of_reach_is_named() -> None:
    troubles = await found(settings("postgresql+asyncpg://nobody@127.0.0.1:9/nothing"))
    assert "cannot be opened" in str(troubles["database"])


@pytest.mark.parametrize("token", ["123456:NOT-THIS-ONE", "no token at all", "7:"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_token_that_is_not_accepted_is_named_but_not_shown(db: Db, database_url: str, token: str) -> None:
    async with Sandbox() as sandbox:
        bad = settings(
            database_url,
            telegram_bot_token=SecretStr(token),
            telegram_api_url=sandbox.url,
            secret_key=SecretStr("long and random"),
        )
        trouble = (await found(bad))["telegram"]
    assert trouble
    assert token not in trouble


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"language": "fr"}, "LANGUAGE"),
        ({"telegram_bot_token": SecretStr("1:x"), "telegram_api_url": "http://127.0.0.1:9"}, "SECRET_KEY"),
        ({"zalo_bot_token": SecretStr("1:x"), "zalo_api_url": "http://127.0.0.1:9"}, "SECRET_KEY"),
        ({"telegram_webhook_url": "http://bot.example.vn/"}, "TELEGRAM_WEBHOOK_URL"),
        ({"zalo_webhook_url": "http://bot.example.vn/"}, "ZALO_WEBHOOK_URL"),
        ({"public_url": "http://bot.example.vn/"}, "PUBLIC_URL"),
        (
            {"zalo_webhook_url": "https://a.example.vn/hook", "telegram_webhook_url": "https://b.example.vn/hook"},
            "different paths",
        ),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_configuration_that_makes_no_sense_is_named(
    db: Db, database_url: str, changes: dict[str, object], named: str
) -> None:
    assert named in str((await found(settings(database_url, **changes)))["configuration"])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_command_says_it_line_by_line_and_by_its_exit_status(
    db: Db, database_url: str, tmp_path: Path
) -> None:
    async with Program(tmp_path, DATABASE_URL=database_url) as program:
        await program.start("check")
        status, output = await program.output()
        assert status == 0, output
        assert all(line.startswith("ok  ") for line in output.splitlines())
    async with Program(tmp_path, DATABASE_URL=database_url, LANGUAGE="fr") as program:
        await program.start("check")
        status, output = await program.output()
        assert status == 1
        assert [line for line in output.splitlines() if line.startswith("FAIL configuration: LANGUAGE")]
