"""The clock: to whom something is said, what stands in one message, and what is left unsaid."""

from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from bot.clock import FixedClock
from bot.zalo.channel import Zalo
from bot.zalo.client import Client
from db.accounts import choose_channel
from db.engine import Db
from db.messages import Conversation, Outgoing
from db.people import Address, Grant, set_reachable
from db.reminders import mute
from tests.conftest import ZONE
from tests.village import NEAR_END, WEDNESDAY, Village, half_filled, lines, states, telegram


async def test_what_is_due_at_once_is_one_message_with_a_button_for_each(village: Village) -> None:
    await village.person("Hoa", since=date(2026, 11, 18))
    referral = await village.refer("Hoa")
    for _ in range(4):
        await village.refer("Hoa", sign="breast_lump")
    await village.supply("Hoa", date(2026, 11, 28))
    async with village.db.begin() as session:
        await session.execute(update(Conversation).values(updated_at=village.clock.at))
    [letter] = await village.at(NEAR_END)
    assert letter.kinds == "urgent+follow+resupply+month+silent"
    assert letter.button("Ghi tình hình") == f"+referral:{referral}"
    assert letter.button("Cần theo dõi") == "+follow"
    assert "và 1 người nữa" in letter.text
    actions = [button["action"].partition(":")[0] for row in letter.payload["screen"]["rows"] for button in row]
    assert actions == ["+follow", "+referral", "+give", "+book", "+talk", "+home", "later", "later", "+hush"]


async def test_the_words_name_no_client_and_no_purpose(village: Village) -> None:
    await village.person("Hoa")
    await village.refer("Hoa", sign="breast_lump", note="cổng xanh")
    await village.supply("Hoa", date(2026, 11, 28))
    [letter] = await village.at(NEAR_END)
    for word in ("vú", "thai", "thuốc", "cổng", "sàng lọc", "bệnh"):
        assert word not in letter.text


async def test_nothing_is_said_of_what_has_happened_meanwhile(village: Village) -> None:
    await village.person("Hoa", since=date(2026, 11, 12))
    await village.person("Lan", since=date(2026, 11, 12))
    village.clock.at = datetime(2026, 11, 19, 7, 59, tzinfo=ZONE)
    await village.opens("Hoa", half_filled("a1"))
    said = await village.at(date(2026, 11, 19))
    await village.talk("Hoa")
    await village.opens("Hoa", None)
    said += await village.days(date(2026, 11, 19), date(2026, 11, 20), ("08:20", "17:00"))
    assert lines(said) == ["19/11 08:00 Lan: silent"]
    assert await states(village) == {("silent", "said"): 1, ("silent", "happened"): 1}


async def test_an_entry_about_days_long_past_breaks_the_silence(village: Village) -> None:
    await village.person("Hoa", since=date(2026, 11, 1))
    await village.person("Lan", since=date(2026, 11, 1))
    village.clock.at = datetime(2026, 11, 18, 19, 0, tzinfo=ZONE)
    await village.talk("Hoa", day=date(2026, 11, 3))
    assert lines(await village.at(date(2026, 11, 19))) == ["19/11 08:00 Lan: silent"]


async def test_what_was_muted_is_not_said_until_its_day_but_what_is_urgent_is(village: Village) -> None:
    hoa = await village.person("Hoa")
    await village.refer("Hoa", sign="breast_lump")
    async with village.db.begin() as session:
        await mute(session, hoa, "month", date(2026, 12, 25), village.clock.at)
        await mute(session, hoa, "unfinished", None, village.clock.at)
    await village.opens("Hoa", half_filled("a1"))
    said = await village.days(date(2026, 11, 19), date(2026, 12, 25), ("08:00", "17:00"))
    urgent = [one.at.day for one in said if "urgent" in one.kinds and one.at.month == 11]
    assert urgent == [20, 22, 25]  # the second, the fourth and the seventh day
    assert [str(one) for one in said if "month" in one.kinds] == ["25/12 08:00 Hoa: month"]
    assert not any("unfinished" in one.kinds for one in said)
    assert (await states(village))["month", "muted"] == 1
    assert (await states(village))["unfinished", "muted"] == 1


async def test_whoever_is_on_leave_is_told_only_what_is_urgent(village: Village) -> None:
    await village.person("Hoa", since=date(2026, 11, 1))
    await village.refer("Hoa", sign="breast_lump")
    await village.refer("Hoa")
    await village.supply("Hoa", date(2026, 11, 24))
    await village.leave("Hoa", date(2026, 11, 19), date(2026, 11, 27))
    said = await village.days(date(2026, 11, 19), date(2026, 11, 30), ("08:00",))
    assert lines(said) == [
        "20/11 08:00 Hoa: urgent",
        "22/11 08:00 Hoa: urgent",
        "25/11 08:00 Hoa: urgent",
        "28/11 08:00 Hoa: resupply",  # a Saturday; the rest waits for Monday
        "30/11 08:00 Hoa: follow+month",
    ]


