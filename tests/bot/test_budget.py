"""The month's messages: each counted once, each warning given once, what nobody asked for thinned, answers never."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.budget import KIND, Budget
from bot.clock import FixedClock
from bot.links import Links
from bot.restraint import Bounds, bounds_at, where_to_tell
from bot.zalo.channel import Zalo
from bot.zalo.client import Client
from db.accounts import choose_channel
from db.budget import sent_in
from db.engine import Db
from db.messages import ANSWER, Letter, Outgoing, Unasked, put_unasked
from db.people import Address, Chat
from handlers.quotas import Quota, Thrift, taken
from handlers.reminding import KINDS
from handlers.screens import Screen, to_json
from locales import language
from tests.conftest import NOON, ZONE
from tests.stage import staged

SCREEN = {"screen": to_json(Screen("xin chào"))}
REMINDER = KINDS["unfinished"]
PICTURE, FILE = {"paper": {}, "as": "picture"}, {"paper": {}, "as": "file"}


def channel(limit: int, *, links: bool = True) -> Zalo:
    """A channel with a quota, which nothing is sent through."""
    shown = Links("http://127.0.0.1:9", "secret", FixedClock(NOON)) if links else None
    return Zalo(Client("1:x", "http://127.0.0.1:9"), shown, Quota("zalo", limit, 50))


def letters(*payloads: object, channel: str = "zalo") -> Sequence[Letter]:
    return [Letter(ANSWER, n, channel, "x", "answer", payload, 0) for n, payload in enumerate(payloads)]


async def warned(db: Db) -> list[tuple[str, str]]:
    """The chats and words of the warnings, oldest first."""
    async with db() as session:
        rows = await session.scalars(select(Outgoing).where(Outgoing.kind == KIND).order_by(Outgoing.id))
        return [(row.chat, row.payload["screen"]["text"]) for row in rows]


@pytest.mark.parametrize(
    ("sent", "step"),
    [
        (0, Thrift.NONE),
        (2099, Thrift.NONE),
        (2100, Thrift.ONE_A_DAY),
        (2549, Thrift.ONE_A_DAY),
        (2550, Thrift.DIGESTS),
        (2849, Thrift.DIGESTS),
        (2850, Thrift.ANSWERS),
        (9999, Thrift.ANSWERS),
    ],
)
def test_what_is_said_unasked_is_thinned_in_steps(sent: int, step: Thrift) -> None:
    assert Quota("zalo", 3000, 50).thrift(sent) is step


@pytest.mark.parametrize("links", [True, False])
async def test_what_is_counted_is_what_the_platform_counts(db: Db, links: bool) -> None:
    budget = Budget([channel(3000, links=links)], ZONE)
    silent = [{"screen": None}, {"commands": []}, {"unsay": 1}, FILE]
    async with db.begin() as session:
        await budget.count(session, letters(SCREEN, *silent, PICTURE, {"sheet": {}}, {"chart": {}}), NOON)
        await budget.count(session, letters(SCREEN, channel="telegram"), NOON)
        assert await sent_in(session, "zalo", "2026-11") == (4 if links else 1)
        assert await sent_in(session, "telegram", "2026-11") == 0


async def test_a_month_begins_at_local_midnight(db: Db) -> None:
    budget = Budget([channel(3000)], ZONE)
    async with db.begin() as session:
        for instant in (datetime(2026, 11, 30, 16, 59, tzinfo=UTC), datetime(2026, 11, 30, 17, 0, tzinfo=UTC)):
            await budget.count(session, letters(SCREEN), instant)
        assert [await sent_in(session, "zalo", month) for month in ("2026-11", "2026-12")] == [1, 1]


async def test_administrators_are_warned_at_each_step_once_a_month(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        admin = await stage.person("Đinh Quốc Huy", "admin", "01")
        await stage.person("Nguyễn Thị Hoa")
        await stage.stop()
        for month in (11, 12):
            now = clock.at.replace(month=month)
            for _ in range(30):  # made anew each time: a restart does not repeat a warning
                async with db.begin() as session:
                    await Budget([channel(20)], ZONE).count(session, letters(SCREEN), now)
        said = await warned(db)
        assert [chat for chat, _ in said] == [admin.chat] * 6
        assert [text.partition("(")[2].partition(")")[0] for _, text in said] == ["70 %", "85 %", "95 %"] * 2
        assert "không bao giờ bị giữ lại" in said[0][1]


async def test_the_administrator_sees_what_is_used_and_what_the_month_will_come_to(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock, typed=True) as stage:
        admin = await stage.person("Đinh Quốc Huy", "admin", "01")
        hoa = await stage.person("Nguyễn Thị Hoa")
        await hoa.says("menu")
        menu = await admin.says("menu")
        assert "Hạn mức tin" in menu.text
        assert "Hạn mức tin" not in hoa.screen.text
        await stage.settled()
        seen = await admin.says("/hanmuc")
        assert "đã gửi 2 trong 3.000 tin của tháng này (0 %)" in seen.text
        assert "khoảng 3 tin" in seen.text
        assert "2 trong 50 người" in seen.text
        assert stage.sandbox.zalo.sent_this_month == 3
        assert "đã gửi" not in (await hoa.says("/hanmuc")).text


async def spend(db: Db, messages: int) -> None:
    """As if so many messages had been sent in November."""
    async with db.begin() as session:
        await Budget([channel(3000)], ZONE).count(session, letters(*[SCREEN] * messages), NOON)


@pytest.mark.parametrize(("sent", "reminded"), [(0, True), (2100, True), (2550, False), (2850, False)])
async def test_reminders_stop_when_the_month_runs_out_and_answers_go_on(
    db: Db, clock: FixedClock, sent: int, reminded: bool
) -> None:
    async with staged(db, clock, typed=True) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        await stage.tick()
        await hoa.says("/ghi")
        await hoa.says("tư vấn")
        await spend(db, sent)
        clock.at += timedelta(hours=2)
        letter = await hoa.reminded()
        assert bool(letter) is reminded
        assert "Buổi này theo hình thức nào" in (await hoa.says("lùi")).text


async def test_from_seventy_per_cent_on_a_chat_is_reminded_once_a_day(db: Db) -> None:
    async with db.begin() as session:
        for name in ("zalo", "telegram"):
            await put_unasked(session, [Unasked(name, "x", "reminder", "1", SCREEN)], NOON)
    budget, midnight = Budget([channel(3000)], ZONE), NOON - timedelta(hours=12)

    async def allowed(since: datetime) -> list[bool]:
        async with db() as session:
            bounds = await bounds_at(session, budget, NOON, since)
        return [
            bounds.allow(Chat(name, chat, 1, "vi"), REMINDER)
            for name, chat in (("zalo", "x"), ("zalo", "y"), ("telegram", "x"))
        ]

    assert await allowed(midnight) == [True, True, True]
    await spend(db, 2100)
    assert await allowed(midnight) == [False, True, True]
    assert await allowed(NOON + timedelta(hours=12)) == [True, True, True]


def test_digests_outlast_reminders() -> None:
    chat = Chat("zalo", "x", 1, "vi")
    allowed = {
        step: [Bounds(saving={"zalo": step}).allow(chat, kind) for kind in (replace(REMINDER, alone=True), REMINDER)]
        for step in Thrift
    }
    assert allowed == {
        Thrift.NONE: [True, True],
        Thrift.ONE_A_DAY: [True, True],
        Thrift.DIGESTS: [True, False],
        Thrift.ANSWERS: [False, False],
    }


@pytest.mark.on_both
async def test_whoever_has_another_messenger_is_told_there_when_this_one_runs_short(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock, typed=True) as stage:
        hoa, lan = await stage.person("Nguyễn Thị Hoa"), await stage.person("Lê Thị Lan")
        async with db.begin() as session:
            people = {
                chat: person
                for chat, person in await session.execute(select(Address.chat, Address.person_id))
                if chat in (hoa.chat, lan.chat)
            }
            session.add(Address(channel="telegram", chat="1", person_id=people[hoa.chat]))
            await choose_channel(session, people[hoa.chat], "zalo")

        async def told(step: Thrift) -> list[str]:
            async with db() as session:
                bounds = Bounds(saving={"zalo": step, "telegram": Thrift.NONE})
                found = await where_to_tell(session, list(people.values()), ("telegram", "zalo"), bounds)
                return [found[people[phone.chat]].channel for phone in (hoa, lan)]

        assert await told(Thrift.ONE_A_DAY) == ["zalo", "zalo"]
        assert await told(Thrift.DIGESTS) == ["telegram", "zalo"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (2000, "📨 Dùng 540 trong 1.000 tin Zalo còn lại của tháng này."),
        (2461, "⚠️ Cần 540 tin Zalo mà tháng này chỉ còn 539: có thể không gửi hết."),
        (3010, "⚠️ Cần 540 tin Zalo mà tháng này chỉ còn 0: có thể không gửi hết."),
    ],
)
def test_before_it_is_sent_an_announcement_tells_what_it_takes_of_the_months_messages(sent: int, told: str) -> None:
    assert taken(Quota("zalo", 3000, 50), sent, 540, "Zalo", language("vi")) == told
