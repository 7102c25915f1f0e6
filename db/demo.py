"""A demo database: a supervisor, three communes with their officers, twelve collaborators and a dozen weeks of talks.

Everything follows from the seed and the day: the same two make the same rows. People and their doings are invented.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, add_hamlet, area_by_code
from db.catalogue import topics
from db.engine import Db
from db.people import Address, Grant, Person
from db.statistics.checking import rebuild
from db.talks import Talk, TalkTopic

CHANNEL = "demo"
"""The channel of the demo's talks: no messenger delivered them."""
FIRST_CHAT = 324_000_001
WEEKS = 12
CITY = "01"

ROLE_NAMES = {
    "collaborator": "Cộng tác viên dân số",
    "officer": "Cán bộ dân số",
    "supervisor": "Giám sát thành phố",
    "admin": "Quản trị",
}


class NotEmptyError(Exception):
    """The database already holds people: the demo is never mixed with real ones."""


@dataclass(frozen=True)
class DemoPerson:
    """Someone of the demo. `role` is the role's Vietnamese name, `chat` the chat on channel "telegram"."""

    id: int
    name: str
    role: str
    chat: int
    language: str
    area: str


@dataclass(frozen=True)
class _Habit:
    """How a collaborator works: talks a week, how many days ago the last one was, and for how many days there was one
    every day."""

    weekly: float
    silent_for: int = 1
    streak: int = 0


@dataclass(frozen=True)
class _Commune:
    code: str
    officer: str
    hamlets: Sequence[tuple[str, Sequence[tuple[str, _Habit]]]]


_COMMUNES = (
    _Commune(
        "00229",  # Phường Kim Liên
        "Trịnh Thu Hà",
        (
            ("Tổ dân phố 4", [("Nguyễn Thị Hòa", _Habit(4.5, streak=16)), ("Lê Thị Bích", _Habit(2.5))]),
            ("Tổ dân phố 9", [("Trần Thị Mai", _Habit(3.5))]),
            ("Tổ dân phố 21", [("Phạm Thị Lan", _Habit(2, silent_for=12))]),
        ),
    ),
    _Commune(
        "00118",  # Phường Bồ Đề
        "Nguyễn Minh Phương",
        (
            ("Tổ dân phố 7", [("Hoàng Thị Nhung", _Habit(3)), ("Vũ Thị Tuyết", _Habit(1.5))]),
            ("Tổ dân phố 12", [("Đặng Thị Thu", _Habit(4)), ("Nguyễn Văn Thắng", _Habit(1))]),
        ),
    ),
    _Commune(
        "00376",  # Xã Sóc Sơn
        "Lưu Thị Hồng Vân",
        (
            ("Thôn Dược Hạ", [("Bùi Thị Hạnh", _Habit(3)), ("Đỗ Thị Lý", _Habit(2))]),
            ("Thôn Phù Mã", [("Ngô Thị Xuân", _Habit(1.5, silent_for=19))]),
            ("Thôn Đức Hậu", [("Dương Thị Oanh", _Habit(3.5, silent_for=2))]),
        ),
    ),
)

_WEEKDAY_FORMS = {"household_visit": 50, "counselling": 27, "group_talk": 12, "loudspeaker": 6, "online": 5}
_WEEKEND_FORMS = {"household_visit": 35, "counselling": 15, "group_talk": 35, "online": 5, "community_event": 10}
_PEOPLE = {
    "household_visit": (2, 12),
    "counselling": (1, 4),
    "group_talk": (9, 35),
    "loudspeaker": (80, 220),
    "online": (12, 60),
    "community_event": (50, 140),
}
_NOTES = (
    "Các chị hỏi nhiều về lịch khám sàng lọc miễn phí.",
    "Nhiều nhà đi làm, hẹn quay lại buổi tối.",
    "Phối hợp với chi hội phụ nữ.",
    "Bà con đề nghị có thêm tờ rơi chữ to.",
    "Trời mưa, ít người đến.",
)


async def make_demo(db: Db, today: date, zone: tzinfo, seed: int = 324, *, notice: str = "2026-11") -> list[DemoPerson]:
    """Fills a migrated database that holds nobody yet, with talks up to yesterday; returns the people, collaborators
    first. `notice` is the version of the data notice that all agreed to.

    Raises NotEmptyError when somebody is there already, LookupError when the demo's communes are not.
    """
    chance = random.Random(seed)
    start = today - timedelta(weeks=WEEKS)
    async with db.begin() as session:
        if (await session.scalars(select(Person.id).limit(1))).first() is not None:
            raise NotEmptyError("the database already holds people; the demo needs an empty one")
        joining = _Joining(session, start, datetime.combine(start, time(9), zone), notice)
        diaries: list[_Diary] = []
        officers: list[DemoPerson] = []
        for place in _COMMUNES:
            commune = await _area(session, place.code, start, today)
            for hamlet_name, collaborators in place.hamlets:
                hamlet = await add_hamlet(session, commune, hamlet_name, start)
                for name, habit in collaborators:
                    person = await joining.join(name, "collaborator", hamlet)
                    diaries.append(_Diary(person, hamlet.id, habit))
            officers.append(await joining.join(place.officer, "officer", commune))
        city = await _area(session, CITY, start, today)
        supervisor = await joining.join("Phan Thanh Tùng", "supervisor", city)
        admin = await joining.join("Đinh Quốc Huy", "admin", city)
        await session.flush()
        subjects = [entry.code for entry in await topics(session, today)]
        written = [talk for diary in diaries for talk in _talks(chance, diary, subjects, start, today, zone)]
        await _keep(session, written)
        await rebuild(session)
    return [*(diary.person for diary in diaries), *officers, supervisor, admin]


