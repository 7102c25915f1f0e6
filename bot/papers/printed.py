"""A paper as a file (PDF), for the printer."""

from datetime import UTC, datetime

from fpdf import FPDF

from bot.drawing.letters import BOLD, REGULAR, line
from bot.papers.layout import lay_out
from handlers.screens import Paper

PAGE = (148.0, 210.0)
"""A5, in millimetres."""
EDGE = 8.0
"""Millimetres along the edges that stay white: printers do not reach further."""
POINTS = 72 / 25.4
"""Points in a millimetre."""
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""The file's date, which the format wants: the same for all, so that the same paper is the same file."""


def paint(paper: Paper) -> bytes:
    """The paper as PDF: as wide as the page allows, or smaller where it would be too tall."""
    canvas = lay_out(paper)
    scale = min((PAGE[0] - 2 * EDGE) / canvas.width, (PAGE[1] - 2 * EDGE) / canvas.height)
    left = (PAGE[0] - canvas.width * scale) / 2
    document = FPDF(unit="mm", format=PAGE)
    document.set_creation_date(NO_DATE)
    document.set_title(line(f"{paper.title} {paper.number}"))
    document.add_font("Roboto", "", REGULAR)
    document.add_font("Roboto", "B", BOLD)
    document.set_auto_page_break(False)
    document.add_page()
    for box in canvas.boxes:
        document.set_fill_color(*box.colour)
        x, y = left + box.x * scale, EDGE + box.y * scale
        document.rect(x, y, box.width * scale, box.height * scale, style="F")
    for words in canvas.words:
        document.set_font("Roboto", "B" if words.style.bold else "", words.style.size * scale * POINTS)
        document.set_text_color(*words.style.colour)
        document.text(left + words.x * scale, EDGE + words.y * scale, words.text)
    return bytes(document.output())
