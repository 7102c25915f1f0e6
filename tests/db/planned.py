"""The items of the plan that come with the program."""

import csv

from db.reference import FOLDER

with (FOLDER / "targets.csv").open(encoding="utf-8", newline="") as _lines:
    ITEMS = {row["code"]: row for row in csv.DictReader(_lines)}
"""Targets and quotas as they stand in the file, by code."""
SHARES = [code for code, row in ITEMS.items() if row["goals_in"] == "percent"]
"""The targets in per cent, which need a denominator."""
