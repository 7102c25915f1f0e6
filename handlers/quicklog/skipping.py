"""Which clauses report nothing done: plans, questions, stock, meetings, requests, and what was not done."""

from collections.abc import Sequence
from itertools import pairwise

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.clauses import Clause, is_
from handlers.quicklog.followups import is_news, is_pending
from handlers.quicklog.pieces import Piece

_CAN = frozenset({"được", "đc", "dc", "duoc"})
_ASKING_ENDS = frozenset({"vậy", "vay", "thế", "nhỉ", "nhi", "hả", "ta"})


def skip(found: list[Clause]) -> None:
    """Marks the clauses that report nothing done."""
    _skip_sentences(found)
    for at, clause in enumerate(found):
        reason = clause.skipped or _reason(clause)
        if reason == "stock" and at and clause.act == "take" and _goes_on_taking(found[at - 1], clause):
            reason = ""
        if reason == "plan" and at and clause.joint == "," and not clause.act and _is_news(found[at - 1]):
            reason = ""  # "kh 7f3k chưa khám, sau Tết mới đi": when she will
        clause.skipped = reason
    for clause, following in pairwise(found):
        goes_on = following.chunk == clause.chunk and following.joint == "" and following.skipped in {"stock", "plan"}
        own = following.amounts("goods", "leaflet", "people", "households") or following.act not in {
            "give",
            "stock",
            "",
        }
        if not clause.act and clause.amounts("goods", "leaflet") and goes_on and not own and not clause.skipped:
            clause.skipped = following.skipped  # "30 cái còn lại mai phát"
    _skip_questions(found)
    planned = False
    for at, clause in enumerate(found):
        before = found[at - 1] if at else None
        if (
            clause.joint == "."
            or clause.has("but")
            or clause.days("past")
            or (clause.days("now") and clause.skipped != "plan")
        ):
            planned = False
        if not planned and clause.has("done") and clause.joint in {",", "."} and not clause.skipped:
            planned = False
        if clause.skipped == "plan":
            planned = True
        elif planned and not clause.skipped and not _is_news(clause):
            clause.skipped = "plan"
        if not clause.act and not clause.skipped and before is not None and before.skipped:
            goes_on = not _is_news(clause) and not clause.days("past", "now")
            if clause.joint == ".":  # "kho còn 3 hộp hello. 5 chai vagis."
                goes_on = (
                    goes_on and before.skipped == "stock" and bool(clause.amounts("goods")) and not clause.has("done")
                )
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
    if clause.act in {"give", ""} and clause.amounts("goods", "leaflet") and _was_given(clause):
        return "stock"
    if not clause.act and clause.amounts("goods", "leaflet") and _for_me(clause.parts):
        return "stock"  # "chị cho em 50 bao với"
    if clause.act in {"talk", "give", "take", "tt", "method", "refer"} and _negated(clause):
        return "not done"
    appointed = any(piece.senses["state"] == "appointment" for piece in clause.pieces("state"))
    ahead = clause.days("later") and not _achieved(clause)
    if ahead and not appointed and not (clause.codes() and clause.act == ""):
        return "plan"
    if _intended(clause):
        return "plan"
    return ""


def _goes_on_taking(before: Clause, clause: Clause) -> bool:
    """Whether the customer who was named before took this, too: "kh 7f3k nhận 2 vỉ anna, 1 hộp hello mua"."""
    if before.skipped or clause.has("self", "source", "facility", "people", "code"):
        return False
    last = before.act == "take" and is_(clause.parts[-1], "take")
    return last or (bool(before.codes()) and clause.joint == "," and is_(clause.parts[0], "take"))


def _achieved(clause: Clause) -> bool:
    """Whether it could be done: "sau Tết thăm được hơn chục hộ"."""
    verbs = ("talk", "give", "go", "meet")
    return any(is_(verb, *verbs) and part_text(after) in _CAN for verb, after in pairwise(clause.parts))


def _is_news(clause: Clause) -> bool:
    return bool(clause.act == "" and (clause.has("code", "bad code", "people")) and clause.has("state", "done"))


def _customer_took(clause: Clause) -> bool:
    verb = next((at for at, part in enumerate(clause.parts) if is_(part, "take")), 0)
    before, after = clause.parts[:verb], clause.parts[verb:]
    if any(is_(part, "source") for part in clause.parts) or any(is_(part, "facility") for part in clause.parts):
        return False
    if any(is_(part, "code") for part in before):
        return bool(after)
    return (
        any(
            is_(part, "bad code")
            or (isinstance(part, Amount) and part.what in {"people", "households"})
            or (is_(part, "people", "households") and not is_(part, "self"))
            for part in before
        )
        and not any(is_(part, "self") and not is_(part, "people") for part in before)
        and bool(after)
    )


