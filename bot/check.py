"""What `python -m bot check` looks at: one line each, with what is wrong in plain words."""

from collections.abc import AsyncIterator

from aiogram.exceptions import AiogramError
from aiogram.utils.token import TokenValidationError
from sqlalchemy.exc import DBAPIError
from yarl import URL

from bot.clock import SystemClock
from bot.settings import Settings
from bot.telegram import make_bot
from bot.zalo.checking import trouble_with_zalo
from db.engine import engine_of, open_db
from db.migrate import pending
from locales import LANGUAGES, catalogue_file

EARLIEST_YEAR = 2026


async def check(settings: Settings) -> AsyncIterator[tuple[str, str | None]]:
    """Yields the name of each thing looked at and what is wrong with it (None: nothing)."""
    yield "configuration", _configuration(settings)
    yield "database", await _database(settings)
    yield "telegram", await _telegram(settings)
    yield "zalo", await trouble_with_zalo(settings)
    yield "clock", None if SystemClock().now().year >= EARLIEST_YEAR else "the machine's clock is years behind"
    missing = [code for code in LANGUAGES if code != "en" and not catalogue_file(code).exists()]
    yield "catalogues", f"missing: {', '.join(missing)}" if missing else None


def _configuration(settings: Settings) -> str | None:
    if settings.language not in LANGUAGES:
        return f"LANGUAGE must be one of {', '.join(LANGUAGES)}"
    if settings.has_messenger and not settings.secret_key.get_secret_value():
        return "SECRET_KEY is empty: set a long random one, or the hashes of invitation codes can be guessed"
    for name in ("telegram_webhook_url", "zalo_webhook_url", "public_url"):
        url = getattr(settings, name)
        if url and not url.startswith("https://"):
            return f"{name.upper()} must begin with https://"
    paths = [URL(url).path for url in (settings.telegram_webhook_url, settings.zalo_webhook_url) if url]
    if len(set(paths)) < len(paths):
        return "TELEGRAM_WEBHOOK_URL and ZALO_WEBHOOK_URL must have different paths"
    return None


async def _database(settings: Settings) -> str | None:
    db = open_db(settings.database_url)
    try:
        return "not at the current schema: run `python -m bot migrate`" if await pending(db) else None
    except (DBAPIError, OSError) as error:
        return f"cannot be opened ({type(error).__name__})"
    finally:
        await engine_of(db).dispose()


async def _telegram(settings: Settings) -> str | None:
    if settings.telegram_bot_token is None:
        return None
    try:
        bot = make_bot(settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url)
    except TokenValidationError:
        return "TELEGRAM_BOT_TOKEN does not look like a token"
    try:
        await bot.get_me(request_timeout=10)
    except AiogramError as error:
        return f"the Bot API does not accept us ({type(error).__name__})"
    finally:
        await bot.session.close()
    return None
