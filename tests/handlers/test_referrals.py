"""Referring: ages are advice, consent is a wall, a sign is urgent; the slip tells no more than it may."""

import json
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from bot.clock import FixedClock
from db.catalogue import Catalogue
from db.clients import ClientRow
from db.engine import Db
from db.messages import Outgoing
from db.records import Kept, Revision
from db.referrals import REFERRALS, Referral, opened
from db.scope import Scope
from db.sealing import MARK
from handlers import forms
from handlers.codes import ALPHABET, SLIP_NUMBER, check_sign
from handlers.fields import World
from handlers.forms import CARD, State, Step
from handlers.purposes import AGE_BANDS, age_band, not_for, outside, possible_ages, purpose_options
from handlers.reading.options import Option
from handlers.referral_fields import ELSEWHERE, FACILITIES_SHOWN, NO_SIGN, WITHOUT_CODE, Known, KnownClient
from handlers.referrals import DRAWS, REFERRAL, new_slip
from locales import language
from tests.db.given import NOW, somebody
from tests.stage import StagePhone, staged

TODAY = date(2026, 11, 18)
VI = language("vi")
HINT = "ngõ 7 hoa giấy"
WOMAN, OLDER, MAN, SILENT = (f"KH-{signs}{check_sign(signs)}" for signs in ("7F3", "9PQ", "2AB", "A3C"))
CLIENTS = {
    WOMAN: KnownClient("female", 1985, agreed=True),
    OLDER: KnownClient("female", 1962, agreed=True),
    MAN: KnownClient("male", 1970, agreed=True),
    SILENT: KnownClient("female", 1985, agreed=False),
}


@pytest.fixture(scope="module")
def world(lists: Catalogue) -> World:
    clients = [Option(code, f"{code} · {one.birth_year}", (code,)) for code, one in CLIENTS.items()]
    ba_dinh = next(one.commune_id for one in lists.facilities if one.code == "tyt-00004")
    known = {"referral": Known(lists, ba_dinh, CLIENTS)}
    return World(TODAY, VI, {"purposes": purpose_options(lists, VI), "clients": clients}, known=known)


def start(world: World, **answers: Any) -> State:
    return forms.start(REFERRAL, world, "t", answers)


def say(world: World, state: State, *texts: str) -> Step:
    step = Step(state)
    for text in texts:
        step = forms.hear(REFERRAL, step.state, text, world)
    return step


def shown(world: World, state: State) -> str:
    return forms.screen(REFERRAL, state, world).text


# --- ages -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("screening", "birth_year", "inside"),
    [
        ("cervical", 1997, False),  # 28 or 29 in 2026
        ("cervical", 1996, True),  # 29 or 30
        ("cervical", 1972, True),  # 53 or 54
        ("cervical", 1971, True),  # 54 or 55
        ("cervical", 1970, False),  # 55 or 56
        ("breast", 1987, False),  # 38 or 39
        ("breast", 1986, True),  # 39 or 40
        ("breast", 1930, True),
    ],
)
def test_who_may_have_an_age_of_the_plans_group_is_inside(
    lists: Catalogue, screening: str, birth_year: int, inside: bool
) -> None:
    found = outside(lists, [screening], possible_ages(birth_year, 2026))
    assert [one.code for one in found] == ([] if inside else [screening])


def test_the_age_group_that_stays_counts_everybody_as_the_year_of_birth_did(lists: Catalogue) -> None:
    for year in (2021, 2026, 2030):
        for birth_year in range(year - 120, year + 1):
            for screening in ("breast", "cervical"):
                by_year = outside(lists, [screening], possible_ages(birth_year, year))
                by_band = outside(lists, [screening], AGE_BANDS[age_band(birth_year, year)])
                assert by_year == by_band, (birth_year, year, screening)


def test_age_groups_follow_one_another_and_hold_an_age_that_the_person_may_have() -> None:
    bands = [age_band(birth_year, 2026) for birth_year in range(2026, 1905, -1)]
    assert list(dict.fromkeys(bands)) == list(AGE_BANDS)
    assert bands == sorted(bands, key=list(AGE_BANDS).index)
    for birth_year in range(1906, 2026):
        assert set(possible_ages(birth_year, 2026)) & set(AGE_BANDS[age_band(birth_year, 2026)])


