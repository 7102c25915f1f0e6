"""Many communes' weeks, for the supervisor of a cluster or of the city: sums alone, and what belongs to examinations
and services is told of five people or more (handlers/small_cells.py). Pure.

Communes are ranked by their own targets of the year where all have one. Else they are compared by talks and handouts
for each collaborator at work, and with their own weeks before. Referrals are left out of that, so that they cannot be
worked out.
"""

from collections.abc import Sequence

from handlers.digests import words
from handlers.digests.facts import Overview, Place, by_target, in_order
from handlers.digests.overview_charts import ranking, trend
from handlers.digests.words import against_usual, percent, percent_more, told_work, week_days
from handlers.screens import Button, Cell, Screen, Sheet, Table
from handlers.small_cells import Told
from locales import N_, Language

BEST = 3
"""Communes that are named first."""
MORE = 20
"""Percent more than usual that are worth being named."""


def compose_overview(overview: Overview, lang: Language) -> Screen:
    """The digest of a cluster's or the city's week."""
    places = in_order(overview.places)
    head = lang.say("🗺 Week {days} · {place}", days=week_days(overview.monday), place=overview.name)
    lines = [head, "", *_who(overview, _shown(overview.referred, lang), lang), "", *_which(places, lang)]
    before = f"+week:supervisor.{overview.area_id}.{overview.monday.toordinal() - 7}"
    rows = ((Button(lang.say("◀️ The week before"), before),),)
    charts = (ranking(overview, places, lang), trend(overview, lang)) if places else ()
    sheets = (_sheet(overview, places, lang),) if places else ()
    return Screen("\n".join(lines).strip(), rows, fresh=True, charts=charts, sheets=sheets)


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
    if compared := against_usual(lang, overview.week.counted, overview.usual):
        lines.append(lang.say("📈 Talks and handouts: {compared}.", compared=compared))
    return lines


def _which(places: Sequence[Place], lang: Language) -> list[str]:
    """Which communes stand out."""
    lines = []
    best = [f"{place.name} {lang.decimal(place.share)}" for place in places if place.share][:BEST]
    if best:
        lines.append(lang.say("🏅 Most for each collaborator: {places}", places=" · ".join(best)))
    if goals := by_target(places):
        named = [f"{place.name} {percent(lang, place.progress)}" for place in goals[:BEST]]
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


def _how_long(place: Place, lang: Language) -> str:
    if place.silent_weeks > len(place.before):
        return lang.say("{name} (for a long time)", name=place.name)
    if place.silent_weeks == 1:
        return place.name
    return lang.plural("{name} ({n} week)", "{name} ({n} weeks)", place.silent_weeks, name=place.name)


def _more(place: Place) -> int:
    """By how many percent a commune is above its own usual; 0 when nothing is usual."""
    return percent_more(place.week.counted, place.usual) if place.usual else 0


def _sheet(overview: Overview, places: Sequence[Place], lang: Language) -> Sheet:
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
            place.referred,
            place.share,
            place.usual_share,
            place.silent_weeks,
            None if place.goal is None else place.reached,
            place.goal,
        )
        for rank, place in enumerate(places, 1)
    ]
    title = lang.say("Week {days} · {place}", days=week_days(overview.monday), place=overview.name)
    return Sheet(
        overview.file, title, (Table(lang.say("Communes"), tuple(lang.say(head) for head in heads), tuple(rows)),)
    )


def _shown(told: Told, lang: Language) -> str:
    return lang.number(told) if isinstance(told, int) else told
