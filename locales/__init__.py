"""What is said, per language: gettext catalogues, and the dates, numbers and plurals of that language (Babel).

A message's id is its English sentence. English needs no catalogue; every other language has
`<code>/LC_MESSAGES/sotay.po`, which is read as it is: there is no compile step.
"""

import datetime as dt
from functools import cache, lru_cache, partial
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
"""The languages of the notebook, each by its own name; the first is the default."""

HERE = Path(__file__).parent
DOMAIN = "sotay"


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name
    """Marks a sentence for the catalogues where it is written down but not yet said."""
    return message


class Language:
    """Says things in one language."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._locale = Locale.parse(code)
        self._numbers = lru_cache(10_000)(partial(format_decimal, locale=self._locale))
        self._catalogue = _read_catalogue(code)

    def say(self, message: str, **values: object) -> str:
        """A sentence, its `{placeholders}` filled."""
        sentence: str = self._catalogue.gettext(message)
        return sentence.format(**values) if values else sentence

    def plural(self, singular: str, plural: str, n: int, **values: object) -> str:
        """A sentence about `n` things; `{n}` is written with the language's separators."""
        sentence: str = self._catalogue.ngettext(singular, plural, n)
        return sentence.format(n=self.number(n), **values)

    def number(self, n: int) -> str:
        """An integer with thousands separated: 1.200 in Vietnamese, 1,200 in English."""
        return self._numbers(n)

    def decimal(self, n: float) -> str:
        """A number with at most one decimal place: 9,5 in Vietnamese, 9.5 in English."""
        return format_decimal(n, "#,##0.#", locale=self._locale)

    def date(self, day: dt.date, today: dt.date) -> str:
        """A day as people name it: today and yesterday by these words, with weekday, and the year if it is another."""
        pattern = "EEEE d/M" if day.year == today.year else "EEEE d/M/y"
        named = format_date(day, pattern, locale=self._locale)
        if day == today:
            return self.say("today, {day}", day=named)
        if (today - day).days == 1:
            return self.say("yesterday, {day}", day=named)
        return named

    def short_date(self, day: dt.date) -> str:
        """A day in few letters: "T4 18/11"."""
        return format_date(day, "EEEEEE d/M", locale=self._locale)

    def time(self, instant: dt.datetime, zone: ZoneInfo) -> str:
        """The hour and minute of an instant where people live: 19:02."""
        return format_time(instant.astimezone(zone), "HH:mm", locale=self._locale)


@cache
def language(code: str) -> Language:
    """The language of that code; the default one for a code that is not ours."""
    return Language(code if code in LANGUAGES else next(iter(LANGUAGES)))


def catalogue_file(code: str) -> Path:
    """Where the catalogue of a language lies."""
    return HERE / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def _read_catalogue(code: str) -> NullTranslations:
    file = catalogue_file(code)
    if not file.exists():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return Translations(compiled)