@pytest.mark.parametrize(
    ("client", "purpose", "asked"),
    [
        (WOMAN, "cervical", False),
        (WOMAN, "breast+cervical", False),
        (OLDER, "breast", False),
        (OLDER, "cervical", True),
        (OLDER, "breast+cervical", True),
        (MAN, "breast", True),
        (OLDER, "iud", False),
    ],
)
def test_outside_the_plan_a_reason_is_asked_and_kept(world: World, client: str, purpose: str, asked: bool) -> None:
    state = start(world, purpose=purpose, client=client, facility="bv-k" if purpose != "iud" else ELSEWHERE)
    if purpose != "iud":
        state = say(world, state, "không").state
    assert (state["at"] == "age_reason") == asked
    if asked:
        state = say(world, state, "gia đình").state
    answers = forms.complete(REFERRAL, state, world)
    assert state["at"] == CARD
    assert answers.get("age_reason") == ("family" if asked else None)


def test_the_question_names_year_age_and_group(world: World) -> None:
    state = say(world, start(world, purpose="cervical", client=OLDER), "không").state
    assert "1962 (64 tuổi)" in shown(world, state)
    assert "30–54 tuổi" in shown(world, state)
    assert "ung thư vú" not in shown(
        world, say(world, start(world, purpose="breast+cervical", client=OLDER), "1").state
    )


def test_with_a_sign_nobody_is_asked_why_she_goes_although_outside_the_age_group(world: World) -> None:
    state = say(world, start(world, purpose="cervical", client=OLDER), "chảy máu sau mãn kinh").state
    assert state["at"] == "facility"
    assert say(world, state, "bv k").state["at"] == CARD


def test_a_reason_is_no_longer_kept_when_it_is_no_longer_asked(world: World) -> None:
    state = say(world, start(world, purpose="cervical", client=OLDER, facility="bv-k"), "không", "khác").state
    state = say(world, state, "khách hàng", WOMAN).state
    assert state["at"] == CARD
    assert "age_reason" not in forms.complete(REFERRAL, state, world)


def test_a_group_of_people_without_a_code_has_an_age_only_when_it_is_told(world: World) -> None:
    state = start(world, purpose="cervical", client=WITHOUT_CODE, sign=NO_SIGN, facility="bv-k")
    assert state["at"] == CARD
    assert forms.complete(REFERRAL, state, world)["count"] == 1
    state = say(world, state, "nhóm tuổi", "từ 55").state
    assert state["at"] == "age_reason"
    assert "30–54 tuổi" in shown(world, state)


# --- who --------------------------------------------------------------------------------------------------------------


def test_who_did_not_agree_is_not_referred_by_code_be_it_typed_or_tapped(world: World) -> None:
    state = start(world, purpose="cervical")
    for step in (say(world, state, SILENT), forms.tap(REFERRAL, state, f"f:t:client:{SILENT}", world)):
        assert step.state == state
        assert "chưa đồng ý" in (step.remark or "")
    kept = {"purpose": "cervical", "client": SILENT, "sign": NO_SIGN, "facility": ELSEWHERE}
    assert start(world, **kept)["at"] == "client"


@pytest.mark.parametrize(
    ("purpose", "sex"),
    [("cervical", "male"), ("breast+cervical", "male"), ("iud", "male"), ("sterilisation_male", "female")],
)
def test_what_is_for_women_is_not_for_men_nor_the_other_way_round(world: World, purpose: str, sex: str) -> None:
    client = MAN if sex == "male" else WOMAN
    step = say(world, start(world, purpose=purpose), client)
    assert step.state["at"] == "client"
    assert "dành cho" in (step.remark or "")
    new = say(world, start(world, purpose=purpose), "khách hàng mới", "nam" if sex == "male" else "nữ")
    assert new.state["at"] == "sex"
    assert "dành cho" in (new.remark or "")


