"""What a monthly report is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.catalogue import Catalogue
from db.monthly import AreaMonth
from handlers.scorecard.standing import Standing


@dataclass(frozen=True)
class Month:
    """A place's month from `first` to `last` (today, while the month is not over).

    `whole` are the figures of the place. Of a place above communes `communes` are theirs, by name, and small clinical
    figures are not told (`sums_only`). `items` are those of the plan, as they stand on the last day.
    """

    place: str
    first: date
    last: date
    whole: AreaMonth
    items: Sequence[Standing]
    catalogue: Catalogue
    communes: Mapping[str, AreaMonth] | None = None

    @property
    def sums_only(self) -> bool:
        """Whether it is for somebody who sees sums and no records."""
        return self.communes is not None

    @property
    def name(self) -> str:
        """The month in figures: 10/2026."""
        return f"{self.first.month}/{self.first.year}"

    @property
    def days(self) -> str:
        """Its days."""
        return f"{self.first:%d/%m/%Y} – {self.last:%d/%m/%Y}"
