"""What letters enclose: papers, charts, sheets and reports, put into the outbox as data and made when they are sent."""

from collections.abc import Callable, Iterator
from typing import Any

from bot import charts, papers, reports, sheets
from bot.papers import FORMS
from db.sealing import without_sealed
from handlers.charts import chart_to_json
from handlers.reports import report_to_json
from handlers.screens import Screen, paper_to_json, sheet_to_json

MAKERS: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "paper": papers.made,
    "chart": charts.made,
    "sheet": sheets.made,
    "report": reports.made,
}
"""How each kind of enclosure is made from a letter's payload."""


def enclosed_in(payload: dict[str, Any]) -> str | None:
    """The kind of what a letter encloses; None for a letter of words."""
    return next((kind for kind in MAKERS if kind in payload), None)


def enclosures(screen: Screen) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What follows a screen's text, as letters of their own (kind, number, payload), so that each is tried again by
    itself and a text that is said meanwhile need not wait for them. A chart or a file is passed on easily, so sealed
    words never get into one."""
    for number, paper in enumerate(screen.papers):
        for form in FORMS:
            yield "paper", f"{number}.{form}", {"paper": paper_to_json(paper), "as": form}
    for number, chart in enumerate(screen.charts):
        yield "chart", str(number), {"chart": without_sealed(chart_to_json(chart))}
    for number, sheet in enumerate(screen.sheets):
        yield "sheet", str(number), {"sheet": without_sealed(sheet_to_json(sheet))}
    for number, report in enumerate(screen.reports):
        yield "report", str(number), {"report": without_sealed(report_to_json(report))}
