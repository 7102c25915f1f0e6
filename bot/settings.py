"""The configuration: environment variables, or the same names in a file `.env`."""

import hashlib
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from yarl import URL


class Settings(BaseSettings):
    """All that can be set, each field by its name in capitals."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_url: str | None = None
    telegram_webhook_secret: SecretStr | None = None
    zalo_bot_token: SecretStr | None = None
    zalo_api_url: str = "https://bot-api.zaloplatforms.com"
    zalo_webhook_url: str | None = None
    zalo_webhook_secret: SecretStr | None = None
    zalo_monthly_messages: int = Field(default=3000, ge=1)
    zalo_most_people: int = Field(default=50, ge=1)
    database_url: str = "sqlite+aiosqlite:///data/sotay.db"
    secret_key: SecretStr = SecretStr("")
    timezone: str = "Asia/Ho_Chi_Minh"
    language: str = "vi"
    sandbox_port: int = Field(default=8080, ge=0, le=65535)
    http_host: str = "0.0.0.0"
    http_port: int | None = Field(default=None, ge=0, le=65535)
    public_url: str | None = None

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
    def has_messenger(self) -> bool:
        """Whether there is a token for any messenger."""
        return self.telegram_bot_token is not None or self.zalo_bot_token is not None

    @property
    def public_origin(self) -> str | None:
        """Where the world reaches our HTTP server: as configured, or the beginning of Zalo's webhook's address."""
        if self.public_url:
            return self.public_url.rstrip("/")
        return str(URL(self.zalo_webhook_url).origin()) if self.zalo_webhook_url else None

    @property
    def webhook_secret(self) -> str:
        """What Telegram must show with each call of its webhook: as configured, or made from the token."""
        return self._shown_secret(self.telegram_webhook_secret, self.telegram_bot_token)

    @property
    def zalo_secret(self) -> str:
        """The same for Zalo."""
        return self._shown_secret(self.zalo_webhook_secret, self.zalo_bot_token)

    def _shown_secret(self, configured: SecretStr | None, token: SecretStr | None) -> str:
        if configured is not None:
            return configured.get_secret_value()
        key, own = self.secret_key.get_secret_value(), token.get_secret_value() if token else ""
        return hashlib.sha256(f"webhook {key} {own}".encode()).hexdigest()
