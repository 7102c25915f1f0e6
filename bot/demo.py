"""The sandbox: the notebook on its own demo database, with a page of phones instead of a messenger."""

import secrets
import socket
from pathlib import Path

from pydantic import SecretStr

from bot.app import App
from bot.clock import MovableClock, local_date
from bot.sandbox.limits import Limits
from bot.sandbox.phones import Phone
from bot.sandbox.server import TOKEN, Sandbox
from bot.settings import Settings
from db.demo import make_demo
from db.engine import Db, engine_of, open_db
from db.migrate import migrate

DATABASE = Path("data/demo.db")
"""The demo's own file. It is made anew at each start, because the page's clock starts anew, too."""


async def serve_demo(settings: Settings) -> None:
    """`run` without a token."""
    _make_sure_of(settings.sandbox_port)
    if not settings.secret_key.get_secret_value():
        settings = settings.model_copy(update={"secret_key": SecretStr(secrets.token_hex())})
    db, phones = await fresh_demo(settings, DATABASE)
    clock = MovableClock()
    try:
        async with Sandbox(token=TOKEN, clock=clock, zone=settings.zone, phones=phones, limits=Limits()) as sandbox:
            port = await sandbox.start(settings.sandbox_port)
            print(f"\n  Sổ Tay: http://127.0.0.1:{port}/\n", flush=True)
            await App(with_sandbox(settings, sandbox.url), db, clock).run()
    finally:
        await engine_of(db).dispose()


async def fresh_demo(settings: Settings, file: Path) -> tuple[Db, list[Phone]]:
    """A new demo database in `file`, and the phones of its people."""
    for leftover in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        leftover.unlink(missing_ok=True)
    db = open_db(f"sqlite+aiosqlite:///{file}")
    await migrate(db)
    people = await make_demo(db, local_date(MovableClock().now(), settings.zone), settings.zone)
    phones = [
        Phone(
            id=person.chat,
            name=person.name,
            role=f"{person.role} · {person.area}",
            language=person.language,
            started=True,
        )
        for person in people
    ]
    return db, phones


def with_sandbox(settings: Settings, url: str) -> Settings:
    """The settings with the sandbox as the messenger."""
    return settings.model_copy(
        update={
            "telegram_bot_token": SecretStr(TOKEN),
            "telegram_api_url": url,
            "telegram_webhook_url": None,
        }
    )


def _make_sure_of(port: int) -> None:
    """Stops here when the page's port is taken, before the demo of whoever took it is made anew."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError:
            raise SystemExit(f"port {port} is taken (by another `make run`?): choose one with SANDBOX_PORT=…") from None
