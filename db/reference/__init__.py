"""Reference data that comes with the program (see README.md beside this): Hanoi's areas and the catalogue.

Each part is loaded once per version of its files, so that what administrators change afterwards stays changed.
"""

import csv
import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.areas import AreaRow, SuccessionRow, put_areas, put_successions
from db.base import Base, dialect_insert
from db.catalogue import TopicRow, add_missing_topics
from db.catalogue.versions import add_missing
from db.importing.facilities import facility_layout
from db.importing.products import BRANDS, PRODUCTS
from db.importing.screenings import SCREENINGS, SYMPTOMS
from db.importing.targets import TARGETS

FOLDER = Path(__file__).parent
PARTS = {
    "areas": ("areas.csv", "successions.csv"),
    "topics": ("topics.csv",),
    "products": ("products.csv", "brands.csv"),
    "screenings": ("screenings.csv", "symptoms.csv"),
    "facilities": ("facilities.csv",),
    "targets": ("targets.csv",),
}
"""The files of each part. Facilities come after areas, products and screenings: their lines speak of them."""


class LoadedReference(Base):
    """Which version of a part of the reference data the database holds: a digest of its files."""

    __tablename__ = "loaded_references"

    part: Mapped[str] = mapped_column(String(20), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))


async def load_reference(session: AsyncSession, folder: Path = FOLDER) -> None:
    """Loads every part whose files differ from those loaded last.

    Areas follow the files in their names and endings; under what an administrator has put them stays.
    The catalogue belongs to the programme: missing entries are added, present ones are left as they are.
    """
    loaded = await _loaded(session)
    for part, digest in _digests(folder).items():
        if loaded.get(part) == digest:
            continue
        await _load(session, part, folder)
        statement = dialect_insert(session, LoadedReference.__table__).values(part=part, digest=digest)  # type: ignore[arg-type]
        await session.execute(
            statement.on_conflict_do_update(index_elements=["part"], set_={"digest": digest}),
        )


async def _load(session: AsyncSession, part: str, folder: Path) -> None:
    if part == "areas":
        await put_areas(session, area_rows(folder), keep_arranged=True)
        await put_successions(session, succession_rows(folder))
    elif part == "topics":
        await add_missing_topics(session, topic_rows(folder))
    elif part == "products":
        await add_missing(session, PRODUCTS.versions(_text(folder / "products.csv")))
        await add_missing(session, BRANDS.versions(_text(folder / "brands.csv")))
    elif part == "screenings":
        await add_missing(session, SCREENINGS.versions(_text(folder / "screenings.csv")))
        await add_missing(session, SYMPTOMS.versions(_text(folder / "symptoms.csv")))
    elif part == "targets":
        await add_missing(session, TARGETS.versions(_text(folder / "targets.csv")))
    else:
        layout = await facility_layout(session)
        await add_missing(session, layout.versions(_text(folder / "facilities.csv")))


async def reference_is_current(session: AsyncSession, folder: Path = FOLDER) -> bool:
    """Whether the newest reference data are loaded."""
    return await _loaded(session) == _digests(folder)


def area_rows(folder: Path = FOLDER) -> list[AreaRow]:
    """The areas of the files: the city, its districts until June 2025, its communes of 2021, 2025 and today."""
    return [
        AreaRow(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            parent=row["parent"] or None,
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=_date(row["valid_to"]),
        )
        for row in _read(folder / "areas.csv")
    ]


def succession_rows(folder: Path = FOLDER) -> list[SuccessionRow]:
    """What became of the communes of June 2025."""
    return [
        SuccessionRow(date.fromisoformat(row["day"]), row["old_code"], row["new_code"], row["share"])
        for row in _read(folder / "successions.csv")
    ]


def topic_rows(folder: Path = FOLDER) -> list[TopicRow]:
    """The topics that talks are about when a database is new."""
    return [
        TopicRow(
            code=row["code"],
            position=int(row["position"]),
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            aliases=row["aliases"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=_date(row["valid_to"]),
        )
        for row in _read(folder / "topics.csv")
    ]


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _digests(folder: Path) -> dict[str, str]:
    return {
        part: hashlib.sha256(b"".join((folder / name).read_bytes() for name in names)).hexdigest()
        for part, names in PARTS.items()
    }


async def _loaded(session: AsyncSession) -> dict[str, str]:
    return {row.part: row.digest for row in await session.execute(select(LoadedReference.part, LoadedReference.digest))}
