import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.options import Ambiguous, Option, Unread, choose, choose_many
from tests.handlers.reading.forms import spellings

TOPICS = [
    Option("family_planning", "Kế hoạch hoá gia đình", ("KHHGĐ", "tránh thai")),
    Option("reproductive_health", "Sức khoẻ sinh sản", ("SKSS",)),
    Option("breast_cancer", "Ung thư vú", ("UTV",)),
    Option("cervical_cancer", "Ung thư cổ tử cung"),
    Option("prenatal_newborn", "Sàng lọc trước sinh, sơ sinh"),
    Option("sex_ratio", "Sinh con trai và con gái"),
    Option("elderly", "Người cao tuổi"),
]
COMMUNES = [Option("hd", "Hà Đông"), Option("hd2", "Hạ Đông"), Option("bd", "Ba Đình"), Option("bv", "Ba Vì")]
AGES = [Option("young", "15-49 tuổi"), Option("old", "Từ 50 tuổi")]


def keys(found: Option | Ambiguous | None) -> str | set[str] | None:
    if isinstance(found, Ambiguous):
        return {option.key for option in found.options}
    return found.key if found else None


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2", "reproductive_health"),
        ("2.", "reproductive_health"),
        ("số 2", "reproductive_health"),
        ("hai", "reproductive_health"),
        ("Kế hoạch hóa gia đình", "family_planning"),
        ("ke hoach hoa gia dinh", "family_planning"),
        ("khhgđ", "family_planning"),
        ("tranh thai", "family_planning"),
        ("kế hoạch", "family_planning"),
        ("ke ho", "family_planning"),
        ("cao tuổi", "elderly"),
        ("nct", "elderly"),
        ("cổ tử cung", "cervical_cancer"),
        ("nguwowif cao tuoir", "elderly"),
        ("ngu7o72i cao", "elderly"),
        ("✅ Ung thư vú!", "breast_cancer"),
    ],
)
def test_an_option_is_found_by_number_name_beginning_or_words(typed: str, key: str) -> None:
    assert {keys(choose(spelling, TOPICS)) for spelling in spellings(typed)} == {key}


@pytest.mark.parametrize("typed", ["", "  ", "?", "8", "0", "-1", "1,2", "xyz", "ung thư gan", "a" * 501])
def test_what_names_no_option_is_none(typed: str) -> None:
    assert choose(typed, TOPICS) is None


def test_several_that_fit_are_given_back_for_asking() -> None:
    assert keys(choose("ung thư", TOPICS)) == {"breast_cancer", "cervical_cancer"}
    assert keys(choose("ba", COMMUNES, numbers=False)) == {"bd", "bv"}
    assert keys(choose("ha dong", COMMUNES)) == {"hd", "hd2"}


def test_marks_tell_apart_what_is_equal_without_them() -> None:
    assert keys(choose("Hà Đông", COMMUNES)) == "hd"
    assert keys(choose("hạ đông", COMMUNES)) == "hd2"


def test_a_number_is_no_place_in_the_list_where_that_is_switched_off() -> None:
    assert choose("2", TOPICS, numbers=False) is None
    assert choose("hai", TOPICS, numbers=False) is None


def test_an_option_named_by_a_number_comes_before_the_place_of_that_number() -> None:
    presets = [Option("a", "5"), Option("b", "1")]
    assert keys(choose("1", presets)) == "b"
    assert keys(choose("2", presets)) == "b"
    assert choose_many("1", presets) == ["b"]
    assert keys(choose("15-49", AGES)) == "young"
    assert choose_many("15-49", AGES) == ["young"]


