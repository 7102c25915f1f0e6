"""The card of an answer: a short text first, then what can be asked next. Pure."""

from dataclasses import replace
from datetime import date

from db.catalogue import Catalogue
from handlers.asking import spans
from handlers.asking.answers import LISTED, Answer, Note, Row, part_of
from handlers.asking.hiding import Value
from handlers.asking.question import OWN, Question, View
from handlers.asking.splits import CLINICAL, OVERLAPPING, TITLES, adds_up, code_name, told_by
from handlers.asking.words import NAMES, beside, short, title, unit_of, with_unit
from handlers.fields import brief
from handlers.screens import Button, Rows, Screen, in_rows
from locales import N_, Language

ENDS = 3
"""Places named at either end where a ranking is not what was asked."""
BRIEF = {
    "talks": N_("Talks held"),
    "reached": N_("People reached"),
    "leaflets": N_("Leaflets"),
    "supplied": N_("People supplied"),
    "screening_referrals": N_("Screening referrals"),
    "attended_share": N_("Examined"),
    "active": N_("Active collaborators"),
    "records": N_("Entries"),
}
"""The main figures on buttons, two of which stand beside each other."""
REMARKS: dict[Note, str] = {
    "apart": N_("These are not added up. Choose one to see more of it."),
    "period": N_("Different people are counted by whole weeks, months, quarters or years only."),
    "small": N_("Too few to be told apart."),
    "city": N_("This is entered for the whole city, not for single places."),
    "unknown": N_("Nobody has entered this yet. An administrator of the city enters it on the scorecard."),
    "below": N_("Referrals and examinations are told by communes only, not below them."),
    "names": NAMES,
    "bottom": N_("There is nothing to rank here."),
    "commune": N_("Collaborators are ranked within one commune: choose it."),
}
"""What is said where something cannot be told."""
SOURCES, LONGEST_SOURCE = 4, 100
"""Entries whose source is told, and its characters; the file has all."""
CHOICES = 8
"""Codes and places offered as buttons."""


def card(answer: Answer, catalogue: Catalogue, lang: Language, today: date) -> Screen:
    """The answer as a screen."""
    question = answer.question
    lines = [
        f"📊 {title(question, catalogue, lang)}",
        f"📍 {answer.place.name}",
        f"🗓 {spans.name(question.span, lang)}{_so_far(question, lang, today)}",
        "",
        *_body(answer, catalogue, lang),
        *_sources(answer, lang),
        *_remarks(answer, lang),
    ]
    return Screen("\n".join(lines), buttons(answer, catalogue, lang))


def _so_far(question: Question, lang: Language, today: date) -> str:
    return " · " + lang.say("until today") if question.span.running(today) else ""


def _body(answer: Answer, catalogue: Catalogue, lang: Language) -> list[str]:
    question, measure = answer.question, answer.question.of
    if measure is None:
        return [*_against(answer, lang), *_overview(answer, lang)]
    lines = []
    if answer.value is not None:
        lines.append(f"➡️ {with_unit(answer.value, unit_of(question, catalogue, lang), lang)}")
    match question.view:
        case "parts":
            lines += _list(answer.rows, lang)
        case "trend":
            lines = [] if any(row.span == question.span for row in answer.rows) else lines
            lines += [f"{'➡️' if row.span == question.span else '•'} {row.label}: {short(row.value, lang)}"
                     for row in answer.rows]  # fmt: skip
        case "people" | "places" | "clusters" | "lowest":
            lines += _numbered(answer, lang)
        case _:
            lines += _silent(answer, lang)
            if answer.note == "apart":
                lines += _list(answer.rows, lang)
            lines += [beside(answer.value, row, lang) for row in answer.compared]
            if answer.note != "apart":
                lines += _ends(answer.rows, lang)
    return lines


def _silent(answer: Answer, lang: Language) -> list[str]:
    """How many collaborators wrote nothing."""
    value = answer.value
    if answer.question.measure != "active" or value is None:
        return []
    if not isinstance(value.part, int) or not isinstance(value.whole, int) or value.part >= value.whole:
        return []
    return [lang.say("🔕 Wrote nothing: {n}", n=lang.number(value.whole - value.part))]


def _against(answer: Answer, lang: Language) -> list[str]:
    return [lang.say("↔️ beside {other}", other=answer.compared[0].label), ""] if answer.compared else []


