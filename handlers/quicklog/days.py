"""Days inside a sentence: where they stand, whether they are past, planned or vague, and which day is meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from handlers.quicklog.lexicon.days import DAY_WORDS, PATTERNS
from handlers.quicklog.numbers import Countable, number_words, spoken_words
from handlers.quicklog.slips import Slips
from handlers.quicklog.tokens import Token
from handlers.quicklog.vocabulary import VOCABULARY
from handlers.reading.dates import Prefer, read_date
from handlers.reading.fold import fold
from handlers.reading.spelling import Lexicon, Word

OLDEST = timedelta(days=60)
"""A report about a day longer ago is asked about."""

_MOST_TOKENS = 10

_CANON: Lexicon[str] = Lexicon(DAY_WORDS)
_PLAIN = frozenset(fold(spelling) for spellings in DAY_WORDS.values() for spelling in spellings)
_SLIPS = Slips(plain for plain in _PLAIN if len(plain) > 2)
_FOUR = Lexicon({True: ["tư"]})
_STARTS = Lexicon({True: ["năm", "một", "hai", "ba", "bốn", "sáu", "bảy", "tám", "chín", "mười", "hăm"]})

_PATTERNS = tuple((kind, re.compile(f"(?:{pattern})(?= |$)")) for kind, pattern in PATTERNS)
_ONESELF = frozenset({"em", "e", "toi", "minh", "chung", "con", "chau"})
_AFTER_NUMBER = frozenset({"thang", "hom", "ngay", "bua", "tuan", "tet", "am"})
_AHEAD = re.compile(r"(\d{1,3}) ngày nữa")
_MONTH_WORDS = {"nay": "này", "truoc": "trước", "roi": "rồi", "vua roi": "vừa rồi"}


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was said.

    `kind`: `past` a day to report about; `now` today, said in passing (sáng, vừa); `vague` no certain day (also lunar);
    `later` a planned day; `pair` two numbers that may be a day; `phrase` is what `read_date` reads, "" if nothing.
    A `stretch` of time is a week, a month or longer.
    """

    kind: str
    phrase: str = ""
    weekday: int | None = None
    contradicted: bool = False
    part_of_day: bool = False
    stretch: bool = False

    @property
    def is_gone(self) -> bool:
        """Whether it is over in any case: "hôm qua"."""
        return self.kind == "past" and self.phrase in {"hôm qua", "hôm kia", "hôm kìa"}

    def on(self, today: date, prefer: Prefer = "past") -> date | None:
        """The day that is meant, seen from today; None when no certain one is."""
        return _read(self.phrase, today, prefer) if self.phrase else None

    def doubtful(self, today: date) -> bool:
        """Whether it has to be asked as the day of something done: vague, later than today, or too long ago."""
        day = self.on(today)
        if day is None or self.kind == "vague" or day > today or today - day > OLDEST:
            return True
        return self.weekday is not None and day.weekday() != self.weekday


@lru_cache(maxsize=4096)
def _read(phrase: str, today: date, prefer: Prefer) -> date | None:
    ahead = _AHEAD.fullmatch(phrase)
    if ahead:
        return today + timedelta(int(ahead[1]))
    return read_date(phrase, today, prefer)


def day_at(tokens: Sequence[Token], at: int, countable: Countable) -> tuple[Day, int] | None:
    """The day that is said from a token on, and how many tokens it takes; None if none is."""
    found = _one_day_at(tokens, at, countable)
    if found and found[0].kind in {"past", "pair"} and (further := _until(tokens, at + found[1], countable)):
        return Day("vague"), found[1] + further
    return found


def _one_day_at(tokens: Sequence[Token], at: int, countable: Countable) -> tuple[Day, int] | None:
    """The day that is said from a token on, whatever it may be joined to."""
    if not _may_begin(tokens[at]) or (tokens[at].shape == "digits" and not _goes_on(tokens, at)):
        return None
    canon, ends = _canonical(tokens, at)
    for _end, kind, found in _matches(canon):
        if kind in {"bare day", "day"} and not found["that_month"] and _counts(found, ends, at, countable, kind):
            continue
        if kind == "now" and (
            found[0] == "luc roi" or _is_sold(tokens, at) or (found[0] == "T" and tokens[at].text == "sang")
        ):
            continue
        said = found[0].split()
        if kind == "later" and "mốt" in said and "ngay" not in said and _is_one(tokens, at + said.index("mốt")):
            continue
        break
    else:
        return None
    return _day(kind, found), ends[canon[: found.end()].rstrip().count(" ")]


