"""What is recognised in a message: pieces in their order, each with all the senses its words may have."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from handlers.quicklog.days import Day, day_at
from handlers.quicklog.names import is_capital_name, is_number_name, is_word_of_days
from handlers.quicklog.numbers import Number, number_at
from handlers.quicklog.tokens import Token
from handlers.quicklog.vocabulary import VOCABULARY, Match, Vocabulary
from handlers.reading.spelling import Word

_COUNTED = frozenset(
    {
        "people",
        "households",
        "leaflet",
        "session",
        "times",
        "age",
        "money",
        "unit",
        "product",
        "brand",
        "service",
        "other goods",
    }
)
_SIGNS = {"comma": "comma", "stop": "stop", "question": "question mark", "bad_code": "bad code", "hour": "hour"}
_VERBS = frozenset({"give", "take", "talk", "hand", "refer"})
_CLINICAL = frozenset({"organ", "service", "exam", "screening", "other service"})
_NEVER_NAMED = frozenset(
    {
        "organ",
        "service",
        "exam",
        "screening",
        "other service",
        "for",
        "at",
        "and",
        "done",
        "about",
        "born",
        "question",
        "state",
        "each",
    }
)
_TOLD = _VERBS | {"people", "state", "negation", "done", "self", "go"}
_HAMLETS = frozenset({"xóm", "xom", "thôn", "thon", "làng", "lang", "ấp", "ap", "bản"})
_TURNS = frozenset({"plan", "negation", "question", "stock"})
_AFTER_BUSY = frozenset({"chua", "nen", "khong", "k", "ko", "qua", "viec", "a", "hen"})
_NAM = Word("nam")
_ONESELF = frozenset({"em", "e", "con", "chau"})


@dataclass(slots=True, eq=False)
class Piece:
    """Something recognised: `senses` gives a value for each kind of the lexicon it may be; none if it is unknown.

    `start` and `end` are places in the message; `text` is what stands there, tidied; `capital` as it begins.
    """

    start: int
    end: int
    text: str
    senses: dict[str, str] = field(default_factory=dict)
    number: Number | None = None
    day: Day | None = None
    capital: bool = False

    def has(self, *kinds: str) -> bool:
        """Whether it may be of one of these kinds."""
        return not self.senses.keys().isdisjoint(kinds)

    @property
    def unknown(self) -> bool:
        """Whether nothing is known about it."""
        return not self.senses and self.number is None and self.day is None


def pieces(tokens: Sequence[Token], vocabulary: Vocabulary = VOCABULARY) -> list[Piece]:
    """Everything that is recognised, from left to right, without gaps except for what holds no letters."""
    return _Scanner(tokens, vocabulary).all()


class _Scanner:
    def __init__(self, tokens: Sequence[Token], vocabulary: Vocabulary) -> None:
        self._tokens, self._vocabulary = tokens, vocabulary
        self._found: list[Piece] = []
        self._births = False
        self._matches: dict[tuple[int, bool], Match | None] = {}

    def all(self) -> list[Piece]:
        at, about = 0, False
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.shape == "approximate":
                at, about = at + 1, True
                continue
            if token.shape in _SIGNS or token.shape == "code":
                kind = _SIGNS.get(token.shape, "code")
                self._put(at, 1, {kind: token.text})
                at += 1
                continue
            used, approximates = self._piece(at, about)
            at += used
            about = approximates
        return self._found

    def _match(self, at: int, after_number: bool) -> Match | None:
        key = (at, after_number)
        if key not in self._matches:
            here = at < len(self._tokens)
            self._matches[key] = self._vocabulary.longest(self._tokens, at, after_number) if here else None
        return self._matches[key]

    def _countable(self, at: int) -> bool:
        match = self._match(at, True)
        return match is not None and not _COUNTED.isdisjoint(match.senses)

    def _counted_on_day(self, at: int) -> bool:
        """Whether something is counted after what may be a day; not in "sáng 30 em tọa đàm", where she did it."""
        match = self._match(at, True)
        following = self._match(at + match.length, False) if match else None
        if match and following and self._tokens[at].word.plain in _ONESELF and not _VERBS.isdisjoint(following.senses):
            return False
        return self._countable(at)

    def _piece(self, at: int, about: bool) -> tuple[int, bool]:
        """Adds the piece that begins here; returns its tokens and whether it makes the next number approximate."""
        after_number = bool(self._found) and self._found[-1].number is not None
        if (
            is_capital_name(self._tokens, at, self._found)
            or self._is_place_name(at)
            or is_number_name(self._tokens, at, self._found)
        ):
            self._put(at, 1, {})
            return 1, False
        match = self._match(at, after_number)
        length = match.length if match else 0
        men = after_number and self._tokens[at].word == _NAM  # "6 nam rồi phát …", not năm rồi
        day = (
            None
            if is_word_of_days(self._tokens, at, self._found) or men
            else day_at(self._tokens, at, self._counted_on_day)
        )
        appointed = bool(self._found) and self._found[-1].senses.get("state") == "appointment"
        if day and appointed and self._tokens[at + day[1] - 1].word.plain == "roi":
            day = day_at(self._tokens[: at + day[1] - 1], at, self._counted_on_day)  # "hẹn thứ 6 rồi mời …"
        number = number_at(self._tokens, at, self._countable, year=self._tells_birth())
        if match and number and match.senses.keys() == {"in name"}:
            match, length = None, 0  # "ba vỉ" is three of them, not Ba Vì
        if match and "all" in match.senses and self._counts_anew(at, length):
            match, length = None, 0
        before = self._found[-1] if self._found else None
        if match and "facility" in match.senses and before and (before.has("at") or before.text in {"cùng", "cung"}):
            number = None  # "o tram" is at the station, not a hundred
        if day and (self._is_range(at, day[0]) or (day[0].kind == "pair" and self._tells_age())):
            day = None
        if self._is_today(at):
            self._put(at, 1, {}, day=Day("past", "hôm nay"))
            return 1, False
        if number and self._tokens[at].shape == "pair" and day:
            number = None
        if day and self._says_day(day, number, length):
            self._put(at, day[1], {}, day=day[0])
            return day[1], False
        if number and number[1] >= length and not (length == number[1] and match and self._means_more(match, at)):
            said = replace(number[0], about=True) if about else number[0]
            self._put(at, number[1], {}, number=said)
            return number[1], False
        if match is None:
            self._put(at, 1, {})
            return 1, False
        if "approximate" in match.senses and self._is_number(at + length):
            return length, True
        if "facility" in match.senses:
            length += self._facility_name(at + length)
        elif "numbered place" in match.senses:
            length += self._place_numbers(at + length)
        senses = {"state": "not_yet"} if self._is_busy(at, length) else match.senses
        self._put(at, length, {"noise": ""} if self._is_report(at, length) else senses)
        return length, False

    def _is_report(self, at: int, length: int) -> bool:
        """Whether "bao" without its mark is báo: "em bao chi ban 2 hop"."""
        if (
            self._tokens[at].text != "bao"
            or length != 1
            or not (self._found and self._found[-1].has("self", "people", "code"))
        ):
            return False
        following = self._match(at + 1, False)
        numbered = len(self._found) > 1 and self._found[-2].number is not None
        return following is not None and not numbered and not _TOLD.isdisjoint(following.senses)

    def _is_today(self, at: int) -> bool:
        """Whether "nay" alone is today: it begins what is said."""
        before = self._tokens[at - 1] if at else None
        begins = before is None or before.shape in {"comma", "stop"} or before.word.plain in {"va", "con"}
        return begins and self._tokens[at].text == "nay"

    def _is_busy(self, at: int, length: int) -> bool:
        """Whether "ban" without its mark is bận: said of a client, and nothing is sold."""
        if self._tokens[at].text != "ban" or length != 1 or not (self._found and self._found[-1].has("code")):
            return False
        following = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        return following is None or following.shape in {"comma", "stop", "code"} or following.word.plain in _AFTER_BUSY

    def _counts_anew(self, at: int, length: int) -> bool:
        """Whether "cả 3" says how many there are ("cả 3 chị đi khám") instead of all that were named ("cả 3 đều …")."""
        if length < 2 or self._tokens[at + length - 1].number is None or not self._countable(at + length):
            return False
        return all(token.word.plain != "deu" for token in self._tokens[at + length : at + length + 3])

    @staticmethod
    def _says_day(day: tuple[Day, int], number: tuple[Number, int] | None, length: int) -> bool:
        """Whether the day is the best reading: no shorter than a number or a phrase of so many tokens."""
        if number and (day[1] < number[1] or day[1] == number[1] == 1):
            return False
        return day[1] >= length

    def _means_more(self, match: Match, at: int) -> bool:
        """Whether a number word is rather something else that is said after a number: "5 nam", "2 bà"."""
        after = bool(self._found) and self._found[-1].number is not None
        if match.senses.get("channel") == "socialised" and not self._countable(at + match.length):
            return True  # 818
        return after and not _COUNTED.isdisjoint(match.senses)

    def _tells_age(self) -> bool:
        return bool(self._found) and self._found[-1].text.split()[-1:] in (["tuổi"], ["tuoi"])

    def _tells_birth(self) -> bool:
        """Whether years of birth are being listed: "sinh năm bảy chín và tám hai"."""
        if not self._births:
            return False
        for piece in reversed(self._found[-4:]):
            if piece.has("born"):
                return True
            if piece.number is None and not piece.has("and", "comma", "noise"):
                return False
        return False

    def _is_number(self, at: int) -> bool:
        return at < len(self._tokens) and number_at(self._tokens, at, self._countable) is not None

    def _is_range(self, at: int, day: Day) -> bool:
        """Whether "10-12 chị" counts; a day at the beginning of the message or with a slash before goods is one."""
        token = self._tokens[at]
        if token.shape != "pair" or not self._countable(at + 1) or self._is_last_word(at + 1, "a"):
            return False
        if self._found and self._found[-1].senses.get("state") == "appointment":
            return False
        if "/" not in token.text and "." not in token.text:
            return True
        match = self._match(at + 1, True)
        return at > 0 and match is not None and "people" in match.senses and _VERBS.isdisjoint(match.senses)

    def _is_last_word(self, at: int, text: str) -> bool:
        """Whether a sentence ends with this word: "hẹn 15/12 a", which is ạ and not anh."""
        further = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        return self._tokens[at].text == text and (further is None or further.shape in {"comma", "stop"})

    def _is_place_name(self, at: int) -> bool:
        """Whether a word names the hamlet that was just spoken of, instead of turning the sense: "xom dinh"."""
        before = self._found[-1] if self._found else None
        if before is None or before.text not in _HAMLETS or self._tokens[at].word.marks:
            return False
        match = self._match(at, False)
        return match is not None and match.length == 1 and not _TURNS.isdisjoint(match.senses)

    def _facility_name(self, at: int) -> int:
        """The tokens of the name of a clinic: "bệnh viện | phụ sản Hà Nội", "bv | bach mai", "BV | 108"."""
        used = 0
        plain_before = False
        while at + used < len(self._tokens):
            here = at + used
            token = self._tokens[here]
            match = self._match(here, False)
            if token.shape == "digits":
                taken = (
                    1
                    if used == 0
                    and not self._countable(here + 1)
                    and day_at(self._tokens, here, self._countable) is None
                    else 0
                )
            elif token.shape == "pair" and used == 0 and self._tokens[at - 1].word.plain in {"bv", "vien"}:
                taken = int("-" in token.text)  # bệnh viện 19-8
            elif token.shape != "word":
                break
            elif used == 0 and token.text == "k":
                taken = 1  # Bệnh viện K ạ
            elif match is None:
                taken = 0 if self._begins_day(here) else 1
            elif "in name" in match.senses and (used == 0 or token.text != "k"):
                taken = match.length  # Bệnh viện K; elsewhere k is không
                if "numbered place" in match.senses:
                    taken += self._place_numbers(here + taken)
            elif (
                token.capital
                and match.length == 1
                and _CLINICAL.isdisjoint(match.senses)
                and not self._begins_day(here)
            ):
                taken = 1
            else:
                taken = int(plain_before and match.length == 1 and self._may_be_named(match, here))
            if not taken:
                break
            plain_before = match is None and token.shape == "word" and not plain_before
            used += taken
        return used

    def _begins_day(self, at: int) -> bool:
        day = day_at(self._tokens, at, self._countable)
        following = self._tokens[at + 1].word.plain if at + 1 < len(self._tokens) else ""
        herself = following in {"em", "e", "toi"} and self._tokens[at - 1].word.plain not in {"bach", "minh", "hoang"}
        return day is not None and (day[0].kind != "later" or day[1] > 1 or herself)

    def _may_be_named(self, match: Match, at: int) -> bool:
        """Whether a word of the lexicon is the second half of a name: "thanh nhan", "dong anh", "bach mai"."""
        following = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        verb = not _VERBS.isdisjoint(match.senses)
        if verb and following is not None and following.shape not in {"comma", "stop"}:
            further = self._match(at + 1, False)
            if following.shape != "word" or further is None or _CLINICAL.isdisjoint(further.senses):
                return False
        return _NEVER_NAMED.isdisjoint(match.senses)

    def _place_numbers(self, at: int) -> int:
        """The tokens of the numbers of a place: "tổ 5", "tổ 2, 3 và 4", "ngõ 12/5"."""
        used = 0
        while at + used < len(self._tokens):
            here = at + used
            joint = 0
            if used and (self._tokens[here].text in {",", "+", "-", "&"} or self._tokens[here].word.plain == "va"):
                joint = 1
            if used and not joint:
                break
            taken = self._place_number(here + joint, first=not used)
            if not taken:
                break
            used += joint + taken
        return used

    def _place_number(self, at: int, *, first: bool) -> int:
        if at >= len(self._tokens):
            return 0
        token = self._tokens[at]
        match = self._match(at, False)
        if match is not None and "then" in match.senses:
            return 0
        if token.shape == "pair":
            return 1 if first else 0
        number = number_at(self._tokens, at, lambda _: True)
        if number is None or number[0].value is None:
            return 0
        if self._countable(at + number[1]) and (not first or (number[0].value >= 10 and token.number is not None)):
            return 0
        following = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        if (
            first
            and following is not None
            and following.shape == "word"
            and len(following.text) == 1
            and following.text in "abcd"
        ):
            return number[1] + 1 if not self._countable(at + 1) else number[1]
        return number[1]

    def _put(
        self, at: int, length: int, senses: dict[str, str], number: Number | None = None, day: Day | None = None
    ) -> None:
        covered = self._tokens[at : at + length]
        text = " ".join(token.text for token in covered)
        self._births = self._births or "born" in senses
        self._found.append(Piece(covered[0].start, covered[-1].end, text, senses, number, day, covered[0].capital))
