"""What a handler answers: a screen is data. Each channel shows it as well as it can."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from handlers.charts import Chart, chart_from_json, chart_to_json
from handlers.reports import Report, report_from_json, report_to_json

ButtonKind = Literal["option", "tick", "preset", "verb"]


@dataclass(frozen=True)
class Button:
    """Something to tap.

    `action` is what a tap says (at most 64 bytes, Telegram's limit for callback data). An `option` is one of a list and
    can be typed as its number or its words, a `tick` is an option of which several may be chosen; a `preset` is a
    shortcut for typing a value; a `verb` is typed as `word`.
    """

    label: str
    action: str
    kind: ButtonKind = "option"
    word: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Paper:
    """A sheet to carry along, such as a referral slip. Every word on it stands here; bot/papers knows how it looks.

    `name` is its file's name without an extension, in ASCII. `number` is shown large and can be read by a scanner, or
    instead of it links, `scans`, each with its label. `rows` are labels with their values, `notice` is a short sentence
    that must not be overlooked, `footer` is small print; values, notice and footer may have several lines.
    """

    name: str
    title: str
    number: str
    rows: tuple[tuple[str, str], ...]
    notice: str = ""
    footer: str = ""
    scans: tuple[tuple[str, str], ...] = ()


Cell = str | int | float | date | datetime | None
"""What stands in a table: words, a number, a day, a local time (without a time zone), or nothing."""


@dataclass(frozen=True)
class Table:
    """A table under a name: the heads of its columns, and rows of as many cells."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Sheet:
    """A file of tables to calculate with. Every word in it stands here; bot/sheets knows how it looks.

    `name` is its file's name without an extension, in ASCII; `title` says what it is.
    """

    name: str
    title: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Screen:
    """A text and what can be done next.

    `notice` is a short remark on the tap that led here (where the channel can show one in passing, it does so too).
    `fresh` asks for a message of its own; otherwise the message that was tapped is changed in place where that is
    possible. `hears` is the action that takes words typed at this screen that are none of its buttons, if there is one.
    `papers` follow the text, each as a picture to look at and as a file to print; then `charts`, `sheets`, and
    `reports` for the printer. `unsay` asks to take the message that was typed out of the chat, where that is possible:
    it held what must not lie about there.
    """

    text: str
    rows: Rows = ()
    notice: str | None = None
    fresh: bool = False
    hears: str = ""
    papers: tuple[Paper, ...] = ()
    charts: tuple[Chart, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    reports: tuple[Report, ...] = ()
    unsay: bool = False

    @property
    def buttons(self) -> list[Button]:
        """All buttons in reading order."""
        return [button for row in self.rows for button in row]

    @property
    def alone(self) -> "Screen":
        """The same screen without what it encloses: that follows in letters of its own."""
        return replace(self, papers=(), charts=(), sheets=(), reports=())

    def saying(self, notice: str | None) -> "Screen":
        """The same screen with a remark above it."""
        return self if not notice else replace(self, text=f"{notice}\n\n{self.text}", notice=notice)


def to_json(screen: Screen) -> dict[str, Any]:
    """A screen as plain JSON values, for the outbox."""
    return {
        **vars(screen),
        "rows": [[vars(button) for button in row] for row in screen.rows],
        "papers": [paper_to_json(paper) for paper in screen.papers],
        "charts": [chart_to_json(chart) for chart in screen.charts],
        "sheets": [sheet_to_json(sheet) for sheet in screen.sheets],
        "reports": [report_to_json(report) for report in screen.reports],
    }


def from_json(value: dict[str, Any]) -> Screen:
    """The screen that `to_json` wrote down, now or in an earlier version."""
    return Screen(
        value["text"],
        tuple(tuple(Button(**button) for button in row) for row in value["rows"]),
        value["notice"],
        value["fresh"],
        papers=tuple(paper_from_json(paper) for paper in value.get("papers", ())),
        charts=tuple(chart_from_json(chart) for chart in value.get("charts", ())),
        sheets=tuple(sheet_from_json(sheet) for sheet in value.get("sheets", ())),
        reports=tuple(report_from_json(report) for report in value.get("reports", ())),
    )


def paper_to_json(paper: Paper) -> dict[str, Any]:
    """A paper as plain JSON values, for the outbox."""
    return {**vars(paper), "rows": [list(row) for row in paper.rows], "scans": [list(one) for one in paper.scans]}


def paper_from_json(value: dict[str, Any]) -> Paper:
    """The paper that `paper_to_json` wrote down."""
    rows = tuple((label, words) for label, words in value["rows"])
    scans = tuple((label, link) for label, link in value.get("scans", ()))
    return Paper(**{**value, "rows": rows, "scans": scans})


def sheet_to_json(sheet: Sheet) -> dict[str, Any]:
    """A sheet as plain JSON values, for the outbox. Days and times are written as {"day": …} and {"time": …}."""
    tables = [
        {**vars(table), "head": list(table.head), "rows": [[_cell_to_json(cell) for cell in row] for row in table.rows]}
        for table in sheet.tables
    ]
    return {**vars(sheet), "tables": tables}


def sheet_from_json(value: dict[str, Any]) -> Sheet:
    """The sheet that `sheet_to_json` wrote down."""
    tables = tuple(
        Table(
            table["name"],
            tuple(table["head"]),
            tuple(tuple(_cell_from_json(cell) for cell in row) for row in table["rows"]),
        )
        for table in value["tables"]
    )
    return Sheet(**{**value, "tables": tables})


def _cell_to_json(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"time": cell.isoformat()}
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def _cell_from_json(value: Any) -> Cell:
    match value:
        case {"time": instant}:
            return datetime.fromisoformat(instant)
        case {"day": day}:
            return date.fromisoformat(day)
    cell: Cell = value
    return cell


def in_rows(buttons: list[Button], columns: int) -> Rows:
    """Lays buttons out in rows of so many."""
    return tuple(tuple(buttons[i : i + columns]) for i in range(0, len(buttons), columns))
