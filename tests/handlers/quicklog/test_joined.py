"""Two messages sent as one: what each reports is all that is reported."""

import json
import random
from datetime import date
from typing import Any

import pytest

from handlers.quicklog import read_log
from tests.handlers.quicklog.scoring import Answer, cases, silently_wrong

TODAY = date(2026, 11, 21)
PAIRS = 300
LONGEST = 90
# What may say more of its neighbour: days, times, "all of them", "besides".
TELLING = (
    *(
        "sáng",
        "chiều",
        "tối",
        "trưa",
        "sang",
        "chieu",
        "toi",
        "trua",
        "hôm",
        "hom",
        "hnay",
        "ngày",
        "ngay",
        "mai",
        "đều",
    ),
    *("deu", "tuần", "tuan", "thứ", "lúc", "vừa", "qua", "thêm", "cả ", "ca ", "tháng", "/", "?", "\n"),
)


def read(text: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(json.dumps(read_log(text, TODAY).as_json()))
    return said


def stands_alone(case: dict[str, Any]) -> bool:
    """Whether a sentence is short, of today and sure, so that it means the same beside another one."""
    records = case["expect"]["records"]
    alone = len(case["text"]) <= LONGEST and not any(word in case["text"].lower() for word in TELLING)
    sure = (
        bool(records) and not case["expect"]["unclear"] and all(record["date"] == case["today"] for record in records)
    )
    leaflets = any(record["kind"] == "talk" and "form" not in record for record in records)
    return alone and sure and not leaflets and not any("appointment" in record for record in records)


def both(one: Answer, other: Answer) -> dict[str, Any]:
    """The records of both; goods through one channel to one client are one record."""
    records: list[dict[str, Any]] = []
    for record in json.loads(json.dumps([*one["records"], *other["records"]])):
        given = next((earlier for earlier in records if _goes_with(earlier, record)), None)
        if given is None:
            records.append({**record, "date": TODAY.isoformat()})
            continue
        for item in record["items"]:
            same = next((kept for kept in given["items"] if _without_number(kept) == _without_number(item)), None)
            if same is not None and "quantity" in same and "quantity" in item:
                same["quantity"] += item["quantity"]
            else:
                given["items"].append(item)
    return {"records": records, "unclear": [], "intent": "log"}


def _goes_with(earlier: dict[str, Any], record: dict[str, Any]) -> bool:
    kinds = earlier["kind"] == record["kind"] == "distribution"
    return kinds and all(earlier.get(name) == record.get(name) for name in ("channel", "client"))


def _without_number(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "quantity"}


# Every sentence that is added draws other pairs: the bounds leave a little room for that.
@pytest.mark.parametrize(("joint", "silent"), [(". ", 2), (", ", 3), (" rồi ", 8)])
def test_two_messages_in_one_report_what_each_does(joint: str, silent: int) -> None:
    chance = random.Random(7)
    sentences = [case for name in ("dev.jsonl", "sentences.jsonl") for case in cases(name) if stands_alone(case)]
    wrong: list[str] = []
    for _ in range(PAIRS):
        one, other = chance.sample(sentences, 2)
        text = one["text"].rstrip(" .,;!") + joint + other["text"]
        if silently_wrong(read(text), both(one["expect"], other["expect"])):
            wrong.append(text)
    assert len(wrong) <= silent, wrong
