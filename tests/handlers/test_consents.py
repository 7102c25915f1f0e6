"""What a client agreed to: shown, added to and taken back, each step on record."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from db.acts import Act
from db.clients import ClientRow, Consent
from db.engine import Db
from handlers import forms
from handlers.client_fields import CONSENT_TO_ONE, METHODS, NO_CONSENT, ONE_MORE
from handlers.consents import MORE
from handlers.fields import World
from locales import LANGUAGES, language
from tests.conftest import TODAY
from tests.stage import StagePhone, staged

WORLD = World(TODAY, language("vi"), {})


async def with_client(phone: StagePhone, agreed: str = "chỉ lưu hồ sơ") -> str:
    """A woman is added and her page opened; returns her code."""
    await phone.says("/khach")
    for said in ("khách hàng mới", "nữ", "1992", agreed, "ký tên", "lưu"):
        await phone.says(said)
    await phone.says("/khach")
    code = phone.screen.labels[0][:7]
    await phone.taps(code)
    return code


async def consents(db: Db) -> list[tuple[str, str, str, bool]]:
    """All consents: purpose, version of the text, how it was given, and whether it holds."""
    async with db() as session:
        found = await session.scalars(select(Consent).order_by(Consent.id))
        return [(one.purpose, one.text_version, one.method, one.withdrawn_at is None) for one in found]


async def acts(db: Db) -> list[str]:
    async with db() as session:
        return list(await session.scalars(select(Act.act).order_by(Act.id)))


async def test_one_purpose_more_is_read_to_the_client_and_agreed_to_with_a_method(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        code = await with_client(phone)
        shown = await phone.taps("📝 Đồng ý")
        assert "nhắc hẹn: chưa đồng ý" in shown.text
        question = await phone.taps("Hỏi thêm: nhắc hẹn")
        assert "Tôi xin nhắc thêm hẹn lần sau" in question.text
        kept = await phone.taps("Ghi âm")
        assert "✅ nhắc hẹn: hôm nay, Thứ Tư 18/11 · Ghi âm · bản 2026-11.1" in kept.text
        assert await consents(db) == [
            ("record", "2026-11", "signature", True),
            ("reminder", "2026-11.1", "recording", True),
        ]
        assert await acts(db) == ["consent reminder"]
        assert "nhắc hẹn" in (await phone.taps(f"👤 {code}")).text


async def test_who_does_not_agree_changes_nothing(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        await with_client(phone)
        await phone.taps("📝 Đồng ý")
        await phone.taps("Hỏi thêm: giới thiệu khám")
        assert "không thay đổi gì" in (await phone.says("không đồng ý")).text
        assert [purpose for purpose, *_ in await consents(db)] == ["record"]
        assert await acts(db) == []


async def test_a_consent_is_taken_back_after_a_yes_and_can_be_given_again(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        await with_client(phone, "đồng ý cả ba việc")
        await phone.taps("📝 Đồng ý")
        await phone.taps("Rút đồng ý: nhắc hẹn")
        assert "có hay không" in (await phone.says("để em hỏi lại")).text
        await phone.says("không")
        assert all(holds for *_, holds in await consents(db))
        await phone.taps("Rút đồng ý: nhắc hẹn")
        assert "nhắc hẹn: đồng ý hôm nay, Thứ Tư 18/11; đã rút hôm nay, Thứ Tư 18/11" in (await phone.says("vâng")).text
        assert [purpose for purpose, *_, holds in await consents(db) if holds] == ["record", "referral"]
        await phone.taps("Hỏi thêm: nhắc hẹn")
        await phone.says("ký")
        assert [purpose for purpose, *_, holds in await consents(db) if holds] == ["record", "referral", "reminder"]
        assert await acts(db) == ["withdraw reminder", "consent reminder"]


async def test_who_wants_no_more_reminders_leaves_the_lists_and_comes_back_with_the_consent(
    db: Db, clock: FixedClock
) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        code = await with_client(phone, "đồng ý cả ba việc")
        for said in ("/phat", "viên uống tránh thai", "1 vỉ", "miễn phí", code, "lưu"):
            await phone.says(said)
        clock.at += timedelta(days=25)

        async def is_named() -> tuple[bool, bool]:
            listed = await phone.says("/saphet")
            return code in "".join([listed.text, *listed.labels]), "⏰" in (await phone.says(f"/khach {code}")).text

        assert await is_named() == (True, True)
        for said in ("đồng ý", "rút đồng ý: nhắc hẹn", "có"):
            await phone.says(said)
        assert await is_named() == (False, False)
        for said in ("đồng ý", "hỏi thêm: nhắc hẹn", "ký"):
            await phone.says(said)
        assert await is_named() == (True, True)


async def test_taking_back_the_consent_to_the_record_is_explained_and_forgets(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        code = await with_client(phone)
        await phone.taps("📝 Đồng ý")
        asked = await phone.taps("Rút đồng ý: lưu hồ sơ")
        assert "phải xoá hẳn hồ sơ" in asked.text
        assert f"Xoá hẳn hồ sơ {code}" in asked.text
        await phone.taps("Có, xoá hẳn")
        async with db() as session:
            assert (await session.scalars(select(ClientRow.birth_year))).all() == [None]
        assert [holds for *_, holds in await consents(db)] == [False]
        assert await acts(db) == ["forget"]


async def test_a_question_for_consent_ends_with_the_client(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        code = await with_client(phone)
        await phone.taps("📝 Đồng ý")
        await phone.taps("Hỏi thêm: nhắc hẹn")
        sign = phone.button("Ký tên")
        await phone.says(f"/quen {code}")
        await phone.says("có")
        assert "đã đóng" in (await phone.taps_old(sign)).text
        assert [purpose for purpose, *_ in await consents(db)] == ["record"]


async def test_two_taps_on_how_she_agreed_make_one_consent(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        await with_client(phone)
        await phone.taps("📝 Đồng ý")
        await phone.taps("Hỏi thêm: nhắc hẹn")
        await phone.taps_twice("Ký tên")
        assert [purpose for purpose, *_ in await consents(db)] == ["record", "reminder"]


async def test_old_buttons_about_consents_act_on_nothing_that_changed_since(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        await with_client(phone, "đồng ý cả ba việc")
        message, _ = phone.button("Menu")
        for action in ("agree:1.reminder", "agree:1.record", "agree:1.x", "disagree:1.x", "consents:1"):
            assert "Đồng ý của khách hàng KH-" in (await phone.taps_old((message, action))).text
        for action in ("agree:2.reminder", "disagree:x", "disagree_now:1.record", "disagree_now:9.reminder"):
            assert "không có trong danh sách" in (await phone.taps_old((message, action))).text
        assert all(holds for *_, holds in await consents(db))
        assert await acts(db) == []


@pytest.mark.parametrize("words", ["lưu", "bỏ qua", "có", "ok", "vâng", "xong", ""])
@pytest.mark.parametrize("purpose", MORE)
def test_consent_to_one_purpose_more_is_never_taken_for_granted(purpose: str, words: str) -> None:
    form = MORE[purpose]
    step = forms.hear(form, forms.start(form, WORLD, "t"), words, WORLD)
    assert (step.state["at"], step.outcome) == ("method", None)


def test_every_answer_about_one_purpose_more_ends_the_question() -> None:
    for form in MORE.values():
        for key in [*(method.key for method in METHODS), NO_CONSENT]:
            assert forms.pick(form, forms.start(form, WORLD, "t"), key, WORLD).outcome == "save"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_clients_are_asked_for_later_can_be_read_again_under_its_version(lang: str) -> None:
    """Whoever changes the words changes the version: the consents given until then were given to the old words."""
    digest = sha256("|".join(language(lang).say(words) for words in ONE_MORE.values()).encode()).hexdigest()[:8]
    assert (CONSENT_TO_ONE, digest) == ("2026-11.1", {"vi": "d4f615fa", "en": "d0cf9385"}[lang])
