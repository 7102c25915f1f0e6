"""Phones lost and new: cut off by the officer at once, replaced by a code, never a way to somebody else's rights."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from db.acts import Act
from db.areas import area_by_code
from db.engine import Db
from db.people import Address, Grant, Person
from tests.conftest import TODAY
from tests.stage import BA_DINH, Stage, StagePhone, staged

NGOC_HA = "00008"
STRANGER = "Xin chào, đây là sổ ghi chép nội bộ"


async def person_id(db: Db, name: str) -> int:
    async with db() as session:
        found = await session.scalar(select(Person.id).where(Person.name == name))
        assert found is not None
        return found


async def area_id(db: Db, code: str) -> int:
    async with db() as session:
        area = await area_by_code(session, code, TODAY)
        assert area is not None
        return area.id


async def tap(phone: StagePhone, action: str) -> str:
    """Taps a button that leads to an action, wherever it would stand; returns the answer."""
    await phone.says("menu")
    message, _ = phone.button(phone.screen.labels[0])
    return (await phone.taps_old((message, action))).text


def code_in(text: str) -> str:
    return next(line for line in text.replace("🔑", "").splitlines() if "-" in line and line.strip().isascii()).strip()


async def hers(db: Db, stage: Stage, role: str = "officer", area: str = BA_DINH) -> tuple[StagePhone, StagePhone, str]:
    """An officer and a collaborator, and how the officer's buttons name her."""
    mai = await stage.person("Trần Thị Mai", role, area)
    hoa = await stage.person("Nguyễn Thị Hoa")
    return mai, hoa, f"{await area_id(db, BA_DINH)}.{await person_id(db, 'Nguyễn Thị Hoa')}"


async def acts(db: Db) -> list[str]:
    async with db() as session:
        return list(await session.scalars(select(Act.act).order_by(Act.id)))


