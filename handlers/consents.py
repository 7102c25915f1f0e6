"""What a client agreed to: seeing it, asking for one purpose more, and taking a consent back.

Without the consent to the record nothing may be kept: taking that one back leads to forgetting.
"""

from dataclasses import dataclass
from typing import Any

from db import clients
from db.clients import Agreement, Client
from handlers.actions import FIELD_WORKERS, action
from handlers.client_fields import CONSENT_TO_ONE, METHODS, NO_CONSENT, ONE_MORE, PURPOSE_NAMES
from handlers.client_pages import own_page
from handlers.clients import find_own, not_among_yours
from handlers.fields import Answers, Choice, Invalid, Listed, World
from handlers.filling import begin, filling, home_row
from handlers.forgetting import ask_to_forget
from handlers.forms import Doubt, Form, State
from handlers.reading.words import navigation, yes_no
from handlers.screens import Button, Screen, in_rows
from handlers.turn import Turn
from locales import N_

WITHDRAWING = {
    "reminder": N_(
        "Does {code} want no more reminders? The client then leaves the list of who runs out. What was recorded stays."
    ),
    "referral": N_(
        "Does {code} want no more referrals with this code? What was recorded stays, and a referral without a code is"
        " still possible."
    ),
}
"""What is asked before a consent is taken back."""


@action("consents", FIELD_WORKERS)
async def show_consents(turn: Turn, argument: str) -> Screen:
    """What a client agreed to, when, how and to which text; the argument is the client's id."""
    known = await find_own(turn, argument)
    return await _consents(turn, known) if known else await not_among_yours(turn)


@action("agree", FIELD_WORKERS)
async def ask_for_consent(turn: Turn, argument: str) -> Screen:
    """Shows what to read to a client and asks how she agrees; the argument is the client's id and a purpose."""
    known, purpose = await _client_and_purpose(turn, argument)
    if known is None or known.forgotten_at is not None:
        return await not_among_yours(turn)
    if purpose not in MORE or purpose in await clients.agreed_to(turn.session, turn.own, known.id):
        return await _consents(turn, known)
    return await begin(turn, MORE[purpose], about={"client": known.id, "purpose": purpose})


@action("disagree", FIELD_WORKERS)
async def ask_to_withdraw(turn: Turn, argument: str) -> Screen:
    """Asks whether a consent shall be taken back; the argument is the client's id and the purpose."""
    known, purpose = await _client_and_purpose(turn, argument)
    if known is None:
        return await not_among_yours(turn)
    lang = turn.lang
    if purpose == "record":
        why = lang.say("Without the consent to the record nothing may be kept of a client.")
        return (await ask_to_forget(turn, known)).saying(why)
    if purpose not in WITHDRAWING or purpose not in await clients.agreed_to(turn.session, turn.own, known.id):
        return await _consents(turn, known)
    yes = Button(lang.say("Yes, take it back"), f"disagree_now:{known.id}.{purpose}", word=lang.say("yes"))
    no = Button(lang.say("No, keep"), f"consents:{known.id}", word=lang.say("no"))
    question = lang.say(WITHDRAWING[purpose], code=known.code)
    return Screen(question, ((yes, no),), hears=f"disagree_answer:{known.id}.{purpose}")


@action("disagree_answer", FIELD_WORKERS)
async def hear_withdrawal_answer(turn: Turn, argument: str) -> Screen:
    """Hears a typed yes or no to taking a consent back; the argument is the client's id, the purpose and the words."""
    named, _, said = argument.partition(":")
    agreed = yes_no(said)
    if agreed:
        return await withdraw_now(turn, named)
    if agreed is False or navigation(said) in ("back", "cancel"):
        return await show_consents(turn, named.partition(".")[0])
    return (await ask_to_withdraw(turn, named)).saying(turn.lang.say("Please answer yes or no."))


@action("disagree_now", FIELD_WORKERS)
async def withdraw_now(turn: Turn, argument: str) -> Screen:
    """Takes a consent back, after a yes."""
    known, purpose = await _client_and_purpose(turn, argument)
    if known is None or purpose not in WITHDRAWING:
        return await not_among_yours(turn)
    ended = await clients.withdraw_consent(
        turn.session, turn.own, known.id, purpose, person_id=turn.person.id, now=turn.now
    )
    return (await _consents(turn, known)).saying(turn.lang.say("✅ Recorded.") if ended else None)


