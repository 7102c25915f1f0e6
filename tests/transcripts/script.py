"""The language in which conversations are written down. One file serves both channels.

"Tapped" is Telegram with its buttons, "typed" is Zalo, where there are none.

# a comment; the first one says what the conversation protects
@ clock 2026-11-18 12:00        the local time from here on
@ person NAME | role | area     somebody who has joined; becomes the one who speaks
@ stranger NAME [| language]    somebody unknown; becomes the one who speaks
@ as NAME                       this one speaks from here on
@ invitation CODE | role | area [| name]
@ import KIND | HEAD | ROW …     a file is taken over
@ restart                       the program stops and starts again
@ photo / @ sticker             something is sent that cannot be read
@ nfd WORDS                     typed with decomposed letters
@ sent 2026-11-17 23:50 | WORDS typed then, arriving now
@ silence WORDS                 typed, and not answered
@ told                          what was written to this one unasked since the last "@ told"
@ tick 2026-11-25 08:00         the clock ticks at that time; what it says to the one who speaks
@ keep [label]                  remembers a button (only with buttons)
@ old                           taps the remembered button (only with buttons)
@ twice [label]                 chooses twice, the second time before the answer is there
@ taps 6                        so many taps were made at most since the last "@ taps" (only with buttons)
> words                         typed; {1} is the first client code that was seen, {s2} the second number of a slip,
                                {m1} the first code of an invitation
>> [label] [label]              chosen: tapped one after another, or typed by their numbers or words in one message
tapped: … / typed: …            a line for one channel alone
= talk held_on=2026-11-18 …     what is recorded in the end (see records.py), the same for both channels

In the conversations written down beside a script, "~" begins an answer that changed an earlier message in place.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

Channel = Literal["tapped", "typed"]
CHANNELS: tuple[Channel, ...] = ("tapped", "typed")


@dataclass(frozen=True)
class Line:
    """A step: `kind` is "@", ">" or ">>"; `words` what follows it; `labels` the choices in brackets."""

    kind: str
    words: str
    labels: tuple[str, ...]
    only: Channel | None


@dataclass
class Script:
    """A conversation: its steps and what is recorded in the end."""

    about: str = ""
    lines: list[Line] = field(default_factory=list)
    records: list[str] = field(default_factory=list)


def parse(text: str) -> Script:
    """Reads a script. ValueError for a line that is none of its kinds."""
    script = Script()
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("#"):
            script.about = script.about or line[1:].strip()
            continue
        if not line:
            continue
        only: Channel | None = None
        for channel in CHANNELS:
            if line.startswith(f"{channel}: "):
                only, line = channel, line.removeprefix(f"{channel}: ")
        kind, _, words = line.partition(" ")
        if kind == "=" and only is None:
            script.records.append(words)
        elif kind in ("@", ">", ">>"):
            labels = tuple(re.findall(r"\[([^\]]+)\]", words)) if kind != ">" else ()
            script.lines.append(Line(kind, words, labels, only))
        else:
            raise ValueError(f"line {number} is no step: {raw}")
    return script
