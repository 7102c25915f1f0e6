"""A commune's week, for its officer: plain sentences first, then a chart. rows.py makes the file behind it. Pure."""

from collections.abc import Sequence

from handlers.charts import Bar, Chart, Ranking
from handlers.digests.doubts import Doubt
from handlers.digests.facts import LONG_SILENT, NOTHING, Colleague, CommuneWeek, added, average
from handlers.digests.words import against_usual, people, told_work, week_days
from handlers.screens import Button, Screen
from locales import Language

MOST_DOUBTS = 5
"""Doubtful records told in words; the file holds all records."""
SHOWN = 20
"""Bars of the chart."""
AT_WORK = ("active", "silent", "unreachable", "absent")
"""How those stand who could have written something down."""


def compose_commune(week: CommuneWeek, doubts: Sequence[Doubt], lang: Language) -> Screen:
    """The digest of a commune's week."""
    head = lang.say("📊 Week {days} · {place}", days=week_days(week.monday), place=week.name)
    parts = [_who(week, lang), _waiting(week, lang), _doubtful(doubts, lang)]
    text = "\n\n".join((head, *("\n".join(lines) for lines in parts if lines)))
    buttons = (
        (Button(lang.say("👩‍👩‍👧 Collaborators"), f"+people:{week.commune_id}"),),
        (Button(lang.say("◀️ The week before"), f"+week:officer.{week.commune_id}.{_before(week)}"),),
    )
    return Screen(text, buttons, fresh=True, charts=(_chart(week, lang),) if week.people else ())


def in_order(people: Sequence[Colleague]) -> list[Colleague]:
    """Whoever did most comes first; of those who did the same, by name."""
    return sorted(people, key=lambda one: (-one.work.entries, one.name))


def _before(week: CommuneWeek) -> str:
    return f"{week.monday.toordinal() - 7}"


def _who(week: CommuneWeek, lang: Language) -> list[str]:
    """Who did what, and who did not."""
    work, theirs = week.work, [one for one in week.people if one.stands in AT_WORK]
    wrote = [one for one in theirs if one.work.entries]
    if not work.entries:
        lines = [lang.say("Nothing was written down in this week.")]
    else:
        everybody = lang.say("{n} of {all}", n=lang.number(len(wrote)), all=lang.number(len(theirs)))
        lines = [lang.say("👥 {people} collaborators wrote something down:", people=everybody), *told_work(lang, work)]
        if compared := against_usual(lang, work.entries, average([work.entries for work in week.before])):
            entries = lang.plural("{n} entry", "{n} entries", work.entries)
            lines.append(f"📈 {entries}: {compared}.")
        best = [f"{one.name} ({lang.number(one.work.entries)})" for one in in_order(week.people) if one.work.entries]
        lines.append(lang.say("👏 Most entries: {names}", names=people(lang, best)))
    silent = sorted((one for one in theirs if one.stands == "silent"), key=lambda one: (-one.silent, one.name))
    if silent:
        lines.append(lang.say("💤 Silent: {names}", names=people(lang, [_how_long(one, lang) for one in silent])))
    if away := [one.name for one in week.people if one.stands == "away" and not one.work.entries]:
        lines.append(lang.say("🌴 On leave: {names}", names=people(lang, away)))
    return lines


def _how_long(one: Colleague, lang: Language) -> str:
    if one.silent >= LONG_SILENT:
        return lang.say("{name} (for a long time)", name=one.name)
    return lang.plural("{name} ({n} day)", "{name} ({n} days)", one.silent, name=one.name)


def _waiting(week: CommuneWeek, lang: Language) -> list[str]:
    """Who and what waits."""
    lines = []
    if applicants := [one for one in week.people if one.stands == "waiting"]:
        lines.append(
            lang.plural("⏳ {n} person waits to be confirmed", "⏳ {n} people wait to be confirmed", len(applicants))
        )
    if asked := sum(one.to_ask for one in week.people):
        names = people(lang, [f"{one.name} {one.to_ask}" for one in week.people if one.to_ask])
        since = lang.short_date(week.asked_since) if week.asked_since else ""
        lines.append(
            lang.plural(
                "☑️ {n} client overdue to be asked how it went, since {day} ({names})",
                "☑️ {n} clients overdue to be asked how it went, the first since {day} ({names})",
                asked,
                day=since,
                names=names,
            )
        )
    if ended := sum(one.run_out for one in week.people):
        names = people(lang, [f"{one.name} {one.run_out}" for one in week.people if one.run_out])
        lines.append(
            lang.plural(
                "⏰ {n} client has run out and got nothing since ({names})",
                "⏰ {n} clients have run out and got nothing since ({names})",
                ended,
                names=names,
            )
        )
    return lines


def _doubtful(doubts: Sequence[Doubt], lang: Language) -> list[str]:
    """What should be looked at."""
    if not doubts:
        return []
    lines = [lang.say("🔎 Please have a look:"), *(f"• {_doubt(one, lang)}" for one in doubts[:MOST_DOUBTS])]
    if len(doubts) > MOST_DOUBTS:
        lines.append(lang.say("and {n} more", n=lang.number(len(doubts) - MOST_DOUBTS)))
    return lines


def _doubt(doubt: Doubt, lang: Language) -> str:
    row = doubt.row
    values = {"name": row.name, "day": lang.short_date(row.day)}
    if doubt.why == "twice":
        return lang.say("{name}, {day}: the same was written down twice", **values)
    if row.kind == "talk":
        return lang.say(
            "{name}, {day}: {form} with {people} people, usually about {usual}",
            form=lang.say(row.what),
            people=lang.number(row.facts["attendees"]),
            usual=lang.number(doubt.usual or 0),
            **values,
        )
    return lang.say("{name}, {day}: very much was handed out at once", **values)


def _chart(week: CommuneWeek, lang: Language) -> Chart:
    shown = [one for one in in_order(week.people) if one.stands in AT_WORK or one.work.entries]
    best = shown[0] if shown else Colleague("", "other")
    silent = sum(not one.work.entries for one in shown)
    if not best.work.entries:
        title = lang.say("Nobody wrote anything down")
    elif silent:
        title = lang.plural(
            "{name} wrote down most; {n} person wrote nothing",
            "{name} wrote down most; {n} people wrote nothing",
            silent,
            name=best.name,
        )
    else:
        title = lang.say("Everybody wrote something down, {name} most", name=best.name)
    rest = added([one.work for one in shown[SHOWN:]])
    bars = [Bar(one.name, one.work.entries, lang.number(one.work.entries), strong=one is best) for one in shown[:SHOWN]]
    if rest != NOTHING or len(shown) > SHOWN:
        others = lang.plural("{n} other", "{n} others", len(shown) - SHOWN)
        bars.append(Bar(others, None, lang.number(rest.entries)))
    subtitle = lang.say("{place} · {days} · entries by collaborator", place=week.name, days=week_days(week.monday))
    return Chart(f"tuan-{week.monday.isoformat()}-{week.commune_id}", title, subtitle, Ranking(tuple(bars)))
