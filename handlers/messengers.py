"""What a conversation may know of the messengers: where each is opened, and what it lets us send. None by its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.quotas import Quota
from locales import Language


@dataclass(frozen=True)
class Served:
    """A messenger that the program serves. `link` opens the notebook there, as far as it is known; `takes_code`: a code
    put behind the link arrives with it, otherwise it has to be typed."""

    channel: str
    link: str = ""
    takes_code: bool = False
    quota: Quota | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        return messenger_name(self.channel)

    def way_in(self, code: str) -> str:
        """The link for somebody who has this code; empty where it is not known."""
        return self.link + code if self.link and self.takes_code else self.link


def messenger_name(channel: str) -> str:
    """What a channel is called."""
    return channel.capitalize()


def ways_in(messengers: Sequence[Served], code: str, lang: Language) -> list[str]:
    """A line for each messenger in which somebody with this code can open the notebook."""
    return [
        lang.say("👉 {messenger}: {link}", messenger=one.title, link=one.way_in(code))
        if one.takes_code
        else lang.say("👉 {messenger}: {link} (send the code there)", messenger=one.title, link=one.link)
        for one in messengers
        if one.link
    ]


def scans(messengers: Sequence[Served], code: str) -> tuple[tuple[str, str], ...]:
    """The same for a scanner: the messengers' names and the links."""
    return tuple((one.title, one.way_in(code)) for one in messengers if one.link)
