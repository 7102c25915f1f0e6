"""Reports: pages of text and tables for the printer, as data. Every word on them stands here; bot/reports knows how
they look. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Grid:
    """A table: the heads of its columns, rows of as many cells, and how wide the columns are beside one another.

    The first `words` columns hold words, the others figures. A row whose cells but the first are all empty heads those
    below it. `total`: the last row is the sum of the others.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    words: int = 1
    total: bool = False


@dataclass(frozen=True)
class Section:
    """A part of a report under a title: lines of text, then a table. `small` is small print."""

    title: str
    lines: tuple[str, ...] = ()
    grid: Grid | None = None
    small: bool = False


@dataclass(frozen=True)
class Report:
    """A report. `name` is its file's name without an extension, in ASCII; `sender` is whose it is, `signed` are those
    who sign it, `footer` stands below each page."""

    name: str
    sender: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    signed: tuple[str, ...] = ()
    footer: str = ""


def report_to_json(report: Report) -> dict[str, Any]:
    """A report as plain JSON values, for the outbox."""
    return asdict(report)


def report_from_json(value: Mapping[str, Any]) -> Report:
    """The report that `report_to_json` wrote down."""
    sections = tuple(_section(**section) for section in value["sections"])
    return Report(**{**value, "sections": sections, "signed": tuple(value["signed"])})


def _section(title: str, lines: list[str], grid: dict[str, Any] | None, small: bool) -> Section:
    return Section(title, tuple(lines), _grid(**grid) if grid else None, small)


def _grid(head: list[str], rows: list[list[str]], widths: list[int], words: int, total: bool) -> Grid:
    return Grid(tuple(head), tuple(tuple(row) for row in rows), tuple(widths), words, total)
