"""The picture of an answer: the same figures as on its card. Pure."""

from db.catalogue import Catalogue
from handlers.asking import spans
from handlers.asking.answers import LISTED, Answer, Row
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
    of = f"{what} ({unit}) · {answer.place.name}"
    name = f"so-lieu-{question.measure.replace('_', '-')}-{question.span.mark.lower()}"
    match question.view:
        case "trend" if answer.rows:
            columns = tuple(
                Column(row.label, (_number(row),), (short(row.value, lang),), row.span == question.span)
                for row in answer.rows
            )
            return Chart(name, _peak(answer.rows, lang) or what, of, Trend(("",), columns))
        case "places" | "clusters" | "people" | "lowest" if rows := answer.drawn:
            ends = _lowest(rows, lang) if question.view == "lowest" else _leading(rows, lang)
            bars = tuple(_bar(row, lang) for row in rows[:LISTED])
            return Chart(name, ends or what, f"{of} · {span}", Ranking(bars))
        case "compare" if answer.compared and answer.value is not None:
            this = answer.place.name if answer.compared[0].mark else span
            own = Row(this, answer.value)
            bars = (
                Bar(this, answer.value.number, short(answer.value, lang), strong=True),
                *(_bar(row, lang) for row in answer.compared),
            )
            return Chart(name, _compared(own, answer.compared[0], lang) or what, f"{of} · {span}", Ranking(bars))
    return None


def _leading(rows: tuple[Row, ...], lang: Language) -> str | None:
    """Who is ahead of all others; None where that is shared or not told."""
    first = max(rows, key=_height)
    if not _alone(rows, first):
        return None
    return lang.say("{name} leads: {value}", name=first.label, value=short(first.value, lang))


def _lowest(rows: tuple[Row, ...], lang: Language) -> str | None:
    """Who has least; None where that is shared or not told."""
    least = min(rows, key=_height)
    if not _alone(rows, least):
        return None
    return lang.say("Least: {name} ({value})", name=least.label, value=short(least.value, lang))


def _peak(rows: tuple[Row, ...], lang: Language) -> str | None:
    """When it was most; None where that is shared or not told."""
    most = max(rows, key=_height)
    if not _alone(rows, most):
        return None
    return lang.say("Most: {name} ({value})", name=most.label, value=short(most.value, lang))


def _height(row: Row) -> float:
    return _number(row) or 0


def _alone(rows: tuple[Row, ...], one: Row) -> bool:
    """Whether all figures are told and no other row has that of this one."""
    numbers = [_number(row) for row in rows]
    return None not in numbers and numbers.count(_number(one)) == 1


def _compared(this: Row, that: Row, lang: Language) -> str | None:
    """Which of two is more; None where one is not told."""
    here, there = _number(this), _number(that)
    if here is None or there is None:
        return None
    if here == there:
        return lang.say("{this} and {that}: the same", this=this.label, that=that.label)
    if here > there:
        return lang.say("{this}: more than {that}", this=this.label, that=that.label)
    return lang.say("{this}: less than {that}", this=this.label, that=that.label)


def _bar(row: Row, lang: Language) -> Bar:
    return Bar(row.label, _number(row), short(row.value, lang))


def _number(row: Row) -> float | None:
    return None if row.value is None else row.value.number
