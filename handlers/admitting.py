"""Who may work: confirming and refusing those who joined by a shared code, suspending and letting work again."""

from db.areas import Area
from db.team import Member, set_state
from handlers.confirming import ask
from handlers.home import command_for
from handlers.people import on_collaborator, open_person, show_people
from handlers.screens import Screen
from handlers.telling import tell
from handlers.turn import Turn
from locales import Language


@on_collaborator("approve")
async def approve(turn: Turn, key: str, commune: Area, one: Member) -> Screen:
    """Confirms somebody who joined with a shared code, and tells them."""
    if not await _change(turn, one, "waiting", "active", "approve"):
        return await open_person(turn, key)
    await tell(turn, [one.person_id], "approved", str(turn.update_id), _welcome)
    done = turn.lang.say("✅ {name} is confirmed and can begin.", name=one.name)
    return (await show_people(turn, str(commune.id))).saying(done)


@on_collaborator("refuse")
async def ask_to_refuse(turn: Turn, key: str, _commune: Area, one: Member) -> Screen:
    """Asks whether somebody who joined with a shared code shall be turned away."""
    lang = turn.lang
    return ask(
        turn,
        lang.say("Turn {name} away? They are told politely, and can come again only with a new code.", name=one.name),
        asked=f"refuse:{key}",
        yes=(lang.say("Yes, refuse"), f"refuse_now:{key}"),
        no=(lang.say("No"), f"person:{key}"),
    )


@on_collaborator("refuse_now")
async def refuse(turn: Turn, key: str, commune: Area, one: Member) -> Screen:
    """Turns somebody away who waited, and tells them."""
    if not await _change(turn, one, "waiting", "refused", "refuse"):
        return await open_person(turn, key)
    await tell(turn, [one.person_id], "refused", str(turn.update_id), _regret)
    done = turn.lang.say("{name} was turned away.", name=one.name)
    return (await show_people(turn, str(commune.id))).saying(done)


@on_collaborator("suspend")
async def ask_to_suspend(turn: Turn, key: str, _commune: Area, one: Member) -> Screen:
    """Asks whether a collaborator shall be suspended."""
    lang = turn.lang
    return ask(
        turn,
        lang.say(
            "Suspend {name}? They can write nothing down until you let them work again. What is recorded stays.",
            name=one.name,
        ),
        asked=f"suspend:{key}",
        yes=(lang.say("Yes, suspend"), f"suspend_now:{key}"),
        no=(lang.say("No"), f"person:{key}"),
    )


@on_collaborator("suspend_now")
async def suspend(turn: Turn, key: str, _commune: Area, one: Member) -> Screen:
    """Suspends a collaborator in a commune."""
    await _change(turn, one, "active", "suspended", "suspend")
    return (await open_person(turn, key)).saying(turn.lang.say("⏸ Suspended."))


@on_collaborator("unsuspend")
async def unsuspend(turn: Turn, key: str, _commune: Area, one: Member) -> Screen:
    """Lets a suspended collaborator work again, unless they have left."""
    if one.left:
        return await open_person(turn, key)
    await _change(turn, one, "suspended", "active", "unsuspend")
    return (await open_person(turn, key)).saying(turn.lang.say("✅ {name} can work again.", name=one.name))


async def _change(turn: Turn, one: Member, before: str, after: str, act: str) -> bool:
    """Changes the state of the posts that are in `before`; False when there is none."""
    ids = [post.grant_id for post in one.posts if post.state == before]
    await set_state(turn.session, ids, after, act, person_id=turn.person.id, now=turn.now)
    return bool(ids)


def _welcome(lang: Language) -> str:
    return lang.say(
        "✅ The commune officer has confirmed you. To begin, type /{command}", command=command_for("home", lang)
    )


def _regret(lang: Language) -> str:
    return lang.say(
        "The commune officer did not confirm you. If that is a mistake, please ask the officer for a new code."
    )
