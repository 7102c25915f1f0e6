"""Conversations during which something changes besides what is said: the form, the roles, the message on the screen."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.clock import FixedClock
from db.engine import Db
from db.people import Grant
from handlers.fields import Integer
from handlers.filling import FILLINGS, Filling
from tests.stage import Stage, staged
from tests.transcripts.records import records


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> str:
    """These do not depend on the kind of database."""
    return str(request.param)


@pytest.fixture(params=[False, True], ids=["tapped", "typed"])
async def stage(request: pytest.FixtureRequest, db: Db, clock: FixedClock) -> AsyncIterator[Stage]:
    """A stage with buttons, and one without."""
    async with staged(db, clock, typed=request.param) as found:
        yield found


def changed(form_name: str, *more: Integer, without: str = "") -> Filling:
    """A form as another release of the program might have it."""
    known = FILLINGS[form_name]
    fields = tuple(f for f in known.form.fields if f.name != without) + more
    return Filling(replace(known.form, fields=fields), known.save)


async def test_a_draft_goes_on_in_a_new_version_of_its_form(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    for said in ("/ghi", "tư vấn", "người cao tuổi"):
        await phone.says(said)
    men = Integer(name="men", title="Men", label="How many men?", most=99)
    monkeypatch.setitem(FILLINGS, "talk", changed("talk", men, without="attendees"))
    await stage.restart()
    moved = await phone.says("7")
    assert moved.text.startswith("Câu hỏi này đã đóng."), "an answer to one question was taken for another"
    assert "How many men?" in moved.text
    monkeypatch.undo()
    await stage.restart()
    assert "Có bao nhiêu người" in (await phone.says("menu là gì")).text
    await phone.says("5")
    await phone.says("lưu")
    assert await records(stage.db, with_people=False) == [
        "talk held_on=2026-11-18 topics=elderly form=counselling attendees=5 leaflets=0"
    ]


async def test_a_draft_whose_form_no_longer_exists_is_closed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    await phone.says("/ghi")
    await phone.says("tư vấn")
    monkeypatch.delitem(FILLINGS, "talk")
    assert "Chưa hiểu “người cao tuổi”" in (await phone.says("người cao tuổi")).text
    assert await records(stage.db, with_people=False) == []


async def test_without_a_working_area_nothing_can_be_logged_and_the_reason_is_said(stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    for said in ("/ghi", "tư vấn", "người cao tuổi", "5"):
        await phone.says(said)
    stage.clock.at += timedelta(days=1)
    async with stage.db.begin() as session:
        await session.execute(update(Grant).values(valid_to=(stage.clock.at - timedelta(days=1)).date()))
    assert "chưa được giao địa bàn" in (await phone.says("lưu")).text
    assert "chưa được giao địa bàn" in (await phone.says("menu")).text
    assert "chưa được giao địa bàn" in (await phone.says("/ghi")).text
    assert not [line for line in await records(stage.db, with_people=False) if line.startswith("talk")]


async def test_a_form_advances_in_one_message_and_its_last_answer_stays(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        await phone.says("/ghi")
        card_message = phone.button("Tư vấn")[0]
        for label in ("Tư vấn", "Người cao tuổi", "Xong", "5"):
            assert (await phone.taps(label)).edited
        save = phone.button("Lưu")
        first, second = await phone.taps_twice("Lưu")
        assert first.edited
        assert not second.edited
        await phone.taps_old(save)
        [kept] = [m for m in stage.sandbox.messages(phone.id) if m["message_id"] == card_message]
        assert kept["text"].startswith("✅ Đã lưu.")
        assert phone.toast == "Câu hỏi này đã đóng."
