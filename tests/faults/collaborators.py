"""People with phones, as the fault tests need them: enrolled in the database, and logging talks as a person would."""

import itertools
import re
from collections.abc import Iterator
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.sandbox.server import Phone, Sandbox
from db.areas import area_by_code
from db.invitations import invite, join, use_up, valid_invitation
from handlers.joining import NOTICE
from locales import language

AREA = "00004"
FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi")
GIVEN_NAMES = ("Hoa", "Mai", "Lan", "Hạnh", "Thuỷ", "Nga", "Tuyết", "Bích")
_PATIENCE = (1.5, 4.0)
"""Seconds (from, to) after which a person who got no answer tries once more."""
_QUIET = 0.2
"""Seconds without anything new after which a person has read all there is."""
_RECORDED = re.compile(r"([\d.,]+) \w+\.$")


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


class Collaborator:
    """A person who logs one talk after the other, each with a number of people that no other talk has.

    Every second person types everything. Who gets no answer for a while taps or types once more.
    """

    def __init__(self, sandbox: Sandbox, phone: Phone, place: int, random: Random) -> None:
        self._sandbox = sandbox
        self._phone = phone
        self._lang = language(phone.language)
        self._types = place % 4 >= 2
        self._random = random
        self._topic = ""
        self._numbers: Iterator[int] = itertools.count(100 + place * 450)
        self.again = 0
        """How often this person lost patience."""

    async def log_talks(self, enough: "Enough") -> None:
        """Logs talks until it is enough; the last one is brought to its end."""
        while not enough:
            await self._log_talk(next(self._numbers))

    async def _log_talk(self, people: int) -> None:
        while True:
            if any(recorded(message["text"], self._phone.language) == people for message in self._from_bot()[-20:]):
                return
            message = self._newest()
            actions = {action_of(button): button["callback_data"] for button in buttons(message)}
            doubtful = ("!", "cancel") in actions
            before = self._seen()
            self._act(people, message, actions)
            if not await self._changes(before, self._random.uniform(*_PATIENCE)):
                self.again += 1
            elif doubtful:  # "already recorded": the answer was no, and the talk is there
                return
            else:
                await self._read_all()

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

    def _act(self, people: int, message: dict[str, Any], actions: dict[tuple[str, str], str]) -> None:
        """The next step towards a talk with so many people, from what the phone shows."""
        place = next((place for place, _ in actions if place), "")
        if place == "!":
            self._choose(message, actions["!", "cancel"], "không" if self._phone.language == "vi" else "no")
        elif place == "form":
            self._choose(message, actions["form", "counselling"], self._lang.say("Counselling"))
        elif place == "topics":
            first = buttons(message)[0]["text"]
            self._topic = first[2:]
            tick = "done" if "☑" in first else "family_planning"
            self._choose(message, actions["topics", tick], self._topic)
        elif place == "attendees":
            self._say(str(people))
        elif place == "=" and self._is_right(message["text"], people):
            self._choose(message, actions["=", "save"], "lưu" if self._phone.language == "vi" else "save")
        elif place:
            self._say("huỷ")
        elif ("", "talk") in actions and not self._types and ("", "resume") not in actions:
            self._choose(message, "talk", "")
        else:
            self._say("/talk")

    def _is_right(self, card: str, people: int) -> bool:
        return all(f": {answer}\n" in card for answer in (self._lang.number(people), self._topic))

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


def recorded(text: str, code: str) -> int | None:
    """The number of people in a message that says that a talk was recorded; None when it says something else."""
    first = text.partition("\n")[0]
    if not first.startswith(language(code).say("✅ Recorded.")):
        return None
    found = _RECORDED.search(first)
    assert found is not None, text
    return int(re.sub(r"\D", "", found[1]))
