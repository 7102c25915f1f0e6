"""The figures of a month, line by line: the month, the one before, the year so far. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from db.monthly import Span
from db.statistics.asked import codes_of
from db.statistics.counts import parts
from handlers.distribution_fields import SUPPLIES
from handlers.goods import UNIT_NAMES
from handlers.monthly.facts import Month
from handlers.small_cells import Sum, told
from handlers.talks import TALK_FORMS
from locales import N_, Language

Value = int | str | None
"""A figure, "<5" or a percentage, or nothing where it is not told."""
Figure = Literal["records", "people", "amount"]
Key = tuple[int, str]
SCREENINGS = frozenset(("breast", "cervical"))
REFERRED = {
    "breast": N_("– to breast screening"),
    "cervical": N_("– to cervical screening"),
    "both": N_("– to both screenings"),
    "services": N_("– to family-planning services"),
}


@dataclass(frozen=True)
class Line:
    """A figure of the month, of the one before, and of the year so far."""

    label: str
    unit: str
    values: tuple[Value, Value, Value]

    @property
    def says_nothing(self) -> bool:
        """Whether it is nothing in all of them."""
        return not any(self.values)


@dataclass(frozen=True)
class Group:
    """Lines under a title."""

    title: str
    lines: Sequence[Line]


def groups(lang: Language, month: Month) -> list[Group]:
    """All that a report tells of the month's work."""
    found = (
        Group(lang.say("Communication and counselling"), _talks(lang, month)),
        Group(lang.say("Talks by topic"), _topics(lang, month)),
        Group(lang.say("Products handed out"), _goods(lang, month)),
        Group(lang.say("Referrals"), referral_lines(lang, month)),
        Group(lang.say("People and records"), _people(lang, month)),
    )
    return [group for group in found if group.lines]


def total(span: Span, subject: str, figure: Figure, **only: str) -> int:
    """The figures of a subject together, of the keys with these parts."""
    return sum(
        getattr(figures, figure)
        for key, figures in span.get(subject, {}).items()
        if all(parts(subject, key)[name] == code for name, code in only.items())
    )


def timely(span: Span) -> int | None:
    """The percentage of records that were entered within two days; None where there are none."""
    entered = total(span, "record", "records")
    return round(100 * total(span, "record", "records", entry="two_days") / entered) if entered else None


def referred(span: Span) -> dict[str, int]:
    """People referred, by what for, and those of them of whom it was told that they attended."""
    found = {**dict.fromkeys(REFERRED, 0), "attended": 0}
    for key, figures in span.get("referral", {}).items():
        told_key = parts("referral", key)
        purposes = codes_of("purposes", told_key["purposes"]) & SCREENINGS
        what = "both" if len(purposes) == 2 else next(iter(purposes), "services")
        found[what] += figures.people
        found["attended"] += figures.people if told_key["attended"] else 0
    return found


def _line(month: Month, label: str, unit: str, subject: str, figure: Figure, **only: str) -> Line:
    now, ago, year = (total(span, subject, figure, **only) for span in _spans(month))
    return Line(label, unit, (now, ago, year))


def _spans(month: Month) -> tuple[Span, Span, Span]:
    return month.whole.month, month.whole.before, month.whole.year


def _told(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if not line.says_nothing]


def _talks(lang: Language, month: Month) -> list[Line]:
    talks, people, events = lang.say("talks"), lang.say("people, each time"), lang.say("events")
    forms = (
        _line(month, f"– {name}", talks, "talk", "records", form=one.key)
        for one in TALK_FORMS
        for name in [lang.say(one.label)]
    )
    event = {"form": "community_event"}
    return [
        _line(month, lang.say("Talks held"), talks, "talk", "records"),
        *_told(forms),
        _line(month, lang.say("People reached by talks"), people, "talk", "people"),
        _line(month, lang.say("Households visited"), lang.say("households"), "households", "amount"),
        _line(month, lang.say("Leaflets handed out"), lang.say("leaflets"), "talk", "amount"),
        _line(month, lang.say("Events paid by the commune"), events, "talk", "records", **event, funding="local"),
        _line(month, lang.say("Events paid by the city"), events, "talk", "records", **event, funding="city"),
    ]


def _topics(lang: Language, month: Month) -> list[Line]:
    unit = lang.say("talks")
    return _told(
        _line(month, one.names[lang.code], unit, "topic", "records", topic=one.code) for one in month.catalogue.topics
    )


def _goods(lang: Language, month: Month) -> list[Line]:
    people = lang.say("people, each time")
    goods = (
        _line(month, one.names[lang.code], lang.say(UNIT_NAMES[one.units[0]]), "goods", "amount", product=one.code)
        for one in month.catalogue.products
        if one.units
    )
    channels = (
        _line(month, f"– {name}", people, "supply", "people", supply=one.key)
        for one in SUPPLIES
        for name in [lang.say(one.label)]
    )
    return [
        *_told(goods),
        _line(month, lang.say("People supplied"), people, "supply", "people"),
        *_told(channels),
        _line(month, lang.say("Money received"), lang.say("đồng"), "supply", "amount"),
    ]


def referral_lines(lang: Language, month: Month) -> list[Line]:
    """People referred. To those above no small figure is told, nor what would give one away."""
    people = lang.say("people, each time")
    figures: dict[Key, int] = {}
    sums: list[Sum[Key]] = []
    for number, span in enumerate(_spans(month)):
        found = referred(span)
        everybody = total(span, "referral", "people")
        rest = everybody - found["attended"]
        figures |= {(number, what): count for what, count in {**found, "all": everybody, "rest": rest}.items()}
        sums.append(Sum((number, "all"), tuple((number, what) for what in REFERRED)))
        sums.append(Sum((number, "all"), ((number, "attended"), (number, "rest"))))
    if month.first.month <= 2:  # the year so far is this month, or this one and the one before
        added = (0, 1)[: month.first.month]
        sums += [Sum((2, what), tuple((n, what) for n in added)) for what in (*REFERRED, "all", "attended", "rest")]
    shown = told(figures, sums) if month.sums_only else figures

    def line(label: str, what: str) -> Line:
        return Line(label, people, (shown[0, what], shown[1, what], shown[2, what]))

    by_purpose = [line(lang.say(label), what) for what, label in REFERRED.items()]
    return [
        line(lang.say("People referred"), "all"),
        *_told(by_purpose),
        line(lang.say("Told to have attended"), "attended"),
    ]


def _people(lang: Language, month: Month) -> list[Line]:
    whole, people = month.whole, lang.say("people")

    def different(subject: str, label: str) -> Line:
        now, ago = (span.get(subject, {}).get("") for span in (whole.month, whole.before))
        return Line(label, people, (now.records if now else 0, ago.records if ago else 0, None))

    in_time = [None if share is None else f"{share}%" for share in map(timely, _spans(month))]
    return [
        different("clients", lang.say("Different clients with a code")),
        different("collaborators", lang.say("Collaborators with entries")),
        Line(lang.say("Collaborators in all"), people, (whole.collaborators, None, None)),
        _line(month, lang.say("Records"), lang.say("records"), "record", "records"),
        Line(lang.say("Entered within two days"), lang.say("of the records"), (in_time[0], in_time[1], in_time[2])),
    ]
