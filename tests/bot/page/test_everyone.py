"""Everyone can use the page: by keyboard, by ear, on a small screen, in the dark."""

from typing import Any

import pytest
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
)
from playwright.async_api import Locator, Page, expect

from bot.sandbox.server import Sandbox
from tests.bot.page.script import DUC, LAN, Script, bubbles, keys, phone, png

pytestmark = pytest.mark.asyncio(loop_scope="module")
NARROW = {"width": 360, "height": 640}


async def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Presses Tab until `target` has the focus."""
    for _ in range(60):
        if await target.evaluate("element => element === document.activeElement"):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{target} cannot be reached with {key}")


async def test_everything_can_be_done_with_the_keyboard_alone(page: Page, script: Script) -> None:
    await tab_to(page, page.locator(".person", has_text="Phạm Văn Đức"))
    await page.keyboard.press("Enter")
    await expect(phone(page, DUC)).to_be_visible()
    await tab_to(page, phone(page).get_by_role("button", name="Bắt đầu"), "Shift+Tab")
    await page.keyboard.press("Space")
    assert await script.hears() == "/start"
    await expect(phone(page).locator("textarea")).to_be_focused()
    asked = await script.says("Về việc gì ạ?", ["☐ Vú", "☐ Cổ tử cung"], ["Xong"])
    key = phone(page).get_by_role("button", name="☐ Cổ tử cung")
    await expect(key).to_be_visible()
    await tab_to(page, key, "Shift+Tab")
    await page.keyboard.press("Enter")
    assert (await script.feels()).data == "☐ Cổ tử cung"
    ticked = keys(["☐ Vú", "☑ Cổ tử cung"], ["Xong"])
    await script.bot.edit_message_reply_markup(chat_id=LAN, message_id=asked.message_id, reply_markup=ticked)
    await expect(phone(page).get_by_role("button", name="☑ Cổ tử cung")).to_be_focused()
    await script.bot.edit_message_text("Đã lưu.", chat_id=LAN, message_id=asked.message_id)
    await expect(phone(page).locator("textarea")).to_be_focused()


async def fits(page: Page) -> None:
    """Nothing is wider than the window, and whatever is tapped is at least 44 px high and wide."""
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    beyond = """() => [...document.querySelectorAll("body *")]
        .filter(e => e.checkVisibility() && !e.closest(".unseen, svg"))
        .filter(e => { const b = e.getBoundingClientRect(); return b.width > 1 && (b.right > 361 || b.left < -1); })
        .map(e => e.outerHTML.slice(0, 80))"""
    assert await page.evaluate(beyond) == []
    small = """() => [...document.querySelectorAll("button:not(.command), input, select, textarea, a.key, a.file")]
        .filter(e => e.checkVisibility())
        .filter(e => { const b = e.getBoundingClientRect(); return b.width < 43.9 || b.height < 43.9; })
        .map(e => e.outerHTML.slice(0, 80))"""
    assert await page.evaluate(small) == []


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_small_screen_needs_no_sideways_scrolling(
    language: str, page: Page, sandbox: Sandbox, script: Script
) -> None:
    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    if language == "en":
        await page.locator("#language").click()
    sandbox.say(LAN, "dài" * 300)
    await script.says("https://example.vn/" + "a" * 200, ["1", "5", "10", "20", "30"], ["khônggiãn" * 5, "huỷ"])
    await script.bot.send_photo(LAN, BufferedInputFile(png(1200, 300), "rong.png"))
    await script.bot.send_document(LAN, BufferedInputFile(b"x", "ten-rat-dai-" * 9 + ".csv"))
    await expect(bubbles(page)).to_have_count(2)
    await fits(page)
    await page.locator(".phone:visible .back").click()
    await expect(page.locator(".person:visible")).to_have_count(5)
    await fits(page)
    await page.locator("#clock-more").click()
    await expect(page.locator("#step-monday")).to_be_visible()
    await fits(page)
    await page.keyboard.press("Escape")
    await page.locator(".person").nth(1).click()
    await page.locator(".phone:visible .menu-button").click()
    await fits(page)
    await page.locator(".phone:visible .commands-button").click()
    await fits(page)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_control_has_a_name(language: str, page: Page, sandbox: Sandbox, script: Script) -> None:
    if language == "en":
        await page.locator("#language").click()
        await expect(page.locator("html")).to_have_attribute("lang", "en")
    await script.bot.set_my_commands([BotCommand(command="log", description="Ghi một buổi")])
    sandbox.say(LAN, "chào")
    await script.says("Chọn ạ", ["A", "B"])
    await script.bot.send_photo(LAN, BufferedInputFile(png(60, 40), "a.png"))
    await script.bot.send_document(LAN, BufferedInputFile(b"x", "a.csv"))
    await phone(page).locator("a.file").wait_for()
    for opener in ("#clock-more", ".commands-button", ".menu-button", ".picture", "#add-phone"):
        await page.locator(opener).first.click()
        tree = await (await page.context.new_cdp_session(page)).send("Accessibility.getFullAXTree")
        roles = {
            "button",
            "link",
            "textbox",
            "spinbutton",
            "combobox",
            "switch",
            "log",
            "navigation",
            "region",
            "dialog",
        }
        seen = [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in tree["nodes"]
            if not node["ignored"] and node["role"]["value"] in roles
        ]
        assert len(seen) >= 3
        assert [role for role, name in seen if not name.strip()] == []
        await page.keyboard.press("Escape")


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_colours_have_contrast_enough_to_be_read(scheme: Any, page: Page) -> None:
    await page.emulate_media(color_scheme=scheme)
    pairs = {
        4.5: "ink/paper ink/card ink/mine ink/theirs ink/tint ink/desk soft/paper soft/card soft/theirs soft/tint "
        "soft/desk accent/card accent/tint on-accent/accent on-accent/accent-strong link/theirs link/mine card/badge "
        "paper/ink",
        3.0: "edge/card edge/paper focus/card focus/paper focus/desk",
    }
    style = "name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()"
    for least, names in pairs.items():
        for pair in names.split():
            one, other = sorted([luminance(await page.evaluate(style, name)) for name in pair.split("/")])
            assert (other + 0.05) / (one + 0.05) >= least, pair


async def test_nothing_moves_for_those_who_asked_for_it(page: Page, sandbox: Sandbox) -> None:
    await page.emulate_media(reduced_motion="reduce")
    sandbox.say(LAN, "chào")
    await expect(phone(page).locator(".fresh .bubble")).to_have_css("animation-name", "none")