async def test_a_lost_phone_is_cut_off_at_once_and_a_new_one_goes_on_where_it_was(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        mai, hoa, key = await hers(db, stage)
        await hoa.says("/ghi")
        await hoa.taps("Tư vấn")
        assert "• Telegram" in await tap(mai, f"phones:{key}")
        assert "Ngắt Telegram của Nguyễn Thị Hoa?" in (await mai.taps("Ngắt Telegram")).text
        await mai.taps("Có, ngắt ngay")
        assert mai.screen.text.startswith("✂️ Đã ngắt Telegram.")
        assert "Hiện chưa có máy nào." in mai.screen.text
        assert (await hoa.says("5")).text.startswith(STRANGER)
        assert (await hoa.says("menu")).text.startswith(STRANGER)

        code = code_in((await mai.taps("Lấy mã cho máy mới")).text)
        new = stage.stranger("Hoa")
        assert "sổ của Nguyễn Thị Hoa" in (await new.says(code)).text
        await new.taps("Đúng là tôi")
        await new.taps("Ghi tiếp phiếu")
        assert "Nội dung về gì ạ?" in new.screen.text
        assert await acts(db) == ["cut off", "make code", "link"]
        assert (await hoa.says(code)).text.startswith("Mã này chưa dùng được")


@pytest.mark.on_both
async def test_the_officer_of_another_commune_can_neither_see_nor_cut_off(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        mai, hoa, key = await hers(db, stage, area=NGOC_HA)
        ours = await area_id(db, NGOC_HA)
        async with db() as session:
            address = await session.scalar(select(Address.id).where(Address.chat == str(hoa.id)))
        _, _, who = key.partition(".")
        for place in (key, f"{ours}.{who}", f".{who}"):
            for action in (f"phones:{place}", f"phone_code:{place}", f"cut_off_now:{place}.{address}"):
                assert "không thuộc" in await tap(mai, action), action
        assert (await hoa.says("menu")).text.startswith("Chào Nguyễn Thị Hoa")
        assert await acts(db) == []


@pytest.mark.parametrize("role", ["collaborator", "supervisor"])
async def test_who_runs_no_people_cannot_cut_off(db: Db, clock: FixedClock, role: str) -> None:
    async with staged(db, clock) as stage:
        other, _, key = await hers(db, stage, role, BA_DINH if role == "collaborator" else "01")
        assert "không dành cho vai trò" in await tap(other, f"cut_off_now:{key}.2")
        assert await acts(db) == []


async def test_an_officer_gets_no_code_for_somebody_who_has_more_rights(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        mai, hoa, key = await hers(db, stage)
        async with db.begin() as session:
            grant = Grant(
                person_id=int(key.partition(".")[2]), role="admin", area_id=1, valid_from=TODAY, state="active"
            )
            session.add(grant)
        assert "quản trị viên" in await tap(mai, f"phone_code:{key}")
        assert await acts(db) == []
        admin = await stage.person("Phan Thanh Tùng", "admin", "01")
        assert "🔑 Mã cho máy mới của" in await tap(admin, f"phone_code:{key}")
        async with db.begin() as session:
            (await session.get_one(Grant, grant.id)).state = "suspended"
        assert "🔑 Mã cho máy mới của" in await tap(mai, f"phone_code:{key}")
        assert (await hoa.says("menu")).text.startswith("Chào Nguyễn Thị Hoa")


async def test_an_admin_looks_after_everybody_in_the_city(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        admin = await stage.person("Phan Thanh Tùng", "admin", "01")
        mai = await stage.person("Trần Thị Mai", "officer")
        key = f".{await person_id(db, 'Trần Thị Mai')}"
        assert "Máy của Trần Thị Mai" in await tap(admin, f"phones:{key}")
        await admin.taps("Ngắt Telegram")
        await admin.taps("Có, ngắt ngay")
        assert (await mai.says("menu")).text.startswith(STRANGER)
        code = code_in((await admin.taps("Lấy mã cho máy mới")).text)
        await mai.says(code)
        assert "Chào Trần Thị Mai" in (await mai.taps("Đúng là tôi")).text


async def test_a_code_ends_after_its_time(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa, new = await stage.person("Nguyễn Thị Hoa"), stage.stranger("Hoa")
        code = code_in((await hoa.says("/lienket")).text)
        clock.at += timedelta(minutes=15)
        assert (await new.says(code)).text.startswith("Mã này chưa dùng được")


async def test_five_wrong_codes_pause_a_chat_as_with_invitations(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa, new = await stage.person("Nguyễn Thị Hoa"), stage.stranger("Hoa")
        code = code_in((await hoa.says("/lienket")).text)
        for n in range(4):
            assert (await new.says(f"AAAAA-AAAA{n + 2}")).text.startswith("Mã này chưa dùng được")
        await new.says("AAAAA-AAAAA")
        await new.says_in_vain(code)


async def test_a_code_is_nothing_to_somebody_who_is_known_already(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Trần Thị Mai", "officer")
        lan = await stage.person("Lê Thị Lan")
        code = code_in((await hoa.says("/lienket")).text)
        assert (await lan.says(code)).text.startswith("Chưa hiểu")
        assert "Mã này để gõ trên máy kia" in (await hoa.says(code)).text
        async with db() as session:
            assert len(list(await session.scalars(select(Grant)))) == 2
            assert len(list(await session.scalars(select(Address)))) == 2
        new = stage.stranger("Mai")
        await new.says(code)
        assert "Chào Trần Thị Mai" in (await new.taps("Đúng là tôi")).text


async def test_who_says_no_to_somebody_elses_notebook_stays_a_stranger(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa, new = await stage.person("Nguyễn Thị Hoa"), stage.stranger("Lan")
        await new.says(code_in((await hoa.says("/lienket")).text))
        await new.taps("Không")
        assert (await new.says("menu")).text.startswith(STRANGER)
        assert await acts(db) == ["make code"]


async def test_one_chooses_where_reminders_go_among_ones_messengers(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        async with db.begin() as session:
            session.add(Address(channel="zalo", chat="z1", person_id=await session.scalar(select(Person.id))))
        assert "Tin nhắc gửi về: nơi anh/chị nhắn gần nhất" in (await hoa.says("/lienket")).text
        assert "Tin nhắc gửi về: Zalo" in (await hoa.taps("Gửi về Zalo")).text
        assert "Tin nhắc gửi về: Telegram" in (await hoa.taps("Gửi về Telegram")).text
        assert "Tin nhắc gửi về: nơi anh/chị nhắn gần nhất" in (await hoa.taps("Nơi nhắn gần nhất")).text
        await hoa.taps("Gỡ Zalo")
        assert "Đã gỡ: Zalo" in (await hoa.taps("Có, gỡ")).text
        async with db() as session:
            assert list(await session.scalars(select(Address.channel))) == ["telegram"]
