"""People with phones, as the fault tests need them: enrolled in the database, and logging as a person would."""

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.sandbox.server import Phone, Sandbox
from db.areas import area_by_code
from db.invitations import invite, join, use_up, valid_invitation
from handlers.joining import NOTICE
from locales import Language, language

AREA = "00004"
FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi")
GIVEN_NAMES = ("Hoa", "Mai", "Lan", "Hạnh", "Thuỷ", "Nga", "Tuyết", "Bích")
_PATIENCE = (1.5, 4.0)
"""Seconds (from, to) after which a person who got no answer tries once more."""
_QUIET = 0.2
"""Seconds without anything new after which a person has read all there is."""
_PEOPLE = re.compile(r"([\d.,]+) \w+\.$")
_HANDED = re.compile(r": ([\d.,]+) (?:cái|pieces?)\b")
_SLIP = re.compile(r"GT-[A-Z0-9]+")


async def enrol(session: AsyncSession, phone: Phone, now: datetime, *, day: date, channel: str = "telegram") -> None:
    """Makes a collaborator of the owner of a phone, through an invitation."""
    area = await area_by_code(session, AREA, day)
    assert area is not None
    code = await invite(
        session, "", "collaborator", area.id, name=phone.name, uses=1, expires_at=now.replace(year=2099), now=now
    )
    invitation_id = await valid_invitation(session, "", code.replace("-", ""), now)
    assert invitation_id is not None
    invitation = await use_up(session, invitation_id, now)
    assert invitation is not None
    await join(
        session,
        invitation,
        channel=channel,
        chat=str(phone.id),
        name=phone.name,
        language=phone.language,
        notice=NOTICE,
        today=day,
        now=now,
    )


def phones(count: int, first_id: int = 710_000_001) -> list[Phone]:
    """Phones of collaborators with names; half of them speak English."""
    names = [f"{family} Thị {given}" for given in GIVEN_NAMES for family in FAMILY_NAMES]
    return [
        Phone(first_id + n, names[n % len(names)], language=("vi", "en")[n % 2], started=True) for n in range(count)
    ]


