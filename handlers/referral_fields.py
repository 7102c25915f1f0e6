"""The questions of a referral: what for, who, any sign, where. Pure; what it has to know is prepared (`Known`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db.catalogue import Catalogue
from db.catalogue.facilities import near_first
from handlers.client_fields import WhichClient, new_client_fields
from handlers.common_fields import NOTE, when
from handlers.fields import Answers, Choice, Field, Integer, Listed, World
from handlers.purposes import (
    AGE_BANDS,
    COUNTED,
    advice,
    ages_in_words,
    is_screening,
    not_for,
    outside,
    possible_ages,
    purpose_names,
    purposes_of,
)
from handlers.reading.options import Option, choose
from locales import N_

NEW, WITHOUT_CODE = "new", "none"
NO_SIGN = "none"
ELSEWHERE = "elsewhere"
FACILITIES_SHOWN = 6
MOST_PEOPLE = 200

BESIDES = (
    Listed(NEW, N_("A new client"), ("mới", "khách mới", "new", "new client")),
    Listed(WITHOUT_CODE, N_("Without a code"), ("không mã", "không ghi mã", "vô danh", "không", "anonymous")),
)
BANDS = (
    Listed("<30", N_("Under 30"), ("dưới ba mươi", "<30")),
    Listed("30-39", N_("30–39 years"), ("30-39", "30")),
    Listed("40-54", N_("40–54 years"), ("40-54", "40")),
    Listed("55+", N_("55 and over"), ("từ 55", "trên 55", "55+", "55")),
)
REASONS = (
    Listed("asked", N_("The client asks for it"), ("muốn khám", "yêu cầu", "nguyện vọng", "asks")),
    Listed("family", N_("Illness in the family"), ("gia đình", "tiền sử", "family")),
    Listed("advised", N_("A health worker advises it"), ("cán bộ y tế", "y tế khuyên", "bác sĩ", "advised")),
    Listed("other", N_("Another reason"), ("khác", "lý do khác")),
)
"""Why somebody outside the plan's ages is referred."""
LAST_SCREENED = (
    Listed("never", N_("Never before"), ("chưa", "chưa bao giờ", "lần đầu", "never")),
    Listed("within_1", N_("Within a year"), ("năm nay", "dưới một năm", "dưới 1 năm")),
    Listed("1_to_3", N_("1–3 years ago"), ("1-3",)),
    Listed("3_to_5", N_("3–5 years ago"), ("3-5",)),
    Listed("over_5", N_("More than 5 years ago"), ("lâu rồi", "trên 5 năm", "hơn năm năm")),
    Listed("not_known", N_("Not known"), ("không rõ", "không nhớ")),
)
"""When somebody was screened last."""
_NONE_OF_THEM = Listed(NO_SIGN, N_("None of them"), ("không có", "ko có", "không", "ko", "none", "no"))
_SOMEWHERE = Listed(ELSEWHERE, N_("Not clear yet, or elsewhere"), ("chưa rõ", "nơi khác", "chưa biết", "khác", "other"))


@dataclass(frozen=True)
class KnownClient:
    """What the questions have to know of a client: `agreed` to be referred, or not."""

    sex: str | None
    birth_year: int | None
    agreed: bool


@dataclass(frozen=True)
class Known:
    """What a referral's questions are prepared with; `commune_id` is that of the working area, None when it has none.
    `clients` are those of the collaborator, by code."""

    catalogue: Catalogue
    commune_id: int | None
    clients: Mapping[str, KnownClient]


def known(world: World) -> Known:
    """What the form was prepared with."""
    prepared: Known = world.known["referral"]
    return prepared


def purposes_in(answers: Answers) -> list[str]:
    """What the person is referred for, as far as it was answered."""
    return purposes_of(answers["purpose"]) if answers.get("purpose") else []


def client_in(answers: Answers, world: World) -> KnownClient | None:
    """The client as far as the answers tell; None for people without a code."""
    if answers.get("client") == NEW:
        return KnownClient(answers.get("sex"), answers.get("birth_year"), agreed=True)
    return known(world).clients.get(answers.get("client", ""))


