"""A message cut into clauses, each with the one thing it does; what reports nothing done is marked as skipped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.days import Day
from handlers.quicklog.pieces import Piece

_PURPOSES = ("organ", "screening", "service", "other service", "exam")
_HEADS = ("talk", "tt", "give", "take", "refer", "meeting", "stock", "method")


@dataclass(slots=True)
class Clause:
    """One act and everything said about it. `act` is what it does, "" if it has no verb and goes on with the one before.

    `value` is the verb's value in the lexicon; `joint` how the clause is tied to the one before: "" (nothing said),
    "," "and" or "."; `skipped` says why it is no report, "" if it may be one.
    """

    parts: list[Part] = field(default_factory=list)
    act: str = ""
    value: str = ""
    joint: str = ""
    skipped: str = ""
    chunk: int = 0
    sentence: int = 0

    def pieces(self, *kinds: str) -> Iterator[Piece]:
        """The pieces that may be of one of the kinds."""
        return (part for part in self.parts if isinstance(part, Piece) and part.has(*kinds))

    def has(self, *kinds: str) -> bool:
        """Whether any piece may be of one of the kinds."""
        return next(self.pieces(*kinds), None) is not None

    def amounts(self, *whats: str) -> list[Amount]:
        """The amounts of these things."""
        return [part for part in self.parts if isinstance(part, Amount) and part.what in whats]

    def days(self, *kinds: str) -> list[Day]:
        """The days of these kinds."""
        return [part.day for part in self.parts if isinstance(part, Piece) and part.day and part.day.kind in kinds]

    def codes(self) -> list[str]:
        """The clients named by their codes."""
        return [piece.senses["code"] for piece in self.pieces("code")]


def clauses(parts: Sequence[Part]) -> list[Clause]:
    """The clauses of a message in their order."""
    found = _Splitter(parts).all()
    _skip(found)
    return found


def _is(part: Part | None, *kinds: str) -> bool:
    return isinstance(part, Piece) and part.has(*kinds)


class _Splitter:
    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._found: list[Clause] = []
        self._clause = Clause()

    def all(self) -> list[Clause]:
        for at, part in enumerate(self._parts):
            if _is(part, "stop", "question mark", "comma"):
                self._break(part)
                continue
            act, value = self._act(at)
            if act and self._is_full():
                self._split(act)
            elif self._turns(at):
                self._split("")
            if act and not (self._clause.act and not self._is_full()):
                self._clause.act, self._clause.value = act, value
            self._clause.parts.append(part)
        self._close("")
        return self._found

    def _break(self, sign: Part) -> None:
        assert isinstance(sign, Piece)
        if sign.has("question mark"):
            self._clause.parts.append(sign)
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

    def _is_full(self) -> bool:
        clause = self._clause
        return bool(clause.act) or bool(clause.amounts("goods", "leaflet")) or clause.has("state")

    def _split(self, act: str) -> None:
        """Begins a new clause with what leads into it: "và", "em", "mai", "chưa" …"""
        parts = self._clause.parts
        cut = len(parts)
        while cut and self._leads_in(parts, cut - 1, act):
            cut -= 1
        lead = parts[cut:]
        del parts[cut:]
        joint = "and" if any(_is(part, "and") for part in lead) else ""
        if not parts:
            joint = self._clause.joint
        self._close(joint)
        self._clause.parts = lead

    def _leads_in(self, parts: list[Part], at: int, act: str) -> bool:
        part = parts[at]
        if not isinstance(part, Piece) or part.number is not None:
            return False
        if part.day is not None:
            others = [other for other in parts[:at] if isinstance(other, Piece) and other.day]
            return part.day.kind in {"later", "now"} or bool(others)
        if act == "take" and part.has("code"):
            return True
        if part.has("done") and not part.has("then") and part.senses["done"] == "after":
            return False
        return part.has("and", "then", "plan", "negation", "self", "go", "each", "all") or part.text in {"đã", "được", "có", "da", "đc"}

    def _turns(self, at: int) -> bool:
        """Whether a new clause begins without a verb: a further client with news, another day, a plan."""
        part, clause = self._parts[at], self._clause
        if _is(part, "code") and clause.codes() and clause.has("state", "done"):
            return any(_is(before, "state", "done") for before in clause.parts[-2:]) and not clause.act
        if not isinstance(part, Piece) or part.day is None or not clause.act:
            return False
        if part.day.kind == "later":
            return not any(piece.senses["state"] == "appointment" for piece in clause.pieces("state"))
        return part.day.kind == "past" and bool(clause.days("past")) and bool(clause.amounts("people", "households", "goods", "leaflet"))

    def _act(self, at: int) -> tuple[str, str]:
        part = self._parts[at]
        if not isinstance(part, Piece):
            return ("method", "") if part.what == "method" and self._clause.act not in {"talk", "refer"} and not self._has_take() else ("", "")
        before = self._parts[at - 1] if at else None
        for head in ("refer", "hand", "give", "take", "talk", "tt", "stock", "meeting"):
            if not part.has(head):
                continue
            act = getattr(self, f"_{head}")(at, part, before)
            if act:
                return str(act), part.senses[head]
        if part.has("go", "meet", "at") and self._clause.act != "talk":
            return self._visit(at, part)
        if part.has("service") and self._gives_method(at):
            return "method", ""
        return "", ""

    def _has_take(self) -> bool:
        return self._clause.act in {"take", "stock"}

    def _rest(self, at: int) -> Iterator[Part]:
        """What follows in the same chunk, up to the next verb."""
        for part in self._parts[at + 1 :]:
            if _is(part, "comma", "stop", "question mark") or (_is(part, "give", "take", "talk") and not _is(part, "exam")):
                return
            yield part

    def _refer(self, at: int, part: Piece, before: Part | None) -> str:
        rest = list(self._rest(at))
        if part.senses["refer"] == "weak":
            purpose = any(_is(other, *_PURPOSES, "facility") for other in rest)
            return "refer" if purpose and not any(_goods(other) for other in rest) else ""
        first = next((other for other in rest if not _is(other, "noise", "done", "for")), None)
        if _is(first, "about", "channel") or (isinstance(first, Amount) and first.what == "goods"):
            return "talk?"
        return "refer"

    def _hand(self, at: int, part: Piece, before: Part | None) -> str:
        rest = list(self._rest(at))
        if any(_goods(other) for other in rest):
            return "give"
        return "refer" if any(_is(other, *_PURPOSES, "facility") for other in rest) else ""

    def _give(self, at: int, part: Piece, before: Part | None) -> str:
        return "" if _is(before, "plural") else "give"

    def _take(self, at: int, part: Piece, before: Part | None) -> str:
        return "take" if not self._clause.act == "refer" else ""

    def _talk(self, at: int, part: Piece, before: Part | None) -> str:
        if part.has("cue") and part.senses["talk"] == "community_event" and _is(before, "at", "for"):
            return ""
        if part.has("about") and (self._clause.act == "talk" or (self._found and self._found[-1].act == "talk")):
            return ""
        if self._clause.act == "refer" and part.senses["talk"] == "":
            return ""
        return "talk"

    def _tt(self, at: int, part: Piece, before: Part | None) -> str:
        if isinstance(before, Amount) and before.what == "method":
            return "method"
        following = self._parts[at + 1] if at + 1 < len(self._parts) else None
        if isinstance(following, Amount) and following.what == "method":
            return "method"
        if _is(before, "at") and not (isinstance(following, Amount) or _is(following, "topic", "about")):
            return ""
        if isinstance(following, Piece) and following.unknown and following.capital:
            return ""
        return "tt"

    def _stock(self, at: int, part: Piece, before: Part | None) -> str:
        following = self._parts[at + 1] if at + 1 < len(self._parts) else None
        if part.senses["stock"] == "out":
            if _is(before, "give") or (part.text in {"hết", "het"} and self._clause.act == "give" and not self._clause.amounts("goods", "leaflet")):
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
        if self._clause.act == "talk" or _is(before, "at"):
            return ""
        return "meeting"

    def _customer(self) -> bool:
        """Whether someone other than the collaborator or an officer is spoken of before the verb."""
        parts = self._clause.parts
        if any(_is(part, "source") for part in parts):
            return False
        return any(
            _is(part, "code", "bad code", "households") or (isinstance(part, Amount) and part.what in {"people", "households"})
            or (_is(part, "people") and not _is(part, "self"))
            for part in parts
        )

    def _visit(self, at: int, part: Piece) -> tuple[str, str]:
        """ "đi 8 hộ", "gặp 3 chị": a visit when households or, of those met, people are counted next."""
        following = next((other for other in self._parts[at + 1 : at + 3] if not _is(other, "noise", "go", "meet")), None)
        if not isinstance(following, Amount):
            return "", ""
        if following.what == "households" and part.has("go", "meet") and self._clause.act not in {"give", "refer", "take", "stock", "tt"}:
            return "talk", "household_visit"
        if following.what == "people" and part.has("meet") and not self._clause.act:
            return "talk", "?"
        return "", ""

    def _gives_method(self, at: int) -> bool:
        """Whether a clinical method is what she did herself: "đặt vòng cho 2 chị"."""
        part = self._parts[at]
        clause = self._clause
        if clause.act in {"talk", "refer", "take", "tt", "meeting", "method", "stock"} or clause.codes() or clause.has("bad code", "state"):
            return False
        if clause.act == "give":
            return False
        if clause.amounts("people") or clause.has("people") or clause.has("about"):
            return False
        rest = list(self._rest(at))
        receivers = any(_is(other, "code") or (isinstance(other, Amount) and other.what == "people") for other in rest)
        for_someone = bool(rest) and any(_is(other, "for") for other in rest[:2])
        assert isinstance(part, Piece)
        return receivers or for_someone


def _goods(part: Part) -> bool:
    return isinstance(part, Amount) and part.what in {"goods", "leaflet", "other goods", "unknown goods"}


def _skip(found: list[Clause]) -> None:
    """Marks the clauses that report nothing done."""
    _skip_sentences(found)
    for clause in found:
        clause.skipped = clause.skipped or _reason(clause)
    _skip_questions(found)
    planned = False
    for at, clause in enumerate(found):
        before = found[at - 1] if at else None
        if clause.joint == "." or clause.days("past") or (clause.days("now") and clause.skipped != "plan"):
            planned = False
        if not planned and clause.has("done") and clause.joint in {",", "."} and not clause.skipped:
            planned = False
        if clause.skipped == "plan":
            planned = True
        elif planned and not clause.skipped and not _is_news(clause):
            clause.skipped = "plan"
        if not clause.act and not clause.skipped and before is not None and before.skipped and clause.joint != ".":
            goes_on = not _is_news(clause) and not clause.days("past", "now")
            if goes_on and before.skipped in {"plan", "stock", "meeting", "not done", "other"}:
                clause.skipped = before.skipped


def _skip_sentences(found: list[Clause]) -> None:
    whole = {clause.sentence for clause in found if clause.has("whole")}
    for clause in found:
        if clause.sentence in whole:
            clause.skipped = "request"


def _reason(clause: Clause) -> str:
    if clause.act == "meeting" and not clause.has("talk"):
        return "meeting"
    if clause.act == "stock":
        return "stock"
    if clause.act == "take" and not _customer_took(clause):
        return "stock"
    if clause.act == "give" and _was_given(clause):
        return "stock"
    if clause.act in {"talk", "give", "take", "tt", "method", "refer"} and _negated(clause):
        return "not done"
    appointed = any(piece.senses["state"] == "appointment" for piece in clause.pieces("state"))
    if clause.days("later") and not appointed and not (clause.codes() and clause.act == ""):
        return "plan"
    if _intended(clause):
        return "plan"
    return ""


def _is_news(clause: Clause) -> bool:
    return bool(clause.act == "" and (clause.has("code", "bad code", "people")) and clause.has("state", "done"))


def _customer_took(clause: Clause) -> bool:
    verb = next((at for at, part in enumerate(clause.parts) if _is(part, "take")), 0)
    before, after = clause.parts[:verb], clause.parts[verb:]
    if any(_is(part, "source") for part in clause.parts) or any(_is(part, "facility") for part in clause.parts):
        return False
    return any(
        _is(part, "code", "bad code") or (isinstance(part, Amount) and part.what in {"people", "households"})
        or (_is(part, "people", "households") and not _is(part, "self"))
        for part in before
    ) and not any(_is(part, "self") and not _is(part, "people") for part in before) and bool(after)


def _was_given(clause: Clause) -> bool:
    """Whether the goods were given to the collaborator: "trạm cấp 50 bao", "chị Hà đưa cho em 20 bao"."""
    verb = next((at for at, part in enumerate(clause.parts) if _is(part, "give", "hand")), 0)
    for at, part in enumerate(clause.parts[:verb]):
        located = at > 0 and _is(clause.parts[at - 1], "at")
        if _is(part, "source", "facility") and not located:
            return True
        if part_text(part) in {"phường", "xã"} and not located:
            return True
    for at, part in enumerate(clause.parts[verb:], verb):
        following = clause.parts[at + 1] if at + 1 < len(clause.parts) else None
        if _is(part, "for") and _is(following, "self") and not _is(following, "people"):
            after = clause.parts[at + 2] if at + 2 < len(clause.parts) else None
            if not (isinstance(after, Piece) and after.unknown):
                return True
    return False


def part_text(part: Part | None) -> str:
    """The text of a piece, "" for anything else."""
    return part.text if isinstance(part, Piece) else ""


def _negated(clause: Clause) -> bool:
    """Whether chưa or không stands before the verb: "chưa phát được", "không đi được hộ nào"."""
    for at, part in enumerate(clause.parts):
        if _is(part, "talk", "give", "take", "refer", "tt", "hand") and not _is(part, "state"):
            lead = clause.parts[max(0, at - 3) : at]
            if any(_is(before, "negation") and not _is(before, "people") for before in lead):
                return True
            return any(part_text(after) in {"nào", "nao"} for after in clause.parts[at:])
        if _is(part, "state") and clause.act == "talk" and part.senses.get("state") == "not_yet":
            return True
    return False


def _intended(clause: Clause) -> bool:
    """Whether sắp, sẽ, định … stand before the verb."""
    for part in clause.parts:
        if _is(part, "plan"):
            return True
        if _is(part, "talk", "give", "take", "refer", "tt", "state"):
            return False
    return False


def _skip_questions(found: list[Clause]) -> None:
    asked = {clause.chunk for clause in found if _asks(clause)}
    for clause in found:
        if clause.chunk in asked and not clause.skipped:
            clause.skipped = "question"


def _asks(clause: Clause) -> bool:
    parts = [part for part in clause.parts if not _is(part, "noise") or _is(part, "negation", "question")]
    if clause.has("question mark", "question"):
        return True
    last = parts[-1] if parts else None
    if _is(last, "negation") and not _is(last, "people") and len(parts) > 1:
        return True
    mays = [part for part in clause.parts if isinstance(part, Amount) and part.number and part.number.asks]
    return bool(mays) and any(day.kind == "vague" for day in clause.days("vague"))