def test_a_purpose_that_does_not_fit_the_client_any_more_asks_for_the_client_again(world: World) -> None:
    state = start(world, purpose="breast", client=MAN, sign=NO_SIGN, age_reason="asked", facility="bv-k")
    step = say(world, state, "giới thiệu", "cổ tử cung")
    assert step.state["at"] == "client"
    assert "dành cho" in (step.remark or "")


def test_breast_screening_is_for_everybody_whom_it_may_concern() -> None:
    assert not_for(["breast"], "male") is None
    assert not_for(["breast", "cervical"], "male") == "cervical"


# --- signs and facilities ---------------------------------------------------------------------------------------------


def test_only_the_signs_of_the_chosen_screenings_are_asked_and_none_for_a_service(
    lists: Catalogue, world: World
) -> None:
    for purpose in ("breast", "cervical", "breast+cervical"):
        state = start(world, purpose=purpose, client=WOMAN)
        field = REFERRAL.field("sign")
        assert field is not None
        offered = [option.key for option in field.options(state["answers"], world)]
        wanted = [one.code for one in lists.symptoms if one.screening in purpose.split("+")]
        assert offered == [NO_SIGN, *wanted]
    assert start(world, purpose="implant", client=WOMAN)["at"] == "facility"


@pytest.mark.parametrize("said", ["không có", "ko có", "không", "1", "không có dấu hiệu nào"])
def test_no_sign_can_be_said_in_many_ways(world: World, said: str) -> None:
    state = say(world, start(world, purpose="breast", client=OLDER), said).state
    assert state["answers"]["sign"] == NO_SIGN


@pytest.mark.parametrize("said", ["bỏ qua", "skip", "chưa hỏi", "5"])
def test_the_question_for_signs_is_never_passed_over(world: World, said: str) -> None:
    assert say(world, start(world, purpose="breast", client=OLDER), said).state["at"] == "sign"


def test_the_commune_station_comes_first_and_elsewhere_is_on_the_first_page(lists: Catalogue, world: World) -> None:
    state = start(world, purpose="cervical", client=WOMAN, sign=NO_SIGN)
    labels = [button.label for button in forms.screen(REFERRAL, state, world).buttons[:FACILITIES_SHOWN]]
    assert labels[0] == "Trạm Y tế phường Ba Đình"
    assert labels[-1] == "Chưa rõ / nơi khác"
    field = REFERRAL.field("facility")
    assert field is not None
    keys = [option.key for option in field.options(state["answers"], world)]
    assert sorted(keys) == sorted([ELSEWHERE, *(one.code for one in lists.facilities if one.may_offer("cervical"))])


def test_a_facility_that_does_not_offer_what_is_needed_now_is_asked_for_again(world: World) -> None:
    state = start(world, purpose="cervical", client=WOMAN, sign=NO_SIGN, facility="bv-k")
    assert state["at"] == CARD
    assert say(world, state, "giới thiệu", "đặt vòng").state["at"] == "facility"


@pytest.mark.parametrize("said", ["7", "108", "130"])
def test_a_number_beyond_the_page_chooses_no_facility(world: World, said: str) -> None:
    state = start(world, purpose="cervical", client=WOMAN, sign=NO_SIGN)
    assert say(world, state, said).state["at"] == "facility"


WORDS = ["1", "2", "6", "7", "không", "bỏ qua", "lùi", "lưu", "sửa", "xem thêm", "phần trước", "huỷ", "có", "vú", "ctc"]
WORDS += ["khách hàng mới", "không ghi mã", "nữ", "nam", "62", "1996", "cả ba", "không đồng ý", "ký", "bv k", "trạm"]
WORDS += [*CLIENTS, "KH-7F3J", "u cục", "ngày", "hôm qua", "31/2", "nhóm tuổi", "55", "cẩm nang", "🙂", "0912345678"]
deeds = st.lists(
    st.tuples(st.just("hear"), st.sampled_from(WORDS) | st.text(max_size=20))
    | st.tuples(st.just("tap"), st.integers(0, 30)),
    max_size=25,
)


