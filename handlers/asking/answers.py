"""Answers: the figures of a question, ready to be told as a text, a chart or a file; all three tell these."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from db.areas import children
from db.entered import Entry
from db.scope import Scope
from db.staff import staff_named
from db.statistics.counts import Figures
from db.statistics.measures import ASKABLE, Measure
from db.team import members
from db.units import Units
from handlers.asking import spans
from handlers.asking.entered import ELSEWHERE, EnteredCounter
from handlers.asking.figures import Counter
from handlers.asking.hiding import Value
from handlers.asking.places import Where, where
from handlers.asking.question import YEAR_BEFORE, Question, is_place
from handlers.asking.spans import Span
from handlers.asking.splits import adds_up, code_name, codes, told_by
from handlers.turn import Turn

MAIN = ("talks", "reached", "leaflets", "supplied", "screening_referrals", "attended_share", "active", "records")
"""The measures that are told when none is asked for."""
FEWEST = 4
"""Periods of a trend that are told even if there was nothing in them."""
LISTED = 12
"""Lines of a ranking that are shown; the file has all."""
NOT_OF_ONE = ("active",)
"""Measures that say nothing of one person."""


@dataclass(frozen=True)
class Row:
    """A line of an answer. `mark` is the place, code or measure that it is of; `span` the period."""

    label: str
    value: Value | None
    mark: str = ""
    span: Span | None = None
    measure: Measure | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to tell."""
        return self.value is None or not (self.value.hidden or self.value.number)

    @property
    def is_ranked(self) -> bool:
        """Whether it has a place among the lowest: a share of nothing has none."""
        return self.value is not None and (self.value.hidden or self.value.number is not None)


Note = Literal["", "apart", "period", "small", "city", "unknown", "below", "names", "commune", "bottom"]
"""Why there is nothing to tell, or not all: it does not add up and a code has to be chosen; different persons are not
counted in such a period; it is too small to be taken apart; there is only one figure for the city; nobody entered it;
what is clinical is told by communes only; people are for their officer to see; people are told by communes; there is
nothing below the place."""


@dataclass(frozen=True)
class Answer:
    """What is answered. `value` is the figure asked for, `compared` what it stands beside, `rows` what it is made of,
    ranked by or came from. `note` says why there is nothing to tell, or not all. `clusters`: there are some in the
    place. `entries` are what a figure was entered as; `city` is the mark of the city, if it may be asked about."""

    question: Question
    place: Where
    value: Value | None = None
    compared: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()
    note: Note = ""
    clusters: bool = False
    entries: tuple[Entry, ...] = ()
    city: str = ""

    @property
    def ranked(self) -> tuple[Row, ...]:
        """The rows that have a place in a ranking, in the order in which they are told. The lowest begin with those
        that have nothing, unless these are too many to be named: then their number says more."""
        if self.question.view != "lowest":
            return tuple(row for row in self.rows if not row.is_nothing)
        lowest = tuple(row for row in self.rows[::-1] if row.is_ranked)
        something = tuple(row for row in lowest if not row.is_nothing)
        return lowest if len(lowest) - len(something) <= LISTED else something

    @property
    def drawn(self) -> tuple[Row, ...]:
        """The rows of a ranking as they are drawn: where nobody has anything, all, but not as the lowest."""
        return self.ranked if self.question.view == "lowest" else self.ranked or self.rows

    @property
    def rough(self) -> bool:
        """Whether something of it is approximate."""
        told = [self.value, *(row.value for row in (*self.compared, *self.rows))]
        return any(value is not None and value.rough for value in told)


async def answer(turn: Turn, units: Units, question: Question, place: Where) -> Answer:
    """The answer to a question about a place that its speaker may see."""
    found = await _answer(turn, units, question, place)
    clusters = place.kind == "city" and any(unit.kind == "cluster" for unit in units.by_id.values())
    return replace(found, clusters=clusters)


async def _answer(turn: Turn, units: Units, question: Question, place: Where) -> Answer:
    measure = question.of
    if measure is None:
        rows = await _overview(turn, units, question, place)
        compared = await _overview_beside(turn, units, question, place) if question.view == "compare" else ()
        return Answer(question, place, rows=rows, compared=compared)
    named = _shows_people(place)
    if question.view == "people" and question.measure == "active" and (named or place.kind in ("city", "cluster")):
        if named:  # who wrote nothing
            return await _answer(turn, units, replace(question, measure="records"), place)
        lowest = await _answer(turn, units, replace(question, view="lowest"), place)
        return replace(lowest, note=lowest.note or ("commune" if place.sight.named else "names"))
    if measure.entered:
        return await _entered(turn, units, EnteredCounter(turn.session, measure, units, turn.today), question, place)
    counter = Counter(turn.session, measure, question.keys, units, place.sight.exact, turn.today)
    apart = not adds_up(measure, question.keys)
    if apart and question.view != "parts":
        question = replace(question, view="total")
    below = counter.hides and not place.sight.named
    if below and place.kind == "hamlet":
        return Answer(replace(question, view="total"), place, note="below")
    if question.view == "parts" or apart:
        value = None if apart else await _figure(counter, place, question.span)
        closed = counter.hides and value is not None and value.hidden
        found = None if closed else await _by_code(turn, counter, question, place)
        if found is None:
            return Answer(question, place, value, note="period" if value is None and measure.different else "small")
        return Answer(question, place, value, rows=found, note="apart" if apart and question.view != "parts" else "")
    value = await _figure(counter, place, question.span)
    if question.view == "trend":
        return Answer(question, place, value, rows=await _trend(turn, counter, question, place))
    if question.view in ("places", "lowest", "clusters", "people"):
        return await _ranking(turn, counter, question, place, value)
    compared = await _compared(turn, units, counter, question, place)
    note: Note = "period" if value is None else ""
    if question.view == "compare":
        return Answer(question, place, value, compared=compared, note=note)
    deep = place.is_unit and not (below and place.kind == "commune")
    top = await _ranked(turn, counter, replace(question, view="places"), place) if deep else ()
    return Answer(question, place, value, compared, top or (), note)


