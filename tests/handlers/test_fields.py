"""The kinds of questions: what each takes, typed and tapped, and what it says to what it cannot take."""

from datetime import date, timedelta
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.fields import UNSET, Choice, Date, Field, Integer, Invalid, Listed, Many, Text, World
from handlers.reading.options import Option
from handlers.records import OLDEST
from handlers.talks import FIELDS
from locales import language

TODAY = date(2026, 11, 18)
VI, EN = language("vi"), language("en")
LISTS = {"topics": [Option("breast", "Ung thư vú", ("UTV",)), Option("cervix", "Ung thư cổ tử cung", ("UTCTC",))]}
VIET = World(TODAY, VI, LISTS)
ENGLISH = World(TODAY, EN, LISTS)

KIND = Choice(
    name="kind",
    title="Kind",
    label="Kind?",
    choices=(
        Listed("visit", "Household visit", ("thăm hộ",)),
        Listed("online", "Online"),
        Listed("loud", "Loudspeaker"),
    ),
)
TOPICS = Many(name="topics", title="About", label="About?", choices="topics")
PEOPLE = Integer(name="people", title="People", label="How many?", least=1, most=5000, presets=(1, 5, 9000))
DAY = Date(name="day", title="Day", label="When?")
NOTE = Text(name="note", title="Note", label="Note?", most=40)
ALL: list[Field] = [KIND, TOPICS, PEOPLE, DAY, NOTE]


def refusal(field: Field, text: str, answers: dict[str, Any] | None = None, world: World = ENGLISH) -> str:
    with pytest.raises(Invalid) as caught:
        field.read(text, answers or {}, world)
    return str(caught.value)


@pytest.mark.parametrize(
    "text", ["1", "Household visit", "household", "THĂM HỘ", normalize("NFD", "thăm hộ"), "tham ho"]
)
def test_a_choice_is_typed_by_number_words_alias_or_beginning(text: str) -> None:
    assert KIND.read(text, {}, ENGLISH) == "visit"


def test_a_choice_that_is_not_there_is_refused_with_an_example() -> None:
    assert refusal(KIND, "4") == (
        "“4” is not one of the choices. Type its number or its words, for example “Household visit”."
    )
    assert refusal(KIND, "y" * 200).startswith("“" + "y" * 29 + "…”")


def test_an_ambiguous_choice_is_asked_back_with_the_names() -> None:
    assert refusal(TOPICS, "ung thu", world=VIET).startswith("“ung thu” có thể là: Ung thư vú / Ung thư cổ tử cung")
    other = Choice(name="c", title="C", label="?", choices=(Listed("ab", "Alpha beta"), Listed("ac", "Alpha gamma")))
    assert refusal(other, "alpha") == "“alpha” could be: Alpha beta / Alpha gamma. Which one?"


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("1", ["breast"]), ("2,1", ["breast", "cervix"]), ("utctc va utv", ["breast", "cervix"]), ("1, 1", ["breast"])],
)
def test_several_choices_are_typed_at_once_and_kept_sorted(text: str, chosen: list[str]) -> None:
    assert TOPICS.read(text, {}, VIET) == chosen


def test_of_several_choices_the_part_that_is_not_there_is_named() -> None:
    assert "“thời tiết”" in refusal(TOPICS, "1, thời tiết", world=VIET)


@pytest.mark.parametrize(("text", "number"), [("20", 20), ("1.200", 1200), ("ba chục", 30), ("dạ 5 người ạ", 5)])
def test_a_number_is_read_from_digits_and_words(text: str, number: int) -> None:
    assert PEOPLE.read(text, {}, ENGLISH) == number


@pytest.mark.parametrize("text", ["khoảng 20", "vài", "1,5", "abc", "20-25"])
def test_what_is_no_exact_number_is_refused_with_an_example(text: str) -> None:
    assert refusal(PEOPLE, text) == f"“{text}” is not an exact number. For example: 1"


@pytest.mark.parametrize("text", ["0", "5001", "-1", "không có"])
def test_a_number_out_of_range_is_refused_with_the_range(text: str) -> None:
    assert refusal(PEOPLE, text) == "The number must be from 1 to 5,000."
    assert refusal(PEOPLE, text, world=VIET) == "Số này phải từ 1 đến 5.000 ạ."


def test_only_possible_presets_are_offered() -> None:
    assert [option.key for option in PEOPLE.options({}, ENGLISH)] == ["1", "5"]
    women = next(f for f in FIELDS if f.name == "women_40")
    assert [option.key for option in women.options({"attendees": 4}, ENGLISH)] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hôm nay", TODAY),
        ("hom qua", TODAY - timedelta(days=1)),
        ("thứ 2", date(2026, 11, 16)),
        ("Monday", date(2026, 11, 16)),
        ("1/11", date(2026, 11, 1)),
        ("20/11", date(2025, 11, 20)),
    ],
)
def test_a_day_is_read_from_words_and_figures(text: str, day: date) -> None:
    assert DAY.read(text, {}, ENGLISH) == day.isoformat()


