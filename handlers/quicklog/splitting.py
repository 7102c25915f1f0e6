"""A message cut into clauses where a verb, a sign or a further client begins another act."""

from collections.abc import Sequence

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.clauses import PURPOSES, Clause, is_
from handlers.quicklog.pieces import Piece
from handlers.quicklog.verbs import CLIENT, VERBS, Verbs, is_goods

_TOLD = frozenset({"talk", "tt", "give", "take", "refer", "method"})
# What may stand between "rồi" and its verb.
_DOERS = (
    *("people", "self", "code", "bad code", "source", "facility", "office", "place", "numbered place", "at", "session"),
    *(
        "cue",
        "noise",
        "go",
        "meet",
        "born",
        "born short",
        "and",
        "audience",
        "negation",
        "plan",
        "done",
        "households",
        "attend",
    ),
)
_BEFORE_PEOPLE = (*VERBS, "for", "and", "about", "meet", "at")


def clauses(parts: Sequence[Part]) -> list[Clause]:
    """The clauses of a message in their order."""
    return _Splitter(parts).all()


class _Splitter:
    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._verbs = Verbs(parts)
        self._found: list[Clause] = []
        self._clause = Clause()

    def all(self) -> list[Clause]:
        for at, part in enumerate(self._parts):
            if is_(part, "stop", "question mark", "comma"):
                if not (isinstance(part, Piece) and part.text == ":" and is_(self._last(), *CLIENT)):
                    self._break(part)  # what follows "kh 7f3k:" is said of her
                continue
            if is_(part, "but") and not (is_(part, "plural") and is_(self._last(), *_BEFORE_PEOPLE)):
                self._break(part)
            act, value = self._verbs.act(at, self._clause, self._found)
            if act == self._clause.act and (act == "method" or (act == "refer" and self._is_empty())):
                act = ""  # "viết phiếu giới thiệu"
            if act and self._is_over(act) and not self._belongs(at, act):
                self._split(act)
            elif self._turns(at):
                self._split("")
            if act and not self._clause.act:
                self._clause.act, self._clause.value = act, value
            self._clause.add(part)
        self._close("")
        return self._found

    def _last(self) -> Part | None:
        return self._clause.parts[-1] if self._clause.parts else None

    def _break(self, sign: Part) -> None:
        assert isinstance(sign, Piece)
        if sign.has("question mark"):
            self._clause.add(sign)
        chunk, sentence = self._clause.chunk + 1, self._clause.sentence
        joint = "and" if sign.text in {"+", "&"} else ","
        if sign.has("stop", "question mark"):
            joint, sentence = ".", sentence + 1
        if not self._clause.parts:
            self._clause.joint = self._clause.joint if self._clause.joint == "." else joint
            self._clause.sentence = sentence
            return
        self._close(joint)
        self._clause.chunk, self._clause.sentence = chunk, sentence

    def _close(self, joint: str) -> None:
        done = self._clause
        if done.parts:
            self._found.append(done)
        self._clause = Clause(joint=joint, chunk=done.chunk, sentence=done.sentence)

    def _is_empty(self) -> bool:
        clause = self._clause
        counted = any(isinstance(part, Amount) for part in clause.parts)
        return not counted and not clause.has(*PURPOSES, "code", "bad code", "people")

    def _is_over(self, act: str) -> bool:
        """Whether a verb begins another act."""
        return self._is_full() or self._went_on(act) or self._then() is not None

    def _is_full(self) -> bool:
        clause = self._clause
        told = clause.has("state") or (clause.has("code", "bad code") and clause.has("done") and clause.has(*PURPOSES))
        return bool(clause.act) or bool(clause.amounts("goods", "leaflet")) or told

    def _went_on(self, act: str) -> bool:
        """Whether what was said since the last break goes on with the clause before it, so that a verb is a new one."""
        clause = self._clause
        if not self._found or clause.joint != "," or clause.act or clause.skipped:
            return False
        before = next((earlier.act for earlier in reversed(self._found) if earlier.act or earlier.joint == "."), "")
        if act in {"stock", "meeting"}:
            attended = before == "talk" and bool(clause.amounts("people", "households"))
            return attended or clause.has("topic", "facility", *PURPOSES)
        people = clause.amounts("people", "households")
        if act in {"give", "take"} and before == "talk" and people:
            parts = len(people) > 1 and all(amount.gender in {"male", "female"} for amount in people)
            if parts or is_(self._last(), "negation"):
                return True  # "…, 3 nữ 11 nam | tặng 22 hộp durex"
        if act in {"refer", "give", "take"} and before == "talk":
            counted = act == "refer" and self._found[-1].act == "talk"
            return clause.has("topic") or (counted and bool(clause.amounts("people", "households")))
        if act in {"talk", "give", "take", "refer"} and before == "refer":
            return clause.has(*PURPOSES)
        return act in {"refer", "talk"} and before in {"give", "take"} and clause.has("channel")

    def _belongs(self, at: int, act: str) -> bool:
        """Whether a verb is of what was said before it: "2 hộp hello bán cho anh", "chưa đi vãng gia được"."""
        clause = self._clause
        if act == "take" and not clause.act and clause.amounts("goods"):
            return not any(self._verbs.rest(at))  # "1 hộp hello mua"
        if clause.act or act not in {"give", "talk", "tt"}:
            return False
        last = clause.parts[-1]
        if isinstance(last, Piece) and last.senses.get("state") == "not_yet" and not clause.has(*CLIENT):
            return True
        goods = clause.amounts("goods", "leaflet")
        return (
            act == "give" and bool(goods) and not clause.has("state") and not any(map(is_goods, self._verbs.rest(at)))
        )

    def _split(self, act: str) -> None:
        """Begins a new clause with what leads into it: "và", "em", "mai", "chưa" …"""
        parts = self._clause.parts
        cut = len(parts)
        then = self._then()
        while then is None and cut and self._leads_in(parts, cut - 1, act):
            cut -= 1
        cut = cut if then is None else then
        if then is None and act == "talk":
            cut = self._doers_before(cut)
        lead = parts[cut:]
        self._clause.cut(cut)
        joint = "and" if any(is_(part, "and") for part in lead) else ""
        joint = joint if then is None else ","
        if not parts:
            joint = self._clause.joint
        self._close(joint)
        for part in lead:
            self._clause.add(part)

    def _doers_before(self, cut: int) -> int:
        """Where those begin who take part in the talk that follows: "… | 17 chị thôn Hạ nghe", "… | đến 6 nhà"."""
        parts = self._clause.parts
        listens = is_(self._last(), "attend")
        for at in range(cut - 1, 0, -1):
            part, before = parts[at], parts[at - 1]
            if isinstance(part, Amount):
                if listens and part.what == "people" and not is_(before, "for", "each", *VERBS):
                    return at
                return at - 1 if part.what == "households" and is_(before, "go") and at > 1 else cut
            if not (part.unknown or part.has("place", "numbered place", "at", "attend", "noise")):
                return cut
        return cut

    def _then(self) -> int | None:
        """Where in the clause "rồi", "sau đó" go on to another act, of which no more is said than who does it."""
        if not self._clause.has("then"):
            return None
        parts = self._clause.parts
        places = (at for at in range(len(parts)) if self._is_then(at) and self._names_doers(parts[at + 1 :]))
        return next(places, None)

    def _is_then(self, at: int) -> bool:
        """Whether "rồi", "sau đó" at a place of the clause goes on to something else: much was said before."""
        parts = self._clause.parts
        if at < 1 or not is_(parts[at], "then") or is_(parts[at], "stock"):
            return False
        counted = self._clause.amounts("goods", "leaflet", "people", "households")
        if not self._clause.act and self._clause.has(*CLIENT) and is_(parts[at], "done") and not counted:
            return False  # "kh 7f3k khám rồi"
        told = any(isinstance(part, Amount) for part in parts[:at])
        return told or any(is_(part, "topic", "facility", "channel", *CLIENT, *PURPOSES) for part in parts[:at])

    @staticmethod
    def _names_doers(parts: Sequence[Part]) -> bool:
        """Whether these only name who does it, or is there: "rồi | chị em tổ 4 | mua 3 chai", "rồi | 1 buổi | tt"."""
        return all(
            part.what in {"people", "households", "session"}
            if isinstance(part, Amount)
            else part.unknown or part.day is not None or part.number is not None or part.has(*_DOERS)
            for part in parts
        )

    def _leads_in(self, parts: list[Part], at: int, act: str) -> bool:
        part = parts[at]
        if isinstance(part, Amount) and part.what == "session" and act == "talk" and at == len(parts) - 1:
            return True  # "… | 1 buổi truyền thông"
        if isinstance(part, Amount) and act == "take" and part.what == "people" and at:
            if at + 1 < len(parts) and is_(parts[at + 1], "code"):
                return False
            return not is_(parts[at - 1], "for", "each", *VERBS)  # "… 6 vỉ thuốc, một anh | nhận hai chục bao"
        if not isinstance(part, Piece) or part.number is not None:
            return False
        if part.day is not None and part.day.kind == "later" and at and is_(parts[at - 1], "then"):
            return True
        if part.day is not None and act == "meeting" and at == len(parts) - 1:
            return True  # "… sáng nay họp giao ban"
        if part.day is not None:
            others = [
                other for other in parts[:at] if isinstance(other, Piece) and other.day and other.day.kind != "now"
            ]
            if any(is_(other, "state") for other in parts[:at]) and not others:
                return part.day.kind == "now" and not is_(parts[at - 1], "state")
            return part.day.kind in {"later", "now"} or bool(others) or self._leading_days()
        if act == "take" and (part.has("code", "people") or (part.unknown and at and is_(parts[at - 1], "people"))):
            return not (at and is_(parts[at - 1], "for")) and not (
                at > 1 and part.unknown and is_(parts[at - 2], "for")
            )
        if part.has("done") and part.senses["done"] == "after":
            before = parts[at - 1] if at else None
            if part.has("then") and is_(before, "topic") and any(is_(other, "about") for other in parts[:at]):
                return True  # "… về vô sinh rồi | giới thiệu …"
            if not part.has("then") or is_(before, *PURPOSES, "went", "state", "noise", "code"):
                return False
        return part.has("and", "then", "plan", "negation", "self", "go", "each", "all") or part.text in {
            "đã",
            "được",
            "có",
            "da",
            "đc",
        }

    def _leading_days(self) -> bool:
        """Whether this message names the day before what was done on it."""
        parts = (part for clause in self._found for part in clause.parts)
        first = next((part for part in parts if not is_(part, "noise", "self", "people")), None)
        return isinstance(first, Piece) and first.day is not None

    def _turns(self, at: int) -> bool:
        """Whether a new clause begins without a verb: a further client with news, another day, a plan."""
        part, clause = self._parts[at], self._clause
        if not isinstance(part, Piece) or not (part.senses or part.day):
            return False
        if clause.act and part.senses.get("stock") == "left" and self._is_left_for_later(at):
            return True
        if is_(part, "all") and clause.act == "talk" and clause.amounts("people", "households"):
            return any(earlier.act == "talk" for earlier in self._found)
        if is_(part, *CLIENT) and self._is_then(len(clause.parts) - 1):
            return True
        if (
            is_(part, "code", "bad code")
            and (
                clause.act in {"talk", "give", "take"}
                or (clause.act == "refer" and clause.has(*PURPOSES))
                or (not clause.act and self._goes_on())
            )
            and not is_(self._parts[at - 1], "for", "give", "talk")
            and not (is_(self._parts[at - 1], "and") and is_(self._parts[at - 2], *CLIENT))
        ):
            return self._tells(at)
        over = clause.act in _TOLD or self._then() is not None or (not clause.act and self._goes_on())
        over = over or (bool(clause.codes()) and clause.has("state", "done"))
        if is_(part, "contact") and clause.parts and over:
            return any(is_(after, "code", "bad code") for after in self._parts[at + 1 : at + 3])
        if not clause.act and part.has("code") and clause.codes() and clause.has("state", "done"):
            return not is_(self._parts[at - 1], "and", "code")
        if not clause.act and part.has("people", "code") and self._was_told():
            other = clause.codes() if part.has("code") else clause.has("people") and not part.has("self")
            if other:
                return True
        if part.day is None:
            return False
        following = self._parts[at + 1] if at + 1 < len(self._parts) else None
        last = self._last()
        if (
            part.day.kind == "later"
            and not clause.has("stock")
            and not (isinstance(last, Piece) and last.senses.get("state") == "appointment")
            and (clause.has("state") or self._goes_on())
            and is_(following, "self")
        ):
            return not is_(following, "people")  # "kh 7f3k chưa khám | mai em đi thăm 3 hộ"
        if not clause.act:
            return False
        if part.day.kind == "later":
            return not any(piece.senses["state"] == "appointment" for piece in clause.pieces("state"))
        return (
            part.day.kind == "past"
            and bool(clause.days("past"))
            and bool(clause.amounts("people", "households", "goods", "leaflet"))
        )

    def _goes_on(self) -> bool:
        """Whether a clause without a verb tells more of the one before it: people, goods, subjects."""
        clause = self._clause
        if clause.amounts("people", "households"):
            return True
        told = bool(clause.amounts("goods", "leaflet")) or clause.has("topic", *PURPOSES)
        return told and bool(self._found) and clause.joint in {",", "and"} and bool(clause.parts)

    def _was_told(self) -> bool:
        """Whether news ended just before."""
        for before in self._clause.parts[-2:]:
            if isinstance(before, Piece) and ("state" in before.senses or "done" in before.senses):
                return True
        return False

    def _is_left_for_later(self, at: int) -> bool:
        """Whether "còn 2 chị mai tư vấn tiếp" follows."""
        if at + 2 >= len(self._parts):
            return False
        counted, following = self._parts[at + 1 : at + 3]
        if not isinstance(counted, Amount) or counted.what not in {"people", "households"}:
            return False
        later = isinstance(following, Piece) and following.day is not None and following.day.kind == "later"
        return later or is_(following, "plan", "negation")

    def _tells(self, at: int) -> bool:
        """Whether news of the client follows: "kh 7f3k khám vú rồi"."""
        for place, after in enumerate(self._parts[at + 1 : at + 8], at + 2):
            if is_(after, "then") and place < len(self._parts) and is_(self._parts[place], *VERBS):
                return False  # "tặng kh 7f3k rồi giới thiệu 2 chị"
            if is_(after, "state", "done"):
                return True
            if is_(after, "about"):
                return False
            if not isinstance(after, Piece) or is_(after, "give", "take", "talk", "code", "comma", "stop"):
                return False
        return False
