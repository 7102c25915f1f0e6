"""Days as they are typed or said: `hôm qua`, `thứ 5 tuần trước`, `20/11`, `ngày 20`, and the same in English."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from handlers.reading.fold import LONGEST_ANSWER
from handlers.reading.numbers import spoken
from handlers.reading.spelling import Lexicon, Word, tidy, word_of

Prefer = Literal["past", "future"]

FIRST_YEAR, LAST_YEAR = 1900, 2100
_MOST_WORDS = 20

# What a day is said with, each in one canonical word. "T" is a time of day, "W0" Monday, "M11" November (English).
_CANON: Lexicon[str] = Lexicon(
    {
        "hom nay": ["hnay", "hn", "today"],
        "hom qua": ["hqua", "yesterday"],
        "hom": ["hôm", "bữa", "hum"],
        "nay": ["nay", "này", "nãy", "xong"],
        "qua": ["qua"],
        "kia": ["kia"],
        "kìa": ["kìa"],
        "mai": ["mai", "tomorrow"],
        "mốt": ["mốt"],
        "T": ["sáng", "trưa", "chiều", "tối", "đêm", "morning", "noon", "afternoon", "evening", "night"],
        "hom nay T": ["tonight"],
        "toi": ["tới"],
        "ngay": ["ngày", "day", "days"],
        "tuan": ["tuần", "week"],
        "thang": ["tháng"],
        "thu": ["thứ"],
        "truoc": ["trước", "ago"],
        "ngoai": ["ngoái"],
        "roi": ["rồi"],
        "vua": ["vừa"],
        "luc": ["lúc", "mới", "ban"],
        "sau": ["sau", "in"],
        "nua": ["nữa"],
        "cach": ["cách"],
        "day": ["đây"],
        "chu": ["chủ", "chúa"],
        "nhat": ["nhật"],
        "last": ["last"],
        "this": ["this"],
        "next": ["next"],
        "before": ["before"],
        "after": ["after"],
        "": ["dạ", "ạ", "nhé", "vào", "buổi", "là", "dương", "lịch", "on", "the", "of", "at", "st", "nd", "rd", "th"],
        "W0": ["t2", "th2", "monday", "mon"],
        "W1": ["t3", "th3", "tuesday", "tue"],
        "W2": ["t4", "th4", "wednesday", "wed"],
        "W3": ["t5", "th5", "thursday", "thurs"],
        "W4": ["t6", "th6", "friday", "fri"],
        "W5": ["t7", "th7", "saturday", "sat"],
        "W6": ["cn", "sunday", "sun"],
        "M1": ["january", "jan"],
        "M2": ["february", "feb"],
        "M3": ["march", "mar"],
        "M4": ["april", "apr"],
        "M5": ["may"],
        "M6": ["june", "jun"],
        "M7": ["july", "jul"],
        "M8": ["august", "aug"],
        "M9": ["september", "sep", "sept"],
        "M10": ["october", "oct"],
        "M11": ["november", "nov"],
        "M12": ["december", "dec"],
    }
)
_FOUR = word_of("tư")
_FIVE = word_of("năm")

_HOURS = re.compile(r"(?<![\w/.-])(?:(?:lúc|luc|at) )?\d{1,2} ?(?:(?:h|g|giờ|gio)(?: ?\d{2})?|:\d{2})(?![\w/-])")
_TOKEN = re.compile(
    r"(?P<iso>\d{4}([-/.])\d{1,2}\2\d{1,2})(?!\d)"
    r"|(?P<numeric>\d{1,2} ?([-/.]) ?\d{1,2}(?: ?\4 ?(?:\d{4}|\d{2}))?)(?!\d)"
    r"|(?P<month>\d{1,2}[-/.]\d{4})(?!\d)"
    r"|(?P<digits>\d+)|(?P<word>[^\W\d_][^\W_]*)|(?P<pause>[ ,.;!()]+)"
)


def read_date(text: str, today: date, prefer: Prefer = "past") -> date | None:
    """The one day that the whole answer means, seen from `today`; a time of day beside it is passed over.

    A day without a year is the latest one up to today, or with `prefer="future"` the next one from today on; a weekday
    alone is never today. What is said outright ("mai", "20/11/2027") is taken as said, wherever it lies. None for what
    is no day (31/2), lunar (mùng 5, rằm, Tết), vague (tuần trước, đầu tháng) or contradictory (thứ 5 18/11
    on a Wednesday), and for years outside 1900 to 2100.
    """
    if len(text) > LONGEST_ANSWER:
        return None
    tokens = _tokens(text)
    if tokens is None or len(tokens) > _MOST_WORDS:
        return None
    said = _canonical(tokens, prefer)
    whole = _one_day(said, today, prefer)
    if whole is not None:
        return whole
    agreed = {_agreed(said[:cut], said[cut:], today, prefer) for cut in range(1, len(said))} - {None}
    return agreed.pop() if len(agreed) == 1 else None


def _agreed(first: list[str], second: list[str], today: date, prefer: Prefer) -> date | None:
    """The day said in two ways ("thứ 6 20/11") if both mean the same."""
    for weekday, other in ((first, second), (second, first)):
        bare = re.fullmatch(r"(?:T )?(?:(?:hom|ngay) )?W(\d)(?: T)?", " ".join(weekday))
        if bare:
            day = _one_day(other, today, prefer)
            return day if day is not None and day.weekday() == int(bare[1]) else None
    one, two = _one_day(first, today, prefer), _one_day(second, today, prefer)
    return one if one == two else None


def _tokens(text: str) -> list[Word | str] | None:
    """The words of the text, and as strings the dates in figures; None if it holds a sign that is in no date."""
    typed = re.sub(r"\bt[. ] ?(?=[2-7]\b)", "t", _HOURS.sub(" ", tidy(text)))
    tokens: list[Word | str] = []
    at = 0
    while at < len(typed):
        found = _TOKEN.match(typed, at)
        if found is None:
            return None
        at = found.end()
        numbers = re.findall(r"\d+", found[0])
        if found["iso"]:
            tokens.append("/".join(str(int(n)) for n in reversed(numbers)))
        elif found["numeric"]:
            tokens.append("/".join([*(str(int(n)) for n in numbers[:2]), *numbers[2:]]))
        elif found["month"]:
            tokens.extend(Word(n) for n in numbers)
        elif found["digits"] or found["word"]:
            tokens.append(word_of(found[0]))
    return tokens


def _canonical(tokens: list[Word | str], prefer: Prefer) -> list[str]:
    """The canonical words, every spoken number in digits."""
    marked = any(isinstance(token, Word) and token.marks for token in tokens)
    said: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        before = said[-1] if said else ""
        used = 1
        if isinstance(token, str):
            said.append(token)
        elif token.plain == "sau" and not token.marks and before == "thang" and not marked:
            # "5 thang sau" is 5 June, or the 5th of next month unless that cannot be meant.
            said.append("6" if prefer == "past" or _is_year(tokens[at + 1 :]) else "?")
        elif before == "thu" and (weekday := _weekday(token)) is not None:
            said[-1] = f"W{weekday}"
        elif before == "chu" and _CANON.read(token) == "nhat":
            said[-1] = "W6"
        elif token.may_be(_FIVE) and at and before != "thang" and _begins_year(tokens[at + 1 :]):
            said.append("nam")
        elif token.may_be(_FOUR) and before == "thang":
            said.append("4")
        elif token == Word("toi"):
            said.append("toi" if before in {"tuan", "thang"} or before.startswith("W") else "T")
        elif token == Word("mot") and before == "ngay" and at + 1 == len(tokens):
            said.append("?")  # "ngay mot" is the first (một) or the day after tomorrow (mốt)
        elif (canon := _CANON.read(token)) is not None and not _is_number(token, tokens[at + 1 :]):
            said.extend(canon.split())
        else:
            run = [word for word in tokens[at:] if isinstance(word, Word)][: _run(tokens[at:])]
            number = spoken(run)
            said.append(token.plain if number is None else str(number[0]))
            used = 1 if number is None else number[1]
        at += used
    return said


def _run(tokens: list[Word | str]) -> int:
    """How many words follow before the first date in figures, or before a year begins."""
    for at, token in enumerate(tokens):
        if isinstance(token, str) or (at and token.may_be(_FIVE) and _begins_year(tokens[at + 1 :])):
            return at
    return len(tokens)


def _is_number(token: Word, rest: list[Word | str]) -> bool:
    """Whether unmarked "mot" is một (1), not mốt, and unmarked "sau" is sáu (6), as in "ngay sau thang ba", not sau."""
    if token == Word("sau"):
        return bool(rest) and isinstance(rest[0], Word) and rest[0].plain == "thang"
    return token == Word("mot")


def _is_year(rest: list[Word | str]) -> bool:
    return bool(rest) and isinstance(rest[0], Word) and (rest[0].plain.isdecimal() or rest[0].may_be(_FIVE))


def _weekday(word: Word) -> int | None:
    """Monday is 0: thứ 2, thứ hai."""
    if word.plain.isdecimal():
        number = int(word.plain[:2])
    elif word.may_be(_FOUR):
        number = 4
    else:
        number = (spoken([word]) or (0, 0))[0]
    return number - 2 if 2 <= number <= 7 else None


def _begins_year(rest: list[Word | str]) -> bool:
    """Whether năm is the year, not five, before these words."""
    if not rest or isinstance(rest[0], str):
        return False
    following = rest[0]
    if following.plain in {"nay", "ngoai", "truoc"}:
        return True
    if following.plain in {"muoi", "chuc", "tram", "nghin", "ngan"}:
        return False
    return following.plain.isdecimal() or spoken([following]) is not None


_SHIFTS = {
    **dict.fromkeys(("hom nay", "nay", "T", "this", "vua roi", "vua nay", "luc nay"), 0),
    "hom qua": -1,
    **dict.fromkeys(("hom kia", "ngay before hom qua"), -2),
    "hom kìa": -3,
    **dict.fromkeys(("mai", "ngay mai", "hom mai"), 1),
    **dict.fromkeys(("ngay kia", "mốt", "ngay mốt", "hom mốt", "ngay after mai"), 2),
    "ngay kìa": 3,
}
_WEEKS = {"this": 0, "nay": 0, "last": -1, "truoc": -1, "roi": -1, "vua roi": -1, "qua": -1, "vua qua": -1}
_WEEKS |= {"next": 1, "sau": 1, "toi": 1}
_MONTHS = {"nay": 0, "truoc": -1, "roi": -1, "vua roi": -1, "sau": 1, "toi": 1}
_YEARS = {"nay": 0, "ngoai": -1, "truoc": -1}


def _one_day(said: list[str], today: date, prefer: Prefer) -> date | None:
    phrase = " ".join(said)
    rest = re.sub(r"^T | T$", "", phrase)
    if rest != phrase and rest in {"qua", "last"}:
        return _shifted(today, -1)
    if rest in _SHIFTS:
        return _shifted(today, _SHIFTS[rest])
    if re.fullmatch(r"T \d{1,2}", phrase):
        rest = f"ngay {rest}"
    for pattern, rule in _RULES:
        found = pattern.fullmatch(rest)
        if found:
            return rule(found, today, prefer)
    return None


def _days_away(found: re.Match[str], today: date, prefer: Prefer) -> date | None:
    days = int(found["n"])
    return _shifted(today, days if found["ahead"] else -days)


def _weekday_in_week(found: re.Match[str], today: date, prefer: Prefer) -> date | None:
    return _shifted(today, int(found["weekday"]) - today.weekday() + 7 * _WEEKS[found["week"]])


def _weekday_beside(found: re.Match[str], today: date, prefer: Prefer) -> date | None:
    away = int(found["weekday"]) - today.weekday()
    ahead = bool(found["next"]) or (prefer == "future" and not found["past"])
    return _shifted(today, (away - 1) % 7 + 1 if ahead else -((-away - 1) % 7 + 1))


def _calendar_day(found: re.Match[str], today: date, prefer: Prefer) -> date | None:
    parts = found.groupdict()
    day, month = int(parts["day"]), int(parts["month"])
    if parts.get("year"):
        year = int(parts["year"])
        return _day(year if year > 99 else 2000 + year, month, day)
    if parts.get("year_word"):
        return _day(today.year + _YEARS[parts["year_word"]], month, day)
    step = -1 if prefer == "past" else 1
    years = (_day(today.year + step * n, month, day) for n in range(9))  # 29 February may be eight years away
    return next((found_day for found_day in years if found_day and (found_day - today).days * step >= 0), None)


def _day_of_month(found: re.Match[str], today: date, prefer: Prefer) -> date | None:
    day, month_word = int(found["day"]), found["month_word"]
    if month_word:
        return _in_month(today, _MONTHS[month_word], day)
    step = -1 if prefer == "past" else 1
    months = (_in_month(today, step * n, day) for n in range(13))
    return next((found_day for found_day in months if found_day and (found_day - today).days * step >= 0), None)


def _in_month(today: date, months: int, day: int) -> date | None:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return _day(year, month + 1, day)


def _day(year: int, month: int, day: int) -> date | None:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _shifted(today: date, days: int) -> date | None:
    try:
        there = today + timedelta(days=days)
    except OverflowError:
        return None
    return there if FIRST_YEAR <= there.year <= LAST_YEAR else None


_Rule = Callable[[re.Match[str], date, Prefer], date | None]
_DAY, _MONTH = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})"
_YEAR = r"(?:(?:/|(?: nam)? (?=\d{4})| nam (?=\d\d$))(?P<year>\d{4}|\d{2})| nam (?P<year_word>nay|ngoai|truoc))"
_WEEKDAY, _WEEK = r"(?:hom |ngay )?W(?P<weekday>\d)", r"(?P<week>vua roi|vua qua|nay|truoc|roi|qua|sau|toi)"
_RULES: tuple[tuple[re.Pattern[str], _Rule], ...] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (r"cach (?:day|ngay) (?P<n>\d{1,4}) (?:ngay|hom)(?P<ahead>)", _days_away),
        (r"(?P<n>\d{1,4}) (?:ngay|hom) (?:truoc|(?P<ahead>nua|sau|toi))", _days_away),
        (r"(?P<ahead>sau) (?P<n>\d{1,4}) (?:ngay|hom)", _days_away),
        (rf"{_WEEKDAY} tuan {_WEEK}", _weekday_in_week),
        (rf"tuan {_WEEK} {_WEEKDAY}", _weekday_in_week),
        (rf"{_WEEKDAY} (?P<week>last|this|next) tuan", _weekday_in_week),
        (rf"{_WEEKDAY} (?P<week>nay)", _weekday_in_week),
        (rf"(?P<week>this) {_WEEKDAY}", _weekday_in_week),
        (rf"{_WEEKDAY}(?:(?P<past> vua roi| vua qua| roi)|(?P<next> toi))?", _weekday_beside),
        (rf"(?P<past>last) {_WEEKDAY}(?P<next>)", _weekday_beside),
        (rf"(?:hom |ngay )?{_DAY}/{_MONTH}{_YEAR}?", _calendar_day),
        (rf"(?:hom |ngay )?{_DAY} thang {_MONTH}{_YEAR}?", _calendar_day),
        (rf"(?:hom |ngay ){_DAY} {_MONTH}{_YEAR}?", _calendar_day),
        (rf"{_DAY} {_MONTH} (?P<year>\d{{4}})", _calendar_day),
        (rf"{_DAY} M{_MONTH}(?: (?P<year>\d{{4}}))?", _calendar_day),
        (rf"M{_MONTH} {_DAY}(?: (?P<year>\d{{4}}))?", _calendar_day),
        (rf"(?:hom |ngay ){_DAY}(?P<month_word>)(?: vua roi| vua qua)?", _day_of_month),
        (rf"(?:hom |ngay )?{_DAY} thang (?P<month_word>vua roi|nay|truoc|roi|sau|toi)", _day_of_month),
    )
)
