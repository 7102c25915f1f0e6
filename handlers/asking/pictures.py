"""The picture of an answer: the same figures as on its card. Pure."""

from db.catalogue import Catalogue
from handlers.asking import spans
from handlers.asking.answers import Answer, Row
from handlers.asking.card import LISTED
from handlers.asking.words import short, title, unit_of
from handlers.charts import Bar, Chart, Column, Ranking, Trend
from locales import Language


def picture(answer: Answer, catalogue: Catalogue, lang: Language) -> Chart | None:
    """A ranking as bars, a trend as columns, a comparison as two bars; None where a picture would not help."""
    question = answer.question
    measure = question.of
    if measure is None:
        return None
    what, span = title(question, catalogue, lang), spans.name(question.span, lang)
    unit = unit_of(question, catalogue, lang)
    under = f"{answer.place.name} · {span} · {unit}"
    name = f"so-lieu-{question.measure.replace('_', '-')}-{question.span.mark.lower()}"
    match question.view:
        case "trend" if answer.rows:
            columns = tuple(
                Column(row.label, (_number(row),), (short(row.value, lang),), row.span == question.span)
                for row in answer.rows
            )
            return Chart(name, what, f"{answer.place.name} · {unit}", Trend(("",), columns))
        case "places" | "clusters" | "people" | "lowest" if answer.rows:
            rows = answer.rows[::-1] if question.view == "lowest" else _some(answer.rows)
            return Chart(name, what, under, Ranking(tuple(_bar(row, lang) for row in rows[:LISTED])))
        case "compare" if answer.compared and answer.value is not None:
            this = answer.place.name if answer.compared[0].mark else span
            bars = [Bar(this, answer.value.number, short(answer.value, lang), strong=True)]
            bars += [_bar(row, lang) for row in answer.compared]
            return Chart(name, what, under, Ranking(tuple(bars)))
    return None


def _some(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows that have something to show, or all if none has."""
    return tuple(row for row in rows if not row.is_nothing) or rows


def _bar(row: Row, lang: Language) -> Bar:
    return Bar(row.label, _number(row), short(row.value, lang))


def _number(row: Row) -> float | None:
    return None if row.value is None else row.value.number
