"""People from a file: who they are, what they do where, and the codes by which they come in."""

import os
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from db.areas import add_hamlet, area_by_code, children
from db.engine import Db
from db.importing import import_people
from db.importing.changes import Watched, changes, rows_of
from db.importing.codes import OwnCode, invite_listed
from db.invitations import add_grant, join, normal_code, use_up, valid_invitation
from db.people import Address, Grant, Invitation, Person, Speaker, speaker_at
from db.sheet import Faults
from tests.db.given import BA_DINH, NGOC_HA, NOW, TODAY, somebody

SECRET = "only here"
HEAD = "ref,name,role,area\n"
HOA = "001,Nguyễn Thị Hoa,collaborator,00004\n"
PEOPLE = int(os.environ.get("IMPORT_PEOPLE", "300"))
"""How many people the large list has; a city has 12,000."""

Role = tuple[str | None, str, str, int, date, date | None]


async def imported(db: Db, text: str, day: date = TODAY) -> int:
    async with db.begin() as session:
        return await import_people(session, text, day, NOW, "vi")


async def faults(db: Db, text: str) -> Sequence[tuple[int, str, str]]:
    """The faults of a file; checks that it changed nothing, even when the transaction is committed all the same."""
    before = await roles(db)
    async with db.begin() as session:
        with pytest.raises(Faults) as raised:
            await import_people(session, text, TODAY, NOW, "vi")
    assert await roles(db) == before
    return [(fault.line, fault.column, fault.message) for fault in raised.value.faults]


async def roles(db: Db) -> list[Role]:
    """All people and what they do where, from when until when."""
    asked = (
        select(Person.ref, Person.name, Grant.role, Grant.area_id, Grant.valid_from, Grant.valid_to)
        .outerjoin_from(Person, Grant)
        .order_by(Person.id, Grant.id)
    )
    async with db() as session:
        return [(*row,) for row in await session.execute(asked)]


async def area_id(db: Db, code: str) -> int:
    async with db() as session:
        area = await area_by_code(session, code, TODAY)
        assert area is not None
        return area.id


async def codes(db: Db, days: int = 30) -> list[OwnCode]:
    async with db.begin() as session:
        until = NOW + timedelta(days=days)
        return await invite_listed(session, SECRET, day=TODAY, expires_at=until, now=NOW)


async def invitation(db: Db, code: str) -> Invitation:
    async with db.begin() as session:
        found = await valid_invitation(session, SECRET, normal_code(code) or "", NOW)
        used = await use_up(session, found or 0, NOW)
        assert used is not None
        return used


async def joined(db: Db, code: str, chat: str) -> Speaker:
    used = await invitation(db, code)
    async with db.begin() as session:
        await join(
            session,
            used,
            channel="telegram",
            chat=chat,
            name="whatever the messenger says",
            language="en",
            notice="test",
            today=TODAY,
            now=NOW,
        )
        speaker = await speaker_at(session, "telegram", chat, TODAY)
        assert speaker is not None
        return speaker


@pytest.mark.parametrize(
    "text",
    [
        HEAD + HOA,
        "\ufeffref;name;role;area;;\r\n001;Nguyễn Thị Hoa;collaborator;4;;\r\n;;;;;\r\n",
        'Area,Role,NAME,Ref\n"Phường Ba Đình",collaborator,  Nguyễn  Thị Hoa ,001\n',
        HEAD + "001,Nguye\u0302\u0303n Thị Hoa,collaborator,PHƯỜNG BA ĐÌNH\n",
    ],
)
async def test_a_list_may_look_as_spreadsheets_make_it_and_name_the_area_by_code_or_name(db: Db, text: str) -> None:
    assert await imported(db, text) == 2
    ba_dinh = await area_id(db, BA_DINH)
    assert await roles(db) == [("001", "Nguyễn Thị Hoa", "collaborator", ba_dinh, TODAY, None)]


async def test_importing_the_same_list_again_changes_nothing_not_even_on_a_later_day(db: Db) -> None:
    text = HEAD + HOA + "002,Lê Mai,officer,00004\n002,Lê Mai,officer,00008\n"
    assert await imported(db, text) == 5
    before = await roles(db)
    assert await imported(db, text, TODAY + timedelta(days=40)) == 0
    # A spreadsheet has dropped the zeros meanwhile.
    assert await imported(db, text.replace("\n00", "\n"), TODAY + timedelta(days=41)) == 0
    assert await roles(db) == before


