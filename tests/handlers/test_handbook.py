"""The handbook: neutral cards of a bearable length, found by tapping and by typing, and no form lost behind it."""

import re
from collections.abc import AsyncIterator

import pytest

from bot.clock import FixedClock
from db.catalogue import Catalogue
from db.engine import Db
from handlers.handbook import Entry
from handlers.reading.fold import fold
from locales import LANGUAGES
from tests.stage import Stage, staged

LONGEST = 900
"""Characters of a whole card on the phone."""
FORBIDDEN = {
    "vi": ("dừng ở hai con", "dừng lại ở hai con", "chỉ nên có", "một hoặc hai con", "hai con", "đủ con", "đông con",
           "sinh ít", "đẻ ít", "phải dùng", "phải tránh thai", "bắt buộc", "nên triệt sản", "nên đặt vòng", "cấm",
           "vi phạm", "chỉ tiêu", "chắc chắn không có thai", "tuyệt đối an toàn", "an toàn 100", "chẩn đoán",
           "bị ung thư", "không cần hỏi ý kiến"),
    "en": ("two children", "stop at one", "stop at two", "too many children", "fewer children", "you must",
           "she must", "obliged", "should be sterilised", "forbidden", "target", "guaranteed",
           "completely safe", "diagnos", "has cancer"),
}  # fmt: skip
"""What no card may say: how many children to have, that a method is to be taken, and medical conclusions."""


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> str:
    """These do not depend on the kind of database."""
    return str(request.param)


@pytest.fixture
async def stage(db: Db, clock: FixedClock) -> AsyncIterator[Stage]:
    async with staged(db, clock) as found:
        yield found


def all_entries(lists: Catalogue) -> list[Entry]:
    return [*lists.products, *lists.screenings]


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_card_is_neutral_and_short(stage: Stage, lists: Catalogue, lang: str) -> None:
    phone = await stage.person("Nguyễn Thị Hoa", language=lang)
    shown = await phone.says("/camnang")
    names = [entry.names[lang] for entry in all_entries(lists)]
    assert len(names) >= 15
    assert [label for label in shown.labels if label in names] == names, "not all cards, or not in this order"
    for entry in all_entries(lists):
        card = await phone.taps(entry.names[lang])
        assert entry.advice[lang] in card.text
        assert len(card.text) <= LONGEST, entry.code
        said = fold(card.text)
        assert [words for words in FORBIDDEN[lang] if fold(words) in said] == [], entry.code
        await phone.taps("⬅️")


async def test_forbidden_words_would_be_found(lists: Catalogue) -> None:
    """The list is matched without marks and case, as the cards are."""
    pushing = fold("Mỗi gia đình chỉ nên có MỘT HOẶC HAI CON; chị phải dùng biện pháp tránh thai.")
    assert [words for words in FORBIDDEN["vi"] if fold(words) in pushing] == [
        "chỉ nên có", "một hoặc hai con", "hai con", "phải dùng"
    ]  # fmt: skip


async def test_every_card_names_its_source_last(stage: Stage, lists: Catalogue) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    for entry in all_entries(lists):
        card = await phone.says(f"/camnang {entry.names['vi']}")
        assert re.search(r"\n\nNguồn: .+\.$", card.text), entry.code


@pytest.mark.parametrize(
    ("typed", "title"),
    [("bao cao su", "Bao cao su"), ("BCS", "Bao cao su"), ("hello", "Bao cao su"), ("vong", "Đặt vòng tránh thai"),
     ("que cấy", "Cấy que tránh thai"), ("tầm soát vú", "Sàng lọc ung thư vú"), ("condom", "Bao cao su")],
)  # fmt: skip
async def test_a_card_is_found_by_typing_its_name_a_brand_or_what_people_say(
    stage: Stage, typed: str, title: str
) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    await phone.says("/camnang")
    assert (await phone.says(typed)).text.startswith(f"📖 {title}\n")
    assert (await phone.says("gel bôi trơn")).text.startswith("📖 Gel bôi trơn\n"), "a card hears the next name"


async def test_what_could_be_several_is_offered_and_what_is_unknown_is_said(stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    await phone.says("/camnang")
    several = await phone.says("triệt sản")
    assert several.labels[:2] == ["Triệt sản nữ", "Triệt sản nam"]
    unknown = await phone.says("máy bay 0912345678")
    assert "chưa có mục nào" in unknown.text
    assert "0912345678" not in unknown.text
    assert "Bao cao su" in unknown.labels


async def test_a_half_filled_form_waits_behind_the_handbook(stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    await phone.says("/ghi")
    await phone.says("tư vấn")
    listed = await phone.says("/camnang")
    assert listed.labels[0] == "▶️ Ghi tiếp phiếu đang dở"
    card = await phone.says("bao cao su")
    assert card.labels[0] == "▶️ Ghi tiếp phiếu đang dở"
    assert "nội dung" in (await phone.taps("Ghi tiếp")).text.casefold()


async def test_only_who_works_in_the_field_has_the_handbook(stage: Stage) -> None:
    phone = await stage.person("Phan Thanh Tùng", "supervisor")
    assert "không dành cho" in (await phone.says("/camnang")).text
    officer = await stage.person("Trịnh Thu Hà", "officer")
    assert "📖 Cẩm nang" in (await officer.says("/menu")).labels
