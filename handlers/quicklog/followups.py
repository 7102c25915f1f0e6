"""Follow-ups: news of clients who were referred."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.clauses import Clause, is_
from handlers.quicklog.days import Day
from handlers.quicklog.pieces import Piece
from handlers.quicklog.records import FollowUp

_STATES = ("attended", "declined", "lost", "appointment", "not_yet")
_DONE_WITH = ("exam", "organ", "service", "other service", "screening", "went")


def is_news(clause: Clause) -> bool:
    """Whether a clause without a verb tells how it went with a client."""
    named = clause.has("code", "bad code")
    if clause.has("state"):
        if not named and _says_of_herself(clause):
            return False
        someone = named or clause.has("people") or bool(clause.amounts("people"))
        clinical = any("khám" in piece.text or "kham" in piece.text for piece in clause.pieces("state", "exam"))
        return (
            someone
            or clinical
            or any(piece.senses["state"] in {"lost", "declined"} for piece in clause.pieces("state"))
        )
    if named and (refused(clause) or is_pending(clause) or is_doubtful(clause)):
        return True
    if attended(clause):
        if clause.has("for") and not named:
            return False  # "cho 1 chị lên bệnh viện đặt vòng": who took her there?
        return named or clause.has("people") or bool(clause.amounts("people"))
    return named and bool(clause.days("later"))


def _says_of_herself(clause: Clause) -> bool:
    """Whether the collaborator was kept from something: "mưa to quá em không đi được hộ nào"."""
    at = next(at for at, part in enumerate(clause.parts) if is_(part, "state"))
    state, before = clause.parts[at], clause.parts[:at]
    assert isinstance(state, Piece)
    others = [part for part in before if is_(part, "people", "contact") and not is_(part, "self")]
    herself = any(is_(part, "self") for part in before)
    return state.senses["state"] in {"not_yet", "declined"} and herself and not others


def attended(clause: Clause) -> bool:
    """Whether the client went: "đã đi khám", "khám rồi", "đặt vòng xong", "hôm qua kh 7f3k đi khám"."""
    if clause.has("state") and any(piece.senses["state"] != "appointment" for piece in clause.pieces("state")):
        return False
    first = clause.parts[0]
    if isinstance(first, Piece) and first.day is not None and first.day.kind == "later":
        return False  # "sau Tết mới đi"
    if _contacted(clause) or is_doubtful(clause):
        return False
    if _done(clause) and clause.has(*_DONE_WITH):
        appointed = False
        for piece in clause.pieces("state", "done"):
            if piece.has("state"):
                appointed = True
            elif piece.text not in {"đã", "da"} or not appointed:
                return not appointed or piece.senses.get("done") != "after"
        return False
    return (
        not clause.has("contact", "done", "question", "about", "hand")
        and clause.has("code", "bad code")
        and bool(clause.days("past", "pair"))
        and clause.has("exam", "organ", "service")
        and not clause.has("state")
    )


def _done(clause: Clause) -> bool:
    """Whether something is said to be done; "sang tháng mới đi" is not."""
    ahead = False
    for part in clause.parts:
        if not isinstance(part, Piece):
            continue
        ahead = ahead or (part.day is not None and part.day.kind == "later")
        if part.has("done") and not (ahead and part.senses["done"] == "just"):
            return True
    return False


def is_doubtful(clause: Clause) -> bool:
    """Whether what was done may just not have been: "kh 7f3k có thai rồi không đặt vòng", "quên đi khám rồi"."""
    if clause.has("unrealised") or _went_for_else(clause):
        return True
    for before, part in pairwise(clause.parts):
        denied = is_(before, "negation") and not is_(before, "people")
        if denied and is_(part, *_DONE_WITH) and not clause.has("state"):
            return not refused(clause)
    return False


def _went_for_else(clause: Clause) -> bool:
    """Whether all that is said to be done is that she went, and not straight: "đi lấy chồng xa rồi"."""
    if clause.has("exam", "organ", "service", "other service", "screening", "facility", "state", "joined organ"):
        return False
    said = [part for part in clause.parts if not (isinstance(part, Piece) and part.day)]
    done = [at for at, part in enumerate(said) if is_(part, "done")]
    went = [at for at, part in enumerate(said) if is_(part, "went")]
    return bool(done and went) and min(abs(one - other) for one in done for other in went) > 1


def refused(clause: Clause) -> bool:
    """Whether the client just did not go: "kh 7f3k không đi"."""
    said = [part for part in clause.parts if not (isinstance(part, Piece) and part.has("noise", "comma"))]
    if len(said) < 3 or clause.has("state", "done", "question"):
        return False
    *_, before, last = said
    return (
        isinstance(before, Piece)
        and before.senses.get("negation") == "không"
        and isinstance(last, Piece)
        and last.has("went", "exam")
    )


def is_pending(clause: Clause) -> bool:
    """Whether all that is said of a client is "chưa": "kh 7f3k khám rồi, kh 9pr5 chưa"."""
    said = [part for part in clause.parts if not (isinstance(part, Piece) and part.has("noise", "comma", "and"))]
    if not said:
        return False
    *named, last = said
    return (
        bool(named) and all(is_(part, "code") for part in named) and is_(last, "negation") and not is_(last, "people")
    )


def _contacted(clause: Clause) -> bool:
    """Whether what was done is that she was called: "đã nhắc kh 7f3k khám lại"."""
    parts = clause.parts
    done = [at for at, part in enumerate(parts) if is_(part, "done") and not (at == 0 and is_(part, "then"))]
    if len(done) != 1 or done[0] + 1 >= len(parts):
        return False
    following = parts[done[0] + 1]
    return isinstance(following, Piece) and following.has("contact")


def follow_ups(
    clauses: Sequence[Clause], on: date, today: date, client: str | None, unclear: set[str]
) -> list[FollowUp]:
    """The records of one piece of news; `client` is the one just spoken of, if no other is named.

    None if it cannot be told how it went: then `kind` is unclear.
    """
    codes = [code for clause in clauses for code in clause.codes()]
    if any(clause.has("bad code") for clause in clauses) or not (codes or client):
        unclear.add("client")
    bad = any(clause.has("bad code") for clause in clauses)
    names: list[str | None] = [*codes] if codes else [None if bad else client]
    if codes and bad:
        names.append(None)
    said = {piece.senses["state"] for clause in clauses for piece in clause.pieces("state")}
    if any(attended(clause) for clause in clauses):
        said.add("appointment" if any(_lies_ahead(clause, today) for clause in clauses) else "attended")
    if any(refused(clause) for clause in clauses):
        said.add("declined")
    if any(is_pending(clause) for clause in clauses):
        said.add("not_yet")
    state = next((state for state in _STATES if state in said), None)
    if state is None and any(clause.days("later") for clause in clauses):
        state = "appointment"
    if state is None:
        unclear.add("kind")
        return []
    appointment = _appointment(clauses, today, unclear)
    return [FollowUp(on, name, state, appointment) for name in names]


def _lies_ahead(clause: Clause, today: date) -> bool:
    """Whether she did not go yet, but will on the day that is said: "kh 7f3k đi khám thứ 6 này"."""
    days = [there for day in clause.days("past", "pair") if (there := day.on(today)) is not None]
    return bool(days) and not clause.has("done", "state") and min(days) > today


def _appointment(clauses: Sequence[Clause], today: date, unclear: set[str]) -> date | None:
    days = _appointed(clauses, today)
    if not days:
        return None
    found = next((there for day in days if (there := day.on(today, "future")) is not None and there >= today), None)
    if found is None or any(day.kind == "vague" for day in days):
        unclear.add("appointment")
        return None
    day = next(day for day in days if day.on(today, "future") == found)
    if day.weekday is not None and found.weekday() != day.weekday:
        unclear.add("appointment")
    return found


def _calls_again(parts: Sequence[Part]) -> bool:
    """Whether the collaborator says what she is going to do herself: "mai | em gọi lại"."""
    return (
        bool(parts)
        and is_(parts[0], "self")
        and not is_(parts[0], "people")
        and any(is_(p, "contact") for p in parts[1:3])
    )


def _appointed(clauses: Sequence[Clause], today: date) -> list[Day]:
    """The days said after hẹn, and any that is planned."""
    found: list[Day] = []
    after = False
    for clause in clauses:
        if clause.has("contact") and clause.has("self") and not clause.has("state"):
            continue  # "mai em gọi lại": what she is going to do herself
        for at, part in enumerate(clause.parts):
            if isinstance(part, Amount):
                continue
            if part.day is not None and part.day.is_gone:
                continue  # "đã tái khám hôm qua"
            if part.day is not None and part.day.kind == "later" and _calls_again(clause.parts[at + 1 :]):
                continue
            after = after or part.senses.get("state") == "appointment"
            ahead = part.day is not None and _lies_ahead(clause, today)
            if part.day is not None and part.day.kind != "now" and (after or part.day.kind == "later" or ahead):
                found.append(part.day)
    return found
