"""Measures are defined in full, of what the sums hold, and agree with the plan."""

import pytest

from db.catalogue.targets import ENTERED
from db.statistics.counts import PARTS
from db.statistics.measures import ALL, BY_MARK, MEASURES, Measure
from tests.db.planned import ITEMS, SHARES

by_code = pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.code)


def test_every_measure_has_a_code_and_a_mark_of_its_own() -> None:
    assert len({measure.code for measure in ALL}) == len(ALL) == len(BY_MARK)
    assert all(len(measure.mark) == 2 for measure in ALL)


def test_what_is_entered_is_of_items_that_are_entered_one_where_it_is_a_level() -> None:
    for measure in (one for one in ALL if one.entered):
        items = [ITEMS[code] for code in measure.plan]
        assert {item["counted"] for item in items} == {ENTERED}
        assert [item["kind"] for item in items] == (
            ["target"] if measure.figure == "latest" else ["quota"] * len(items)
        )


@by_code
def test_a_measure_asks_for_a_figure_and_parts_that_its_subject_has(measure: Measure) -> None:
    assert measure.figure in ("records", "people", "amount")
    assert measure.source
    assert set(measure.only) | set(measure.against or {}) <= set(PARTS[measure.subject])


@by_code
def test_a_share_says_of_what_and_contains_its_numerator(measure: Measure) -> None:
    if measure.against is not None:
        assert measure.of is not None
        assert all(measure.only.get(part, codes) <= codes for part, codes in measure.against.items())
    if measure.denominator is not None:
        assert measure.of is not None
        assert measure.denominator in SHARES


@pytest.mark.parametrize("measure", ALL, ids=lambda measure: measure.code)
def test_a_definition_is_told_in_both_languages(measure: Measure) -> None:
    for words in (measure.names, measure.unit, measure.counted, measure.source, measure.of or {"vi": "-", "en": "-"}):
        assert set(words) == {"vi", "en"}
        assert all(words.values())
    assert all(len(name) <= 60 for name in measure.names.values())


@pytest.mark.parametrize("measure", ALL, ids=lambda measure: measure.code)
def test_the_plan_s_codes_are_those_of_its_targets_and_quotas(measure: Measure) -> None:
    assert set(measure.plan) <= ITEMS.keys()
