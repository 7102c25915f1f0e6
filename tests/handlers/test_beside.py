"""What is told beside an open form: what fits to it, and that nothing of it is lost or doubled."""

from typing import Any

import pytest

from handlers import batch, beside

NAMES = ("talk", "distribution")


def _state(name: str = "talk", **other: Any) -> dict[str, Any]:
    return {"form": name, "token": "a1", "at": "topics", "answers": {}, "doubt": None, "about": None, **other}


@pytest.mark.parametrize(
    ("state", "more", "can"),
    [
        (_state(), 1, True),
        (_state(), batch.MOST - 1, True),
        (_state(), batch.MOST, False),
        (_state("leave"), 1, False),
        (_state(about=7), 1, False),
        (_state(doubt={"message": "twice?"}), 1, False),
        (batch.start([_state(), _state("distribution")], "b2"), 1, True),
        (batch.start([_state(), _state("leave")], "b2"), 1, False),
    ],
    ids=["a form", "just enough", "too many", "another form", "a correction", "in doubt", "several", "one of them"],
)
def test_entries_are_added_to_new_entries_alone(state: dict[str, Any], more: int, can: bool) -> None:
    assert beside.can_be_added(state, NAMES, more) is can


def test_what_was_told_is_there_until_the_next_answer_and_the_form_stays_as_it_was() -> None:
    form, told = _state(answers={"form": "group_talk"}), [_state("distribution")]
    assert beside.split(beside.keep(form, told)) == (form, told)
    assert beside.split(form) == (form, [])


def test_a_form_and_what_was_told_go_on_as_a_batch_where_the_form_was() -> None:
    form, first, second = _state(answers={"form": "group_talk"}), _state("distribution"), _state(at="=")
    several = beside.added(form, [first], "c3")
    assert batch.place(several) == ("c3.0", "topics")
    more = beside.added({**several, "open": 1}, [second], "d4")
    assert [part["form"] for part in more["parts"]] == ["talk", "distribution", "talk"]
    assert more["parts"][0]["answers"] == form["answers"]
    assert batch.place(more) == ("d4.1", "topics")
    assert len({part["token"] for part in more["parts"]}) == 3
