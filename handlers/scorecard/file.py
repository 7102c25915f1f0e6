"""The scorecard as a workbook: the items, what was entered, how each is worked out, what the file is. Pure."""

from collections.abc import Sequence
from datetime import date, datetime

from handlers.scorecard import words
from handlers.scorecard.standing import STATES, Standing, one_place
from handlers.screens import Cell, Sheet, Table
from locales import N_, Language

ITEMS = (
    N_("Plan code"),
    N_("Objective"),
    N_("Item"),
    N_("Unit"),
    N_("Reached"),
    N_("Denominator"),
    N_("Reached, %"),
    N_("Milestone of the year"),
    N_("Due by the day"),
    N_("Goal of the phase"),
    N_("In the phase so far"),
    N_("State"),
    N_("Still missing"),
)
ENTERED = (N_("Plan code"), N_("Item"), N_("Day"), N_("Number"), N_("Source"))
EXPLAINED = (
    N_("Plan code"),
    N_("In the plan's words"),
    N_("Counted"),
    N_("Denominator"),
    N_("Milestones"),
    N_("Notes"),
)


def workbook_of(lang: Language, place: str, day: date, items: Sequence[Standing], made_at: datetime) -> Sheet:
    """The scorecard of a place on a day; `made_at` is the local time at which it was made."""
    heading = lang.say("Scorecard of Plan 324, {place}, {day}", place=place, day=f"{day:%d/%m/%Y}")
    entered = _table(lang, lang.say("Entered figures"), ENTERED, [row for one in items for row in _entries(lang, one)])
    tables = (
        items_table(lang, items),
        *((entered,) if entered.rows else ()),
        _table(lang, lang.say("How it is worked out"), EXPLAINED, [_explained(lang, one) for one in items]),
        _about(lang, place, day, made_at),
    )
    return Sheet(f"chi-tieu-{day.isoformat()}", heading, tables)


def items_table(lang: Language, items: Sequence[Standing]) -> Table:
    """The items with their figures, as they stand on the card."""
    return _table(lang, lang.say("Targets and quotas"), ITEMS, [_item(lang, one) for one in items])


def _item(lang: Language, one: Standing) -> tuple[Cell, ...]:
    target, reached = one.reached.target, one.reached
    return (
        target.code,
        lang.say(words.OBJECTIVES[target.objective]) if target.objective in words.OBJECTIVES else target.objective,
        target.names[lang.code],
        words.unit(lang, one),
        reached.figure,
        reached.basis.value if reached.basis else None,
        None if one.percent is None else one_place(one.percent),
        words.goal(lang, one, one.milestone),
        words.due(lang, one),
        words.goal(lang, one, one.phase_goal),
        reached.in_phase,
        lang.say(STATES[one.state][1]),
        one.missing,
    )


def _entries(lang: Language, one: Standing) -> list[tuple[Cell, ...]]:
    target = one.reached.target
    return [(target.code, target.names[lang.code], told.day, told.number, told.source) for told in one.reached.entries]


def _explained(lang: Language, one: Standing) -> tuple[Cell, ...]:
    target = one.reached.target
    return (
        target.code,
        target.texts[lang.code],
        words.counted(lang, one),
        words.denominator(lang, one) if target.is_share else None,
        words.milestones(lang, one),
        " ".join(filter(None, (target.notes[lang.code], target.source))),
    )


def _about(lang: Language, place: str, day: date, made_at: datetime) -> Table:
    period = lang.say("{first} to {last}", first=f"{date(day.year, 1, 1):%d/%m/%Y}", last=f"{day:%d/%m/%Y}")
    rows: list[tuple[Cell, ...]] = [
        (lang.say("Place"), place),
        (lang.say("Period"), period),
        (lang.say("Phase of the plan"), words.phase(day)),
        *((lang.say(name), meaning) for name, meaning in _states(lang)),
        (
            lang.say("Figures from records"),
            lang.say("What collaborators logged, without what was withdrawn; people are counted each time."),
        ),
        (lang.say("Made at"), made_at),
    ]
    return _table(lang, lang.say("About this file"), (N_("What"), N_("Meaning")), rows)


def _states(lang: Language) -> list[tuple[str, str]]:
    meanings = {
        "behind": N_("Less than is due by the day."),
        "on_track": N_("As much as is due by the day, less than the milestone of the year."),
        "reached": N_("The milestone of the year is reached."),
        "unmeasured": N_("There is a count, but nobody has entered of how many."),
        "unknown": N_("Nothing was logged or entered."),
    }
    return [(name, lang.say(meanings[state])) for state, (_, name) in STATES.items()]


def _table(lang: Language, name: str, head: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(name, tuple(lang.say(title) for title in head), tuple(rows))
