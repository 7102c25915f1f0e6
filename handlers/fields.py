"""The kinds of questions a form may ask, in XLSForm's words: name, label, hint, required, relevant, constraint,
choices, default. Each kind reads what is typed, knows what can be tapped, and shows its value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from handlers.reading.dates import read_date
from handlers.reading.fold import fold, nfc
from handlers.reading.numbers import read_integer
from handlers.reading.options import Ambiguous, Option, Unread, choose, choose_many
from handlers.reading.personal import mask, personal_number
from locales import Language

Answers = Mapping[str, Any]
"""Answers by field name, as JSON values: a code, a list of codes, an integer, an ISO date, a text; None: skipped."""

UNSET: Any = object()
"""No default: the question is asked."""


class Invalid(Exception):
    """An answer that cannot be taken; its text is a sentence for the person."""


@dataclass(frozen=True)
class World:
    """What a form may know besides its answers: the day, the language, lists from the catalogue, how words that only
    one person may read are sealed (None: they cannot be), and whatever else the form was prepared with, by name."""

    today: date
    lang: Language
    lists: Mapping[str, Sequence[Option]]
    seal: Callable[[str], str] | None = None
    known: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Listed:
    """A choice written down with its form: its code, its label (an English sentence id) and what else people type."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()


Constraint = Callable[[Any, Answers, World], str | None]
"""What is wrong with a value, as a sentence for the person; None when nothing is."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """A question. `title` names it on the summary card, `label` asks it.

    A field with a `default` (a value, or a function of the answers and the world that may return UNSET) is not asked:
    the default stands on the card, where it can be changed. With `add`, the label of a button, the card has no line for
    it while it has no value, but that button. `advice` is a text that can be read at the question.
    """

    name: str
    title: str
    label: str
    hint: str = ""
    required: bool = True
    relevant: Callable[[Answers, World], bool] | None = None
    constraint: Constraint | None = None
    default: Any = UNSET
    add: str = ""
    advice: Callable[[Answers, World], str | None] | None = None

    numbered = False
    columns = 3
    page = 0

    def asks(self, answers: Answers, world: World) -> str:
        """The question, as it is asked after these answers."""
        return world.lang.say(self.label)

    def is_relevant(self, answers: Answers, world: World) -> bool:
        """Whether the question makes sense after these answers."""
        return self.relevant is None or self.relevant(answers, world)

    def default_for(self, answers: Answers, world: World) -> Any:
        """The value taken when the question is not asked, or UNSET."""
        return self.default(answers, world) if callable(self.default) else self.default

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        """What can be tapped: keys are texts that `tapped` takes."""
        return ()

    def read(self, text: str, answers: Answers, world: World) -> Any:
        """The value that a typed answer means. Raises Invalid with a sentence and an example."""
        raise Invalid(text)

    def takes(self, text: str) -> bool:
        """Whether words that elsewhere mean "skip" are an answer here: "không có" is none, where a number is asked."""
        return False

    def tapped(self, key: str, answers: Answers, world: World) -> Any:
        """The value of a tapped button. Raises Invalid for a key that is not offered."""
        if key not in {option.key for option in self.options(answers, world)}:
            raise Invalid(world.lang.say("This choice is no longer offered."))
        return key

    def ends(self, value: Any) -> bool:
        """Whether the form ends with this answer, without further questions and without the card."""
        return False

    def show(self, value: Any, world: World) -> str:
        """The value as the card writes it."""
        return str(value)

    def told(self, value: Any, answers: Answers, world: World) -> str:
        """The value as the card writes it beside the other answers ("2 boxes = 24 pieces")."""
        return self.show(value, world)

    def complaint(self, value: Any, answers: Answers, world: World) -> str | None:
        """What is wrong with a value, be it typed, tapped, prefilled or kept from an earlier version of the form."""
        if value is None:
            return world.lang.say("This question needs an answer.") if self.required else None
        if not self.fits(value, answers, world):
            return world.lang.say("This answer no longer fits.")
        return self.constraint(value, answers, world) if self.constraint else None

    def fits(self, value: Any, answers: Answers, world: World) -> bool:
        """Whether a kept value is of this kind."""
        return False


def _listed(choices: str | tuple[Listed, ...], world: World) -> Sequence[Option]:
    if isinstance(choices, str):
        return world.lists[choices]
    return [Option(choice.key, world.lang.say(choice.label), choice.aliases) for choice in choices]


def not_offered(text: str, options: Sequence[Option], world: World) -> Invalid:
    """What is said to words that are none of the choices."""
    if not options:
        return Invalid(world.lang.say("There is nothing to choose here at present; please type “cancel”."))
    return Invalid(
        world.lang.say(
            "“{text}” is not one of the choices. Type its number or its words, for example “{example}”.",
            text=brief(text),
            example=options[0].label,
        )
    )


def several(text: str, found: Ambiguous, world: World) -> Invalid:
    """What is said to words that are several of the choices."""
    names = " / ".join(option.label for option in found.options[:4])
    return Invalid(world.lang.say("“{text}” could be: {names}. Which one?", text=brief(text), names=names))


def brief(text: str, most: int = 30) -> str:
    """What somebody typed, as it may be repeated to them: short, on one line, without telephone or identity numbers."""
    words = " ".join(mask(nfc(text)).split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of a list. `choices` is written down here or names a list of the world; those in `ending` end the form.

    A long list is shown in pages of `page` options (0: all at once); words find those of other pages, too, a number
    only what is shown (see forms.hear).
    """

    choices: str | tuple[Listed, ...]
    ending: tuple[str, ...] = ()
    columns: int = 2
    page: int = 0
    numbered = True

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        return _listed(self.choices, world)

    def read(self, text: str, answers: Answers, world: World) -> str:
        options = self.options(answers, world)
        found = choose(text, options, numbers=not self.page)
        if isinstance(found, Ambiguous):
            raise several(text, found, world)
        if found is None:
            raise not_offered(text, options, world)
        return found.key

    def show(self, value: Any, world: World) -> str:
        return next((option.label for option in _listed(self.choices, world) if option.key == value), str(value))

    def ends(self, value: Any) -> bool:
        return value in self.ending

    def fits(self, value: Any, answers: Answers, world: World) -> bool:
        return value in [option.key for option in self.options(answers, world)]


