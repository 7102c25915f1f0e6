"""The configuration from the environment and from `.env`."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings

NAMES = [name.upper() for name in Settings.model_fields]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_set_the_defaults_of_the_contract_hold() -> None:
    settings = Settings()
    assert settings.telegram_bot_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.zalo_bot_token is None
    assert settings.zalo_api_url == "https://bot-api.zaloplatforms.com"
    assert settings.zalo_monthly_messages == 3000
    assert (settings.http_host, settings.http_port, settings.public_origin) == ("0.0.0.0", None, None)
    assert settings.database_url == "sqlite+aiosqlite:///data/sotay.db"
    assert (settings.timezone, settings.language, settings.sandbox_port) == ("Asia/Ho_Chi_Minh", "vi", 8080)


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LANGUAGE=en\nSANDBOX_PORT=9001\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("SANDBOX_PORT", "9002")
    settings = Settings()
    assert (settings.language, settings.sandbox_port) == ("en", 9002)


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    monkeypatch.setenv("HTTP_PORT", "")
    assert Settings().telegram_bot_token is None
    assert Settings().http_port is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANDBOX_PORT", "x"),
        ("SANDBOX_PORT", "70000"),
        ("HTTP_PORT", "-1"),
        ("TIMEZONE", "Hanoi"),
        ("TIMEZONE", "../x"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refusal:
        Settings()
    assert [fault["loc"] for fault in refusal.value.errors()] == [(name.lower(),)]


def test_secrets_do_not_show_when_the_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "TELEGRAM_BOT_TOKEN",
        "TELEGRAM_WEBHOOK_SECRET",
        "ZALO_BOT_TOKEN",
        "ZALO_WEBHOOK_SECRET",
        "SECRET_KEY",
    ):
        monkeypatch.setenv(name, "confidential")
    assert "confidential" not in repr(Settings()) + str(Settings())


def test_without_a_configured_one_the_webhook_secret_comes_from_key_and_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a")
    first = Settings().webhook_secret
    assert first == Settings().webhook_secret
    assert len(first) == 64
    monkeypatch.setenv("SECRET_KEY", "k")
    assert Settings().webhook_secret != first
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "my-own")
    assert Settings().webhook_secret == "my-own"


def test_each_messenger_has_a_webhook_secret_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a")
    monkeypatch.setenv("ZALO_BOT_TOKEN", "1:b")
    monkeypatch.setenv("SECRET_KEY", "k")
    assert Settings().zalo_secret != Settings().webhook_secret
    assert len(Settings().zalo_secret) == 64
    monkeypatch.setenv("ZALO_WEBHOOK_SECRET", "my-own-secret")
    assert Settings().zalo_secret == "my-own-secret"


def test_there_is_a_messenger_as_soon_as_there_is_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Settings().has_messenger
    monkeypatch.setenv("ZALO_BOT_TOKEN", "1:b")
    assert Settings().has_messenger
    monkeypatch.delenv("ZALO_BOT_TOKEN")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a")
    assert Settings().has_messenger


def test_the_world_reaches_us_at_the_public_address_or_where_zalo_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().public_origin is None
    monkeypatch.setenv("ZALO_WEBHOOK_URL", "https://bot.example.vn:8443/hook/zalo")
    assert Settings().public_origin == "https://bot.example.vn:8443"
    monkeypatch.setenv("PUBLIC_URL", "https://so-tay.example.vn/bot/")
    assert Settings().public_origin == "https://so-tay.example.vn/bot"
