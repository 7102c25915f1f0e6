"""The words for what is on record in the log: what each act is called, and the kinds that acts are asked by."""

from collections.abc import Mapping

from db.staff import Key, Subject
from handlers.roles import NAMES
from locales import N_, Language

KINDS = {
    "read": (N_("👁 Looking at clients"), ("read client", "read referral", "read results", "list results")),
    "export": (
        N_("📄 Files"),
        (
            "export own data",
            "export audit",
            "export targets",
            "export report",
            "export talks",
            "export distributions",
            "export referrals",
            "export figures",
            "export dhis2",
        ),
    ),
    "rights": (
        N_("🎭 Roles"),
        (
            "invite",
            "withdraw invitation",
            "join",
            "grant",
            "end role",
            "approve",
            "refuse",
            "suspend",
            "unsuspend",
            "make cluster",
            "change cluster",
        ),
    ),
    "clients": (
        N_("👥 Clients"),
        (
            "forget",
            "hand over",
            "consent reminder",
            "consent referral",
            "withdraw reminder",
            "withdraw referral",
        ),
    ),
    "accounts": (N_("📱 Accounts"), ("make code", "link", "cut off", "close account", "destroy")),
    "others": (
        N_("🗓 Other things"),
        (
            "announce",
            "stop announcement",
            "remind unread",
            "enter leave",
            "withdraw leave",
            "set commune",
            "add hamlet",
            "rename hamlet",
            "declare day",
            "undeclare day",
            "enter figure",
            "correct figure",
            "withdraw figure",
        ),
    ),
}
"""The kinds by which acts are asked for: what each is called, and its acts."""

ACTS = {
    "read client": N_("looked at a client"),
    "read referral": N_("looked at a referral"),
    "read results": N_("looked at results"),
    "list results": N_("looked at the list of results"),
    "export own data": N_("took a file of their own data"),
    "export audit": N_("took a file of the log"),
    "export talks": N_("took a file of talks"),
    "export distributions": N_("took a file of distributions"),
    "export referrals": N_("took a file of referrals"),
    "export figures": N_("took a file of figures"),
    "export dhis2": N_("took a file for DHIS2"),
    "export targets": N_("took a file of the scorecard"),
    "export report": N_("took a monthly report"),
    "invite": N_("made an invitation"),
    "withdraw invitation": N_("withdrew an invitation"),
    "join": N_("joined by a code"),
    "grant": N_("gave a role"),
    "end role": N_("ended a role"),
    "approve": N_("confirmed somebody"),
    "refuse": N_("turned somebody away"),
    "suspend": N_("suspended somebody"),
    "unsuspend": N_("let somebody work again"),
    "make cluster": N_("made a cluster"),
    "change cluster": N_("changed a cluster"),
    "forget": N_("forgot a client"),
    "hand over": N_("handed over"),
    "consent reminder": N_("noted a consent to reminders"),
    "consent referral": N_("noted a consent to referral"),
    "withdraw reminder": N_("noted that reminders are no longer wanted"),
    "withdraw referral": N_("noted that referral is no longer wanted"),
    "make code": N_("made a code for a phone"),
    "link": N_("opened the notebook in another chat"),
    "cut off": N_("cut a phone off"),
    "close account": N_("left Sổ Tay"),
    "destroy": N_("personal data destroyed after leaving"),
    "announce": N_("sent an announcement"),
    "stop announcement": N_("stopped an announcement"),
    "remind unread": N_("reminded of an announcement"),
    "enter leave": N_("entered leave"),
    "withdraw leave": N_("took leave back"),
    "set commune": N_("changed a commune's settings"),
    "add hamlet": N_("added a hamlet"),
    "rename hamlet": N_("renamed a hamlet"),
    "declare day": N_("declared a day off or worked"),
    "undeclare day": N_("left a day to the calendar again"),
    "enter figure": N_("entered a figure of the plan"),
    "correct figure": N_("corrected a figure of the plan"),
    "withdraw figure": N_("withdrew a figure of the plan"),
}
"""What each act is called."""

SUBJECTS = {
    "client": N_("client no. {n}"),
    "person": N_("person no. {n}"),
    "grant": N_("role no. {n}"),
    "area": N_("area no. {n}"),
    "leave": N_("leave no. {n}"),
    "referral": N_("referral no. {n}"),
    "handover": N_("handover no. {n}"),
    "announcement": N_("announcement no. {n}"),
    "day": N_("day {n}"),
    "figure": N_("figure no. {n}"),
    "acts": N_("{n} acts of the log"),
    "rows": N_("{n} rows"),
    "values": N_("{n} values"),
}
"""What each kind of subject is called."""


def act_name(lang: Language, act: str) -> str:
    """What an act is called; its own name, if it is newer than these words."""
    return lang.say(ACTS[act]) if act in ACTS else act


def subject_name(lang: Language, key: Key, named: Mapping[Key, Subject]) -> str:
    """What an act was done to, by its number, and by its name if it has one."""
    kind, subject_id = key
    words = lang.say(SUBJECTS[kind], n=subject_id) if kind in SUBJECTS else f"{kind} {subject_id}"
    subject = named.get(key)
    if subject is None:
        return words
    role = lang.say(NAMES[subject.role]) if subject.role else ""
    return f"{words} ({', '.join(filter(None, (subject.name, role, subject.area)))})"
