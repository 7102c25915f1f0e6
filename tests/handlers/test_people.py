"""Officers run their people by chat, and what they order takes effect at once."""

from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select, update

from bot.clock import FixedClock
from db.acts import Act
from db.areas import add_hamlet, area_by_code
from db.engine import Db
from db.messages import UNASKED, Outgoing
from db.people import Grant, Invitation, Person
from db.talks import Talk
from tests.stage import BA_DINH, Stage, StagePhone, staged

NGOC_HA = "00008"


async def grants(stage: Stage) -> list[tuple[str, str]]:
    async with stage.db() as session:
        rows = await session.execute(
            select(Person.name, Grant.state).join(Grant, Grant.person_id == Person.id).order_by(Grant.id)
        )
        return [(row.name, row.state) for row in rows]


async def acts(stage: Stage) -> list[str]:
    async with stage.db() as session:
        return list(await session.scalars(select(Act.act).order_by(Act.id)))


async def shared_code(officer: StagePhone) -> str:
    for said in ("/congtacvien", "mời thêm", "nhiều người", "5"):
        await officer.says(said)
    text = (await officer.says("lưu")).text
    return next(line.removeprefix("🔑").strip() for line in text.splitlines() if line.startswith("🔑"))


async def joined(stage: Stage, name: str, code: str) -> StagePhone:
    phone = stage.stranger(name)
    await phone.says(code)
    await phone.says("đồng ý")
    return phone


