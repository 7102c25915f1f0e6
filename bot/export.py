"""`python -m bot export`: records and figures as CSV or XLSX, and figures as DHIS2 takes them. Each file is put on
record."""

import csv
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from bot.new_file import new_file
from bot.sheets import workbook
from db.acts import note_act
from db.engine import Db
from db.exporting import EXPORTS
from db.exporting.dhis2 import data_value_set, read_mapping
from db.statistics.spans import Grain
from handlers.screens import Sheet, Table

DHIS2 = "dhis2"
KINDS = (DHIS2, *EXPORTS)
MOST_ROWS = 1_048_575
"""Rows that a leaf of a workbook holds, besides its head."""


class TooManyRowsError(Exception):
    """There are more rows than a workbook holds."""


@dataclass(frozen=True)
class Order:
    """What is to be written: from the first to the last day, to a file (its ending says how) or to standard output."""

    kind: str
    first: date
    last: date
    grain: Grain
    out: Path | None
    mapping: Path | None

    def fault(self) -> str | None:
        """What is wrong with it."""
        endings = (".json",) if self.kind == DHIS2 else (".csv", ".xlsx")
        if self.last < self.first:
            return "--to is before --from"
        if self.out and self.out.suffix not in endings:
            return f"--out: {self.kind} are written to a file that ends in {' or '.join(endings)}"
        if (self.kind == DHIS2) != (self.mapping is not None):
            return f"--mapping goes with {DHIS2}, which needs it"
        return None


async def export(db: Db, order: Order, zone: ZoneInfo, now: datetime) -> str:
    """Writes it, and puts that on record; says what was written.

    Raises Faults (of the mapping), TooManyRowsError, UnicodeDecodeError and OSError, and then there is no file.
    """
    with _destination(order.out) as file:
        if order.mapping:
            text = order.mapping.read_text(encoding="utf-8-sig")
            async with db() as session:
                wanted = await read_mapping(session, text, order.last)
            values = await data_value_set(db, wanted, order.first, order.last)
            file.write(json.dumps(values, ensure_ascii=False, indent=1).encode())
            count, what = len(values["dataValues"]), "values"
        else:
            count, what = await _write_table(db, order, zone, file), "rows"
        async with db.begin() as session:
            await note_act(session, f"export {order.kind}", what, count, person_id=None, now=now)
    return f"{count} {what} written{f' to {order.out}' if order.out else ''}; that is on record"


@contextmanager
def _destination(out: Path | None) -> Iterator[BinaryIO]:
    """The file; or one that is copied to standard output when all of it is there."""
    if out:
        with new_file(out) as file:
            yield file
        return
    with tempfile.TemporaryFile() as kept:
        yield kept
        kept.seek(0)
        shutil.copyfileobj(kept, sys.stdout.buffer)
        sys.stdout.buffer.flush()


async def _write_table(db: Db, order: Order, zone: ZoneInfo, file: BinaryIO) -> int:
    table = EXPORTS[order.kind]
    rows = table.rows(db, order.first, order.last, order.grain)
    if order.out and order.out.suffix == ".xlsx":
        held = [tuple(_naive(cell, zone) for cell in row) async for row in rows]
        if len(held) > MOST_ROWS:
            raise TooManyRowsError(f"{len(held)} rows are more than a workbook holds: write a .csv, or fewer days")
        name = f"{order.kind}-{order.first}-{order.last}"
        file.write(workbook(Sheet(name, name, (Table(order.kind, table.columns, tuple(held)),))))
        return len(held)
    # With a byte order mark, so that a spreadsheet shows the names as they are.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    written = csv.writer(text)
    written.writerow(table.columns)
    count = 0
    async for row in rows:
        written.writerow([cell.astimezone(zone).isoformat() if isinstance(cell, datetime) else cell for cell in row])
        count += 1
    text.detach()
    return count


def _naive(cell: Any, zone: ZoneInfo) -> Any:
    return cell.astimezone(zone).replace(tzinfo=None, microsecond=0) if isinstance(cell, datetime) else cell
