"""The conversations about clients: who may see what, what leaves no trace, and the pieces that other forms reuse."""

import re
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from db import clients
from db.clients import ClientRow, Consent
from db.engine import Db, empty_log
from db.messages import Conversation
from db.sealing import MARK, seal, to_text, unseal
from handlers import forms
from handlers.actions import ACTIONS, Action
from handlers.client_fields import (
    CONSENT_TEXT,
    CONSENTS,
    METHODS,
    NO_CONSENT,
    PURPOSE_NAMES,
    SEXES,
    BirthYear,
    WhichClient,
    last_birth_year,
    matches,
    new_client_fields,
    purposes,
)
from handlers.clients import CLIENT, CLIENT_WITHOUT_HINT, keep_client, load_clients
from handlers.codes import check_sign
from handlers.fields import Invalid, Listed, World
from handlers.filling import FILLINGS, Filling, begin
from handlers.forms import CARD, Form
from handlers.reading.options import Option
from handlers.screens import Screen
from handlers.turn import Turn
from locales import LANGUAGES, language
from tests.dumps import dump, spellings
from tests.stage import SECRET, StagePhone, staged

HINT = "ngõ 7 hoa giấy"
TODAY = date(2026, 11, 18)
HINTS = ("cổng xanh", "nhà mái đỏ", "", "", "", "cây khế")
CODES = [f"KH-{signs}{check_sign(signs)}" for signs in ("7F3", "9PQ", "2AB", "A3C", "BD4", "5EF")]
LISTED = [
    Option(code, f"{code} · {year}", (code, str(year), *words))
    for code, year, *words in zip(CODES, range(1990, 1996), HINTS, strict=True)
]
WORLD = World(TODAY, language("vi"), {"clients": LISTED}, lambda words: seal(words, SECRET))


async def add_client(phone: StagePhone, year: str = "1992") -> str:
    """A woman is added; returns her code."""
    await phone.says("/khach")
    for said in ("khách hàng mới", "nữ", year, "đồng ý cả ba việc", "ký tên"):
        await phone.says(said)
    return code_on(await says(phone, "lưu"))


async def says(phone: StagePhone, words: str) -> str:
    return (await phone.says(words)).text


def code_on(shown: str) -> str:
    return str(re.findall(r"KH-\w{4}", shown)[0])


# --- what leaves no trace ---------------------------------------------------------------------------------------------


def pieces(part: bytes) -> list[bytes]:
    """All stretches of a few bytes: what is overwritten in part is not gone."""
    return [part[at : at + 8] for at in range(len(part) - 7)]


async def test_a_hint_is_never_kept_in_clear_and_nothing_of_it_is_left_after_forgetting(
    db: Db, database_url: str, clock: FixedClock
) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        other = await add_client(phone, "1970")
        code = await add_client(phone)
        await phone.taps("gợi nhớ")
        assert HINT in await says(phone, HINT)
        assert HINT in (await phone.says("/khach")).labels[0]
        assert HINT in await says(phone, "hoa giấy")
        await phone.taps("Sửa lời gợi nhớ")  # a half-filled form about her
        assert HINT in (await phone.says("/khach")).labels[0]
        before = await dump(db, database_url)
        assert not any(words in before for words in spellings(HINT))
        async with db() as session:
            row = (await session.scalars(select(ClientRow).where(ClientRow.code == code))).one()
        assert row.hint is not None
        assert row.hint_salt is not None
        kept = [row.hint, row.hint_salt]
        written = kept if "sqlite" in database_url else [part.hex().encode() for part in kept]
        assert all(part in before for part in written)
        assert MARK.encode() in before

        await phone.says(f"/quen {code}")
        assert HINT not in await says(phone, "có")
        await stage.stop()
        await empty_log(db)
        after = await dump(db, database_url)
        sealed = to_text(row.hint_salt, row.hint).removeprefix(MARK).encode()
        assert [piece for part in [*written, sealed] for piece in pieces(part) if piece in after] == []
        assert not any(words in after for words in [*spellings(HINT), MARK.encode()])
        async with db() as session:
            rows = (await session.execute(select(ClientRow.code, ClientRow.birth_year).order_by(ClientRow.id))).all()
            assert [tuple(one) for one in rows] == [(other, 1970), (code, None)]
            assert [form for form in await session.scalars(select(Conversation.form)) if form] == []
        await stage.start()


