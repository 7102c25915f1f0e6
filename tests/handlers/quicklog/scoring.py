"""How a reading compares with the truth: exactly right, or silently wrong (contract §14)."""

import json
from collections.abc import Iterable, Mapping
from itertools import permutations
from pathlib import Path
from typing import Any

KINDS = ("talk", "distribution", "referral", "followup")
_MOST_COMPARED = 6

Answer = Mapping[str, Any]


def cases(name: str) -> list[dict[str, Any]]:
    """The sentences of a file beside this one, each with its day and its truth."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def is_exact(answer: Answer, truth: Answer) -> bool:
    """Whether intent, records and unclear fields are all the same."""
    return (
        answer["intent"] == truth["intent"]
        and sorted(map(_key, answer["records"])) == sorted(map(_key, truth["records"]))
        and sorted(answer["unclear"]) == sorted(truth["unclear"])
    )


def silently_wrong(answer: Answer, truth: Answer) -> set[str]:
    """The fields that are wrong although the answer does not ask for them."""
    asked = set(answer["unclear"])
    wrong = {"personal_data"} & set(truth["unclear"]) - asked
    if answer["intent"] == "none":
        return wrong
    for kind in KINDS:
        ours = [record for record in answer["records"] if record["kind"] == kind]
        theirs = [record for record in truth["records"] if record["kind"] == kind]
        wrong |= ({"kind"} if len(ours) != len(theirs) else _least(ours, theirs, asked)) - asked
    return wrong


def _key(record: Answer) -> str:
    same = dict(record)
    if "facility" in same:
        same["facility"] = _loose(same["facility"])
    if "items" in same:
        same["items"] = sorted(same["items"], key=lambda item: json.dumps(item, sort_keys=True))
    return json.dumps(same, sort_keys=True)


def _loose(text: object) -> str:
    return "".join(str(text).casefold().split())


def _least(ours: list[Answer], theirs: list[Answer], asked: set[str]) -> set[str]:
    """The fewest fields in which these differ, whichever belongs to which."""
    orders: Iterable[tuple[Answer, ...]] = permutations(theirs) if len(theirs) <= _MOST_COMPARED else [tuple(theirs)]
    differing = (
        {name for one, two in zip(ours, order, strict=True) for name in _differing(one, two, asked)} - asked
        for order in orders
    )
    return min(differing, key=len)


def _differing(one: Answer, two: Answer, asked: set[str]) -> set[str]:
    names: set[str] = set()
    for name in {*one, *two}:
        if name == "items":
            same_length = len(one["items"]) == len(two["items"])
            names |= _least(one["items"], two["items"], asked) if same_length else {"product"}
        elif name == "facility":
            names |= {name} if _loose(one.get(name)) != _loose(two.get(name)) else set()
        elif one.get(name) != two.get(name):
            names.add(name)
    return names
