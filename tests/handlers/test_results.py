"""Clinical results: entered and read by the officer of the area alone. Others learn only whether to call again."""

import logging
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from db import referral_results
from db.acts import Act
from db.engine import Db
from db.forgetting import forget_client
from db.messages import Outgoing
from db.referral_events import events
from db.referrals import Referral, ReferralResult
from db.scope import Scope
from handlers.actions import ACTIONS
from handlers.outcomes import NEXT
from handlers.results import RESULTS, SHOWN
from handlers.router import act
from locales import LANGUAGES, language
from tests.conftest import NOON, TODAY
from tests.db.referred import Given, person_with_chat, referred, turn_of
from tests.stage import BA_DINH, Stage, StagePhone, staged

KIM_LIEN = "00229"
WORDS = sorted(
    {"nghi ngờ", "âm tính", "dương tính", "suspici", "taken_back", "inadequate", "awaiting", "normal"}
    | {language(code).say(label) for code in LANGUAGES for label in SHOWN.values()}
)
"""Words that would tell what was found."""


async def refer(stage: Stage, phone: StagePhone, *steps: str, **facts: object) -> Given:
    """A referral by whoever holds the phone, with steps that were taken since."""
    async with stage.db.begin() as session:
        turn = await turn_of(session, await person_with_chat(session, phone.chat), stage.clock.now())
        found = await referred(turn, **facts)  # type: ignore[arg-type]
    for step in steps:
        await phone.says("/menu")
        message, _ = phone.button("Trợ giúp")
        await phone.taps_old((message, f"step:{found.id}.{step}"))
    stage.clock.at += timedelta(minutes=1)
    return found


async def stand(db: Db, referral_id: int) -> tuple[str, list[str], list[str]]:
    """The state, the standing steps and the results of a referral."""
    async with db() as session:
        state = await session.scalar(select(Referral.state).where(Referral.id == referral_id))
        told = await events(session, Scope.everything(), referral_id)
        found = await session.scalars(
            select(ReferralResult.result).where(ReferralResult.referral_id == referral_id).order_by(ReferralResult.id)
        )
        return str(state), [event.state for event in told], list(found)


def lines(phone: StagePhone) -> list[str]:
    """The lines of the officer's list on the screen."""
    return [label for label in phone.screen.labels if label[0] in "🔬⌛" and "Danh sách" not in label]


async def test_the_list_holds_the_screenings_of_the_area_that_wait_for_a_result(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer = await stage.person("Trịnh Thu Hà", "officer")
        hoa, far = await stage.person("Nguyễn Thị Hoa"), await stage.person("Trần Thị Mai", area=KIM_LIEN)
        examined = await refer(stage, hoa, "attended", hint="cổng xanh")
        awaited = await refer(stage, hoa, "attended")
        without = await refer(stage, hoa, "attended", with_code=False)
        await refer(stage, hoa)
        await refer(stage, hoa, "attended", purposes=["iud"])
        await refer(stage, hoa, "attended", with_code=False, count=4)
        await refer(stage, far, "attended")
        await officer.says("/ketqua")
        await officer.taps(awaited.code)
        await officer.taps("Chờ kết quả")
        seen = await officer.says("/ketqua")
        assert "Còn 3 kết quả" in seen.text
        assert [line.split()[:2] for line in lines(officer)] == [
            ["🔬", examined.code],
            ["⌛", awaited.code],
            ["🔬", without.slip],
        ]
        assert "cổng xanh" not in str(seen)


@pytest.mark.parametrize(
    ("label", "result", "state"),
    [("Bình thường", "normal", "no_return"), ("nghi ngờ", "suspicious", "return_needed"),
     ("Mẫu không đạt", "inadequate", "return_needed"), ("Chờ kết quả", "awaiting", "attended")],
)  # fmt: skip
async def test_a_result_is_two_taps_and_brings_the_neutral_step(
    db: Db, clock: FixedClock, label: str, result: str, state: str
) -> None:
    async with staged(db, clock) as stage:
        officer, hoa = await stage.person("Trịnh Thu Hà", "officer"), await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa, "attended")
        await officer.says("/ketqua")
        before = officer.taps_made
        await officer.taps(found.code)
        first, second = await officer.taps_twice(label)
        assert officer.taps_made - before == 3
        assert "Đã lưu" in first.text
        assert "Đã ghi từ trước" in second.text
        now = await stand(db, found.id)
        assert now[0] == state
        assert now[1] == ["attended", *([state] if state != "attended" else [])]
        assert now[2] == [result]


