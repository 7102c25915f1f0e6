"""The pages of a report: A4 upright, in the letters and colours of the house."""

from collections.abc import Sequence
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from bot.drawing.canvas import INK, MUTED, PALE, RULE, TEAL, WHITE, Colour
from bot.drawing.letters import BOLD, REGULAR, line
from handlers.reports import Grid, Report, Section

EDGE = 15.0
"""Millimetres of margin."""
WIDTH = 210.0
HEAD_HEIGHT = 36.0
"""Of the band on the first page, in millimetres."""
TITLE, HEADING, TEXT, SMALL = 19, 12, 10, 8.5
"""Sizes of letters, in points."""
LINE = 1.45
"""From line to line, in sizes of the letters: Vietnamese accents never touch the line above."""
STRIPE: Colour = (243, 248, 248)
MILLIMETRES = 25.4 / 72
"""In a point."""
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""The file's date, which the format wants: the same for all, so that the same report is the same file."""


def paint(report: Report) -> bytes:
    """The report as PDF, its text selectable."""
    pages = _Pages(report)
    pages.add_page()
    for section in report.sections:
        pages.section(section)
    if report.signed:
        pages.signatures(report.signed)
    return bytes(pages.output())


class _Pages(FPDF):
    """The pages of a report as they are filled."""

    def __init__(self, report: Report) -> None:
        super().__init__(unit="mm", format="A4")
        self._report = report
        self.set_creation_date(NO_DATE)
        self.set_title(line(f"{report.title} {report.subtitle}"))
        self.add_font("Roboto", "", REGULAR)
        self.add_font("Roboto", "B", BOLD)
        self.set_margins(EDGE, EDGE, EDGE)
        self.set_auto_page_break(True, EDGE + 6)

    def header(self) -> None:
        """A band with what the report is; on further pages a line."""
        report = self._report
        if self.page_no() > 1:
            self._write(f"{report.title} · {report.sender} · {report.subtitle}", SMALL, MUTED)
            self.set_y(self.get_y() + 2)
            return
        self.set_fill_color(*TEAL)
        self.rect(0, 0, WIDTH, HEAD_HEIGHT, style="F")
        self.set_y(9)
        self._write(report.sender, TEXT + 1, PALE, bold=True)
        self._write(report.title, TITLE, WHITE, bold=True)
        self._write(report.subtitle, TEXT + 1, PALE)
        self.set_y(HEAD_HEIGHT + 6)

    def footer(self) -> None:
        """What stands below each page, and its number."""
        self.set_y(-EDGE)
        self._style(SMALL, MUTED)
        self.cell(0, 5, line(self._report.footer))
        self.set_x(EDGE)
        self.cell(0, 5, f"{self.page_no()}/{{nb}}", align="R")

    def section(self, section: Section) -> None:
        """A title, text and a table. A title never stands alone at the end of a page."""
        if self.will_page_break(30):
            self.add_page()
        if section.title:
            self._write(section.title, HEADING, TEAL, bold=True)
            self.set_y(self.get_y() + 1)
        for words in section.lines:
            self._write(words, SMALL if section.small else TEXT, MUTED if section.small else INK)
        if section.grid is not None:
            self._table(section.grid)
        self.set_y(self.get_y() + 5)

    def signatures(self, signed: Sequence[str]) -> None:
        """Room for those who sign, side by side."""
        if self.will_page_break(40):
            self.add_page()
        width = (WIDTH - 2 * EDGE) / len(signed)
        self._style(TEXT, INK, bold=True)
        for who in signed:
            self.cell(width, 6, line(who), align="C")

    def _table(self, grid: Grid) -> None:
        self._style(TEXT - 0.5, INK)
        self.set_draw_color(*RULE)
        self.set_line_width(0.2)
        heads = FontFace(emphasis="BOLD", color=WHITE, fill_color=TEAL)
        align = tuple("LEFT" if column < grid.words else "RIGHT" for column in range(len(grid.head)))
        with self.table(
            col_widths=grid.widths,
            text_align=align,
            headings_style=heads,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            line_height=(TEXT - 0.5) * LINE * MILLIMETRES,
            padding=(0.6, 1.2),
        ) as table:
            row = table.row()
            for head in grid.head:
                row.cell(line(head))
            for number, cells in enumerate(grid.rows):
                is_heading = len(cells) > 1 and not any(cells[1:])
                is_total = grid.total and number == len(grid.rows) - 1
                row = table.row(style=_look(number, is_heading=is_heading, is_total=is_total))
                if is_heading:
                    row.cell(line(cells[0]), colspan=len(cells))
                    continue
                for cell in cells:
                    row.cell(line(cell))

    def _write(self, words: str, size: float, colour: Colour, *, bold: bool = False) -> None:
        self._style(size, colour, bold=bold)
        self.multi_cell(0, size * LINE * MILLIMETRES, line(words), align="L", new_x="LMARGIN", new_y="NEXT")

    def _style(self, size: float, colour: Colour, *, bold: bool = False) -> None:
        self.set_font("Roboto", "B" if bold else "", size)
        self.set_text_color(*colour)


def _look(number: int, *, is_heading: bool, is_total: bool) -> FontFace:
    """How a row looks: headings and sums stand out, every other row is striped."""
    if is_heading:
        return FontFace(emphasis="BOLD", color=TEAL, fill_color=PALE)
    if is_total:
        return FontFace(emphasis="BOLD", fill_color=PALE)
    return FontFace(fill_color=STRIPE if number % 2 else WHITE)
