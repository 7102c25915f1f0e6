"""What people are referred for, and for whom that is: screenings, or one family-planning service. Pure: the catalogue
in, words and rules out."""

from collections.abc import Iterable, Sequence

from db.catalogue import Catalogue, Product, Screening
from handlers.reading.options import Option
from locales import Language

BOTH = "breast+cervical"
"""The choice of both screenings at once."""

ONLY_FOR = {
    "cervical": "female",
    "iud": "female",
    "injectable": "female",
    "implant": "female",
    "sterilisation_female": "female",
    "sterilisation_male": "male",
}
"""The sex that a purpose is for. Breast screening is for women by the plan, but men have breasts, too."""
COUNTED = "female"
"""The sex that the plan's screenings are counted for."""

AGE_BANDS = {"<30": range(30), "30-39": range(30, 40), "40-54": range(40, 55), "55+": range(55, 121)}
"""Ages in years by band. Both age groups of Plan 324 (breast 40 and over, cervical 30–54) are made of whole bands."""


def purpose_options(catalogue: Catalogue, lang: Language) -> list[Option]:
    """What can be chosen: each screening, both, and the services that only a clinic gives."""
    screenings = [Option(one.code, one.names[lang.code], one.aliases) for one in catalogue.screenings]
    both = Option(BOTH, lang.say("Breast and cervical screening"), ("cả hai", "vú và cổ tử cung", "both"))
    services = [
        Option(one.code, one.names[lang.code], one.aliases) for one in catalogue.products if one.kind == "service"
    ]
    return [*screenings, *([both] if len(screenings) > 1 else []), *services]


def purposes_of(choice: str) -> list[str]:
    """The purposes that a choice stands for."""
    return sorted(choice.split("+"))


def choice_of(purposes: Sequence[str]) -> str:
    """The choice that stands for these purposes."""
    return "+".join(sorted(purposes))


def is_screening(catalogue: Catalogue, purposes: Sequence[str]) -> bool:
    """Whether somebody is referred for a screening rather than a service."""
    return bool({one.code for one in catalogue.screenings} & set(purposes))


def purpose_names(catalogue: Catalogue, lang: Language, purposes: Sequence[str]) -> str:
    """The purposes in words."""
    if set(purposes) == set(BOTH.split("+")):
        return lang.say("Breast and cervical screening")
    names = {one.code: one.names[lang.code] for one in (*catalogue.screenings, *catalogue.products)}
    return ", ".join(names.get(purpose, purpose) for purpose in purposes)


def advice(catalogue: Catalogue, lang: Language, purposes: Sequence[str]) -> str | None:
    """What a collaborator should know about these purposes; None when the catalogue says nothing."""
    advised: list[Screening | Product] = [*catalogue.screenings, *catalogue.products]
    told = [(one.names[lang.code], one.advice[lang.code]) for one in advised if one.code in purposes]
    return "\n\n".join(f"📖 {name}\n{text}" for name, text in told if text) or None


def not_for(purposes: Sequence[str], sex: str) -> str | None:
    """The first of the purposes that is not for people of this sex."""
    return next((purpose for purpose in purposes if ONLY_FOR.get(purpose, sex) != sex), None)


def possible_ages(birth_year: int, year: int) -> tuple[int, int]:
    """The ages that somebody born in that year has in this one: before and after the birthday."""
    return year - birth_year - 1, year - birth_year


def outside(catalogue: Catalogue, purposes: Sequence[str], ages: Iterable[int]) -> list[Screening]:
    """The screenings among the purposes whose age group, as the plan has it, holds none of these ages."""
    possible = list(ages)
    return [one for one in catalogue.screenings if one.code in purposes and not any(map(one.covers, possible))]


def age_band(birth_year: int, year: int) -> str:
    """The band of somebody born in that year, as of this one.

    Of the two ages that she may have the one counts that is in more of the plan's groups, as in `outside`: who turns 30
    or 40 this year has turned it, who turns 55 is still 54.
    """
    before, after = possible_ages(birth_year, year)
    age = before if before in AGE_BANDS["40-54"] else after
    return next((band for band, ages in AGE_BANDS.items() if age in ages), "55+" if age > 0 else "<30")


def ages_in_words(screening: Screening, lang: Language) -> str:
    """The plan's age group of a screening: "30–54 years"."""
    youngest, oldest = screening.youngest, screening.oldest
    if oldest is None:
        return lang.say("from {youngest} years", youngest=youngest or 0)
    return lang.say("{youngest}–{oldest} years", youngest=youngest or 0, oldest=oldest)
