"""The sandbox: the notebook on its own demo database, with a page of phones instead of a messenger."""

import secrets
import socket
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from bot.app import App
from bot.clock import MovableClock, local_date
from bot.demo_clients import fill_notebooks
from bot.rehearsal import Rehearsal
from bot.sandbox.limits import Limits
from bot.sandbox.phones import Phone
from bot.sandbox.server import TOKEN, Sandbox
from bot.sandbox.zalo.phones import FIRST_PHONE, ZaloPhone
from bot.sandbox.zalo.server import TOKEN as ZALO_TOKEN
from bot.settings import Settings
from bot.zalo.channel import Zalo
from db.demo import DemoPerson, make_demo
from db.engine import Db, engine_of, open_db
from db.migrate import migrate
from db.people import Address

HERE = "127.0.0.1"
P = TypeVar("P", bound=Phone)

DATABASE = Path("data/demo.db")
"""The demo's own file. It is made anew at each start, because the page's clock starts anew, too."""


async def serve_demo(settings: Settings) -> None:
    """`run` without a token."""
    _make_sure_of(settings.sandbox_port)
    if not settings.secret_key.get_secret_value():
        settings = settings.model_copy(update={"secret_key": SecretStr(secrets.token_hex())})
    db, phones = await fresh_demo(settings, DATABASE)
    clock = MovableClock()
    sandbox = Sandbox(token=TOKEN, clock=clock, zone=settings.zone, phones=phones, limits=Limits())
    try:
        port = await sandbox.start(settings.sandbox_port)
        print(f"\n  Sổ Tay: http://127.0.0.1:{port}/\n", flush=True)
        with_both = with_zalo_sandbox(with_sandbox(settings, sandbox.url), sandbox.zalo_url)
        app = App(with_papers(with_both), db, clock)
        sandbox.let_happen(Rehearsal(db, clock, app.clockwork, app.announcer))
        await app.run()
    finally:
        await sandbox.stop()
        await engine_of(db).dispose()


async def fresh_demo(settings: Settings, file: Path) -> tuple[Db, list[Phone]]:
    """A new demo database in `file`, and the phones of its people. The first of them has a second phone, with Zalo: the
    same notebook on both."""
    for leftover in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        leftover.unlink(missing_ok=True)
    db = open_db(f"sqlite+aiosqlite:///{file}")
    await migrate(db)
    today = local_date(MovableClock().now(), settings.zone)
    people = await make_demo(db, today, settings.zone)
    await fill_notebooks(db, people, today, settings.zone, settings.secret_key.get_secret_value())
    phones = [_phone(Phone, person.chat, person) for person in people]
    both = people[0]
    second = _phone(ZaloPhone, FIRST_PHONE, both)
    async with db.begin() as session:
        session.add(Address(channel=Zalo.name, chat=second.user_id, person_id=both.id))
    return db, [*phones, second]


def _phone(kind: type[P], id: int, person: DemoPerson) -> P:
    role = f"{person.role} · {person.area}"
    return kind(id=id, name=person.name, role=role, language=person.language, started=True)


def with_sandbox(settings: Settings, url: str) -> Settings:
    """The settings with the sandbox as the messenger."""
    return settings.model_copy(
        update={
            "telegram_bot_token": SecretStr(TOKEN),
            "telegram_api_url": url,
            "telegram_webhook_url": None,
        }
    )


def with_zalo_sandbox(settings: Settings, url: str) -> Settings:
    """The settings with the sandbox's Zalo as a messenger (`url`: its API's base address)."""
    return settings.model_copy(
        update={
            "zalo_bot_token": SecretStr(ZALO_TOKEN),
            "zalo_api_url": url,
            "zalo_webhook_url": None,
        }
    )


def with_papers(settings: Settings) -> Settings:
    """The settings with a server of papers on this machine, for the sandbox's Zalo to fetch pictures from."""
    with socket.socket() as door:
        door.bind((HERE, 0))
        port = int(door.getsockname()[1])
    return settings.model_copy(
        update={"http_host": HERE, "http_port": port, "public_url": f"http://{HERE}:{port}"},
    )


def _make_sure_of(port: int) -> None:
    """Stops here when the page's port is taken, before the demo of whoever took it is made anew."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError:
            raise SystemExit(f"port {port} is taken (by another `make run`?): choose one with SANDBOX_PORT=…") from None
