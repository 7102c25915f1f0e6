"""That every number printed on a screen without buttons is the number understood there."""

import re

from sqlalchemy import select

from db.catalogue import topics
from db.messages import Conversation
from db.people import Address, Person
from db.sealing import reveal
from handlers import forms
from handlers.fields import World
from handlers.filling import FILLINGS
from handlers.reading.options import Option
from handlers.router import chosen
from handlers.screens import Button
from locales import language
from tests.conftest import ZONE
from tests.stage import SECRET, Stage, StagePhone

NUMBERED = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)


async def check_numbers(stage: Stage, phone: StagePhone) -> None:
    """Holds for the newest answer of a phone that typing a printed number does what the line beside it says."""
    shown = stage.channel.shown
    async with stage.db() as session:
        row = (
            await session.execute(
                select(Conversation.form, Conversation.offered, Person.language)
                .join(Address, Address.person_id == Conversation.person_id)
                .join(Person, Person.id == Conversation.person_id)
                .where(Address.chat == str(phone.id))
            )
        ).one_or_none()
        today = stage.clock.now().astimezone(ZONE).date()
        entries = await topics(session, today)
    if row is None or shown is None:
        return
    lang = language(row.language)
    listed = [Option(entry.code, entry.names[lang.code], entry.aliases) for entry in entries]
    world = World(today, lang, {"topics": listed})
    options = [button for button in shown.buttons if button.kind in ("option", "tick")]
    for number, label in NUMBERED.findall(phone.screen.text):
        button = options[int(number) - 1] if options else None
        assert button is None or label in reveal(" ".join(button.label.split()), SECRET)
        if row.offered and button is not None:
            assert chosen(row.offered, number) == button.action, f"{number} is not “{label}”"
        elif row.form is not None:
            _check_in_form(row.form, number, label, button, world)


def _check_in_form(state: forms.State, number: str, label: str, button: Button | None, world: World) -> None:
    form = FILLINGS[state["form"]].form
    typed = forms.hear(form, state, number, world)
    if button is None:
        opened = form.field(typed.state["at"])
        assert opened is not None, f"{number} opens no “{label}”"
        assert label.startswith(world.lang.say(opened.title)), f"{number} opens no “{label}”"
        return
    tapped = forms.tap(form, state, button.action, world)
    if button.kind == "tick":
        key = forms.split_action(button.action)[3]
        assert typed.state["answers"][state["at"]] == [key], f"{number} is not “{label}”"
    else:
        assert typed == tapped, f"{number} is not “{label}”"
