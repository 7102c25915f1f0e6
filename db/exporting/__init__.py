"""What other systems and spreadsheets are given: records, figures, and figures as DHIS2 takes them.

The columns and what they mean: docs/exports.md. Nothing that names a client or tells of a client's health beyond what
was recorded for statistics is ever in a file: no hints, notes, signs or results of examinations; clients are codes.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.engine import Db
from db.exporting.figures import FIGURES, figure_rows
from db.exporting.records import DISTRIBUTED, REFERRED, TALKED, distribution_rows, referral_rows, talk_rows
from db.statistics.spans import Grain

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Export:
    """A table to be written: its columns, and its rows for the days from the first to the last, by periods of a grain
    where there are any."""

    columns: tuple[str, ...]
    rows: Callable[[Db, date, date, Grain], AsyncIterator[Row]]


EXPORTS: Mapping[str, Export] = {
    "distributions": Export(DISTRIBUTED, lambda db, first, last, _grain: distribution_rows(db, first, last)),
    "figures": Export(FIGURES, figure_rows),
    "referrals": Export(REFERRED, lambda db, first, last, _grain: referral_rows(db, first, last)),
    "talks": Export(TALKED, lambda db, first, last, _grain: talk_rows(db, first, last)),
}
"""All kinds of tables."""
