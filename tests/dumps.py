"""All that a database keeps, as bytes to be searched, and the search for words and numbers in whatever spelling."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text

from db.engine import Db, engine_of
from handlers.reading.fold import fold, nfc


def files(database_url: str) -> bytes:
    """What SQLite has on the disk: the file and its log."""
    file = Path(database_url.removeprefix("sqlite+aiosqlite:///"))
    return b"".join(part.read_bytes() for part in (file, file.with_name(f"{file.name}-wal")) if part.exists())


async def dump(db: Db, database_url: str) -> bytes:
    """On SQLite the files themselves, and on both databases every column of every row as text."""
    kept = files(database_url) if database_url.startswith("sqlite") else b""
    async with engine_of(db).connect() as connection:
        tables = await connection.run_sync(lambda c: inspect(c).get_table_names())
        rows = [row for table in tables for row in await connection.execute(text(f'SELECT * FROM "{table}"'))]
    return kept + "\n".join(_as_text(row) for row in rows).encode(errors="replace")


def _as_text(row: Iterable[Any]) -> str:
    """A row as text: JSON and words as they are kept, bytes as hexadecimal digits."""
    return " | ".join(value.hex() if isinstance(value, bytes) else str(value) for value in row)


def spellings(words: str) -> list[bytes]:
    """The words as a file may hold them: as they are, and as JSON writes them."""
    return [words.encode(), json.dumps(words)[1:-1].encode()]


def readable(kept: bytes) -> str:
    """The bytes as text, JSON's and Python's escapes resolved."""
    found = kept.decode(errors="replace")
    return nfc(re.sub(r"\\+u([0-9a-fA-F]{4})", lambda escaped: chr(int(escaped[1], 16)), found))


def words_in(kept: str, words: Iterable[str]) -> list[str]:
    """Those of the words that stand in a text, with or without marks and capitals."""
    folded = fold(kept)
    return [one for one in words if nfc(one) in kept or fold(one) in folded]


def numbers_in(kept: str, numbers: Iterable[str]) -> list[str]:
    """Those of the numbers (given in digits) that stand in a text, with up to three signs between any two digits."""
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in kept)
    return [number for number in numbers if re.search(r"[^0-9A-Za-z]{0,3}".join(number), digits)]
