"""Referrals: who was sent where, and for what."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.clauses import Clause, is_
from handlers.quicklog.numbers import Number, spoken_words
from handlers.quicklog.pieces import Piece
from handlers.quicklog.records import Referral
from handlers.reading.spelling import bare, words

_BARE_NAMES = frozenset({"hà nội", "ha noi", "hn"})


@dataclass(slots=True)
class _Person:
    """One of those referred, or several counted together."""

    amount: Amount | None = None
    client: str | None = None
    years: list[int] = field(default_factory=list)
    gender: str = ""

    @property
    def several(self) -> bool:
        return self.amount is not None and (self.amount.value is None or self.amount.value > 1)


@dataclass(slots=True)
class _Group:
    """Those who go for the same purpose."""

    people: list[_Person] = field(default_factory=list)
    screening: set[str] = field(default_factory=set)
    services: list[str] = field(default_factory=list)
    vague_screening: bool = False
    other: bool = False
    facility: str | None = None
    bare_name: bool = False
    aged: bool = False
    clause: int = 0
    everywhere: bool = False

    @property
    def purposeful(self) -> bool:
        return bool(self.screening or self.services or self.vague_screening or self.other)


def referrals(
    clauses: Sequence[Clause], message: str, today: date, unclear: set[str], *, given: bool = False
) -> list[Referral]:
    """The records of one referral, all dated `today`; `given` when a clinical method was given out instead."""
    records: list[Referral] = []
    groups = _without_total(_Reader(clauses, message, today, unclear, given=given).groups())
    _gather(groups)
    _share_facility(groups)
    groups = [part for group in groups for part in _by_gender(group)]
    for at, group in enumerate(groups):
        if not group.purposeful and at + 1 < len(groups) and groups[at + 1].purposeful and not group.facility:
            following = groups[at + 1]
            group.screening, group.services = set(following.screening), list(following.services)
            group.vague_screening, group.other = following.vague_screening, following.other
        if given and not group.purposeful and len(groups) > 1:
            continue
        records += _records(group, today, unclear, given=given)
    return records


def _without_total(groups: list[_Group]) -> list[_Group]:
    """Without a first group that only says how many the others are together, and where they all go."""
    _drop_total(groups)
    total, *others = groups
    counts = [person.amount.value for group in others for person in group.people if person.amount]
    if (
        total.purposeful
        or len(others) < 2
        or [person.amount and person.amount.value for person in total.people] != [sum(count or 0 for count in counts)]
    ):
        return groups
    for group in others:
        group.facility = group.facility or total.facility
    return others


def _drop_total(groups: list[_Group]) -> None:
    """Takes away a first number that all the others make up: "3 chị: 2 chị đi via, 1 chị đi nhũ ảnh"."""
    people = [person for group in groups for person in group.people]
    counts = [person.amount.value if person.amount else None for person in people]
    if len(groups[0].people) > 1 and len(groups) > 1 and None not in counts:
        first, *others = (count or 0 for count in counts)
        if first == sum(others):
            del groups[0].people[0]


def _records(group: _Group, on: date, unclear: set[str], *, given: bool) -> list[Referral]:
    _tell_sterilisation(group)
    if not group.purposeful or (group.other and not group.screening and not group.services):
        unclear.add("service")
    if group.vague_screening and not group.screening:
        unclear.add("screening")
    if group.other and (group.screening or group.services):
        unclear.add("service")
    if given:
        unclear.add("service")
    if group.bare_name and group.facility is None:
        unclear.add("facility")
    base = Referral(on, facility=group.facility)
    made: list[Referral] = []
    for record in _of_people(group, base, unclear):
        purposes = [replace(record, service=service) for service in group.services]
        if group.screening:
            purposes.insert(0, replace(record, screening=sorted(group.screening)))
        made += purposes or [record]
    return made


def _gather(groups: list[_Group]) -> None:
    """Gives the purpose said first to those named after it: "đi khám vú: kh 7f3k, kh 9pr5"."""
    first, *others = groups
    if first.purposeful and not first.people and others and not any(other.purposeful for other in others):
        first.people = [person for other in others for person in other.people]
        first.facility = first.facility or others[-1].facility
        del groups[1:]


def _share_facility(groups: list[_Group]) -> None:
    """A clinic named at the end of a clause is that of all in it; "tất cả ở TTYT" is that of everybody."""
    for group in groups:
        for other in groups:
            if group.facility and other.facility is None and (group.everywhere or group.clause == other.clause):
                other.facility = group.facility


def _by_gender(group: _Group) -> list[_Group]:
    """Women and men apart if both go to be sterilised: these are two services."""
    women = [person for person in group.people if person.gender == "female"]
    men = [person for person in group.people if person.gender == "male"]
    if "sterilisation" not in group.services or not (women and men):
        return [group]
    return [replace(group, people=people, services=list(group.services)) for people in (women, men)]


def _tell_sterilisation(group: _Group) -> None:
    """Which of the two sterilisations it is depends on the person."""
    if "sterilisation" not in group.services:
        return
    group.services.remove("sterilisation")
    gender = next((person.gender for person in group.people if person.gender in {"male", "female"}), "")
    if gender:
        group.services.append(f"sterilisation_{gender}")
    else:
        group.other = True


def _of_people(group: _Group, base: Referral, unclear: set[str]) -> list[Referral]:
    """One record for each client and year of birth, one for all the others together."""
    records: list[Referral] = []
    counted: list[Amount] = []
    plain = 0
    for person in group.people:
        if person.client is not None:
            records.append(replace(base, client=person.client, birth_year=person.years[0] if person.years else None))
        elif len(person.years) > 1:
            records += [replace(base, birth_year=year) for year in person.years]
        elif person.years:
            count = person.amount.value if person.amount and person.several else None
            records.append(replace(base, birth_year=person.years[0], count=count))
        elif person.amount is not None:
            counted.append(person.amount)
        else:
            plain += 1
    if counted:
        records.append(replace(base, count=_count(counted, unclear)))
    elif not records or (plain and not records):
        records.append(replace(base, count=plain if plain > 1 else None))
    several = any(person.several for person in group.people) or len(group.people) > 1
    if group.aged and not several and not any(person.years for person in group.people):
        unclear.add("birth_year")
    return records


def _count(counted: list[Amount], unclear: set[str]) -> int | None:
    if any(amount.number and (amount.number.about or amount.number.value is None) for amount in counted):
        unclear.add("count")
    values = [amount.value for amount in counted]
    if None in values:
        return None
    total = sum(value for value in values if value is not None)
    return total if total > 1 else None


class _Reader:
    def __init__(self, clauses: Sequence[Clause], message: str, today: date, unclear: set[str], *, given: bool) -> None:
        self._given = given
        self._message, self._today, self._unclear = message, today, unclear
        self._parts = [part for clause in clauses for part in clause.parts]
        self._clause_of = [at for at, clause in enumerate(clauses) for _ in clause.parts]
        self._at = 0
        self._groups: list[_Group] = [_Group()]

    def groups(self) -> list[_Group]:
        at = 0
        while at < len(self._parts):
            self._at = at
            at += self._take(at)
        return [group for group in self._groups if group.people or group.purposeful or group.facility] or self._groups[
            :1
        ]

    def _before(self, at: int) -> Part | None:
        return self._parts[at - 1] if at else None

    def _take(self, at: int) -> int:
        part = self._parts[at]
        group = self._groups[-1]
        if isinstance(part, Amount):
            if part.what == "people":
                self._person(_Person(part, gender=part.gender))
            elif part.what == "age":
                group.aged = group.aged or not self._is_band(at, part)
            elif part.what == "households":
                self._unclear.add("count")
            return 1
        before = self._before(at)
        following = self._parts[at + 1] if at + 1 < len(self._parts) else None
        if part.number is not None:
            self._number(part, before)
        if part.has("code"):
            if not self._names_counted(part):
                self._person(_Person(client=part.senses["code"], gender=self._gender_before(before)))
        elif part.has("bad code"):
            self._unclear.add("client")
            if not (group.people and not group.purposeful):
                self._person(_Person())
        elif part.has("facility"):
            group.facility = " ".join(self._message[part.start : part.end].split())
            group.everywhere = any(is_(other, "all") for other in self._parts[max(0, at - 3) : at])
        elif part.has("born", "born short"):
            return self._born(at, part)
        elif part.has("organ") and not part.has("other service"):
            if part.senses["organ"] == "breast" and part.text in {"vú"} and not self._looked_at(before):
                return 1
            group.screening.add(part.senses["organ"])
            group.vague_screening = False
        elif part.has("joined organ") and self._looked_at(before):
            group.screening.add(part.senses["joined organ"])
            group.vague_screening = False
        elif part.has("screening"):
            group.vague_screening = not group.screening
        elif part.has("service"):
            self._service(part)
        elif part.has("other service"):
            group.other = True
        elif part.has("tt") and (isinstance(before, Amount) or self._given):
            group.services.append("injectable")
        elif part.has("all") and (number := spoken_words(tuple(words(part.text))[1:])) and not group.people:
            self._person(
                _Person(Amount("people", part.start, part.end, Number(number[0])))
            )  # "giới thiệu cả 3 đi khám"
        elif part.has("people") and not part.has("self"):
            if self._is_named(before) and group.people and not group.purposeful and self._is_named(following):
                group.people.append(_Person(gender=part.senses["people"]))  # "chị Vân, chị Hà"
            elif group.purposeful and part.senses["people"] in {"female", "male"} and not isinstance(before, Amount):
                listed = isinstance(before, Piece) and before.has("and", "comma") and following is not None
                if listed or self._begins_next(at, following):
                    self._person(_Person(gender=part.senses["people"]))
            elif group.people and not group.purposeful and isinstance(before, Piece) and before.text == "van":
                self._unclear.add("count")  # "chi van chi ha": two names?
            elif not group.people:
                couple = part.senses["people"] in {"couple", "spouses"}
                two = Amount("people", part.start, part.end, Number(2), gender="couple") if couple else None
                group.people.append(_Person(two, gender=part.senses["people"]))
        elif part.has("at") and bare(part.text) not in {"di", "ve"} and self._is_bare_name(following):
            group.bare_name = True
        return 1

    def _begins_next(self, at: int, following: Part | None) -> bool:
        """Whether a clause begins with the next one: "c Na xn HPV ở TYT, c Bé sn 91 khám vú"."""
        own = self._clause_of[at]
        born = any(is_(part, "born") for part in self._parts[at + 1 : at + 4]) and bool(self._groups[-1].people[-1:])
        another = born and bool(self._groups[-1].people[-1].years)
        if not at or not (another or self._clause_of[at - 1] != own) or not self._is_named(following):
            return False
        rest = zip(self._parts[at:], self._clause_of[at:], strict=True)
        return any(is_(part, "organ", "service", "screening") for part, clause in rest if clause == own)

    def _number(self, part: Piece, before: Part | None) -> None:
        """A number that counts nobody who is in the lexicon."""
        assert part.number is not None
        if is_(before, "plural"):
            self._person(_Person(Amount("people", part.start, part.end, part.number)))  # "giới thiệu cả 4 đi khám"
        else:
            self._unclear.add("birth_year" if self._year(part.number.value or 0, short=False) else "count")

    @staticmethod
    def _is_bare_name(part: Part | None) -> bool:
        """Whether it is a name of which nobody knows what it names: "ở Thu Cúc"."""
        if not isinstance(part, Piece):
            return False
        if part.text in _BARE_NAMES:
            return True
        return (part.unknown or part.capital) and not part.has("place", "numbered place", "code", "facility")

    @staticmethod
    def _is_named(part: Part | None) -> bool:
        """Whether it is the name of somebody, or what joins it to the next."""
        return isinstance(part, Piece) and (part.unknown or part.capital or part.has("and"))

    def _names_counted(self, code: Piece) -> bool:
        """Whether the code belongs to the one person just counted: "1 chị KH-7F3K"."""
        group = self._groups[-1]
        last = group.people[-1] if group.people and not group.purposeful else None
        if last is None or last.client is not None or last.several or last.years:
            return False
        last.client, last.amount = code.senses["code"], None
        return True

    def _looked_at(self, before: Part | None) -> bool:
        if isinstance(before, Piece) and before.has("and", "noise", "comma"):
            return bool(self._groups[-1].screening)
        return isinstance(before, Piece) and before.has("exam", "screening", "organ", "topic", "other service")

    def _gender_before(self, before: Part | None) -> str:
        return before.senses.get("people", "") if isinstance(before, Piece) else ""

    def _person(self, person: _Person) -> None:
        group = self._groups[-1]
        total = group.facility and group.people and group.people[-1].amount and person.amount
        if (group.purposeful or total) and not self._given:
            self._groups.append(_Group(clause=self._clause_of[self._at]))
            group = self._groups[-1]
        if (
            person.client is not None
            and group.people
            and group.people[-1].amount is None
            and group.people[-1].client is None
        ):
            person.gender = person.gender or group.people[-1].gender
            group.people.pop()
        if (
            group.people
            and group.people[-1].amount is None
            and group.people[-1].client is None
            and not group.people[-1].years
        ):
            group.people.pop()
        group.people.append(person)

    def _is_band(self, at: int, age: Amount) -> bool:
        before = self._before(at)
        if age.number is None or age.number.about or age.number.value is None:
            return True
        return isinstance(before, Piece) and before.has("band", "approximate")

    def _service(self, part: Piece) -> None:
        services = self._groups[-1].services
        if part.senses["service"] not in services:
            services.append(part.senses["service"])

    def _born(self, at: int, word: Piece) -> int:
        used = 1
        years: list[int] = []
        while at + used < len(self._parts):
            part = self._parts[at + used]
            if isinstance(part, Piece) and part.number is not None and part.number.value is not None:
                year = self._year(part.number.value) if word.has("born") or len(part.text) in {2, 4} else None
                if year is None:
                    break
                years.append(year)
            elif not (isinstance(part, Piece) and (part.has("and", "noise", "born") or part.text in {":", ","})):
                break
            used += 1
        group = self._groups[-1]
        if not years:
            self._unclear |= {"birth_year"} if word.has("born") else set()
            return 1
        if not group.people:
            group.people.append(_Person())
        group.people[-1].years += years
        return used

    def _year(self, said: int, *, short: bool = True) -> int | None:
        if said < 100 and short:
            return 1900 + said if said > self._today.year % 100 else 2000 + said
        return said if 1900 <= said <= self._today.year else None
