"""Stretches of days that are asked about: what they are called, what comes before them, and how they fit in a button.
Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.statistics.spans import GRAINS, Grain, bounds, period, periods, standard
from locales import Language

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FREE = "D"
"""What the mark of a free stretch begins with; those of standard periods begin with a figure."""
ROMAN = ("I", "II", "III", "IV")
SHOWN_BEFORE: dict[Grain, int] = {"day": 14, "week": 8, "month": 12, "quarter": 8}
"""How many periods a trend shows, this one included."""
MADE_OF: dict[Grain | None, Grain] = {"half": "month", "year": "month", "phase": "year"}
"""The longer periods, whose trend is told by what they are made of."""
MOST_DAYS, MOST_WEEKS = 31, 26
"""The longest free stretches whose trend is told by days and by weeks."""
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""No day before or after is asked about."""


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def grain(self) -> Grain | None:
        """Which kind of standard period it is; None for a free stretch."""
        found = [grain for grain in GRAINS if bounds(grain, self.last) == (self.first, self.last)]
        return found[-1] if found else None

    @property
    def mark(self) -> str:
        """The stretch in few characters: the number of a standard period, or the two days of a free one."""
        number = standard(self.first, self.last)
        return str(number) if number is not None else _FREE + _short(self.first) + _short(self.last)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def running(self, today: date) -> bool:
        """Whether it has begun and is not over."""
        return self.first <= today < self.last

    def until(self, today: date) -> "Span":
        """The part of it up to today."""
        return Span(self.first, max(self.first, min(self.last, today)))


def around(grain: Grain, day: date) -> Span:
    """The standard period that a day lies in."""
    return Span(*bounds(grain, day))


def from_mark(mark: str) -> Span | None:
    """The stretch that `Span.mark` wrote down; None for anything else."""
    if mark[:1] == _FREE and len(mark) == 9:
        try:
            first, last = date.fromordinal(int(mark[1:5], 36)), date.fromordinal(int(mark[5:], 36))
        except (ValueError, OverflowError):
            return None
        return Span(first, last) if FIRST <= first <= last <= LAST else None
    if not (mark.isascii() and mark.isdecimal() and len(mark) in (1, 4, 5, 6, 7, 8)):
        return None
    return _numbered(mark)


def before(span: Span, today: date) -> Span:
    """The stretch that one is compared with: the one before it; of one that still runs as many days as have passed."""
    if span.grain is None:
        return Span(span.first - timedelta(days=span.days), span.first - timedelta(days=1))
    return _as_far(span, around(span.grain, span.first - timedelta(days=1)), today)


def year_before(span: Span, today: date) -> Span:
    """The same stretch of the year before, as far as this one has come."""
    if span.grain == "week":
        year, week, _ = span.first.isocalendar()
        monday = date.fromisocalendar(year - 1, min(week, date(year - 1, 12, 28).isocalendar().week), 1)
        return _as_far(span, around("week", monday), today)
    if span.grain in ("month", "quarter", "half", "year"):
        return _as_far(span, around(span.grain, _year_back(span.first)), today)
    return Span(_year_back(span.first), _year_back(span.last))


def whole(span: Span) -> Span:
    """A stretch from the first day of a standard period as that whole period, the shortest that holds it; a stretch of
    several as it is."""
    for grain in GRAINS:
        around_it = around(grain, span.first)
        if around_it.first == span.first and span.last <= around_it.last:
            return around_it
    return span


def steps(span: Span) -> tuple[Grain, list[Span]]:
    """The periods that a trend shows: those up to a day, week, month or quarter, the months of a year and a half, the
    years of a phase, or what a free stretch is made of."""
    if (grain := span.grain) in MADE_OF:
        return MADE_OF[grain], [around(MADE_OF[grain], one) for one in periods(MADE_OF[grain], span.first, span.last)]
    if grain is not None:
        shown = [span]
        while len(shown) < SHOWN_BEFORE[grain]:
            shown.append(around(grain, shown[-1].first - timedelta(days=1)))
        return grain, shown[::-1]
    finer: Grain = "day" if span.days <= MOST_DAYS else "week" if span.days <= 7 * MOST_WEEKS else "month"
    return finer, [around(finer, start) for start in periods(finer, span.first, span.last)]