async def test_somebody_who_waits_can_do_nothing_until_the_officer_says_yes(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer = await stage.person("Trịnh Thu Hà", "officer")
        lan = await joined(stage, "Lê Thị Lan", await shared_code(officer))
        for said in ("/ghi", "/khach", "tư vấn 3 người", "/congtacvien", "/ngonngu", "/menu"):
            assert "chờ cán bộ dân số xác nhận" in (await lan.says(said)).text
            assert lan.screen.labels == []
        await officer.says("/congtacvien")
        await officer.taps("Lê Thị Lan")
        await officer.taps("Xác nhận")
        assert "Hôm nay mình ghi gì" in (await lan.says("/menu")).text
        assert (await acts(stage))[-1] == "approve"


async def test_a_confirmation_that_comes_twice_is_told_once(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer = await stage.person("Trịnh Thu Hà", "officer")
        lan = await joined(stage, "Lê Thị Lan", await shared_code(officer))
        await officer.says("/congtacvien")
        await officer.taps("Lê Thị Lan")
        await officer.taps_twice("Xác nhận")
        assert len(await lan.told()) == 1
        assert (await grants(stage))[-1] == ("Lê Thị Lan", "active")


def texts(stage: Stage, phone: StagePhone) -> list[str | None]:
    return [message.get("text") for message in stage.sandbox.messages(phone.id)]


async def test_letters_that_nobody_asked_for_reach_the_phone(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer = await stage.person("Trịnh Thu Hà", "officer")
        code = await shared_code(officer)
        await joined(stage, "Lê Thị Lan", code)
        [letter] = await officer.told()
        await stage.sandbox.wait(officer.id, lambda _: letter in texts(stage, officer), 10)
        async with db() as session:
            priorities = set(await session.scalars(select(Outgoing.priority).where(Outgoing.kind == "approval")))
        assert priorities == {UNASKED}


async def test_an_open_form_closes_with_the_right_to_fill_it_in(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        await stage.person("Trịnh Thu Hà", "officer")
        for said in ("/ghi", "tư vấn", "người cao tuổi", "3"):
            await hoa.says(said)
        async with db.begin() as session:
            await session.execute(update(Grant).where(Grant.role == "collaborator").values(role="supervisor"))
        assert "Đã lưu" not in (await hoa.says("lưu")).text
        async with db() as session:
            assert (await session.scalars(select(Talk.id))).all() == []


async def test_a_suspended_collaborator_keeps_her_half_filled_form_for_later(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        officer = await stage.person("Trịnh Thu Hà", "officer")
        for said in ("/ghi", "tư vấn", "người cao tuổi", "3"):
            await hoa.says(said)
        await officer.says("/congtacvien")
        for label in ("Nguyễn Thị Hoa", "Tạm dừng", "Đúng"):
            await officer.taps(label)
        assert "tạm dừng" in (await hoa.says("lưu")).text
        await officer.taps("Cho làm lại")
        assert "Đã lưu" in (await hoa.says("lưu")).text


async def test_a_role_that_speaks_decides_where_things_are_counted(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        await hoa.says(await stage.invite("collaborator", NGOC_HA))
        places = []
        for name in ("Ngọc Hà", "Ba Đình"):
            await hoa.says("/vaitro")
            await hoa.taps(name)
            for said in ("/ghi", "tư vấn", "người cao tuổi", "3" if name == "Ngọc Hà" else "4"):
                await hoa.says(said)
            assert name in (await hoa.says("lưu")).text
            async with db() as session:
                places.append(await session.scalar(select(Talk.area_id).order_by(Talk.id.desc()).limit(1)))
        async with db() as session:
            expected = [await area_by_code(session, code, clock.now().date()) for code in (NGOC_HA, BA_DINH)]
        assert places == [area.id for area in expected if area is not None]


async def test_a_supervisors_role_that_speaks_never_becomes_a_working_area(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        await hoa.says(await stage.invite("supervisor", "01"))
        await hoa.taps("Giám sát")
        for said in ("/ghi", "tư vấn", "người cao tuổi", "3", "lưu"):
            await hoa.says(said)
        async with db() as session:
            commune = await area_by_code(session, BA_DINH, clock.now().date())
            assert commune is not None
            assert (await session.scalars(select(Talk.area_id))).all() == [commune.id]


async def test_a_role_that_was_chosen_and_ended_is_asked_for_anew(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        for code in (NGOC_HA, "00229"):
            await hoa.says(await stage.invite("collaborator", code))
        await hoa.taps("Kim Liên")
        async with db.begin() as session:
            area = await area_by_code(session, "00229", clock.now().date())
            assert area is not None
            await session.execute(
                update(Grant).where(Grant.area_id == area.id).values(valid_to=clock.now().date() - timedelta(days=1))
            )
        assert "nhiều vai trò" in (await hoa.says("/menu")).text
        assert not any("Kim Liên" in label for label in hoa.screen.labels)


async def test_somebody_is_found_by_a_part_of_the_name_and_pages_hold_the_rest(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        for name in ("An", "Bình", "Châu", "Dung", "Én", "Giang", "Hạnh", "Hoa", "Lan", "Mai"):
            await stage.person(f"Nguyễn Thị {name}")
        await stage.person("Đỗ Thị Lan")
        officer = await stage.person("Trịnh Thu Hà", "officer")
        await officer.says("/congtacvien")
        assert len([label for label in officer.screen.labels if label.startswith("🟢")]) == 8
        await officer.taps("Xem tiếp")
        assert [label.partition(" ")[2] for label in officer.screen.labels[:3]] == [
            "Đỗ Thị Lan",
            "Nguyễn Thị Lan",
            "Nguyễn Thị Mai",
        ]
        assert "👤 Nguyễn Thị Mai" in (await officer.says("mai")).text
        await officer.says("/congtacvien")
        assert len([label for label in (await officer.says("lan")).labels if label.startswith("🟢")]) == 2
        assert "không có ai tên" in (await officer.says("xyz")).text


@pytest.mark.parametrize("answer", ["không", "thôi", "lùi"])
async def test_who_says_no_suspends_nobody(db: Db, clock: FixedClock, answer: str) -> None:
    async with staged(db, clock) as stage:
        await stage.person("Nguyễn Thị Hoa")
        officer = await stage.person("Trịnh Thu Hà", "officer")
        await officer.says("/congtacvien")
        await officer.taps("Nguyễn Thị Hoa")
        await officer.taps("Tạm dừng")
        assert "👤 Nguyễn Thị Hoa" in (await officer.says(answer)).text
        assert (await grants(stage))[0] == ("Nguyễn Thị Hoa", "active")


async def test_the_card_of_an_invitation_comes_with_a_picture_and_the_code_is_kept_nowhere(
    db: Db, clock: FixedClock
) -> None:
    async with staged(db, clock) as stage:
        officer = await stage.person("Trịnh Thu Hà", "officer")
        code = await shared_code(officer)
        picture, file = await officer.papers(2)
        assert picture.content.startswith(b"\x89PNG")
        assert file.content.startswith(b"%PDF")
        async with db() as session:
            kept = (await session.scalars(select(Invitation).order_by(Invitation.id.desc()))).first()
        assert kept is not None
        assert (kept.uses_left, kept.needs_approval) == (5, True)
        assert code not in repr(vars(kept))


async def test_the_picture_leads_a_scanner_to_the_code_and_the_link_lets_in(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer = await stage.person("Trịnh Thu Hà", "officer")
        for said in ("/congtacvien", "mời thêm", "một người", "Lê Thị Lan"):
            await officer.says(said)
        await officer.says("lưu")
        picture, _ = await officer.papers(2)
        [found] = zxingcpp.read_barcodes(Image.open(BytesIO(picture.content)).convert("RGB"))
        assert found.text in officer.screen.text
        lan = stage.stranger("lan_2024")
        await lan.says(f"/start {found.text.partition('?start=')[2]}")
        assert "Chào Lê Thị Lan" in (await lan.says("đồng ý")).text


async def test_an_admin_cannot_lock_herself_out(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        admin = await stage.person("Đinh Quốc Huy", "admin", "01")
        await admin.says("/cum")
        await admin.taps("Cán bộ")
        assert not [label for label in (await admin.taps("Đinh Quốc Huy")).labels if "Kết thúc" in label]
        message, _ = admin.button("Thêm vai trò")
        async with db() as session:
            own = await session.scalar(select(Grant.id))
        assert "không tự kết thúc" in (await admin.taps_old((message, f"end_grant:{own}"))).text
        await admin.taps_old((message, f"end_grant_now:{own}"))
        assert await grants(stage) == [("Đinh Quốc Huy", "active")]


async def test_hamlets_without_a_collaborator_are_named_until_somebody_works_there(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer = await stage.person("Trịnh Thu Hà", "officer")
        async with db.begin() as session:
            commune = await area_by_code(session, BA_DINH, clock.at.date())
            assert commune is not None
            first, _ = [await add_hamlet(session, commune, f"Tổ dân phố {n}", clock.at.date()) for n in (1, 2)]
        assert "Chưa có cộng tác viên: Tổ dân phố 1, Tổ dân phố 2" in (await officer.says("/congtacvien")).text
        hoa = await stage.person("Nguyễn Thị Hoa", area=first.code)
        assert "Chưa có cộng tác viên: Tổ dân phố 2" in (await officer.says("/congtacvien")).text
        await hoa.says("/roi")
        for said in ("vâng", "vâng"):
            await hoa.says(said)
        assert "Chưa có cộng tác viên: Tổ dân phố 1, Tổ dân phố 2" in (await officer.says("/congtacvien")).text
        await stage.person("Lê Thị Lan")
        assert "Chưa có cộng tác viên" not in (await officer.says("/congtacvien")).text
