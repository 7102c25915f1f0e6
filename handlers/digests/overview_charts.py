"""The pictures of many communes' weeks: which of them are ahead, and how the weeks went. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.charts import Bar, Chart, Column, Ranking, Trend
from handlers.digests.facts import Overview, Place, by_target, mondays_until, passed
from handlers.digests.words import against_usual, percent, week_days
from locales import Language

ENDS = 10
"""Of very many communes the chart shows so many from either end."""


def ranking(overview: Overview, places: Sequence[Place], lang: Language) -> Chart:
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
    return Chart(overview.file, title, subtitle, Ranking(tuple(bars), mark), _left_out(len(bars), taking_part, lang))


def _by_targets(overview: Overview, ranked: Sequence[Place], lang: Language) -> Chart:
    sunday = overview.monday + timedelta(days=6)
    due = passed(sunday)
    bars = [
        Bar(f"{number}. {place.name}", place.progress, percent(lang, place.progress), due, strong=number == 1)
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
    return Chart(overview.file, title, subtitle, Ranking(tuple(bars), mark), _left_out(len(bars), ranked, lang))


def _ends(places: Sequence[Place]) -> list[tuple[int, Place]]:
    """The communes with their ranks: of very many the first and the last."""
    numbered = list(enumerate(places, 1))
    return numbered if len(numbered) <= 2 * ENDS + 2 else numbered[:ENDS] + numbered[-ENDS:]


def _left_out(bars: int, places: Sequence[Place], lang: Language) -> str:
    return "" if bars == len(places) else lang.say("The first and the last {n}.", n=ENDS)


def trend(overview: Overview, lang: Language) -> Chart:
    weeks = [*overview.before, overview.week]
    mondays = mondays_until(overview.monday, len(overview.before))
    columns = tuple(
        Column(f"{monday.day}/{monday.month}", (work.counted,), (lang.number(work.counted),), work is weeks[-1])
        for monday, work in zip(mondays, weeks, strict=True)
    )
    counted = [work.counted for work in weeks]
    compared = against_usual(lang, counted[-1], overview.usual)
    if counted[-1] and counted[-1] > max(counted[:-1], default=0):
        title = lang.say("The most in {n} weeks", n=len(weeks))
    else:
        days = week_days(overview.monday)
        title = (
            lang.say("Week {days}: {compared}", days=days, compared=compared)
            if compared
            else lang.say("The first weeks")
        )
    subtitle = lang.say("{place} · talks and handouts by week, from Monday", place=overview.name)
    return Chart(f"{overview.file}-8", title, subtitle, Trend(("",), columns))
