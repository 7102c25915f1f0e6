"""Papers: what a `Paper` says, as a picture for the phone (bot/drawing) and as a file for the printer.

    layout.py    where everything stands, once for both
    printed.py   as a file (PDF)

The libraries that paint are large and most turns need none of them: each is imported when it is first used. All this
takes some hundredths of a second, so it is called in a thread.
"""

from typing import Any, Literal, get_args

from handlers.screens import Paper, paper_from_json

Form = Literal["picture", "file"]
"""The two forms in which every paper is handed out."""
FORMS: tuple[Form, ...] = get_args(Form)


def picture(paper: Paper) -> bytes:
    """The paper as a portrait PNG, 1080 pixels wide and as tall as its words need. The same paper is the same bytes."""
    from bot.drawing.painted import paint  # noqa: PLC0415
    from bot.papers.layout import lay_out  # noqa: PLC0415

    return paint(lay_out(paper))


def pdf(paper: Paper) -> bytes:
    """The paper as a PDF of one A5 page, its text selectable. The same paper is the same bytes."""
    from bot.papers.printed import paint  # noqa: PLC0415

    return paint(paper)


def made(payload: dict[str, Any]) -> bytes:
    """What a letter with the payload `{"paper": …, "as": Form}` has to enclose."""
    paper = paper_from_json(payload["paper"])
    return picture(paper) if payload["as"] == "picture" else pdf(paper)
