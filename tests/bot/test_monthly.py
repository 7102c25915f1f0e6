"""The monthly report comes by itself, once, on the first working day, with both files; and says what the sums say."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from pypdfium2 import PdfDocument  # type: ignore[import-untyped]
from sqlalchemy import select

from bot import reports, sheets
from bot.clock import FixedClock
from db.engine import Db
from db.messages import Outgoing
from db.referrals import REFERRALS
from db.reminders import LATE, Reminder
from tests.bot.test_digests import hand_out, keep, talk, text_to, written
from tests.conftest import ZONE
from tests.village import Village

SUNDAY, MONDAY = date(2026, 11, 1), date(2026, 11, 2)
NGOC_HA = "00008"


@pytest.fixture
async def village(db: Db, clock: FixedClock) -> Village:
    """A commune in October with its officer, a neighbour, and a supervisor of the city."""
    village = Village(db, clock)
    await village.at(date(2026, 10, 30), "12:00")
    for name, role, area in (
        *(("Hoa", "collaborator", "00004"), ("Lan", "collaborator", "00004"), ("Nga", "collaborator", NGOC_HA)),
        *(("Hà", "officer", "00004"), ("Thu", "supervisor", "01")),
    ):
        await village.person(name, role, area)
    await talk(village, "Hoa", date(2026, 9, 10), 7)
    for day in (5, 12, 19):
        await talk(village, "Hoa", date(2026, 10, day), 20)
    await hand_out(village, "Hoa", date(2026, 10, 20), 30)
    await talk(village, "Nga", date(2026, 10, 21), 11)
    for name, count in (("Hoa", 7), ("Nga", 2)):
        await keep(
            village,
            name,
            REFERRALS,
            referred_on="2026-10-22",
            client_id=None,
            count=count,
            purposes=["breast"],
            age_band="40-54",
            slip=f"S{count}",
        )
    return village


async def enclosed(village: Village, kind: str, name: str) -> list[Mapping[str, Any]]:
    return [one.payload for one in await written(village, kind) if one.chat == village.chat(name)]


async def workbook(village: Village, name: str) -> Mapping[str, Sequence[tuple[Any, ...]]]:
    payload = (await enclosed(village, "sheet", name))[-1]
    book = load_workbook(BytesIO(sheets.made(dict(payload))))
    return {leaf.title: list(leaf.iter_rows(values_only=True)) for leaf in book}


async def printed(village: Village, name: str) -> tuple[int, str]:
    """How many pages the report has, and its text."""
    payload = (await enclosed(village, "report", name))[-1]
    pages = PdfDocument(reports.made(dict(payload)))
    return len(pages), "\n".join(page.get_textpage().get_text_range() for page in pages)


async def test_it_comes_on_the_first_working_day_at_eight_once_to_officers_and_supervisors(village: Village) -> None:
    await village.days(SUNDAY, date(2026, 11, 6), ["07:00", "08:00", "08:30", "15:00"])
    letters = await written(village, "report")
    assert {f"{one.created_at.astimezone(ZONE):%d/%m %H:%M}" for one in letters} == {"02/11 08:00"}
    assert len(await enclosed(village, "report", "Hà")) == len(await enclosed(village, "report", "Thu")) == 1
    assert not await enclosed(village, "report", "Hoa")


async def test_new_year_is_a_day_off_and_the_report_comes_after_the_weekend(village: Village) -> None:
    await village.at(date(2026, 12, 31), "09:00")
    before = len(await written(village, "report"))
    await village.days(date(2027, 1, 1), date(2027, 1, 3), ["08:00", "15:00"])
    assert len(await written(village, "report")) == before
    await village.at(date(2027, 1, 4))
    assert (await enclosed(village, "report", "Hà"))[-1]["report"]["title"] == "Báo cáo tháng 12/2026"


async def test_a_clock_that_was_off_for_long_drops_it_on_record(village: Village) -> None:
    await village.days(date(2026, 11, 4), date(2026, 11, 4), ["09:00"])
    async with village.db() as session:
        states = (await session.scalars(select(Reminder.state).where(Reminder.kind == "monthly"))).all()
    assert states == [LATE, LATE]
    assert not await enclosed(village, "report", "Hà")


async def test_a_day_late_it_still_comes(village: Village) -> None:
    await village.at(date(2026, 11, 3), "09:00")
    assert len(await enclosed(village, "report", "Hà")) == 1


async def test_an_officer_reads_her_commune_s_month_beside_the_one_before(village: Village) -> None:
    await village.at(MONDAY)
    said = await text_to(village, "Hà")
    assert said.startswith("📑 Báo cáo tháng 10/2026 · Phường Ba Đình\n01/10/2026 – 31/10/2026")
    assert "📣 3 buổi, 60 lượt người (tháng trước: 1 buổi, 7)" in said
    assert "🩺 7 lượt người được giới thiệu (tháng trước: 0)" in said
    assert "1/2 cộng tác viên có ghi sổ" in said


async def test_the_files_say_what_the_message_says(village: Village) -> None:
    await village.at(MONDAY)
    leaves = await workbook(village, "Hà")
    rows = {row[1]: row[3:] for row in leaves["Kết quả trong tháng"]}
    assert rows["Số buổi"] == (3, 1, 4)
    assert rows["Lượt người được truyền thông, tư vấn"] == (60, 7, 67)
    assert rows["Bao cao su"] == (30, 0, 30)
    assert rows["Cộng tác viên có ghi sổ"] == (1, 1, None)
    assert leaves["Cộng tác viên"][1:] == [("Hoa", 3, 60, 0, 1, 1, 7, 5), ("Cộng", 3, 60, 0, 1, 1, 7, 5)]
    targets = {row[0]: row for row in leaves["Chỉ tiêu"]}
    assert targets["MT1.1"][4] == 67
    assert "HD03" not in targets
    pages, text = await printed(village, "Hà")
    assert pages >= 2
    assert "Phường Ba Đình" in text
    assert "Lượt người được truyền thông, tư vấn lượt người 60 7 67" in " ".join(text.split())


async def test_a_supervisor_sees_communes_and_no_small_clinical_figure_nor_a_collaborator(village: Village) -> None:
    await village.at(MONDAY)
    leaves = await workbook(village, "Thu")
    communes = {row[0]: row[1:] for row in leaves["Xã-phường"]}
    assert len(communes) == 128
    assert communes["Phường Ba Đình"][:5] == (2, 1, 3, 60, 0)
    assert communes["Phường Ngọc Hà"][-1] == "<5"
    assert communes["Cộng"][3] == 71
    shown = [row[-1] for row in communes.values()]
    assert 2 not in shown
    rows = {row[1]: row[3:] for row in leaves["Kết quả trong tháng"]}
    assert rows["Lượt người giới thiệu"][0] == communes["Cộng"][-1]
    _, text = await printed(village, "Thu")
    assert "Hoa" not in text.split()


async def test_the_same_report_is_the_same_file(village: Village) -> None:
    await village.at(MONDAY)
    (payload,) = await enclosed(village, "report", "Hà")
    assert reports.made(dict(payload)) == reports.made(dict(payload))
    letters: list[Outgoing] = await written(village, "report")
    assert all(len(reports.made(one.payload)) < 200_000 for one in letters)
