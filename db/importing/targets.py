"""Targets and quotas of the plan from a file."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.catalogue.targets import ENTERED, GOALS_IN, KINDS, YEARS, Target
from db.importing.cells import number
from db.importing.versions import Layout, import_versions
from db.sheet import Line
from db.statistics.progress import CALCULATIONS

MOST = 100_000_000
"""Of nothing is more wanted in a year."""
_GOALS = {year: f"y{year}" for year in YEARS}


def _target(line: Line, _first: date) -> dict[str, Any]:
    content: dict[str, Any] = {
        "code": line.code("code", r"[A-Z]{2}[0-9]+(\.[0-9]+)?[a-z]?", most=10),
        "position": line.whole_number("position", least=0, most=9999),
        "kind": line.choice("kind", KINDS),
        "objective": line.whole_number("objective", least=1, most=9),
        "goals_in": line.choice("goals_in", GOALS_IN),
        "name_vi": line.text("name_vi", most=60),
        "name_en": line.text("name_en", most=60),
        "unit_vi": line.text("unit_vi", most=40),
        "unit_en": line.text("unit_en", most=40),
        "of_vi": line.text("of_vi", most=80, required=False),
        "of_en": line.text("of_en", most=80, required=False),
        "counted": line.choice("counted", (ENTERED, *CALCULATIONS)),
        "per_event": number(line, "per_event", most=100_000),
        "text_vi": line.text("text_vi", most=500),
        "text_en": line.text("text_en", most=500),
        "note_vi": line.text("note_vi", most=500, required=False),
        "note_en": line.text("note_en", most=500, required=False),
        "source": line.text("source", most=300),
    }
    return {**content, "goals": _goals(line, content)}


def _goals(line: Line, content: dict[str, Any]) -> dict[str, int]:
    """The goals by year, after a look at whether they make sense together."""
    percent = content["goals_in"] == "percent"
    told = {year: number(line, column, least=0, most=100 if percent else MOST) for year, column in _GOALS.items()}
    goals = {year: goal for year, goal in told.items() if goal is not None}
    if not goals:
        line.fault("", "has no goal in any year")
    if percent and content["kind"] == "quota":
        line.fault("goals_in", "a quota is a number of things done in a year")
    if percent:
        for column in ("of_vi", "of_en"):
            if not content[column]:
                line.fault(column, "is empty: per cent of what?")
    if content["kind"] == "target":
        for earlier, later in zip(goals, list(goals)[1:], strict=False):
            if goals[later] < goals[earlier]:
                line.fault(_GOALS[later], f"{goals[later]} is less than in {earlier}, {goals[earlier]}")
    return {str(year): goal for year, goal in goals.items()}


TARGETS = Layout(
    Target,
    (
        *("code", "position", "kind", "objective", "goals_in", "name_vi", "name_en", "unit_vi", "unit_en"),
        *("counted", "text_vi", "text_en", "source"),
    ),
    ("of_vi", "of_en", "per_event", "note_vi", "note_en", *_GOALS.values()),
    _target,
)


async def import_targets(session: AsyncSession, text: str, day: date) -> int:
    """Imports targets and quotas; see Layout.dated for what a line means. Returns how many versions changed.

    Raises Faults, and then nothing is changed.
    """
    return await import_versions(session, TARGETS, text, day)