async def test_a_refused_hint_is_kept_nowhere(db: Db, database_url: str, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        await add_client(phone)
        await phone.taps("gợi nhớ")
        for refused in ("chị Lan 0912345678", "cccd 001085012345", "một câu rất dài không ai nhớ nổi"):
            await phone.says(refused)
        kept = await dump(db, database_url)
    assert not any(words in kept for said in ("0912345678", "001085012345", "nhớ nổi") for words in spellings(said))


# --- who may see what -------------------------------------------------------------------------------------------------


async def test_without_a_secret_no_hint_is_offered_anywhere(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock, secret="") as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        code = await add_client(phone)
        assert not any("gợi nhớ" in label for label in phone.screen.labels)
        await phone.says(code)
        assert not any("gợi nhớ" in label for label in phone.screen.labels)
        async with db() as session:
            assert (await session.scalars(select(ClientRow.hint))).all() == [None]


async def test_many_clients_are_paged_and_found_by_a_part(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        codes = [await add_client(phone, str(1980 + n)) for n in range(8)]
        await phone.says("/khach")
        assert [label[:7] for label in phone.screen.labels[:6]] == codes[:1:-1]
        await phone.taps("Cũ hơn")
        assert [label[:7] for label in phone.screen.labels[:2]] == [codes[1], codes[0]]
        assert "sinh năm 1983" in await says(phone, "1983")
        assert "sinh năm 1984" in await says(phone, "/khach 1984")
        await phone.says("/khach")
        assert "8 khách hàng" in await says(phone, "198")
        assert len([label for label in phone.screen.labels if label.startswith("KH-")]) == 6


async def test_two_taps_on_save_make_one_client(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        await phone.says("/khach")
        for said in ("khách hàng mới", "nữ", "1992", "chỉ lưu hồ sơ", "ghi âm"):
            await phone.says(said)
        await phone.taps_twice("Lưu")
        async with db() as session:
            assert len((await session.scalars(select(ClientRow.id))).all()) == 1
            assert (await session.scalars(select(Consent.purpose))).all() == ["record"]


async def test_a_button_to_forget_does_nothing_to_others_clients(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        await add_client(hoa)
        lan = await stage.person("Lê Thị Lan")
        await add_client(lan)
        await lan.taps("👥")
        message, _ = lan.button("KH-")
        for action in ("client:1", "forget_client:1", "forget_now:1", "forget_answer:1:có", "drop_hint:1", "client:x"):
            assert "không có trong danh sách" in (await lan.taps_old((message, action))).text
        async with db() as session:
            assert (await session.scalars(select(ClientRow.forgotten_at))).all() == [None, None]


async def test_a_clients_page_tells_her_next_supplies_and_her_referrals_until_she_is_forgotten(
    db: Db, clock: FixedClock
) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        code = await add_client(phone)
        for said in ("/phat", "viên uống tránh thai", "1 vỉ", "miễn phí", code, "lưu"):
            await phone.says(said)
        for said in ("/gioithieu", "cổ tử cung", code, "không có dấu hiệu nào", "chưa rõ", "lưu"):
            await phone.says(said)
        page = await says(phone, f"/khach {code}")
        assert "⏰ Viên uống tránh thai" in page
        assert "🩺 T4 18/11 · Sàng lọc cổ tử cung" in page
        await phone.says(f"/quen {code}")
        await phone.says("có")
        page = await says(phone, f"/khach {code}")
        assert not any(mark in page for mark in "⏰🩺")
        clock.at += timedelta(days=27)
        for command in ("/saphet", "/theodoi"):
            listed = await phone.says(command)
            assert code not in "".join([listed.text, *listed.labels])


# --- the questions ----------------------------------------------------------------------------------------------------


def answer(form: Form, *said: str, world: World = WORLD) -> forms.Step:
    step = forms.Step(forms.start(form, world, "t"))
    for words in said:
        step = forms.hear(form, step.state, words, world)
    return step


@pytest.mark.parametrize(
    ("typed", "year"),
    [("1992", 1992), ("92", 1992), ("sinh năm 92", 1992), ("Năm 1975", 1975), ("bảy lăm", 1975), ("08", 2008),
     ("sn 88", 1988), ("１９９２", 1992)],
)  # fmt: skip
def test_a_year_of_birth_is_read_as_people_say_it(typed: str, year: int) -> None:
    field = next(f for f in CLIENT.fields if isinstance(f, BirthYear))
    assert field.read(typed, {}, WORLD) == year


@pytest.mark.parametrize("typed", ["", "không nhớ", "34 tuổi", "3000", "1850", "0912345678", "-5"])
def test_other_things_are_no_year_of_birth(typed: str) -> None:
    field = next(f for f in CLIENT.fields if isinstance(f, BirthYear))
    with pytest.raises(Invalid) as refused:
        field.read(typed, {}, WORLD)
    assert "0912345678" not in str(refused.value)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31), date(2027, 6, 1)])
def test_who_may_still_be_under_16_is_no_client(day: date) -> None:
    world, last = replace(WORLD, today=day), last_birth_year(day)
    assert day.year - last - 1 == 16
    refused = answer(CLIENT, "nữ", str(last + 1), world=world)
    assert refused.state["at"] == "birth_year"
    assert "16 tuổi" in str(refused.remark)
    assert answer(CLIENT, "nữ", str(last), world=world).state["at"] == "consent"


@pytest.mark.parametrize("year", ["1920", "2027"])
def test_an_unlikely_year_of_birth_is_asked_again(year: str) -> None:
    assert answer(CLIENT, "nữ", year).state["at"] == "birth_year"


@pytest.mark.parametrize("words", ["lưu", "bỏ qua", "có", "ok", "vâng", "xong", ""])
def test_consent_is_never_taken_for_granted(words: str) -> None:
    step = answer(CLIENT, "nữ", "1992", words)
    assert (step.state["at"], step.outcome) == ("consent", None)
    assert "consent" not in forms.complete(CLIENT, step.state, WORLD)


@pytest.mark.parametrize("form", [CLIENT, CLIENT_WITHOUT_HINT])
def test_no_consent_ends_the_form_at_once(form: Form) -> None:
    for words in ("không đồng ý", "không", "5"):
        step = answer(form, "nữ", "1992", words)
        assert step.outcome == "save"
        assert forms.complete(form, step.state, WORLD)["consent"] == NO_CONSENT


def test_a_consent_that_is_changed_to_no_ends_the_form_too() -> None:
    step = answer(CLIENT, "nữ", "1992", "chỉ lưu hồ sơ", "ký", "3", "không đồng ý")
    assert step.outcome == "save"
    assert forms.complete(CLIENT, step.state, WORLD)["consent"] == NO_CONSENT


def test_how_consent_is_given_is_written_down_in_the_words_of_the_table() -> None:
    assert tuple(choice.key for choice in METHODS) == clients.METHODS
    assert tuple(PURPOSE_NAMES) == clients.PURPOSES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_clients_agreed_to_can_be_read_again_under_its_version(lang: str) -> None:
    """Whoever changes the words changes the version: the consents given until then were given to the old words."""
    asked = CLIENT.field("consent")
    assert asked is not None
    words = [language(lang).say(asked.label), *(language(lang).say(choice.label) for choice in CONSENTS)]
    digest = sha256("|".join(words).encode()).hexdigest()[:8]
    assert (CONSENT_TEXT, digest) == ("2026-11", {"vi": "d9182b85", "en": "1a17cbed"}[lang])


def test_each_consent_names_its_purposes() -> None:
    named = {choice.key: purposes(choice.key) for choice in CONSENTS}
    assert named.pop(NO_CONSENT) == ()
    assert all(found[0] == "record" and set(found) <= {"record", "reminder", "referral"} for found in named.values())
    assert len(set(named.values())) == 4


def test_a_typed_hint_is_sealed_in_the_state_of_the_form() -> None:
    step = answer(CLIENT, "nữ", "1992", "chỉ lưu hồ sơ", "ký", "5", f"  {HINT}\n")
    assert step.state["at"] == CARD
    assert HINT not in repr(step.state)
    assert HINT not in forms.screen(CLIENT, step.state, WORLD).text
    assert unseal(step.state["answers"]["hint"], SECRET) == HINT


# --- pieces for other forms -------------------------------------------------------------------------------------------

WHOM = WhichClient(
    name="client",
    title="Client",
    label="To whom?",
    besides=(Listed("anonymous", "Without a code", ("không mã",)), Listed("new", "A new client", ("mới",))),
)
GIVING = Form(
    "giving_for_a_test",
    "Giving",
    (
        WHOM,
        *new_client_fields(with_hint=True, ending=False, asked=lambda answers, _world: answers.get("client") == "new"),
    ),
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [("không mã", "anonymous"), ("1", "anonymous"), ("mới", "new"), ("2", "new"), ("3", CODES[0]),
     ("kh 9pq4", CODES[1]), (CODES[5], CODES[5]), ("1993", CODES[3]), ("mái đỏ", CODES[1]), ("cay khe", CODES[5])],
)  # fmt: skip
def test_a_client_is_named_by_number_code_year_or_hint(typed: str, key: str) -> None:
    assert answer(GIVING, typed).state["answers"]["client"] == key


@pytest.mark.parametrize(
    ("typed", "why"),
    [("KH-7F3J", "gõ nhầm"), ("KH-8RGP", "không có mã"), ("199", "Nhiều khách hàng"), ("xyz", "nào khớp")],
)
def test_a_client_who_is_not_clear_is_asked_for_again_with_the_reason(typed: str, why: str) -> None:
    step = answer(GIVING, typed)
    assert step.state["answers"] == {}
    assert why in str(step.remark)


def test_the_newest_clients_can_be_tapped_and_any_own_one_is_kept() -> None:
    shown = forms.screen(GIVING, forms.start(GIVING, WORLD, "t"), WORLD)
    assert len([button for button in shown.buttons if button.kind == "option"]) == 6
    assert WHOM.tapped(CODES[5], {}, WORLD) == CODES[5]
    assert WHOM.fits(CODES[5], {}, WORLD)
    with pytest.raises(Invalid):
        WHOM.tapped("KH-AAAA", {}, WORLD)


def test_who_is_new_is_asked_in_the_same_form_and_others_are_not() -> None:
    assert answer(GIVING, "không mã").state["at"] == CARD
    step = answer(GIVING, "mới", "nam", "1980", "không đồng ý")
    assert (step.state["at"], step.outcome) == (CARD, None)
    agreed = answer(GIVING, "mới", "nam", "1980", "chỉ lưu hồ sơ", "ghi âm")
    expected: dict[str, Any] = {
        "client": "new", "sex": "male", "birth_year": 1980, "consent": "record", "method": "recording", "hint": None
    }  # fmt: skip
    assert forms.complete(GIVING, agreed.state, WORLD) == expected
    assert {choice.key for choice in SEXES} == {"female", "male"}


async def test_a_form_that_asks_for_the_client_knows_them_in_every_turn(
    db: Db, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def give(turn: Turn, _argument: str) -> Screen:
        return await begin(turn, GIVING)

    async def keep(turn: Turn, answers: dict[str, Any], _state: forms.State, _sure: bool) -> Screen | forms.Doubt:
        if answers["client"] == "new":
            return Screen(f"to the new {(await keep_client(turn, answers)).code}")
        return Screen(f"to {answers['client']}")

    monkeypatch.setitem(ACTIONS, "give", Action(give, ("collaborator",)))
    monkeypatch.setitem(FILLINGS, GIVING.name, Filling(GIVING, keep, load_clients))
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        code = await add_client(phone)
        await phone.taps("gợi nhớ")
        await phone.says(HINT)
        message, _ = phone.button("Menu")
        await phone.taps_old((message, "give"))
        assert f"{code} · 1992 · {HINT}" in phone.screen.labels
        assert HINT in await says(phone, "hoa giấy")
        assert await says(phone, "lưu") == f"to {code}"
        await phone.says("/menu")
        message, _ = phone.button("Trợ giúp")
        await phone.taps_old((message, "give"))
        for said in ("mới", "nam", "1980", "chỉ lưu hồ sơ", "ghi âm"):
            await phone.says(said)
        assert "to the new KH-" in await says(phone, "lưu")


def test_a_client_is_found_by_words_that_are_all_there() -> None:
    names = ("KH-7F3K", "1992", "Cổng xanh, nhà số bảy")
    assert all(matches(said, *names) for said in ("7f", "kh7f3k", "92 xanh", "CONG XANH", "xanh cổng"))
    assert not any(matches(said, *names) for said in ("", "đỏ", "7f đỏ", "1993"))