@dataclass(frozen=True)
class _Diary:
    person: DemoPerson
    area_id: int
    habit: _Habit


@dataclass(frozen=True)
class _Written:
    columns: dict[str, Any]
    topics: Sequence[str]


@dataclass
class _Joining:
    """Lets people in, one chat after the other."""

    session: AsyncSession
    day: date
    at: datetime
    notice: str
    chat: int = FIRST_CHAT

    async def join(self, name: str, role: str, area: Area) -> DemoPerson:
        person = Person(name=name, language="vi", notice=self.notice, notice_at=self.at, created_at=self.at)
        self.session.add(person)
        await self.session.flush()
        self.session.add_all(
            (
                Address(channel="telegram", chat=str(self.chat), person_id=person.id, unreachable_since=None),
                Grant(person_id=person.id, role=role, area_id=area.id, valid_from=self.day, valid_to=None),
            )
        )
        joined = DemoPerson(person.id, name, ROLE_NAMES[role], self.chat, "vi", area.name)
        self.chat += 1
        return joined


async def _area(session: AsyncSession, code: str, first: date, last: date) -> Area:
    area = await area_by_code(session, code, last)
    if area is None or area.valid_from > first:
        raise LookupError(f"no area has the code {code} from {first} to {last}: is the database migrated?")
    return area


def _talks(
    chance: random.Random, diary: _Diary, subjects: Sequence[str], start: date, today: date, zone: tzinfo
) -> Iterator[_Written]:
    """What one collaborator logged, day by day."""
    habit = diary.habit
    for ago in range((today - start).days, habit.silent_for - 1, -1):
        held_on = today - timedelta(days=ago)
        likely = habit.weekly / 7 * (0.7 if _weekend(held_on) else 1.12)
        if ago == habit.silent_for or ago <= habit.streak or chance.random() < likely:
            # Now and then a talk is written down a day late.
            entered_on = held_on + timedelta(days=ago > 1 and chance.random() < 0.08)
            yield _talk(chance, diary, subjects, held_on, _noon_or_evening(chance, entered_on, zone))


def _talk(
    chance: random.Random, diary: _Diary, subjects: Sequence[str], held_on: date, entered_at: datetime
) -> _Written:
    forms = _WEEKEND_FORMS if _weekend(held_on) else _WEEKDAY_FORMS
    form = chance.choices(tuple(forms), tuple(forms.values()))[0]
    attendees = chance.randint(*_PEOPLE[form])
    # Earlier topics are offered first because they are talked about more.
    weights = [1 / (place + 2) for place in range(len(subjects))]
    chosen = sorted(set(chance.choices(subjects, weights, k=chance.choice((1, 1, 1, 2, 2, 3)))))
    women = round(attendees * chance.uniform(0.6, 1))
    columns = {
        "person_id": diary.person.id,
        "area_id": diary.area_id,
        "day": held_on,
        "form": form,
        "attendees": attendees,
        "households": chance.randint(max(1, attendees // 2), attendees) if form == "household_visit" else None,
        "women_40": chance.randint(women // 4, women) if "breast_cancer" in chosen else None,
        "women_30_54": chance.randint(women // 4, women) if "cervical_cancer" in chosen else None,
        "leaflets": None if form in ("loudspeaker", "online") else _leaflets(chance, attendees),
        "funding": chance.choice(("city", "local", "none")) if form == "community_event" else None,
        "note": chance.choice(_NOTES) if chance.random() < 0.06 else None,
        "entered_at": entered_at,
        "channel": CHANNEL,
        "version": 1,
        "withdrawn_at": None,
    }
    return _Written(columns, chosen)


def _leaflets(chance: random.Random, attendees: int) -> int:
    return chance.choice((0, attendees, attendees, 5 * round(attendees / 5)))


def _weekend(day: date) -> bool:
    return day.weekday() >= 5


def _noon_or_evening(chance: random.Random, day: date, zone: tzinfo) -> datetime:
    # Collaborators write when the people they visit, and they themselves, are home from work.
    begins = time(19) if chance.random() < 0.7 else time(11, 30)
    return datetime.combine(day, begins, zone) + timedelta(seconds=chance.randint(0, 9000))


async def _keep(session: AsyncSession, written: list[_Written]) -> None:
    """Inserts talks in the order in which they were entered."""
    written.sort(key=lambda talk: (talk.columns["entered_at"], talk.columns["person_id"]))
    rows = [{**talk.columns, "update_id": number} for number, talk in enumerate(written, start=1)]
    ids = (await session.scalars(insert(Talk).returning(Talk.id, sort_by_parameter_order=True), rows)).all()
    await session.execute(
        insert(TalkTopic),
        [
            {"talk_id": talk_id, "topic": topic}
            for talk_id, talk in zip(ids, written, strict=True)
            for topic in talk.topics
        ],
    )