@given(deeds=deeds)
@settings(max_examples=150, deadline=None)
def test_whatever_is_said_the_form_shows_working_buttons_and_saves_only_what_fits(
    world: World, deeds: list[tuple[str, Any]]
) -> None:
    state = start(world)
    for kind, value in deeds:
        buttons = forms.screen(REFERRAL, state, world).buttons
        assert all(len(button.action.encode()) <= 64 for button in buttons)
        step = (
            forms.hear(REFERRAL, state, value, world)
            if kind == "hear"
            else forms.tap(REFERRAL, state, buttons[value % len(buttons)].action, world)
        )
        state = json.loads(json.dumps(step.state))
        if step.outcome == "save":
            answers = forms.complete(REFERRAL, state, world)
            wrong = [
                f.name for f in REFERRAL.fields if f.name in answers and f.complaint(answers[f.name], answers, world)
            ]
            assert wrong == []
            client = CLIENTS.get(answers["client"])
            assert client is None or client.agreed
        if step.outcome is not None:
            return


# --- the slip's number ------------------------------------------------------------------------------------------------


def scripted(signs: str) -> Any:
    drawn = iter(signs)
    return lambda _alphabet: next(drawn)


async def test_a_number_that_was_given_before_is_drawn_again(db: Db) -> None:
    who = await somebody(db)
    taken = f"GT-7F3K{check_sign('7F3K')}"
    facts = {"referred_on": "2026-11-18", "purposes": ["breast"], "count": 1, "slip": taken}
    async with db.begin() as session:
        await REFERRALS.add(
            session, facts, person_id=who.id, area_id=who.area_id, channel="telegram", update_id=1, now=NOW
        )
    async with db() as session:
        assert await new_slip(session, scripted("7F3K" + "7F3K" + "A2BC")) == f"GT-A2BC{check_sign('A2BC')}"
        longer = await new_slip(session, scripted("7F3K" * DRAWS + "A2BCD"))
        assert longer == f"GT-A2BCD{check_sign('A2BCD')}"


async def test_numbers_show_no_sequence(db: Db) -> None:
    async with db() as session:
        numbers = [await new_slip(session) for _ in range(40)]
    assert len(set(numbers)) == 40
    assert len({number[3] for number in numbers}) > len(ALPHABET) / 3


# --- on the phone -----------------------------------------------------------------------------------------------------


async def add_client(phone: StagePhone, year: str = "1985", consent: str = "cả ba") -> str:
    """A woman is added with a hint; returns her code."""
    for words in ("/khach", "khách hàng mới", "nữ", year, consent, "nói", "lưu"):
        await phone.says(words)
    code = re.findall(r"KH-[A-Z2-9]{4}", phone.screen.text)[0]
    await phone.taps("gợi nhớ")
    await phone.says(HINT)
    return str(code)


async def refer(phone: StagePhone, who: str, *more: str) -> str:
    """Refers for a cervical screening; returns the number of the slip."""
    for words in ("/gioithieu", "ctc", who, *(more or ("không", "ba đình"))):
        await phone.says(words)
    await phone.says("lưu")
    return str(re.findall(r"GT-[A-Z2-9]+", phone.screen.text)[0])


async def the_referral(db: Db) -> Kept:
    async with db() as session:
        referral_id = await session.scalar(select(Referral.id))
        assert referral_id is not None
        kept = await REFERRALS.one(session, Scope.everything(), referral_id)
    assert kept is not None
    return kept


