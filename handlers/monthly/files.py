"""A monthly report as a workbook to calculate with, and as pages for the printer. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from db.monthly import OF_PERSONS, AreaMonth
from db.statistics.counts import NOTHING
from db.statistics.measures import BY_CODE
from handlers.monthly.facts import Month
from handlers.monthly.lines import groups, total
from handlers.monthly.words import heading, summary
from handlers.reading.fold import fold
from handlers.reports import Grid, Report, Section
from handlers.scorecard import words as scorecard
from handlers.scorecard.file import items_table
from handlers.screens import Cell, Sheet, Table
from handlers.small_cells import Sum, told
from locales import N_, Language

DEFINED = ("talks", "reached", "leaflets", "supplied", "referrals", "clients", "active", "timely_share")
"""The measures whose definitions come along."""
PEOPLE = (
    N_("Name"),
    N_("Talks held"),
    N_("Participants"),
    N_("Leaflets handed out"),
    N_("Handouts"),
    N_("People supplied"),
    N_("People referred"),
    N_("Records"),
)
COMMUNES = (
    N_("Commune"),
    N_("Collaborators in all"),
    N_("Collaborators with entries"),
    N_("Talks held"),
    N_("Participants"),
    N_("Leaflets handed out"),
    N_("People supplied"),
    N_("People referred"),
)


def workbook_of(lang: Language, month: Month, made_at: datetime) -> Sheet:
    """The report as a workbook; `made_at` is the local time at which it was made."""
    activity = [
        (group.title, line.label, line.unit, *line.values) for group in groups(lang, month) for line in group.lines
    ]
    head = (lang.say("Part"), *_activity_head(lang, month))
    below = _below(lang, month)
    tables = (
        Table(lang.say("The month"), head, tuple(activity)),
        items_table(lang, month.items),
        *((below,) if below.rows else ()),
        Table(lang.say("About this file"), (lang.say("What"), lang.say("Meaning")), _about(lang, month, made_at)),
    )
    title = " · ".join((heading(lang, month), month.place))
    return Sheet(_file_name(month), title, tables)


def report_of(lang: Language, month: Month, made_at: datetime) -> Report:
    """The report as pages for the printer."""
    below = _below(lang, month)
    sections = [
        Section(lang.say("In short"), tuple(f"• {line}" for line in summary(lang, month))),
        Section(lang.say("The month"), grid=_activity(lang, month)),
    ]
    if month.items:
        sections.append(Section(lang.say("Targets of Plan 324"), grid=_items(lang, month)))
    if below.rows:
        words = tuple(tuple(_shown(lang, cell) for cell in row) for row in below.rows)
        widths = (34, *(11 for _ in below.head[1:]))
        sections.append(Section(below.name, grid=Grid(below.head, words, widths, total=True)))
    notes = tuple(scorecard.labelled(str(name), str(words)) for name, words in _definitions(lang))
    sections.append(Section(lang.say("How it is counted"), notes, small=True))
    return Report(
        _file_name(month),
        month.place,
        heading(lang, month),
        lang.say("{days}, plan 324/KH-UBND", days=month.days),
        tuple(sections),
        (lang.say("Prepared by"), lang.say("Head of the unit")),
        lang.say("Sổ Tay · made on {day}", day=f"{made_at:%d/%m/%Y %H:%M}"),
    )


def _activity_head(lang: Language, month: Month) -> tuple[str, ...]:
    titles = (N_("What"), N_("Unit"), N_("This month"), N_("The month before"), N_("This year so far"))
    return tuple(lang.say(title) for title in titles)


def _activity(lang: Language, month: Month) -> Grid:
    rows: list[tuple[str, ...]] = []
    for group in groups(lang, month):
        rows.append((group.title, "", "", "", ""))
        rows += [(line.label, line.unit, *(_shown(lang, value) for value in line.values)) for line in group.lines]
    return Grid(_activity_head(lang, month), tuple(rows), (70, 32, 26, 26, 26), words=2)


def _items(lang: Language, month: Month) -> Grid:
    titles = (N_("Plan code"), N_("Item"), N_("This year so far"), N_("Milestone of the year"), N_("State"))
    rows = (
        (
            one.reached.target.code,
            one.reached.target.names[lang.code],
            scorecard.value(lang, one),
            scorecard.goal(lang, one, one.milestone),
            scorecard.state(lang, one),
        )
        for one in month.items
    )
    return Grid(tuple(lang.say(title) for title in titles), tuple(rows), (16, 60, 50, 27, 27), words=5)


def _below(lang: Language, month: Month) -> Table:
    """What each collaborator did, or each commune, and all of them together."""
    if month.communes is not None:
        return _by_commune(lang, month.communes)
    rows: list[tuple[Cell, ...]] = []
    for one in sorted(month.whole.people, key=lambda one: fold(one.name).split()[::-1]):
        talk, supply, referral, record = (one.figures.get(subject, NOTHING) for subject in OF_PERSONS)
        done = (talk.records, talk.people, talk.amount, supply.records, supply.people, referral.people, record.records)
        rows.append((one.name, *done))
    return _with_total(lang, lang.say("Collaborators"), PEOPLE, rows)


def _by_commune(lang: Language, communes: Mapping[str, AreaMonth]) -> Table:
    """What was done in each commune. Few people referred are told of none, nor what would give them away."""
    counts = {name: total(one.month, "referral", "people") for name, one in communes.items()}
    figures: dict[str | None, int] = {None: sum(counts.values())}
    figures.update(counts)
    referred = told(figures, [Sum(None, tuple(counts))])
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            one.collaborators,
            _active(one),
            total(one.month, "talk", "records"),
            total(one.month, "talk", "people"),
            total(one.month, "talk", "amount"),
            total(one.month, "supply", "people"),
            referred[name],
        )
        for name, one in communes.items()
    ]
    table = _with_total(lang, lang.say("Communes"), COMMUNES, rows)
    if not rows:
        return table
    return replace(table, rows=(*table.rows[:-1], (*table.rows[-1][:-1], referred[None])))


def _active(one: AreaMonth) -> int:
    found = one.month.get("collaborators", {}).get("")
    return found.records if found else 0


def _with_total(lang: Language, name: str, titles: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Table:
    """A table with the sums of its columns."""
    head = tuple(lang.say(title) for title in titles)
    if not rows:
        return Table(name, head, ())
    sums = [sum(cell for cell in column if isinstance(cell, int)) for column in list(zip(*rows, strict=True))[1:]]
    return Table(name, head, (*rows, (lang.say("Together"), *sums)))


def _about(lang: Language, month: Month, made_at: datetime) -> tuple[tuple[Cell, ...], ...]:
    return (
        (lang.say("Place"), month.place),
        (lang.say("Period"), month.days),
        *_definitions(lang),
        (lang.say("Small figures"), lang.say("Of clinical figures under 5 only “<5” is told to those who see sums.")),
        (lang.say("Made at"), made_at),
    )


def _definitions(lang: Language) -> Iterator[tuple[str, str]]:
    """What is counted, by the names of the measures."""
    for code in DEFINED:
        measure = BY_CODE[code]
        yield measure.names[lang.code], measure.counted[lang.code]


def _shown(lang: Language, value: Cell) -> str:
    """A cell as it is printed."""
    if value is None:
        return "–"
    return lang.number(value) if isinstance(value, int) else str(value)


def _file_name(month: Month) -> str:
    return f"bao-cao-{month.first:%Y-%m}"
