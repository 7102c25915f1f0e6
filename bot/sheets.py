"""Sheets: what a `Sheet` says, as a workbook (XLSX). The same sheet is the same bytes.

The library is imported when it is first used. A large workbook takes a while, so this is called in a thread.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from handlers.screens import Cell, Sheet, Table, sheet_from_json

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NARROWEST, WIDEST = 6, 60
"""Characters across a column; longer words wrap."""
LONGEST_NAME = 31
"""Characters of a table's name that a workbook takes, rare ones counted twice (see `_first`)."""
LONGEST_TEXT = 32_767
"""Characters that a cell takes."""
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The file's date, which the format wants: the same for all, so that the same sheet is the same file."""
A4 = 9
FORMATS = {
    "words": {"text_wrap": True, "valign": "top"},
    "whole": {"num_format": "#,##0", "valign": "top"},
    "part": {"num_format": "#,##0.0", "valign": "top"},
    "day": {"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"},
    "time": {"num_format": "dd/mm/yyyy hh:mm", "align": "left", "valign": "top"},
}
HEAD = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DCE9E4", "bottom": 1}

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def workbook(sheet: Sheet) -> bytes:
    """The sheet as a workbook: a leaf for each table, its head bold and always in view, columns as wide as their words.

    ValueError for a row that has more or fewer cells than its table has heads.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415

    content = BytesIO()
    # Words stay words, whatever they begin with: a cell that says "=…" must not become a formula.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(content, {"in_memory": True, **plain}) as book:
        book.set_properties({"title": _line(sheet.title), "created": NO_DATE})
        formats = {name: book.add_format(look) for name, look in FORMATS.items()}
        head = book.add_format(HEAD)
        names = _names(table.name for table in sheet.tables)
        for table, name in zip(sheet.tables, names, strict=True):
            _add_leaf(book, table, name, formats, head)
    return content.getvalue()


def made(payload: dict[str, Any]) -> bytes:
    """What a letter with the payload `{"sheet": …}` has to enclose."""
    return workbook(sheet_from_json(payload["sheet"]))


def _add_leaf(book: Any, table: Table, name: str, formats: dict[str, Any], head: Any) -> None:
    leaf = book.add_worksheet(name)
    leaf.freeze_panes(1, 0)
    leaf.set_paper(A4)
    leaf.set_landscape()
    leaf.fit_to_pages(1, 0)
    leaf.repeat_rows(0)
    for column, title in enumerate(table.head):
        leaf.set_column(column, column, _width(title, [row[column] for row in table.rows]))
        leaf.write_string(0, column, _words(title), head)
    for number, row in enumerate(table.rows, 1):
        for column, (_, cell) in enumerate(zip(table.head, row, strict=True)):
            match cell:
                case None:
                    pass
                case str():
                    leaf.write_string(number, column, _words(cell), formats["words"])
                case datetime():
                    leaf.write_datetime(number, column, cell, formats["time"])
                case date():
                    leaf.write_datetime(number, column, cell, formats["day"])
                case int():
                    leaf.write_number(number, column, cell, formats["whole"])
                case _:
                    leaf.write_number(number, column, cell, formats["part"])


def _width(title: str, cells: Sequence[Cell]) -> int:
    """Characters across a column: its longest line, and a little air. The head may wrap between its words."""
    longest = max(map(_length, cells), default=0)
    word = max(map(len, title.split()), default=0)
    return min(max(longest, word, NARROWEST), WIDEST) + 2


def _length(cell: Cell) -> int:
    match cell:
        case None:
            return 0
        case str():
            return max(map(len, cell.splitlines()), default=0)
        case datetime():
            return len("dd/mm/yyyy hh:mm")
        case date():
            return len("dd/mm/yyyy")
        case int():
            return len(f"{cell:,}")
    return len(f"{cell:,.1f}")


def _words(text: str) -> str:
    """A text as a cell can hold it."""
    return text.encode("utf-8", "replace").decode()[:LONGEST_TEXT]


def _line(text: str) -> str:
    """A text as one line of signs that can be seen."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _first(text: str, most: int) -> str:
    """The beginning of a text, measured as a workbook does: in units of UTF-16, of which rare characters take two."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", errors="ignore")


def _names(wanted: Iterable[str]) -> list[str]:
    """Names for the leaves of a workbook: none forbidden, none twice."""
    found: list[str] = []
    for number, name in enumerate(wanted, 1):
        plain = _first(_line(name.translate(_FORBIDDEN)), LONGEST_NAME).strip("' ") or str(number)
        taken = {other.casefold() for other in found} | {"history"}
        if plain.casefold() in taken:
            plain = f"{_first(plain, LONGEST_NAME - 5)} ({number})"
        found.append(plain)
    return found
