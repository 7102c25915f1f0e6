"""A message that holds a telephone or identity number is taken out of the chat, where the messenger can do that."""

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from db.engine import Db
from db.messages import Outgoing
from tests.dumps import dump, numbers_in, readable
from tests.faults.notebook import settled
from tests.stage import Stage, StagePhone, staged

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def chat(stage: Stage, phone: StagePhone) -> list[str]:
    """What stands in the chat."""
    return [message.get("text", "") for message in stage.sandbox.messages(phone.id)]


@pytest.mark.parametrize("words", ["Chị Hoa 0912 345 678", "phát 20 bao cho số 0912345678", "CCCD 001180012345"])
async def test_a_message_with_a_number_disappears_and_its_answer_stays(db: Db, clock: FixedClock, words: str) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        answer = await phone.says(words)
        await settled(db, stage.sandbox)
        assert words not in chat(stage, phone)
        assert answer.text in chat(stage, phone)


async def test_an_ordinary_message_stays(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        words = "phát 20 bao cho chị em tổ 5 ngày 18/11/2026"
        await phone.says(words)
        await settled(db, stage.sandbox)
        assert words in chat(stage, phone)


async def test_a_message_that_is_gone_already_is_no_failure(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        await phone.sends(text="0912345678")  # under a number that no message in the chat has
        await settled(db, stage.sandbox)
        async with db() as session:
            [letter] = (await session.scalars(select(Outgoing).where(Outgoing.kind == "unsay"))).all()
        assert letter.sent_at is not None
        assert letter.failed_at is None


async def test_of_a_sentence_with_a_number_the_rest_is_kept_and_the_number_nowhere(
    db: Db, clock: FixedClock, database_url: str
) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        card = await phone.says("tặng 20 bcs cho 3 anh, sđt 0912 345 678")
        assert "Sổ Tay không lưu số đó" in card.text
        assert "20 cái" in card.text
        await phone.says("lưu")
        await settled(db, stage.sandbox)
        kept = readable(await dump(db, database_url))
    assert numbers_in(kept, ["0912345678"]) == []
