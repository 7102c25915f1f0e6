"""Talks: who was talked to, and how."""

from collections.abc import Sequence
from itertools import pairwise

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.clauses import Clause, is_
from handlers.quicklog.drafts import Draft
from handlers.quicklog.numbers import Number
from handlers.quicklog.pieces import Piece
from handlers.quicklog.subjects import topics_of

_PLAIN_FORMS = frozenset({"counselling", "household_visit"})
_SPOKEN = frozenset({"", "counselling", "household_visit"})
_TWO = Number(2)


def drafts(clause: Clause, at: int, before: Draft | None, following: Sequence[Clause] = ()) -> list[Draft]:
    """The talks that a clause reports; the first goes on with `before` if that is the same talk."""
    fresh = _Reader(clause, at).all()
    first = fresh[0]
    first.joined = not first.grouped and _shares_group(following[:1])
    first.about_later = any(after.joint == "" and after.act == "talk" and after.has("topic") for after in following[:1])
    first.told_later = not first.grouped and _counts_later(following)
    if before is not None and _same(before, first, clause):
        _merge(before, first)
        return fresh[1:]
    if not clause.act and before is not None:
        for draft in fresh:
            draft.forms |= {
                form for form in before.forms if form != "household_visit" or "counselling" not in before.forms
            }
        if first.households and "counselling" in first.forms:
            first.forms.add("household_visit")
        first.tt = before.tt
    return fresh


def _drop_joint(parts: list[Part]) -> None:
    if parts and isinstance(parts[-1], Piece) and parts[-1].has("and"):
        parts.pop()


class _Reader:
    def __init__(self, clause: Clause, at: int) -> None:
        self._clause, self._at = clause, at
        self._drafts: list[Draft] = []

    def all(self) -> list[Draft]:
        groups = self._groups()
        forms = self._forms()
        for parts in groups:
            self._drafts.append(self._draft(parts, set(forms)))
        self._drafts[0].is_first = bool(self._clause.act)
        return self._drafts

    def _groups(self) -> list[list[Part]]:
        """The parts of the clause by groups of people: "3 hộ về X và 2 hộ về Y" are two."""
        groups: list[list[Part]] = [[]]
        counted: set[str] = set()
        subject = subject_first = False
        for at, part in enumerate(self._clause.parts):
            what = part.what if isinstance(part, Amount) and not part.each else ""
            if what in {"people", "households"} and what in counted and subject and self._has_own_subject(at):
                _drop_joint(groups[-1])
                groups.append([])
                counted, subject = set(), False
            if what:
                counted.add(what)
            is_subject = isinstance(part, Piece) and part.has("topic", "about")
            if is_subject and subject_first and counted and self._counts_again(at, counted):
                _drop_joint(groups[-1])
                groups.append([])
                counted = set()
            subject_first = subject_first or (is_subject and not counted)
            subject = subject or is_subject
            groups[-1].append(part)
        return groups

    def _counts_again(self, at: int, counted: set[str]) -> bool:
        """Whether others are counted after a further subject: "về X cho 2 chị và Y cho 3 chị"."""
        return any(isinstance(part, Amount) and part.what in counted for part in self._clause.parts[at:])

    def _has_own_subject(self, at: int) -> bool:
        return any(isinstance(part, Piece) and part.has("topic", "about") for part in self._clause.parts[at:])

    def _forms(self) -> set[str]:
        clause = self._clause
        forms: set[str] = set()
        for piece in clause.pieces("talk", "cue"):
            if "talk" in piece.senses and not (
                piece.has("about") and clause.act == "talk" and piece.text != clause.value
            ):
                forms.add(piece.senses["talk"])
            if "cue" in piece.senses:
                forms.add(piece.senses["cue"])
        if clause.act == "talk":
            forms.add(clause.value)
        return forms - {"", "?"}

    def _draft(self, parts: list[Part], forms: set[str]) -> Draft:
        clause = self._clause
        draft = Draft(at=[self._at], forms=forms, tt=clause.act == "tt", weak=clause.value == "?")
        draft.dated = bool(clause.days("past", "vague"))
        for at, part in enumerate(parts):
            self._take(draft, part, parts, at)
        draft.sessions = any(isinstance(p, Amount) and p.what == "session" for p in parts) or any(
            isinstance(p, Piece) and p.has("session") for p in parts
        )
        plain = any(piece.senses.get("talk") == "" for piece in clause.pieces("talk")) or clause.act == "tt"
        if draft.sessions and plain:
            draft.forms.add("group_talk")
        if draft.households:
            draft.forms.add("household_visit")
        found, other = topics_of(parts)
        draft.topics = found
        if other or _invited_to_clinic(clause, found):
            draft.unclear.add("topics")
        return draft

    def _take(self, draft: Draft, part: Part, parts: list[Part], at: int) -> None:
        before = parts[at - 1] if at else None
        if isinstance(part, Amount):
            if part.what == "people":
                draft.people.append(part)
            elif part.what == "households":
                draft.households.append(part)
            return
        following = parts[at + 1] if at + 1 < len(parts) else None
        unknown = isinstance(following, Piece) and following.unknown and not following.capital
        if part.number is not None and (unknown or (_speaks_to(before, draft) and not _counts(parts))):
            draft.unclear.add("attendees")  # so many of something that is not in the lexicon
        if part.has("code"):
            draft.codes += not _is_counted(parts, at)
        elif part.has("bad code"):
            draft.unclear.add("client")
        if part.has("of these"):
            draft.split = draft.split or draft.grouped
        couple = part.senses.get("people") in {"couple", "spouses"}
        if (
            couple
            and not (isinstance(before, Piece) and before.has("plural", "each"))
            and not isinstance(before, Amount)
        ):
            named = isinstance(following, Piece) and (following.unknown or following.has("people"))
            if part.senses["people"] == "couple" or named:
                draft.people.append(Amount("people", part.start, part.end, _TWO, gender="couple"))