def _was_given(clause: Clause) -> bool:
    """Whether the goods were given to the collaborator: "trạm cấp 50 bao", "chị Hà đưa cho em 20 bao"."""
    verb = next((at for at, part in enumerate(clause.parts) if is_(part, "give", "hand")), 0)
    if not clause.act and not is_(clause.parts[0], "source", "facility", "office"):
        return False  # "cho em 20 bao" alone asks; "trạm cho em 20 bao" tells
    for at, part in enumerate(clause.parts[:verb]):
        located = at > 0 and is_(clause.parts[at - 1], "at")
        if is_(part, "source", "facility", "office") and not located:
            return True
    return _for_me(clause.parts[verb:])


def _for_me(parts: Sequence[Part]) -> bool:
    """Whether something is for the collaborator herself: "cho em", but not "cho em Hoa"."""
    for at, part in enumerate(parts[:-1]):
        if is_(part, "for") and is_(parts[at + 1], "self") and not is_(parts[at + 1], "people"):
            after = parts[at + 2] if at + 2 < len(parts) else None
            if not (isinstance(after, Piece) and after.unknown):
                return True
    return False


def part_text(part: Part | None) -> str:
    """The text of a piece, "" for anything else."""
    return part.text if isinstance(part, Piece) else ""


def _negated(clause: Clause) -> bool:
    """Whether chưa or không stands before the verb: "chưa phát được", "không đi được hộ nào"."""
    for at, part in enumerate(clause.parts):
        if is_(part, "talk", "give", "take", "refer", "tt", "hand") and not is_(part, "state"):
            then = max((place for place in range(at) if is_(clause.parts[place], "then")), default=-1)
            lead = range(max(0, at - 3, then + 1), at)
            if any(is_(clause.parts[before], "negation") and _denies(clause.parts, before) for before in lead):
                return True
            return any(part_text(after) in {"nào", "nao"} for after in clause.parts[at:])
        if isinstance(part, Piece) and clause.act == "talk" and part.senses.get("state") == "not_yet":
            return True
    return False


def _denies(parts: Sequence[Part], at: int) -> bool:
    """Whether it is no person, and no pagoda: "len chua le xong" without marks."""
    return not is_(parts[at], "people") and not (at and is_(parts[at - 1], "at"))


def _intended(clause: Clause) -> bool:
    """Whether sắp, sẽ, định … stand before the verb."""
    for part in clause.parts:
        if is_(part, "plan"):
            return True
        if is_(part, "talk", "give", "take", "refer", "tt", "state", "meet"):
            return False
    return False


def _skip_questions(found: list[Clause]) -> None:
    asked = {clause.chunk for at, clause in enumerate(found) if _asks(clause) and not _contrasts(found, at)}
    for clause in found:
        if clause.chunk in asked and not clause.skipped:
            clause.skipped = "question"


def _contrasts(found: list[Clause], at: int) -> bool:
    """Whether "kh 9pr5 chưa" goes on with news of others."""
    return at > 0 and is_pending(found[at]) and is_news(found[at - 1]) and not found[at].has("question mark")


def _is_told(question: Piece, parts: Sequence[Part]) -> bool:
    """Whether "em hỏi" is how others came to ask: "có 3 chị đến nhà em hỏi về que cấy"."""
    at = parts.index(question) if question in parts else 0
    before, after = parts[:at], parts[at + 1 :]
    if question.text in {"ha", "hả", "nhi", "nhỉ"} and (
        after or any(is_(part, "people", "place") for part in before[-1:])
    ):
        return True  # "cho chi ha" without marks
    if question.text.split()[0] == "chua" and any(is_(part, "at", "place", "numbered place") for part in before[-1:]):
        return True  # "o xom chua a": a pagoda
    return question.text.split()[0] in {"em", "e"} and any(is_(part, "cue", "go", "at") for part in before[-1:])


def _asks(clause: Clause) -> bool:
    parts = [part for part in clause.parts if not is_(part, "noise") or is_(part, "negation", "question")]
    if clause.has("question mark") or any(not _is_told(piece, parts) for piece in clause.pieces("question")):
        return True
    last = parts[-1] if parts else None
    if part_text(clause.parts[-1]) in _CAN and is_(last, "negation"):
        return False  # "gọi kh 7f3k không được"
    if is_(last, "negation") and not is_(last, "people") and len(parts) > 1:
        return not is_(parts[-2], "facility", "place", "at")  # "ở xóm Chùa" without marks
    mays = [part for part in clause.parts if isinstance(part, Amount) and part.number and part.number.asks]
    if mays and part_text(last) in _ASKING_ENDS:
        return True  # "có mấy chị chưa đi vậy"
    return bool(mays) and any(day.stretch for day in clause.days("vague"))
