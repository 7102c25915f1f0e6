"""Plays a script on a stage and writes down the whole conversation."""

import re
from datetime import datetime, timedelta
from typing import Any
from unicodedata import normalize

from db.areas import area_by_code
from db.importing import KINDS, Moment
from db.invitations import code_hash, normal_code
from db.people import Invitation
from handlers.codes import SLIP_NUMBER, read_code
from handlers.reading.fold import fold
from tests.conftest import ZONE
from tests.stage import BA_DINH, SECRET, Seen, Stage, StagePhone
from tests.transcripts.numbers import check_numbers
from tests.transcripts.script import Line, Script

UNREADABLE: dict[str, dict[str, Any]] = {
    "photo": {"photo": [{"file_id": "A", "file_unique_id": "A", "width": 90, "height": 90}]},
    "sticker": {
        "sticker": {
            "file_id": "A",
            "file_unique_id": "A",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
    },
}
EXAMPLE = "KH-7F3K"
"""The client code that sentences name as an example."""
DAY_AND_HOUR = "%Y-%m-%d %H:%M"


class Play:
    """One performance of a script. `written` is the conversation so far."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._phones: dict[str, StagePhone] = {}
        self._phone: StagePhone | None = None
        self._kept: tuple[int, str] | None = None
        self._counted = 0
        self._codes: list[str] = []
        self._slips: list[str] = []
        self._invitations: list[str] = []
        self._told: dict[str, int] = {}
        self.written: list[str] = []

    async def perform(self, script: Script) -> str:
        """Plays all steps; returns the conversation."""
        channel = "typed" if self._stage.typed else "tapped"
        for line in script.lines:
            if line.only in (None, channel):
                try:
                    await self._step(line)
                except (AssertionError, TimeoutError):
                    print("\n".join(self.written))
                    raise
        return "\n".join(self.written) + "\n"

    @property
    def phone(self) -> StagePhone:
        """Who speaks."""
        assert self._phone is not None, "nobody is there to speak: @ person NAME"
        return self._phone

    async def _step(self, line: Line) -> None:
        if line.kind == ">":
            await self._say(line.words)
        elif line.kind == ">>":
            await self._choose(line.labels)
        else:
            name, _, words = line.words.partition(" ")
            await getattr(self, f"_do_{name}")(words, line)

    async def _say(self, words: str, sent_at: datetime | None = None) -> None:
        typed = re.sub(r"\{(\d)\}", lambda place: self._codes[int(place[1]) - 1], words)
        typed = re.sub(r"\{s(\d)\}", lambda place: self._slips[int(place[1]) - 1], typed)
        typed = re.sub(r"\{m(\d)\}", lambda place: self._invitations[int(place[1]) - 1], typed)
        answer = await self.phone.says(typed, sent_at=sent_at)
        await self._write(f"> {words}", answer)

    async def _choose(self, labels: tuple[str, ...]) -> None:
        if self._stage.typed:
            await self._say(self._in_words(labels))
            return
        for label in labels:
            await self._write(f">> [{label}]", await self.phone.taps(label))

    def _in_words(self, labels: tuple[str, ...]) -> str:
        """How somebody types these choices who reads the newest answer: by number where there are numbers, by the word
        offered, or in full. Several numbers go into one message, which needs no "done"."""
        text = self.phone.screen.text
        options = dict(re.findall(r"^(\d+)\. (.+)$", text, re.MULTILINE))
        verbs = re.findall(r"[^·]+", (re.findall(r"^(?:Gõ|Type): (.+)$", text, re.MULTILINE) or [""])[-1])
        typed: list[str] = []
        for label in labels:
            numbers = [number for number, option in options.items() if f" {fold(label)}" in f" {fold(option)}"]
            words = [verb.strip() for verb in verbs if fold(label).startswith(fold(verb))]
            if not typed or numbers:
                typed.append((numbers or words or [label])[0])
        return ",".join(typed)

    # --- what a line beginning with @ may ask for ---------------------------------------------------------------------

    async def _do_clock(self, words: str, _line: Line) -> None:
        self._stage.clock.at = _instant(words)
        self.written.append(f"@ clock {words}\n")

    async def _do_person(self, words: str, _line: Line) -> None:
        name, role, area = ([*_parts(words), "", ""])[:3]
        self._enter(name, await self._stage.person(name, role or "collaborator", area or BA_DINH))

    async def _do_stranger(self, words: str, _line: Line) -> None:
        name, language = ([*_parts(words), "vi"])[:2]
        self._enter(name, self._stage.stranger(name, language))

    async def _do_import(self, words: str, _line: Line) -> None:
        kind, *rows = _parts(words)
        now = self._stage.clock.now()
        moment = Moment(now, now.astimezone(ZONE).date(), "vi")
        async with self._stage.db.begin() as session:
            await KINDS[kind].take(session, "\n".join(rows), moment)
        self.written.append(f"@ import {words}\n")

    async def _do_as(self, words: str, _line: Line) -> None:
        self._phone = self._phones[words]
        self.written.append(f"@ as {words}\n")

    async def _do_invitation(self, words: str, _line: Line) -> None:
        code, role, area, name = ([*_parts(words), ""])[:4]
        normal, now = normal_code(code), self._stage.clock.now()
        assert normal is not None
        async with self._stage.db.begin() as session:
            place = await area_by_code(session, area, now.astimezone(ZONE).date())
            assert place is not None
            session.add(
                Invitation(
                    code_hash=code_hash(normal, SECRET),
                    role=role,
                    area_id=place.id,
                    name=name or None,
                    uses_left=1,
                    expires_at=now + timedelta(days=2),
                    created_at=now,
                )
            )

    async def _do_restart(self, _words: str, _line: Line) -> None:
        await self._stage.restart()
        self.written.append("@ restart\n")

    async def _do_photo(self, _words: str, _line: Line) -> None:
        await self._write("> (photo)", await self.phone.sends(**UNREADABLE["photo"]))

    async def _do_sticker(self, _words: str, _line: Line) -> None:
        await self._write("> (sticker)", await self.phone.sends(**UNREADABLE["sticker"]))

    async def _do_nfd(self, words: str, _line: Line) -> None:
        answer = await self.phone.says(normalize("NFD", words))
        await self._write(f"> {words} (NFD)", answer)

    async def _do_sent(self, words: str, _line: Line) -> None:
        when, said = _parts(words)
        await self._say(said, _instant(when))

    async def _do_silence(self, words: str, _line: Line) -> None:
        await self.phone.says_in_vain(words)
        self.written.append(f"> {words}\n\n    (no answer)\n")

    async def _do_told(self, _words: str, _line: Line) -> None:
        letters = await self.phone.told()
        seen, self._told[self.phone.name] = self._told.get(self.phone.name, 0), len(letters)
        self.written.append("@ told\n")
        self.written += [self._with_places(_drawn(Seen(text))) for text in letters[seen:]]

    async def _do_tick(self, words: str, _line: Line) -> None:
        self._stage.clock.at = _instant(words)
        letter = await self.phone.reminded()
        self._told[self.phone.name] = len(await self.phone.told())
        self.written.append(f"@ tick {words}\n")
        self.written.append(self._with_places(_drawn(letter)) if letter else "    (nothing)\n")

    async def _do_keep(self, _words: str, line: Line) -> None:
        if not self._stage.typed:
            self._kept = self.phone.button(line.labels[0])

    async def _do_old(self, _words: str, _line: Line) -> None:
        if self._kept is not None:
            await self._write(">> (the button from before)", await self.phone.taps_old(self._kept))

    async def _do_twice(self, _words: str, line: Line) -> None:
        if self._stage.typed:
            said = self._in_words(line.labels)
            answers = await self.phone.says_at_once(said, said)
            await self._write(f"> {said} (twice)", *answers)
        else:
            answers = await self.phone.taps_twice(line.labels[0])
            await self._write(f">> [{line.labels[0]}] (twice)", *answers)

    async def _do_taps(self, words: str, _line: Line) -> None:
        if not self._stage.typed:
            made, self._counted = self.phone.taps_made - self._counted, self.phone.taps_made
            assert made <= int(words), f"{made} taps were needed"

    # --- writing down -------------------------------------------------------------------------------------------------

    def _enter(self, name: str, phone: StagePhone) -> None:
        self._phones[name] = self._phone = phone
        self.written.append(f"@ {name}\n")

    async def _write(self, said: str, *answers: Seen) -> None:
        self.written.append(f"{said}\n")
        self.written += [self._with_places(_drawn(answer)) for answer in answers]
        if self._stage.typed:
            await check_numbers(self._stage, self.phone)

    def _with_places(self, text: str) -> str:
        """The text with the places of clients' random codes, {1} for the first seen, instead of the codes, {s1} for the
        first number of a slip, and {m1} for the first code of an invitation."""
        codes = [code for code in re.findall(r"KH-[A-Z2-9]{4}", text) if read_code(code) == code != EXAMPLE]
        slips = [slip for slip in re.findall(r"GT-[A-Z2-9]{5}", text) if SLIP_NUMBER.read(slip) == slip]
        invitations = re.findall(r"\b[A-HJKMNP-Z2-9]{5}-[A-HJKMNP-Z2-9]{5}\b", text)
        seen = ((codes, self._codes, ""), (slips, self._slips, "s"), (invitations, self._invitations, "m"))
        for found, known, name in seen:
            known += [one for one in dict.fromkeys(found) if one not in known]
            for place, one in enumerate(known, 1):
                text = text.replace(one, f"{{{name}{place}}}")
        return text


def _drawn(answer: Seen) -> str:
    lines = [f"    {line}".rstrip() for line in answer.text.splitlines()]
    if answer.edited:
        lines[0] = f"  ~ {answer.text.splitlines()[0]}"
    if answer.rows:
        lines.append("")
    lines += [f"    {' '.join(f'[{label}]' for label in row)}" for row in answer.rows]
    if answer.toast:
        lines.append(f"    (toast: {answer.toast})")
    return "\n".join(lines) + "\n"


def _parts(words: str) -> list[str]:
    return [part.strip() for part in words.split("|")]


def _instant(words: str) -> datetime:
    return datetime.strptime(words, DAY_AND_HOUR).replace(tzinfo=ZONE)