@pytest.mark.parametrize("before", ["referred", "not_yet", "unreachable", "declined", "lost"])
async def test_whoever_has_a_result_was_examined(db: Db, clock: FixedClock, before: str) -> None:
    async with staged(db, clock) as stage:
        officer, hoa = await stage.person("Trịnh Thu Hà", "officer"), await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa, *([] if before == "referred" else [before]))
        await officer.says("/ketqua")
        await officer.says(found.slip)
        await officer.taps("Bình thường")
        state, told, results = await stand(db, found.id)
        assert (state, told[-2:], results) == ("no_return", ["attended", "no_return"], ["normal"])


async def test_a_result_is_corrected_by_a_newer_one(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer, hoa = await stage.person("Trịnh Thu Hà", "officer"), await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa, "attended")
        for said in ("bình thường", "nghi ngờ", "mẫu hỏng", "âm tính"):
            clock.at += timedelta(minutes=1)
            await officer.says(f"/ketqua {found.code}")
            await officer.says(said)
        assert (await officer.says(f"/ketqua {found.code}")).text.count("•") == 1 + 5 + 4
        assert await stand(db, found.id) == (
            "no_return",
            ["attended", "no_return", "return_needed", "attended", "no_return"],
            ["normal", "suspicious", "inadequate", "normal"],
        )
        await officer.says("chờ")
        assert (await stand(db, found.id))[2] == ["normal", "suspicious", "inadequate", "normal"]


async def test_a_result_is_taken_back_with_its_steps_unless_something_was_told_since(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer, hoa = await stage.person("Trịnh Thu Hà", "officer"), await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa)
        await officer.says(f"/ketqua {found.slip}")
        await officer.taps("nghi ngờ")
        undo = officer.button("Ghi nhầm")
        await officer.taps("Ghi nhầm")
        assert await stand(db, found.id) == ("referred", [], ["suspicious", "taken_back"])
        assert "không huỷ được" in (await officer.taps_old(undo)).text

        clock.at += timedelta(minutes=1)
        await officer.taps("nghi ngờ")
        late = officer.button("Ghi nhầm")
        clock.at += timedelta(minutes=1)
        await hoa.says(found.slip)
        await hoa.taps("Chưa đi")
        assert "không huỷ được" in (await officer.taps_old(late)).text
        state, told, _ = await stand(db, found.id)
        assert (state, told) == ("not_yet", ["attended", "return_needed", "not_yet"])

        await officer.says(f"/ketqua {found.slip}")
        await officer.taps("Bình thường")
        next_day = officer.button("Ghi nhầm")
        clock.at += timedelta(days=1)
        assert "không huỷ được" in (await officer.taps_old(next_day)).text


async def test_the_day_to_return_reaches_the_collaborator(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer, hoa = await stage.person("Trịnh Thu Hà", "officer"), await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa, "attended")
        await officer.says(f"/ketqua {found.code}")
        await officer.taps("Mẫu không đạt")
        await officer.taps("Thêm ngày hẹn")
        await officer.says("hẹn 25/11")
        async with db() as session:
            due_on = await session.scalar(select(Referral.due_on))
        assert due_on == TODAY + timedelta(days=8)
        await hoa.says("/theodoi")
        assert "nhắc quay lại cơ sở, T4 25/11" in (await hoa.taps(found.code)).text


