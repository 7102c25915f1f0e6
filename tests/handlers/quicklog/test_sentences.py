import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from handlers.quicklog import read_log
from handlers.reading.fold import fold
from tests.handlers.quicklog.keyboards import half_marked, slipped, telex, unmarked, vni
from tests.handlers.quicklog.scoring import cases, is_exact, silently_wrong

DEV, OWN, FRESH = cases("dev.jsonl"), cases("sentences.jsonl"), cases("fresh.jsonl")
ORDINARY = 591


def answer(case: dict[str, Any], typed: Callable[[str], str] = str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(
        json.dumps(read_log(typed(case["text"]), date.fromisoformat(case["today"])).as_json())
    )
    return said


def test_every_sentence_is_read_as_the_contract_says() -> None:
    read = [(case, answer(case)) for case in [*DEV, *OWN, *FRESH]]
    assert [(case["id"], case["text"], said) for case, said in read if not is_exact(said, case["expect"])] == []


def without_facilities(said: dict[str, Any]) -> dict[str, Any]:
    """A facility is kept as it was typed, so it cannot be the same for all ways of typing."""
    records = [{name: value for name, value in record.items() if name != "facility"} for record in said["records"]]
    return {**said, "records": records}


def without_marks(text: str) -> str:
    return unmarked(text).lower()


def without_punctuation(text: str) -> str:
    return re.sub(r"[,.;](?= |$)", "", text)


def score(sentences: list[dict[str, Any]], typed: Callable[[str], str]) -> tuple[float, int]:
    """Which share of sentences typed like this is read exactly, and how many silently wrong."""
    pairs = [(without_facilities(answer(case, typed)), without_facilities(case["expect"])) for case in sentences]
    right = sum(is_exact(said, truth) for said, truth in pairs)
    return right / len(pairs), sum(bool(silently_wrong(said, truth)) for said, truth in pairs)


@pytest.mark.parametrize(
    ("typed", "exact", "silent"),
    [
        pytest.param(without_marks, 0.98, 6, id="no marks"),
        pytest.param(half_marked, 0.99, 3, id="some marks"),
        pytest.param(str.upper, 0.99, 1, id="capitals"),
        pytest.param(lambda text: unicodedata.normalize("NFD", text), 1, 0, id="decomposed"),
        pytest.param(telex, 0.99, 0, id="telex undone"),
        pytest.param(vni, 0.99, 0, id="vni undone"),
        pytest.param(without_punctuation, 0.99, 2, id="no punctuation"),
        pytest.param(slipped, 0.93, 5, id="a slip of the thumb"),
    ],
)
def test_the_way_of_typing_hardly_matters(typed: Callable[[str], str], exact: float, silent: int) -> None:
    """What only marks or commas can tell may be missed, seldom and never in more cases than now."""
    right, wrong = score([*DEV, *OWN], typed)
    assert right >= exact
    assert wrong <= silent


def test_without_marks_or_punctuation_ordinary_sentences_are_read_almost_as_well() -> None:
    """The first sentences are ordinary ones; the later were sought out for being hard."""
    ordinary = [*DEV, *OWN[:ORDINARY]]
    right, wrong = score(ordinary, without_marks)
    assert right >= 0.98
    assert wrong <= 2
    assert score(ordinary, without_punctuation)[1] <= 1


def test_a_facility_is_kept_as_it_was_typed() -> None:
    for case in OWN:
        truths = [record["facility"] for record in case["expect"]["records"] if "facility" in record]
        typed = [record["facility"] for record in answer(case, str.upper)["records"] if "facility" in record]
        assert typed == [facility.upper() for facility in truths]
        assert all(fold(facility) in fold(case["text"]) for facility in truths)
