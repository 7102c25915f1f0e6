"""Whole conversations, each played twice: on Telegram with buttons, and on Zalo by typing alone. Both leave the same
record.

The answers are compared word for word with NAME.tapped.txt and NAME.typed.txt; UPDATE_TRANSCRIPTS=1 writes these anew.
"""

import os
from pathlib import Path

import pytest

from bot.clock import FixedClock
from db.engine import Db
from tests.stage import staged
from tests.transcripts.records import records
from tests.transcripts.runner import Play
from tests.transcripts.script import CHANNELS, Channel, Script, parse

HERE = Path(__file__).parent
SCRIPTS = sorted(file for file in HERE.glob("*.txt") if "." not in file.stem)
CASES = [
    pytest.param(file, parse(file.read_text(encoding="utf-8")), channel, id=f"{file.stem}-{channel}")
    for number, file in enumerate(SCRIPTS)
    for channel in (CHANNELS if number % 2 else reversed(CHANNELS))
]
"""Where a test runs on one database, each conversation is tapped on one and typed on the other, on either as often."""
MESSENGERS: dict[Channel, str] = {"tapped": "telegram", "typed": "zalo"}
UPDATE = os.environ.get("UPDATE_TRANSCRIPTS") == "1"


@pytest.mark.parametrize(("file", "script", "channel"), CASES)
async def test_a_conversation_goes_as_written_and_leaves_its_record(
    file: Path, script: Script, channel: Channel, db: Db, clock: FixedClock
) -> None:
    async with staged(db, clock, typed=channel == "typed") as stage:
        assert stage.channel.name == MESSENGERS[channel]
        written = await Play(stage).perform(script)
    print(written)
    with_people = any(line.startswith("person ") for line in script.records)
    assert await records(db, with_people=with_people) == script.records
    golden = file.with_suffix(f".{channel}.txt")
    if UPDATE:
        golden.write_text(f"# {script.about}\n\n{written}", encoding="utf-8")
    assert f"# {script.about}\n\n{written}" == golden.read_text(encoding="utf-8")


def test_every_conversation_is_played_on_both_messengers() -> None:
    """A new script is covered by lying there; what was written down without one is a left-over."""
    written = {file.name for file in HERE.iterdir() if file.suffix == ".txt"}
    expected = {f"{name}.txt" for file in SCRIPTS for name in (file.stem, f"{file.stem}.tapped", f"{file.stem}.typed")}
    assert written == expected
    played = {(case.values[0], case.values[2]) for case in CASES}
    assert played == {(file, channel) for file in SCRIPTS for channel in MESSENGERS}
