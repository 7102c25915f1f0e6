"""The log: admins see who did what and to whom, by period and kind, on the screen and as a file; nobody else does."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from sqlalchemy import insert, select

from bot.clock import FixedClock
from db.acts import Act
from db.engine import Db
from db.people import Person
from handlers.audit import PAGE
from handlers.audit_words import ACTS, KINDS, act_name, subject_name
from locales import language
from tests.stage import BA_DINH, Stage, StagePhone, staged


async def with_acts(db: Db, stage: Stage, *acts: str) -> StagePhone:
    """An admin, and an officer who did these things an hour apart, the last one now."""
    admin = await stage.person("Phan Thanh Tùng", "admin", "01")
    await stage.person("Trần Thị Mai", "officer")
    async with db.begin() as session:
        mai = await session.scalar(select(Person.id).where(Person.name == "Trần Thị Mai"))
        now = stage.clock.now()
        rows = [
            {"act": act, "subject": "client", "subject_id": number, "person_id": mai, "at": now - timedelta(hours=ago)}
            for ago, (number, act) in enumerate(reversed([*enumerate(acts, 1)]))
        ]
        await session.execute(insert(Act), rows)
    return admin


async def test_the_log_names_the_staff_and_only_numbers_clients(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        admin = await with_acts(db, stage, "read client", "forget")
        shown = (await admin.says("/nhatky")).text
    assert shown.splitlines()[1:] == [
        "• T4 18/11 12:00 · Trần Thị Mai (Cán bộ dân số): xoá hồ sơ khách hàng, khách hàng số 2",
        "• T4 18/11 11:00 · Trần Thị Mai (Cán bộ dân số): xem hồ sơ khách hàng, khách hàng số 1",
    ]


@pytest.mark.on_both
async def test_the_log_is_asked_by_kind_and_by_period(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        admin = await with_acts(db, stage, *["read client"] * 30, "forget")
        await admin.says("/nhatky")
        assert "👁 Xem hồ sơ (30)" in admin.screen.labels
        only = await admin.taps("👥 Khách hàng (1)")
        assert only.text.count("•") == 1
        assert "xoá hồ sơ" in only.text
        assert (await admin.taps("Hôm nay")).text.count("•") == 1
        await admin.taps("Tất cả")
        assert "👁 Xem hồ sơ (12)" in admin.screen.labels
        await admin.taps("Lùi một kỳ")
        assert "👁 Xem hồ sơ (18)" in admin.screen.labels


async def test_a_long_log_is_turned_page_by_page_without_a_gap(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        admin = await with_acts(db, stage, *["read client"] * 25)
        await admin.says("/nhatky")
        seen = [admin.screen.text.count("•")]
        while any("Cũ hơn" in label for label in admin.screen.labels):
            await admin.taps("Cũ hơn")
            seen.append(admin.screen.text.count("•"))
    assert seen == [PAGE, PAGE, 5]


async def test_the_log_as_a_file_is_itself_on_record(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        admin = await with_acts(db, stage, "read client", "forget")
        await admin.says("/nhatky")
        await admin.taps("Lấy tệp")
        (file,) = await admin.papers(1)
        assert "lấy tệp nhật ký" in (await admin.says("/nhatky")).text
    assert file.file_name == "nhat-ky-2026-11-16-2026-11-22.xlsx"
    head, first, second = load_workbook(BytesIO(file.content))["Nhật ký"].iter_rows(values_only=True)
    assert head == ("Thời điểm", "Số", "Tên", "Vai trò", "Việc", "Với ai, với gì")
    assert first[2:] == ("Trần Thị Mai", "Cán bộ dân số", "xoá hồ sơ khách hàng", "khách hàng số 2")
    assert second[4] == "xem hồ sơ khách hàng"


@pytest.mark.parametrize(("role", "area"), [("collaborator", BA_DINH), ("officer", BA_DINH), ("supervisor", "01")])
@pytest.mark.parametrize("said", ["/nhatky", "/nhatky month.0.read"])
async def test_nobody_but_an_admin_reads_the_log(db: Db, clock: FixedClock, role: str, area: str, said: str) -> None:
    async with staged(db, clock) as stage:
        other = await stage.person("Lê Thị Lan", role, area)
        assert "không dành cho vai trò" in (await other.says(said)).text


def test_every_act_has_words_and_a_kind() -> None:
    assert {act for _, acts in KINDS.values() for act in acts} == set(ACTS)
    vi = language("vi")
    assert all(act_name(vi, act) != act for act in ACTS)


def test_an_act_that_is_newer_than_its_words_is_shown_as_it_is() -> None:
    vi = language("vi")
    assert act_name(vi, "count stars") == "count stars"
    assert subject_name(vi, ("star", 7), {}) == "star 7"
