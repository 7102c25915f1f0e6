"""Adding up: every few seconds the leader takes into the sums what was added by records since the last time."""

import logging

from db.engine import Db, out_of_reach
from db.statistics.adding import take_in_all

log = logging.getLogger(__name__)

EVERY = 10
"""Seconds between two times. Until then answers read what was added, too: few rows, unless it is put off for long."""


async def add_up(db: Db, *, leads: bool) -> None:
    """Takes in what there is, if this process leads. What cannot be taken in now is the next time."""
    if not leads:
        return
    try:
        await take_in_all(db)
    except Exception as trouble:
        if not out_of_reach(trouble):
            raise
        log.warning("sums could not be added up: %s", type(trouble).__name__)