def _speaks_to(before: Part | None, draft: Draft) -> bool:
    """Whether people are named next: "tư vấn 5", but not "họp tổ 5"."""
    if isinstance(before, Amount) and before.what == "session" or is_(before, "cue", "audience") and draft.at:
        return True
    return is_(before, "for", "meet") or (isinstance(before, Piece) and before.senses.get("talk") in _SPOKEN)


def _counts(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, Amount) and part.what in {"people", "households"} for part in parts)


def _is_counted(parts: Sequence[Part], at: int) -> bool:
    """Whether the client is one of those just counted: "1 chị KH-7F3K", "2 chị KH-7F3K và KH-9PR5"."""
    before = next((part for part in reversed(parts[:at]) if not is_(part, "and", "comma", "code", "noise")), None)
    return isinstance(before, Amount) and before.what == "people"


def _invited_to_clinic(clause: Clause, found: list[str]) -> bool:
    return not found and clause.has("exam") and clause.has("organ", "screening")


def _same(before: Draft, new: Draft, clause: Clause) -> bool:
    """Whether a clause goes on with the talk before it instead of reporting another one."""
    if clause.days("past", "vague") and before.grouped and new.grouped:
        return False
    if clause.act == "talk" and before.grouped and new.grouped and _at_another_hour(clause):
        return False
    goes_on = clause.joint == "," and before.grouped and not before.topics and not new.grouped and not new.sessions
    if clause.act == "tt" and goes_on and not new.forms:
        return True  # "vãng gia 9 hộ, tt về bình đẳng giới"
    if clause.act == "tt" or (before.tt and clause.act == "talk"):
        return False
    if clause.act == "talk" and (not _fits(before, new, clause) or _begins_anew(before, new, clause)):
        return False
    if not clause.act and not before.topics and new.topics and new.is_part_of(before):
        return False
    if not new.grouped or not before.grouped:
        return not (clause.days("past", "vague") and clause.act == "talk" and before.grouped)
    if clause.act == "talk" and not new.weak:
        if not before.topics and new.is_part_of(before):
            new.unclear |= {"kind", "households" if new.households else "attendees"}  # "đi 6 hộ tư vấn được 5 hộ"
        met = before.households and new.people and not before.people and not new.households and not before.topics
        if met and before.at[-1] != new.at[0] - 1:
            new.unclear.add("kind")  # "vãng gia 3 hộ, bán 1 hộp sắt, tư vấn 2 chị": met there?
        return bool(met)
    if not clause.act and before.topics and (clause.has("about") or new.topics):
        return False
    if new.households and before.households:
        return False
    return not (before.topics and before.people and new.people and not _parts_of(before, new))


