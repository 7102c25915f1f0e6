"""Codes that went astray: the officer sees which can still be used, and withdraws one at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from db.acts import Act
from db.engine import Db
from tests.stage import Stage, StagePhone, staged


async def made(phone: StagePhone, *answers: str) -> str:
    """Makes a code by these answers; returns it."""
    for said in ("/congtacvien", "mời thêm", *answers):
        await phone.says(said)
    text = (await phone.says("lưu")).text
    return next(line.removeprefix("🔑").strip() for line in text.splitlines() if line.startswith("🔑"))


async def lets_in(stage: Stage, name: str, code: str) -> bool:
    """Whether somebody unknown is asked in with this code."""
    return "Anh/chị có đồng ý không ạ" in (await stage.stranger(name).says(code)).text


async def test_a_withdrawn_code_lets_nobody_in_and_the_others_still_do(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer = await stage.person("Trịnh Thu Hà", "officer")
        hers = await made(officer, "một người", "Phạm Thị Lan")
        shared = await made(officer, "nhiều người", "5")
        await officer.says("/congtacvien")
        listed = await officer.taps("🔑")
        assert [label for label in listed.labels if label.startswith("🔑")] == [
            "🔑 Phạm Thị Lan · đến T4 25/11",
            "🔑 cho 5 người · đến T4 25/11",
        ]
        assert hers not in listed.text + str(listed.labels)
        await officer.taps("Phạm Thị Lan")
        assert "cho 5 người" in str((await officer.taps("Đúng, thu hồi")).labels)
        assert not await lets_in(stage, "Lan", hers)
        assert await lets_in(stage, "Mai", shared)
        async with db() as session:
            assert await session.scalar(select(Act.subject).where(Act.act == "withdraw invitation")) == "area"


async def test_codes_that_can_no_longer_be_used_are_not_listed(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer = await stage.person("Trịnh Thu Hà", "officer")
        await made(officer, "một người", "Phạm Thị Lan")
        await officer.says("/congtacvien")
        await officer.taps("🔑")
        old = officer.button("Phạm Thị Lan")
        clock.at += timedelta(days=8)
        assert "Không có mã nào" in (await officer.taps_old(old)).text


@pytest.mark.on_both
async def test_an_officer_neither_sees_nor_withdraws_what_an_administrator_gave_out(db: Db, clock: FixedClock) -> None:
    """Codes for officers are no business of an officer, nor are those of another commune."""
    async with staged(db, clock) as stage:
        admin = await stage.person("Phan Thanh Tùng", "admin", "01")
        officer = await stage.person("Trịnh Thu Hà", "officer")
        await admin.says("/congtacvien")
        await admin.says("ba đình mới")
        await admin.says("mời thêm")
        for said in ("cán bộ", "Trần Thị Mai"):
            await admin.says(said)
        await admin.says("lưu")
        await admin.taps("Cộng tác viên")
        assert "Trần Thị Mai" in str((await admin.taps("🔑")).labels)
        message, action = admin.button("Trần Thị Mai")
        await officer.says("/congtacvien")
        page, _ = officer.button("🔑")
        assert "Không có mã nào" in (await officer.taps("🔑")).text
        for tapped in (action, action.replace("code:", "code_back:")):
            assert "Trần Thị Mai" not in str(await officer.taps_old((page, tapped)))
        async with db() as session:
            assert await session.scalar(select(Act.id).where(Act.act == "withdraw invitation")) is None
