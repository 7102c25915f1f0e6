"""Reading a CSV as people make them with a spreadsheet, and saying line and column of everything wrong in it."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

_DATES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"),
)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong: the line of the file (the header is 1), the column's name ("": the whole line), what."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}{f', column {self.column}' if self.column else ''}: {self.message}"


class Faults(Exception):
    """All that is wrong in a file; nothing of it was kept."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Line:
    """One row with its cells by column name. A cell that cannot be read notes a fault and gives a harmless value."""

    number: int
    cells: dict[str, str]
    faults: list[Fault] = field(repr=False)

    def fault(self, column: str, message: str) -> None:
        """Notes what is wrong in a cell."""
        self.faults.append(Fault(self.number, column, message))

    def text(self, column: str, *, most: int, required: bool = True) -> str:
        """A text of at most `most` characters."""
        text = self.cells.get(column, "")
        if required and not text:
            self.fault(column, "is empty")
        elif len(text) > most:
            self.fault(column, f"has {len(text)} characters, at most {most} are allowed")
        return text

    def code(self, column: str, pattern: str, *, most: int, required: bool = True) -> str:
        """A text of which every character is of the kind that `pattern` (a regular expression) describes."""
        code = self.text(column, most=most, required=required)
        if code and not re.fullmatch(pattern, code):
            self.fault(column, f"{code!r} is not a code")
        return code

    def choice(self, column: str, choices: Collection[str]) -> str:
        """One of the given words."""
        word = self.text(column, most=100)
        if word and word not in choices:
            self.fault(column, f"{word!r} is none of {', '.join(choices)}")
        return word

    def whole_number(self, column: str, *, least: int, most: int) -> int:
        """A whole number within bounds."""
        text = self.text(column, most=20)
        if not text:
            return least
        if not re.fullmatch(r"-?[0-9]+", text):
            self.fault(column, f"{text!r} is not a whole number")
            return least
        number = int(text)
        if not least <= number <= most:
            self.fault(column, f"{number} is not between {least} and {most}")
        return number

    def day(self, column: str) -> date | None:
        """A date, as 2026-11-20 or as 20/11/2026; None where the cell is empty."""
        text = self.cells.get(column, "")
        if not text:
            return None
        for pattern in _DATES:
            if found := pattern.fullmatch(text):
                try:
                    return date(**{part: int(digits) for part, digits in found.groupdict().items()})
                except ValueError:
                    break
        self.fault(column, f"{text!r} is not a date (write 2026-11-20 or 20/11/2026)")
        return None


class Sheet:
    """A CSV with a header: comma or semicolon, with or without a byte order mark, quoted cells, blank lines.

    Cells are trimmed, runs of white space in them made one space, and letters composed (NFC). Raises Faults for a file
    that cannot be taken apart; the faults of its cells are gathered and raised together by `check`.
    """

    def __init__(self, text: str, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        self.faults: list[Fault] = []
        rows = _rows(text.removeprefix("\ufeff"))
        if not rows:
            raise Faults([Fault(1, "", "the file is empty")])
        number, header = rows[0]
        self.columns = [_tidy(name).casefold() for name in header]
        self._check_header(number, required, optional)
        self.lines = [self._line(number, cells) for number, cells in rows[1:]]

    def check(self) -> None:
        """Raises Faults when anything was found to be wrong."""
        if self.faults:
            raise Faults(self.faults)

    def _check_header(self, number: int, required: Sequence[str], optional: Sequence[str]) -> None:
        named = [name for name in self.columns if name]
        faults = [Fault(number, name, "this column is missing") for name in required if name not in named]
        faults += [
            Fault(number, name, "this column is not known") for name in named if name not in (*required, *optional)
        ]
        faults += [Fault(number, name, "this column is there twice") for name in set(named) if named.count(name) > 1]
        if faults:
            raise Faults(faults)

    def _line(self, number: int, cells: Sequence[str]) -> Line:
        line = Line(number, {}, self.faults)
        for place, raw in enumerate(cells):
            cell = _tidy(raw)
            column = self.columns[place] if place < len(self.columns) else ""
            if cell and not column:
                line.fault("", f"cell {place + 1} stands under no column")
            if any(unicodedata.category(letter) == "Cc" for letter in cell):
                line.fault(column, "has a control character")
            if column:
                line.cells[column] = cell
        return line


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line it begins on."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Faults([Fault(begins, "", f"cannot be read: {error}")]) from error
    return rows


def _tidy(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cell).split())
