"""Whom which document wants screened, how often, and the signs with which nobody waits for a screening."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import JSON, String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.catalogue.versions import Named, VersionTable, Words, in_force

SOURCES = ("plan", "guideline")
"""Plan 324, whose age groups are counted and advised, and the Ministry's clinical guidelines, which differ."""
EVIDENCE = ("document", "secondary")
"""Where ages and intervals were read: in the document itself, or only in what others write about it."""


class ScreeningVersion(VersionTable):
    """The table of screenings; see Screening."""

    __tablename__ = "screenings"

    source: Mapped[str] = mapped_column(String(10), primary_key=True, sort_order=-2)
    position: Mapped[int]
    name_vi: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(40))
    aliases: Mapped[tuple[str, ...]] = mapped_column(Words(500))
    youngest: Mapped[int | None]
    oldest: Mapped[int | None]
    intervals: Mapped[dict[str, int]] = mapped_column(JSON)
    document: Mapped[str] = mapped_column(String(300))
    evidence: Mapped[str] = mapped_column(String(10))
    advice_vi: Mapped[str] = mapped_column(String(500))
    advice_en: Mapped[str] = mapped_column(String(500))


class SymptomVersion(VersionTable):
    """The table of symptoms; see Symptom."""

    __tablename__ = "symptoms"

    position: Mapped[int]
    screening: Mapped[str] = mapped_column(String(40))
    name_vi: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60))
    aliases: Mapped[tuple[str, ...]] = mapped_column(Words(500))
    source: Mapped[str] = mapped_column(String(300))


@dataclass(frozen=True, kw_only=True)
class Screening(Named):
    """What one source says of a screening: a kind has an entry for each source, and the two are never mixed.

    Ages are in whole years, both included; None: no bound is known. `intervals` gives months by method; a method that
    is missing has no interval known to us.
    """

    table = ScreeningVersion

    source: str
    position: int
    youngest: int | None = None
    oldest: int | None = None
    intervals: dict[str, int] = field(default_factory=dict)
    document: str
    evidence: str
    advice_vi: str
    advice_en: str

    @property
    def key(self) -> tuple[str, str]:
        return self.code, self.source

    @property
    def advice(self) -> dict[str, str]:
        """The advice card by language."""
        return {"vi": self.advice_vi, "en": self.advice_en}

    def covers(self, age: int) -> bool:
        """Whether the age lies within the bounds that are known."""
        return (self.youngest is None or self.youngest <= age) and (self.oldest is None or age <= self.oldest)


@dataclass(frozen=True, kw_only=True)
class Symptom(Named):
    """A sign that needs an examination now instead of a `screening` in turn. It is no finding of anything."""

    table = SymptomVersion

    position: int
    screening: str
    source: str


async def screenings(session: AsyncSession, day: date, source: str) -> Sequence[Screening]:
    """The screenings as that source has them on that day, in the order they are offered."""
    found = [screening for screening in await in_force(session, Screening, day) if screening.source == source]
    return sorted(found, key=lambda screening: (screening.position, screening.code))


async def symptoms(session: AsyncSession, day: date) -> Sequence[Symptom]:
    """The signs to ask about on that day, in the order they are offered."""
    return sorted(await in_force(session, Symptom, day), key=lambda symptom: (symptom.position, symptom.code))
