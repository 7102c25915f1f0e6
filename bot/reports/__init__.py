"""Reports as files (PDF). The same report is the same bytes.

The library that makes pages is imported when it is first used; a report of several pages takes some tenths of a second,
so it is made in a thread.
"""

from typing import Any

from handlers.reports import Report, report_from_json


def pdf(report: Report) -> bytes:
    """The report as PDF, its text selectable."""
    from bot.reports.pages import paint  # noqa: PLC0415

    return paint(report)


def made(payload: dict[str, Any]) -> bytes:
    """What a letter with the payload `{"report": …}` has to enclose."""
    return pdf(report_from_json(payload["report"]))