async def _ranking(turn: Turn, counter: Counter, question: Question, place: Where, value: Value | None) -> Answer:
    note: Note = ""
    if question.view == "people" and (place.is_unit or place.kind == "hamlet") and not _shows_people(place):
        question, note = replace(question, view="places"), "commune" if place.sight.named else "names"
    if place.kind == "commune" and counter.hides and not place.sight.named:
        return Answer(question, place, value, note="below")
    if counter.hides and place.kind not in ("city", "cluster") and (value is None or value.hidden):
        return Answer(question, place, value, note="small")
    ranked = await _ranked(turn, counter, question, place)
    if not ranked:
        note = "period" if ranked is None else note or "bottom"
    return Answer(question, place, value, rows=ranked or (), note=note)


def _shows_people(place: Where) -> bool:
    """Whether people are told by name there."""
    return place.sight.named and place.kind in ("commune", "hamlet")


async def _entered(turn: Turn, units: Units, counter: EnteredCounter, question: Question, place: Where) -> Answer:
    """What was entered, of the city only."""
    if place.kind != "city" or question.view in ELSEWHERE or is_place(question.against):
        city = await where(turn, units, f"a{units.city.id}")
        return Answer(replace(question, view="total", against=""), place, note="city", city=city.mark if city else "")
    value = await counter.of_unit(units.city.id, question.span)
    if value is None:
        return Answer(question, place, note="unknown")
    rows: tuple[Row, ...] = ()
    if question.view == "parts":
        names = await counter.names(turn.lang.code)
        by_item = await counter.of_items(question.span)
        rows = tuple(Row(names.get(code, code), figure, code) for code, figure in by_item.items())
    elif question.view == "trend":
        rows = await _trend(turn, counter, question, place)
    compared = await _compared(turn, units, counter, question, place) if question.view in ("total", "compare") else ()
    told = tuple(await counter.told(question.span))
    return Answer(question, place, value, compared, rows, entries=told)


def _unit(counter: Counter | EnteredCounter, place: Where) -> int | None:
    """The unit of the day that a place is; None if it is none."""
    return place.area_id if place.is_unit and place.area_id in counter.units.by_id else None


async def _figure(counter: Counter | EnteredCounter, place: Where, span: Span) -> Value | None:
    if (unit_id := _unit(counter, place)) is not None:
        return await counter.of_unit(unit_id, span)
    if isinstance(counter, EnteredCounter):
        return None
    hides = counter.hides and not counter.measure.different
    if hides and place.commune is not None and place.number is not None:
        # Cut out of the table of all that the commune is made of, so that it cannot be subtracted from that.
        among = counter.of_people if place.kind == "person" else counter.of_hamlets
        return (await among(place.commune, [place.number], span))[place.number]
    return await counter.of_scope(place.scope, span)


async def _overview(turn: Turn, units: Units, question: Question, place: Where) -> tuple[Row, ...]:
    rows = []
    read: dict[tuple[Scope, str, Span], dict[str, Figures]] = {}
    for code in MAIN:
        measure = ASKABLE[code]
        if code in NOT_OF_ONE and place.kind in ("own", "person"):
            continue
        counter = Counter(turn.session, measure, {}, units, place.sight.exact, turn.today, read)
        value = await _figure(counter, place, question.span)
        rows.append(Row(measure.names[turn.lang.code], value, code, measure=measure))
    return tuple(rows)


async def _overview_beside(turn: Turn, units: Units, question: Question, place: Where) -> tuple[Row, ...]:
    """The main figures of what is compared with, in the same order; each bears its name."""
    if is_place(question.against):
        other = await where(turn, units, question.against)
        if other is None:
            return ()
        rows = await _overview(turn, units, question, other)
        return tuple(replace(row, label=other.name) for row in rows)
    beside = spans.from_mark(question.against)
    if beside is None:
        year_before = question.against == YEAR_BEFORE
        beside = (spans.year_before if year_before else spans.before)(question.span, turn.today)
    rows = await _overview(turn, units, replace(question, span=beside), place)
    return tuple(replace(row, label=spans.name(beside, turn.lang), span=beside) for row in rows)


