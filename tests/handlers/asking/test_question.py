"""A question is data that fits in a button and comes back from it."""

from datetime import date
from itertools import product
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from db.statistics.measures import ASKABLE
from handlers.asking.question import MOST_BYTES, YEAR_BEFORE, Question, View, from_action
from handlers.asking.spans import Span, around
from tests.conftest import TODAY

SPANS = (around("month", TODAY), around("week", TODAY), Span(date(2026, 10, 1), date(2026, 11, 15)))
NARROWED = {
    "talks": (("form", "community_event"), ("funding", "local")),
    "topics": (("topic", "socialised_products"),),
    "pieces": (("product", "emergency_pill"), ("supply", "socialised")),
    "socialised_share": (("product", "condom"), ("brand", "kimiko plus")),
    "referrals": (("purposes", "sterilisation_female"), ("attended", "attended")),
    "screening_referrals": (("purposes", "cervical"), ("state", "return_needed")),
    "ages": (("band", "<30"),),
    "clients": (("served", "distribution"),),
}


def said(question: Question) -> str:
    return question.action().removeprefix("ask:")


def test_every_question_fits_in_a_button_and_comes_back() -> None:
    views: tuple[View, ...] = get_args(View)
    lost = []
    for code, view, span, place in product(("", *ASKABLE), views, SPANS, ("m", "a1", "a98765", "p54321")):
        for only in {(), NARROWED.get(code, ())}:
            question = Question(place, span, code, view, "", only)
            assert len(question.action("+askx").encode()) <= MOST_BYTES
            if from_action(said(question), TODAY, "m") != question:
                lost.append(question)
    assert lost == []


def test_what_is_compared_with_comes_back_where_it_fits() -> None:
    for against in (YEAR_BEFORE, "a12345", "202510"):
        question = Question("a12345", around("month", TODAY), "screening_referrals", "compare", against)
        assert from_action(said(question), TODAY, "m") == question


@given(st.text(max_size=64))
def test_no_button_is_too_strange_to_be_read(argument: str) -> None:
    question = from_action(argument, TODAY, "m")
    assert question is None or from_action(said(question), TODAY, "m") == question
