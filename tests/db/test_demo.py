"""The demo: plausible, the same every time, and never mixed with real people."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Row, func, select

from db.areas import Area
from db.demo import CHANNEL, DemoPerson, NotEmptyError, make_demo
from db.engine import Db
from db.migrate import downgrade, migrate
from db.people import Person, speaker_at
from db.records import Kept
from db.scope import Scope
from db.talks import TALKS, Talk, TalkTopic

TODAY = date(2026, 11, 22)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


async def kept(db: Db, scope: Scope) -> Sequence[Kept]:
    async with db.begin() as session:
        return await TALKS.between(session, scope, date.min, date.max, limit=5000)


async def rows(db: Db) -> list[Row[tuple[object, ...]]]:
    """All that the demo wrote."""
    async with db.begin() as session:
        found = [*await session.execute(select(Person.__table__)), *await session.execute(select(Talk.__table__))]
        return [*found, *await session.execute(select(TalkTopic.__table__).order_by("talk_id", "topic"))]


@pytest.fixture
async def people(db: Db) -> list[DemoPerson]:
    return await make_demo(db, TODAY, ZONE)


async def test_the_demo_has_twelve_collaborators_their_officers_a_supervisor_and_an_admin(
    db: Db, people: list[DemoPerson]
) -> None:
    assert Counter(person.role for person in people) == {
        "Cộng tác viên dân số": 12,
        "Cán bộ dân số": 3,
        "Giám sát thành phố": 1,
        "Quản trị": 1,
    }
    roles: Counter[tuple[str, str]] = Counter()
    async with db.begin() as session:
        for person in people:
            speaker = await speaker_at(session, "telegram", str(person.chat), TODAY)
            assert speaker is not None
            assert (speaker.id, speaker.name, speaker.language) == (person.id, person.name, person.language)
            assert [role.area_name for role in speaker.roles] == [person.area]
            area = await session.get_one(Area, speaker.roles[0].area_id)
            roles[speaker.roles[0].role, area.kind] += 1
        agreed = select(func.count()).where(Person.notice.is_not(None), Person.notice_at.is_not(None))
        assert await session.scalar(agreed) == 17
    assert roles == {
        ("collaborator", "hamlet"): 12,
        ("officer", "commune"): 3,
        ("supervisor", "city"): 1,
        ("admin", "city"): 1,
    }


@pytest.mark.usefixtures("people")
async def test_the_talks_of_the_demo_respect_the_rules_of_the_form(db: Db) -> None:
    written = await kept(db, Scope.everything())
    assert 300 <= len(written) <= 600
    for talk in written:
        facts = talk.facts
        assert facts["topics"]
        assert (facts["households"] is not None) == (facts["form"] == "household_visit")
        assert (facts["women_40"] is not None) == ("breast_cancer" in facts["topics"])
        assert (facts["women_30_54"] is not None) == ("cervical_cancer" in facts["topics"])
        assert (facts["funding"] in ("city", "local", "none")) == (facts["form"] == "community_event")
        assert (facts["funding"] is None) == (facts["form"] != "community_event")
        assert (facts["leaflets"] is None) == (facts["form"] in ("loudspeaker", "online"))
        assert 1 <= facts["attendees"] <= 5000
        for part in ("households", "women_40", "women_30_54"):
            assert 0 <= (facts[part] or 0) <= facts["attendees"]


@pytest.mark.usefixtures("people")
async def test_the_talks_of_the_demo_end_yesterday_and_are_written_at_noon_or_in_the_evening(db: Db) -> None:
    written = await kept(db, Scope.everything())
    assert TODAY - timedelta(weeks=12) <= min(talk.day for talk in written) <= TODAY - timedelta(weeks=11)
    assert max(talk.day for talk in written) == TODAY - timedelta(days=1)
    for talk in written:
        entered = talk.entered_at.astimezone(ZONE)
        assert entered < datetime(2026, 11, 22, tzinfo=ZONE)
        assert entered.hour in (11, 12, 13, 14, 19, 20, 21)
        assert 0 <= (entered.date() - talk.day).days <= 1
    by_id = sorted(written, key=lambda talk: talk.id)
    assert [talk.entered_at for talk in by_id] == sorted(talk.entered_at for talk in written)


@pytest.mark.usefixtures("people")
async def test_no_two_talks_of_the_demo_came_by_the_same_update(db: Db) -> None:
    async with db.begin() as session:
        updates = (await session.execute(select(Talk.channel, Talk.update_id))).all()
    assert len(set(updates)) == len(updates)
    assert {channel for channel, _ in updates} == {CHANNEL}


async def test_two_collaborators_have_fallen_silent_and_one_is_on_a_streak(db: Db, people: list[DemoPerson]) -> None:
    silent, streaks = 0, 0
    for person in people[:12]:
        days = {talk.day for talk in await kept(db, Scope.own(person.id))}
        silent += (TODAY - max(days)).days > 10
        streaks += all(TODAY - timedelta(days=ago) in days for ago in range(1, 15))
    assert (silent, streaks) == (2, 1)


async def test_the_same_seed_and_day_make_the_same_rows(db: Db) -> None:
    async def made(seed: int) -> list[Row[tuple[object, ...]]]:
        await downgrade(db, "base")
        await migrate(db)
        await make_demo(db, TODAY, ZONE, seed)
        return await rows(db)

    first = await made(324)
    assert await made(324) == first
    assert await made(325) != first


async def test_the_demo_is_never_mixed_with_people_who_are_there(db: Db) -> None:
    async with db.begin() as session:
        session.add(Person(name="Người thật", language="vi", created_at=datetime(2026, 11, 1, tzinfo=ZONE)))
    before = await rows(db)
    with pytest.raises(NotEmptyError):
        await make_demo(db, TODAY, ZONE)
    assert await rows(db) == before


async def test_the_demo_says_when_its_communes_were_not_there_all_the_time(db: Db) -> None:
    with pytest.raises(LookupError):
        await make_demo(db, date(2025, 7, 2), ZONE)
    assert await rows(db) == []


async def test_the_demo_is_made_within_two_seconds(db: Db) -> None:
    began = perf_counter()
    await make_demo(db, TODAY, ZONE)
    assert perf_counter() - began < 2
