"""Many communes' weeks, for the supervisor of a cluster or of the city: sums alone, and what belongs to examinations
and services is told of five people or more (handlers/small_cells.py). Pure.

Communes are ranked by their own targets of the year where all have one. Else they are compared by talks and handouts
for each collaborator at work, and with their own weeks before. Referrals are left out of that, so that they cannot be
worked out.
"""

from collections.abc import Sequence
from datetime import timedelta

from handlers.charts import Bar, Chart, Column, Ranking, Trend
from handlers.digests import words
from handlers.digests.facts import Overview, Place, average, mondays_until, passed
from handlers.digests.words import against_usual, percent_more, told_work, week_days
from handlers.screens import Button, Cell, Screen, Sheet, Table
from handlers.small_cells import Told, told_parts
from locales import N_, Language

ENDS = 10
"""Of very many communes the chart shows so many from either end."""
BEST = 3
"""Communes that are named first."""
MORE = 20
"""Percent more than usual that are worth being named."""


def compose_overview(overview: Overview, lang: Language) -> Screen:
    """The digest of a cluster's or the city's week."""
    places = in_order(overview.places)
    total, referred = _referred(places)
    head = lang.say("🗺 Week {days} · {place}", days=week_days(overview.monday), place=overview.name)
    lines = [head, "", *_who(overview, _shown(total, lang), lang), "", *_which(places, lang)]
    before = f"+week:supervisor.{overview.area_id}.{overview.monday.toordinal() - 7}"
    rows = ((Button(lang.say("◀️ The week before"), before),),)
    charts = (_ranking(overview, places, lang), _trend(overview, lang)) if places else ()
    sheets = (_sheet(overview, places, referred, lang),) if places else ()
    return Screen("\n".join(lines).strip(), rows, fresh=True, charts=charts, sheets=sheets)


def in_order(places: Sequence[Place]) -> list[Place]:
    """The communes, that with most for each collaborator first; last those in which nobody is at work."""
    return sorted(
        places, key=lambda place: (not place.takes_part, place.share is None, -(place.share or 0), place.name)
    )


def _referred(places: Sequence[Place]) -> tuple[Told, list[Told]]:
    """How many people were referred in all of these communes and in each, as it may be shown. Of those that are told to
    be silent everybody knows that it is none: they can hide nothing."""
    heard = {number: place.week.referred for number, place in enumerate(places) if not place.silent_weeks}
    total, shown = told_parts(sum(heard.values()), heard)
    return total, [shown.get(number, 0) for number in range(len(places))]


def _who(overview: Overview, referred: str, lang: Language) -> list[str]:
    places = [place for place in overview.places if place.takes_part]
    heard = [place for place in places if place.silent_weeks == 0]
    lines = [
        lang.say(
            "👥 {n} of {all} collaborators wrote something down, in {heard} of {places} communes:",
            n=lang.number(sum(place.active for place in places)),
            all=lang.number(sum(place.collaborators for place in places)),
            heard=lang.number(len(heard)),
            places=lang.number(len(places)),
        ),
        *told_work(lang, overview.week, referred),
    ]
    if compared := against_usual(lang, overview.week.counted, _usual(overview)):
        lines.append(lang.say("📈 Talks and handouts: {compared}.", compared=compared))
    return lines


def _which(places: Sequence[Place], lang: Language) -> list[str]:
    """Which communes stand out."""
    lines = []
    best = [f"{place.name} {lang.decimal(place.share)}" for place in places if place.share][:BEST]
    if best:
        lines.append(lang.say("🏅 Most for each collaborator: {places}", places=" · ".join(best)))
    if goals := by_target(places):
        named = [f"{place.name} {_percent(place.progress, lang)}" for place in goals[:BEST]]
        lines.append(lang.say("🎯 The year's target for talks: {places}", places=" · ".join(named)))
    risen = sorted(((more, place) for place in places if (more := _more(place)) >= MORE), key=lambda one: -one[0])
    if risen:
        named = [f"{place.name} +{lang.number(more)}%" for more, place in risen[:BEST]]
        lines.append(lang.say("🌱 Most above their own usual: {places}", places=" · ".join(named)))
    silent = [place for place in places if place.takes_part and place.silent_weeks]
    silent.sort(key=lambda place: (-place.silent_weeks, place.name))
    if silent:
        named = [_how_long(place, lang) for place in silent]
        lines.append(lang.say("💤 Nothing written down: {places}", places=words.places(lang, named)))
    if missing := sum(not place.takes_part for place in places):
        lines.append(
            lang.plural(
                "✉️ {n} commune has no collaborators here yet", "✉️ {n} communes have no collaborators here yet", missing
            )
        )
    return lines


def by_target(places: Sequence[Place]) -> list[Place]:
    """The communes with a target, that which has come furthest first."""
    found = [place for place in places if place.progress is not None]
    return sorted(found, key=lambda place: (-(place.progress or 0), place.name))


def _percent(share: float | None, lang: Language) -> str:
    return f"{lang.number(round(100 * (share or 0)))}%"


def _how_long(place: Place, lang: Language) -> str:
    if place.silent_weeks > len(place.before):
        return lang.say("{name} (for a long time)", name=place.name)
    if place.silent_weeks == 1:
        return place.name
    return lang.plural("{name} ({n} week)", "{name} ({n} weeks)", place.silent_weeks, name=place.name)


def _more(place: Place) -> int:
    """By how many percent a commune is above its own usual; 0 when nothing is usual."""
    return percent_more(place.week.counted, place.usual) if place.usual else 0


