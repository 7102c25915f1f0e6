"""The demo's clients: enough to see every list at work, kept as carefully as real ones."""

from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import func, select

from bot.clock import SystemClock, local_date
from bot.demo import fresh_demo
from bot.settings import Settings
from db.clients import ClientRow
from db.distributions import Distribution
from db.engine import engine_of
from db.people import Grant
from db.referrals import Referral, ReferralEvent, count_to_follow
from db.scope import Scope
from db.supplies import running_out
from db.talks import TALKS
from tests.conftest import ZONE


async def test_every_collaborator_of_the_demo_has_something_to_do_today(tmp_path: Path) -> None:
    settings = Settings(_env_file=None).model_copy(update={"secret_key": SecretStr("demo")})  # type: ignore[call-arg]
    db, _ = await fresh_demo(settings, tmp_path / "demo.db")
    today = local_date(SystemClock().now(), ZONE)
    async with db() as session:
        collaborators = (await session.scalars(select(Grant.person_id).where(Grant.role == "collaborator"))).all()
        assert len(collaborators) == 12
        for person_id in collaborators:
            own = Scope.own(person_id)
            due, _ = await count_to_follow(session, own, today, today)
            assert due >= 1
            assert len(await running_out(session, own, today + timedelta(days=7))) >= 1
            handed = select(func.count(Distribution.id)).where(own.covers(Distribution))
            assert await session.scalar(handed) == 15
            assert await TALKS.last(session, own) is not None
        states = set(await session.scalars(select(Referral.state)))
        assert {"referred", "not_yet", "attended"} <= states
        for day in (Distribution.day, ReferralEvent.day):
            assert (await session.execute(select(func.max(day)))).scalar_one() < today
        hints = await session.scalars(select(ClientRow.hint))
        assert not any("cổng xanh".encode() in (hint or b"") for hint in hints)
    await engine_of(db).dispose()
    assert "cổng xanh".encode() not in (tmp_path / "demo.db").read_bytes()