@pytest.mark.parametrize(
    ("typed", "ticked"),
    [
        ("1,4", ["family_planning", "cervical_cancer"]),
        ("1 4", ["family_planning", "cervical_cancer"]),
        ("1-3", ["family_planning", "reproductive_health", "breast_cancer"]),
        ("số 1 và số 4", ["family_planning", "cervical_cancer"]),
        ("ung thư vú, khhgđ", ["breast_cancer", "family_planning"]),
        ("ung thư vú và kế hoạch hoá gia đình", ["breast_cancer", "family_planning"]),
        ("khhgd ung thu vu", ["family_planning", "breast_cancer"]),
        ("1, ung thư vú", ["family_planning", "breast_cancer"]),
        ("người cao tuổi và 1-2", ["elderly", "family_planning", "reproductive_health"]),
        ("sàng lọc trước sinh, sơ sinh và người cao tuổi", ["prenatal_newborn", "elderly"]),
        ("sinh con trai và con gái, utv", ["sex_ratio", "breast_cancer"]),
        ("utv\nskss", ["breast_cancer", "reproductive_health"]),
        ("utv, UTV, ung thư vú", ["breast_cancer"]),
        ("utv,", ["breast_cancer"]),
        ("ungw thuw vus + skss", ["breast_cancer", "reproductive_health"]),
        ("tất cả", [option.key for option in TOPICS]),
    ],
)
def test_several_options_are_ticked_at_once(typed: str, ticked: list[str]) -> None:
    assert [choose_many(spelling, TOPICS) for spelling in spellings(typed)] == [ticked] * 6


def test_one_part_that_is_not_understood_ticks_nothing() -> None:
    assert choose_many("utv, bóng đá", TOPICS) == Unread("bóng đá")
    assert choose_many("9,1", TOPICS) == Unread("9")
    assert choose_many("", TOPICS) == Unread("")
    assert choose_many(" , , ", TOPICS) == Unread(" , , ")
    assert choose_many("a" * 501, TOPICS) == Unread("a" * 501)
    assert choose_many("1,4", TOPICS, numbers=False) == Unread("1")


def test_one_part_that_fits_several_options_ticks_nothing() -> None:
    found = choose_many("skss, ung thư", TOPICS)
    assert isinstance(found, Ambiguous)
    assert {option.key for option in found.options} == {"breast_cancer", "cervical_cancer"}


@given(st.lists(st.sampled_from(TOPICS), min_size=1, unique=True), st.sampled_from([", ", " và ", "; ", "\n", " + "]))
def test_the_labels_of_any_choice_tick_just_these(chosen: list[Option], separator: str) -> None:
    typed = separator.join(option.label for option in chosen)
    for spelling in spellings(typed):
        assert choose_many(spelling, TOPICS) == [option.key for option in chosen]


@given(st.lists(st.sampled_from(range(len(TOPICS))), min_size=1, unique=True), st.booleans())
def test_numbers_and_labels_mixed_tick_just_these(places: list[int], labels_first: bool) -> None:
    parts = [TOPICS[p].label if (n % 2 == 0) == labels_first else str(p + 1) for n, p in enumerate(places)]
    assert choose_many(", ".join(parts), TOPICS) == [TOPICS[p].key for p in places]


PIECES = st.lists(
    st.sampled_from(["ung", "thư", "vú", "sinh", "và", ",", "1", "-", "99", "con", "cả", "số"]), max_size=30
)


@given(st.one_of(st.text(), PIECES.map(" ".join)), st.booleans())
def test_any_text_chooses_or_is_declined_without_an_error(text: str, numbers: bool) -> None:
    choose(text, TOPICS, numbers=numbers)
    ticked = choose_many(text, TOPICS, numbers=numbers)
    assert not isinstance(ticked, list) or len(set(ticked)) == len(ticked) > 0


@pytest.mark.parametrize("piece", ["ung thư ", "utv ", "vú,", ",", "1,", "x ", "và "])
def test_the_longest_text_takes_little_time_among_many_options(piece: str) -> None:
    many = [*TOPICS, *(Option(str(n), f"Xã số {n}, và thôn {n}") for n in range(130))]
    choose("x", many)
    begun = time.process_time()
    for length in (500, 400_000):
        text = (piece * length)[:length]
        choose(text, many)
        choose_many(text, many)
    assert time.process_time() - begun < 2
