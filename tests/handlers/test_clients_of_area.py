"""What an officer may see of the clients of her areas, and that it leaves a trace."""

import json

from sqlalchemy import select

from bot.clock import FixedClock
from db.acts import Act
from db.clients import Consent
from db.engine import Db
from db.messages import Outgoing
from db.people import Person
from db.sealing import MARK
from tests.handlers.test_clients import HINT, add_client, says
from tests.stage import staged

KIM_LIEN = "00229"
"""Another ward."""


async def test_an_officer_reads_a_client_of_her_areas_by_code_without_the_hint_and_on_record(
    db: Db, clock: FixedClock
) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        code = await add_client(hoa)
        await hoa.taps("gợi nhớ")
        await hoa.says(HINT)
        officer = await stage.person("Trịnh Thu Hà", "officer")
        assert code not in "".join((await officer.says("/khach")).labels)
        for said in (code, f"/khach {code}"):
            shown = await officer.says(said)
            assert all(words in shown.text for words in (code, "Nữ, sinh năm 1992", "Nguyễn Thị Hoa", "nhắc hẹn"))
            assert HINT not in shown.text
            assert MARK not in shown.text
            assert shown.labels == ["👥 Khách hàng", "🏠 Menu"]
        async with db() as session:
            acts = (await session.execute(select(Act.act, Act.subject, Act.subject_id, Person.name).join(Person))).all()
            assert [tuple(act) for act in acts] == [("read client", "client", 1, "Trịnh Thu Hà")] * 2


async def test_an_officer_forgets_no_client_of_a_collaborator_and_supervisors_see_none(
    db: Db, clock: FixedClock
) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        code = await add_client(hoa)
        officer = await stage.person("Trịnh Thu Hà", "officer")
        assert f"không có mã {code}" in await says(officer, f"/quen {code}")
        await officer.says(code)
        message, _ = officer.button("Menu")
        for action in ("consents:1", "agree:1.referral", "disagree:1.reminder", "disagree_now:1.reminder", "client:1"):
            assert "không có trong danh sách" in (await officer.taps_old((message, action))).text
        elsewhere = await stage.person("Bùi Văn Nam", "officer", KIM_LIEN)
        assert f"không có mã {code}" in await says(elsewhere, code)
        supervisor = await stage.person("Phan Thanh Tùng", "supervisor")
        assert "không dành cho" in await says(supervisor, f"/quen {code}")
        assert "không dành cho" in await says(supervisor, code)
        assert "sinh năm 1992" in await says(hoa, code)
        async with db() as session:
            assert (await session.scalars(select(Consent.withdrawn_at))).all() == [None] * 3


async def test_what_an_officer_was_shown_of_a_client_goes_with_her(
    db: Db, database_url: str, clock: FixedClock
) -> None:
    async with staged(db, clock) as stage:
        hoa = await stage.person("Nguyễn Thị Hoa")
        code = await add_client(hoa, "1931")
        officer = await stage.person("Trịnh Thu Hà", "officer")
        await officer.says(code)
        shown = await shown_with(db, code)
        assert any("1931" in words for words in shown)
        await hoa.says(f"/quen {code}")
        await hoa.says("có")
        assert not any("1931" in words for words in await shown_with(db, code))
        assert f"{code} đã xoá" in await says(officer, code)


async def shown_with(db: Db, code: str) -> list[str]:
    """The texts in the outbox that show a code."""
    async with db() as session:
        payloads = await session.scalars(select(Outgoing.payload).order_by(Outgoing.id))
        return [json.dumps(payload, ensure_ascii=False) for payload in payloads if code in json.dumps(payload)]
