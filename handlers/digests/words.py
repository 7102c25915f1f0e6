"""Sentences that all digests share. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.digests.facts import Work
from locales import Language

NAMED = 6
"""Names in one line; of more only the number is told."""
ABOUT_USUAL = 5
"""Percent above or below what is usual that are nothing to speak of."""


def week_days(monday: date) -> str:
    """The days of a week: "16–22/11"."""
    sunday = monday + timedelta(days=6)
    first = f"{monday.day}" if monday.month == sunday.month else f"{monday.day}/{monday.month}"
    return f"{first}–{sunday.day}/{sunday.month}"


def told_work(lang: Language, work: Work, referred: str | None = None) -> list[str]:
    """What was done, a few words for each kind; nothing for what was not. `referred` is said instead of the number of
    people who were referred."""
    told = []
    if work.talks:
        talks = lang.plural("{n} talk", "{n} talks", work.talks)
        told.append(f"📣 {talks} · " + lang.plural("{n} participant", "{n} participants", work.reached))
    if work.handouts:
        handouts = lang.plural("{n} handout", "{n} handouts", work.handouts)
        told.append(f"📦 {handouts} · " + lang.plural("{n} person", "{n} people", work.supplied))
    if work.referrals:
        told.append(lang.say("🩺 {people} referred", people=referred or lang.number(work.referred)))
    return told


def people(lang: Language, names: Sequence[str]) -> str:
    """The first of these people, and how many more there are."""
    if len(names) <= NAMED:
        return ", ".join(names)
    return lang.say("{names} and {n} more people", names=", ".join(names[:NAMED]), n=len(names) - NAMED)


def places(lang: Language, names: Sequence[str]) -> str:
    """The first of these places, and how many more there are."""
    if len(names) <= NAMED:
        return ", ".join(names)
    return lang.say("{names} and {n} more places", names=", ".join(names[:NAMED]), n=len(names) - NAMED)


def percent(lang: Language, share: float | None) -> str:
    """A part of a whole: "62%"."""
    return f"{lang.number(round(100 * (share or 0)))}%"


def percent_more(now: float, before: float) -> int:
    """By how many percent a figure is more than another one (negative: less)."""
    return round((now / before - 1) * 100)


def against_usual(lang: Language, now: float, usual: float | None) -> str | None:
    """How a week compares with an ordinary one; None when nothing is usual yet."""
    if not usual:
        return None
    more = percent_more(now, usual)
    if abs(more) <= ABOUT_USUAL:
        return lang.say("about as much as in an ordinary week")
    if more > 0:
        return lang.say("{percent}% more than in an ordinary week", percent=lang.number(more))
    return lang.say("{percent}% less than in an ordinary week", percent=lang.number(-more))
