"""The file of an answer: the same figures as on its card, and a sheet that says what they are. Pure."""

from datetime import datetime

from db.catalogue import Catalogue
from db.statistics.measures import Measure
from handlers.asking import spans
from handlers.asking.answers import Answer, Row
from handlers.asking.hiding import Value
from handlers.asking.words import title, unit_of
from handlers.screens import Cell, Sheet, Table
from locales import Language


def sheet(answer: Answer, catalogue: Catalogue, lang: Language, made_at: datetime) -> Sheet:
    """The answer as a workbook; `made_at` is a local time."""
    question = answer.question
    name = f"so-lieu-{question.measure.replace('_', '-') or 'chung'}-{question.span.mark.lower()}"
    figures = _figures(answer, catalogue, lang)
    what = f"{title(question, catalogue, lang)}, {answer.place.name}, {spans.name(question.span, lang)}"
    return Sheet(name, what, (figures, _about(answer, catalogue, lang, made_at)))


def _figures(answer: Answer, catalogue: Catalogue, lang: Language) -> Table:
    question, measure = answer.question, answer.question.of
    rows = answer.rows[::-1] if question.view == "lowest" else answer.rows
    lines: list[tuple[str, Row | None, Value | None]] = []
    if answer.value is not None and not any(row.span == question.span for row in answer.rows):
        lines.append((_this(answer, lang), None, answer.value))
    if measure is None:
        lines += [(row.label, row, row.value) for row in rows]
        lines += [(f"{row.label}: {_called(other, lang)}", other, other.value)
                  for row, other in zip(rows, answer.compared, strict=False)]  # fmt: skip
    else:
        lines += [(_called(row, lang), row, row.value) for row in (*answer.compared, *rows)]
    shares = any(value is not None and value.whole is not None for _, _, value in lines)
    unit = unit_of(question, catalogue, lang)
    head = (lang.say("What of"), unit, *((lang.say("Of"), "%") if shares else ()), lang.say("Remark"))
    return Table(lang.say("Figures"), head, tuple(_line(label, value, shares) for label, _, value in lines))


def _this(answer: Answer, lang: Language) -> str:
    """What the figure asked for is called among the others: its place, or its period beside other periods."""
    if answer.question.view == "trend" or (answer.compared and not answer.compared[0].mark):
        return spans.name(answer.question.span, lang)
    return answer.place.name


def _called(row: Row, lang: Language) -> str:
    return row.label if row.span is None else spans.name(row.span, lang)


def _line(label: str, value: Value | None, shares: bool) -> tuple[Cell, ...]:
    if value is None:
        return (label, None, *((None, None) if shares else ()), None)
    rough = "≈" if value.rough else None
    if not shares:
        return (label, value.part, rough)
    return (label, value.part, value.whole, value.number if value.whole is not None else None, rough)


def _about(answer: Answer, catalogue: Catalogue, lang: Language, made_at: datetime) -> Table:
    question, measure = answer.question, answer.question.of
    span = question.span
    rows: list[tuple[Cell, ...]] = [
        (lang.say("What"), title(question, catalogue, lang)),
        (lang.say("Place"), answer.place.name),
        (lang.say("Period"), spans.name(span, lang)),
        (lang.say("First day"), span.first),
        (lang.say("Last day"), span.last),
        (lang.say("Made at"), made_at),
    ]
    for one in [measure] if measure else [row.measure for row in answer.rows if row.measure]:
        rows += definition_rows(one, lang)
    rows += [
        (lang.say("Source"), f"{one.code}, {one.day:%d/%m/%Y}: {one.number} · {one.source}") for one in answer.entries
    ]
    if answer.rough:
        rows.append(("≈", lang.say("≈ Approximate: units were split in the reorganisation.")))
    small = lang.say("<5, ≥5: small figures of examinations are not told, nor what gives them away.")
    if any(value is not None and value.hidden for value in (answer.value, *(row.value for row in answer.rows))):
        rows.append(("<5", small))
    return Table(lang.say("About"), (lang.say("About"), ""), tuple(rows))


def definition_rows(measure: Measure, lang: Language) -> list[tuple[Cell, ...]]:
    """A measure's definition: what is counted, of what, and from which records."""
    rows: list[tuple[Cell, ...]] = [
        (measure.names[lang.code], measure.counted[lang.code]),
        (lang.say("Unit"), measure.unit[lang.code]),
    ]
    if measure.of is not None:
        rows.append((lang.say("Measured against"), measure.of[lang.code]))
    return [*rows, (lang.say("Source"), measure.source[lang.code])]