def _is_sold(tokens: Sequence[Token], at: int) -> bool:
    """Whether "ban xong" is bán xong."""
    return tokens[at].word.plain == "ban" and tokens[at + 1].word.plain in {"xong", "roi"}


def _is_one(tokens: Sequence[Token], at: int) -> bool:
    """Whether "mot" without marks is một, not mốt: nobody says what she will do then."""
    if at >= len(tokens):
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return not tokens[at].word.marks and (following is None or following.word.plain not in _ONESELF)


@lru_cache(maxsize=4096)
def _matches(canon: str) -> tuple[tuple[int, str, re.Match[str]], ...]:
    """Every way to read the beginning of the canonical words as a day, the longest first."""
    first, _, rest = canon.partition(" ")
    if not canon or (first[0] == "#" and rest.partition(" ")[0] not in _AFTER_NUMBER):
        return ()
    found = ((kind, pattern.match(canon)) for kind, pattern in _PATTERNS)
    ends = [(match.end(), kind, match) for kind, match in found if match and match.end()]
    return tuple(sorted(ends, key=lambda way: -way[0]))


def _may_begin(token: Token) -> bool:
    if token.shape in {"pair", "date", "span", "digits"}:
        return True
    return token.shape == "word" and (
        _CANON.read(token.word) is not None
        or _STARTS.read(token.word) is not None
        or (not VOCABULARY.knows(token.word) and _slipped(token.word) is not None)
    )


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number may be the beginning of a day: "18 tháng 11", "3 hôm trước"."""
    return at + 1 < len(tokens) and tokens[at + 1].shape == "word" and _canon(tokens[at + 1].word) in _AFTER_NUMBER


def _counts(found: re.Match[str], ends: list[int], at: int, countable: Countable, kind: str) -> bool:
    """Whether the number counts something instead: "sáng 3 hộ"."""
    if not 1 <= int(found["day"]) <= 31:
        return True
    after = at + ends[found[0].rstrip().count(" ")]
    return kind == "bare day" and countable(after)


def _until(tokens: Sequence[Token], at: int, countable: Countable) -> int | None:
    """How many tokens the end of a span takes ("đến 18/11"), if one is said."""
    if at + 1 >= len(tokens):
        return None
    joint = tokens[at]
    joined = joint.text in {"-", "–"} or (joint.shape == "word" and _CANON.read(joint.word) in {"den", "toi"})
    further = _one_day_at(tokens, at + 1, countable) if joined else None
    if further and further[0].kind in {"past", "pair"}:
        return 1 + further[1]
    return None


def _canonical(tokens: Sequence[Token], at: int) -> tuple[str, list[int]]:
    """The canonical words from `at` on, and for each the number of tokens up to its end."""
    said: list[str] = []
    ends: list[int] = []
    start = at
    while at < len(tokens) and len(said) < _MOST_TOKENS:
        token = tokens[at]
        used = 1
        if token.shape == "digits":
            said.append(f"#{token.number}")
        elif token.shape == "date":
            said.append(f"@{token.text}")
        elif token.shape == "pair":
            said.append(f"%{re.sub(r' ', '', token.text).replace('–', '-')}")
        elif token.shape == "span":
            said.append(f"!{token.text.replace(' ', '')}")
        elif token.shape != "word":
            break
        else:
            word, used = _canonical_word(tokens, at, said)
            if not word:
                break
            said.append(word)
        at += used
        ends.append(at - start)
    return " ".join(said), ends


def _canon(word: Word) -> str | None:
    """The canonical form; what was typed as another word of the lexicon is not taken for Telex ("test" is not tết)."""
    if word.plain not in _PLAIN and VOCABULARY.knows(word):
        return None
    return _CANON.read(word) or _slipped(word)


@lru_cache(maxsize=4096)
def _slipped(word: Word) -> str | None:
    """The canonical form of what was misspelled: "hqa", "tuâần"; never of what is a word of its own."""
    if word.is_syllable() or word.undone() is not None:
        return None
    meant = {_CANON.read(Word(plain, word.marks)) for plain in _SLIPS.of(word.plain)} - {None}
    return meant.pop() if len(meant) == 1 else None


def _canonical_word(tokens: Sequence[Token], at: int, said: list[str]) -> tuple[str, int]:
    word = tokens[at].word
    before = said[-1] if said else ""
    advises = at + 1 < len(tokens) and tokens[at + 1].word.plain == "van"  # "đầu tháng tư vấn 5 hộ"
    if before in {"thu", "thang"} and _FOUR.read(word) and not advises:
        return "#4", 1
    canon = _canon(word)
    if (
        canon == "nam"
        and not said
        and at + 1 < len(tokens)
        and _canon(tokens[at + 1].word) in {"ngoai", "truoc", "nay"}
    ):
        return "nam", 1  # năm ngoái, not five
    number_wanted = before in {"thu", "thang", "ngay", "mung", "hom", "cach", "day", "T"} or not said
    if number_wanted and canon in {None, "nam", "sau"} and (number := _number(tokens, at, before)):
        return f"#{number[0]}", number[1]
    if canon == "sau" and before == "thang" and word.marks:
        return "#6", 1
    if canon == "nam" and before.startswith("#") and not said[0].startswith("nam"):
        year = _number(tokens, at + 1, "nam") if at + 1 < len(tokens) and tokens[at + 1].number is None else None
        return ("nam", 1) if year is None else ("", 1)
    if canon == "toi" and not said and not word.marks:
        return "toi", 1
    return canon or "", 1


def _number(tokens: Sequence[Token], at: int, before: str) -> tuple[int, int] | None:
    if before in {"", "T"} and tokens[at].word == Word("nam"):
        return None
    if before in {"", "T", "thang", "hom"} and tokens[at].word == Word("sau"):
        return None
    run = number_words(tokens, at, 3) if tokens[at].shape == "word" else ()
    said = spoken_words(run) if run else None
    if said is None or not 1 <= said[0] <= 31:
        return None
    if before == "thu":
        said = spoken_words(run[:1])
    return said if said and said[0] else None


def _day(kind: str, found: re.Match[str]) -> Day:
    said = {name: value for name, value in found.groupdict().items() if value is not None}
    part = kind == "now" and not found[0].startswith(("vua", "luc"))
    simple = {"today": "hôm nay", "now": "hôm nay", "yesterday": "hôm qua", "ago2": "hôm kia", "ago3": "hôm kìa"}
    weekday = None if "weekday" not in said else (6 if said["weekday"][0] == "c" else int(said["weekday"][-1]) - 2)
    if kind in simple:
        return Day("now" if kind == "now" else "past", simple[kind], weekday=weekday, part_of_day=part)
    if kind in {"lunar", "vague"}:
        return Day("vague", stretch=not {"tuan", "thang", "nam", "quy"}.isdisjoint(found[0].split()))
    if kind == "later vague":
        return Day("later")
    if kind == "ago":
        return Day("past", f"{said.get('ago') or said.get('ago2')} ngày trước")
    if kind == "later":
        return Day("later", _later(said))
    if kind == "weekday":
        near = said.get("near", said.get("week", ""))
        week = {"nay": "tuần này", "truoc": "tuần trước", "roi": "tuần trước"}.get(said.get("week", ""), "")
        week = week or {"nay": "tuần này", "tuan nay": "tuần này"}.get(
            near, "tuần trước" if near.startswith("tuan") else ""
        )
        return Day("past", f"{_weekday(said['weekday'])} {week}".strip())
    if kind in {"day", "bare day"}:
        month = f" tháng {_MONTH_WORDS[said['that_month']]}" if "that_month" in said else ""
        return Day("past", f"ngày {said['day']}{month}")
    return Day("pair" if kind == "pair" else "past", _numeric(said), weekday=weekday)


def _numeric(said: dict[str, str]) -> str:
    if "full" in said:
        return said["full"]
    pair = said.get("pair") or f"{said['day']}/{said['month']}"
    year = {"nay": " năm nay", "ngoai": " năm ngoái", "truoc": " năm ngoái"}.get(said.get("that_year", ""), "")
    numbers = re.split(r"\D+", pair)
    return "/".join([*numbers, said["year"]]) if "year" in said else "/".join(numbers) + year


def _later(said: dict[str, str]) -> str:
    if "later" in said:
        return {"mai": "ngày mai", "mốt": "ngày kia"}[said["later"]]
    if "after" in said:
        return "ngày kia"
    if "ahead" in said:
        return f"{said['ahead']} ngày nữa"
    if "next_month" in said:
        return f"ngày {said['day']} tháng sau"
    return f"{_weekday(said['weekday'])}{' tuần sau' if 'next_week' in said else ''}"


def _weekday(canon: str) -> str:
    return "chủ nhật" if canon[0] == "c" else f"thứ {canon[-1]}"
