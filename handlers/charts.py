"""Charts as data: figures in a picture. Every word and every number on it stands here; bot/charts knows how it looks.

Values are not negative. `None` is a value that is not told: nothing is known, or it is too small to be shown (then
`shown` says "<5", and nothing drawn betrays it).
"""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Bar:
    """A bar under a name. `shown` is its value in words, `mark` what it is measured against, in the same unit; `strong`
    tells it from the others."""

    label: str
    value: float | None
    shown: str
    mark: float | None = None
    strong: bool = False


@dataclass(frozen=True)
class Ranking:
    """Bars one below the other, in the order given. `mark` says what the marks on them are."""

    bars: tuple[Bar, ...]
    mark: str = ""


@dataclass(frozen=True)
class Column:
    """What happened in one period: a value for each series."""

    label: str
    values: tuple[float | None, ...]
    shown: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True)
class Trend:
    """Columns over time, the oldest first, of one or two series. A single one may have an empty name."""

    series: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Step:
    """A step of a funnel. `note` says more of it, such as its share of the step before."""

    label: str
    value: float | None
    shown: str
    note: str = ""


@dataclass(frozen=True)
class Funnel:
    """How many remain from step to step."""

    steps: tuple[Step, ...]


Body = Ranking | Trend | Funnel


@dataclass(frozen=True)
class Chart:
    """A picture of figures. `title` says what is to be seen in it, `subtitle` of whom and when; `footer` is small
    print. `name` is its file's name without an extension, in ASCII."""

    name: str
    title: str
    subtitle: str
    body: Body
    footer: str = ""


def chart_to_json(chart: Chart) -> dict[str, Any]:
    """A chart as plain JSON values, for the outbox."""
    return {**vars(chart), "body": {"kind": type(chart.body).__name__.lower(), **asdict(chart.body)}}


def chart_from_json(value: dict[str, Any]) -> Chart:
    """The chart that `chart_to_json` wrote down."""
    return Chart(**{**value, "body": _body(**value["body"])})


def _body(kind: str, **value: Any) -> Body:
    match kind:
        case "ranking":
            return Ranking(tuple(Bar(**bar) for bar in value["bars"]), value["mark"])
        case "trend":
            columns = (
                Column(**{**one, "values": tuple(one["values"]), "shown": tuple(one["shown"])})
                for one in value["columns"]
            )
            return Trend(tuple(value["series"]), tuple(columns))
        case "funnel":
            return Funnel(tuple(Step(**step) for step in value["steps"]))
    raise ValueError(f"no chart is a {kind}")
