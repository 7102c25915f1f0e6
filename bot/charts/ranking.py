"""Bars one below the other: a name, a bar on its track, the value. Long names are shortened, and of very many bars
those that are left out are counted."""

from bot.charts.looks import BAR, LABEL, STRONG, STRONG_LABEL, TRACK, VALUE, draw_legend, extent, greatest
from bot.drawing.canvas import INK, INNER, MARGIN, WHITE, Canvas, length, shortened
from handlers.charts import Bar, Ranking

MOST = 24
"""Bars that a phone shows without the picture becoming a strip."""
ROW, THICK = 74, 44
MARK = (8, THICK + 20)
EDGE = 4
"""Pixels of white beside a mark, so that it is seen on a dark bar."""
LONGEST_LABEL = INNER * 46 // 100
LONGEST_VALUE = INNER * 26 // 100
GAP = 24


def draw_ranking(canvas: Canvas, y: int, ranking: Ranking) -> int:
    """Draws it below `y`; returns where it ends."""
    bars = ranking.bars[:MOST]
    if any(bar.mark is not None for bar in bars):
        y = draw_legend(canvas, y, [(INK, MARK, ranking.mark)]) + 12
    left = MARGIN + _widest([bar.label for bar in bars], LONGEST_LABEL) + GAP
    right = MARGIN + INNER - _widest([bar.shown for bar in bars], LONGEST_VALUE) - GAP
    most = greatest(value for bar in bars for value in (bar.value, bar.mark))
    for bar in bars:
        _draw_bar(canvas, y, bar, left, right, most)
        y += ROW
    if len(ranking.bars) > MOST:
        y = canvas.write(left, y, [f"… + {len(ranking.bars) - MOST}"], LABEL)
    return y


def _draw_bar(canvas: Canvas, y: int, bar: Bar, left: int, right: int, most: float) -> None:
    style = STRONG_LABEL if bar.strong else LABEL
    top = y + (ROW - style.line_height) // 2
    canvas.write(MARGIN, top, [shortened(bar.label, style, LONGEST_LABEL)], style)
    shown = shortened(bar.shown, VALUE, LONGEST_VALUE)
    canvas.write(MARGIN + INNER - round(length(shown, VALUE)), top, [shown], VALUE)
    room, top = right - left, y + (ROW - THICK) // 2
    canvas.box(left, top, room, THICK, TRACK)
    canvas.box(left, top, extent(bar.value, most, room), THICK, STRONG if bar.strong else BAR)
    if bar.mark is not None:
        place = min(left + extent(bar.mark, most, room) - MARK[0] // 2, right - MARK[0])
        canvas.box(place - EDGE, top, MARK[0] + 2 * EDGE, THICK, WHITE)
        canvas.box(place, y + (ROW - MARK[1]) // 2, *MARK, INK)


def _widest(texts: list[str], most: int) -> int:
    """The width of a column of texts, at most so much."""
    return min(most, max((round(length(text, VALUE)) for text in texts), default=0))
