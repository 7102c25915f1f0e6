"""That every number printed on a screen without buttons is the number understood there."""

import re

from sqlalchemy.ext.asyncio import AsyncSession

from db.catalogue import catalogue
from db.messages import heard_from
from db.sealing import reveal
from handlers import batch, forms
from handlers.fields import World
from handlers.filling import FILLINGS, restore
from handlers.router import chosen
from handlers.screens import Button
from handlers.turn import Turn
from locales import language
from tests.conftest import ZONE
from tests.stage import SECRET, Stage, StagePhone

NUMBERED = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)


async def check_numbers(stage: Stage, phone: StagePhone) -> None:
    """Holds for the newest answer of a phone that typing a printed number does what the line beside it says."""
    shown = stage.channel.shown
    if shown is None:
        return
    async with stage.db() as session:
        turn = await _listening(session, stage, phone)
        if turn is not None:
            await restore(turn)
    if turn is None:
        return
    options = [button for button in shown.buttons if button.kind in ("option", "tick")]
    for number, label in NUMBERED.findall(phone.screen.text):
        button = options[int(number) - 1] if options else None
        assert button is None or label in reveal(" ".join(button.label.split()), SECRET)
        if turn.offered and button is not None:
            assert chosen(turn.offered, number) == button.action, f"{number} is not “{label}”"
        elif turn.form is not None:
            _check_in_form(turn.form, number, label, button, turn.world())


async def _listening(session: AsyncSession, stage: Stage, phone: StagePhone) -> Turn | None:
    """The turn in which this phone would be heard now; None for somebody unknown."""
    now = stage.clock.now()
    today = now.astimezone(ZONE).date()
    speaker, form, offered = await heard_from(session, stage.channel.name, phone.chat, today)
    if speaker is None:
        return None
    return Turn(
        session=session,
        channel=stage.channel.name,
        chat=phone.chat,
        update_id=0,
        now=now,
        sent_at=now,
        zone=ZONE,
        secret=SECRET,
        catalogue=await catalogue(session, today),
        lang=language(speaker.language),
        speaker=speaker,
        form=form,
        offered=offered,
    )


def _check_in_form(state: forms.State, number: str, label: str, button: Button | None, world: World) -> None:
    if batch.is_batch(state):
        part = batch.current(state)
        if part is None:
            changed = batch.hear(lambda one: FILLINGS[one["form"]].form, state, number, world).state
            assert changed["open"] == int(number) - 1, f"{number} opens no “{label}”"
            return
        state = part
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
