"""One phone: what is typed, tapped, shown and answered."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from aiogram.exceptions import TelegramForbiddenError
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    MessageEntity,
)
from playwright.async_api import Page, expect

from bot.sandbox.server import Sandbox
from tests.bot.page.script import LAN, Script, bubbles, phone, png

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def type_in(page: Page, text: str) -> None:
    await phone(page).locator("textarea").focus()
    await page.keyboard.insert_text(text)


async def test_a_visitor_starts_is_asked_taps_and_sees_the_answer(page: Page, script: Script) -> None:
    await phone(page).get_by_role("button", name="Bắt đầu").click()
    assert await script.hears() == "/start"
    asked = await script.says("Anh/chị đồng ý chứ ạ?", ["Đồng ý", "Không đồng ý"])
    button = phone(page).get_by_role("button", name="Đồng ý", exact=True)
    await button.click()
    query = await script.feels()
    assert query.data == "Đồng ý"
    await expect(button).to_have_attribute("aria-busy", "true")
    await script.bot.answer_callback_query(query.id, text="Đã ghi nhận ạ")
    await expect(phone(page).locator(".toast[role=status]")).to_have_text("Đã ghi nhận ạ")
    await expect(button).not_to_have_attribute("aria-busy", "true")
    await script.bot.edit_message_text("Cảm ơn anh/chị.", chat_id=LAN, message_id=asked.message_id)
    await expect(bubbles(page)).to_have_text(["/start", "Cảm ơn anh/chị."])
    await expect(phone(page).locator(".theirs .edited")).to_have_text("đã sửa")
    await expect(button).to_have_count(0)
    await script.bot.delete_message(LAN, asked.message_id)
    await expect(bubbles(page)).to_have_text(["/start"])


async def test_an_alert_stays_until_it_is_understood(page: Page, sandbox: Sandbox, script: Script) -> None:
    sandbox.say(LAN, "chào")
    await script.hears()
    await script.says("Huỷ phiếu này?", ["Huỷ"])
    await phone(page).get_by_role("button", name="Huỷ").click()
    await script.bot.answer_callback_query((await script.feels()).id, text="Câu hỏi này đã đóng.", show_alert=True)
    dialog = page.get_by_role("dialog", name="Câu hỏi này đã đóng.")
    await expect(dialog).to_be_visible()
    await dialog.get_by_role("button", name="Đã hiểu").click()
    await expect(dialog).to_be_hidden()


async def test_a_picture_is_shown_and_enlarged(page: Page, sandbox: Sandbox, script: Script) -> None:
    sandbox.say(LAN, "biểu đồ")
    await script.bot.send_photo(LAN, BufferedInputFile(png(600, 400), "bieu-do.png"), caption="Tuần này: 12 buổi")
    await expect(bubbles(page).last).to_have_text("Tuần này: 12 buổi")
    button = phone(page).get_by_role("button", name="Phóng to hình: Tuần này: 12 buổi")
    await expect(button.locator("img")).to_have_js_property("naturalWidth", 600)
    await button.click()
    large = page.get_by_role("dialog").get_by_role("img", name="Tuần này: 12 buổi")
    await expect(large).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(large).to_be_hidden()
    await expect(button).to_be_focused()


async def test_a_file_can_be_downloaded_under_its_name(
    page: Page, sandbox: Sandbox, script: Script, tmp_path: Path
) -> None:
    sandbox.say(LAN, "phiếu")
    await script.bot.send_document(LAN, BufferedInputFile(b"ngay,so_nguoi\n", "phiếu tháng 11.csv"), caption="Phiếu")
    async with page.expect_download() as waiting:
        await phone(page).get_by_role("link", name="phiếu tháng 11.csv").click()
    download = await waiting.value
    assert download.suggested_filename == "phiếu tháng 11.csv"
    await download.save_as(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"ngay,so_nguoi\n"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
async def test_vietnamese_arrives_as_it_was_typed(form: Any, page: Page, script: Script) -> None:
    text = unicodedata.normalize(form, "Tư vấn nhóm ở ngõ Quỳnh, hỗ trợ chị Ngữ — đã kể đủ 😊")
    await type_in(page, text)
    await page.keyboard.press("Enter")
    assert await script.hears() == text
    assert await bubbles(page).text_content() == text
    await expect(phone(page).locator("textarea")).to_be_focused()
    await expect(phone(page).locator("textarea")).to_have_value("")


async def test_many_lines_are_sent_as_one_message(page: Page, script: Script) -> None:
    await type_in(page, "dòng một\ndòng hai")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.insert_text("dòng ba\n" * 30)
    await page.keyboard.press("Enter")
    assert (await script.hears()).splitlines() == ["dòng một", "dòng hai", *["dòng ba"] * 30]


async def test_a_very_long_text_goes_out_in_pieces_and_in_order(page: Page, script: Script) -> None:
    lines = [f"dòng {number}" for number in range(700)]
    await phone(page).locator("textarea").fill("\n".join(lines))
    await page.keyboard.press("Enter")
    first, second = await script.hears(), await script.hears()
    assert len(first) <= 4096
    assert first.split("\n") + second.split("\n") == lines


async def test_what_could_not_be_sent_returns_to_the_input(page: Page, sandbox: Sandbox) -> None:
    await page.route("**/say", lambda route: route.fulfill(status=400, json={"error": "no"}))
    await type_in(page, "quan trọng")
    await page.keyboard.press("Enter")
    await expect(phone(page).locator("textarea")).to_have_value("quan trọng")
    await expect(phone(page).locator(".toast")).to_have_text("Chưa gửi được: no")
    assert sandbox.messages(LAN) == []


async def test_markup_in_a_text_is_shown_as_text(page: Page, sandbox: Sandbox, script: Script) -> None:
    text = "<script>document.title='x'</script><img src=x onerror=\"document.title='x'\"><b>đậm</b>"
    sandbox.say(LAN, text)
    await script.says(text, [text[:30]])
    await expect(bubbles(page)).to_have_text([text, text])
    await expect(phone(page).locator(".messages :is(script, img, b)")).to_have_count(0)
    assert await page.title() == "Sổ Tay"


async def test_entities_are_shown_and_nest(page: Page, sandbox: Sandbox, script: Script) -> None:
    sandbox.say(LAN, "chào")
    entities = [  # offsets in UTF-16 units: the emoji counts two
        MessageEntity(type="bold", offset=3, length=6),
        MessageEntity(type="italic", offset=7, length=2),
        MessageEntity(type="code", offset=14, length=7),
        MessageEntity(type="text_link", offset=22, length=5, url="https://example.vn/"),
    ]
    await script.says("😊 Lan và Đức KH-7F3K trang", entities=entities)
    last = bubbles(page).last
    await expect(last.locator("strong")).to_have_text("Lan và")
    await expect(last.locator("strong em")).to_have_text("và")
    await expect(last.locator("code")).to_have_text("KH-7F3K")
    await expect(last.locator("a[rel~=noopener]")).to_have_attribute("href", "https://example.vn/")


async def test_links_of_dangerous_kinds_are_no_links(page: Page) -> None:
    addresses = [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://a.vn/",
    ]
    check = "async list => { const m = await import('/page/rich.js'); return list.map(m.safeAddress); }"
    assert await page.evaluate(check, addresses) == [None, None, None, None, "https://a.vn/"]


async def test_the_command_menu_lists_and_sends_commands(page: Page, script: Script) -> None:
    await script.bot.set_my_commands([BotCommand(command="log", description="Ghi một buổi")])
    opener = phone(page).get_by_role("button", name="Các lệnh")
    await opener.click()
    entry = phone(page).get_by_role("button", name="/log Ghi một buổi")
    await expect(entry).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(entry).to_be_hidden()
    await expect(opener).to_be_focused()
    await opener.click()
    await entry.click()
    assert await script.hears() == "/log"


async def test_typing_is_shown_until_the_message_comes(page: Page, sandbox: Sandbox, script: Script) -> None:
    sandbox.say(LAN, "chào")
    await script.bot.send_chat_action(LAN, "typing")
    await expect(phone(page).locator(".typing")).to_be_visible()
    await script.says("Dạ")
    await expect(phone(page).locator(".typing")).to_be_hidden()


async def test_a_phone_blocks_and_unblocks_the_bot(page: Page, sandbox: Sandbox, script: Script) -> None:
    sandbox.say(LAN, "chào")
    await phone(page).get_by_role("button", name="Tuỳ chọn máy của Nguyễn Thị Lan").click()
    switch = phone(page).get_by_role("switch", name="Chặn bot")
    await expect(switch).to_have_attribute("aria-checked", "false")
    await switch.click()
    unblock = phone(page).get_by_role("button", name="Bỏ chặn")
    await expect(unblock).to_be_focused()
    with pytest.raises(TelegramForbiddenError):
        await script.says("Không tới")
    await unblock.click()
    await expect(phone(page).locator("textarea")).to_be_focused()
    await script.says("Tới rồi")
    await expect(bubbles(page).last).to_have_text("Tới rồi")


async def test_a_reader_who_scrolled_up_is_left_there(page: Page, sandbox: Sandbox, script: Script) -> None:
    for number in range(30):
        sandbox.say(LAN, f"tin {number}")
    await expect(bubbles(page).last).to_be_in_viewport()
    await phone(page).get_by_role("log").evaluate("log => { log.scrollTop = 0; }")
    await expect(bubbles(page).first).to_be_in_viewport()
    await script.says("tin mới của bot")
    newer = phone(page).get_by_role("button", name="Tin mới")
    await expect(newer).to_be_visible()
    await expect(bubbles(page).last).not_to_be_in_viewport()
    await newer.click()
    await expect(bubbles(page).last).to_be_in_viewport()