def _is_other(before: Part, part: Part) -> bool:
    """Whether somebody is spoken of who is not the collaborator: "các chị", "cho cháu gái"."""
    return is_(part, "people") and (
        not is_(part, "self") or is_(before, "for") or (isinstance(before, Piece) and before.text.endswith(" cho"))
    )


def _shares_group(following: Sequence[Clause]) -> bool:
    """Whether what is given out goes to those who were talked to."""
    joined = [clause for clause in following if clause.joint == "and" and clause.act in {"give", "take"}]
    return any(clause.amounts("people") or clause.codes() for clause in joined)


def _counts_later(following: Sequence[Clause]) -> bool:
    for clause in following:
        if clause.act or clause.joint == ".":
            return False
        if clause.amounts("people", "households"):
            return True
    return False


def _begins_anew(before: Draft, new: Draft, clause: Clause) -> bool:
    """Whether a verb tells of others, or in a further sentence of something else; adds `kind` where nobody knows."""
    apart = clause.joint == "."
    both = bool(before.topics and (new.topics or new.about_later))
    grouped = new.grouped or new.told_later
    someone = grouped or any(_is_other(part, after) for part, after in pairwise(clause.parts))
    other = new.forms - before.forms - _PLAIN_FORMS
    if both and (grouped or other or (apart and someone)):
        return True
    if before.joined and new.grouped or new.joined and before.grouped:
        return True
    if before.forms and before.topics and before.grouped and clause.value in other:
        return True
    if not apart or new.weak:
        new.unclear |= {"kind"} if both and someone else set()
        return False
    if before.grouped and other:
        return True
    if before.grouped and new.grouped and before.at[-1] != new.at[0] - 1:
        return True
    if both or (before.grouped and new.grouped):
        new.unclear.add("kind")
    return False


def _at_another_hour(clause: Clause) -> bool:
    return any(day.part_of_day for day in clause.days("now"))


def _parts_of(before: Draft, new: Draft) -> bool:
    return all(amount.gender in {"male", "female"} for amount in new.people)


def _fits(before: Draft, new: Draft, clause: Clause) -> bool:
    one, two = before.forms, new.forms
    aloud = "loudspeaker" in one ^ two
    if aloud and before.dated and new.dated:
        return False
    if clause.joint == "" and not (before.grouped and (new.grouped or aloud)) and not before.topics:
        return True
    if not one or not two or one & two or new.weak:
        return not ("loudspeaker" in (one ^ two) and one and two)
    if "loudspeaker" in one | two or "online" in one | two:
        return False
    if before.grouped and new.grouped:
        return two == {"counselling"} or one == {"household_visit"}
    return "counselling" in one | two or "household_visit" in one | two or not new.grouped


def _merge(before: Draft, new: Draft) -> None:
    before.at += new.at
    before.forms |= new.forms
    before.people += new.people
    before.households += new.households
    before.codes += new.codes
    before.topics += new.topics
    before.unclear |= new.unclear
    before.split = before.split or new.split
    before.sessions = before.sessions or new.sessions
