"""What Plan 324 wants reached: outcome targets for the end of each phase, and quotas of activities for each year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import JSON, String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.catalogue.versions import Version, VersionTable, in_force

KINDS = ("target", "quota")
"""A target is to be reached by the end of a year; a quota is done anew in every year."""
GOALS_IN = ("percent", "number")
"""What goals are told in: per cent of a denominator, or the number itself."""
ENTERED = "entered"
"""How an item is counted of which the records tell nothing: an administrator enters it (see db/entered.py)."""
YEARS = range(2021, 2031)
"""The years of the plan."""


class TargetVersion(VersionTable):
    """The table of targets and quotas; see Target."""

    __tablename__ = "targets"

    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    objective: Mapped[int]
    goals_in: Mapped[str] = mapped_column(String(10))
    goals: Mapped[dict[str, int]] = mapped_column(JSON)
    name_vi: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60))
    unit_vi: Mapped[str] = mapped_column(String(40))
    unit_en: Mapped[str] = mapped_column(String(40))
    of_vi: Mapped[str] = mapped_column(String(80))
    of_en: Mapped[str] = mapped_column(String(80))
    counted: Mapped[str] = mapped_column(String(40))
    per_event: Mapped[int | None]
    text_vi: Mapped[str] = mapped_column(String(500))
    text_en: Mapped[str] = mapped_column(String(500))
    note_vi: Mapped[str] = mapped_column(String(500))
    note_en: Mapped[str] = mapped_column(String(500))
    source: Mapped[str] = mapped_column(String(300))


@dataclass(frozen=True, kw_only=True)
class Target(Version):
    """A target or a quota of the plan, by its code there (MT1.4, HD03).

    `objective` is the plan's objective that it serves (1–3). `goals` gives what is to be reached by year: for a target
    at the end of that year, for a quota in the course of it. `unit` is what is counted, `of` the denominator (empty
    where there is none), `counted` how the program comes by the figure: a calculation (db/statistics/progress.py) or
    ENTERED. `per_event`: people whom one event or class is meant for. `text` is what the plan says, `note` what is
    contradictory or unclear in it, and how it is read here.
    """

    table = TargetVersion

    position: int
    kind: str
    objective: int
    goals_in: str
    goals: dict[str, int]
    name_vi: str
    name_en: str
    unit_vi: str
    unit_en: str
    of_vi: str = ""
    of_en: str = ""
    counted: str
    per_event: int | None = None
    text_vi: str
    text_en: str
    note_vi: str = ""
    note_en: str = ""
    source: str

    @property
    def names(self) -> Mapping[str, str]:
        """The name by language."""
        return {"vi": self.name_vi, "en": self.name_en}

    @property
    def units(self) -> Mapping[str, str]:
        """What is counted, by language."""
        return {"vi": self.unit_vi, "en": self.unit_en}

    @property
    def of(self) -> Mapping[str, str]:
        """The denominator, by language."""
        return {"vi": self.of_vi, "en": self.of_en}

    @property
    def texts(self) -> Mapping[str, str]:
        """What the plan says, by language."""
        return {"vi": self.text_vi, "en": self.text_en}

    @property
    def notes(self) -> Mapping[str, str]:
        """What is unclear in the plan, by language."""
        return {"vi": self.note_vi, "en": self.note_en}

    @property
    def by_year(self) -> Mapping[int, int]:
        """The goals by year."""
        return {int(year): goal for year, goal in self.goals.items()}

    @property
    def is_share(self) -> bool:
        """Whether goals are per cent of a denominator."""
        return self.goals_in == "percent"

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"name_vi": (self.name_vi,), "name_en": (self.name_en,)}


async def targets(session: AsyncSession, day: date) -> Sequence[Target]:
    """The targets and quotas of that day, in the plan's order."""
    return sorted(await in_force(session, Target, day), key=lambda one: (one.position, one.code))