@dataclass(frozen=True)
class Entry:
    """Something to log: a `talk`, a `distribution`, a `referral`, or `several` at once by a sentence.

    Its number is the number of people of a talk and of pieces handed out, which no other entry has. A referral is known
    by its slip; `nth` makes it differ from those around it.
    """

    kind: str
    number: int
    nth: int

    @property
    def opening(self) -> tuple[str, str]:
        """The button that opens it, if there is one, and what can be typed instead."""
        sentence = f"tư vấn {self.number} chị về khhgđ, cấp miễn phí {self.number} bcs"
        return {
            "talk": ("talk", "/talk"),
            "distribution": ("distribute", "/handout"),
            "referral": ("refer", "/refer"),
            "several": ("", sentence),
        }[self.kind]

    def answer(self, question: str, offered: Sequence[str]) -> str:
        """The answer to a question: the key of a button that is offered, or words to be typed."""
        return {
            "form": "counselling",
            "attendees": str(self.number),
            "product": "condom",
            "amount": f"{self.number} cái",
            "supply": "free",
            "whom": "many",
            "people": "500",
            "purpose": offered[self.nth % 8] if len(offered) > 8 else "",
            "client": "none",
            "sign": "none",
            "facility": offered[self.nth // 8 % 5] if len(offered) > 5 else "",
        }[question]

    def is_right(self, card: str, lang: Language) -> bool:
        """Whether a card holds this entry."""
        return self.kind == "referral" or lang.number(self.number) in card

    def is_told(self, told: Collection["Told"]) -> bool:
        """Whether all of it was said to be recorded. A referral is told by a slip that could not be known before."""
        kinds = {"several": ("talk", "distribution")}.get(self.kind, (self.kind,))
        return all((kind, str(self.number)) in told for kind in kinds)


Told = tuple[str, str]
"""The kind of a record that was said to be recorded, and what tells it from all others."""
KINDS = ("talk", "distribution", "referral", "several")


class Collaborator:
    """A person who logs one thing after the other, of all kinds in turn.

    Every second person types everything. Who gets no answer for a while taps or types once more.
    """

    def __init__(self, sandbox: Sandbox, phone: Phone, place: int, random: Random) -> None:
        self._sandbox = sandbox
        self._phone = phone
        self._lang = language(phone.language)
        self._types = place % 4 >= 2
        self._random = random
        self._topic = ""
        self._entries = (
            Entry(KINDS[(n + place) % len(KINDS)], 100 + place * 450 + n, n // len(KINDS)) for n in itertools.count()
        )
        self.again = 0
        """How often this person lost patience."""

    async def log_all(self, enough: "Enough") -> None:
        """Logs entries until it is enough; the last one is brought to its end."""
        while not enough:
            await self._log(next(self._entries))

    async def _log(self, entry: Entry) -> None:
        told_before = len(self._told())
        while True:
            told = self._told()
            if entry.is_told(told) or (entry.kind == "referral" and len(told) > told_before):
                return
            message = self._newest()
            actions = {action_of(button): button["callback_data"] for button in buttons(message)}
            doubtful = ("!", "cancel") in actions
            before = self._seen()
            self._act(entry, message, actions)
            if not await self._changes(before, self._random.uniform(*_PATIENCE)):
                self.again += 1
                continue
            if not doubtful:
                await self._read_all()
            elif not any(action_of(button) == ("!", "cancel") for button in buttons(self._newest())):
                return  # "already recorded": the answer was no, and it is there

    def _told(self) -> set[Told]:
        """All that this person was told to be recorded."""
        return {one for message in self._from_bot() for one in recorded(message.get("text", ""), self._phone.language)}

    async def _changes(self, before: Any, within: float) -> bool:
        """Whether something new is seen within so many seconds."""
        try:
            await self._sandbox.wait(self._phone.id, lambda _: self._seen() != before, within)
        except TimeoutError:
            return False
        return True

    async def _read_all(self) -> None:
        """Who asked twice gets two answers, and the last one counts: one goes on only when it is quiet."""
        while await self._changes(self._seen(), _QUIET):
            pass

    def _act(self, entry: Entry, message: dict[str, Any], actions: dict[tuple[str, str], str]) -> None:
        """The next step towards the entry, from what the phone shows."""
        place = next((place for place, _ in actions if place), "")
        button, words = entry.opening
        if place == "!":
            self._choose(message, actions["!", "cancel"], "không" if self._phone.language == "vi" else "no")
        elif place == "topics":
            first = buttons(message)[0]["text"]
            self._topic = first[2:]
            tick = "done" if "☑" in first else "family_planning"
            self._choose(message, actions["topics", tick], self._topic)
        elif place == "=" and self._is_right(entry, message["text"]):
            self._choose(message, actions["=", "save"], "lưu" if self._phone.language == "vi" else "save")
        elif place == "=":
            self._say("huỷ")
        elif place:
            self._answer(entry, place, message, actions)
        elif ("", button) in actions and not self._types and ("", "resume") not in actions:
            self._choose(message, button, "")
        else:
            self._say(words)

    def _answer(self, entry: Entry, place: str, message: dict[str, Any], actions: dict[tuple[str, str], str]) -> None:
        """Answers a question; one that this entry does not ask belongs to another, which is dropped."""
        offered = [value for (question, value) in actions if question == place]
        try:
            answer = entry.answer(place, offered)
        except KeyError:
            answer = ""
        if not answer:
            self._say("huỷ")
        elif (place, answer) in actions:
            data = actions[place, answer]
            label = next(button["text"] for button in buttons(message) if button["callback_data"] == data)
            self._choose(message, data, label)
        else:
            self._say(answer)

    def _is_right(self, entry: Entry, card: str) -> bool:
        topic_is_right = entry.kind != "talk" or f": {self._topic}\n" in card
        return topic_is_right and entry.is_right(card, self._lang)

    def _choose(self, message: dict[str, Any], data: str, words: str) -> None:
        if self._types and words:
            self._say(words)
        else:
            self._sandbox.tap(self._phone.id, message["message_id"], data)

    def _say(self, words: str) -> None:
        self._sandbox.say(self._phone.id, words)

    def _from_bot(self) -> list[dict[str, Any]]:
        return [message for message in self._sandbox.messages(self._phone.id) if message["from"]["is_bot"]]

    def _newest(self) -> dict[str, Any]:
        return next(reversed(self._from_bot()), {})

    def _seen(self) -> Any:
        newest = self._newest()
        return len(self._from_bot()), newest.get("text"), newest.get("reply_markup")


class Enough:
    """Told to people when they may stop."""

    def __init__(self) -> None:
        self.said = False

    def __bool__(self) -> bool:
        return self.said


def buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    """The buttons under a message."""
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def action_of(button: dict[str, str]) -> tuple[str, str]:
    """Question and answer of a form's button; of any other, nothing and the action."""
    kind, *parts = button["callback_data"].split(":", 3)
    return (parts[1], parts[2]) if kind in ("f", "g") and len(parts) == 3 else ("", button["callback_data"])


def recorded(text: str, code: str) -> list[Told]:
    """The records that a message says to be recorded."""
    said = language(code).say("✅ Recorded.")
    blocks = [block for block in text.split("\n\n") if block.startswith(said)]
    return [_told(block) for block in blocks]


def _told(block: str) -> Told:
    first, _, rest = block.partition("\n")
    if slip := _SLIP.search(rest):
        return "referral", slip[0]
    if handed := _HANDED.search(first):
        return "distribution", re.sub(r"\D", "", handed[1])
    people = _PEOPLE.search(first)
    assert people is not None, block
    return "talk", re.sub(r"\D", "", people[1])
