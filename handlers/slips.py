"""The slip that somebody who is referred carries to the facility. Pure: a referral in, a Paper out.

Health data go to a provider only at the person's own written request (Law 91/2025/QH15, article 26). So the slip is
given to her, and she decides whether to show it: no name is printed, she may write it in by hand, and of a sign it says
only that there is one. It speaks Vietnamese, whatever language the collaborator reads, and is no medical document.
"""

from datetime import date

from db.catalogue import Catalogue
from db.records import Kept
from handlers.purposes import purpose_names
from handlers.referral_fields import LAST_SCREENED
from handlers.screens import Paper
from locales import language

DAY = "%d/%m/%Y"
TO_WRITE = "." * 36
"""A line to write on by hand."""
_TOLD = {listed.key: listed.label for listed in LAST_SCREENED if listed.key != "not_known"}


def slip(catalogue: Catalogue, kept: Kept, *, code: str | None, commune: str | None) -> Paper:
    """The slip of a referral. `code` is the client's, `commune` the name of the commune ("Phường Ba Đình")."""
    lang, facts = language("vi"), kept.facts
    purposes = purpose_names(catalogue, lang, facts["purposes"])
    facility = next((one.name for one in catalogue.facilities if one.code == facts["facility"]), TO_WRITE)
    rows = [(lang.say("Day"), _written(kept.day))]
    if code:
        rows.append((lang.say("Client code"), code))
    elif facts["count"] > 1:
        rows.append((lang.say("People"), lang.number(facts["count"])))
    rows.append((lang.say("Full name (written in by hand, if wished)"), TO_WRITE))
    if commune:
        rows.append((lang.say("Commune"), commune))
    rows += [(lang.say("Referred for"), purposes), (lang.say("Where to"), facility)]
    last_screened = _TOLD.get(facts["last_screened"])
    if last_screened is not None:
        rows.append((lang.say("Last screening"), lang.say(last_screened)))
    footer = [
        lang.say("The person referred carries this slip and decides whether to show it."),
        lang.say("It is no medical document and no result."),
    ]
    if commune:
        name = f"{commune[0].lower()}{commune[1:]}"
        sender = lang.say("Referred by a population collaborator, health station of {commune}.", commune=name)
        footer.insert(0, sender)
    return Paper(
        name=f"phieu-{facts['slip']}",
        title=lang.say("REFERRAL SLIP"),
        number=facts["slip"],
        rows=tuple(rows),
        notice=lang.say("There is a sign: please examine now") if facts["sign"] else "",
        footer="\n".join(footer),
    )


def _written(day: date) -> str:
    return day.strftime(DAY)
