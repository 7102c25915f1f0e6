"""A canvas: boxes and words that stand somewhere, in pixels, and the colours of the house."""

from dataclasses import dataclass, field
from functools import cache

from PIL.ImageFont import FreeTypeFont, Layout, truetype

from bot.drawing.letters import BOLD, REGULAR, line, lines

WIDTH = 1080
"""Pixels across every picture: three for each of a small phone's."""
MARGIN = 64
INNER = WIDTH - 2 * MARGIN
ASCENT, DESCENT = 1.04, 0.26
"""How far letters rise and fall at most, stacked accents included, in sizes of the font."""
ELLIPSIS = "…"

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
class Canvas:
    """What is to be painted: boxes in the order of painting, then the words."""

    width: int = WIDTH
    height: int = 0
    boxes: list[Box] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def box(self, x: int, y: int, width: int, height: int, colour: Colour) -> None:
        """Adds a box, unless there is nothing of it."""
        if width > 0 and height > 0:
            self.boxes.append(Box(x, y, width, height, colour))

    def write(self, x: int, y: int, text: list[str], style: Style) -> int:
        """Writes lines below `y`; returns where they end."""
        for number, words in enumerate(text):
            self.words.append(Words(x, y + number * style.line_height + style.ascent, words, style))
        return y + len(text) * style.line_height


@cache
def font(style: Style) -> FreeTypeFont:
    """The font of a style. Basic layout is the same on every machine, and all that ready-made letters need."""
    return truetype(BOLD if style.bold else REGULAR, style.size, layout_engine=Layout.BASIC)


def length(text: str, style: Style) -> float:
    """How long a line of text is, in pixels."""
    return font(style).getlength(text)


def wrapped(text: str, style: Style, room: int) -> list[str]:
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


def shortened(text: str, style: Style, room: int) -> str:
    """The text as one line that is no longer than `room`, with an ellipsis for what does not fit."""
    whole = line(text)
    if length(whole, style) <= room:
        return whole
    kept = _pieces(whole, style, max(1, room - round(length(ELLIPSIS, style))))[0]
    return kept.rstrip(" -,") + ELLIPSIS


def _pieces(word: str, style: Style, room: int) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and length(pieces[-1] + character, style) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces
