"""What is done once a night: what has had its day is forgotten, and the sums are compared with the records."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import local_date
from db.announcing import settle_announcements
from db.closing import destroy_closed
from db.engine import Db, empty_log
from db.messages import forget_old
from db.reminders import forget_reminders
from db.statistics.checking import check
from handlers.periods import stretch


async def tidy(db: Db, now: datetime, zone: ZoneInfo) -> int:
    """Does it; returns how many rows of sums of this month and the last were wrong. They are put right, and the log
    says so as an error: something changed a record and did not keep its sums."""
    async with db.begin() as session:
        await settle_announcements(session, now)
        await forget_old(session, now)
        await forget_reminders(session, now)
        await destroy_closed(session, now)
    today = local_date(now, zone)
    wrong = await check(db, stretch("month", today, 1)[0], today)
    await empty_log(db)
    return wrong
