"""A monthly report in a few sentences. Pure."""

from collections import Counter

from handlers.monthly.facts import Month
from handlers.monthly.lines import referral_lines, timely, total
from handlers.scorecard import words as scorecard
from handlers.scorecard.standing import STATES
from locales import Language


def heading(lang: Language, month: Month) -> str:
    """What the report is: "Report on month 10/2026"."""
    return lang.say("Report on month {month}", month=month.name)


def summary(lang: Language, month: Month) -> list[str]:
    """The month in a few lines, each with the month before."""
    now, ago = month.whole.month, month.whole.before
    talks, reached = total(now, "talk", "records"), total(now, "talk", "people")
    lines = [
        lang.say(
            "📣 {talks} talks, {people} people (the month before: {before_talks}, {before_people})",
            talks=lang.number(talks),
            people=lang.number(reached),
            before_talks=lang.number(total(ago, "talk", "records")),
            before_people=lang.number(total(ago, "talk", "people")),
        ),
        lang.say(
            "📦 {people} people supplied (the month before: {before})",
            people=lang.number(total(now, "supply", "people")),
            before=lang.number(total(ago, "supply", "people")),
        ),
        _referred(lang, month),
        _active(lang, month),
    ]
    share = timely(now)
    if share is not None:
        lines.append(lang.say("⏱ {percent}% of the records were entered within two days", percent=share))
    if month.communes is not None:
        communes = [total(one.month, "record", "records") for one in month.communes.values()]
        active, known = lang.number(sum(map(bool, communes))), lang.number(len(communes))
        lines.append(lang.say("🏘 {n} of {all} communes have entries", n=active, all=known))
    counts = Counter(one.state for one in month.items)
    standing = [scorecard.labelled(scorecard.named(lang, one), lang.number(n)) for one in STATES if (n := counts[one])]
    return [*lines, lang.say("🎯 Plan 324: {states}", states=", ".join(standing))] if standing else lines


def _referred(lang: Language, month: Month) -> str:
    everybody = referral_lines(lang, month)[0].values
    now, ago = (lang.number(one) if isinstance(one, int) else one for one in everybody[:2])
    return lang.say("🩺 {people} people referred (the month before: {before})", people=now, before=ago)


def _active(lang: Language, month: Month) -> str:
    found = month.whole.month.get("collaborators", {}).get("")
    active = found.records if found else 0
    return lang.say(
        "👩‍👩‍👧 {active} of {all} collaborators have entries",
        active=lang.number(active),
        all=lang.number(max(month.whole.collaborators, active)),
    )
