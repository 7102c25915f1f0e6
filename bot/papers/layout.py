"""Where everything on a paper stands, in pixels of the picture; the file is the same to another scale.

A dark head with title, number and its QR code (several codes stand below it); then the rows, the notice in a marked
box, and the small print. Text is never cut off: it wraps, and the paper grows.
"""

from dataclasses import replace

import segno

from bot.drawing.canvas import (
    AMBER,
    INK,
    INNER,
    MARGIN,
    MUTED,
    PALE,
    RULE,
    SAND,
    TEAL,
    UMBER,
    WHITE,
    WIDTH,
    Canvas,
    Style,
    length,
    wrapped,
)
from bot.drawing.letters import line
from handlers.screens import Paper

LEAST_HEIGHT = 1350
"""So that the shortest paper is still upright."""
GAP = 40
HEAD_PADDING = 44
QR_SIDE = 330
"""The code's side at most, quiet zone included."""
QUIET = 4
"""Modules of quiet zone around a QR code (ISO/IEC 18004)."""

TITLE = Style(50, PALE, TEAL, bold=True)
NUMBER = Style(104, WHITE, TEAL, bold=True)
LABEL = Style(36, MUTED)
VALUE = Style(48, INK)
SCAN = Style(44, TEAL, bold=True)
NOTICE = Style(48, UMBER, SAND, bold=True)
FOOTER = Style(36, MUTED)
SMALLEST_NUMBER = 56


def lay_out(paper: Paper) -> Canvas:
    """The paper's canvas."""
    canvas = Canvas()
    y = _head(canvas, paper)
    y = _scans(canvas, paper, y)
    y = _rows(canvas, paper, y)
    y = _notice(canvas, paper, y)
    y = _footer(canvas, paper, y)
    canvas.height = max(y + MARGIN, LEAST_HEIGHT)
    return canvas


def _head(canvas: Canvas, paper: Paper) -> int:
    number = line(paper.number)
    links = [line(link) for _, link in paper.scans]
    code = _code(links[0] if links else number) if len(links) < 2 else []
    room = INNER - (_side(code) + GAP if code else 0)
    title = wrapped(paper.title, TITLE, room)
    style = _number_style(number, room)
    digits = wrapped(number, style, room)
    between = GAP // 2 if title and digits else 0
    written = len(title) * TITLE.line_height + between + len(digits) * style.line_height
    height = max(written, _side(code)) + 2 * HEAD_PADDING
    canvas.box(0, 0, WIDTH, height, TEAL)
    y = canvas.write(MARGIN, (height - written) // 2, title, TITLE)
    canvas.write(MARGIN, y + between, digits, style)
    if code:
        _draw(canvas, code, WIDTH - MARGIN - _side(code), (height - _side(code)) // 2)
    return height


def _scans(canvas: Canvas, paper: Paper, y: int) -> int:
    """Several codes side by side, each over its label: who scans chooses."""
    codes = [(label, _code(line(link))) for label, link in paper.scans] if len(paper.scans) > 1 else []
    for number, (label, code) in enumerate(codes):
        left, room = MARGIN + number * INNER // len(codes), INNER // len(codes)
        _draw(canvas, code, left + (room - _side(code)) // 2, y + GAP)
        text = wrapped(label, SCAN, room)
        canvas.write(left + (room - round(length(label, SCAN))) // 2, y + GAP + QR_SIDE, text, SCAN)
    return y + GAP + QR_SIDE + SCAN.line_height if codes else y


def _rows(canvas: Canvas, paper: Paper, y: int) -> int:
    y += GAP // 2
    for number, (label, value) in enumerate(paper.rows):
        if number:
            canvas.box(MARGIN, y, INNER, 2, RULE)
        y = canvas.write(MARGIN, y + 16, wrapped(label, LABEL, INNER), LABEL)
        y = canvas.write(MARGIN, y, wrapped(value, VALUE, INNER), VALUE) + 14
    return y


def _notice(canvas: Canvas, paper: Paper, y: int) -> int:
    bar, padding = 14, 28
    text = wrapped(paper.notice, NOTICE, INNER - bar - 2 * padding)
    if not text:
        return y
    y += GAP // 2
    height = len(text) * NOTICE.line_height + 2 * padding
    canvas.box(MARGIN, y, INNER, height, SAND)
    canvas.box(MARGIN, y, bar, height, AMBER)
    canvas.write(MARGIN + bar + padding, y + padding, text, NOTICE)
    return y + height


def _footer(canvas: Canvas, paper: Paper, y: int) -> int:
    return canvas.write(MARGIN, y + GAP, wrapped(paper.footer, FOOTER, INNER), FOOTER)


def _number_style(number: str, room: int) -> Style:
    """As large as the number allows on one line."""
    style = NUMBER
    while style.size > SMALLEST_NUMBER and length(number, style) > room:
        style = replace(style, size=style.size - 4)
    return style


def _code(number: str) -> list[bytes]:
    """The number's QR code as rows of modules (1 is dark), quiet zone included; empty when there is nothing to encode
    or too much for any code."""
    if not number:
        return []
    try:
        code = segno.make(number, micro=False, error="m")
    except segno.DataOverflowError:
        return []
    return [bytes(row) for row in code.matrix_iter(border=QUIET)]


def _side(code: list[bytes]) -> int:
    return len(code) * max(1, QR_SIDE // len(code)) if code else 0


def _draw(canvas: Canvas, code: list[bytes], x: int, y: int) -> None:
    """Draws a code: a white tile, and a box for each run of dark modules in a row."""
    module = _side(code) // len(code)
    canvas.box(x, y, _side(code), _side(code), WHITE)
    for row, modules in enumerate(code):
        for start, end in _runs(modules):
            canvas.box(x + start * module, y + row * module, (end - start) * module, module, INK)


def _runs(modules: bytes) -> list[tuple[int, int]]:
    padded = b"\0" + modules + b"\0"
    edges = [place for place in range(len(modules) + 1) if padded[place] != padded[place + 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))
