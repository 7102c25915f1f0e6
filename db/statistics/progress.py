"""How far the targets and quotas of the plan have come, as far as the records tell: a calculation for each way in which
an item can be counted. What it means is said in the words in which it is explained.

The records tell of people each time (lượt), not once, and of what was logged only.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from db.scope import Scope
from db.statistics.asked import Asked, codes_of
from db.statistics.counts import Figures, parts
from db.statistics.measures import BY_CODE, Measure, Words
from db.statistics.questions import by_commune, by_key_of_each, persons

CONTRACEPTIVES = ("condom", "oral_pill", "mini_pill", "emergency_pill")
"""The products that are contraceptives (phương tiện tránh thai), of which the plan wants several makes each."""
SCREENINGS = frozenset(("breast", "cervical"))
"""The purposes of referrals that are screenings; all others are services of family planning."""

SUBJECTS = ("talk", "women", "supply", "goods", "referral")
"""The subjects of sums that items are counted from by key."""
OF_QUOTAS = ("talk",)
"""Those of them that quotas are counted from."""


@dataclass(frozen=True)
class Counted:
    """What the records tell of an item: the figure (None: nothing), the denominator where they tell that, too (`of`),
    the figures that it is made of by their codes, and others that help to judge it (`beside`): people who were
    referred, different clients."""

    figure: int | None
    of: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    beside: Mapping[str, int] = field(default_factory=dict)


class Sums(ABC):
    """Sums of an area in a span of days, as calculations ask for them."""

    @abstractmethod
    async def of(self, subject: str) -> Mapping[str, Figures]:
        """The figures of a subject, by key."""

    @abstractmethod
    async def communes_with(self, measure: Measure) -> int:
        """How many communes have at least one record that a measure counts."""

    @abstractmethod
    async def clients(self) -> int | None:
        """How many different clients there were; None where that would be counted for long."""

    async def measured(self, measure: Measure) -> int:
        """What a measure that is a count says."""
        asked = Asked(measure.subject, date.min, date.max, measure.only)
        found = await self.of(measure.subject)
        return sum(getattr(figures, measure.figure) for key, figures in found.items() if asked.wants(key))

    async def referred(self, wanted: Callable[[frozenset[str]], bool]) -> int:
        """People referred, each time, for purposes that are wanted."""
        found = (await self.of("referral")).items()
        return sum(
            figures.people for key, figures in found if wanted(codes_of("purposes", parts("referral", key)["purposes"]))
        )


@dataclass
class SumsOf(Sums):
    """The sums of a scope. `subjects` are read together when the first of them is asked for."""

    session: AsyncSession
    scope: Scope
    first: date
    last: date
    subjects: tuple[str, ...] = SUBJECTS
    _read: dict[str, dict[str, Figures]] = field(default_factory=dict)

    async def of(self, subject: str) -> Mapping[str, Figures]:
        if not self._read:
            asked = [Asked(one, self.first, self.last) for one in self.subjects]
            found = await by_key_of_each(self.session, self.scope, asked)
            self._read = dict(zip(self.subjects, found, strict=True))
        return self._read[subject]

    async def communes_with(self, measure: Measure) -> int:
        asked = Asked(measure.subject, self.first, self.last, measure.only)
        found = await by_commune(self.session, self.scope, asked)
        return sum(figures.records > 0 for figures in found.values())

    async def clients(self) -> int | None:
        return await persons(self.session, self.scope, "clients", self.first, self.last)


@dataclass(frozen=True)
class SumsOfOne(Sums):
    """The sums of one commune that were read before, together with those of others, by subject and key."""

    read: Mapping[str, Mapping[str, Figures]]

    async def of(self, subject: str) -> Mapping[str, Figures]:
        return self.read.get(subject, {})

    async def communes_with(self, measure: Measure) -> int:
        asked = Asked(measure.subject, date.min, date.max, measure.only)
        return int(any(asked.wants(key) for key in self.read.get(measure.subject, {})))

    async def clients(self) -> int | None:
        return None


@dataclass(frozen=True)
class Calculation:
    """How an item is counted: in words, from which records, and by what. `grows`: it begins at nothing every January
    and grows with the year; otherwise it is a level that may be as it should be on any day."""

    words: Words
    source: Words
    count: Callable[[Sums], Awaitable[Counted]]
    grows: bool = True


def _measure(code: str, add: Callable[[Sums, Counted], Awaitable[Counted]] | None = None) -> Calculation:
    """A measure's own figure, and what `add` adds to it."""
    measure = BY_CODE[code]

    async def count(sums: Sums) -> Counted:
        counted = Counted(await sums.measured(measure))
        return counted if add is None else await add(sums, counted)

    return Calculation(measure.counted, measure.source, count)


