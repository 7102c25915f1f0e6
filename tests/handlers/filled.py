"""Forms half filled, for the tests of the form engine."""

from datetime import date

from handlers import forms
from handlers.fields import World
from handlers.forms import Doubt, Form, State
from handlers.notebook import CORRECTIONS, WITHDRAWAL
from handlers.reading.options import Option
from handlers.screens import Button
from handlers.talks import TALK
from locales import language

TODAY = date(2026, 11, 18)
VI, EN = language("vi"), language("en")
TOPICS = [
    Option("family_planning", "Family planning", ("KHHGĐ",)),
    Option("breast_cancer", "Breast cancer"),
    Option("cervical_cancer", "Cervical cancer"),
    Option("elderly", "Older people", ("elderly",)),
]
WORLD = World(TODAY, EN, {"topics": TOPICS})
DOUBT = Doubt("Add another one?", {})

VISIT = {"form": "household_visit", "topics": ["elderly"], "attendees": 5}
FORMS = {"talk": TALK, "talk_correction": CORRECTIONS["talk"], "withdrawal": WITHDRAWAL}


def buttons_of(form: Form, state: State, world: World = WORLD) -> list[Button]:
    return forms.screen(form, state, world).buttons


def hear(state: State, *texts: str, form: Form = TALK, world: World = WORLD) -> State:
    for text in texts:
        step = forms.hear(form, state, text, world)
        assert step.outcome is None, f"{text!r} ended the form"
        state = step.state
    return state


def at_card() -> State:
    return hear(forms.start(TALK, WORLD, "t"), "household visit", "elderly", "5")
