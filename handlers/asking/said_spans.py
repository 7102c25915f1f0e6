"""Stretches of days in a sentence: `tháng 10`, `quý IV năm ngoái`, `từ 1/10 đến nay`, and the same in English. Pure.

What is looked at are the words without marks, one blank between them (see reading.py). A period without a year is the
latest that has begun.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from db.statistics.spans import Grain, bounds
from handlers.asking.spans import FIRST, LAST, Span, around
from handlers.reading.dates import read_date


@dataclass(frozen=True)
class SaidSpan:
    """A stretch of days and the characters that say it."""

    span: Span
    start: int
    end: int


_MONTH_WORDS = {
    "muoi hai": 12, "muoi mot": 11, "gieng": 1, "chap": 12, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "sau": 6,
    "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
}  # fmt: skip
_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_FOURTHS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "first": 1, "second": 2,
            "third": 3, "fourth": 4}  # fmt: skip
_GRAINS: dict[str, Grain] = {
    "ngay": "day", "tuan": "week", "thang": "month", "quy": "quarter", "nam": "year", "giai doan": "phase",
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year", "phase": "phase",
}  # fmt: skip
_BACK = {**dict.fromkeys(("nay", "this", "now"), 0), **dict.fromkeys(("truoc", "roi", "qua", "ngoai", "last"), 1)}

_YEAR = r"(?:(?:/| nam |,? of | )(?P<year>20\d\d)\b| nam (?P<year_word>nay|ngoai|truoc)\b)"
_DAY = r"(?:ngay )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?![/\d])|ngay \d{1,2}(?: thang \d{1,2}(?: nam 20\d\d)?)?(?!\d)"
_MONTHS = "|".join(_MONTH_WORDS)

Rule = Callable[[re.Match[str], date], Span | None]


def said_spans(plain: str, today: date) -> list[SaidSpan]:
    """The stretches of days that words without marks say, from left to right; at each place the longest."""
    found: list[SaidSpan] = []
    year: int | None = None
    for match, rule in reversed(list(_matches(plain))):
        # "quý 3 và quý 2 năm 2025": a year that is said once holds for what stands before it, too.
        own = _year_of(match, today)
        span = rule(match, today) if own or year is None else _in_year(match, rule, year)
        if span is not None and FIRST <= span.first <= span.last <= LAST:
            found.append(SaidSpan(span, match.start(), match.end()))
            year = own or year
    return found[::-1]


def _matches(plain: str) -> Iterator[tuple[re.Match[str], Rule]]:
    at = 0
    while at < len(plain):
        fitting = [(found, rule) for pattern, rule in _RULES if (found := pattern.match(plain, at))]
        if fitting:
            longest = max(fitting, key=lambda one: one[0].end())
            yield longest
            at = longest[0].end()
        following = plain.find(" ", at)
        at = len(plain) if following < 0 else following + 1


def _in_year(match: re.Match[str], rule: Rule, year: int) -> Span | None:
    """The period in that year, as if it were said with it."""
    numbered = {_month, _english_month, _quarter, _half, _week}
    return rule(match, date(year, 12, 31)) if rule in numbered and match.groupdict().get("back") is None else None


def _year_of(match: re.Match[str], today: date) -> int | None:
    told = match.groupdict()
    if told.get("year"):
        return int(told["year"])
    return today.year - _BACK[told["year_word"]] if told.get("year_word") else None


def _latest(grain: Grain, days: Callable[[int], date], match: re.Match[str], today: date) -> Span:
    """The period around a day of a year: of the one that is said, or the latest that has begun."""
    year = _year_of(match, today)
    if year is not None:
        return around(grain, days(year))
    this = around(grain, days(today.year))
    return this if this.first <= today else around(grain, days(today.year - 1))


def _month(match: re.Match[str], today: date) -> Span | None:
    said = match["month"]
    number = _MONTH_WORDS.get(said) or int(said)
    return _latest("month", lambda year: date(year, number, 1), match, today) if 1 <= number <= 12 else None


def _english_month(match: re.Match[str], today: date) -> Span | None:
    number = next(n for n, name in enumerate(_ENGLISH, 1) if name.startswith(match["month"]))
    return _latest("month", lambda year: date(year, number, 1), match, today)


def _quarter(match: re.Match[str], today: date) -> Span | None:
    number = _FOURTHS.get(match["n"]) or int(match["n"])
    return _latest("quarter", lambda year: date(year, 3 * number, 1), match, today)


def _half(match: re.Match[str], today: date) -> Span | None:
    month = 1 if match["which"] in ("dau", "first") else 7
    return _latest("half", lambda year: date(year, month, 1), match, today)


def _week(match: re.Match[str], today: date) -> Span | None:
    number = int(match["n"])
    if not 1 <= number <= 53:
        return None
    year = _year_of(match, today) or today.isocalendar().year
    for one in (year, year - 1):
        weeks = date(one, 12, 28).isocalendar().week
        if number <= weeks and (date.fromisocalendar(one, number, 1) <= today or match.groupdict().get("year")):
            return around("week", date.fromisocalendar(one, number, 1))
    return None


def _year(match: re.Match[str], today: date) -> Span | None:
    return around("year", date(int(match["n"]), 1, 1))


def _named(match: re.Match[str], today: date) -> Span | None:
    """This one or the last one: tuần này, last month."""
    span = around(_GRAINS[match["grain"]], today)
    back = _BACK[match["back"].split()[-1]]
    return around(_GRAINS[match["grain"]], span.first - timedelta(days=1)) if back else span


def _so_far(match: re.Match[str], today: date) -> Span | None:
    """From the beginning of the period until today: the period, which still runs."""
    return around(_GRAINS[match["grain"]], today)


def _past(match: re.Match[str], today: date) -> Span | None:
    """So many days, weeks or months up to today."""
    number, grain = int(match["n"]), _GRAINS[match["grain"].removesuffix("s")]
    if not 0 < number <= 400:
        return None
    if grain == "month":
        months = today.year * 12 + today.month - 1 - number
        start = date(months // 12, months % 12 + 1, 1) if months >= 24 else FIRST
        last_day = bounds("month", start)[1].day
        return Span(start.replace(day=min(today.day, last_day)) + timedelta(days=1), today)
    return Span(today - timedelta(days=number * (7 if grain == "week" else 1) - 1), today)


def _phase(match: re.Match[str], today: date) -> Span | None:
    said = match["n"]
    number = {"i": 1, "ii": 2}.get(said) or int(said)
    return around("phase", date(2016 + 5 * number, 1, 1))


def _years(match: re.Match[str], today: date) -> Span | None:
    first, last = int(match["first"]), int(match["last"])
    return Span(date(first, 1, 1), date(last, 12, 31)) if first < last else None


def _one_day(match: re.Match[str], today: date) -> Span | None:
    day = read_date(match[0], today)
    return Span(day, day) if day else None


def _from_to(match: re.Match[str], today: date) -> Span | None:
    """From a day or month to another, or to today."""
    last = _edge(match["last"], today)
    if last is None:
        return None
    first = _edge(match["first"], last.last)
    if first is None or first.first > last.last:
        return None
    return Span(first.first, last.last)


def _edge(words: str, today: date) -> Span | None:
    if words in ("nay", "hien nay", "bay gio", "gio", "now"):
        return Span(today, today)
    month = re.fullmatch(rf"thang (?P<month>\d{{1,2}}|{_MONTHS}){_YEAR}?", words)
    if month:
        return _month(month, today)
    day = read_date(words, today)
    return Span(day, day) if day else None


_MONTHS_IN_ENGLISH = "|".join(month for month in _ENGLISH if month != "may")  # "mấy" without its mark
_EDGE = (
    rf"{_DAY}|thang (?:\d{{1,2}}|{_MONTHS})(?: nam 20\d\d|/20\d\d)?|hom nay|hom qua|hien nay|bay gio|nay|gio|today|now"
)
_FOURTH = r"[1-4]|iii|iv|ii|i|mot|hai|ba|tu|bon"
_RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (re.compile(rf"(?:{pattern})(?![^ ])"), rule)
    for pattern, rule in (
        (rf"(?:tu|from) (?P<first>{_EDGE}) (?:den|toi|to|until|-) (?:het )?(?P<last>{_EDGE})", _from_to),
        (rf"(?P<first>{_DAY}) ?(?:den|toi|to|-) ?(?P<last>{_DAY})", _from_to),
        (r"(?:tu )?dau (?P<grain>tuan|thang|quy|nam)(?: nay)?(?: (?:den|toi) (?:hom nay|nay|gio|bay gio))", _so_far),
        (r"tu dau (?P<grain>tuan|thang|quy|nam)(?: nay)?", _so_far),
        (r"(?:so far )?(?:this )(?P<grain>week|month|quarter|year)(?: so far| to date)?", _so_far),
        (r"(?P<grain>week|month|quarter|year) to date", _so_far),
        (r"(?P<grain>tuan|thang|quy|nam|giai doan) (?P<back>nay|truoc|ngoai|roi|qua|vua roi|vua qua)", _named),
        (r"(?P<back>this|last) (?P<grain>week|month|quarter|year|phase)", _named),
        (r"(?:trong )?(?P<n>\d{1,3}) (?P<grain>ngay|tuan|thang) (?:vua )?(?:qua|roi|gan day|gan nhat)", _past),
        (r"(?:the )?(?:last|past) (?P<n>\d{1,3}) (?P<grain>days|weeks|months)", _past),
        (rf"thang (?:thu )?(?P<month>0?[1-9]|1[0-2]|{_MONTHS}){_YEAR}?", _month),
        (r"thang (?P<month>0?[1-9]|1[0-2])[/.-](?P<year>20\d\d)", _month),
        (r"(?P<month>0?[1-9]|1[0-2])[/.-](?P<year>20\d\d)", _month),
        (r"t(?P<month>1|8|9|1[0-2])(?:[/.-](?P<year>20\d\d))?", _month),
        (rf"(?P<month>{_MONTHS_IN_ENGLISH}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec){_YEAR}?", _english_month),
        (rf"in (?P<month>may){_YEAR}?", _english_month),
        (rf"(?P<month>may){_YEAR}", _english_month),
        (rf"(?:quy|quarter) (?:thu )?(?P<n>{_FOURTH}){_YEAR}?", _quarter),
        (rf"q(?P<n>[1-4]){_YEAR}?", _quarter),
        (rf"(?P<n>first|second|third|fourth) quarter{_YEAR}?", _quarter),
        (rf"(?:6|sau) thang (?P<which>dau|cuoi)(?: nam)?{_YEAR}?", _half),
        (rf"nua (?P<which>dau|cuoi)(?: nam)?{_YEAR}?", _half),
        (rf"(?:the )?(?P<which>first|second) half(?: of the year)?{_YEAR}?", _half),
        (rf"(?:tuan|week) (?:thu |so )?(?P<n>[0-5]?\d){_YEAR}?", _week),
        (r"(?:ca )?(?:nam |year )?(?P<n>20\d\d)", _year),
        (r"(?:giai doan|phase) (?P<n>1|2|i|ii)", _phase),
        (r"(?:giai doan |phase |tu )?(?:nam )?(?P<first>20\d\d) ?(?:-|den) ?(?:nam )?(?P<last>20\d\d)", _years),
        (r"hom (?:nay|qua|kia)|today|yesterday", _one_day),
        (_DAY, _one_day),
    )
)
