"""The configuration: environment variables, or the same names in a file `.env`."""

import hashlib
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All that can be set, each field by its name in capitals."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_url: str | None = None
    telegram_webhook_secret: SecretStr | None = None
    database_url: str = "sqlite+aiosqlite:///data/sotay.db"
    secret_key: SecretStr = SecretStr("")
    timezone: str = "Asia/Ho_Chi_Minh"
    language: str = "vi"
    sandbox_port: int = Field(default=8080, ge=0, le=65535)
    http_port: int | None = Field(default=None, ge=0, le=65535)

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            raise ValueError("no time zone of that name is known here") from None
        return name

    @property
    def zone(self) -> ZoneInfo:
        """Where the collaborators live."""
        return ZoneInfo(self.timezone)

    @property
    def webhook_secret(self) -> str:
        """What the messenger must show with each call of the webhook: as configured, or made from the token."""
        if self.telegram_webhook_secret is not None:
            return self.telegram_webhook_secret.get_secret_value()
        token = self.telegram_bot_token.get_secret_value() if self.telegram_bot_token else ""
        return hashlib.sha256(f"webhook {self.secret_key.get_secret_value()} {token}".encode()).hexdigest()
