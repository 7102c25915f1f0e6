"""Charts: what a `Chart` says, as a picture (PNG). The same chart is the same bytes.

    frame.py     what all have in common: title, subtitle, legend, small print
    ranking.py   bars one below the other
    trend.py     columns over time
    funnel.py    steps

They are drawn as papers are (bot/drawing): a plotting library would take a second for what takes hundredths of one
here. Even so this is called in a thread, and what draws is imported when it is first used.
"""

from typing import Any

from handlers.charts import Chart, chart_from_json


def picture(chart: Chart) -> bytes:
    """The chart as PNG, 1080 pixels wide and as tall as it needs."""
    from bot.charts.frame import lay_out  # noqa: PLC0415
    from bot.drawing.painted import QUICKEST, paint  # noqa: PLC0415

    return paint(lay_out(chart), QUICKEST)


def made(payload: dict[str, Any]) -> bytes:
    """What a letter with the payload `{"chart": …}` has to enclose."""
    return picture(chart_from_json(payload["chart"]))
