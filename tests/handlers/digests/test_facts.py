"""What a week adds up to, what looks wrong in it, and what of it may be told."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.digests.doubts import ENOUGH, doubts, median
from handlers.digests.facts import Mine, Overview, Place, Row, Work, added, mondays_until
from handlers.digests.mine import compose_mine
from handlers.digests.overview import compose_overview
from handlers.digests.referred import referred_as_told
from handlers.digests.words import against_usual, people, week_days
from locales import language

VI, EN = language("vi"), language("en")
MONDAY = date(2026, 11, 16)
CITY, CLUSTER, OTHER = 1, 2, 3
PARENTS = {10: CLUSTER, 11: CLUSTER, 12: OTHER, 13: OTHER, CLUSTER: CITY, OTHER: CITY, CITY: None}


def talk(name: str = "Hoa", people: int = 10, day: int = 16, form: str = "group_talk") -> Row:
    facts = {"form": form, "attendees": people, "topics": ["elderly"]}
    return Row("talk", "Group talk", name, "Phường Ba Đình", date(2026, 11, day), facts)


def handout(code: str | None, pieces: int = 12) -> Row:
    facts = {"people": 1, "items": [{"product": "condom", "pieces": pieces}]}
    return Row("distribution", "Handout", "Hoa", "Phường Ba Đình", MONDAY, facts, code)


# --- what looks wrong -------------------------------------------------------------------------------------------------


def test_very_many_people_are_doubted_where_few_are_usual() -> None:
    usual = {"group_talk": {10: 4, 12: 4, 15: 2}}
    [doubt] = doubts([talk(people=250), talk(people=49), talk("Lan", 59)], usual)
    assert (doubt.why, doubt.row.facts["attendees"], doubt.usual) == ("many", 250, 12)


def test_nothing_is_doubted_where_nobody_knows_what_is_usual() -> None:
    assert doubts([talk(people=250)], {"group_talk": {10: ENOUGH - 1}}) == []
    assert doubts([talk(people=250)], {"counselling": {1: 90}}) == []


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([talk(), talk()], 1),
        ([talk(), talk(), talk()], 2),
        ([talk(), talk("Lan")], 0),
        ([talk(), talk(day=17)], 0),
        ([talk(people=1), talk(people=1)], 0),  # two visits of one person each
        ([talk(form="loudspeaker"), talk(form="loudspeaker")], 0),  # in the morning and in the evening
        ([handout("KH-7F3K"), handout("KH-7F3K")], 1),
        ([handout("KH-7F3K"), handout("KH-7F3K", 24)], 0),
        ([handout(None), handout(None)], 0),
    ],
)
def test_what_was_told_twice_is_doubted_once_less(rows: list[Row], found: int) -> None:
    assert [doubt.why for doubt in doubts(rows, {})] == ["twice"] * found


@given(st.dictionaries(st.integers(0, 500), st.integers(1, 9), min_size=1))
def test_the_median_is_the_middle_one_of_all(counts: dict[int, int]) -> None:
    values = sorted(value for value, often in counts.items() for _ in range(often))
    assert median(counts) == (values[(len(values) - 1) // 2] if len(values) >= ENOUGH else None)


# --- words ------------------------------------------------------------------------------------------------------------


def test_a_week_is_called_by_its_days() -> None:
    assert week_days(MONDAY) == "16–22/11"
    assert week_days(date(2026, 11, 30)) == "30/11–6/12"
    assert mondays_until(MONDAY, 2) == [date(2026, 11, 2), date(2026, 11, 9), MONDAY]


def test_of_many_names_the_rest_are_counted() -> None:
    assert people(VI, ["Hoa"] * 6) == "Hoa, Hoa, Hoa, Hoa, Hoa, Hoa"
    assert people(VI, ["Hoa"] * 8).endswith("và 2 người nữa")


@pytest.mark.parametrize(
    ("now", "usual", "said"),
    [(10, None, None), (10, 0, None), (10, 10.4, "about"), (15, 10, "50% more"), (5, 10, "50% less")],
)
def test_a_week_is_compared_with_an_ordinary_one(now: float, usual: float | None, said: str | None) -> None:
    told = against_usual(EN, now, usual)
    assert told is None if said is None else said in str(told)


def mine(entries: int, *before: int, **more: Any) -> Mine:
    works = tuple(Work(talks=n) for n in before)
    return Mine(MONDAY, "Hoa", Work(talks=entries), works[-1] if works else None, works, **more)


@pytest.mark.parametrize("one", [mine(0), mine(0, 5, 5), mine(1, 9, 9), mine(3), mine(5, 5, 5), mine(9, 1, 2)])
def test_a_summary_never_compares_in_words_to_somebodys_disadvantage(one: Mine) -> None:
    text = compose_mine(one, EN).text
    for word in ("less", "fewer", "only", "behind", "below", "%"):
        assert word not in text
    assert ("💚" in text) is (one.week.entries > 0)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (mine(1), True),
        (mine(0, 3), True),
        (mine(0), False),
        (mine(0, to_ask=1), True),
        (mine(0, 3, away=True), False),
        (mine(1, away=True), True),
    ],
)
def test_a_summary_is_told_to_whom_it_concerns(one: Mine, told: bool) -> None:
    assert one.worth_telling is told


# --- supervisors ------------------------------------------------------------------------------------------------------


def test_a_small_figure_of_a_commune_cannot_be_worked_out_from_its_cluster_or_the_city() -> None:
    told = referred_as_told({10: 2, 11: 9, 12: 7, 13: 20}, PARENTS)
    assert told[10] == "<5"
    assert told[11] == "≥5"  # else 11 - 9 = 2
    assert (told[12], told[13], told[CITY]) == (7, 20, 38)


def test_a_silent_commune_hides_nothing() -> None:
    assert referred_as_told({10: 2, 11: 0}, {**PARENTS, 12: OTHER})[10] == "<5"
    alone = referred_as_told({10: 2}, PARENTS)
    assert {alone[area] for area in (10, CLUSTER, CITY)} == {"<5"}


@given(st.dictionaries(st.sampled_from([10, 11, 12, 13]), st.integers(0, 30)))
def test_every_small_figure_is_hidden_at_every_level(referred: dict[int, int]) -> None:
    told = referred_as_told(referred, PARENTS)
    for area, shown in told.items():
        if isinstance(shown, int):
            lying = [one for one in referred if area in (one, PARENTS[one], PARENTS[PARENTS[one] or 0])]
            assert shown == sum(referred[one] for one in lying)
            assert shown == 0 or shown >= 5


def place(name: str, entries: int, collaborators: int = 2, **more: Any) -> Place:
    return Place(name, Work(talks=entries), (Work(talks=2),) * 8, min(entries, collaborators), collaborators, **more)


def test_a_supervisors_week_of_no_communes_has_words_and_no_picture() -> None:
    screen = compose_overview(Overview(2, "Cụm", MONDAY, ()), VI)
    assert screen.text.startswith("🗺 Tuần 16–22/11 · Cụm")
    assert (screen.charts, screen.sheets) == ((), ())


def test_communes_without_collaborators_are_counted_and_not_ranked() -> None:
    nobody = Place("Xã Không Ai", Work(), (Work(),) * 8)
    overview = Overview(2, "Cụm", MONDAY, (nobody, place("Phường Láng", 4), place("Phường Kim Liên", 0)))
    screen = compose_overview(overview, VI)
    assert "💤 Chưa có ghi chép: Phường Kim Liên\n" in screen.text
    assert screen.text.splitlines()[-1] == "✉️ Chưa có cộng tác viên trên Sổ Tay: 1 nơi"
    body: Any = screen.charts[0].body
    assert [bar.label for bar in body.bars] == ["1. Phường Láng", "2. Phường Kim Liên"]


def test_of_very_many_communes_the_first_and_the_last_are_shown() -> None:
    overview = Overview(1, "Hà Nội", MONDAY, tuple(place(f"Xã {n:03}", n) for n in range(1, 127)))
    ranking: Any = compose_overview(overview, VI).charts[0]
    assert [bar.label.partition(".")[0] for bar in ranking.body.bars] == [
        *map(str, range(1, 11)),
        *map(str, range(117, 127)),
    ]
    assert ranking.footer == "10 nơi đầu và 10 nơi cuối."


@given(st.lists(st.builds(Work, *[st.integers(0, 99)] * 6), max_size=6))
def test_works_add_up(works: list[Work]) -> None:
    assert added(works).entries == sum(work.entries for work in works)
