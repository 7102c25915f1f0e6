"""Questions about clients, for every form that asks them: which client it was, and who a new one is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.codes import WrongCheck, read_code
from handlers.fields import Answers, Choice, Field, Integer, Invalid, Listed, Text, World, brief
from handlers.reading.fold import fold, nfc
from handlers.reading.numbers import read_integer
from handlers.reading.options import Option
from locales import N_, Language

YOUNGEST = 16
"""Years of age from which somebody can be a client. Younger people would need a guardian's consent: they are counted
without a code."""
OLDEST = 100
LONGEST_HINT = 24
CONSENT_TEXT = "2026-11"
"""The version of the text that clients consent to: the label of the question `consent`."""

SEXES = (
    Listed("female", N_("Woman"), ("nữ", "phụ nữ", "chị", "female", "f")),
    Listed("male", N_("Man"), ("nam", "đàn ông", "anh", "male", "m")),
)
NO_CONSENT = "no"
CONSENTS = (
    Listed("record+reminder+referral", N_("Agrees to all three"), ("cả ba", "tất cả", "all")),
    Listed("record+reminder", N_("Record and reminders only")),
    Listed("record+referral", N_("Record and referral only")),
    Listed("record", N_("Record only")),
    Listed(NO_CONSENT, N_("Does not agree"), ("không", "không đồng ý", "no")),
)
"""What can be agreed to: purposes joined by "+"."""
PURPOSE_NAMES = {"record": N_("record"), "reminder": N_("reminders"), "referral": N_("referral")}
METHODS = (
    Listed("spoken_witness", N_("Spoken, with a witness"), ("nói", "miệng", "nói miệng", "chứng kiến", "spoken")),
    Listed("signature", N_("Signed"), ("ký", "chữ ký", "ký tên", "signature")),
    Listed("recording", N_("Recorded as sound"), ("ghi âm", "thu âm", "recording")),
)
CONSENT_TO_ONE = "2026-11.1"
"""The version of the texts by which a client agrees to one purpose more: `ONE_MORE`."""
ONE_MORE = {
    "reminder": N_(
        "Please say to the client: “You agreed that I keep a code, your sex and your year of birth. May I also remind"
        " you of the next date? Only I and the commune's population officer see it, and I stop when you say so.”\n\n"
        "How does the client agree?"
    ),
    "referral": N_(
        "Please say to the client: “You agreed that I keep a code, your sex and your year of birth. May I also write"
        " down when I refer you to a clinic, and ask later whether you went? Only I and the commune's population"
        " officer see it, and I stop when you say so.”\n\nHow does the client agree?"
    ),
}
"""What is read to a client who is asked for one purpose more."""

_BEFORE_A_YEAR = re.compile(r"^\s*(?:sinh\s+)?(?:năm|nam|sn|sinh)\b[\s.:]*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class BirthYear(Integer):
    """A year of birth; "92" and "sinh năm 92" are 1992."""

    least: int = 1900
    most: int = 2100

    def read(self, text: str, answers: Answers, world: World) -> int:
        year = read_integer(_BEFORE_A_YEAR.sub("", nfc(text)))
        if year is not None and 0 <= year < 100:
            year += 2000 if 2000 + year <= world.today.year else 1900
        if year is None or not self.least <= year <= self.most:
            raise Invalid(world.lang.say("“{text}” is not a year of birth. For example: 1992", text=brief(text)))
        return year

    def show(self, value: Any, world: World) -> str:
        return str(value)


def _can_be_a_client(year: Any, _answers: Answers, world: World) -> str | None:
    if not world.today.year - OLDEST <= year <= world.today.year:
        return world.lang.say("{year} cannot be right. Please type the year of birth again.", year=year)
    if year > last_birth_year(world.today):
        return world.lang.say(
            "Somebody born in {year} may be under {age}: no record is kept of children. Please type “cancel” and log"
            " without a code; it counts all the same.",
            year=year,
            age=YOUNGEST,
        )
    return None


def last_birth_year(today: date) -> int:
    """The last year of birth of people who are surely old enough, whatever their birthday."""
    return today.year - YOUNGEST - 1


@dataclass(frozen=True, kw_only=True)
class Hint(Text):
    """A few words that only the collaborator may read: sealed as soon as they are typed."""

    most: int = LONGEST_HINT
    required: bool = False
    last: bool = False
    """Whether the form ends with it."""

    def read(self, text: str, answers: Answers, world: World) -> str:
        words = super().read(" ".join(text.split()), answers, world)
        if world.seal is None:
            raise Invalid(world.lang.say("Memory hints are not available here."))
        return world.seal(words)

    def ends(self, value: Any) -> bool:
        return self.last

    def fits(self, value: Any, answers: Answers, world: World) -> bool:
        return isinstance(value, str)


HINT_LABEL = N_("A few words to remember the client by?")
HINT_HELP = N_("At most 24 characters, such as “green gate”. Only you can read them. No names, no numbers, please.")


def new_client_fields(
    *, with_hint: bool, ending: bool = True, asked: Callable[[Answers, World], bool] | None = None
) -> tuple[Field, ...]:
    """The questions about a new client.

    `ending`: who does not agree ends the form; `asked`: when the questions are relevant at all, in a form that asks
    other things too. Hints can be offered only where they can be sealed.
    """

    def agreed(answers: Answers, world: World) -> bool:
        return (asked is None or asked(answers, world)) and bool(answers.get("consent", NO_CONSENT) != NO_CONSENT)

    hint = Hint(name="hint", title=N_("Memory hint"), label=HINT_LABEL, hint=HINT_HELP, relevant=agreed, default=None)
    fields: tuple[Field, ...] = (
        Choice(
            name="sex",
            title=N_("Sex"),
            label=N_("A woman or a man?"),
            choices=SEXES,
            relevant=asked,
        ),
        BirthYear(
            name="birth_year",
            title=N_("Born in"),
            label=N_("In which year was the client born?"),
            hint=N_("Type the year, for example 1992 or 92."),
            constraint=_can_be_a_client,
            relevant=asked,
        ),
        Choice(
            name="consent",
            title=N_("Consent"),
            label=N_(
                "Please say to the client: “I would like to keep a code, your sex and your year of birth, no name and"
                " no number. It is for three things: a record of supplies and check-ups, reminders of the next date,"
                " and referral to a clinic. Only I and the commune's population officer see it, and I delete it when"
                " you say so.”\n\nWhat does the client agree to?"
            ),
            choices=CONSENTS,
            ending=(NO_CONSENT,) if ending else (),
            columns=1,
            relevant=asked,
        ),
        Choice(
            name="method",
            title=N_("How agreed"),
            label=N_("How did the client agree?"),
            choices=METHODS,
            columns=1,
            relevant=agreed,
        ),
    )
    return (*fields, hint) if with_hint else fields


def purposes(consent: str) -> tuple[str, ...]:
    """The purposes that an answer to `consent` names."""
    return () if consent == NO_CONSENT else tuple(consent.split("+"))


@dataclass(frozen=True, kw_only=True)
class WhichClient(Choice):
    """One of the collaborator's clients (the world's list "clients"), or one of `besides` ("without a code", "a new
    client"). The newest can be tapped; the others are found by their code, a year or words of the hint."""

    choices: str | tuple[Listed, ...] = "clients"
    besides: tuple[Listed, ...] = ()
    page: int = 6
    columns: int = 1

    def options(self, answers: Answers, world: World) -> list[Option]:
        return self._all(world)

    def read(self, text: str, answers: Answers, world: World) -> str:
        code = read_code(text)
        if isinstance(code, WrongCheck):
            raise Invalid(mistyped(code, world.lang))
        if code is not None:
            if not self.fits(code, answers, world):
                raise Invalid(not_yours(code, world.lang))
            return code
        try:
            return super().read(text, answers, world)
        except Invalid:
            found = [o for o in self._all(world) if matches(text, *o.aliases)]
            if len(found) != 1:
                raise Invalid(_none_or_several(len(found), world.lang)) from None
            return found[0].key

    def tapped(self, key: str, answers: Answers, world: World) -> str:
        if not self.fits(key, answers, world):
            raise Invalid(world.lang.say("This choice is no longer offered."))
        return key

    def show(self, value: Any, world: World) -> str:
        return next((option.label for option in self._all(world) if option.key == value), str(value))

    def fits(self, value: Any, answers: Answers, world: World) -> bool:
        return value in [option.key for option in self._all(world)]

    def _all(self, world: World) -> list[Option]:
        besides = [Option(one.key, world.lang.say(one.label), one.aliases) for one in self.besides]
        return [*besides, *world.lists["clients"]]


def _none_or_several(found: int, lang: Language) -> str:
    """What is said to words that fit no client or several. The words are not repeated: they may be those of a hint."""
    if found:
        return lang.say("Several of your clients fit these words. Please type more of them, or the code.")
    return lang.say("None of your clients fits these words.")


def matches(said: str, *names: str) -> bool:
    """Whether every word said is part of what a client is found by: code, year, words of the hint."""
    known = fold(" ".join([*names, *(name.replace("-", "") for name in names)]))
    words = fold(said).split()
    return bool(words) and all(word in known for word in words)


def mistyped(code: WrongCheck, lang: Language) -> str:
    """What is said to a code that cannot be one."""
    return lang.say("{code} is mistyped: no code is written like this. Please look again in the paper book.",
                    code=brief(code.typed))  # fmt: skip


def not_yours(code: str, lang: Language) -> str:
    """What is said to a right code of nobody whom the collaborator has."""
    return lang.say("There is no {code} among your clients.", code=code)