def _overview(answer: Answer, lang: Language) -> list[str]:
    """The main figures, each in a line; beside others with an arrow to those."""
    lines = [f"• {row.label}: {short(row.value, lang)}" for row in answer.rows]
    if not answer.compared:
        return lines
    return [f"{line} {_arrow(row, other)} {short(other.value, lang)}"
            for line, row, other in zip(lines, answer.rows, answer.compared, strict=False)]  # fmt: skip


def _arrow(row: Row, other: Row) -> str:
    this = row.value.number if row.value else None
    that = other.value.number if other.value else None
    if this is None or that is None:
        return "|"
    return "▲" if this > that else "▼" if this < that else "＝"


def _list(rows: tuple[Row, ...], lang: Language) -> list[str]:
    return [f"• {row.label}: {short(row.value, lang)}" for row in rows] or [lang.say("Nothing on record.")]


def _numbered(answer: Answer, lang: Language) -> list[str]:
    """The lines of a ranking; people who have nothing are told by name."""
    told, view = answer.ranked, answer.question.view
    lines = [
        f"#{len(told) - n if view == 'lowest' else n + 1} {row.label}: {short(row.value, lang)}"
        for n, row in enumerate(told[:LISTED])
    ]
    if len(told) > LISTED:
        lines.append(lang.say("… and {n} more, in the file", n=lang.number(len(told) - LISTED)))
    nothing = [row.label for row in answer.rows if row not in told]
    if not nothing:
        return lines
    if view == "lowest":
        return [_nothing_yet(len(nothing), lang), *lines]
    lines.append(_nothing_yet(len(nothing), lang))
    if view == "people":
        more = len(nothing) - LISTED
        lines += [f"• {label}" for label in nothing[:LISTED]]
        lines += [lang.say("… and {n} more, in the file", n=lang.number(more))] if more > 0 else []
    return lines


def _ends(rows: tuple[Row, ...], lang: Language) -> list[str]:
    """The highest and the lowest of a ranking, in two lines."""
    told = [row for row in rows if not row.is_nothing]
    if not told:
        return []
    lines = ["", lang.say("⬆️ Most: {places}", places=_joined(told[:ENDS], lang))]
    nothing = len(rows) - len(told)
    if nothing:
        lines.append(_nothing_yet(nothing, lang))
    elif len(told) > ENDS:
        lines.append(lang.say("⬇️ Least: {places}", places=_joined(told[-min(ENDS, len(told) - ENDS) :][::-1], lang)))
    return lines


def _nothing_yet(number: int, lang: Language) -> str:
    return lang.say("⬇️ Nothing yet: {n}", n=lang.number(number))


def _joined(rows: list[Row], lang: Language) -> str:
    return " · ".join(f"{row.label} {short(row.value, lang)}" for row in rows)


def _sources(answer: Answer, lang: Language) -> list[str]:
    """Where a figure that was entered comes from, the latest first."""
    measure = answer.question.of
    if measure is None or not answer.entries:
        return []
    unit = measure.unit[lang.code]
    lines = [f"🗒 {one.day:%d/%m/%Y}: {lang.number(one.number or 0)} {unit} · {brief(one.source, LONGEST_SOURCE)}"
             for one in answer.entries[:SOURCES]]  # fmt: skip
    if len(answer.entries) > SOURCES:
        lines.append(lang.say("… and {n} more, in the file", n=lang.number(len(answer.entries) - SOURCES)))
    return ["", *lines]


def _remarks(answer: Answer, lang: Language) -> list[str]:
    """What has to be known to read the figures."""
    told = []
    measure = answer.question.of
    if answer.note in REMARKS and (answer.note != "apart" or answer.rows):
        told.append(lang.say(REMARKS[answer.note]))
    if answer.question.view == "parts" and part_of(answer.question) in OVERLAPPING and len(answer.rows) > 1:
        told.append(lang.say("One person may be in several lines."))
    if any(value is not None and value.hidden for value in _values(answer)):
        told.append(lang.say("<5, ≥5: small figures of examinations are not told, nor what gives them away."))
    if measure is not None and measure.subject in CLINICAL and answer.question.measure == "followed_share":
        told.append(lang.say("Of the last 30 days the share may still rise."))
    if answer.rough:
        told.append(lang.say("≈ Approximate: units were split in the reorganisation."))
    return ([""] if answer.value or answer.rows else []) + told if told else []


