"""Acts on record: asked by period and by kind, latest first, and named only when they are read."""

from datetime import datetime, timedelta

from db.acts import Act, acts_between, count_acts, note_act
from db.areas import area_by_code
from db.engine import Db
from db.leave import enter_leave
from db.staff import Staff, Subject, staff_named, subjects_named
from db.team import grant
from tests.db.given import BA_DINH, NOW, TODAY, somebody

HOUR = timedelta(hours=1)


async def note(db: Db, act: str, at: datetime, person_id: int, subject_id: int = 7) -> None:
    async with db.begin() as session:
        await note_act(session, act, "client", subject_id, person_id=person_id, now=at)


async def test_acts_are_asked_by_period_and_kind_latest_first_in_pages(db: Db) -> None:
    hoa = await somebody(db)
    for number, act in enumerate(["forget", "read client", "forget", "read client"]):
        await note(db, act, NOW + number * HOUR, hoa.id, number)
    async with db() as session:
        everything = await acts_between(session, NOW, NOW + 4 * HOUR, limit=9)
        assert [one.subject_id for one in everything] == [3, 2, 1, 0]
        within = await acts_between(session, NOW + HOUR, NOW + 3 * HOUR, limit=9)
        assert [one.subject_id for one in within] == [2, 1]
        forgotten = await acts_between(session, NOW, NOW + 4 * HOUR, acts=["forget"], limit=9)
        assert [one.subject_id for one in forgotten] == [2, 0]
        page = await acts_between(session, NOW, NOW + 4 * HOUR, limit=2, offset=1)
        assert [one.subject_id for one in page] == [2, 1]
        assert await count_acts(session, NOW, NOW + 3 * HOUR) == {"forget": 2, "read client": 1}
        assert await count_acts(session, NOW, NOW + 3 * HOUR, acts=["forget"]) == {"forget": 2}


async def test_names_are_joined_when_acts_are_read_and_clients_have_none(db: Db) -> None:
    hoa, lan = await somebody(db), await somebody(db, "2", name="Lê Thị Lan")
    async with db.begin() as session:
        area = await area_by_code(session, BA_DINH, TODAY)
        assert area is not None
        grant_id = await grant(session, lan.id, "officer", area.id, TODAY, person_id=hoa.id, now=NOW)
        leave_id = await enter_leave(session, lan.id, TODAY, TODAY, entered_by=hoa.id, now=NOW)
    assert grant_id is not None
    async with db() as session:
        named = await staff_named(session, {hoa.id, lan.id}, TODAY)
        keys = [("person", hoa.id), ("grant", grant_id), ("area", area.id), ("leave", leave_id), ("client", 1)]
        subjects = await subjects_named(session, keys)
    assert named == {
        hoa.id: Staff("Nguyễn Thị Hoa", ("collaborator",)),
        lan.id: Staff("Lê Thị Lan", ("collaborator", "officer")),
    }
    assert subjects == {
        ("person", hoa.id): Subject("Nguyễn Thị Hoa"),
        ("grant", grant_id): Subject("Lê Thị Lan", "officer", "Phường Ba Đình"),
        ("area", area.id): Subject(area="Phường Ba Đình"),
        ("leave", leave_id): Subject("Lê Thị Lan"),
    }


def test_an_act_has_no_room_for_personal_data() -> None:
    words = {column.name: column.type.length for column in Act.__table__.columns if hasattr(column.type, "length")}
    assert words == {"act": 30, "subject": 20}