def test_what_is_no_day_is_refused_with_an_example() -> None:
    assert refusal(DAY, "mùng 5") == "“mùng 5” is not a clear day. For example: yesterday, Thursday, 16/11"


@pytest.mark.parametrize("world", [VIET, ENGLISH], ids=["vi", "en"])
def test_a_day_can_be_typed_as_its_button_says_it(world: World) -> None:
    offered = DAY.options({}, world)
    assert [option.key for option in offered] == ["2026-11-18", "2026-11-17", "2026-11-16"]
    for option in offered:
        assert DAY.read(option.label, {}, world) == option.key


@pytest.mark.parametrize(
    ("day", "taken"),
    [
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
        (TODAY - timedelta(days=OLDEST), True),
        (TODAY - timedelta(days=OLDEST + 1), False),
    ],
)
def test_a_talk_is_logged_up_to_sixty_days_back_and_never_ahead(day: date, taken: bool) -> None:
    held_on = next(f for f in FIELDS if f.name == "held_on")
    assert (held_on.complaint(day.isoformat(), {}, ENGLISH) is None) == taken


def test_a_text_is_kept_composed_and_without_what_hides_in_it() -> None:
    assert NOTE.read(normalize("NFD", "  Họp tổ\u202e\x07 "), {}, ENGLISH) == "Họp tổ"


@pytest.mark.parametrize("text", ["gọi 0912345678", "0912 345 678", "CCCD 001085012345", "+84 912.345.678"])
def test_a_text_with_a_telephone_or_identity_number_is_refused(text: str) -> None:
    assert "telephone or identity number" in refusal(NOTE, text)
    assert not NOTE.fits(text, {}, ENGLISH)


def test_a_text_that_is_too_long_or_empty_is_refused() -> None:
    assert refusal(NOTE, "x" * 41) == "That is too long: at most 40 characters."
    assert refusal(NOTE, "   ") == "This question needs an answer."


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.name)
def test_a_required_question_needs_an_answer_and_another_may_be_left_open(field: Field) -> None:
    assert field.complaint(None, {}, ENGLISH) == "This question needs an answer."
    optional = type(field)(**{**field.__dict__, "required": False})
    assert optional.complaint(None, {}, ENGLISH) is None


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.name)
@given(value=st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text(max_size=5)), st.booleans()))
def test_a_kept_value_of_another_kind_is_complained_of_and_never_raises(field: Field, value: Any) -> None:
    complaint = field.complaint(value, {}, ENGLISH)
    if not field.fits(value, {}, ENGLISH):
        assert complaint
    else:
        assert field.show(value, ENGLISH)


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.name)
@given(text=st.text(max_size=60))
def test_whatever_is_typed_is_an_answer_that_holds_or_a_sentence(field: Field, text: str) -> None:
    try:
        value = field.read(text, {}, VIET)
    except Invalid as invalid:
        said = str(invalid)
    else:
        said = field.show(value, VIET)
        assert field.fits(value, {}, VIET)
    assert said.strip()


@pytest.mark.parametrize("field", [KIND, TOPICS, PEOPLE, DAY], ids=lambda field: field.name)
@given(key=st.text(max_size=12))
def test_a_button_that_is_not_offered_is_refused(field: Field, key: str) -> None:
    offered = {option.key for option in field.options({}, ENGLISH)}
    if key not in offered:
        with pytest.raises(Invalid, match="no longer offered"):
            field.tapped(key, {}, ENGLISH)


def test_defaults_are_values_or_made_from_the_answers() -> None:
    assert PEOPLE.default_for({}, ENGLISH) is UNSET
    households = next(f for f in FIELDS if f.name == "households")
    assert households.default_for({"attendees": 4}, ENGLISH) == 4
    assert households.default_for({}, ENGLISH) is UNSET


def test_a_question_is_relevant_by_the_answers_before_it() -> None:
    relevant = {f.name: f.is_relevant for f in FIELDS}
    assert relevant["households"]({"form": "household_visit"}, ENGLISH)
    assert not relevant["households"]({"form": "online"}, ENGLISH)
    assert relevant["women_40"]({"topics": ["breast_cancer"]}, ENGLISH)
    assert not relevant["women_40"]({"topics": ["cervical_cancer"]}, ENGLISH)
    assert relevant["funding"]({"form": "community_event"}, ENGLISH)
    assert not relevant["leaflets"]({"form": "loudspeaker"}, ENGLISH)