async def test_the_slip_follows_as_a_picture_that_scans_to_its_number_and_as_a_file(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        slip = await refer(phone, await add_client(phone))
        picture, file = await phone.papers(2)
        assert [code.text for code in zxingcpp.read_barcodes(Image.open(BytesIO(picture.content)).convert("RGB"))] == [
            slip
        ]
        assert file.file_name == f"phieu-{slip}.pdf"
        assert SLIP_NUMBER.read(slip) == slip


async def test_nothing_that_is_sealed_and_no_sign_travels_with_the_slip(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        await refer(phone, await add_client(phone, "1950"), "chảy máu sau mãn kinh", "bv k")
        await phone.papers(2)
        async with db() as session:
            payloads = await session.scalars(select(Outgoing.payload).where(Outgoing.kind == "paper"))
            papers = [json.dumps(payload["paper"], ensure_ascii=False) for payload in payloads]
    assert len(papers) == 2
    for paper in papers:
        assert "Có dấu hiệu cần khám ngay" in paper
        for secret in (MARK, HINT, "mãn kinh", "bleeding", "1950", "Nguyễn Thị Hoa"):
            assert secret not in paper


async def test_after_a_correction_the_slip_comes_again_with_its_number(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        slip = await refer(phone, await add_client(phone))
        await phone.taps("Xem, sửa")
        for label in ("Sửa", "Nơi đến", "Bệnh viện K", "Lưu"):
            await phone.taps(label)
        papers = await phone.papers(4)
        assert [paper.file_name for paper in papers if paper.file_name] == [f"phieu-{slip}.pdf"] * 2
        assert papers[0].content != papers[2].content
        await phone.taps("Gửi lại phiếu")
        assert (await phone.papers(6))[4].content == papers[2].content
    assert (await the_referral(db)).facts["facility"] == "bv-k"


async def test_nobody_elses_slip_is_sent_nor_one_that_was_withdrawn(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa, lan = await stage.person("Nguyễn Thị Hoa"), await stage.person("Lê Thị Lan")
        await refer(hoa, await add_client(hoa))
        await hoa.taps("Xem, sửa")
        again = hoa.button("Gửi lại phiếu")
        await lan.says("menu")
        assert "không có trong sổ" in (await lan.taps_old((lan.button("Khách hàng")[0], again[1]))).text
        await hoa.taps("Rút")
        await hoa.says("ghi nhầm")
        await hoa.says("lưu")
        assert "không có trong sổ" in (await hoa.taps_old(again)).text
        assert len(await hoa.papers(2)) == 2
        assert await lan.papers(0) == []


@pytest.mark.parametrize("how", ["forgotten", "no longer agreeing"])
async def test_a_correction_keeps_the_client_who_can_no_longer_be_named(db: Db, clock: FixedClock, how: str) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        code = await add_client(phone)
        await refer(phone, code)
        before = await the_referral(db)
        if how == "forgotten":
            await phone.says(f"/quen {code}")
            await phone.says("có")
        else:
            await phone.says(code)
            await phone.taps("Đồng ý")
            await phone.taps("giới thiệu")
            await phone.says("có")
        await phone.says("/so")
        await phone.taps("cổ tử cung")
        assert code not in phone.screen.text
        for label in ("Sửa", "Nơi đến", "Bệnh viện K", "Lưu"):
            await phone.taps(label)
        async with db() as session:
            [row] = await session.scalars(select(ClientRow))
    after = await the_referral(db)
    assert (after.facts["facility"], before.facts["facility"]) == ("bv-k", "tyt-00004")
    assert after.facts["client_id"] == before.facts["client_id"] == row.id
    assert after.facts["age_band"] == before.facts["age_band"] == "40-54"
    assert (row.forgotten_at is not None) == (how == "forgotten")


async def test_a_sign_added_later_makes_the_follow_up_urgent(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        await refer(phone, await add_client(phone))
        await phone.taps("Xem, sửa")
        await phone.taps("Sửa")
        await phone.taps("Dấu hiệu")
        await phone.taps("sau giao hợp")
        await phone.taps("Lưu")
    kept = await the_referral(db)
    async with db() as session:
        standing = await opened(session, Scope.own(kept.person_id), kept.id)
        [revision] = await session.scalars(select(Revision))
    assert standing is not None
    assert (standing.urgent, standing.due_on) == (True, date(2026, 11, 20))
    assert (revision.before["sign"], revision.after["sign"]) == (None, "bleeding_after_sex")
    assert revision.after["slip"] == revision.before["slip"]


async def test_a_mans_referral_is_in_no_age_group_because_the_plan_counts_women(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        for words in (
            "/gioithieu",
            "vú",
            "khách hàng mới",
            "nam",
            "1970",
            "không đồng ý",
            "không",
            "khác",
            "bv k",
            "lưu",
        ):
            await phone.says(words)
    facts = (await the_referral(db)).facts
    assert (facts["age_band"], facts["client_id"], facts["age_reason"]) == (None, None, "other")
