"""How an item of the plan stands, in words. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil

from db.catalogue.targets import ENTERED
from db.statistics.progress import CALCULATIONS
from db.statistics.spans import bounds
from handlers.reading.options import Option
from handlers.scorecard.standing import CLINICAL, STATES, UNMEASURED, Standing, line_of, one_place, rounded
from handlers.small_cells import told
from locales import N_, Language

OBJECTIVES = {
    1: N_("Objective 1: communication"),
    2: N_("Objective 2: people and skills"),
    3: N_("Objective 3: supply"),
}
"""The plan's objectives."""
Names = Mapping[str, str]
"""The names of products by code, in one language."""


def title(lang: Language, one: Standing) -> str:
    """Sign, code and name: "⚠️ HD06 Classes for collaborators"."""
    target = one.reached.target
    return f"{STATES[one.state][0]} {target.code} {target.names[lang.code]}"


def state(lang: Language, one: Standing) -> str:
    """The sign and the words of an item's state: "⚠️ Behind"."""
    return named(lang, one.state)


def named(lang: Language, name: str) -> str:
    """The sign and the words of a state, as they begin a line."""
    sign, words = STATES[name]
    said = lang.say(words)
    return f"{sign} {said[0].upper()}{said[1:]}"


def brief(lang: Language, one: Standing) -> str:
    """How it stands, on one short line: "9 / 15 classes · 6 to go"."""
    said = [value(lang, one)]
    if one.state == UNMEASURED:
        said.append(lang.say(STATES[UNMEASURED][1]))
    if one.is_one_commune:
        return said[0]
    if one.reached.target.kind == "target" and one.needed is not None:
        said.append(lang.say("milestone {goal}", goal=goal(lang, one, one.milestone)))
    if one.missing:
        said.append(lang.say("{n} {unit} to go", n=lang.number(one.missing), unit=unit(lang, one)))
    return " · ".join(said)


def value(lang: Language, one: Standing) -> str:
    """What was reached: "9,5% (12 / 126 communes)", "9 / 15 classes", or that nothing is known."""
    figure, target = one.reached.figure, one.reached.target
    if figure is None or (target.is_share and one.percent is None and one.state != UNMEASURED):
        return lang.say("no figures yet")
    if one.is_one_commune:
        return lang.say("done this year") if figure else lang.say("not yet this year")
    if one.percent is not None and one.reached.basis is not None:
        counted = f"{lang.number(figure)} / {lang.number(one.reached.basis.value)} {unit(lang, one)}"
        return f"{percent(lang, one.percent)} ({counted})"
    if target.kind == "quota":
        return f"{lang.number(figure)} / {goal(lang, one, one.milestone)}"
    return f"{lang.number(figure)} {unit(lang, one)}"


def goal(lang: Language, one: Standing, number: Fraction | int) -> str:
    """A goal in the item's own terms: "60%", "15 classes"."""
    if one.reached.target.is_share:
        return percent(lang, Fraction(number))
    return f"{lang.number(ceil(number))} {unit(lang, one)}"


def due(lang: Language, one: Standing) -> str:
    """What is due by the day."""
    return goal(lang, one, one.due if one.reached.target.is_share else rounded(one.due))


def percent(lang: Language, number: Fraction) -> str:
    """A percentage with at most one decimal place."""
    return f"{lang.decimal(one_place(number))}%"


def unit(lang: Language, one: Standing) -> str:
    """What is counted."""
    return one.reached.target.units[lang.code]


def details(lang: Language, one: Standing, names: Names) -> list[str]:
    """How an item stands, line by line: the value, what it is made of, the goals, and what is missing."""
    target, reached, year = one.reached.target, one.reached, one.day.year
    lines = [state(lang, one), "", labelled(lang.say("So far this year"), value(lang, one))]
    if reached.target.kind == "target" and target.counted == ENTERED:
        lines[-1] = labelled(lang.say("So far"), value(lang, one))
    if one.state == UNMEASURED and one.reached.communes[0]:
        lines.append(coverage(lang, one))
    lines += [labelled(name, words) for name, words in besides(lang, one, names)]
    if one.is_one_commune:
        whole = lang.say("Milestone {year} of the city's communes", year=year)
        return [*lines, labelled(whole, goal(lang, one, one.milestone))]
    lines.append(labelled(lang.say("Milestone {year}", year=year), goal(lang, one, one.milestone)))
    if one.percent is not None and one.needed is not None:
        lines[-1] += f" ({lang.number(one.needed)} {unit(lang, one)})"
    if (one.day.month, one.day.day) != (12, 31):
        lines.append(labelled(lang.say("Due by today"), due(lang, one)))
    lines.append(labelled(lang.say("Goal of the phase {phase}", phase=phase(one.day)), goal(lang, one, one.phase_goal)))
    if reached.in_phase is not None:
        lines.append(labelled(lang.say("In the phase so far"), f"{lang.number(reached.in_phase)} {unit(lang, one)}"))
    if one.missing:
        lines.append(labelled(lang.say("Still missing this year"), f"{lang.number(one.missing)} {unit(lang, one)}"))
    return lines


