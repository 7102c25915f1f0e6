"""Announcements by chat: who may write to whom, what is refused, and what the sender is told."""

import pytest
from sqlalchemy import func, select, update

from bot.clock import FixedClock
from db.acts import Act
from db.announcements import Announcement, Audience, Recipient
from db.areas import add_hamlet, area_by_code
from db.engine import Db
from db.people import Grant
from handlers.announcements import MOST
from tests.stage import BA_DINH, StagePhone, staged

NGOC_HA = "00008"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What is looked at here is the conversation; tests/db/test_announcements.py has both databases."""


async def write(phone: StagePhone, words: str, *area: str) -> str:
    """Writes an announcement as far as the question whether it shall be sent; returns that question."""
    for said in ("/thongbao", "viết thông báo", *area, words):
        await phone.says(said)
    return (await phone.says("xem trước")).text


async def test_an_officer_writes_to_her_commune_or_a_hamlet_and_to_nothing_else(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        async with db.begin() as session:
            commune = await area_by_code(session, BA_DINH, clock.at.date())
            assert commune is not None
            hamlet = await add_hamlet(session, commune, "Tổ dân phố 5", clock.at.date())
        await stage.person("Nguyễn Thị Hoa")
        await stage.person("Lê Thị Lan", area=hamlet.code)
        await stage.person("Trần Thị Nga", area=NGOC_HA)
        officer = await stage.person("Trịnh Thu Hà", "officer")
        await officer.says("/thongbao")
        offered = (await officer.says("viết thông báo")).labels
        assert offered == ["Phường Ba Đình", "Tổ dân phố 5", "✖️ Huỷ"]
        assert "Không có mục “Ngọc Hà”" in (await officer.says("Ngọc Hà")).text
        await officer.says("huỷ")
        assert "👥 2 người" in await write(officer, "Mai họp ạ.", "cả phường")
        await officer.says("không")
        assert "👥 1 người" in await write(officer, "Mai họp ạ.", "tổ 5")
        await officer.says("gửi")
        async with db() as session:
            assert await session.scalar(select(func.count()).select_from(Recipient)) == 1
            assert await session.scalar(select(Announcement.area_id)) == hamlet.id
            assert (await session.scalars(select(Act.act).order_by(Act.id.desc()))).first() == "announce"


async def test_the_sender_is_told_before_how_many_it_reaches_and_how_long_it_takes(
    db: Db, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def many(*_: object) -> Audience:
        return Audience(reachable=12_000, unreachable=25, away=3)

    monkeypatch.setattr("db.announcements.audience", many)
    async with staged(db, clock) as stage:
        admin = await stage.person("Đỗ Quang Minh", "admin", "01")
        asked = await write(admin, "Mai họp ạ.", "thành phố")
    assert asked.splitlines()[4:7] == [
        "👥 12.000 người nhận được, gửi ngay trong phút tới, xong trong khoảng 7 phút.",
        "📵 25 người chưa liên lạc được: sẽ nhận nếu dùng lại trong 2 tuần.",
        "🌴 3 người đang nghỉ: sẽ nhận khi đi làm lại, trong 2 tuần.",
    ]


async def test_a_commune_without_collaborators_is_not_written_to(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer = await stage.person("Trịnh Thu Hà", "officer")
        assert "chưa có cộng tác viên" in await write(officer, "Mai họp ạ.")
        async with db() as session:
            assert await session.scalar(select(Announcement.id)) is None


async def test_a_text_that_is_too_long_is_refused_with_the_length_that_fits(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        await stage.person("Nguyễn Thị Hoa")
        officer = await stage.person("Trịnh Thu Hà", "officer")
        for said in ("/thongbao", "viết thông báo"):
            await officer.says(said)
        assert "1.000" in (await officer.says("a" * (MOST + 1))).text
        assert "Xem trước" in (await officer.says("a" * MOST)).labels[0]


async def test_a_double_tap_sends_once(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        officer = await stage.person("Trịnh Thu Hà", "officer")
        await write(officer, "Mai họp ạ.")
        await officer.taps_twice("Gửi")
        await stage.tick()
        await stage.tick()
        assert await hoa.told() == ["📢 Trịnh Thu Hà · Phường Ba Đình\n\nMai họp ạ."]


async def test_who_reads_it_in_the_middle_of_a_form_goes_on_with_the_form(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        officer = await stage.person("Trịnh Thu Hà", "officer")
        await write(officer, "Mai họp ạ.")
        await officer.taps("Gửi")
        assert await hoa.reminded() is not None
        read = hoa.button("Đã xem")
        for said in ("/ghi", "tư vấn"):
            await hoa.says(said)
        shown = (await hoa.taps_old(read)).text
        assert shown.startswith("✅ Cảm ơn anh/chị.")
        assert "Nội dung về gì" in shown


async def test_who_blocked_the_bot_is_named_among_those_who_do_not_have_it(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        await stage.person("Nguyễn Thị Hoa")
        officer = await stage.person("Trịnh Thu Hà", "officer")
        await write(officer, "Mai họp ạ.")
        await officer.taps("Gửi")
        blocked = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
        stage.sandbox.faults.answer("sendMessage", 403, blocked)
        await stage.tick()
        lines = (await officer.taps("Cập nhật")).text.splitlines()
        assert "📵 Không gửi được: 1" in lines
        assert "Chưa nhận: Nguyễn Thị Hoa" in lines
        assert "⏳" not in "".join(lines)


async def test_an_officer_who_lost_her_role_can_send_nothing(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        await stage.person("Nguyễn Thị Hoa")
        officer = await stage.person("Trịnh Thu Hà", "officer")
        await write(officer, "Mai họp ạ.")
        async with db.begin() as session:
            await session.execute(update(Grant).where(Grant.role == "officer").values(role="supervisor"))
        await officer.says("có")
        async with db() as session:
            assert await session.scalar(select(Announcement.id)) is None
