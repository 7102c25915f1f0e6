"""The role that speaks for somebody who has several: asked once, changed at any time, and named above every answer."""

from dataclasses import replace

from db.people import set_acting
from handlers.actions import action
from handlers.filling import home_row
from handlers.home import command_for, show_home
from handlers.roles import role_name
from handlers.screens import Button, Screen
from handlers.turn import Turn


def must_choose(turn: Turn) -> bool:
    """Whether somebody has several roles and has not said yet which one speaks."""
    return bool(turn.person.roles) and turn.person.acting is None


@action("role")
async def choose_role(turn: Turn, argument: str) -> Screen:
    """Offers the roles that somebody has, or takes the one named by its grant's id."""
    lang, person = turn.lang, turn.person
    chosen = next((held for held in person.roles if str(held.grant_id) == argument), None)
    if chosen is not None:
        await set_acting(turn.session, person.id, chosen.grant_id)
        turn.speaker = replace(person, acting_grant_id=chosen.grant_id)
        return (await show_home(turn, "")).saying(lang.say("✅ From now on you speak in this role."))
    if len(person.roles) == 1:
        text = lang.say("You have one role: {role}", role=role_name(lang, person.roles[0]))
        return Screen(text, (home_row(turn),))
    text = lang.say(
        "You have several roles. Which one speaks? What you record goes to its area; /{command} changes it.",
        command=command_for("role", lang),
    )
    return Screen(text, tuple((Button(role_name(lang, held), f"role:{held.grant_id}"),) for held in person.roles))


def signed(turn: Turn, screen: Screen | None) -> Screen | None:
    """The answer, headed by the role that speaks when there are several."""
    if screen is None or turn.speaker is None or len(turn.speaker.roles) < 2 or turn.speaker.acting is None:
        return screen
    return replace(screen, text=f"{role_name(turn.lang, turn.speaker.acting)}\n\n{screen.text}")
