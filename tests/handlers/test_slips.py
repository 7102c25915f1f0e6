"""The slip: what is on it can be read and scanned, and nothing on it tells who she is or which sign she has."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from bot.papers import pdf, picture
from db.catalogue import Catalogue
from db.records import Kept
from handlers.screens import Paper
from handlers.slips import TO_WRITE, slip

DAY = date(2026, 11, 18)
FACTS: dict[str, Any] = {
    "referred_on": "2026-11-18",
    "purposes": ["breast", "cervical"],
    "client_id": 7,
    "count": 1,
    "age_band": "40-54",
    "age_reason": "family",
    "sign": "breast_lump",
    "last_screened": "1_to_3",
    "facility": "tyt-00004",
    "note": "gặp ở chợ Châu Long",
    "slip": "GT-7F3KQ",
}
KEPT = Kept("referral", 3, 1, 2, DAY, datetime(2026, 11, 18, 5, tzinfo=UTC), 1, None, FACTS)


def of(lists: Catalogue, code: str | None = "KH-7F3K", commune: str | None = "Phường Ba Đình", **facts: Any) -> Paper:
    return slip(lists, replace(KEPT, facts={**FACTS, **facts}), code=code, commune=commune)


def words(paper: Paper) -> str:
    return "\n".join([paper.name, paper.title, *(f"{label}: {value}" for label, value in paper.rows), paper.notice,
                      paper.footer])  # fmt: skip


async def test_a_slip_says_when_who_from_where_what_for_and_where_to(lists: Catalogue) -> None:
    paper = of(lists)
    assert (paper.name, paper.title, paper.number) == ("phieu-GT-7F3KQ", "PHIẾU GIỚI THIỆU", "GT-7F3KQ")
    assert paper.rows == (
        ("Ngày", "18/11/2026"),
        ("Mã khách hàng", "KH-7F3K"),
        ("Họ tên (tự viết tay, nếu muốn)", TO_WRITE),
        ("Phường, xã", "Phường Ba Đình"),
        ("Giới thiệu", "Sàng lọc ung thư vú và cổ tử cung"),
        ("Nơi đến", "Trạm Y tế phường Ba Đình"),
        ("Lần sàng lọc gần nhất", "1–3 năm trước"),
    )
    assert "Trạm Y tế phường Ba Đình" in paper.footer
    assert "tự mang" in paper.footer


async def test_of_a_sign_the_slip_says_only_that_there_is_one(lists: Catalogue) -> None:
    for symptom in lists.symptoms:
        paper = of(lists, sign=symptom.code)
        assert paper.notice == "Có dấu hiệu cần khám ngay"
        assert not any(said.casefold() in words(paper).casefold() for said in (symptom.code, *symptom.names.values()))
    assert of(lists, sign=None).notice == ""


async def test_reason_note_and_age_are_not_on_the_slip(lists: Catalogue) -> None:
    said = words(of(lists))
    assert not [secret for secret in ("Gia đình", "family", "Châu Long", "40-54", "40–54") if secret in said]


async def test_a_slip_without_code_or_facility_leaves_room_to_write(lists: Catalogue) -> None:
    paper = of(lists, code=None, client_id=None, facility=None, last_screened=None, count=3)
    rows = dict(paper.rows)
    assert "Mã khách hàng" not in rows
    assert (rows["Số người"], rows["Nơi đến"]) == ("3", TO_WRITE)
    assert "Lần sàng lọc gần nhất" not in rows
    assert "Số người" not in dict(of(lists, code=None, client_id=None).rows)


@pytest.mark.parametrize("facts", [{"last_screened": "not_known"}, {"purposes": ["iud"], "last_screened": None}])
async def test_what_is_not_known_or_does_not_matter_is_left_out(lists: Catalogue, facts: dict[str, Any]) -> None:
    assert "Lần sàng lọc gần nhất" not in dict(of(lists, **facts).rows)


async def test_outside_any_commune_no_station_is_named(lists: Catalogue) -> None:
    paper = of(lists, commune=None)
    assert "Trạm" not in paper.footer
    assert "Phường, xã" not in dict(paper.rows)


async def test_the_picture_of_a_real_slip_scans_to_its_number_and_both_forms_can_be_made(lists: Catalogue) -> None:
    for facts in ({}, {"facility": None, "sign": None}, {"purposes": ["sterilisation_female"], "last_screened": None}):
        paper = of(lists, **facts)
        image = Image.open(BytesIO(picture(paper))).convert("RGB")
        small = image.resize((360, round(image.height / 3)), Image.Resampling.BILINEAR)
        assert [code.text for code in zxingcpp.read_barcodes(small)] == ["GT-7F3KQ"]
        assert pdf(paper).startswith(b"%PDF")
