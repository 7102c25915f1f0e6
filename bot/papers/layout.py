"""Where everything on a paper stands, in pixels of the picture; the file is the same to another scale.

A dark head with title, number and its QR code; below it the rows, the notice in a marked box, and the small print.
Text is never cut off: it wraps, and the paper grows.
"""

from dataclasses import dataclass, field, replace
from functools import cache

import segno
from PIL.ImageFont import FreeTypeFont, Layout, truetype

from bot.papers.letters import BOLD, REGULAR, line, lines
from handlers.screens import Paper

WIDTH = 1080
LEAST_HEIGHT = 1350
"""So that the shortest paper is still upright."""
MARGIN = 64
INNER = WIDTH - 2 * MARGIN
GAP = 40
HEAD_PADDING = 44
QR_SIDE = 330
"""The code's side at most, quiet zone included."""
QUIET = 4
"""Modules of quiet zone around a QR code (ISO/IEC 18004)."""
ASCENT, DESCENT = 1.04, 0.26
"""How far letters rise and fall at most, stacked accents included, in sizes of the font."""

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
INK: Colour = (22, 40, 46)
MUTED: Colour = (74, 98, 105)
TEAL: Colour = (14, 84, 96)
PALE: Colour = (196, 226, 228)
RULE: Colour = (214, 225, 227)
SAND: Colour = (255, 242, 214)
AMBER: Colour = (217, 128, 16)
UMBER: Colour = (92, 52, 4)


@dataclass(frozen=True)
class Style:
    """How words are written: `size` in pixels, `colour` on `ground`."""

    size: int
    colour: Colour
    ground: Colour = WHITE
    bold: bool = False

    @property
    def ascent(self) -> int:
        """Pixels from the top of a line down to its baseline."""
        return round(self.size * ASCENT)

    @property
    def line_height(self) -> int:
        """Pixels from line to line: accents never touch the line above."""
        return round(self.size * (ASCENT + DESCENT))


TITLE = Style(50, PALE, TEAL, bold=True)
NUMBER = Style(104, WHITE, TEAL, bold=True)
LABEL = Style(36, MUTED)
VALUE = Style(48, INK)
NOTICE = Style(48, UMBER, SAND, bold=True)
FOOTER = Style(36, MUTED)
SMALLEST_NUMBER = 56


@dataclass(frozen=True)
class Words:
    """One line of text, from its left end (`x`) on its baseline (`y`)."""

    x: int
    y: int
    text: str
    style: Style


@dataclass(frozen=True)
class Box:
    """A filled rectangle."""

    x: int
    y: int
    width: int
    height: int
    colour: Colour


@dataclass
class Sheet:
    """A laid-out paper: boxes in the order of painting, then the words."""

    width: int = WIDTH
    height: int = LEAST_HEIGHT
    boxes: list[Box] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def box(self, x: int, y: int, width: int, height: int, colour: Colour) -> None:
        """Adds a box."""
        self.boxes.append(Box(x, y, width, height, colour))

    def write(self, x: int, y: int, text: list[str], style: Style) -> int:
        """Writes lines below `y`; returns where they end."""
        for number, words in enumerate(text):
            self.words.append(Words(x, y + number * style.line_height + style.ascent, words, style))
        return y + len(text) * style.line_height


def lay_out(paper: Paper) -> Sheet:
    """The paper's sheet."""
    sheet = Sheet()
    y = _head(sheet, paper)
    y = _rows(sheet, paper, y)
    y = _notice(sheet, paper, y)
    y = _footer(sheet, paper, y)
    sheet.height = max(y + MARGIN, LEAST_HEIGHT)
    return sheet


@cache
def font(style: Style) -> FreeTypeFont:
    """The font of a style. Basic layout is the same on every machine, and all that ready-made letters need."""
    return truetype(BOLD if style.bold else REGULAR, style.size, layout_engine=Layout.BASIC)


def length(text: str, style: Style) -> float:
    """How long a line of text is, in pixels."""
    return font(style).getlength(text)


def _head(sheet: Sheet, paper: Paper) -> int:
    number = line(paper.number)
    code = _code(line(paper.scan) or number)
    room = INNER - (_side(code) + GAP if code else 0)
    title = _wrapped(paper.title, TITLE, room)
    style = _number_style(number, room)
    digits = _wrapped(number, style, room)
    between = GAP // 2 if title and digits else 0
    written = len(title) * TITLE.line_height + between + len(digits) * style.line_height
    height = max(written, _side(code)) + 2 * HEAD_PADDING
    sheet.box(0, 0, WIDTH, height, TEAL)
    y = sheet.write(MARGIN, (height - written) // 2, title, TITLE)
    sheet.write(MARGIN, y + between, digits, style)
    if code:
        _draw(sheet, code, WIDTH - MARGIN - _side(code), (height - _side(code)) // 2)
    return height


def _rows(sheet: Sheet, paper: Paper, y: int) -> int:
    y += GAP // 2
    for number, (label, value) in enumerate(paper.rows):
        if number:
            sheet.box(MARGIN, y, INNER, 2, RULE)
        y = sheet.write(MARGIN, y + 16, _wrapped(label, LABEL, INNER), LABEL)
        y = sheet.write(MARGIN, y, _wrapped(value, VALUE, INNER), VALUE) + 14
    return y


def _notice(sheet: Sheet, paper: Paper, y: int) -> int:
    bar, padding = 14, 28
    text = _wrapped(paper.notice, NOTICE, INNER - bar - 2 * padding)
    if not text:
        return y
    y += GAP // 2
    height = len(text) * NOTICE.line_height + 2 * padding
    sheet.box(MARGIN, y, INNER, height, SAND)
    sheet.box(MARGIN, y, bar, height, AMBER)
    sheet.write(MARGIN + bar + padding, y + padding, text, NOTICE)
    return y + height


def _footer(sheet: Sheet, paper: Paper, y: int) -> int:
    return sheet.write(MARGIN, y + GAP, _wrapped(paper.footer, FOOTER, INNER), FOOTER)


def _wrapped(text: str, style: Style, room: int) -> list[str]:
    """The text's lines, none longer than `room`: broken between words, and within a word that is too long for one."""
    broken: list[str] = []
    for given in lines(text):
        current = ""
        for word in given.split():
            if current and length(f"{current} {word}", style) <= room:
                current = f"{current} {word}"
                continue
            if current:
                broken.append(current)
            *full, current = _pieces(word, style, room)
            broken += full
        broken.append(current)
    return broken


def _pieces(word: str, style: Style, room: int) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and length(pieces[-1] + character, style) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


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


def _draw(sheet: Sheet, code: list[bytes], x: int, y: int) -> None:
    """Draws a code: a white tile, and a box for each run of dark modules in a row."""
    module = _side(code) // len(code)
    sheet.box(x, y, _side(code), _side(code), WHITE)
    for row, modules in enumerate(code):
        for start, end in _runs(modules):
            sheet.box(x + start * module, y + row * module, (end - start) * module, module, INK)


def _runs(modules: bytes) -> list[tuple[int, int]]:
    padded = b"\0" + modules + b"\0"
    edges = [place for place in range(len(modules) + 1) if padded[place] != padded[place + 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))
