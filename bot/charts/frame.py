"""The frame of every chart: a title that says what is to be seen, of whom and when, and the small print below."""

from bot.charts.funnel import draw_funnel
from bot.charts.ranking import draw_ranking
from bot.charts.trend import draw_trend
from bot.drawing.canvas import INK, INNER, MARGIN, MUTED, RULE, TEAL, Canvas, Style, wrapped
from handlers.charts import Body, Chart, Funnel, Ranking

TITLE = Style(56, INK, bold=True)
SUBTITLE = Style(38, MUTED)
FOOTER = Style(34, MUTED)
SIGN = (96, 12)
"""The short bar above the title, by which the house is known."""
TOP, GAP = 60, 44


def lay_out(chart: Chart) -> Canvas:
    """The chart's canvas."""
    canvas = Canvas()
    canvas.box(MARGIN, TOP, *SIGN, TEAL)
    y = canvas.write(MARGIN, TOP + SIGN[1] + 20, wrapped(chart.title, TITLE, INNER), TITLE)
    y = canvas.write(MARGIN, y + 8, wrapped(chart.subtitle, SUBTITLE, INNER), SUBTITLE)
    y = _draw(canvas, y + GAP, chart.body)
    footer = wrapped(chart.footer, FOOTER, INNER)
    if footer:
        canvas.box(MARGIN, y + GAP, INNER, 2, RULE)
        y = canvas.write(MARGIN, y + GAP + 20, footer, FOOTER)
    canvas.height = y + GAP
    return canvas


def _draw(canvas: Canvas, y: int, body: Body) -> int:
    if isinstance(body, Ranking):
        return draw_ranking(canvas, y, body)
    if isinstance(body, Funnel):
        return draw_funnel(canvas, y, body)
    return draw_trend(canvas, y, body)
