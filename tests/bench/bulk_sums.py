"""The sums of a month's records in bulk: the rows that the ledgers would have made one by one."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter

from db.statistics.spans import GRAINS, bounds, period
from tests.bench.loading import Row
from tests.bench.patterns import Pattern

COMMUNE_SUM = ("commune_id", "subject", "period", "key", "records", "people", "amount")
CITY_SUM = ("subject", "period", "key", "records", "people", "amount")
PERSON_SUM = ("area_id", "subject", "period", "person_id", "key", "records", "people", "amount")

MOST_KEYS = 4096
CLIENT_KINDS = ("distribution", "referral")

Sums = dict[int, list[int]]
"""Records, people and amount by the number of a place or person times MOST_KEYS, plus that of a subject and key."""


class BulkSums:
    """Adds up; `workers` are (person, area, commune) by number, `clients_each` how many clients each has."""

    def __init__(self, workers: Sequence[tuple[int, int, int]], clients_each: int, patterns: Sequence[Pattern]) -> None:
        self._workers, self._clients_each = workers, clients_each
        self._commune_of = [commune for _, _, commune in workers]
        self._keys = sorted({key for pattern in patterns for key in pattern.counts})
        numbers = {key: number for number, key in enumerate(self._keys)}
        self._counted = {
            id(pattern): [
                (numbers[key], figures.records, figures.people, figures.amount)
                for key, figures in pattern.counts.items()
            ]
            for pattern in patterns
        }
        self._days: defaultdict[int, Sums] = defaultdict(dict)
        self._persons: Sums = {}
        self._weeks: defaultdict[date, Sums] = defaultdict(dict)
        self._year: Sums = {}
        self._named: defaultdict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
        """By period, which collaborators there are, and which clients (twice their number, plus that of the kind)."""
        self._ends: dict[int, date] = {}
        self._periods: dict[date, list[tuple[set[int], set[int]]]] = {}

    def add(self, nth: int, day: date, pattern: Pattern, client: int | None) -> None:
        """Adds a record of the worker of that number."""
        commune, person = self._workers[nth][2] * MOST_KEYS, nth * MOST_KEYS
        of_day, persons = self._days[day.day], self._persons
        for key, records, people, amount in self._counted[id(pattern)]:
            for sums, place in ((of_day, commune + key), (persons, person + key)):
                found = sums.get(place)
                if found is None:
                    sums[place] = [records, people, amount]
                else:
                    found[0] += records
                    found[1] += people
                    found[2] += amount
        named = self._periods.get(day) or self._begin(day)
        for collaborators, clients in named:
            collaborators.add(nth)
            if client is not None:
                clients.add(2 * client + CLIENT_KINDS.index(pattern.kind))

    def _begin(self, day: date) -> list[tuple[set[int], set[int]]]:
        numbers = {period(grain, day): bounds(grain, day)[1] for grain in GRAINS}
        self._ends |= numbers
        self._periods[day] = [self._named[number] for number in numbers]
        return self._periods[day]

    def end_month(self, last: date, *, final: bool) -> tuple[list[Row], list[Row], list[Row]]:
        """The rows of the month that ends on that day, and of all periods that are over (all, at the end): of the city,
        of communes and of persons."""
        month = period("month", last)
        communes = [row for day, sums in self._days.items() for row in self._rows(sums, month * 100 + day)]
        of_month: Sums = {}
        for day, sums in self._days.items():
            _add(of_month, sums)
            _add(self._weeks[bounds("week", last.replace(day=day))[1]], sums)
        for sunday in [sunday for sunday in self._weeks if sunday <= last or final]:
            communes += self._rows(self._weeks.pop(sunday), period("week", sunday))
        communes += self._rows(of_month, month)
        _add(self._year, of_month)
        if last.month == 12 or final:
            communes += self._rows(self._year, last.year)
            self._year = {}
        for number in [number for number, end in self._ends.items() if end <= last or final]:
            communes += self._different(number)
        persons = [
            (area, subject, month, person, key, *figures)
            for place, figures in self._persons.items()
            for person, area, _ in (self._workers[place // MOST_KEYS],)
            for subject, key in (self._keys[place % MOST_KEYS],)
        ]
        self._days.clear()
        self._persons = {}
        self._periods.clear()
        return _city(communes), sorted(communes, key=itemgetter(1, 2, 0, 3)), sorted(persons)

    def _rows(self, sums: Sums, number: int) -> Iterator[Row]:
        for place, figures in sums.items():
            subject, key = self._keys[place % MOST_KEYS]
            yield (place // MOST_KEYS, subject, number, key, *figures)

    def _different(self, number: int) -> Iterator[Row]:
        collaborators, clients = self._named.pop(number)
        del self._ends[number]
        commune_of, each = self._commune_of, 2 * self._clients_each
        for commune, count in Counter(commune_of[nth] for nth in collaborators).items():
            yield commune, "collaborators", number, "", count, 0, 0
        of_kinds = Counter((commune_of[one // each], CLIENT_KINDS[one % 2]) for one in clients)
        of_all = Counter((commune_of[one * 2 // each], "") for one in {one // 2 for one in clients})
        for (commune, key), count in (of_kinds + of_all).items():
            yield commune, "clients", number, key, count, 0, 0


def _add(sums: Sums, more: Sums) -> None:
    for place, (records, people, amount) in more.items():
        found = sums.setdefault(place, [0, 0, 0])
        found[0] += records
        found[1] += people
        found[2] += amount


def _city(communes: Sequence[Row]) -> list[Row]:
    """What rows of communes add up to."""
    city: dict[Row, list[int]] = {}
    for _, subject, number, key, records, people, amount in communes:
        found = city.setdefault((subject, number, key), [0, 0, 0])
        found[0] += records
        found[1] += people
        found[2] += amount
    return sorted((*key, *figures) for key, figures in city.items())