def _screened(answers: Answers, world: World) -> bool:
    return is_screening(known(world).catalogue, purposes_in(answers))


def _is_new(answers: Answers, _world: World) -> bool:
    return bool(answers.get("client") == NEW)


def _is_without_code(answers: Answers, _world: World) -> bool:
    return bool(answers.get("client") == WITHOUT_CODE)


# --- what cannot be ---------------------------------------------------------------------------------------------------


def _client_can_be_referred(value: Any, answers: Answers, world: World) -> str | None:
    client = known(world).clients.get(value)
    if client is None:
        return None
    if not client.agreed:
        return world.lang.say(
            "{code} has not agreed to be referred. Please ask again; after a yes, type “cancel” and write the consent"
            " on the client's page first. Or choose “{without}”.",
            code=value,
            without=world.lang.say("Without a code"),
        )
    return _for_this_sex(client.sex, answers, world) if client.sex else None


def _for_this_sex(sex: Any, answers: Answers, world: World) -> str | None:
    wrong = not_for(purposes_in(answers), sex)
    if wrong is None:
        return None
    name = purpose_names(known(world).catalogue, world.lang, [wrong])
    if sex == "male":
        return world.lang.say(
            "“{purpose}” is for women, and this client is a man. Choose somebody else, or type “back” to change what"
            " it is for.",
            purpose=name,
        )
    return world.lang.say(
        "“{purpose}” is for men, and this client is a woman. Choose somebody else, or type “back” to change what it"
        " is for.",
        purpose=name,
    )


# --- ages -------------------------------------------------------------------------------------------------------------


def _year(answers: Answers) -> int:
    return date.fromisoformat(answers["referred_on"]).year


def _ages(answers: Answers, world: World) -> Sequence[int]:
    """The ages that the person may have; none when nothing is known."""
    client = client_in(answers, world)
    if client is not None and client.birth_year:
        return possible_ages(client.birth_year, _year(answers))
    return AGE_BANDS.get(answers.get("age_band") or "", ())


def _is_outside_the_plan(answers: Answers, world: World) -> bool:
    """Whether the plan would not count this screening; with a sign nobody asks for a reason."""
    if answers.get("sign", NO_SIGN) != NO_SIGN or not _screened(answers, world):
        return False
    client, ages = client_in(answers, world), _ages(answers, world)
    if client is not None and client.sex not in (COUNTED, None):
        return True
    return bool(ages) and bool(outside(known(world).catalogue, purposes_in(answers), ages))


@dataclass(frozen=True, kw_only=True)
class AgeReason(Choice):
    """Why somebody is referred whom the plan does not count: advice, not a wall."""

    def asks(self, answers: Answers, world: World) -> str:
        lang, client = world.lang, client_in(answers, world)
        if client is not None and client.sex not in (COUNTED, None):
            return lang.say("The plan counts breast screening for women, and the client is a man. Refer all the same?"
                            " Why?")  # fmt: skip
        groups = "; ".join(
            f"{one.names[lang.code]}: {ages_in_words(one, lang)}"
            for one in outside(known(world).catalogue, purposes_in(answers), _ages(answers, world))
        )
        if client is not None and client.birth_year:
            return lang.say(
                "The client was born in {year} (age {age}): outside the plan's age group ({groups}). Refer all the"
                " same? Why?",
                year=client.birth_year,
                age=_year(answers) - client.birth_year,
                groups=groups,
            )
        return lang.say("This age is outside the plan's age group ({groups}). Refer all the same? Why?", groups=groups)


# --- lists that depend on what was answered ---------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Sign(Choice):
    """A sign of those that the programme names for the chosen screenings: it asks for an examination now. Nothing is
    concluded from it."""

    choices: str | tuple[Listed, ...] = ()
    columns: int = 1

    def options(self, answers: Answers, world: World) -> list[Option]:
        catalogue, purposes = known(world).catalogue, purposes_in(answers)
        return [
            _option(_NONE_OF_THEM, world),
            *(
                Option(one.code, one.names[world.lang.code], one.aliases)
                for one in catalogue.symptoms
                if one.screening in purposes
            ),
        ]

    def takes(self, text: str) -> bool:
        """ "Không có" is an answer here; a plain "skip" is none."""
        return choose(text, [Option(NO_SIGN, "", _NONE_OF_THEM.aliases)], numbers=False) is not None

    def show(self, value: Any, world: World) -> str:
        names = {one.code: one.names[world.lang.code] for one in known(world).catalogue.symptoms}
        return names.get(value, world.lang.say(_NONE_OF_THEM.label))


