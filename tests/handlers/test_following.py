"""The follow-up list and its conversations: who is on it, what a tap or a word logs, and what is refused."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from bot.clock import FixedClock
from db import clients, referrals
from db.engine import Db
from db.records import Kept
from db.referrals import REFERRALS, Referral, ReferralEvent
from db.scope import Scope
from handlers.days_ahead import AHEAD, DayAhead, read_day_ahead
from handlers.fields import Invalid, World
from handlers.following import referral_lines
from locales import language
from tests.conftest import NOON, TODAY
from tests.db.referred import Given, kept, person_with_chat, referred, turn_of
from tests.stage import Stage, StagePhone, staged

KIM_LIEN = "00229"


async def refer(stage: Stage, phone: StagePhone, **facts: object) -> Given:
    """A referral by whoever holds the phone."""
    async with stage.db.begin() as session:
        turn = await turn_of(session, await person_with_chat(session, phone.chat), stage.clock.now())
        return await referred(turn, **facts)  # type: ignore[arg-type]


async def told(db: Db, referral_id: int) -> list[tuple[str, date | None]]:
    """The steps that stand, with the days agreed on."""
    async with db() as session:
        rows = await session.execute(
            select(ReferralEvent.state, ReferralEvent.appointment)
            .where(ReferralEvent.referral_id == referral_id, ReferralEvent.withdrawn_at.is_(None))
            .order_by(ReferralEvent.id)
        )
        return [(row.state, row.appointment) for row in rows]


def listed(phone: StagePhone) -> list[str]:
    """The lines of the list on the screen."""
    return [label for label in phone.screen.labels if label[0] in "🔴🔔⏰🗓"]


async def test_the_list_shows_what_is_due_first_then_the_next_days_and_nothing_later(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa, lan = await stage.person("Nguyễn Thị Hoa"), await stage.person("Lê Thị Lan")
        later = await refer(stage, hoa, day=TODAY - timedelta(days=1))
        urgent_later = await refer(stage, hoa, sign="breast_lump")
        due = await refer(stage, hoa, day=TODAY - timedelta(days=7), hint="cổng xanh")
        urgent = await refer(stage, hoa, day=TODAY - timedelta(days=2), sign="breast_lump")
        overdue = await refer(stage, hoa, day=TODAY - timedelta(days=9))
        await refer(stage, hoa, with_code=False)
        await refer(stage, lan)
        seen = await hoa.says("/theodoi")
        assert "Đến hạn hỏi: 3 người" in seen.text
        assert "Sắp tới: 2 người" in seen.text
        codes = [label.split()[1] for label in listed(hoa)]
        assert codes == [urgent.code, overdue.code, due.code, urgent_later.code, later.code]
        assert [label[0] for label in listed(hoa)] == ["🔴", "⏰", "⏰", "🔴", "🗓"]
        assert "cổng xanh · T4 18/11 · Sàng lọc ung thư vú" in listed(hoa)[2]


async def test_a_return_to_remind_of_is_listed_however_far_its_day(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa, purposes=["iud"])
        await hoa.says(found.slip)
        await hoa.taps("Đã khám")
        await hoa.says("/theodoi")
        assert listed(hoa) == []
        await hoa.says(found.slip)
        await hoa.taps("Hẹn tái khám")
        async with db.begin() as session:
            far = TODAY + timedelta(days=40)
            await session.execute(update(Referral).where(Referral.id == found.id).values(due_on=far))
        seen = await hoa.says("/theodoi")
        assert "nhắc quay lại" in seen.text
        assert listed(hoa)[0].startswith("🔔")


async def test_a_long_list_is_paged(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        codes = [(await refer(stage, hoa, day=TODAY - timedelta(days=20 - n))).code for n in range(8)]
        await hoa.says("/theodoi")
        assert [label.split()[1] for label in listed(hoa)] == codes[:6]
        await hoa.taps("Xem tiếp")
        assert [label.split()[1] for label in listed(hoa)] == codes[6:]
        await hoa.taps("Phần trước")
        assert len(listed(hoa)) == 6


async def test_who_no_longer_agrees_or_is_forgotten_leaves_the_list(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = [await refer(stage, hoa, day=TODAY - timedelta(days=8)) for _ in range(3)]
        await hoa.says("/theodoi")
        assert len(listed(hoa)) == 3
        async with db.begin() as session:
            person = await person_with_chat(session, hoa.chat)
            own = Scope.own(person)
            withdrawn = await clients.client_with_code(session, own, found[0].code)
            assert withdrawn is not None
            await clients.withdraw_consent(session, own, withdrawn.id, "referral", person_id=person, now=NOON)
        await hoa.says(f"/quen {found[1].code}")
        await hoa.says("có")
        await hoa.says("/theodoi")
        assert [label.split()[1] for label in listed(hoa)] == [found[2].code]
        assert found[0].code not in (await hoa.says(found[0].slip)).text


async def test_a_line_is_two_taps_and_a_second_tap_adds_nothing(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa, day=TODAY - timedelta(days=8))
        await hoa.says("/theodoi")
        before = hoa.taps_made
        await hoa.taps(found.code)
        first, second = await hoa.taps_twice("Chưa đi")
        assert hoa.taps_made - before == 3
        assert "Đã ghi: chưa đi" in first.text
        assert "Đã ghi từ trước" in second.text
        assert await told(db, found.id) == [("not_yet", None)]


@pytest.mark.parametrize(
    ("said", "state"),
    [("đã khám", "attended"), ("da kham", "attended"), ("đi rồi", "attended"), ("chưa đi", "not_yet"),
     ("chưa", "not_yet"), ("từ chối", "declined"), ("tu choi", "declined"), ("không muốn đi", "declined"),
     ("mất liên lạc", "lost"), ("mất dấu", "lost"), ("không gọi được", "unreachable"), ("không", None),
     ("quay lại", None), ("ừ", None), ("k", None)],
)  # fmt: skip
async def test_states_are_typed_as_people_say_them(db: Db, clock: FixedClock, said: str, state: str | None) -> None:
    async with staged(db, clock, typed=True) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa)
        await hoa.says(found.slip)
        seen = await hoa.says(said)
        assert await told(db, found.id) == ([(state, None)] if state else [])
        assert ("✅ Đã ghi" in seen.text) == bool(state)


@pytest.mark.parametrize(
    ("said", "day"),
    [("hẹn thứ 5 tuần sau", date(2026, 11, 26)), ("đã hẹn 5/12", date(2026, 12, 5)), ("mai", date(2026, 11, 19)),
     ("hẹn hôm nay", TODAY), ("hen khám ngày 25", date(2026, 11, 25)), ("hôm nay", None), ("hôm qua", None),
     ("hẹn 5/12/2029", None), ("hẹn tuần sau", None)],
)  # fmt: skip
async def test_an_appointment_is_typed_with_its_day(db: Db, clock: FixedClock, said: str, day: date | None) -> None:
    async with staged(db, clock, typed=True) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa)
        await hoa.says(found.slip)
        await hoa.says(said)
        assert await told(db, found.id) == ([("appointment", day)] if day else [])


async def test_an_appointment_is_asked_for_its_day(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa)
        await hoa.says(found.slip)
        await hoa.taps("Đã hẹn ngày")
        assert "đã qua" in (await hoa.says("16/11/2026")).text
        await hoa.taps("Thứ Sáu 20/11")
        assert await told(db, found.id) == [("appointment", date(2026, 11, 20))]
        async with db() as session:
            assert await session.scalar(select(Referral.due_on)) == date(2026, 11, 21)


async def test_an_old_button_that_no_longer_fits_is_refused_with_a_sentence(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa)
        await hoa.says(found.slip)
        old = hoa.button("Từ chối")
        await hoa.taps("Đã khám")
        assert "đã khám rồi" in (await hoa.taps_old(old)).text
        assert await told(db, found.id) == [("attended", None)]


async def test_a_step_is_taken_back_once_and_on_its_day_only(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa)
        await hoa.says(found.slip)
        await hoa.taps("Từ chối")
        undo = hoa.button("Ghi nhầm")
        assert "Đã huỷ" in (await hoa.taps("Ghi nhầm")).text
        assert await told(db, found.id) == []
        assert "không huỷ được" in (await hoa.taps_old(undo)).text
        await hoa.taps("Từ chối")
        late = hoa.button("Ghi nhầm")
        clock.at = NOON + timedelta(days=1)
        assert "không huỷ được" in (await hoa.taps_old(late)).text
        await hoa.says(found.slip)
        assert not any("Ghi nhầm" in label for label in hoa.screen.labels)
        assert await told(db, found.id) == [("declined", None)]


async def test_buttons_do_nothing_to_others_referrals(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa, lan = await stage.person("Nguyễn Thị Hoa"), await stage.person("Lê Thị Lan")
        far = await stage.person("Trần Thị Mai", "officer", KIM_LIEN)
        found = await refer(stage, hoa)
        await hoa.says(found.slip)
        await hoa.taps("Chưa đi")
        for other in (lan, far):
            await other.says("/menu")
            message, _ = other.button("Trợ giúp")
            for action in (f"referral:{found.id}", f"step:{found.id}.attended", f"told:{found.id}:đã khám",
                           f"untell:{found.id}.1", "referral:x", "step:9.attended", "untell:1.x"):  # fmt: skip
                shown = (await other.taps_old((message, action))).text
                assert "không có trong danh sách" in shown
                assert found.code not in shown
        assert await told(db, found.id) == [("not_yet", None)]


async def test_an_officer_opens_a_referral_of_her_area_without_the_hint(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa, officer = await stage.person("Nguyễn Thị Hoa"), await stage.person("Trịnh Thu Hà", "officer")
        found = await refer(stage, hoa, hint="cổng xanh")
        seen = await officer.says(found.slip)
        assert found.code in seen.text
        assert "cổng xanh" not in seen.text
        await officer.taps("Đã khám")
        assert await told(db, found.id) == [("attended", None)]
        seen = await hoa.says(found.slip)
        assert "đã khám" in seen.text
        assert "cổng xanh" in seen.text
        assert not any("Ghi nhầm" in label for label in seen.labels)


async def test_whether_to_return_after_a_screening_is_not_the_collaborators_to_say(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa)
        await hoa.says(found.slip)
        button = hoa.button("Đã khám")
        await hoa.taps("Đã khám")
        for state in ("return_needed", "no_return"):
            seen = await hoa.taps_old((button[0], f"step:{found.id}.{state}"))
            assert "do cán bộ dân số ghi" in seen.text
            assert not any("tái khám" in label for label in seen.labels)
        assert await told(db, found.id) == [("attended", None)]


async def test_after_a_service_the_collaborator_says_it_herself(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa, purposes=["iud"])
        await hoa.says(found.slip)
        await hoa.taps("Đã khám")
        await hoa.says(found.slip)
        await hoa.taps("Không cần tái khám")
        await hoa.says(found.slip)
        await hoa.says("tái khám")
        assert [state for state, _ in await told(db, found.id)] == ["attended", "no_return", "return_needed"]


async def test_a_referral_is_found_by_slip_code_or_words_of_the_hint(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa, hint="cổng xanh")
        other = await refer(stage, hoa, hint="ngõ xanh")
        without = await refer(stage, hoa, with_code=False, count=3)
        for said, code in (
            (found.slip.lower(), found.code),
            (other.code, other.code),
            ("cổng", found.code),
            (without.slip, without.slip),
        ):
            await hoa.says("/theodoi")
            seen = await hoa.says(said)
            assert seen.text.startswith(f"🩺 {code}")
        await hoa.says("/theodoi")
        assert "2 lượt" in (await hoa.says("xanh")).text
        assert len(listed(hoa)) == 2
        await hoa.says("/theodoi")
        assert "Không tìm thấy" in (await hoa.says("nhà đỏ")).text
        assert "gõ nhầm" in (await hoa.says("GT-7F3K2")).text
        assert "gõ nhầm" in (await hoa.says("KH-7F3J")).text


async def test_a_withdrawn_referral_says_so(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa)
        await hoa.says(found.slip)
        button = hoa.button("Đã khám")
        async with db.begin() as session:
            person = await person_with_chat(session, hoa.chat)
            await REFERRALS.withdraw(session, Scope.own(person), found.id, "mistake", person_id=person, now=NOON)
        assert "đã rút" in (await hoa.taps_old(button)).text
        assert await told(db, found.id) == []


async def test_a_clients_page_gets_a_line_for_each_of_her_referrals(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa, lan = await stage.person("Nguyễn Thị Hoa"), await stage.person("Lê Thị Lan")
        found = await refer(stage, hoa)
        async with db.begin() as session:
            turn = await turn_of(session, await person_with_chat(session, hoa.chat))
            record: Kept = await kept(turn, found.id)
            client_id = record.facts["client_id"]
            assert await referral_lines(turn, client_id) == ["🩺 T4 18/11 · Sàng lọc ung thư vú: đã giới thiệu"]
            other = await turn_of(session, await person_with_chat(session, lan.chat))
            assert await referral_lines(other, client_id) == []
            assert await referrals.of_client(session, Scope.own(turn.person.id), client_id)


# --- the question for a day to come -----------------------------------------------------------------------------------

WORLD = World(TODAY, language("vi"), {})
DAY = DayAhead(name="day", title="Day", label="Which day was agreed on?")


def test_days_ahead_are_offered_and_typed_by_their_label() -> None:
    options = DAY.options({}, WORLD)
    assert [date.fromisoformat(option.key) - TODAY for option in options] == [timedelta(days=n) for n in AHEAD]
    assert all(DAY.read(option.label, {}, WORLD) == option.key for option in options)


@pytest.mark.parametrize("typed", ["", "tuần sau", "31/2", "đã khám", "rằm", "5", "0912345678"])
def test_what_is_no_clear_day_is_asked_again(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        DAY.read(typed, {}, WORLD)
    assert "0912345678" not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "taken"), [("18/11", True), ("17/11/2026", False), ("18/11/2027", True), ("20/11/2027", False)]
)
def test_a_day_is_from_today_to_a_year_ahead(typed: str, taken: bool) -> None:
    complaint = DAY.complaint(DAY.read(typed, {}, WORLD), {}, WORLD)
    assert (complaint is None) == taken


def test_a_day_without_a_year_is_the_next_one() -> None:
    assert read_day_ahead("5/1", TODAY) == date(2027, 1, 5)
    assert read_day_ahead("hẹn lại thứ tư", TODAY) == date(2026, 11, 25)
