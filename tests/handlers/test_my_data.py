"""My data: all that is kept about me can be taken along, nothing of my clients goes with it; and leaving is leaving."""

from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook  # type: ignore[import-untyped]
from sqlalchemy import select

from bot.clock import FixedClock
from db.acts import Act
from db.clients import ClientRow
from db.distributions import DISTRIBUTIONS
from db.engine import Db
from db.referrals import REFERRALS
from tests.conftest import TODAY, ZONE
from tests.stage import Stage, StagePhone, staged


async def with_records(stage: Stage) -> StagePhone:
    """A collaborator with a talk, and with a client who was handed something and referred."""
    hoa = await stage.person("Nguyễn Thị Hoa")
    for said in ("/ghi", "tư vấn", "người cao tuổi", "3", "lưu"):
        await hoa.says(said)
    await hoa.says("/khach")
    for said in ("khách hàng mới", "nữ", "1985", "đồng ý cả ba", "ký tên", "lưu"):
        await hoa.says(said)
    return hoa


async def file_of(phone: StagePhone) -> Any:
    await phone.says("/dulieu")
    await phone.taps("Lấy tệp")
    return load_workbook(BytesIO((await phone.papers(1))[0].content))


def rows(leaf: Any) -> list[tuple[Any, ...]]:
    return list(leaf.iter_rows(values_only=True))


async def test_the_file_holds_what_is_kept_about_me(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        book = await file_of(await with_records(stage))
    assert book.sheetnames == ["Về tôi", "Buổi truyền thông", "Nhật ký"]
    facts = dict(rows(book["Về tôi"]))
    assert facts["Tên"] == "Nguyễn Thị Hoa"
    assert facts["Vai trò"] == "Cộng tác viên dân số · Phường Ba Đình, từ 18/11/2026"
    assert facts["Đã ghi"] == "1 buổi, 0 lần phát, 0 lượt giới thiệu, 1 khách hàng"
    assert "Mã trò chuyện Telegram" in facts
    head, talk = rows(book["Buổi truyền thông"])
    assert head == ("Ngày", "Việc đã làm", "Địa bàn", "Ghi lúc", "Số lần sửa")
    assert talk[0] == datetime(TODAY.year, TODAY.month, TODAY.day)  # noqa: DTZ001 - a day, as workbooks hold it
    assert "Nội dung: Người cao tuổi" in talk[1]
    assert talk[2:] == ("Phường Ba Đình", clock.now().astimezone(ZONE).replace(tzinfo=None), 0)
    assert [act for _, act in rows(book["Nhật ký"])] == ["Việc", "lấy tệp dữ liệu của mình"]


async def test_the_file_leads_to_no_client(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await with_records(stage)
        async with db.begin() as session:
            known = (await session.scalars(select(ClientRow))).one()
            facts = {
                "referred_on": TODAY.isoformat(),
                "purposes": ["breast_cancer"],
                "client_id": known.id,
                "count": 1,
                "sign": "breast_lump",
                "note": "chị Lan xóm trên",
                "slip": "GT-7F3KQ2",
            }
            by: dict[str, Any] = {
                "person_id": known.person_id,
                "area_id": known.area_id,
                "channel": "a",
                "now": clock.now(),
            }
            await REFERRALS.add(session, facts, update_id=1, **by)
            handed = {"given_on": TODAY.isoformat(), "items": [], "supply": "free", "people": 1, "client_id": known.id}
            await DISTRIBUTIONS.add(session, {**handed, "note": "chị Lan xóm trên"}, update_id=2, **by)
        book = await file_of(hoa)
    assert {"Phát sản phẩm", "Giới thiệu đi khám"} <= set(book.sheetnames)
    words = "\n".join(str(cell) for leaf in book.worksheets for row in rows(leaf) for cell in row)
    for secret in (known.code, "1985", "GT-7F3KQ2", "chị Lan", "breast_lump"):
        assert secret not in words


async def test_taking_the_file_is_on_record_and_looking_is_not(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        await hoa.says("/dulieu")
        async with db() as session:
            assert list(await session.scalars(select(Act.act))) == []
        await hoa.taps("Lấy tệp")
        async with db() as session:
            assert list(await session.scalars(select(Act.act))) == ["export own data"]


async def test_another_person_sees_only_their_own(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        await with_records(stage)
        lan = await stage.person("Lê Thị Lan")
        book = await file_of(lan)
    assert book.sheetnames == ["Về tôi", "Nhật ký"]
    assert "Nguyễn Thị Hoa" not in str([rows(leaf) for leaf in book.worksheets])


async def test_a_half_filled_form_goes_with_who_leaves_and_a_new_invitation_begins_anew(
    db: Db, clock: FixedClock
) -> None:
    async with staged(db, clock) as stage:
        hoa = await with_records(stage)
        await hoa.says("/ghi")
        await hoa.taps("Tư vấn")
        for said in ("/roi", "có", "có"):
            await hoa.says(said)
        assert hoa.screen.text.startswith("Tài khoản đã đóng.")
        await hoa.says(await stage.invite(name="Nguyễn Thị Hoa"))
        home = await hoa.taps("✅ Đồng ý")
        assert "phiếu đang dở" not in " ".join(home.labels)
        assert "📣" not in (await hoa.says("/so")).text
