"""Questions of statistics as people ask them, of the sums and (beside it) of the records by plain SQL."""

import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import area_by_code, subtree
from db.distributions import Distribution, Item
from db.engine import Db
from db.referrals import Referral
from db.scope import Scope
from db.statistics import questions
from db.statistics.asked import Asked
from db.statistics.measures import MEASURES
from db.statistics.questions import LEDGERS
from db.statistics.spans import GRAINS, bounds
from db.talks import Talk, TalkTopic
from tests.bench.years import LAST, City

Ask = Callable[[AsyncSession], Awaitable[object]]


@dataclass(frozen=True)
class Question:
    """A question of the sums, and its like of the records."""

    of_sums: Ask
    of_records: Ask


async def mixed(db: Db, city: City, years: int, count: int, seed: int = 18) -> list[Question]:
    """So many questions about every measure, over stretches of many lengths in these years: of the whole city (as the
    program and as a supervisor asks), of a cluster, of a commune, of a hamlet and of a person."""
    chance = random.Random(seed)
    who, hamlet, _ = city.workers[chance.randrange(len(city.workers))]
    async with db() as session:
        whole = await area_by_code(session, "01", LAST)
        assert whole is not None
        tops = ([whole.id], city.communes[:10], city.communes[20:21])
        supervised, cluster, commune = [Scope(area_ids=await subtree(session, top)) for top in tops]
    scopes = (Scope.everything(), supervised, cluster, commune, Scope(area_ids=frozenset([hamlet])), Scope.own(who))
    asked = _questions(scopes, commune, years, chance)
    return [next(asked) for _ in range(count)]


def _questions(scopes: Sequence[Scope], commune: Scope, years: int, chance: random.Random) -> Iterator[Question]:
    while True:
        scope, measure = chance.choices(scopes, (2, 2, 2, 3, 1, 1))[0], chance.choice(MEASURES)
        day = LAST - timedelta(days=chance.randrange(300 * years))
        first, last = standard = bounds(chance.choice(GRAINS[:6]), day)
        if chance.random() < 0.3:
            first, last = first + timedelta(days=chance.randrange(3)), last + timedelta(days=chance.randrange(40))
        asked = Asked(measure.subject, first, last, measure.only)
        if measure.different:
            persons = partial(questions.persons, scope=scope, subject=measure.subject)
            yield Question(partial(persons, first=standard[0], last=standard[1]), partial(counted, scope, asked))
            continue
        weeks = Asked(asked.subject, last - timedelta(days=83), last, asked.only)
        months = Asked(asked.subject, last - timedelta(days=330), last, asked.only)
        kinds: list[Ask] = [
            partial(questions.total, scope=scope, asked=asked),
            partial(questions.by_key, scope=scope, asked=asked),
            partial(questions.by_commune, scope=scope, asked=asked),
            partial(questions.trend, scope=scope, asked=weeks, grain="week"),
            partial(questions.trend, scope=scope, asked=months, grain="month"),
        ]
        if scope == commune:
            kinds.append(partial(questions.by_person, scope=scope, asked=asked))
        yield Question(chance.choice(kinds), partial(counted, scope, asked))


_TALKS = select(Talk.form, Talk.funding, func.count(), func.sum(Talk.attendees), func.sum(Talk.leaflets))
_ITEMS = select(Item.product, Item.brand, func.sum(Item.pieces)).join(
    Distribution, Distribution.id == Item.distribution_id
)
_REFERRED = select(Referral.state, func.count(Referral.attended_on), func.sum(Referral.count))
_PLAIN: dict[str, tuple[str, Any]] = {
    "record": ("talk", select(func.count(Talk.id), func.sum(Talk.attendees))),
    "talk": ("talk", _TALKS.group_by(Talk.form, Talk.funding)),
    "households": ("talk", select(func.sum(Talk.households))),
    "women": ("talk", select(func.sum(Talk.women_40), func.sum(Talk.women_30_54))),
    "topic": (
        "talk",
        select(TalkTopic.topic, func.count()).join(Talk, Talk.id == TalkTopic.talk_id).group_by(TalkTopic.topic),
    ),
    "supply": ("distribution", select(func.sum(Distribution.people), func.sum(Distribution.money))),
    "goods": ("distribution", _ITEMS.group_by(Item.product, Item.brand)),
    "referral": ("referral", _REFERRED.group_by(Referral.state)),
    "age": ("referral", select(Referral.age_band, func.sum(Referral.count)).group_by(Referral.age_band)),
    "clients": ("distribution", select(func.count(Distribution.client_id.distinct()))),
    "collaborators": ("talk", select(func.count(Talk.person_id.distinct()))),
}


async def counted(scope: Scope, asked: Asked, session: AsyncSession) -> object:
    """What somebody would ask of the records in plain SQL."""
    kind, read = _PLAIN[asked.subject]
    return (await session.execute(read.where(*LEDGERS[kind].standing(scope, asked.first, asked.last)))).all()