def within(span: Span) -> list[Span]:
    """The next shorter periods that a standard one is made of; none for a week and a day."""
    finer: dict[Grain, Grain] = {"phase": "year", "year": "quarter", "half": "quarter", "quarter": "month"}
    grain = finer.get(span.grain) if span.grain else None
    return [around(grain, start) for start in periods(grain, span.first, span.last)] if grain else []


def name(span: Span, lang: Language) -> str:
    """What a stretch is called: "Month 11/2026"."""
    first, last = span.first, span.last
    match span.grain:
        case "day":
            return lang.say("Day {day}", day=f"{first:%d/%m/%Y}")
        case "week":
            number = first.isocalendar().week
            return lang.say(
                "Week {n} ({first} – {last})", n=number, first=_day(first), last=f"{_day(last)}/{last.year}"
            )
        case "month":
            return lang.say("Month {month}/{year}", month=first.month, year=first.year)
        case "quarter":
            return lang.say("Quarter {n}/{year}", n=ROMAN[first.month // 3], year=first.year)
        case "half" if first.month == 1:
            return lang.say("First six months of {year}", year=first.year)
        case "half":
            return lang.say("Last six months of {year}", year=first.year)
        case "year":
            return lang.say("Year {year}", year=first.year)
        case "phase":
            return lang.say("Phase {first}–{last}", first=first.year, last=last.year)
    return f"{_day(first)}{f'/{first.year}' if first.year != last.year else ''} – {_day(last)}/{last.year}"


def short_name(span: Span, lang: Language) -> str:
    """What a period of a trend is called under its column: "T11", "16/11"."""
    first = span.first
    match span.grain:
        case "month":
            return lang.say("M{month}/{year}", month=first.month, year=f"{first:%y}")
        case "quarter":
            return f"{ROMAN[first.month // 3]}/{first:%y}"
        case "half":
            return f"{1 if first.month == 1 else 2}/{first:%y}"
        case "year":
            return str(first.year)
        case "phase":
            return f"{first.year}–{span.last.year}"
    return _day(first)


def _day(day: date) -> str:
    return f"{day.day}/{day.month}"


def _as_far(span: Span, other: Span, today: date) -> Span:
    """As many days of another period as have passed of one that still runs; all of it for one that is over."""
    if not span.running(today):
        return other
    return Span(other.first, min(other.last, other.first + (today - span.first)))


def _year_back(day: date) -> date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)


def _short(day: date) -> str:
    """A day in four characters."""
    number, letters = day.toordinal(), ""
    while number:
        number, rest = divmod(number, 36)
        letters = _DIGITS[rest] + letters
    return letters.rjust(4, "0")


def _numbered(mark: str) -> Span | None:
    number = int(mark)
    by_length: dict[int, tuple[Grain, ...]] = {
        1: ("phase",), 4: ("year",), 5: ("quarter", "half"), 6: ("month",), 7: ("week",), 8: ("day",),
    }  # fmt: skip
    try:
        day = _some_day(number, len(mark))
    except ValueError:
        return None
    if not FIRST <= day <= LAST:
        return None
    return next((around(grain, day) for grain in by_length[len(mark)] if period(grain, day) == number), None)


def _some_day(number: int, digits: int) -> date:
    """A day of the standard period of that number. ValueError where there is none."""
    match digits:
        case 1:
            return date(2016 + 5 * number, 1, 1)
        case 4:
            return date(number, 1, 1)
        case 5:
            year, part = divmod(number, 10)
            return date(year, {8: 1, 9: 7}.get(part, 3 * part - 2), 1)
        case 6:
            return date(*divmod(number, 100), 1)
        case 7:
            return date.fromisocalendar(*divmod(number, 1000), 1)
    year, rest = divmod(number, 10_000)
    return date(year, *divmod(rest, 100))
