"""Numbers as they are typed or said: `20`, `1.200`, `ba chục`, `trăm rưỡi`; and several that tick choices: `1,4`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from handlers.reading.fold import LONGEST_ANSWER
from handlers.reading.spelling import Lexicon, Word, tidy, words

MOST_DIGITS = 12
"""A longer run of digits is no amount of anything."""

WIDEST_RANGE = 50
"""`1-50` ticks fifty choices; a wider range is taken for something else."""

_GRAVE = "\u0300"

# The kinds of number words. A "late" unit is said after tens only: mốt, tư, lăm.
_SPELLINGS = {
    ("unit", 0): ["không", "ko", "zero"],
    ("unit", 1): ["một"],
    ("unit", 2): ["hai"],
    ("unit", 3): ["ba"],
    ("unit", 4): ["bốn"],
    ("unit", 5): ["năm"],
    ("unit", 6): ["sáu"],
    ("unit", 7): ["bảy", "bẩy", "bãy"],
    ("unit", 8): ["tám"],
    ("unit", 9): ["chín"],
    ("late", 1): ["mốt"],
    ("late", 4): ["tư"],
    ("late", 5): ["lăm", "nhăm"],
    ("ten", 10): ["mười"],
    ("tens", 10): ["mươi"],
    ("short tens", 20): ["hăm"],
    ("short tens", 30): ["băm"],
    ("chục", 10): ["chục"],
    ("tá", 12): ["tá"],
    ("pair", 2): ["đôi", "cặp"],
    ("trăm", 100): ["trăm"],
    ("nghìn", 1_000): ["nghìn", "ngàn", "k"],
    ("triệu", 1_000_000): ["triệu", "tr"],
    ("rưỡi", 0): ["rưỡi", "rưởi"],
    ("lẻ", 0): ["lẻ", "lẽ", "linh"],
    ("nửa", 0): ["nửa", "nữa"],
}
_KINDS: Lexicon[tuple[str, int]] = Lexicon(_SPELLINGS)
NUMBER_WORDS = frozenset(chain.from_iterable(_SPELLINGS.values()))
"""All words that numbers are said in."""
_SCALES = (("triệu", 1_000_000), ("nghìn", 1_000), ("trăm", 100))


def _any_of(spelled: str) -> Lexicon[bool]:
    return Lexicon({True: spelled.split()})


_BEFORE = _any_of("dạ vâng có được tất cả tổng cộng là đúng sl số lượng")
_COUNTED = _any_of(
    "người ng chị em cô bà bác anh cháu ông bạn khách hàng kh lượt ca học sinh hs phụ nữ pn nam vợ chồng "
    "hộ nhà gia đình khẩu tờ rơi gấp bướm cuốn quyển phiếu cái chiếc bao cao su bcs que hộp vỉ viên chai lọ "
    "tuýp bộ gói túi buổi cuộc lần dự tham nghe ạ nhé nha thôi "
    "people person persons women woman men households homes leaflets pieces boxes strips"
)
_MOST_COUNTED = 5
_NOBODY = _any_of("có ai nào gì hết cả")

_THOUSANDS = re.compile(r"(?<![\d.,/:])(?<!\d )[1-9]\d{0,2}([., ])\d{3}(?:\1\d{3})*(?![.,/: ]?\d)")
_PLAIN_ANSWER = re.compile(r"(?P<minus>[-−–]|âm |am |trừ )?\+? ?(?P<said>[^\W_](?:[^\W_]| )*?)[ .,;!]*")

_CHOICE_WORDS = re.compile(r"\b(?:số|so|mục|muc|câu|cau|ý|lựa chọn|lua chon|đáp án|dap an|chọn|chon)\b|[#()\[\]]")
_RANGE_WORDS = re.compile(r" ?(?:\b(?:đến|den|tới|toi|to)\b|[-–—−~]) ?")
_CHOICE_BREAKS = re.compile(r" ?(?:[,;.+&/]|\b(?:và|va|and)\b) ?")


def read_integer(text: str) -> int | None:
    """The number that the whole answer is, with a counting word or a polite one around it at most ("dạ 20 người ạ").

    Thousands are grouped by dots, commas or spaces in threes. None for decimals, for vague amounts ("vài", "khoảng 20",
    "20-25", "hai ba"), for several numbers, and for what could be one number or another.
    """
    if len(text) > LONGEST_ANSWER:
        return None
    typed = _THOUSANDS.sub(lambda found: re.sub(r"\D", "", found[0]), tidy(text))
    answer = _PLAIN_ANSWER.fullmatch(typed)
    if answer is None:
        return None
    said = words(answer["said"])
    while said and not said[0].plain.isdecimal() and _KINDS.read(said[0]) is None and _BEFORE.read(said[0]):
        said = said[1:]
    number = spoken(said)
    if number is None or not _only_counts(number[0], said[: number[1]], said[number[1] :]):
        return None
    return -number[0] if answer["minus"] else number[0]


def read_numbers(text: str) -> list[int] | None:
    """The numbers of several choices in the order typed, each once: "1,4", "1 4", "1, 4 và 5", "1-3", "số 2".

    All are between 1 and 999. None when the text is anything else.
    """
    if len(text) > LONGEST_ANSWER:
        return None
    typed = _RANGE_WORDS.sub("-", _CHOICE_WORDS.sub(" ", tidy(text))).strip()
    if "-" in typed:
        typed = re.sub(r"\b(?:từ|tu|from) ", "", typed)
    parts = [_choices(part.strip()) for part in _CHOICE_BREAKS.split(typed) if part.strip()]
    read = [part for part in parts if part is not None]
    if not read or len(read) < len(parts):
        return None
    return list(dict.fromkeys(chain.from_iterable(read)))


def spoken(said: Sequence[Word]) -> tuple[int, int] | None:
    """The number that the words begin with and how many of them it takes, as many as make sense; None if it is none."""
    phrase = _Phrase([_part(word) for word in said])
    number = phrase.number()
    return None if number is None or phrase.at == 0 else (number, phrase.at)


def _choices(part: str) -> list[int] | None:
    numbers: list[int] = []
    for piece in part.split():
        ends = re.fullmatch(r"([0-9]{1,3})(?:-([0-9]{1,3}))?", piece)
        if ends is None:
            return _spoken_choice(part)
        first = int(ends[1])
        last = int(ends[2] or first)
        if not 1 <= first <= last < first + WIDEST_RANGE:
            return None
        numbers.extend(range(first, last + 1))
    return numbers


def _spoken_choice(part: str) -> list[int] | None:
    said = words(part)
    number = spoken(said)
    plain = all(c.isalpha() or c == " " for c in part)
    return [number[0]] if plain and number and number[1] == len(said) and 1 <= number[0] <= 999 else None


def _only_counts(number: int, said: Sequence[Word], rest: Sequence[Word]) -> bool:
    if number == 0 and all(_NOBODY.read(word) or _COUNTED.read(word) for word in rest):
        return True
    if len(rest) > _MOST_COUNTED or not all(_COUNTED.read(word) for word in rest):
        return False
    if not rest or said[-1].plain.isdecimal() or _KINDS.read(rest[0]) is None:
        return True
    # A word that could go on counting: "hai ba" is two or three, "hai muoi nam" without marks is 25 or twenty men.
    return rest[0] == Word("nam") and any(word.marks for word in (*said, *rest))


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    value: int
    word: Word

    @property
    def doubtful(self) -> bool:
        """Five (năm) or men (nam)."""
        return self.word == Word("nam")


def _part(word: Word) -> _Part:
    if word.plain.isascii() and word.plain.isdecimal():
        return _Part("digits", int(word.plain), word) if len(word.plain) <= MOST_DIGITS else _Part("", 0, word)
    kind, value = _KINDS.read(word) or ("", 0)
    return _Part(kind, value, word)


class _Phrase:
    """Reads a number off the beginning of some words; `at` is the first word that is not part of it."""

    def __init__(self, parts: Sequence[_Part]) -> None:
        self._parts = parts
        self._marked = any(part.word.marks for part in parts)
        self.at = 0

    def number(self) -> int | None:
        return self._scaled(_SCALES)

    def _next(self) -> _Part | None:
        return self._parts[self.at] if self.at < len(self._parts) else None

    def _take(self, *kinds: str) -> _Part | None:
        part = self._next()
        if part is None or part.kind not in kinds:
            return None
        self.at += 1
        return part

    def _scaled(self, scales: tuple[tuple[str, int], ...]) -> int | None:
        if not scales:
            return self._tens()
        (kind, size), smaller = scales[0], scales[1:]
        start = self.at
        if self._take("nửa"):
            if self._take(kind):
                return size // 2
            self.at = start
        head = self._scaled(smaller) if size > 100 else self._digit()
        scale = self._take(kind)
        if scale is None or (head is None and scale.word.plain in {"k", "tr"}):
            self.at = start
            return self._scaled(smaller)
        return (1 if head is None else head) * size + self._rest(size, smaller)

    def _rest(self, size: int, smaller: tuple[tuple[str, int], ...]) -> int:
        if self._take("rưỡi"):
            return size // 2
        start = self.at
        if self._take("lẻ"):
            odd = self._late_unit() or self._tens()
            if odd is None:
                self.at = start
            return odd or 0
        rest = self._scaled(smaller)
        if rest is None or rest >= size:
            self.at = start
            return 0
        if self.at == start + 1 and rest < 10:
            if self._parts[start].doubtful:
                self.at = start
                return 0
            return rest * size // 10  # trăm hai: 120
        return rest

    def _digit(self) -> int | None:
        part = self._next()
        if part is None or part.kind not in {"unit", "digits"} or part.value > 9:
            return None
        self.at += 1
        return part.value

    def _tens(self) -> int | None:
        start = self.at
        if self._take("nửa"):
            whole = self._take("chục", "tá")
            if whole is None:
                self.at = start
            return whole.value // 2 if whole else None
        if self._take("ten"):
            return 10 + self._unit()
        if short := self._take("short tens"):
            unit = self._unit()
            if unit == 0:
                self.at = start
            return short.value + unit if unit else None
        head = self._take("unit", "digits")
        if bundle := self._take("chục", "tá", "pair"):
            return self._bundles(head, bundle)
        if head is None:
            return None
        if head.value == 0 or head.value > 9:
            return head.value
        return self._after_digit(head)

    def _bundles(self, head: _Part | None, bundle: _Part) -> int:
        count = 1 if head is None else head.value
        if bundle.kind != "pair" and self._take("rưỡi"):
            return count * bundle.value + bundle.value // 2
        return count * bundle.value + (self._unit() if head and bundle.kind == "chục" else 0)

    def _after_digit(self, head: _Part) -> int:
        ten = self._next()
        if ten is not None and ten.kind in {"ten", "tens"} and not (head.value == 5 and _GRAVE in ten.word.marks):
            self.at += 1  # năm mười is "five to ten"; năm mươi is fifty
            return head.value * 10 + self._unit()
        if head.kind == "digits" or head.value == 1:
            return head.value
        if late := self._late_unit():
            return head.value * 10 + late
        unit = self._next()
        if unit is not None and unit.kind == "unit" and self._is_pair(head.value, unit):
            self.at += 1
            return head.value * 10 + unit.value
        return head.value

    def _is_pair(self, tens: int, unit: _Part) -> bool:
        """Whether two digits are a number (ba bảy: 37) and not a guess (ba bốn: three or four; năm bảy: a few)."""
        if unit.value == 1:
            return not unit.word.marks  # ba mốt is 31, ba một is not
        return self._marked and unit.value not in {0, 5, tens + 1} and (tens, unit.value) not in {(5, 3), (5, 7)}

    def _late_unit(self) -> int | None:
        late = self._take("late")
        return late.value if late else None

    def _unit(self) -> int:
        """The unit after tens; 0 if none is said."""
        part = self._next()
        if part is None or part.kind not in {"unit", "late"} or part.value == 0 or part.doubtful:
            return 0
        self.at += 1
        return part.value
