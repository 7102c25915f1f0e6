"""Taking over a CSV file: a trial that says what would change, or the real thing, with the codes to be handed out."""

import csv
import io
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from bot.clock import local_date
from bot.new_file import new_file
from bot.settings import Settings
from db.engine import Db
from db.importing import KINDS, Moment
from db.importing.changes import Change, changes, rows_of
from db.importing.codes import OwnCode, invite_listed

COLUMNS = ("ref", "name", "role", "place", "code", "valid_until")


@dataclass(frozen=True)
class Intake:
    """What is to be done: with `dry_run` nothing is kept; `codes` is a new file for people's invitation codes."""

    kind: str
    file: Path
    dry_run: bool
    codes: Path | None
    days: int


async def take_in(db: Db, intake: Intake, settings: Settings, now: datetime) -> list[str]:
    """Does it and says in lines what was done.

    Raises Faults, UnicodeDecodeError and OSError, and then neither the database nor a file of codes is changed.
    """
    text = intake.file.read_text(encoding="utf-8-sig")
    moment = Moment(now, local_date(now, settings.zone), settings.language)
    kind = KINDS[intake.kind]
    until = now + timedelta(days=intake.days)
    own: Sequence[OwnCode] = ()
    async with db() as session:
        before = await rows_of(session, kind.watched) if intake.dry_run else []
        count = await kind.take(session, text, moment)
        if intake.codes:
            secret = settings.secret_key.get_secret_value()
            own = await invite_listed(session, secret, day=moment.day, expires_at=until, now=now)
        if intake.dry_run:
            changed = await changes(session, kind.watched, before)
            await session.rollback()
            return list(_trial(changed, len(own) if intake.codes else None))
        with new_file(intake.codes) if intake.codes and own else nullcontext() as file:
            if file:
                _write(file, own, local_date(until, settings.zone).isoformat())
            await session.commit()
    told = [f"{count} rows taken over"]
    if intake.codes:
        told.append(f"{len(own)} codes written to {intake.codes}" if own else "nobody waits for a code")
    return told


def _trial(changed: Sequence[Change], codes: int | None) -> Iterator[str]:
    yield from map(str, changed)
    counts = Counter((change.table, "new" if change.new else "changed") for change in changed)
    summary = [f"{table} {count} {what}" for (table, what), count in counts.items()]
    if codes is not None:
        summary.append(f"{codes} codes")
    yield f"nothing was kept; it would be: {', '.join(summary) or 'no change'}"


def _write(file: BinaryIO, own: Sequence[OwnCode], until: str) -> None:
    """With a byte order mark, so that a spreadsheet shows the names as they are."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows((*astuple(code), until) for code in own)
    text.detach()
    file.flush()
    os.fsync(file.fileno())
