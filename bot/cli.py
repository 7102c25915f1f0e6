"""The command line: `python -m bot COMMAND`."""

import argparse
import asyncio
import io
import json
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

import uvloop
from pydantic import ValidationError

from bot.backup import BackupError, back_up, restore
from bot.clock import SystemClock, local_date
from bot.export import KINDS as EXPORTS
from bot.export import Order, TooManyRowsError, export
from bot.intake import Intake, take_in
from bot.settings import Settings
from bot.thrift import collecting_later, import_aiogram
from db.areas import area_by_code
from db.engine import Db, engine_of, open_db
from db.exporting.periods import REPORTED
from db.importing import KINDS
from db.invitations import invite
from db.migrate import migrate
from db.people import ROLES
from db.sheet import Faults

IMPORTS = KINDS
"""The kinds of files that can be imported."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns its exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for chatty in ("aiogram.event", "aiogram.dispatcher", "apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        settings = Settings()
    except ValidationError as faults:
        for fault in faults.errors(include_input=False):
            print(f"{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg']}", file=sys.stderr)
        return 2
    command: Callable[[argparse.Namespace, Settings], Awaitable[int]] = options.command
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_awaited(command(options, settings)))


async def _awaited(work: Awaitable[int]) -> int:
    return await work


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Sổ Tay, the population collaborators' notebook")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="start the channel, the clock and delivery; without a token the sandbox")
    run.set_defaults(command=_run)
    migrating = commands.add_parser("migrate", help="bring the database to the current schema")
    migrating.set_defaults(command=_migrate)
    inviting = commands.add_parser("invite", help="print an invitation code")
    inviting.add_argument("--role", required=True, choices=ROLES)
    inviting.add_argument("--area", required=True, metavar="CODE", help="code, for example 00004; the city is 01")
    inviting.add_argument("--name", help="the person's name; otherwise the name they have in the messenger")
    inviting.add_argument("--uses", type=int, default=1, help="how many people may use it (1)")
    inviting.add_argument("--days", type=int, default=7, help="days until it expires (7)")
    inviting.set_defaults(command=_invite)
    importing = commands.add_parser("import", help="take over a CSV file: all rows or none")
    importing.add_argument("kind", choices=sorted(IMPORTS))
    importing.add_argument("file", type=Path)
    importing.add_argument("--dry-run", action="store_true", help="only say what would change")
    importing.add_argument(
        "--codes", type=Path, metavar="OUT.csv", help="people: write an invitation code for each who has no way in yet"
    )
    importing.add_argument("--days", type=int, default=30, help="people: days until those codes expire (30)")
    importing.set_defaults(command=_import)
    exporting = commands.add_parser("export", help="write records or figures to a file, or to standard output as CSV")
    exporting.add_argument("kind", choices=sorted(EXPORTS))
    exporting.add_argument("--from", dest="first", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    exporting.add_argument("--to", dest="last", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    exporting.add_argument("--out", type=Path, metavar="FILE", help="a new file: .csv or .xlsx; .json for dhis2")
    exporting.add_argument("--by", default="month", choices=REPORTED, help="figures: by which periods (month)")
    exporting.add_argument("--mapping", type=Path, metavar="FILE.csv", help="dhis2: what is called how there")
    exporting.set_defaults(command=_export)
    backing_up = commands.add_parser("backup", help="write the whole database to a new file, while people write")
    backing_up.add_argument("file", type=Path)
    backing_up.set_defaults(command=_back_up)
    restoring = commands.add_parser("restore", help="put a backup into the database")
    restoring.add_argument("file", type=Path)
    restoring.add_argument(
        "--replace", action="store_true", help="in place of the notebook that is there (kept beside)"
    )
    restoring.set_defaults(command=_restore)
    parsing = commands.add_parser("parse", help="read free messages, one a line, and print what was understood as JSON")
    parsing.add_argument("--today", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    parsing.set_defaults(command=_parse)
    checking = commands.add_parser("check", help="say what is wrong with the set-up")
    checking.set_defaults(command=_check)
    return parser


async def _run(_options: argparse.Namespace, settings: Settings) -> int:
    with collecting_later():  # what speaks to messengers is large, and loaded only when wanted
        import_aiogram()
        if settings.has_messenger:
            from bot.app import serve_messenger as serve  # noqa: PLC0415
        else:
            from bot.demo import serve_demo as serve  # noqa: PLC0415
    await serve(settings)
    return 0


async def _migrate(_options: argparse.Namespace, settings: Settings) -> int:
    return await _with_db(settings, migrate)


async def _invite(options: argparse.Namespace, settings: Settings) -> int:
    now = SystemClock().now()

    async def make(db: Db) -> None:
        await migrate(db)
        async with db.begin() as session:
            area = await area_by_code(session, options.area, local_date(now, settings.zone))
            if area is None:
                raise SystemExit(f"no area has the code {options.area} today")
            code = await invite(
                session,
                settings.secret_key.get_secret_value(),
                options.role,
                area.id,
                name=options.name,
                uses=options.uses,
                expires_at=now + timedelta(days=options.days),
                now=now,
            )
        print(f"{options.role} in {area.name}, {options.uses} use(s), {options.days} day(s):", flush=True)
        print(code, flush=True)

    return await _with_db(settings, make)


async def _import(options: argparse.Namespace, settings: Settings) -> int:
    if options.codes and options.kind != "people":
        print("--codes goes with people only", file=sys.stderr)
        return 2
    intake = Intake(
        options.kind,
        options.file,
        dry_run=options.dry_run,
        codes=options.codes,
        days=options.days,
    )

    async def take(db: Db) -> None:
        await migrate(db)
        for told in await take_in(db, intake, settings, SystemClock().now()):
            print(told)

    return await _told(lambda: _with_db(settings, take), options.file)


async def _export(options: argparse.Namespace, settings: Settings) -> int:
    order = Order(options.kind, options.first, options.last, options.by, options.out, options.mapping)
    if fault := order.fault():
        print(fault, file=sys.stderr)
        return 2

    async def write(db: Db) -> None:
        await migrate(db)
        print(await export(db, order, settings.zone, SystemClock().now()), file=sys.stderr)

    return await _told(lambda: _with_db(settings, write), options.mapping)


async def _back_up(options: argparse.Namespace, settings: Settings) -> int:
    async def write() -> int:
        print(await back_up(settings.database_url, options.file))
        return 0

    return await _told(write, options.file)


async def _restore(options: argparse.Namespace, settings: Settings) -> int:
    async def put(db: Db) -> None:
        print(await restore(db, settings.database_url, options.file, replace=options.replace))

    return await _told(lambda: _with_db(settings, put), options.file)


async def _told(work: Callable[[], Awaitable[int]], file: Path) -> int:
    """The exit status of work with a file; what is wrong with the file is said."""
    try:
        return await work()
    except Faults as faults:
        for fault in faults.faults:
            print(fault, file=sys.stderr)
    except UnicodeDecodeError:
        print(f"{file}: is not UTF-8; save it as “CSV UTF-8”", file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or file}: {error.strerror or error}", file=sys.stderr)
    except (TooManyRowsError, BackupError) as error:
        print(error, file=sys.stderr)
    return 1


async def _check(_options: argparse.Namespace, settings: Settings) -> int:
    import_aiogram()
    from bot.check import check  # noqa: PLC0415 - as in _run

    fine = True
    async for name, trouble in check(settings):
        print(f"{'ok  ' if trouble is None else 'FAIL'} {name}{'' if trouble is None else ': ' + trouble}")
        fine = fine and trouble is None
    return 0 if fine else 1


async def _parse(options: argparse.Namespace, _settings: Settings) -> int:
    from handlers.quicklog import read_log  # noqa: PLC0415 - its vocabulary is built only when wanted

    messages = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n")
    answers = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=True)
    for message in messages:
        print(json.dumps(read_log(message.rstrip("\r\n"), options.today).as_json(), ensure_ascii=False), file=answers)
    answers.detach()
    return 0


async def _with_db(settings: Settings, work: Callable[[Db], Awaitable[None]]) -> int:
    db = open_db(settings.database_url)
    try:
        await work(db)
    finally:
        await engine_of(db).dispose()
    return 0