@dataclass(frozen=True, kw_only=True)
class Many(Field):
    """Some of a list, at least `at_least`. Kept sorted; taps tick and untick, "1,4" ticks two at once."""

    choices: str | tuple[Listed, ...]
    at_least: int = 1
    columns: int = 2
    numbered = True

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        return _listed(self.choices, world)

    def read(self, text: str, answers: Answers, world: World) -> list[str]:
        options = self.options(answers, world)
        found = choose_many(text, options)
        if isinstance(found, Ambiguous):
            raise several(text, found, world)
        if isinstance(found, Unread):
            raise not_offered(found.part, options, world)
        return sorted(found)

    def show(self, value: Any, world: World) -> str:
        return ", ".join(option.label for option in _listed(self.choices, world) if option.key in value)

    def fits(self, value: Any, answers: Answers, world: World) -> bool:
        keys = [option.key for option in self.options(answers, world)]
        return isinstance(value, list) and len(value) >= self.at_least and all(key in keys for key in value)


@dataclass(frozen=True, kw_only=True)
class Integer(Field):
    """A whole number from `least` to `most`; `presets` can be tapped. Typed digits are always the number itself."""

    least: int = 0
    most: int
    presets: tuple[int, ...] = ()
    columns: int = 5

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        return [Option(str(n), world.lang.number(n)) for n in self.presets if not self._out_of_range(n, answers, world)]

    def read(self, text: str, answers: Answers, world: World) -> int:
        example = next(iter(self.presets), self.least)
        n = read_integer(text)
        if n is None:
            raise Invalid(
                world.lang.say(
                    "“{text}” is not an exact number. For example: {example}", text=brief(text), example=example
                )
            )
        if wrong := self._out_of_range(n, answers, world):
            raise Invalid(wrong)
        return n

    def takes(self, text: str) -> bool:
        return read_integer(text) is not None

    def tapped(self, key: str, answers: Answers, world: World) -> int:
        return int(super().tapped(key, answers, world))

    def _out_of_range(self, n: int, answers: Answers, world: World) -> str | None:
        if self.least <= n <= self.most:
            return self.constraint(n, answers, world) if self.constraint else None
        return world.lang.say(
            "The number must be from {least} to {most}.",
            least=world.lang.number(self.least),
            most=world.lang.number(self.most),
        )

    def show(self, value: Any, world: World) -> str:
        return world.lang.number(value)

    def fits(self, value: Any, answers: Answers, world: World) -> bool:
        return type(value) is int and self.least <= value <= self.most


@dataclass(frozen=True, kw_only=True)
class Date(Field):
    """A day, kept in ISO form. Today and the two days before can be tapped."""

    columns: int = 1

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        days = (world.today - timedelta(days=back) for back in range(3))
        return [Option(day.isoformat(), world.lang.date(day, world.today)) for day in days]

    def read(self, text: str, answers: Answers, world: World) -> str:
        for option in self.options(answers, world):
            if fold(text) == fold(option.label):
                return option.key
        day = read_date(text, world.today)
        if day is None:
            example = (world.today - timedelta(days=2)).strftime("%d/%m")
            raise Invalid(
                world.lang.say(
                    "“{text}” is not a clear day. For example: yesterday, Thursday, {example}",
                    text=brief(text),
                    example=example,
                )
            )
        return day.isoformat()

    def show(self, value: Any, world: World) -> str:
        return world.lang.date(date.fromisoformat(value), world.today)

    def fits(self, value: Any, answers: Answers, world: World) -> bool:
        try:
            date.fromisoformat(value)
        except (TypeError, ValueError):
            return False
        return True


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Free words, at most `most` characters, never a telephone or identity number."""

    most: int = 500

    def read(self, text: str, answers: Answers, world: World) -> str:
        words = nfc(text).strip()
        if wrong := self._refusal(words, world):
            raise Invalid(wrong)
        return words

    def _refusal(self, words: str, world: World) -> str | None:
        if not words and self.required:
            return world.lang.say("This question needs an answer.")
        if len(words) > self.most:
            return world.lang.say("That is too long: at most {most} characters.", most=world.lang.number(self.most))
        if personal_number(words):
            return world.lang.say(
                "This contains a telephone or identity number, so it was not kept: such numbers of clients are never"
                " stored here. Please write it again without the number."
            )
        return None

    def show(self, value: Any, world: World) -> str:
        return value or "–"

    def fits(self, value: Any, answers: Answers, world: World) -> bool:
        return isinstance(value, str) and self._refusal(value, world) is None
