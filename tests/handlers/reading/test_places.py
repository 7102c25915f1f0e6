"""Names of places: what people type for the units of Hanoi, today's and those of old, and when they are asked back.

The names that trap are worked out here from the reference data.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.reference import area_rows, succession_rows
from handlers.reading.fold import fold
from handlers.reading.places import Found, Place, Several, labels, places_of, read_place
from locales import language

TODAY = date(2026, 11, 18)
TITLES = ("Thành phố", "Thị trấn", "Thị xã", "Phường", "Huyện", "Quận", "Xã")


@dataclass
class Area:
    """An area with its id, as the database would hold it."""

    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None
    valid_from: date
    valid_to: date | None


def bare(name: str) -> str:
    """The name without the kind of unit."""
    title = next(title for title in TITLES if name.startswith(f"{title} "))
    return name[len(title) + 1 :]


@cache
def hanoi() -> tuple[Place, ...]:
    """All units since 2021, and hamlets 1–20 in two communes of today."""
    rows = area_rows()
    areas = [Area(i, row.code, row.name, row.kind, None, row.valid_from, row.valid_to) for i, row in enumerate(rows)]

    def on(code: str, day: date) -> int:
        return next(
            area.id for area in areas if area.code == code and area.valid_from <= day <= (area.valid_to or date.max)
        )

    for row, area in zip(rows, areas, strict=True):
        area.parent_id = on(row.parent, row.valid_to or date.max) if row.parent else None
    went_into = [(on(row.old, row.day - timedelta(days=1)), on(row.new, row.day)) for row in succession_rows()]
    for commune in (on("00229", TODAY), on("00004", TODAY)):
        for number in range(1, 21):
            name = f"Tổ dân phố {number}" if commune == on("00229", TODAY) else f"TDP số {number:02}"
            areas.append(Area(len(areas), f"{commune}-{number}", name, "hamlet", commune, TODAY, None))
    return tuple(places_of(areas, went_into))


def units(kind: str, *, old: bool) -> list[Place]:
    """The communes or districts of old (of the last generation before the reform), or of today."""
    last = date(2025, 6, 30) if old else None
    return [place for place in hanoi() if place.kind == kind and place.valid_to == last]


def read(text: str, among: Iterable[Place] | None = None) -> tuple[Place, ...]:
    """The places that a text may mean."""
    match read_place(text, hanoi() if among is None else tuple(among), TODAY):
        case Found(place):
            return (place,)
        case Several(places):
            return places
        case None:
            return ()


def told(places: Iterable[Place]) -> list[str]:
    return [f"{place.name} ({'cũ' if place.valid_to else 'mới'})" for place in places]


def stands_for(found: Place, meant: Place) -> bool:
    """Whether the unit that was found is the one meant, or the one that goes on under its name in the same place."""
    same_name = bare(found.name).replace(" - ", " ") == bare(meant.name)
    same_place = meant.above[:1] == found.above[:1] or meant.above[0] in found.formerly
    return found == meant or (same_name and (found.id in meant.went_into or same_place))


def test_a_new_commune_with_the_name_of_an_old_district_is_never_guessed() -> None:
    districts = {bare(place.name): place for place in units("district", old=True)}
    trapped = [place for place in units("commune", old=False) if bare(place.name) in districts]
    assert len(trapped) == 28
    for commune in trapped:
        for typed in (bare(commune.name), fold(commune.name.partition(" ")[2]).upper()):
            found = read(bare(commune.name) if typed.startswith("XA ") else typed)
            assert {commune, districts[bare(commune.name)]} <= set(found)
        district = districts[bare(commune.name)]
        assert read(commune.name) == read(f"{bare(commune.name)} mới") == (commune,)
        assert read(district.name) == read(f"{fold(district.name)} cu") == (district,)


def test_a_new_commune_with_the_name_of_an_old_one_elsewhere_is_never_guessed() -> None:
    trapped = 0
    for commune in units("commune", old=False):
        elsewhere = [
            place
            for place in units("commune", old=True)
            if bare(place.name) == bare(commune.name) and commune.id not in place.went_into
        ]
        trapped += bool(elsewhere)
        if elsewhere:
            assert {commune, *elsewhere} <= set(read(fold(bare(commune.name))))
            assert read(f"{bare(commune.name)} mới") == (commune,)
    assert trapped == 7


def test_a_name_that_was_borne_twice_is_never_guessed_until_its_district_is_named() -> None:
    by_name: dict[str, list[Place]] = defaultdict(list)
    for place in units("commune", old=True):
        by_name[bare(place.name)].append(place)
    twice = {name: places for name, places in by_name.items() if len(places) > 1}
    assert len(twice) >= 24
    for name, places in twice.items():
        asked = read(f"{name} cũ")
        assert set(places) <= set(asked)
        assert len(read(name)) > 1
        for place in places:
            assert place in read(f"{name}, {place.above[0]}")
            same_district = [other for other in places if other.above == place.above]
            titled = read(f"{fold(place.name)} cu {fold(bare(place.above[0]))}")
            assert titled == (place,) or len(same_district) > 1


def test_marks_decide_between_names_that_differ_in_nothing_else_and_without_marks_all_are_asked() -> None:
    by_letters: dict[str, set[str]] = defaultdict(set)
    for place in units("commune", old=True) + units("commune", old=False):
        by_letters[fold(bare(place.name))].add(bare(place.name))
    pairs = {letters: names for letters, names in by_letters.items() if len(names) > 1}
    assert len(pairs) >= 11
    for letters, names in pairs.items():
        assert {bare(place.name) for place in read(letters)} == names
        for name in names:
            assert {bare(place.name) for place in read(name)} == {name}


def test_every_unit_that_ever_was_is_found_or_asked_about_by_its_bare_name_without_marks() -> None:
    for meant in hanoi():
        if meant.kind != "hamlet":
            for typed in (bare(meant.name), fold(bare(meant.name))):
                assert any(stands_for(found, meant) for found in read(typed)), meant


def test_every_commune_of_today_is_found_by_its_full_name_unless_an_old_one_elsewhere_had_just_that() -> None:
    for commune in units("commune", old=False):
        elsewhere = [
            place
            for place in units("commune", old=True)
            if place.name == commune.name and commune.id not in place.went_into
        ]
        assert read(commune.name) == (commune, *elsewhere)


def test_every_old_commune_is_found_by_its_name_and_district() -> None:
    for place in units("commune", old=True):
        assert read(f"{place.name} cũ, {place.above[0]}") == (place,)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Kim Liên", ["Phường Kim Liên (mới)"]),
        ("  KIM   LIÊN. ", ["Phường Kim Liên (mới)"]),
        ("p. kim lien", ["Phường Kim Liên (mới)"]),
        ("P.Kim Liên", ["Phường Kim Liên (mới)"]),
        ("ở phường kim liên, hà nội", ["Phường Kim Liên (mới)"]),
        ("Kim Liên cũ", ["Phường Kim Liên (cũ)"]),
        ("kim lien truoc day", ["Phường Kim Liên (cũ)"]),
        ("quận Đống Đa cũ", ["Quận Đống Đa (cũ)"]),
        ("q. dong da", ["Quận Đống Đa (cũ)"]),
        ("đống đa", ["Phường Đống Đa (mới)", "Quận Đống Đa (cũ)"]),
        ("Thanh Xuân", ["Phường Thanh Xuân (mới)", "Quận Thanh Xuân (cũ)", "Xã Thanh Xuân (cũ)"]),
        ("kim lieen", ["Phường Kim Liên (mới)"]),
        ("ba ddinhf", ["Phường Ba Đình (mới)", "Quận Ba Đình (cũ)"]),
        ("hoà lạc", ["Xã Hòa Lạc (mới)"]),
        ("phuong mai", ["Phường Phương Mai (cũ)"]),
        ("phuong liet", ["Phường Phương Liệt (mới)"]),
        ("phuong lieu giai", ["Phường Liễu Giai (cũ)"]),
        ("quan hoa", ["Phường Quan Hoa (cũ)"]),
        ("thị trấn Đông Anh", ["Thị trấn Đông Anh (cũ)"]),
        ("xã Kim Liên", ["Phường Kim Liên (mới)"]),
        ("quận Kim Liên", []),
        ("tp hà nội", ["Thành phố Hà Nội (mới)"]),
        ("VMQTG", ["Phường Văn Miếu - Quốc Tử Giám (mới)"]),
        ("văn miếu", ["Phường Văn Miếu - Quốc Tử Giám (mới)", "Phường Văn Miếu (cũ)"]),
        ("huyện từ liêm", ["Quận Bắc Từ Liêm (cũ)", "Quận Nam Từ Liêm (cũ)"]),
        ("minh khai HBT", ["Phường Minh Khai (cũ)"]),
        ("đông xuân, hoàn kiếm", ["Phường Đồng Xuân (cũ)"]),
        ("Kim Liên, Đống Đa", ["Phường Kim Liên (mới)", "Phường Kim Liên (cũ)"]),
        ("giảng", ["Phường Giảng Võ (mới)"]),
        ("", []),
        ("cũ", []),
        ("Đà Lạt", []),
        ("em chưa biết ạ", []),
    ],
)
def test_places_are_read_as_people_type_them(typed: str, expected: list[str]) -> None:
    assert told(read(typed)) == expected


@pytest.mark.parametrize(
    ("typed", "communes"),
    [
        ("tdp 5 kim liên", ["Phường Kim Liên"]),
        ("tdp5 kim lien", ["Phường Kim Liên"]),
        ("tổ 5, p. Ba Đình", ["Phường Ba Đình"]),
        ("tổ dân phố số 05, phường Kim Liên, quận Đống Đa, HN", ["Phường Kim Liên"]),
        ("to dan pho 5", ["Phường Ba Đình", "Phường Kim Liên"]),
        ("tổ 15", ["Phường Ba Đình", "Phường Kim Liên"]),
        ("5 ba đình", ["Phường Ba Đình"]),
        ("tổ 21 kim liên", []),
        ("tổ 5 phường Liễu Giai", []),
    ],
)
def test_a_hamlet_is_known_by_its_number_and_what_it_lies_in(typed: str, communes: list[str]) -> None:
    assert [place.above[0] for place in read(typed)] == communes
    assert all(place.name.endswith(("15",) if "15" in typed else ("5",)) for place in read(typed))


@pytest.mark.parametrize("typed", ["kimlien", "kim liển", "Khuong Dihn", "Nghai Đô", "bát trang", "O Dien"])
def test_a_slip_is_forgiven_when_no_other_name_is_near(typed: str) -> None:
    (found,) = read(typed, units("commune", old=False))
    assert fold(bare(found.name)) in ("kim lien", "khuong dinh", "nghia do", "bat trang", "o dien")


def test_a_slip_near_two_names_is_asked_about() -> None:
    assert told(read("kim lein")) == ["Phường Kim Liên (mới)", "Xã Kim Lan (cũ)"]
    assert len(read("Xuân Din")) > 1


def test_two_slips_are_not_forgiven_and_neither_is_one_in_a_number() -> None:
    assert read("khuonh dihn") == ()
    village = Place(1, "Thôn Đoài 5", "hamlet", (), TODAY, None)
    assert read("thôn đoài 5", [village]) == (village,)
    assert read("thôn đòai 5", [village]) == (village,)
    assert read("thôn đoài 6", [village]) == ()


def test_one_letter_left_out_or_two_swapped_never_name_a_commune_that_was_not_typed() -> None:
    communes = units("commune", old=False)
    for commune in communes:
        name = fold(bare(commune.name))
        for at in range(1, len(name) - 1):
            if len(name) < 6 or " " in name[at : at + 2]:
                continue  # what is left is a part or the initials of another name, or the same words
            for typed in (name[:at] + name[at + 1 :], name[:at] + name[at + 1] + name[at] + name[at + 2 :]):
                match read_place(typed, communes, TODAY):
                    case Found(place):
                        assert place == commune or typed in fold(place.name)


def test_several_places_get_labels_that_tell_them_apart_in_each_language() -> None:
    lang = language("en")
    for typed in ("ba đình", "minh khai", "thanh xuân", "tổ 5", "phúc", "Văn Hoàng cũ", "tân", "quang trung"):
        places = read(typed)
        named = labels(places, TODAY, lang)
        assert len(set(named)) == len(places) > 0
    assert labels(read("ba đình"), TODAY, lang) == ["Phường Ba Đình (new)", "Quận Ba Đình (old)"]
    assert (
        labels(read("đồng xuân cũ") + read("minh khai"), TODAY, lang)[1] == "Phường Minh Khai (old, Quận Bắc Từ Liêm)"
    )
    assert labels(read("tổ 5"), TODAY, lang)[1] == "Tổ dân phố 5, Phường Kim Liên"


def test_units_that_were_one_after_the_other_are_told_apart_by_their_end() -> None:
    both = [place for place in hanoi() if place.name == "Xã Văn Hoàng"]
    named = labels(both, TODAY, language("en"))
    assert sorted(label.rpartition(" ")[2] for label in named) == ["2024", "2025"]


def test_a_place_whose_name_has_no_kind_of_unit_is_no_better_match_than_one_that_has() -> None:
    commune = Place(1, "Phường Trung Kính", "commune", (), TODAY, None)
    hamlet = Place(2, "Trung Kính", "hamlet", ("Phường Yên Hòa",), TODAY, None)
    assert set(read("trung kính", [commune, hamlet])) == {commune, hamlet}
    assert read("p trung kính", [commune, hamlet]) == (commune,)


def test_a_unit_is_of_today_until_its_last_day_is_over() -> None:
    ending = Place(1, "Xã Chung", "commune", (), date(2025, 7, 1), TODAY)
    assert read("Chung mới", [ending]) == (ending,)
    assert read_place("Chung mới", [ending], TODAY + timedelta(days=1)) is None


@settings(deadline=None)
@given(st.text(max_size=600))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    found = read_place(text, hanoi(), TODAY)
    assert not isinstance(found, Several) or len(set(found.places)) > 1


@settings(deadline=None)
@given(st.lists(st.sampled_from(["p", "phường", "cũ", "quận", "tdp", "5", "kim", "liên", "ba", "hà", "đ", ",", "-"])))
def test_words_of_places_in_any_order_are_read(parts: list[str]) -> None:
    found = read_place(" ".join(parts), hanoi(), TODAY)
    assert not isinstance(found, Several) or len(set(found.places)) > 1
