"""How figures look: colours that differ in lightness too, so that they can be told apart by whoever sees colours
otherwise, and how long a bar is."""

from collections.abc import Iterable

from bot.drawing.canvas import AMBER, INK, INNER, MARGIN, MUTED, TEAL, Canvas, Colour, Style, wrapped

BAR: Colour = (92, 158, 168)
STRONG: Colour = TEAL
SECOND: Colour = AMBER
TRACK: Colour = (237, 243, 244)
LABEL = Style(36, INK)
STRONG_LABEL = Style(36, INK, bold=True)
VALUE = Style(36, INK, bold=True)
LEGEND = Style(34, MUTED)
SWATCH = 32


def greatest(values: Iterable[float | None]) -> float:
    """The greatest of the values that are told, or 0."""
    return max((value for value in values if value is not None), default=0)


def extent(value: float | None, most: float, room: int) -> int:
    """How many of `room` pixels a value takes up; the least of those that are not nothing can still be seen."""
    if not value or value < 0 or most <= 0:
        return 0
    return max(4, round(min(value / most, 1) * room))


def draw_legend(canvas: Canvas, y: int, entries: Iterable[tuple[Colour, tuple[int, int], str]]) -> int:
    """Signs with what they mean, one below the other: each by its colour and size; returns where they end."""
    for colour, (width, height), meaning in entries:
        text = wrapped(meaning, LEGEND, INNER - SWATCH - 20)
        if not text:
            continue
        canvas.box(MARGIN + (SWATCH - width) // 2, y + (LEGEND.line_height - height) // 2, width, height, colour)
        y = canvas.write(MARGIN + SWATCH + 20, y, text, LEGEND) + 8
    return y
