"""A real Chromium before the real sandbox with five phones. Without a Chromium these tests are skipped."""

import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.clock import FixedClock, MovableClock
from bot.sandbox.phones import Phone
from bot.sandbox.server import Sandbox
from tests.bot.page.script import DUC, HANOI, LAN, Script

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SATURDAY = datetime(2026, 11, 21, 12, 2, tzinfo=UTC)  # 19:02 in Hanoi
WIDE = {"width": 1280, "height": 800}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on the path (or in CHROMIUM): the phone page is not tested")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    phones = [
        Phone(LAN, "Nguyễn Thị Lan", "lan", "Cộng tác viên · Phường Kim Liên"),
        Phone(DUC, "Phạm Văn Đức", None, "Cán bộ dân số"),
        Phone(1003, "Lê Thị Bích Ngọc"),
        Phone(1004, "Trần Thị Hường"),
        Phone(1005, "Vũ Minh"),
    ]
    async with Sandbox(clock=MovableClock(FixedClock(SATURDAY)), zone=HANOI, phones=phones) as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="module")
async def script(sandbox: Sandbox) -> AsyncIterator[Script]:
    script = Script(sandbox.url, sandbox.token)
    yield script
    await script.bot.session.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=WIDE, accept_downloads=True)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.goto(sandbox.url)
    await expect(page.locator(".person")).to_have_count(5)
    yield page
    await context.close()
    assert faults == []
