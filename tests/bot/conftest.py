"""What several tests of the machine begin with."""

import pytest

from bot.clock import FixedClock
from db.engine import Db
from tests.village import WEDNESDAY, Village


@pytest.fixture
async def village(db: Db, clock: FixedClock) -> Village:
    """A village whose clock has begun to tick."""
    village = Village(db, clock)
    assert await village.at(WEDNESDAY, "12:00") == []
    return village
