"""Leaving Sổ Tay: explained, confirmed twice, and done at once."""

from db.areas import Area, commune_of
from db.closing import InHand, close_account, still_in_hand
from db.team import holders
from handlers.actions import action
from handlers.confirming import ask
from handlers.handing_over import FINISHED
from handlers.home import command_for
from handlers.screens import Screen
from handlers.telling import tell
from handlers.turn import Turn
from locales import Language


@action("quit")
async def ask_to_quit(turn: Turn, _argument: str) -> Screen:
    """Says what leaving means, and asks whether it is wanted."""
    lang, left = turn.lang, await still_in_hand(turn.session, turn.own, FINISHED)
    lines = [
        lang.say("🚪 Leave Sổ Tay?"),
        "",
        lang.say("• Your account is closed at once; a half-filled form is dropped."),
        lang.say("• Your name is destroyed for good when the legal period is over."),
        lang.say("• What you recorded stays counted, without your name."),
    ]
    if left:
        lines += [
            "",
            lang.say(
                "⚠️ You still have in hand: {left}. Please ask the officer to hand them over first; otherwise they stay"
                " with the officer, who has to find somebody for them.",
                left=_counted(lang, left),
            ),
        ]
    return ask(
        turn,
        "\n".join(lines),
        asked="quit",
        yes=(lang.say("Yes, leave"), "quit_sure"),
        no=(lang.say("No, stay"), "home"),
    )


@action("quit_sure")
async def ask_again(turn: Turn, _argument: str) -> Screen:
    """Asks a second time."""
    lang = turn.lang
    return ask(
        turn,
        lang.say("This cannot be undone: to come back you need a new code and begin anew. Really leave?"),
        asked="quit_sure",
        yes=(lang.say("Yes, really leave"), "quit_now"),
        no=(lang.say("No, stay"), "home"),
    )


@action("quit_now")
async def quit_now(turn: Turn, _argument: str) -> Screen:
    """Closes the speaker's account, and tells the officers of their communes."""
    person, name = turn.person, turn.person.name
    communes = [await commune_of(turn.session, held.area_id) for held in person.roles]
    left = await close_account(turn.session, person.id, FINISHED, day=turn.today, now=turn.now)
    await _tell_officers(turn, name, communes, left)
    farewell = turn.lang.say("Your account is closed. Thank you for all your work, and all the best!")
    turn.speaker, turn.form = None, None
    return Screen(farewell, fresh=True)


async def _tell_officers(turn: Turn, name: str, communes: list[Area | None], left: InHand) -> None:
    officers = {
        officer
        for commune in communes
        if commune is not None
        for officer in await holders(turn.session, "officer", commune.id, turn.today)
    }

    def words(lang: Language) -> str:
        if not left:
            return lang.say("🚪 {name} has left Sổ Tay.", name=name)
        return lang.say(
            "🚪 {name} has left Sổ Tay. Nobody looks after {left} now. Please hand them over: /{command}",
            name=name,
            left=_counted(lang, left),
            command=command_for("people", lang),
        )

    await tell(turn, officers, "left", f"{turn.channel}.{turn.update_id}", words)


def _counted(lang: Language, left: InHand) -> str:
    counted = [
        lang.plural("{n} client", "{n} clients", left.clients) if left.clients else "",
        lang.plural("{n} open referral", "{n} open referrals", left.referrals) if left.referrals else "",
    ]
    return ", ".join(filter(None, counted))
