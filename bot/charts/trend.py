"""Columns over time. Values stand above their columns where there is room for all of them; otherwise those of the last,
the highest and the lowest, or, of two series, those of the last beside their names.

Of names below that would touch, every second, third, … is written, the last one always.
"""

from collections.abc import Sequence

from bot.charts.looks import BAR, LABEL, SECOND, STRONG, STRONG_LABEL, SWATCH, VALUE, draw_legend, extent, greatest
from bot.drawing.canvas import INNER, MARGIN, MUTED, Canvas, Style, length, shortened
from handlers.charts import Column, Trend

MOST = 60
"""Columns that can still be told apart; of more the latest are drawn."""
HEIGHT = 520
AIR = 16
"""Pixels between two texts side by side."""


def draw_trend(canvas: Canvas, y: int, trend: Trend) -> int:
    """Draws it below `y`; returns where it ends."""
    columns, count = trend.columns[-MOST:], len(trend.series)
    colours = (STRONG, SECOND) if count > 1 else (BAR,)
    if not columns:
        return y
    told = _told(columns, INNER / (len(columns) * count))
    names = (
        trend.series
        if told
        else [f"{name} · {columns[-1].label}: {columns[-1].shown[n]}" for n, name in enumerate(trend.series)]
    )
    y = draw_legend(canvas, y, [(colour, (SWATCH, SWATCH), name) for colour, name in zip(colours, names, strict=True)])
    top, floor = y + VALUE.line_height + 8, y + VALUE.line_height + 8 + HEIGHT
    most = greatest(value for column in columns for value in column.values)
    for number, column in enumerate(columns):
        left, right = (MARGIN + INNER * edge // len(columns) for edge in (number, number + 1))
        gap = max(2, (right - left) // (10 if count > 1 else 6))
        for series in range(count):
            width = (right - left - 2 * gap) // count
            x = left + gap + series * width
            height = extent(column.values[series], most, floor - top)
            colour = colours[series] if count > 1 or not column.strong else STRONG
            canvas.box(x, floor - height, width - (4 if series < count - 1 else 0), height, colour)
            if (number, series) in told:
                _write_centred(canvas, x + width // 2, floor - height - VALUE.line_height - 4, column.shown[series])
    canvas.box(MARGIN, floor, INNER, 3, MUTED)
    return _write_names(canvas, floor + 14, columns)


def _told(columns: Sequence[Column], room: float) -> set[tuple[int, int]]:
    """The columns and series whose values are written."""
    places = [(number, series) for number, one in enumerate(columns) for series in range(len(one.values))]
    if all(length(columns[number].shown[series], VALUE) + AIR // 2 <= room for number, series in places):
        return set(places)
    if len(columns[0].values) > 1:
        return set()
    known = {place: value for place in places if (value := columns[place[0]].values[place[1]]) is not None}
    wanted = [place for place in places if place[0] == len(columns) - 1]
    wanted += [max(known, key=lambda place: known[place]), min(known, key=lambda place: known[place])] if known else []
    wanted += [place for place in places if place not in known]
    told: list[tuple[int, int]] = []
    for place in wanted:
        if all(_apart(columns, place, other, room) for other in told):
            told.append(place)
    return set(told)


def _apart(columns: Sequence[Column], one: tuple[int, int], other: tuple[int, int], room: float) -> bool:
    """Whether the values of two columns can both be written side by side."""
    widths = [length(columns[number].shown[series], VALUE) for number, series in (one, other)]
    series = len(columns[0].values)
    distance = abs((one[0] - other[0]) * series + one[1] - other[1]) * room
    return distance >= sum(widths) / 2 + AIR


def _write_names(canvas: Canvas, y: int, columns: Sequence[Column]) -> int:
    room = INNER / len(columns)
    widest = max(length(column.label, STRONG_LABEL) for column in columns)
    every = max(1, -int(-(min(widest, INNER / 3) + AIR) // room))
    for number, column in enumerate(columns):
        if (len(columns) - 1 - number) % every == 0:
            style = STRONG_LABEL if column.strong else LABEL
            text = shortened(column.label, style, round(room * every))
            _write_centred(canvas, MARGIN + round((number + 0.5) * room), y, text, style)
    return y + LABEL.line_height


def _write_centred(canvas: Canvas, x: int, y: int, text: str, style: Style = VALUE) -> None:
    """Writes a text around `x`, without leaving the margins."""
    width = round(length(text, style))
    canvas.write(max(MARGIN, min(x - width // 2, MARGIN + INNER - width)), y, [text], style)