def _communes(code: str, words: Words) -> Calculation:
    measure = BY_CODE[code]

    async def count(sums: Sums) -> Counted:
        return Counted(await sums.communes_with(measure))

    return Calculation(words, measure.source, count)


async def _clients(sums: Sums, counted: Counted) -> Counted:
    different = await sums.clients()
    return counted if different is None else replace(counted, beside={"clients": different})


def _and_referred(purpose: str) -> Callable[[Sums, Counted], Awaitable[Counted]]:
    async def add(sums: Sums, counted: Counted) -> Counted:
        return replace(counted, beside={"referred": await sums.referred(lambda purposes: purpose in purposes)})

    return add


async def _supplied_or_referred(sums: Sums) -> Counted:
    given = await sums.measured(BY_CODE["supplied"])
    referred = await sums.referred(SCREENINGS.isdisjoint)
    return Counted(given + referred, parts={"supplied": given, "services": referred})


async def _varieties(sums: Sums) -> Counted:
    found: dict[str, set[str]] = {}
    for key, figures in (await sums.of("goods")).items():
        told = parts("goods", key)
        if told["product"] in CONTRACEPTIVES and figures.records:
            found.setdefault(told["product"], set()).update(filter(None, (told["brand"],)))
    makes = {product: len(found[product]) for product in CONTRACEPTIVES if product in found}
    return Counted(min(makes.values(), default=None), parts=makes)


async def _socialised(sums: Sums) -> Counted:
    people = {parts("supply", key)["supply"]: figures.people for key, figures in (await sums.of("supply")).items()}
    return Counted(people.get("socialised", 0), of=sum(people.values()))


CALCULATIONS: Mapping[str, Calculation] = {
    "reached": _measure("reached", _clients),
    "supplied": _measure("supplied"),
    "supplied_or_referred": Calculation(
        {
            "vi": "Lượt người nhận hoặc mua sản phẩm, cộng lượt người được giới thiệu dịch vụ KHHGĐ ở cơ sở y tế.",
            "en": "People who were given or sold something, and people referred to a clinic for family planning, each "
            "time.",
        },
        {
            "vi": "Các lần cấp phát, bán và giới thiệu do cộng tác viên ghi, không kể lần đã rút.",
            "en": "Distributions and referrals that collaborators logged, without those withdrawn.",
        },
        _supplied_or_referred,
    ),
    "women_30_54": _measure("women_30_54", _and_referred("cervical")),
    "women_40": _measure("women_40", _and_referred("breast")),
    "communes_with_local_events": _communes(
        "local_events",
        {
            "vi": "Số xã/phường có ít nhất một sự kiện cộng đồng do địa phương chi trong năm.",
            "en": "Communes with at least one community event in the year that was paid locally.",
        },
    ),
    "communes_with_records": _communes(
        "records",
        {
            "vi": "Số xã/phường có ít nhất một ghi chép trong năm.",
            "en": "Communes with at least one record in the year.",
        },
    ),
    "varieties": Calculation(
        {
            "vi": "Số nhãn hiệu khác nhau đã cấp phát, bán trong năm, của loại phương tiện tránh thai có ít nhãn nhất.",
            "en": "Different brands handed out in the year, of that contraceptive which has the fewest.",
        },
        BY_CODE["supplied"].source,
        _varieties,
        grows=False,
    ),
    "socialised": Calculation(
        {
            "vi": "Lượt người nhận qua kênh xã hội hóa (Đề án 818).",
            "en": "People supplied through the socialised channel (Project 818), each time.",
        },
        BY_CODE["supplied"].source,
        _socialised,
        grows=False,
    ),
    "leaflets": _measure("leaflets"),
    "city_events": _measure("city_events"),
}
"""The ways in which an item is counted from the records, by the name that a file of targets calls them by."""
