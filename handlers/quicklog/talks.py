"""Talks: who was talked to, how, and about what."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.clauses import Clause, is_
from handlers.quicklog.lexicon import FORMS
from handlers.quicklog.numbers import Number
from handlers.quicklog.pieces import Piece
from handlers.reading.fold import fold
from handlers.reading.spelling import tidied_word

# Products that are spoken of as family planning when no amount of them was given.
_METHODS = frozenset({"condom", "oral_pill", "mini_pill", "emergency_pill"})
_PEOPLE_TOPICS = frozenset({"adolescent", "elderly", "infertility"})
_PREVENTION = ("sang loc", "tam soat", "ung thu")
_TWO = Number(2)


@dataclass(slots=True)
class Draft:
    """A talk as far as it was said. `forms` are cues; `about` whether the subject was said; `at` its clauses."""

    at: list[int] = field(default_factory=list)
    forms: set[str] = field(default_factory=set)
    weak: bool = False
    sessions: bool = False
    people: list[Amount] = field(default_factory=list)
    households: list[Amount] = field(default_factory=list)
    codes: int = 0
    topics: list[str] = field(default_factory=list)
    leaflets: list[int] = field(default_factory=list)
    unclear: set[str] = field(default_factory=set)
    split: bool = False
    tt: bool = False
    dated: bool = False

    @property
    def grouped(self) -> bool:
        """Whether it says whom was talked to."""
        return bool(self.people or self.households or self.codes)

    @property
    def form(self) -> str | None:
        """The first form of the contract's table that is cued."""
        return next((form for form in FORMS if form in self.forms), None)

    def attendees(self) -> int | None:
        """How many people, adding up groups but not the parts of a total."""
        counts = [amount for amount in self.people if not amount.each]
        per_household = [amount for amount in self.people if amount.each == "households"]
        if any(amount.each == "session" for amount in self.people):
            self.unclear.add("attendees")
            return None
        if not counts and per_household and self.households:
            return self._each(per_household[0])
        if not counts:
            return self.codes or None
        if any(amount.number and amount.number.about for amount in counts):
            self.unclear.add("attendees")
        values = [amount.value for amount in counts]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            self.unclear.add("attendees")
            return None
        return self._total(counts, known) + self.codes

    def _each(self, amount: Amount) -> int | None:
        homes = self.households[0].value
        if homes is None or amount.value is None:
            self.unclear.add("attendees")
            return None
        return homes * amount.value

    def _total(self, counts: list[Amount], known: list[int]) -> int:
        if len(known) == 1:
            return known[0]
        first, rest = known[0], known[1:]
        if known[-1] == sum(known[:-1]) and len(known) > 2:
            return known[-1]
        gendered = [amount.gender in {"male", "female"} for amount in counts]
        if (
            self.split
            or (not gendered[0] and all(gendered[1:]) and sum(rest) <= first)
            or sum(rest) == first
            and len(rest) > 1
        ):
            if (len(rest) > 1 and sum(rest) != first) or sum(rest) > first:
                self.unclear.add("attendees")
            return first
        if not gendered[0] and all(gendered[1:]) and len(rest) > 1:
            self.unclear.add("attendees")
            return first
        genders = [amount.gender for amount in counts]
        if len(set(genders)) < len(genders):
            self.unclear |= {"attendees", "kind"}  # one talk or two: "2 chị tổ 3, 4 chị tổ 5"
        return sum(known)

    def homes(self) -> int | None:
        """How many households."""
        if not self.households:
            return None
        counted = self.households[:1] if self.split else self.households
        values = [amount.value for amount in counted]
        if any(
            value is None or (amount.number and amount.number.about)
            for value, amount in zip(values, counted, strict=True)
        ):
            self.unclear.add("households")
        if len(values) > 1:
            self.unclear |= {"households", "kind"}  # one visit or two
        return None if None in values else sum(value for value in values if value is not None)