@dataclass(frozen=True, kw_only=True)
class Where(Choice):
    """A facility that may offer what is needed: near ones first, then by name; or none of them."""

    choices: str | tuple[Listed, ...] = ()
    columns: int = 1
    page: int = FACILITIES_SHOWN

    def options(self, answers: Answers, world: World) -> list[Option]:
        catalogue, commune_id = known(world).catalogue, known(world).commune_id
        places = [
            Option(one.code, one.name, one.aliases)
            for one in near_first(catalogue.facilities, commune_id, purposes_in(answers))
        ]
        nearest, others = places[: self.page - 1], places[self.page - 1 :]
        return [*nearest, _option(_SOMEWHERE, world), *others]  # on the first page, where it is seen

    def show(self, value: Any, world: World) -> str:
        names = {one.code: one.name for one in known(world).catalogue.facilities}
        return names.get(value, world.lang.say(_SOMEWHERE.label))


def _option(listed: Listed, world: World) -> Option:
    return Option(listed.key, world.lang.say(listed.label), listed.aliases)


def _advice(answers: Answers, world: World) -> str | None:
    return advice(known(world).catalogue, world.lang, purposes_in(answers))


def _new_client() -> tuple[Field, ...]:
    """The questions about a new client; whether it is for a woman or a man is seen at the first."""
    fields = new_client_fields(with_hint=False, ending=False, asked=_is_new)
    return tuple(replace(f, constraint=_for_this_sex) if f.name == "sex" else f for f in fields)


FIELDS: tuple[Field, ...] = (
    when(
        "referred_on",
        N_("When was the client referred?"),
        to_come=N_("{day} is still to come. A referral is logged when it is made."),
        too_old=N_("{day} is more than {days} days ago. A referral can be logged up to {days} days back."),
    ),
    Choice(name="purpose", title=N_("Referred for"), label=N_("What is it for?"), choices="purposes", columns=1),
    WhichClient(
        name="client",
        title=N_("Client"),
        label=N_("Who is referred?"),
        hint=N_("Choose, or type the code, the year or words of your hint."),
        besides=BESIDES,
        constraint=_client_can_be_referred,
        advice=_advice,
    ),
    *_new_client(),
    Integer(
        name="count",
        title=N_("People"),
        label=N_("How many people were referred?"),
        least=1,
        most=MOST_PEOPLE,
        presets=(1, 2, 3, 4, 5, 10),
        relevant=_is_without_code,
        default=1,
    ),
    Choice(
        name="age_band",
        title=N_("Age group"),
        label=N_("About which age?"),
        choices=BANDS,
        required=False,
        relevant=_is_without_code,
        default=None,
    ),
    Sign(
        name="sign",
        title=N_("Sign"),
        label=N_("Is there one of these signs?"),
        hint=N_("With a sign nobody waits for a screening: the client is to be examined now."),
        relevant=_screened,
    ),
    AgeReason(
        name="age_reason",
        title=N_("Outside the age group"),
        label=N_("Why is the client referred?"),
        hint=N_("You may refer all the same; the reason is kept."),
        choices=REASONS,
        columns=1,
        relevant=_is_outside_the_plan,
        advice=_advice,
    ),
    Where(
        name="facility",
        title=N_("Where to"),
        label=N_("Which facility?"),
        hint=N_("Choose, or type a part of its name."),
    ),
    Choice(
        name="last_screened",
        title=N_("Last screening"),
        label=N_("When was the client screened last?"),
        choices=LAST_SCREENED,
        required=False,
        relevant=_screened,
        default=None,
    ),
    NOTE,
)
