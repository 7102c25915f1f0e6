"""What is known of a week of work, and what it adds up to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from handlers.small_cells import Told

WEEKS_BEFORE = 8
"""Weeks that a week is compared with."""
SILENT_AFTER = 7
"""Days without an entry from which on somebody counts as silent."""
LONG_SILENT = 90
"""Days of silence from which on they are not counted any more."""


@dataclass(frozen=True)
class Work:
    """What was done: talks and the people who took part, handouts and the people who got something, and referrals with
    the people referred."""

    talks: int = 0
    reached: int = 0
    handouts: int = 0
    supplied: int = 0
    referrals: int = 0
    referred: int = 0

    @property
    def entries(self) -> int:
        """Everything that was written down."""
        return self.talks + self.handouts + self.referrals

    @property
    def counted(self) -> int:
        """Talks and handouts alone: what may be told of however few people."""
        return self.talks + self.handouts

    def __add__(self, other: "Work") -> "Work":
        return Work(*(mine + others for mine, others in zip(self._all, other._all, strict=True)))

    @property
    def _all(self) -> tuple[int, ...]:
        return self.talks, self.reached, self.handouts, self.supplied, self.referrals, self.referred


NOTHING = Work()


def added(works: Sequence[Work]) -> Work:
    """All of them together."""
    return sum(works, NOTHING)


def average(figures: Sequence[int]) -> float | None:
    """What is ordinary; None when there is nothing to tell it from."""
    return sum(figures) / len(figures) if figures else None


@dataclass(frozen=True)
class Mine:
    """A collaborator's week from `monday`. `before` are the weeks before it, the latest last: those alone in which she
    was at work. `to_ask` and `running_out` are how many clients wait. `away`: she was on leave for most of it."""

    monday: date
    name: str
    week: Work
    last_week: Work | None
    before: tuple[Work, ...] = ()
    to_ask: int = 0
    running_out: int = 0
    away: bool = False

    @property
    def worth_telling(self) -> bool:
        """Whether there is something to tell: not to somebody who was away and did nothing, nor, week after week, to
        somebody who has long since stopped to write anything down."""
        if self.week.entries:
            return True
        lately = any(work.entries for work in self.before)
        return not self.away and bool(lately or self.to_ask or self.running_out)


@dataclass(frozen=True)
class Colleague:
    """A collaborator of a commune in a week. `stands` is one of MARKS in handlers/people.py, or "other" for somebody
    who does not belong to the commune (any more) but wrote something down there; `silent` are the days without an
    entry, `to_ask` and `run_out` the clients who have waited for long."""

    name: str
    stands: str
    work: Work = NOTHING
    silent: int = 0
    to_ask: int = 0
    run_out: int = 0


@dataclass(frozen=True)
class Row:
    """A record as the officer's file shows it: `what` was done (a sentence to be said), its facts, and the code of its
    client, if it has one."""

    kind: str
    what: str
    name: str
    area: str
    day: date
    facts: dict[str, Any]
    code: str | None = None


@dataclass(frozen=True)
class CommuneWeek:
    """A commune's week from `monday`. `before` are the WEEKS_BEFORE weeks before it, the latest last; `sizes` how many
    people its talks of each form had in those; `asked_since` is the first day of the follow-ups that are overdue."""

    commune_id: int
    name: str
    monday: date
    people: tuple[Colleague, ...]
    before: tuple[Work, ...]
    rows: tuple[Row, ...] = ()
    sizes: dict[str, dict[int, int]] = field(default_factory=dict)
    asked_since: date | None = None

    @property
    def work(self) -> Work:
        """What everybody did together."""
        return added([one.work for one in self.people])


@dataclass(frozen=True)
class Place:
    """A commune among others: the week and those before it (the latest last), how many different people wrote something
    down in it, and how many collaborators are at work there. `goal` is how many people it is to reach by talks in the
    year, if that is known, and `reached` how many it has; `referred` are the people referred in the week, as it may be
    told to those who see sums."""

    name: str
    week: Work
    before: tuple[Work, ...]
    active: int = 0
    collaborators: int = 0
    goal: int | None = None
    reached: int = 0
    referred: Told = 0

    @property
    def progress(self) -> float | None:
        """The part of the year's own target that was reached; None where there is none."""
        return self.reached / self.goal if self.goal else None

    @property
    def takes_part(self) -> bool:
        """Whether there is anybody from whom something can be expected."""
        return bool(self.collaborators or self.silent_weeks <= len(self.before))

    @property
    def share(self) -> float | None:
        """Talks and handouts for each collaborator at work; None where there is nobody."""
        return self.week.counted / self.collaborators if self.collaborators else None

    @property
    def usual(self) -> float | None:
        """Talks and handouts in an ordinary one of the weeks before."""
        return average([work.counted for work in self.before])

    @property
    def usual_share(self) -> float | None:
        """The same in an ordinary one of the weeks before, by the collaborators of today."""
        return self.usual / self.collaborators if self.collaborators and self.usual is not None else None

    @property
    def silent_weeks(self) -> int:
        """Weeks without an entry up to this one, as far as is known."""
        weeks = [self.week, *reversed(self.before)]
        return next((number for number, work in enumerate(weeks) if work.entries), len(weeks))


@dataclass(frozen=True)
class Overview:
    """The week from `monday` of the communes of a cluster or of the city. `referred` is as in Place."""

    area_id: int
    name: str
    monday: date
    places: tuple[Place, ...]
    referred: Told = 0

    @property
    def week(self) -> Work:
        """What was done in all of them."""
        return added([place.week for place in self.places])

    @property
    def before(self) -> tuple[Work, ...]:
        """The same of each of the weeks before."""
        return tuple(added(list(works)) for works in zip(*(place.before for place in self.places), strict=True))

    @property
    def usual(self) -> float | None:
        """Talks and handouts in an ordinary one of the weeks before."""
        return average([work.counted for work in self.before])

    @property
    def file(self) -> str:
        """What its pictures and files are called."""
        return f"tuan-{self.monday.isoformat()}-{self.area_id}"


def in_order(places: Sequence[Place]) -> list[Place]:
    """The communes, that with most for each collaborator first; last those in which nobody is at work."""
    return sorted(
        places, key=lambda place: (not place.takes_part, place.share is None, -(place.share or 0), place.name)
    )


def by_target(places: Sequence[Place]) -> list[Place]:
    """The communes with a target, that which has come furthest first."""
    found = [place for place in places if place.progress is not None]
    return sorted(found, key=lambda place: (-(place.progress or 0), place.name))


def passed(day: date) -> float:
    """The part of its year that is over at the end of a day."""
    return day.timetuple().tm_yday / date(day.year, 12, 31).timetuple().tm_yday


def monday_of(day: date) -> date:
    """The Monday of the week that a day lies in."""
    return day - timedelta(days=day.weekday())


def mondays_until(monday: date, before: int = WEEKS_BEFORE) -> list[date]:
    """The Mondays of the weeks before one, and this one."""
    return [monday - timedelta(weeks=number) for number in range(before, -1, -1)]