def drafts(clause: Clause, at: int, before: Draft | None) -> list[Draft]:
    """The talks that a clause reports; the first goes on with `before` if that is the same talk."""
    fresh = _Reader(clause, at).all()
    first = fresh[0]
    if before is not None and _same(before, first, clause):
        _merge(before, first)
        return fresh[1:]
    if not clause.act and before is not None:
        first.forms |= {form for form in before.forms if form != "household_visit" or "counselling" not in before.forms}
        if first.households and "counselling" in first.forms:
            first.forms.add("household_visit")
        first.tt = before.tt
    return fresh


def topics_of(parts: Sequence[Part], *, talk: bool = True) -> tuple[list[str], bool]:
    """What these parts are about, and whether also about something that is no topic of the contract."""
    found: list[str] = []
    other = about = False
    for at, part in enumerate(parts):
        before = parts[at - 1] if at else None
        if isinstance(part, Amount):
            if part.what == "goods" and part.number is None and talk and part.product is not None:
                if part.product in _METHODS:
                    found.append("family_planning")
                else:
                    other = True
            about = False
            continue
        if part.has("about"):
            about = True
        elif part.unknown and not part.capital and is_(before, "talk") and not _is_word(part):
            other = True  # "tư vấn bpct": letters that stand for something
        elif part.has("topic") and not (_is_audience(part, before) and not about and not _is_listed(parts, at)):
            topic = part.senses["topic"]
            if topic == "?":
                other = other or not isinstance(before, Amount)
            else:
                found.append(topic)
            about = about or False
        elif part.has("service"):
            found.append("family_planning")
        elif part.has("organ") and about and any(word in fold(part.text) for word in _PREVENTION):
            found.append(f"{part.senses['organ']}_cancer")
        elif (
            part.has("organ", "other service")
            and about
            or part.unknown
            and about
            and isinstance(before, Piece)
            and _names_subject(before)
        ):
            other = True
        elif not part.has("and", "noise", "comma", "about") and not part.unknown:
            about = False
    return found, other


def _is_word(part: Piece) -> bool:
    word = tidied_word(part.text)
    undone = word.undone()
    return word.is_syllable() or (undone is not None and undone.is_syllable())


def _names_subject(before: Piece) -> bool:
    return before.has("about", "and") or before.has("noise") or before.unknown


def _is_audience(part: Piece, before: Part | None) -> bool:
    """Whether those talked to are named, not the subject: "cho người cao tuổi", "với VTN"."""
    if isinstance(before, Piece) and before.text.endswith((" về", " ve", " chuyên đề", " chuyen de")):
        return False  # "nói chuyện về …" in one phrase
    if part.senses["topic"] not in _PEOPLE_TOPICS or part.text.startswith(
        ("sức", "suc", "tuổi", "tuoi", "skss", "chăm", "cham")
    ):
        return False
    return isinstance(before, Amount) or (
        isinstance(before, Piece) and before.has("for", "and", "cue", "plural", "people", "session", "talk")
    )


def _is_listed(parts: Sequence[Part], at: int) -> bool:
    """Whether a list of subjects ends here: "về KHHGĐ, bình đẳng giới và người cao tuổi"."""
    joint, earlier = parts[at - 1 : at], parts[at - 2 : at - 1] if at > 1 else []
    return bool(joint and earlier) and is_(joint[0], "and") and is_(earlier[0], "topic")


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
        if part.number is not None and isinstance(following, Piece) and following.unknown and not following.capital:
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
    if clause.act == "tt" or (before.tt and clause.act == "talk"):
        return False
    if clause.act == "talk" and not _fits(before, new, clause):
        return False
    if not new.grouped or not before.grouped:
        return not (clause.days("past", "vague") and clause.act == "talk" and before.grouped)
    if clause.act == "talk" and not new.weak:
        return bool(before.households and new.people and not before.people and not new.households and not before.topics)
    if not clause.act and before.topics and (clause.has("about") or new.topics):
        return False
    if new.households and before.households:
        return False
    return not (before.topics and before.people and new.people and not _parts_of(before, new))


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