@pytest.mark.on_both
async def test_an_officer_of_another_area_or_a_supervisor_reads_no_result(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer, hoa = await stage.person("Trịnh Thu Hà", "officer"), await stage.person("Nguyễn Thị Hoa")
        far = await stage.person("Trần Thị Mai", "officer", KIM_LIEN)
        supervisor = await stage.person("Phan Thanh Tùng", "supervisor")
        found = await refer(stage, hoa, "attended")
        await officer.says(f"/ketqua {found.code}")
        await officer.taps("nghi ngờ")
        async with db() as session:
            result_id = await session.scalar(select(ReferralResult.id))
        for other in (far, supervisor, hoa):
            await other.says("/menu")
            message, _ = other.button("Trợ giúp")
            for action in (f"result:{found.id}", f"enter:{found.id}.normal", f"entered:{found.id}:bình thường",
                           f"unenter:{found.id}.{result_id}", f"return_day:{found.id}", "results", "result:x",
                           f"find_result:{found.code}", f"find_result:{found.slip}"):  # fmt: skip
                shown = str(await other.taps_old((message, action)))
                assert [word for word in WORDS if word.casefold() in shown.casefold()] == []
                assert found.code not in shown
        assert (await stand(db, found.id))[2] == ["suspicious"]


@pytest.mark.on_both
async def test_only_the_scope_of_areas_reads_and_adds_results(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa, "attended")
        async with db.begin() as session:
            person_id = await person_with_chat(session, hoa.chat)
            area = await session.scalar(select(Referral.area_id))
            assert area is not None
            areas, elsewhere = Scope(area_ids=frozenset([area])), Scope(area_ids=frozenset([area + 1]))
            for scope in (Scope.own(person_id), Scope.everything(), elsewhere):
                added = await referral_results.add_result(
                    session, scope, found.id, "normal", TODAY, person_id=person_id, now=NOON
                )
                assert not added
            assert await referral_results.add_result(
                session, areas, found.id, "normal", TODAY, person_id=person_id, now=NOON
            )
            for scope in (Scope.own(person_id), Scope.everything(), elsewhere):
                assert await referral_results.results(session, scope, found.id) == []
                assert not await referral_results.with_newest_result(session, scope, [found.id], "normal")
            assert [one.result for one in await referral_results.results(session, areas, found.id)] == ["normal"]
            assert await referral_results.with_newest_result(session, areas, [found.id], "normal") == {found.id}


async def test_reading_results_is_put_on_record(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer, hoa = await stage.person("Trịnh Thu Hà", "officer"), await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa, "attended")
        read = select(Act.person_id, Act.subject, Act.subject_id).where(Act.act == "read results")
        await officer.says(f"/ketqua {found.code}")
        async with db() as session:
            assert (await session.execute(read)).all() == []
        await officer.taps("Bình thường")
        await officer.says(f"/ketqua {found.code}")
        async with db() as session:
            person_id = await person_with_chat(session, officer.chat)
            assert [tuple(row) for row in await session.execute(read)] == [(person_id, "referral", found.id)]


async def test_every_look_at_somebody_elses_referral_is_put_on_record(db: Db, clock: FixedClock) -> None:
    """The list shows codes, too; who looks at their own referrals leaves no trace."""
    looks = select(Act.act, Act.subject).where(Act.act.in_(["list results", "read referral"])).order_by(Act.id)
    async with staged(db, clock) as stage:
        officer, hoa = await stage.person("Trịnh Thu Hà", "officer"), await stage.person("Nguyễn Thị Hoa")
        await officer.says("/ketqua")
        found = await refer(stage, hoa, "attended")
        await hoa.says(found.slip)
        async with db() as session:
            assert (await session.execute(looks)).all() == []
        for said in ("/ketqua", found.slip, "menu", f"/ketqua {found.code}"):
            await officer.says(said)
        async with db() as session:
            seen = [tuple(row) for row in await session.execute(looks)]
            place = await session.scalar(select(Act.subject_id).where(Act.act == "list results"))
            assert place == await session.scalar(select(Referral.area_id))
    assert seen == [("list results", "area"), ("read referral", "referral"), ("read referral", "referral")]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_no_action_shows_the_collaborator_what_was_found(db: Db, clock: FixedClock) -> None:
    """Every action there is, with every argument that could lead to a referral, of each result."""
    arguments = ["", "month", "1"]
    async with staged(db, clock) as stage:
        officer, hoa = await stage.person("Trịnh Thu Hà", "officer"), await stage.person("Nguyễn Thị Hoa")
        for result in sorted(RESULTS):
            found = await refer(stage, hoa, "attended", hint="cổng xanh")
            await officer.says(f"/ketqua {found.code}")
            message, _ = officer.button("Chờ kết quả")
            entered = await officer.taps_old((message, f"enter:{found.id}.{result}"))
            assert any(word in entered.text for word in WORDS)
            arguments += [str(found.id), found.code]
    arguments += [f"referral.{found.id}", found.slip, f"{found.id}:đã khám"]
    shown = []
    async with db() as session:
        turn = await turn_of(session, await person_with_chat(session, hoa.chat), clock.now())
        for name, argument in product(ACTIONS, arguments):
            async with session.begin_nested() as undone:
                shown.append(str(await act(replace(turn, lists={}, known={}), f"{name}:{argument}")))
                await undone.rollback()
    assert any(found.slip in screen for screen in shown)
    assert [word for word in WORDS if word.casefold() in "\n".join(shown).casefold()] == []


async def test_no_letter_or_log_line_tells_the_collaborator_what_was_found(
    db: Db, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("bot").debug("what is logged is heard here")
    async with staged(db, clock) as stage:
        officer, hoa = await stage.person("Trịnh Thu Hà", "officer"), await stage.person("Nguyễn Thị Hoa")
        found = await refer(stage, hoa, "attended", hint="cổng xanh")
        for label in ("Chờ kết quả", "Bình thường", "nghi ngờ"):
            await officer.says(f"/ketqua {found.code}")
            await officer.taps(label)
            for said in (found.code, found.slip, "/theodoi", "cổng xanh", "/so", "/khach", found.code, "/ketqua"):
                await hoa.says(said)
        async with db() as session:
            rows = (await session.execute(select(Outgoing.chat, Outgoing.payload))).all()
    told = "\n".join(str(row.payload) for row in rows if row.chat == str(officer.id))
    shown = "\n".join(str(row.payload) for row in rows if row.chat == str(hoa.id))
    assert "nhắc quay lại" in shown
    assert all(word in told for word in ("Bình thường", "nghi ngờ", "Chờ kết quả"))
    assert [word for word in WORDS if word.casefold() in shown.casefold()] == []
    assert "is heard here" in caplog.text
    assert [word for word in WORDS if word.casefold() in caplog.text.casefold()] == []


@pytest.mark.on_both
async def test_an_officer_who_is_also_the_collaborator_sees_both(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        both = await stage.person("Trịnh Thu Hà", "officer")
        code = await stage.invite("collaborator", BA_DINH)
        await both.says(f"/start {code}")
        await both.taps("📒")
        found = await refer(stage, both, "attended")
        await both.says(found.slip)
        await both.taps("Ghi kết quả")
        await both.taps("nghi ngờ")
        await both.says("/theodoi")
        seen = await both.taps(found.code)
        assert "cần gọi lại" in seen.text
        assert "nghi ngờ" not in seen.text
        await both.taps("Chưa đi")
        state, told, _ = await stand(db, found.id)
        assert (state, told) == ("not_yet", ["attended", "return_needed", "not_yet"])


def test_every_result_leads_to_a_state_and_none_of_them_is_told_by_its_name() -> None:
    assert {state for _, state, _ in RESULTS.values()} <= set(NEXT)
    assert {state for _, state, _ in RESULTS.values()} & set(RESULTS) == set()


async def test_who_saw_a_code_in_the_list_or_on_a_referral_keeps_nothing_of_a_client_who_is_forgotten(
    db: Db, clock: FixedClock
) -> None:
    async with staged(db, clock) as stage:
        officer, hoa = await stage.person("Trịnh Thu Hà", "officer"), await stage.person("Nguyễn Thị Hoa")
        found, other = await refer(stage, hoa, "attended"), await refer(stage, hoa, "attended")
        await officer.says("/ketqua")
        await officer.says(found.slip)
        async with db.begin() as session:
            person_id = await person_with_chat(session, hoa.chat)
            client_id = await session.scalar(select(Referral.client_id).where(Referral.id == found.id))
            assert client_id is not None
            await forget_client(session, Scope.own(person_id), client_id, person_id=person_id, now=NOON)
            written = str((await session.scalars(select(Outgoing.payload))).all())
    assert found.code not in written
    assert other.slip not in written  # what stood beside it in the same text went with it
