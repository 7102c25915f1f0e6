"""Topics from a file."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.catalogue import Topic, TopicRow, put_topics
from db.importing import cells
from db.importing.checks import Meaning, check_once, check_words
from db.sheet import Line, Sheet


async def import_topics(session: AsyncSession, text: str, day: date) -> int:
    """Imports topics (columns code, name_vi, name_en, aliases, position[, valid_from, valid_to]).

    A new topic without a first day begins on `day`; without a `valid_to` column the ends of topics stay. Returns how
    many topics changed. Raises Faults, and then nothing is changed.
    """
    sheet = Sheet(text, ("code", "name_vi", "name_en", "aliases", "position"), ("valid_from", "valid_to"))
    present = {row.code: row for row in await _present_topics(session)}
    read = [(line, _topic_row(line, present, day)) for line in sheet.lines]
    sheet.check()
    check_once((line, [row.code]) for line, row in read)
    outcome = {**present, **{row.code: row for _, row in read}}
    check_words([(line, _meaning(row)) for line, row in read], map(_meaning, outcome.values()))
    sheet.check()
    return await put_topics(session, [row for _, row in read])


def _meaning(row: TopicRow) -> Meaning:
    aliases = row.aliases.split("|") if row.aliases else []
    words = {"name_vi": [row.name_vi], "name_en": [row.name_en], "aliases": aliases}
    return Meaning(row.code, words, row.valid_from, row.valid_to or date.max)


def _topic_row(line: Line, present: Mapping[str, TopicRow], day: date) -> TopicRow:
    code = line.code("code", "[a-z][a-z0-9_]*", most=30)
    old = present.get(code)
    first = line.day("valid_from") or (old.valid_from if old else day)
    last = line.day("valid_to")
    if old and "valid_to" not in line.cells:
        last = old.valid_to
    if last and last < first:
        line.fault("valid_to", f"is before the first day, {first}")
    return TopicRow(
        code=code,
        position=line.whole_number("position", least=0, most=9999),
        name_vi=line.text("name_vi", most=60),
        name_en=line.text("name_en", most=60),
        aliases="|".join(cells.words(line, "aliases", most=500)),
        valid_from=first,
        valid_to=last,
    )


async def _present_topics(session: AsyncSession) -> list[TopicRow]:
    columns = [column.name for column in fields(TopicRow)]
    return [
        TopicRow(**{name: getattr(topic, name) for name in columns}) for topic in await session.scalars(select(Topic))
    ]