async def test_a_list_with_days_can_be_imported_again_when_its_days_are_over(db: Db) -> None:
    text = "ref,name,role,area,valid_to\n1,Lê Mai,officer,00004,31/12/2026\n"
    assert await imported(db, text) == 2
    assert await imported(db, text, date(2027, 3, 1)) == 0


async def test_a_name_a_language_and_a_further_role_are_brought_up_to_date(db: Db) -> None:
    await imported(db, HEAD + HOA)
    text = (
        "ref,name,role,area,language\n001,Nguyễn Thị Hoà,collaborator,00004,en\n001,Nguyễn Thị Hoà,officer,00008,en\n"
    )
    assert await imported(db, text) == 2
    async with db() as session:
        person = (await session.scalars(select(Person))).one()
    assert (person.name, person.language) == ("Nguyễn Thị Hoà", "en")
    assert [role[2] for role in await roles(db)] == ["collaborator", "officer"]


async def test_a_role_ends_on_the_day_that_the_list_gives_and_stays_ended_for_a_list_without_ends(db: Db) -> None:
    await imported(db, HEAD + HOA, date(2026, 1, 1))
    ended = "ref,name,role,area,valid_to\n001,Nguyễn Thị Hoa,collaborator,00004,2026-10-31\n"
    assert await imported(db, ended) == 1
    assert [role[4:] for role in await roles(db)] == [(date(2026, 1, 1), date(2026, 10, 31))]
    assert await imported(db, HEAD + HOA) == 0


async def test_an_empty_end_gives_a_role_back_from_today_and_leaves_the_gap(db: Db) -> None:
    await imported(db, HEAD + HOA, date(2026, 1, 1))
    head = "ref,name,role,area,valid_to\n001,Nguyễn Thị Hoa,collaborator,00004,"
    await imported(db, head + "2026-10-31\n")
    assert await imported(db, head + "\n") == 1
    assert await imported(db, head + "\n") == 0
    assert [role[4:] for role in await roles(db)] == [(date(2026, 1, 1), date(2026, 10, 31)), (TODAY, None)]


async def test_nobody_who_is_not_on_the_list_is_touched(db: Db) -> None:
    await somebody(db, "1")
    await imported(db, HEAD + HOA)
    before = await roles(db)
    await imported(db, HEAD + "002,Lê Mai,officer,00004\n")
    assert (await roles(db))[:2] == before


async def test_a_hamlet_is_named_with_its_commune(db: Db) -> None:
    async with db.begin() as session:
        for code in (BA_DINH, NGOC_HA):
            commune = await area_by_code(session, code, TODAY)
            assert commune is not None
            await add_hamlet(session, commune, "Tổ dân phố 5", TODAY)
    text = HEAD + '1,Lê Mai,collaborator,"Tổ dân phố 5, Ngọc Hà"\n2,Lê Lan,collaborator,"tổ dân phố 5,Phường Ba Đình"\n'
    assert await imported(db, text) == 4
    assert [role[3] for role in await roles(db)] == [await area_id(db, "00008-01"), await area_id(db, "00004-01")]
    told = await faults(db, HEAD + "3,Lê An,collaborator,Tổ dân phố 5\n")
    assert [fault[:2] for fault in told] == [(2, "area")]
    assert "00004-01" in told[0][2]
    assert "00008-01" in told[0][2]


@pytest.mark.parametrize(
    ("area", "told"),
    [
        ("Ba Đình", "until 2025-06-30"),  # the new ward or the old district
        ("Hồng Hà", "until 2025-06-30"),  # a new ward, and an old commune elsewhere
        ("Trần Phú", "until 2025-06-30"),
        ("Quận Ba Đình", "no area has"),  # it is no more
        ("Phuong Ba Dinh", "no area has"),  # without marks names are not names
        ("99999", "no area has"),
        ("", "is empty"),
    ],
)
async def test_an_area_that_is_not_the_only_one_meant_is_a_fault_and_never_a_guess(
    db: Db, area: str, told: str
) -> None:
    ((line, column, message),) = await faults(db, HEAD + f"1,Lê Mai,officer,{area}\n")
    assert (line, column) == (2, "area")
    assert told in message


async def test_a_commune_that_only_goes_on_under_its_old_name_is_found_by_it(db: Db) -> None:
    kim_lien, hoa_lac = await area_id(db, "00229"), await area_id(db, "09988")
    assert await imported(db, HEAD + "1,Lê Mai,officer,Kim Liên\n2,Lê Lan,officer,xã Hoà Lạc\n") == 4
    assert [role[3] for role in await roles(db)] == [kim_lien, hoa_lac]


