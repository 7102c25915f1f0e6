"""Papers on Zalo: a picture under a link that nobody can guess, its file behind another, and words where neither is
possible."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from yarl import URL

from bot.clock import FixedClock
from bot.links import LASTS, Links
from bot.papers import pdf, picture
from bot.sandbox.zalo.server import ZaloServer
from bot.sheets import MEDIA_TYPE, workbook
from bot.zalo.channel import Zalo
from bot.zalo.client import Client
from db.engine import Db
from db.messages import UNASKED, put
from db.sealing import seal
from handlers.screens import Paper, Screen, Sheet, Table, paper_to_json, sheet_to_json
from locales import language
from tests.bot.zalo.conftest import LAN, SECRET

PAPER = Paper(
    name="phieu-GT-7F3KQ2",
    title="PHIẾU GIỚI THIỆU",
    number="GT-7F3KQ2",
    rows=(("Nơi đến", "Bệnh viện Phụ sản Hà Nội"), ("Khám", "Sàng lọc ung thư vú")),
)
SHEET = Sheet("so-tay", "Số liệu tháng 11", (Table("Buổi", ("Ngày", "Người"), (("18/11", 5),)),))


async def in_outbox(db: Db, clock: FixedClock, chat: str, paper: Paper = PAPER, form: str = "picture") -> Any:
    """A letter with a paper, as delivery hands it to the channel."""
    payload = {"paper": paper_to_json(paper), "as": form}
    async with db.begin() as session:
        letter = await put(session, "zalo", chat, "paper", f"1.0.{form}", UNASKED, payload, clock.now())
    assert letter is not None
    return {**payload, "letter": letter.id}


async def got(http: ClientSession, url: str) -> tuple[int, str, bytes]:
    async with http.get(url) as reply:
        return reply.status, reply.headers.get("Content-Type", ""), await reply.read()


async def test_a_paper_arrives_as_a_picture_with_its_file_behind_a_link(
    db: Db, clock: FixedClock, client: Client, zalo: ZaloServer, lan: str, links: Links, http: ClientSession
) -> None:
    channel = Zalo(client, links=links)
    await channel.send(lan, await in_outbox(db, clock, lan), b"")
    await channel.send(lan, await in_outbox(db, clock, lan, form="file"), b"")
    (message,) = zalo.messages(LAN)
    assert message.photo is not None
    assert message.photo.data == picture(PAPER)
    title, _, file = message.text.partition("\nPDF: ")
    assert title == "PHIẾU GIỚI THIỆU GT-7F3KQ2"
    assert await got(http, file) == (200, "application/pdf", pdf(PAPER))


async def test_a_sheet_is_a_link_to_its_file(
    db: Db, clock: FixedClock, client: Client, zalo: ZaloServer, lan: str, links: Links, http: ClientSession
) -> None:
    payload = {"sheet": sheet_to_json(SHEET)}
    async with db.begin() as session:
        letter = await put(session, "zalo", lan, "sheet", "1.0", UNASKED, payload, clock.now())
    assert letter is not None
    await Zalo(client, links=links).send(lan, {**payload, "letter": letter.id}, b"")
    (message,) = zalo.messages(LAN)
    title, link = message.text.splitlines()
    assert title == "Số liệu tháng 11"
    assert await got(http, link) == (200, MEDIA_TYPE, workbook(SHEET))
    assert (await got(http, links.to(letter.id, "pdf")))[0] == 404
    assert (await got(http, links.to((await in_outbox(db, clock, lan))["letter"], "xlsx")))[0] == 404


async def test_a_picture_that_zalo_cannot_use_becomes_links(
    db: Db, clock: FixedClock, client: Client, zalo: ZaloServer, lan: str, links: Links, http: ClientSession
) -> None:
    zalo.faults.answer("sendPhoto", 200, {"ok": False, "error_code": 400, "description": "cannot fetch"})
    await Zalo(client, links=links).send(lan, await in_outbox(db, clock, lan), b"")
    (message,) = zalo.messages(LAN)
    title, image, file = message.text.splitlines()
    assert title.endswith("GT-7F3KQ2")
    assert await got(http, image) == (200, "image/png", picture(PAPER))
    assert (await got(http, file.removeprefix("PDF: ")))[1] == "application/pdf"


async def test_a_link_ends_and_cannot_be_made_up(
    db: Db, clock: FixedClock, lan: str, links: Links, http: ClientSession
) -> None:
    letter = (await in_outbox(db, clock, lan))["letter"]
    url = links.to(letter, "png")
    base, name = url.rsplit("/", 1)
    number, ends, signature = name.removesuffix(".png").split("-")
    others = Links(base.removesuffix("/papers"), "another key", clock)
    made_up = [
        f"{base}/{int(number) + 1}-{ends}-{signature}.png",
        f"{base}/{number}-{int(ends) + 1}-{signature}.png",
        f"{base}/{number}-{ends}-{signature}.pdf",
        f"{base}/{number}-{ends}-{'0' * 32}.png",
        f"{base}/{number}.png",
        f"{base}/",
        f"{base}/{'9' * 30}-{ends}-{signature}.png",
        others.to(letter, "png"),
        links.to(letter + 1000, "png"),
    ]
    assert [(await got(http, one))[0] for one in made_up] == [404] * len(made_up)
    clock.at += LASTS - timedelta(seconds=1)
    assert (await got(http, url))[0] == 200
    clock.at += timedelta(seconds=1)
    assert (await got(http, url))[0] == 404


async def test_a_link_to_what_is_no_paper_shows_nothing(
    db: Db, clock: FixedClock, lan: str, links: Links, http: ClientSession
) -> None:
    async with db.begin() as session:
        letter = await put(session, "zalo", lan, "answer", "1", 0, {"screen": {"text": "riêng tư"}}, clock.now())
    assert letter is not None
    status, _, body = await got(http, links.to(letter.id, "png"))
    assert (status, body) == (404, b"")


async def test_a_paper_is_kept_by_nobody_on_the_way(
    db: Db, clock: FixedClock, lan: str, links: Links, http: ClientSession
) -> None:
    letter = (await in_outbox(db, clock, lan))["letter"]
    async with http.get(links.to(letter, "pdf")) as reply:
        headers = reply.headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Content-Disposition"] == 'inline; filename="phieu-GT-7F3KQ2.pdf"'


async def test_sealed_words_are_opened_on_the_paper(
    db: Db, clock: FixedClock, lan: str, links: Links, http: ClientSession
) -> None:
    sealed = Paper(name="p", title="PHIẾU", number="1", rows=(("Gợi nhớ", seal("nhà cạnh ao", SECRET)),))
    letter = (await in_outbox(db, clock, lan, sealed))["letter"]
    opened = Paper(name="p", title="PHIẾU", number="1", rows=(("Gợi nhớ", "nhà cạnh ao"),))
    assert (await got(http, links.to(letter, "png")))[2] == picture(opened)


async def test_without_a_public_address_the_words_say_what_to_do(
    db: Db, clock: FixedClock, client: Client, zalo: ZaloServer, lan: str
) -> None:
    channel = Zalo(client)
    (page,) = channel.pages(Screen("Số liệu:", sheets=(SHEET,)), language("en"))
    assert page.text.startswith("Số liệu:\n\nThe file cannot be sent here.")
    await channel.send(lan, {"sheet": sheet_to_json(SHEET)}, b"")
    (page,) = channel.pages(Screen("✅ Đã lưu.", papers=(PAPER,)), language("en"))
    assert page.text.startswith("✅ Đã lưu.\n\nThe slip cannot be shown here as a picture.")
    assert "GT-7F3KQ2" in page.text
    for form in ("picture", "file"):
        await channel.send(lan, await in_outbox(db, clock, lan, form=form), b"")
    assert zalo.messages(LAN) == []


def test_with_one_the_words_stay_as_they_are(client: Client, clock: FixedClock) -> None:
    channel = Zalo(client, links=Links("https://bot.example.vn", SECRET, clock))
    (page,) = channel.pages(Screen("✅ Đã lưu.", papers=(PAPER,)), language("en"))
    assert page.text == "✅ Đã lưu."


def test_links_are_below_the_public_address(clock: FixedClock) -> None:
    url = URL(Links("https://bot.example.vn/", SECRET, clock).to(7, "png"))
    assert (url.origin(), url.path.startswith("/papers/7-")) == (URL("https://bot.example.vn"), True)
    with pytest.raises(ValueError, match="secret"):
        Links("https://bot.example.vn", "", clock)


async def test_no_log_holds_a_link(
    db: Db,
    clock: FixedClock,
    client: Client,
    zalo: ZaloServer,
    lan: str,
    links: Links,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    await Zalo(client, links=links).send(lan, await in_outbox(db, clock, lan), b"")
    assert "/papers/" not in caplog.text
