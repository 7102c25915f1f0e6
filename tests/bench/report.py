"""What a benchmark says: a table for people, lines of JSON for programs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured value, and the same of the baseline in the same run where there is one."""

    name: str
    value: float
    unit: str
    baseline: float | None = None

    @property
    def ratio(self) -> float | None:
        """The value in terms of the baseline."""
        return round(self.value / self.baseline, 3) if self.baseline else None


def write(figures: Iterable[Figure], file: Path) -> None:
    """One JSON object a line."""
    lines = (json.dumps({**asdict(figure), "ratio": figure.ratio}) for figure in figures)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def table(figures: Iterable[Figure], baseline: str) -> str:
    """The figures in columns, beside the baseline of that name."""
    rows = [("", "value", "unit", baseline, "ratio")]
    for figure in figures:
        beside = "" if figure.baseline is None else f"{figure.baseline:.4g}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        rows.append((figure.name, f"{figure.value:.4g}", figure.unit, beside, ratio))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(_aligned(row, widths) for row in rows)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    numbers = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join([row[0].ljust(widths[0]), *numbers])