async def test_every_commune_of_today_is_found_by_its_full_name_but_one_that_an_old_one_elsewhere_bore(db: Db) -> None:
    async with db() as session:
        city = await area_by_code(session, "01", TODAY)
        assert city is not None
        names = {area.name: area.id for area in await children(session, city.id, TODAY) if area.kind == "commune"}
    told = await faults(db, HEAD + "".join(f"{i},Lê Mai,officer,{name}\n" for i, name in enumerate(names)))
    assert len(names) == 126
    assert [message.partition(" may be")[0] for _, _, message in told] == ["'Xã Hòa Phú'"]
    del names["Xã Hòa Phú"]
    assert await imported(db, HEAD + "".join(f"{i},Lê Mai,officer,{name}\n" for i, name in enumerate(names))) == 250
    assert [role[3] for role in await roles(db)] == list(names.values())


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("1,,collaborator,00004\n", [(2, "name", "is empty")]),
        ("1,=1+1,collaborator,00004\n", [(2, "name", "begins with no letter")]),
        (",Lê Mai,collaborator,00004\n", [(2, "ref", "is empty")]),
        ("a b,Lê Mai,officer,00004\n", [(2, "ref", "is not made of plain letters, digits and . / _ -")]),
        ("1,Lê Mai,king,00004\n", [(2, "role", "'king' is none of collaborator, officer, supervisor, admin")]),
        ("1,Lê Mai,officer,01\n", [(2, "area", "01 is a city; officer is a role in a commune")]),
        (
            "1,Lê Mai,supervisor,00004\n",
            [(2, "area", "00004 is a commune; supervisor is a role in a city or a cluster")],
        ),
        ("1,Lê Mai,admin,00004\n", [(2, "area", "00004 is a commune; admin is a role in a city")]),
        (
            "1,Lê Mai,officer,00004\n01,Lê Lan,officer,00008\n",
            [(3, "name", "is not that of the same person on line 2")],
        ),
        (
            "1,Lê Mai,officer,00004\n1,Lê Mai,officer,4\n",
            [(3, "ref", "this role of the same person stands on line 2 already")],
        ),
    ],
)
async def test_every_fault_is_told_by_line_and_column(
    db: Db, rows: str, expected: Sequence[tuple[int, str, str]]
) -> None:
    assert await faults(db, HEAD + rows) == expected


async def test_all_faults_of_a_list_are_told_at_once_without_anybodys_name(db: Db) -> None:
    head = "ref,name,role,area,language,valid_from,valid_to\n"
    rows = (
        "1,Trần Văn Bí Mật,collaborator,Trần Phú,fr,2026-12-01,2026-11-30\n"
        "2,Trần Văn Bí Mật,,00004,,hôm qua,\n"
        "3,Trần Văn Bí Mật" + " dài" * 40 + ",officer,4,,,\n"
    )
    told = await faults(db, head + rows)
    assert [fault[:2] for fault in told] == [
        (2, "area"),
        (2, "language"),
        (2, "valid_to"),
        (3, "role"),
        (3, "valid_from"),
        (4, "name"),
    ]
    assert not any("Bí Mật" in message for _, _, message in told)


@pytest.mark.parametrize("number", ["0912345678", "001085012345", "091-234-5678", "+84 912 345 678"])
async def test_a_telephone_or_identity_number_is_no_ref_and_is_not_repeated(db: Db, number: str) -> None:
    ((_, column, message),) = await faults(db, HEAD + f"{number},Lê Mai,officer,00004\n")
    assert (column, "telephone or identity number" in message, number in message) == ("ref", True, False)


async def test_two_terms_of_one_role_do_not_overlap(db: Db) -> None:
    head = "ref,name,role,area,valid_from,valid_to\n"
    two = head + "1,Lê Mai,officer,00004,2026-01-01,2026-06-30\n1,Lê Mai,officer,00004,2026-06-30,\n"
    assert await faults(db, two) == [(3, "valid_from", "the same role is held there from 2026-01-01 already")]
    assert await imported(db, two.replace("2026-06-30,\n", "2026-07-01,\n")) == 3


async def test_a_code_of_ones_own_lets_in_the_person_of_the_list_and_makes_no_new_one(db: Db) -> None:
    await imported(db, HEAD + HOA)
    (own,) = await codes(db)
    assert (own.ref, own.name, own.role, own.place) == ("001", "Nguyễn Thị Hoa", "collaborator", "Phường Ba Đình")
    speaker = await joined(db, own.code, "77")
    assert (speaker.name, speaker.language, [role.role for role in speaker.roles]) == (
        "Nguyễn Thị Hoa",
        "vi",
        ["collaborator"],
    )
    async with db() as session:
        person = (await session.scalars(select(Person))).one()
        assert (person.notice, person.notice_at) == ("test", NOW)
        assert await valid_invitation(session, SECRET, normal_code(own.code) or "", NOW) is None