async def test_nobody_is_written_to_who_cannot_be_reached_or_has_no_role(village: Village) -> None:
    for name in ("Hoa", "Lan", "Mai"):
        await village.person(name)
    await village.person("Cúc", state="suspended")
    async with village.db.begin() as session:
        await set_reachable(session, "telegram", village.chat("Hoa"), village.clock.at)
        await session.execute(
            update(Grant).where(Grant.person_id == village.people["Lan"]).values(valid_to=date(2026, 11, 24))
        )
    assert lines(await village.at(NEAR_END)) == ["25/11 08:00 Mai: month"]


async def test_whoever_becomes_unreachable_at_the_last_moment_is_settled(village: Village) -> None:
    await village.person("Hoa")
    village.clock.at = datetime(2026, 11, 25, 7, 59, tzinfo=ZONE)
    await village.opens("Hoa", half_filled("a1"))
    assert await village.at(NEAR_END) == []
    async with village.db.begin() as session:
        await session.execute(update(Address).values(channel="nowhere"))
    assert await village.at(NEAR_END, "08:30") == []
    assert await states(village) == {("month", "unreached"): 1}


async def test_somebody_with_two_messengers_is_told_on_the_one_they_chose(db: Db, clock: FixedClock) -> None:
    zalo = Zalo(Client("1:VILLAGE", "http://127.0.0.1:9"))
    village = Village(db, clock, telegram(), zalo)
    await village.at(WEDNESDAY, "12:00")
    hoa = await village.person("Hoa")
    async with db.begin() as session:
        session.add(Address(channel="zalo", chat=village.chat("Hoa"), person_id=hoa))
        await choose_channel(session, hoa, "zalo")
    [letter] = await village.at(NEAR_END)
    assert "1. " in letter.text
    assert letter.payload["screen"]["rows"] == []
    async with db.begin() as session:
        offered = (await session.scalars(select(Conversation.offered))).one()
        assert (await session.scalars(select(Outgoing.channel))).all() == ["zalo"]
    assert [label for label, _, _ in offered][0] in letter.text
    await zalo.close()


async def test_somebody_whose_other_messenger_does_not_run_here_is_told_on_the_one_that_does(village: Village) -> None:
    hoa = await village.person("Hoa")
    async with village.db.begin() as session:
        session.add(Address(channel="zalo", chat=village.chat("Hoa"), person_id=hoa))
        await choose_channel(session, hoa, "zalo")
    assert lines(await village.at(NEAR_END)) == ["25/11 08:00 Hoa: month"]
    async with village.db.begin() as session:
        assert (await session.scalars(select(Outgoing.channel))).all() == ["telegram"]


async def test_an_open_form_outlives_the_offers_of_a_reminder(village: Village) -> None:
    await village.person("Hoa")
    form = half_filled("a1")
    await village.opens("Hoa", form)
    await village.at(WEDNESDAY, "15:00")
    async with village.db.begin() as session:
        row = (await session.execute(select(Conversation.form, Conversation.offered, Conversation.updated_at))).one()
    assert row.form == form
    assert row.offered[0][1] == "+resume"
    assert row.updated_at.astimezone(ZONE) == datetime(2026, 11, 18, 12, 0, tzinfo=ZONE)


@pytest.mark.on_both
async def test_officers_hear_of_the_report_of_applicants_and_of_clients_who_did_not_return(village: Village) -> None:
    await village.person("Hà", "officer")
    await village.person("Nga", "officer", "00008")
    await village.person("Lan")
    referral = await village.refer("Lan")
    await village.step("Lan", referral, "attended")
    await village.step("Hà", referral, "return_needed")
    await village.person("Mai", state="waiting", since=date(2026, 11, 30))
    said = await village.days(date(2026, 11, 19), date(2026, 12, 21), ("08:00",))
    heard = [str(one) for one in said if one.to in ("Hà", "Nga")]
    assert heard == [
        "01/12 08:00 Hà: approval",
        "03/12 08:00 Hà: approval+report",
        "03/12 08:00 Nga: report",
        "07/12 08:00 Hà: approval",
        "18/12 08:00 Hà: return",
    ]
    returned = next(one for one in said if one.kinds == "return")
    assert returned.button("Mở phiếu") == f"+referral:{referral}"
    assert "hạn T2 7/12" in next(one.text for one in said if one.kinds == "report")
