"""A slip on the phone page: the picture can be looked at closely, and the file can be taken along."""

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Page, expect

from bot.papers import FORMS, made
from bot.sandbox.server import Sandbox
from bot.telegram import Telegram, make_bot
from handlers.screens import Paper, paper_to_json
from tests.bot.page.script import LAN, phone

pytestmark = pytest.mark.asyncio(loop_scope="module")

SLIP = Paper("phieu-GT-7F3KQ2", "PHIẾU GIỚI THIỆU", "GT-7F3KQ2", (("Nơi đến", "Trạm Y tế phường Kim Liên"),))


async def test_a_slip_is_seen_scanned_and_downloaded(page: Page, sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.say(LAN, "phiếu")
    channel = Telegram(make_bot(sandbox.token, sandbox.url))
    for form in FORMS:
        payload = {"paper": paper_to_json(SLIP), "as": form}
        await channel.send(str(LAN), payload, made(payload))
    await channel.bot.session.close()

    button = phone(page).get_by_role("button", name="Phóng to hình: PHIẾU GIỚI THIỆU GT-7F3KQ2")
    await expect(button.locator("img")).to_have_js_property("naturalWidth", 1080)
    await button.click()
    large = page.get_by_role("dialog").get_by_role("img", name="PHIẾU GIỚI THIỆU GT-7F3KQ2")
    await expect(large).to_be_visible()
    await large.screenshot(path=tmp_path / "seen.png")
    with Image.open(tmp_path / "seen.png") as seen:
        assert [code.text for code in zxingcpp.read_barcodes(seen.convert("RGB"))] == ["GT-7F3KQ2"]
    await page.keyboard.press("Escape")

    async with page.expect_download() as waiting:
        await phone(page).get_by_role("link", name="phieu-GT-7F3KQ2.pdf").click()
    download = await waiting.value
    assert download.suggested_filename == "phieu-GT-7F3KQ2.pdf"
    await download.save_as(tmp_path / "file.pdf")
    text = pypdfium2.PdfDocument(tmp_path / "file.pdf")[0].get_textpage().get_text_range()
    assert "Trạm Y tế phường Kim Liên" in text