def _usual(overview: Overview) -> float | None:
    return average([work.counted for work in overview.before])


def _ranking(overview: Overview, places: Sequence[Place], lang: Language) -> Chart:
    """By the year's targets where every commune that takes part has one; else by what each collaborator did."""
    taking_part = [place for place in places if place.takes_part]
    ranked = by_target(taking_part)
    if ranked and len(ranked) == len(taking_part):
        return _by_targets(overview, ranked, lang)
    bars = [
        Bar(
            f"{number}. {place.name}",
            place.share,
            "–" if place.share is None else lang.decimal(place.share),
            place.usual_share,
            strong=number == 1 and bool(place.share),
        )
        for number, place in _ends(taking_part)
    ]
    silent = sum(bool(place.silent_weeks) for place in taking_part)
    if not overview.week.counted:
        title = lang.say("No talks and no handouts were written down")
    elif silent:
        title = lang.plural(
            "{name} leads; {n} commune wrote nothing down",
            "{name} leads; {n} communes wrote nothing down",
            silent,
            name=places[0].name,
        )
    else:
        title = lang.say("{name} leads; every commune wrote something down", name=places[0].name)
    subtitle = lang.say(
        "{place} · {days} · talks and handouts for each collaborator",
        place=overview.name,
        days=week_days(overview.monday),
    )
    mark = lang.say("An ordinary one of the commune's own 8 weeks before")
    return Chart(_name(overview), title, subtitle, Ranking(tuple(bars), mark), _left_out(len(bars), taking_part, lang))


def _by_targets(overview: Overview, ranked: Sequence[Place], lang: Language) -> Chart:
    sunday = overview.monday + timedelta(days=6)
    due = passed(sunday)
    bars = [
        Bar(f"{number}. {place.name}", place.progress, _percent(place.progress, lang), due, strong=number == 1)
        for number, place in _ends(ranked)
    ]
    behind = sum((place.progress or 0) < due for place in ranked)
    if behind:
        title = lang.plural(
            "{n} of {all} communes is behind the year's target",
            "{n} of {all} communes are behind the year's target",
            behind,
            all=lang.number(len(ranked)),
        )
    else:
        title = lang.say("Every commune keeps up with the year's target")
    subtitle = lang.say(
        "{place} · by {day} · people reached by talks, of the year's target",
        place=overview.name,
        day=f"{sunday.day}/{sunday.month}",
    )
    mark = lang.say("As much of the year as is over")
    return Chart(_name(overview), title, subtitle, Ranking(tuple(bars), mark), _left_out(len(bars), ranked, lang))


def _ends(places: Sequence[Place]) -> list[tuple[int, Place]]:
    """The communes with their ranks: of very many the first and the last."""
    numbered = list(enumerate(places, 1))
    return numbered if len(numbered) <= 2 * ENDS + 2 else numbered[:ENDS] + numbered[-ENDS:]


def _left_out(bars: int, places: Sequence[Place], lang: Language) -> str:
    return "" if bars == len(places) else lang.say("The first and the last {n}.", n=ENDS)


def _trend(overview: Overview, lang: Language) -> Chart:
    weeks = [*overview.before, overview.week]
    mondays = mondays_until(overview.monday, len(overview.before))
    columns = tuple(
        Column(f"{monday.day}/{monday.month}", (work.counted,), (lang.number(work.counted),), work is weeks[-1])
        for monday, work in zip(mondays, weeks, strict=True)
    )
    counted = [work.counted for work in weeks]
    compared = against_usual(lang, counted[-1], _usual(overview))
    if counted[-1] and counted[-1] > max(counted[:-1], default=0):
        title = lang.say("The most in {n} weeks", n=len(weeks))
    else:
        title = lang.say("This week {compared}", compared=compared) if compared else lang.say("The first weeks")
    subtitle = lang.say("{place} · talks and handouts by week, from Monday", place=overview.name)
    return Chart(f"{_name(overview)}-8", title, subtitle, Trend(("",), columns))


def _sheet(overview: Overview, places: Sequence[Place], referred: Sequence[Told], lang: Language) -> Sheet:
    heads = (
        N_("Rank"),
        N_("Commune"),
        N_("Collaborators"),
        N_("Of them wrote something"),
        N_("Talks"),
        N_("Participants"),
        N_("Handouts"),
        N_("People supplied"),
        N_("People referred"),
        N_("For each collaborator"),
        N_("Usually"),
        N_("Weeks silent"),
        N_("Reached this year"),
        N_("Target of the year"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            rank,
            place.name,
            place.collaborators,
            place.active,
            place.week.talks,
            place.week.reached,
            place.week.handouts,
            place.week.supplied,
            shown,
            place.share,
            place.usual_share,
            place.silent_weeks,
            None if place.goal is None else place.reached,
            place.goal,
        )
        for rank, (place, shown) in enumerate(zip(places, referred, strict=True), 1)
    ]
    title = lang.say("Week {days} · {place}", days=week_days(overview.monday), place=overview.name)
    return Sheet(
        _name(overview), title, (Table(lang.say("Communes"), tuple(lang.say(head) for head in heads), tuple(rows)),)
    )


def _name(overview: Overview) -> str:
    return f"tuan-{overview.monday.isoformat()}-{overview.area_id}"


def _shown(told: Told, lang: Language) -> str:
    return lang.number(told) if isinstance(told, int) else told