async def _keep(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    about = state["about"]
    known = await find_own(turn, str(about["client"]))
    if known is None or known.forgotten_at is not None:
        return await not_among_yours(turn)
    if answers["method"] == NO_CONSENT:
        return (await _consents(turn, known)).saying(turn.lang.say("Understood, nothing was changed."))
    given = await clients.give_consent(
        turn.session,
        turn.own,
        known.id,
        about["purpose"],
        CONSENT_TO_ONE,
        answers["method"],
        person_id=turn.person.id,
        now=turn.now,
    )
    return (await _consents(turn, known)).saying(turn.lang.say("✅ Recorded.") if given else None)


@dataclass(frozen=True, kw_only=True)
class HowAgreed(Choice):
    """How a client agrees. A mere yes does not say, though one of the choices has that word in it."""

    def read(self, text: str, answers: Answers, world: World) -> str:
        if yes_no(text):
            raise Invalid(world.lang.say("Please choose how: spoken with a witness, signed, or recorded as sound."))
        return super().read(text, answers, world)


def _one_more(purpose: str) -> Form:
    """The form that asks for one purpose more. Each answer ends it; none is taken for granted."""
    choices = (*METHODS, Listed(NO_CONSENT, N_("Does not agree"), ("không", "không đồng ý", "no")))
    question = HowAgreed(
        name="method",
        title=N_("How agreed"),
        label=ONE_MORE[purpose],
        choices=choices,
        ending=tuple(choice.key for choice in choices),
        columns=1,
    )
    return filling(Form(f"consent_{purpose}", N_("📝 Consent"), (question,)), _keep)


MORE = {purpose: _one_more(purpose) for purpose in ONE_MORE}
"""The forms by purpose; the record itself is agreed to when the client is added."""


async def _consents(turn: Turn, known: Client) -> Screen:
    if known.forgotten_at is not None:
        return await own_page(turn, known)
    lang = turn.lang
    latest = {one.purpose: one for one in await clients.agreements(turn.session, turn.own, known.id)}
    lines = [lang.say("📝 Consent of {code}", code=known.code), ""]
    asking, ending = [], []
    for purpose, name in PURPOSE_NAMES.items():
        agreement = latest.get(purpose)
        lines.append(_line(turn, lang.say(name), agreement))
        named = f"{known.id}.{purpose}"
        if agreement is None or agreement.withdrawn_at is not None:
            asking.append(Button(lang.say("➕ Ask for: {purpose}", purpose=lang.say(name)), f"agree:{named}"))
        else:
            ending.append(Button(lang.say("✖️ Take back: {purpose}", purpose=lang.say(name)), f"disagree:{named}"))
    back = (Button(f"👤 {known.code}", f"client:{known.id}"), *home_row(turn))
    return Screen("\n".join(lines), (*in_rows([*asking, *ending], 1), back))


def _line(turn: Turn, name: str, agreement: Agreement | None) -> str:
    lang = turn.lang
    if agreement is None:
        return lang.say("▫️ {purpose}: not agreed", purpose=name)
    given = lang.date(agreement.given_at.astimezone(turn.zone).date(), turn.today)
    if agreement.withdrawn_at is not None:
        ended = lang.date(agreement.withdrawn_at.astimezone(turn.zone).date(), turn.today)
        return lang.say("✖️ {purpose}: agreed {given}, taken back {ended}", purpose=name, given=given, ended=ended)
    method = lang.say(next(choice.label for choice in METHODS if choice.key == agreement.method))
    return lang.say(
        "✅ {purpose}: {given} · {method} · text {version}",
        purpose=name,
        given=given,
        method=method,
        version=agreement.text_version,
    )


async def _client_and_purpose(turn: Turn, argument: str) -> tuple[Client | None, str]:
    number, _, purpose = argument.partition(".")
    return await find_own(turn, number), purpose
