"""Reports for the printer: every word is on a page, long ones wrap, and the same report is the same file."""

from collections.abc import Sequence

import pypdfium2  # type: ignore[import-untyped]
import pytest

from bot.reports import made, pdf
from handlers.reports import Grid, Report, Section, report_from_json, report_to_json

LONG = "Tập huấn nâng cao năng lực cung cấp kiến thức tuyên truyền về chăm sóc sức khỏe sinh sản"
ROWS = (("Phần một", "", ""), ("Số buổi ⚠️ chậm", "buổi", "1.204"), (LONG, "lượt", "7"), ("Cộng", "", "1.211"))


def report(rows: Sequence[tuple[str, ...]] = ROWS) -> Report:
    grid = Grid(("Mục", "Đơn vị", "Tháng này"), tuple(rows), (60, 20, 20), words=2, total=True)
    sections = (
        Section("Tóm tắt", ("• 📣 Một dòng", "• Hai dòng")),
        Section("Bảng", grid=grid),
        Section("Ghi chú", small=True),
    )
    return Report(
        "bao-cao", "Phường Ba Đình", "Báo cáo tháng 10/2026", "01/10/2026", sections, ("Người lập",), "Sổ Tay"
    )


def pages(file: bytes) -> list[str]:
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(file)]


def test_a_report_survives_the_outbox() -> None:
    assert report_from_json(report_to_json(report())) == report()


def test_every_word_is_on_the_page_and_ornaments_are_left_out() -> None:
    (text,) = pages(pdf(report()))
    for words in ("Phường Ba Đình", "Báo cáo tháng 10/2026", "• Một dòng", "Phần một", LONG, "1.211", "Người lập"):
        assert words in text
    assert "Số buổi chậm buổi 1.204" in text
    assert text.replace(" ", "").endswith("1/1")


def test_a_long_table_goes_on_under_its_heads_and_every_page_says_whose_it_is() -> None:
    found = pages(pdf(report([("Phường Kim Liên", "buổi", "1")] * 120)))
    assert len(found) > 3
    assert sum(page.count("Phường Kim Liên") for page in found) == 120
    assert all("Phường Ba Đình" in page for page in found)
    assert all("Tháng này" in page for page in found[:-1])
    assert all(f"{number}/{len(found)}" in page.replace(" ", "") for number, page in enumerate(found, 1))


def test_the_same_report_is_the_same_bytes() -> None:
    assert pdf(report()) == made({"report": report_to_json(report())})


@pytest.mark.parametrize("rows", [(), [("", "", "")], [("a" * 300, "b" * 90, "9" * 40)]])
def test_nothing_and_endless_words_break_no_page(rows: Sequence[tuple[str, ...]]) -> None:
    assert pages(pdf(report(rows)))