async def test_only_who_has_a_role_and_no_way_in_gets_a_code(db: Db) -> None:
    head = "ref,name,role,area,valid_to\n"
    rows = "1,Lê Mai,officer,00004,\n2,Lê Lan,officer,00008,\n3,Lê An,officer,00008,2026-11-01\n"
    rows += "4,Lê Na,officer,00004,\n"
    await somebody(db, "1")
    await imported(db, head + rows, date(2026, 10, 1))
    async with db.begin() as session:
        suspended = (await session.scalars(select(Grant).join(Person).where(Person.ref == "4"))).one()
        suspended.state = "suspended"
    first = await codes(db, days=1)
    assert [own.ref for own in first] == ["1", "2"]
    assert await codes(db) == []
    await joined(db, first[0].code, "77")
    async with db.begin() as session:
        later = NOW + timedelta(days=2)
        again = await invite_listed(session, SECRET, day=TODAY, expires_at=later + timedelta(days=1), now=later)
    assert [own.ref for own in again] == ["2"]


async def test_who_was_here_before_the_list_becomes_the_person_of_the_list_by_its_code(db: Db) -> None:
    here = await somebody(db, "5", name="Hoa")
    await imported(db, HEAD + HOA + "001,Nguyễn Thị Hoa,officer,00008\n")
    (own,) = await codes(db)
    used = await invitation(db, own.code)
    async with db.begin() as session:
        await add_grant(session, here.id, used, TODAY)
    async with db() as session:
        speaker = await speaker_at(session, "telegram", "5", TODAY)
        assert speaker is not None
        assert sorted(role.role for role in speaker.roles) == ["collaborator", "officer"]
        assert await session.scalar(select(Person.ref).where(Person.id == here.id)) == "001"
    assert await imported(db, HEAD + HOA.replace("Nguyễn Thị Hoa", "Hoa")) == 0
    assert await codes(db) == []


async def test_a_code_that_somebody_else_of_the_list_uses_gives_them_its_role_and_takes_no_place(db: Db) -> None:
    await imported(db, HEAD + HOA + "002,Lê Mai,officer,00008\n")
    first, second = await codes(db)
    mai = await joined(db, second.code, "8")
    used = await invitation(db, first.code)
    async with db.begin() as session:
        await add_grant(session, mai.id, used, TODAY)
    assert [role[0] for role in await roles(db)] == ["001", "002", "002"]


async def test_a_code_that_its_own_person_uses_again_adds_nothing(db: Db) -> None:
    await imported(db, HEAD + HOA)
    (own,) = await codes(db)
    used = await invitation(db, own.code)
    before = await roles(db)
    async with db.begin() as session:
        person_id = await session.scalar(select(Person.id))
        assert person_id is not None
        await add_grant(session, person_id, used, TODAY)
    assert await roles(db) == before


async def test_a_large_list_is_taken_over_as_a_whole(db: Db) -> None:
    rows = [f"HN-{i},Người {i},collaborator,{(BA_DINH, NGOC_HA, 'Phường Kim Liên')[i % 3]}" for i in range(PEOPLE)]
    text = HEAD + "\n".join(rows)
    assert await imported(db, text) == 2 * PEOPLE
    own = await codes(db)
    assert len({code.code for code in own}) == PEOPLE
    assert await imported(db, text) == 0
    async with db() as session:
        assert await session.scalar(select(func.count(Person.id))) == PEOPLE
        assert await session.scalar(select(func.count(Address.id))) == 0


async def test_what_an_import_changes_can_be_told_before_it_is_kept(db: Db) -> None:
    await imported(db, HEAD + HOA)
    watched = (Watched(Person, ("ref",)), Watched(Grant, ("person_id", "role", "area_id")))
    async with db() as session:
        before = await rows_of(session, watched)
        text = HEAD + HOA.replace("Hoa", "Hoà") + "002,Lê Mai,officer,00008\n"
        await import_people(session, text, TODAY, NOW, "vi")
        changed, new, grant = [str(change) for change in await changes(session, watched, before)]
    assert changed == "~ people 001: name Nguyễn Thị Hoa -> Nguyễn Thị Hoà"
    assert new == "+ people 002: name Lê Mai, language vi"
    assert grant.startswith("+ grants 002 officer 00008: valid_from 2026-11-18")
    assert len(await roles(db)) == 1