async def _by_code(turn: Turn, counter: Counter, question: Question, place: Where) -> tuple[Row, ...] | None:
    """The figures by the codes of a part: in the catalogue's order if they are one after the other, else by size."""
    part = part_of(question)
    if part is None:
        return ()
    found = await counter.of_codes(place.scope, part, question.span)
    if found is None:
        return None
    order = [one.key for one in codes(part, turn.catalogue, turn.lang)]
    names = {code: code_name(part, code, turn.catalogue, turn.lang) for code in found}
    known = sorted(found, key=lambda code: (order.index(code) if code in order else len(order), names[code]))
    return tuple(Row(names[code], found[code], code) for code in known)


def part_of(question: Question) -> str | None:
    """The part that a question is told by: the one it names, or the first of which it does not keep one code."""
    if question.of is None:
        return None
    parts = [part for part in told_by(question.of, question.keys) if part not in question.keys]
    return question.by if question.by in parts else next(iter(parts), None)


async def _trend(turn: Turn, counter: Counter | EnteredCounter, question: Question, place: Where) -> tuple[Row, ...]:
    grain, shown = spans.steps(question.span)
    begun = [one for one in shown if one.first <= turn.today] or shown[:1]
    if isinstance(counter, Counter):
        await counter.look_up_steps(_unit(counter, place), place.scope, grain, begun)
    rows = [Row(spans.short_name(one, turn.lang), await _figure(counter, place, one), span=one) for one in begun]
    while len(rows) > FEWEST and rows[0].is_nothing:
        rows.pop(0)
    return tuple(rows)


async def _ranked(turn: Turn, counter: Counter, question: Question, place: Where) -> tuple[Row, ...] | None:
    """Clusters, communes, hamlets or people by their figures, the highest first; None for different persons in a span
    that is not counted."""
    span, units = question.span, counter.units
    if question.view == "people" and _shows_people(place):
        team = {one.person_id: one.name for one in await members(turn.session, place.scope, turn.today)}
        if counter.measure.different:
            return await _people_one_by_one(counter, team, place, span)
        values = await counter.of_people(place.scope, team, span)
        named = await staff_named(turn.session, values.keys() - team.keys(), turn.today)
        team |= {one: who.name for one, who in named.items()}
        return _sorted([Row(team[one], value, f"p{one}") for one, value in values.items()])
    if place.area_id is None:
        return ()
    if place.kind == "commune":
        hamlets = {one.id: one.name for one in await children(turn.session, place.area_id, turn.today)}
        if not hamlets:
            return ()
        values = await counter.of_hamlets(place.scope, hamlets, span)
        rest = turn.lang.say("elsewhere in it")
        return _sorted([Row(hamlets.get(one, rest), value, f"a{one}") for one, value in values.items()])
    if place.kind not in ("city", "cluster"):
        return ()
    kind = "cluster" if question.view == "clusters" else "commune"
    below = {one.id: one.name for one in units.below(place.area_id, kind)}
    found = await counter.of_units(list(below), span)
    return None if found is None else _sorted([Row(below[one], value, f"a{one}") for one, value in found.items()])


async def _people_one_by_one(counter: Counter, team: dict[int, str], place: Where, span: Span) -> tuple[Row, ...]:
    rows = []
    for person_id, name in team.items():
        scope = Scope(person_id=person_id, area_ids=place.scope.area_ids)
        rows.append(Row(name, await counter.of_scope(scope, span), f"p{person_id}"))
    return _sorted(rows)


def _sorted(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The highest first."""
    return tuple(sorted(rows, key=lambda row: (-height(row.value), row.label)))


def height(value: Value | None) -> float:
    """Where a figure stands in a ranking. Those that are hidden stand together: under five, or with the fives."""
    if value is None:
        return -1
    if value.number is not None:
        return value.number
    if isinstance(value.part, str):
        return 4.5 if value.part == "<5" else 5.5
    return 0


async def _compared(
    turn: Turn, units: Units, counter: Counter | EnteredCounter, question: Question, place: Where
) -> tuple[Row, ...]:
    """What the figure stands beside: the period before and the year before, or what was asked for."""
    today, span = turn.today, question.span
    if is_place(question.against):
        other = await where(turn, units, question.against)
        if other is None:
            return ()
        counted = replace(counter, exact=other.sight.exact) if isinstance(counter, Counter) else counter
        return (Row(other.name, await _figure(counted, other, span), other.mark),)
    if asked := spans.from_mark(question.against):
        others = [asked]
    elif question.against == YEAR_BEFORE:
        others = [spans.year_before(span, today)]
    else:
        others = [spans.before(span, today)]
        if question.view == "compare":
            others.append(spans.year_before(span, today))
    if counter.measure.different:
        others = [spans.whole(one) for one in others]
    return tuple(
        [Row(spans.name(one, turn.lang), await _figure(counter, place, one), span=one) for one in dict.fromkeys(others)]
    )
