"""Steps, each with a bar as long as what remains: its name above, its value behind it."""

from bot.charts.looks import LABEL, LEGEND, STRONG, TRACK, VALUE, extent, greatest
from bot.drawing.canvas import INNER, MARGIN, Canvas, length, shortened, wrapped
from handlers.charts import Funnel

THICK, GAP = 64, 26
LONGEST_VALUE = INNER * 26 // 100


def draw_funnel(canvas: Canvas, y: int, funnel: Funnel) -> int:
    """Draws it below `y`; returns where it ends."""
    most = greatest(step.value for step in funnel.steps)
    widest = max((round(length(step.shown, VALUE)) for step in funnel.steps), default=0)
    room = INNER - min(widest, LONGEST_VALUE) - GAP
    for number, step in enumerate(funnel.steps):
        y = canvas.write(MARGIN, y + (GAP if number else 0), wrapped(step.label, LABEL, INNER), LABEL) + 8
        canvas.box(MARGIN, y, room, THICK, TRACK)
        canvas.box(MARGIN, y, extent(step.value, most, room), THICK, STRONG)
        shown = shortened(step.shown, VALUE, LONGEST_VALUE)
        canvas.write(MARGIN + INNER - round(length(shown, VALUE)), y + (THICK - VALUE.line_height) // 2, [shown], VALUE)
        y = canvas.write(MARGIN, y + THICK + 4, wrapped(step.note, LEGEND, INNER), LEGEND)
    return y
