"""What the words of a message do: which of them begins a talk, a gift, a referral, and which only seems to."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.clauses import PURPOSES, Clause, is_
from handlers.quicklog.pieces import Piece
from handlers.reading.spelling import bare

CLIENT = ("code", "bad code")
VERBS = ("give", "take", "talk", "refer", "tt", "hand")
_ANOTHER_STOCK = frozenset({"ask", "got", "back"})
_ACTS = frozenset({"refer", "hand", "give", "take", "talk", "tt", "stock", "meeting", "go", "meet", "at", "service"})


class Verbs:
    """The verbs among the parts of a message."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._found: Sequence[Clause] = ()
        self._clause = Clause()

    def act(self, at: int, clause: Clause, found: Sequence[Clause]) -> tuple[str, str]:
        """What the word at a place does in the clause that is being read after those `found`, and its value."""
        self._clause, self._found = clause, found
        part = self._parts[at]
        if not isinstance(part, Piece):
            return (
                ("method", "")
                if part.what == "method" and self._clause.act not in {"talk", "refer"} and not self._has_take()
                else ("", "")
            )
        if part.senses.keys().isdisjoint(_ACTS):
            return "", ""
        before = self._parts[at - 1] if at else None
        for head in ("refer", "hand", "give", "take", "talk", "tt", "stock", "meeting"):
            if not part.has(head):
                continue
            act = getattr(self, f"_{head}")(at, part, before)
            if act:
                return str(act), part.senses[head]
        if part.has("go", "meet", "at") and (self._clause.act != "talk" or is_(before, "then")):
            return self._visit(at, part)
        if part.has("service") and self._gives_method(at):
            return "method", ""
        return "", ""

    def _has_take(self) -> bool:
        return self._clause.act in {"take", "stock"}

    def rest(self, at: int) -> Iterator[Part]:
        """What follows in the same chunk, up to the next verb."""
        for place, part in enumerate(self._parts[at + 1 :], at + 2):
            if is_(part, "then") and place < len(self._parts) and is_(self._parts[place], "self", "stock", "meeting"):
                return
            if (
                is_(part, "comma", "stop", "question mark")
                or (is_(part, "give", "take", "talk", "refer") and not is_(part, "exam"))
                or (isinstance(part, Piece) and part.senses.get("stock") in _ANOTHER_STOCK)
            ):
                return
            yield part

    def _listed(self, at: int) -> Iterator[Part]:
        """What follows further on after a list of people: "chị Hà (sn 85), chị Lan | đi khám vú"."""
        further = False
        for place, part in enumerate(self._parts[at + 1 :], at + 1):
            if is_(part, "comma"):
                further = True
            elif is_(part, "stop", "question mark", *VERBS) and not is_(part, "exam"):
                return
            elif further and is_(part, *PURPOSES, "facility", "at", "go"):
                yield from [part, *self.rest(place)]
                return
            elif not _names(part):
                return

    def _refer(self, at: int, part: Piece, before: Part | None) -> str:
        rest = list(self.rest(at))
        told = rest and (isinstance(rest[0], Amount) or is_(rest[0], "code", "people"))
        if (
            part.has("done")
            and self._clause.has("code")
            and not self._clause.act
            and not is_(before, "then")
            and not told
        ):
            return ""  # "kh 4wz8 moi dat vong": mới, not mời
        if self._clause.has("people", "code") and _tells_of_going(rest):
            return ""  # "chị Hạnh em giới thiệu đã khám vú rồi"
        if (
            part.senses["refer"] == "weak"
            and self._clause.has("contact")
            and not self._clause.has("state")
            and not is_(before, "then")
        ):
            return ""  # "đã gọi kh 7f3k nhắc đi khám"
        if part.senses["refer"] == "weak":
            if any(is_(one, "about") and is_(other, "topic") for one, other in pairwise(rest)):
                return ""  # "dặn mẹ về sàng lọc sơ sinh" without marks
            purpose = any(is_(other, *PURPOSES, "facility") for other in [*rest, *self._listed(at)])
            first = next((other for other in rest if is_goods(other) or is_(other, *PURPOSES, "facility")), None)
            return "refer" if purpose and not (first is not None and is_goods(first)) else ""
        first = next((other for other in rest if not is_(other, "noise", "done", "for")), None)
        if is_(first, "about", "channel") or (isinstance(first, Amount) and first.what == "goods"):
            return "talk?"
        return "refer"

    def _hand(self, at: int, part: Piece, before: Part | None) -> str:
        rest = list(self.rest(at))
        if part.has("contact") and any(is_(other, "done", "state") for other in rest):
            return ""  # "goi kh 7f3k da kham": gọi, not gởi
        if len(rest) == 1 and is_(rest[0], "people") and not is_(rest[0], "self"):
            rest += self.rest(at + 2)  # "gui chi Tham di kham": a name that looks like a verb
        if any(is_goods(other) for other in rest):
            return "stock" if is_(rest[0], "facility", "office", "source") else "give"  # "gửi trạm 20 tờ rơi"
        return "refer" if any(is_(other, *PURPOSES, "facility") for other in [*rest, *self._listed(at)]) else ""

    def _give(self, at: int, part: Piece, before: Part | None) -> str:
        if is_(before, "plural", "each") and not is_(before, "done"):
            return ""
        if self._clause.act == "stock" and is_(before, "stock", "source", "facility", "office"):
            return ""  # "được trạm cấp 200 bao"
        busy = part.text == "ban" and is_(before, "code", "people") and not any(map(is_goods, self.rest(at)))
        return "" if busy and any(is_(after, "state", "negation") for after in self.rest(at)) else "give"

    def _take(self, at: int, part: Piece, before: Part | None) -> str:
        named = self._clause.act == "give" and not self._clause.amounts("goods", "leaflet")  # "bieu ba Nhan 1 chai"
        sent = self._clause.act == "refer" and not self._clause.has("then") and not is_(before, "self", "code")
        return "" if named or sent else "take"

    def _talk(self, at: int, part: Piece, before: Part | None) -> str:
        if part.has("cue") and part.senses["talk"] == "community_event" and is_(before, "at", "for"):
            attended = any(isinstance(other, Amount) and other.gender == "attending" for other in self.rest(at))
            return "talk" if attended and self._clause.act == "give" else ""
        if part.has("about") and (self._clause.act == "talk" or (self._found and self._found[-1].act == "talk")):
            return ""
        if self._clause.act == "refer" and part.senses["talk"] == "" and not is_(before, "then"):
            rest = list(self.rest(at))
            counted = any(isinstance(other, Amount) and other.what in {"people", "households"} for other in rest)
            counted = counted or any(is_(one, "about") and is_(other, "topic") for one, other in pairwise(rest))
            return "talk" if counted and self._clause.has(*PURPOSES) else ""
        if self._clause.act == "meeting" and is_(before, "about"):
            return ""
        named = is_(before, "people") and not is_(before, "self")  # "gui chi Tham di kham" without marks or capitals
        if self._clause.act == "refer" and named and not self._clause.has(*PURPOSES):
            return ""
        return "talk"

    def _tt(self, at: int, part: Piece, before: Part | None) -> str:
        if isinstance(before, Amount) and before.what == "method":
            return "method"
        following = self._parts[at + 1] if at + 1 < len(self._parts) else None
        doses = isinstance(following, Amount) and following.unit == "bottle" and following.product is None
        if doses or (isinstance(following, Amount) and following.what == "method"):
            return "method"
        named = isinstance(following, Piece) and following.unknown
        if named and self._clause.act == "talk" and self._clause.amounts("people", "households"):
            return ""  # "tư vấn 4 hộ tt trâu quỳ"
        if is_(before, "at") and not (isinstance(following, Amount) or is_(following, "topic", "about")):
            return ""
        if isinstance(following, Piece) and following.unknown and following.capital:
            return ""
        return "tt"

    def _stock(self, at: int, part: Piece, before: Part | None) -> str:
        following = self._parts[at + 1] if at + 1 < len(self._parts) else None
        if part.senses["stock"] == "out":
            if is_(before, "channel") and not self._clause.act:
                return ""  # "free hết"
            if is_(before, "give") or (
                part.text in {"hết", "het"}
                and self._clause.act == "give"
                and not self._clause.amounts("goods", "leaflet")
            ):
                return ""
            return "stock"
        if part.senses["stock"] == "left" and part.has("then"):
            follows = (isinstance(following, Amount) and following.what in {"goods", "leaflet", "other goods"}) or (
                isinstance(following, Piece) and following.number is not None
            )
            return "stock" if follows else ""
        if part.senses["stock"] == "got" and self._customer():
            return "give"
        return "stock"

    def _meeting(self, at: int, part: Piece, before: Part | None) -> str:
        dated = isinstance(before, Piece) and before.day is not None  # "… sáng nay họp giao ban"
        if (self._clause.act == "talk" and not self._clause.has("then") and not dated) or is_(before, "at"):
            return ""
        cues = [piece.senses.get("cue", "group_talk") for piece in self._clause.pieces("cue", "audience")]
        grouped = "group_talk" in cues
        attended = any(isinstance(other, Amount) and other.what == "people" for other in self.rest(at))
        return "talk" if grouped and attended else "meeting"  # "clb họp 30 cụ"

    def _customer(self) -> bool:
        """Whether someone other than the collaborator or an officer is spoken of before the verb."""
        parts = self._clause.parts
        if any(is_(part, "source") for part in parts):
            return False
        return any(
            is_(part, "code", "bad code", "households")
            or (isinstance(part, Amount) and part.what in {"people", "households"})
            or (is_(part, "people") and not is_(part, "self"))
            for part in parts
        )

    def _visit(self, at: int, part: Piece) -> tuple[str, str]:
        """ "đi 8 hộ", "gặp 3 chị": a visit when households or, of those met, people are counted next."""
        near = [other for other in self._parts[at + 1 : at + 4] if not is_(other, "hour")][:2]
        following = next((other for other in near if not is_(other, "noise", "go", "meet")), None)
        if not isinstance(following, Amount):
            return "", ""
        goes = self._clause.act == "give" and bare(part.text) == "di" and bool(self._clause.amounts("goods", "leaflet"))
        if (
            following.what == "households"
            and part.has("go", "meet")
            and (
                self._clause.act not in {"give", "refer", "take", "stock", "tt"} or self._clause.has(*PURPOSES) or goes
            )
        ):
            return "talk", "household_visit"
        further = takewhile(lambda other: not is_(other, "self"), self._parts[at + 1 : at + 5])
        fetched = any(is_(other, "take") for other in further)
        if following.what == "people" and part.has("meet") and not self._clause.act and not fetched:
            return "talk", "?"
        return "", ""

    def _gives_method(self, at: int) -> bool:
        """Whether a clinical method is what she did herself: "đặt vòng cho 2 chị"."""
        part = self._parts[at]
        clause = self._clause
        further = self._parts[at + 1 : at + 3]
        if clause.act == "talk" and (clause.amounts("people", "households") or clause.codes()) and clause.has("topic"):
            receiver = further[-1] if len(further) > 1 and is_(further[0], "for") else None
            return is_(receiver, "code") or (isinstance(receiver, Amount) and receiver.what == "people")
        if (
            clause.act in {"talk", "refer", "take", "tt", "meeting", "method", "stock"}
            or clause.codes()
            or clause.has("bad code", "state")
        ):
            return False
        if clause.act == "give":
            return False
        if clause.amounts("people") or clause.has("people") or clause.has("about"):
            return False
        rest = list(self.rest(at))
        receivers = any(is_(other, "code") or (isinstance(other, Amount) and other.what == "people") for other in rest)
        for_someone = bool(rest) and any(is_(other, "for") for other in rest[:2])
        assert isinstance(part, Piece)
        return receivers or for_someone


def _tells_of_going(rest: Sequence[Part]) -> bool:
    """Whether somebody who was sent is said to have gone: "(chị Hạnh em giới thiệu) hôm qua đã đi khám"."""
    for part, following in pairwise(rest):
        if isinstance(part, Amount) or part.has("code", *PURPOSES, "people"):
            return False
        if part.senses.get("done") == "before":
            return part.has("went") or is_(following, "went", *PURPOSES)
    return False


def _names(part: Part) -> bool:
    """Whether it tells who somebody is: a name, a code, an age, a year of birth."""
    if isinstance(part, Amount):
        return part.what in {"people", "age"}
    return part.unknown or part.number is not None or is_(part, "people", "born", "born short", "and", *CLIENT)


def is_goods(part: Part) -> bool:
    """Whether it is an amount of something that can be given out."""
    return isinstance(part, Amount) and part.what in {"goods", "leaflet", "other goods", "unknown goods"}