def besides(lang: Language, one: Standing, names: Names) -> Sequence[tuple[str, str]]:
    """What a figure is made of, and what helps to judge it, by their titles."""
    titles = {
        "supplied": N_("– were given or sold something"),
        "services": N_("– were referred for a service"),
        "clients": N_("Different clients with a code"),
        "referred": N_("Referred to screening"),
    }
    return [
        (lang.say(titles[code]) if code in titles else f"– {names.get(code, code)}", _number(lang, one, code, number))
        for code, number in {**one.reached.parts, **one.reached.beside}.items()
    ]


def _number(lang: Language, one: Standing, code: str, number: int) -> str:
    if not one.sums_only or code not in CLINICAL:
        return lang.number(number)
    shown = told({code: number})[code]
    if isinstance(shown, int):
        return lang.number(shown)
    return lang.say("{n} (not added)", n=shown) if code in one.reached.parts else shown


def coverage(lang: Language, one: Standing) -> str:
    """That there is no denominator, and how many communes have one."""
    have, communes = one.reached.communes
    if not have:
        return lang.say("not known yet, so there is no percentage")
    return lang.say("{n} of {all} communes have entered a denominator", n=have, all=communes)


def explanation(lang: Language, one: Standing) -> list[str]:
    """How an item is worked out: the plan's words, numerator, denominator, milestones, what is unclear, the source."""
    target = one.reached.target
    lines = [f"📜 {target.texts[lang.code]}", "", labelled(lang.say("Counted"), counted(lang, one))]
    if target.is_share:
        lines.append(labelled(lang.say("Denominator"), denominator(lang, one)))
    if target.per_event:
        lines.append(lang.say("Each is meant for {n} people.", n=lang.number(target.per_event)))
    lines.append(labelled(lang.say("Milestones"), milestones(lang, one)))
    if target.notes[lang.code]:
        lines += ["", f"⚖️ {target.notes[lang.code]}"]
    return [*lines, "", labelled(lang.say("Source"), target.source)]


def counted(lang: Language, one: Standing) -> str:
    """How the figure comes about."""
    target = one.reached.target
    if target.counted != ENTERED:
        calculation = CALCULATIONS[target.counted]
        return f"{calculation.words[lang.code]} {calculation.source[lang.code]}"
    if target.kind == "quota":
        return lang.say("What an administrator has entered for days of this year, each with its source.")
    return lang.say("The latest figure that an administrator has entered, with its source.")


def denominator(lang: Language, one: Standing) -> str:
    """What a share is measured against, and where that comes from."""
    basis, words = one.reached.basis, one.reached.target.of[lang.code]
    if basis is None:
        return f"{words} ({coverage(lang, one)})"
    number = f"{lang.number(basis.value)} {words}"
    match basis.origin:
        case "entered":
            origin = lang.say("entered for {year}: {source}", year=basis.year, source=basis.source)
        case "summed":
            origin = lang.say("the sum of what the communes entered for {year}", year=basis.year)
        case "communes":
            origin = lang.say("the communes of the day")
        case "roles":
            origin = lang.say("those who have a role in Sổ Tay")
        case "records":
            origin = lang.say("of what was logged")
    return f"{number} ({origin})"


def milestones(lang: Language, one: Standing) -> str:
    """How the milestone of the year comes about."""
    target = one.reached.target
    if target.kind == "quota":
        words = lang.say("what the plan asks for in the year")
    elif (line := line_of(target, one.day.year)) is not None:
        begin, low, end, high = line
        words = lang.say(
            "a straight line from {low} at the end of {begin} to {high} at the end of {end}",
            low=goal(lang, one, low),
            begin=begin,
            high=goal(lang, one, high),
            end=end,
        )
    else:
        words = lang.say("the last goal of the plan")
    if one.reached.grows:
        return lang.say("{milestone}; by a day its part of the year is due", milestone=words)
    return lang.say("{milestone}; by a day the point on that line is due", milestone=words)


def scope(lang: Language, place: str, day: date) -> list[str]:
    """What a scorecard tells of: the place, the year so far, the phase."""
    period = lang.say("Year {year}, up to {day}", year=day.year, day=f"{day:%d/%m/%Y}")
    phase_words = lang.say("phase {phase}", phase=phase(day))
    return [lang.say("🎯 Plan 324 · {place}", place=place), f"{period} · {phase_words}"]


def phase(day: date) -> str:
    """The phase of the plan that a day lies in: "2026–2030"."""
    first, last = bounds("phase", day)
    return f"{first.year}–{last.year}"


def labelled(label: str, words: str) -> str:
    """A label and what belongs to it."""
    return f"{label}: {words}"


def options(lang: Language, items: Sequence[Standing]) -> list[Option]:
    """The items as they can be named by typing: by code or name."""
    targets = [one.reached.target for one in items]
    return [Option(target.code, target.names[lang.code], (target.code,)) for target in targets]
