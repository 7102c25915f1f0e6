"""What is measured: definitions as data (db/reference/measures.csv), in the words in which they are explained to those
who ask.

A measure is one figure of a subject (see db/statistics/counts.py), under some of its keys. A share is measured against
another figure of the same subject (`against`), or against people or units whom nobody but those who answer for an area
can count (`denominator`, see db/denominators.py): without them there is a count and no percentage.

Of training no record tells: such measures have the subject "entered" and are told from what an administrator entered
for the items of the plan that they name (see db/entered.py): the "sum" in a period, or the "latest" by its end.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from db.statistics.counts import DIFFERENT, PARTS

FILE = Path(__file__).parents[1] / "reference" / "measures.csv"

Words = Mapping[str, str]
"""A text by language."""
Figure = Literal["records", "people", "amount", "sum", "latest"]
Only = Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure. `mark` is its code in two letters, `counted` the numerator in words, `of` the denominator (None: it is
    a count), `unit` what is counted, `plan` the targets and quotas of Plan 324 that it tells of. `different`: persons
    are counted once in a period, so that periods do not add up."""

    code: str
    mark: str
    names: Words
    unit: Words
    subject: str
    figure: Figure
    only: Only = field(default_factory=dict)
    against: Only | None = None
    counted: Words
    of: Words | None = None
    denominator: str | None = None
    plan: tuple[str, ...] = ()

    @property
    def different(self) -> bool:
        """Whether different persons are counted."""
        return self.subject in DIFFERENT

    @property
    def entered(self) -> bool:
        """Whether it is told from what was entered, and not from records."""
        return self.subject == ENTERED

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of its keys; of what was entered the item of the plan."""
        return ("item",) if self.entered else PARTS[self.subject]

    @property
    def source(self) -> Words:
        """The records that it is counted from."""
        return SOURCES[self.subject]


ENTERED = "entered"
"""The subject of measures that are not counted from records."""
_TALKS = {
    "vi": "Các buổi truyền thông, tư vấn do cộng tác viên ghi, không kể buổi đã rút.",
    "en": "Talks that collaborators logged, without those withdrawn.",
}
_DISTRIBUTIONS = {
    "vi": "Các lần cấp phát, bán do cộng tác viên ghi, không kể lần đã rút.",
    "en": "Distributions that collaborators logged, without those withdrawn.",
}
_REFERRALS = {
    "vi": "Các lần giới thiệu do cộng tác viên ghi và các bước theo dõi sau đó, không kể lần đã rút.",
    "en": "Referrals that collaborators logged and the steps told since, without those withdrawn.",
}
_ALL = {
    "vi": "Mọi ghi chép của cộng tác viên, không kể ghi chép đã rút.",
    "en": "All that collaborators logged, without what was withdrawn.",
}
SOURCES: Mapping[str, Words] = {
    **dict.fromkeys(("talk", "topic", "households", "women"), _TALKS),
    **dict.fromkeys(("supply", "goods"), _DISTRIBUTIONS),
    **dict.fromkeys(("referral", "age"), _REFERRALS),
    **dict.fromkeys(("record", "clients", "collaborators"), _ALL),
    ENTERED: {
        "vi": "Số do người quản trị Thành phố nhập ở mục Chỉ tiêu, có ngày và nguồn.",
        "en": "What an administrator of the city entered on the scorecard, with its day and source.",
    },
}
"""What each subject is counted from."""


def read(file: Path = FILE) -> Iterator[Measure]:
    """The measures of a table (its columns: db/reference/README.md)."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Measure(
                code=row["code"],
                mark=row["mark"],
                names=_words(row, "name"),
                unit=_words(row, "unit"),
                subject=row["subject"],
                figure=cast(Figure, row["figure"]),
                only=read_only(row["only"]),
                against=read_only(row["against"]) if row["against"] else None,
                counted=_words(row, "counted"),
                of=_words(row, "of") if row["of_vi"] else None,
                denominator=row["denominator"] or None,
                plan=tuple(row["plan"].split("|")) if row["plan"] else (),
            )


def _words(row: Mapping[str, str], column: str) -> Words:
    return {language: row[f"{column}_{language}"] for language in ("vi", "en")}


def read_only(cell: str) -> Only:
    """Codes by part, as `form=community_event; funding=city|local`; `*` keeps everything, as nothing does."""
    if cell in ("", "*"):
        return {}
    parts = (part.split("=") for part in cell.split(";"))
    return {name.strip(): frozenset(codes.strip().split("|")) for name, codes in parts}


ALL = tuple(read())
"""All measures, in the order in which they are offered."""

MEASURES = tuple(measure for measure in ALL if not measure.entered)
"""Those that are counted from records."""

BY_CODE: Mapping[str, Measure] = {measure.code: measure for measure in MEASURES}
"""Those that are counted from records, by their codes."""

ASKABLE: Mapping[str, Measure] = {measure.code: measure for measure in ALL}
"""All measures by their codes."""

BY_MARK: Mapping[str, Measure] = {measure.mark: measure for measure in ALL}
"""All by the letters that buttons say."""
