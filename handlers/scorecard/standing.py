"""Where an item of the plan should be by now, and whether it is there. Pure.

The milestone of a year lies on a straight line. For a target the line runs from the goal of the phase before to that of
this phase; before the first goal it begins at nothing at the end of 2021, the year in which the plan was only issued.
For a quota it is what the plan asks for in that year.

What is due by today is a part of it. A figure that begins at nothing every January is due in proportion to the days of
the year; a level follows the line. Whole things are rounded: of one conference a year none is due in spring.
"""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil, floor

from db.catalogue.targets import Target
from db.plan import Reached
from db.statistics.spans import bounds
from handlers.small_cells import LEAST
from locales import N_

BEGUN = 2021
"""At the end of this year every line begins at nothing."""
REACHED, ON_TRACK, BEHIND, UNMEASURED, UNKNOWN = "reached", "on_track", "behind", "unmeasured", "unknown"
CLINICAL = ("services", "referred")
"""What figures are made of, or are told beside, that is clinical: referrals."""
STATES = {
    BEHIND: ("⚠️", N_("behind")),
    ON_TRACK: ("▶️", N_("on track")),
    REACHED: ("✅", N_("milestone reached")),
    UNMEASURED: ("❓", N_("no denominator yet")),
    UNKNOWN: ("➖", N_("no figures yet")),
}
"""How an item stands: a sign and words, so that nobody has to tell colours apart. What needs a look comes first."""


@dataclass(frozen=True)
class Standing:
    """How an item stands on a day.

    Goals are in the item's own terms (per cent, or the number): `phase_goal` at the end of the phase (of a quota: in
    the whole phase), `milestone` at the end of the year, `due` by the day. `percent` is the share reached (None where
    there is none). `needed` is the milestone as a number of what is counted, `missing` what is still to be done of it.
    `sums_only`: small clinical figures are told as "<5".
    """

    reached: Reached
    day: date
    state: str
    phase_goal: int
    milestone: Fraction
    due: Fraction
    percent: Fraction | None = None
    needed: int | None = None
    missing: int | None = None
    sums_only: bool = False

    @property
    def is_one_commune(self) -> bool:
        """Whether it only says of one commune that it is among those counted, or not."""
        basis = self.reached.basis
        return basis is not None and basis.origin == "communes" and basis.value == 1


def standing(reached: Reached, day: date, *, sums_only: bool = False) -> Standing:
    """How an item stands on a day; `sums_only`: told to somebody who may not know small clinical figures."""
    if sums_only:
        reached = _without_small(reached)
    target, basis = reached.target, reached.basis
    due = due_by(target, day, grows=reached.grows)
    goals = (phase_goal(target, day), milestone_of(target, day.year), due)
    one = Standing(reached, day, UNKNOWN, *goals, sums_only=sums_only)
    if reached.figure is None:
        return one
    if not target.is_share:
        return _judged(one, reached.figure, Fraction(1))
    if basis is None:
        return replace(one, state=UNMEASURED)
    if not basis.value:
        return one
    measured = replace(one, percent=Fraction(100 * reached.figure, basis.value))
    return _judged(measured, reached.figure, Fraction(basis.value, 100))


def _without_small(reached: Reached) -> Reached:
    """The same with its figure without a part that is small and clinical: else it would be a subtraction away."""
    small = sum(number for code, number in reached.parts.items() if code in CLINICAL and 0 < number < LEAST)
    return reached if reached.figure is None else replace(reached, figure=reached.figure - small)


def _judged(one: Standing, figure: int, unit: Fraction) -> Standing:
    """A figure against its goals; `unit` is how many of what is counted make one unit of a goal."""
    needed = ceil(one.milestone * unit)
    state = REACHED if figure >= needed else ON_TRACK if figure >= rounded(one.due * unit) else BEHIND
    return replace(one, state=state, needed=needed, missing=max(0, needed - figure))


def milestone_of(target: Target, year: int) -> Fraction:
    """What is to be reached by the end of a year: a quota's own number, a point on a target's line."""
    goals = target.by_year
    if target.kind == "quota":
        return Fraction(goals.get(year, 0))
    points = [(BEGUN, 0), *sorted((known, goal) for known, goal in goals.items() if known > BEGUN)]
    before = [point for point in points if point[0] <= year]
    after = [point for point in points if point[0] > year]
    if not before:
        return Fraction(0)
    if not after:
        return Fraction(before[-1][1])
    (begin, low), (end, high) = before[-1], after[0]
    return low + Fraction(high - low) * Fraction(year - begin, end - begin)


def due_by(target: Target, day: date, *, grows: bool) -> Fraction:
    """What is to be reached by a day."""
    gone = part_of_year(day)
    milestone = milestone_of(target, day.year)
    if grows:
        return milestone * gone
    before = milestone_of(target, day.year - 1)
    return before + (milestone - before) * gone


def part_of_year(day: date) -> Fraction:
    """How much of its year is over at the end of a day."""
    days = (date(day.year, 12, 31) - date(day.year - 1, 12, 31)).days
    return Fraction((day - date(day.year - 1, 12, 31)).days, days)


def phase_goal(target: Target, day: date) -> int:
    """What the plan wants at the end of the day's phase; of a quota in all its years together."""
    first, last = bounds("phase", day)
    goals = {year: goal for year, goal in target.by_year.items() if first.year <= year <= last.year}
    if target.kind == "quota":
        return sum(goals.values())
    return goals[max(goals)] if goals else 0


def line_of(target: Target, year: int) -> tuple[int, int, int, int] | None:
    """The line that a target's milestone of a year lies on: from which year and goal, to which. None of a quota, and
    after the last goal."""
    goals = {known: goal for known, goal in target.by_year.items() if known > BEGUN}
    after = [known for known in goals if known >= year]
    if target.kind == "quota" or not after:
        return None
    end = min(after)
    begin = max((known for known in goals if known < end), default=BEGUN)
    return begin, goals.get(begin, 0), end, goals[end]


def rounded(number: Fraction) -> int:
    """The nearest whole number; a half is rounded up."""
    return floor(number + Fraction(1, 2))


def one_place(number: Fraction) -> float:
    """A number as it is shown everywhere: with one decimal place, a half rounded up."""
    return rounded(number * 10) / 10