def _values(answer: Answer) -> list[Value | None]:
    return [answer.value, *(row.value for row in (*answer.compared, *answer.rows))]


def buttons(answer: Answer, catalogue: Catalogue, lang: Language) -> Rows:
    """What can be asked next, most likely first; and how to change each of place, days and what is counted."""
    question = answer.question
    change = (
        Button(lang.say("📍 Place"), question.action("askp")),
        Button(lang.say("🗓 Period"), question.action("askt")),
        Button(lang.say("📋 What"), f"askm:|{question.action('').removeprefix(':')}"),
    )
    file = (Button(lang.say("📄 File"), question.action("+askx")), Button(lang.say("🏠 Menu"), "+home"))
    nexts = in_rows(_next(answer, catalogue, lang), 2)
    return (*in_rows(_choices(answer, lang), 2), *nexts, change, file)


def _choices(answer: Answer, lang: Language) -> list[Button]:
    """What can be looked at more closely: a measure, a code, a place or a person of those that are listed."""
    question = answer.question
    if answer.city:
        return [Button(lang.say("📍 The whole city"), replace(question, place=answer.city).action())]
    if question.of is None:
        return [Button(lang.say(BRIEF[row.mark]), question.asking(row.mark).action()) for row in answer.rows]
    if question.of.entered:
        return []
    if answer.note == "apart" or question.view == "parts":
        part = part_of(question)
        some = [row for row in answer.rows if row.mark and part]
        return [Button(row.label, question.keeping(((part or "", row.mark),)).action()) for row in some[:CHOICES]]
    if question.view in ("places", "lowest", "clusters", "people"):
        rows = answer.rows if question.view == "people" else answer.ranked
        return [Button(f"🔎 {row.label}", replace(question, place=row.mark, view="total").action()) for row in rows[:4]]
    return []


_LABELS: dict[View, str] = {
    "total": N_("🔢 The figure"),
    "places": N_("🏆 Ranking"),
    "lowest": N_("⬇️ Lowest first"),
    "clusters": N_("🗺 By cluster"),
    "people": N_("👩 By collaborator"),
    "trend": N_("📈 Over time"),
    "compare": N_("↔️ Compare"),
}


def _next(answer: Answer, catalogue: Catalogue, lang: Language) -> list[Button]:
    question, place, measure = answer.question, answer.place, answer.question.of
    views: list[View]
    if measure is None:
        views = [view for view in ("total", "compare") if view != question.view]
        return [Button(lang.say(_LABELS[view]), replace(question, view=view, against="").action()) for view in views]
    if answer.note == "city" or not adds_up(measure, question.keys):
        views = []
    else:
        views = ["total", "trend", "compare"] if measure.entered else ["total", "places", "trend", "compare"]
        if question.view == "places":
            views.insert(1, "lowest")
        if answer.clusters and not measure.entered:
            views.append("clusters")
        if place.kind in ("commune", "hamlet") and place.sight.named:
            views.append("people")
        if not place.is_unit:
            views = [view for view in views if view not in ("places", "lowest")]
    found = [
        Button(lang.say(_LABELS[view]), replace(question, view=view, against="").action())
        for view in views
        if view != question.view
    ]
    parts = told_by(measure, question.keys) if answer.note != "city" else ()
    others = [part for part in parts if part not in question.keys and part != _told_by(answer)]
    found += [Button(lang.say(TITLES[part]), question.told_by(part).action()) for part in others[:2]]
    if question.view in ("places", "lowest", "clusters", "people", "trend", "compare") and answer.drawn:
        found.append(Button(lang.say("🖼 Picture"), question.action("+askc")))
    if len(question.only) == 1:
        found.append(Button(lang.say("↩️ All of them"), replace(question, only=()).action()))
    else:
        found += [
            Button(f"✖️ {code_name(part, code, catalogue, lang)}", question.without(part).action())
            for part, code in question.only
        ]
    if measure.plan and place.kind == "city":
        found.append(Button(lang.say("🎯 In the plan"), f"target:{question.span.last.year}.{measure.plan[0]}"))
    if place.above and place.mark != OWN:
        found.append(Button(lang.say("⬆️ Up"), replace(question, place=place.above).action()))
    return found


def _told_by(answer: Answer) -> str | None:
    shown = answer.question.view == "parts" or answer.note == "apart"
    return part_of(answer.question) if shown else None
