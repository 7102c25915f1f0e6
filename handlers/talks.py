"""Logging a talk: a communication session with households or a group (buổi truyền thông, tư vấn)."""

from datetime import date, timedelta
from typing import Any

from db import talks
from handlers.actions import FIELD_WORKERS, action
from handlers.fields import UNSET, Answers, Choice, Date, Integer, Listed, Many, Text, World
from handlers.filling import begin, filling, home_row
from handlers.forms import Doubt, Form, State
from handlers.screens import Button, Screen
from handlers.turn import Turn
from locales import N_

OLDEST = 60
"""Days back that a talk may be logged."""

SAME_WITHIN = timedelta(minutes=15)
"""Two talks that say the same within this time are probably one."""

TALK_FORMS = (
    Listed("household_visit", N_("Household visit"), ("thăm hộ", "vãng gia", "visit")),
    Listed("counselling", N_("Counselling"), ("tư vấn", "tv")),
    Listed("group_talk", N_("Group talk"), ("nói chuyện", "sinh hoạt", "họp nhóm", "group")),
    Listed("community_event", N_("Community event"), ("sự kiện", "mít tinh", "chiến dịch", "event")),
    Listed("loudspeaker", N_("Loudspeaker"), ("loa", "phát thanh", "truyền thanh")),
    Listed("online", N_("Online"), ("online", "zalo", "facebook", "trực tuyến")),
)
FUNDING = (
    Listed("city", N_("The city"), ("thành phố", "tp")),
    Listed("local", N_("The commune"), ("xã", "phường", "địa phương")),
    Listed("none", N_("No cost"), ("không", "không kinh phí", "0 đồng")),
)


def _day_is_loggable(value: Any, _answers: Answers, world: World) -> str | None:
    day = date.fromisoformat(value)
    named = world.lang.date(day, world.today)
    if day > world.today:
        return world.lang.say("{day} is still to come. A talk is logged after it was held.", day=named)
    if (world.today - day).days > OLDEST:
        return world.lang.say(
            "{day} is more than {days} days ago. A talk can be logged up to {days} days back.", day=named, days=OLDEST
        )
    return None


def _at_most_attendees(value: Any, answers: Answers, world: World) -> str | None:
    if value is None or value <= answers.get("attendees", value):
        return None
    return world.lang.say(
        "There were {attendees} people in all, so at most {attendees}.",
        attendees=world.lang.number(answers["attendees"]),
    )


def _as_many_as_people(answers: Answers, _world: World) -> Any:
    return answers.get("attendees", UNSET)


def _is(form: str) -> Any:
    return lambda answers: answers.get("form") == form


def _women_among(name: str, title: str, label: str, topic: str) -> Integer:
    """How many of the people were women of the age that the plan counts (KH 324, MT1.4 and MT1.5) for this topic."""
    return Integer(
        name=name,
        title=title,
        label=label,
        required=False,
        least=0,
        most=5000,
        presets=(0, 1, 2, 3, 5, 10, 15, 20, 30, 50),
        relevant=lambda answers: topic in answers.get("topics", ()),
        constraint=_at_most_attendees,
    )


FIELDS = (
    Date(
        name="held_on",
        title=N_("When"),
        label=N_("When was it?"),
        hint=N_("Or type it: yesterday, Thursday, 18/11."),
        default=lambda _answers, world: world.today.isoformat(),
        constraint=_day_is_loggable,
    ),
    Choice(name="form", title=N_("What kind"), label=N_("What kind of talk was it?"), choices=TALK_FORMS),
    Many(
        name="topics",
        title=N_("About"),
        label=N_("What was it about?"),
        hint=N_("Several can be chosen; then “Done”."),
        choices="topics",
    ),
    Integer(
        name="attendees",
        title=N_("People"),
        label=N_("How many people took part?"),
        least=1,
        most=5000,
        presets=(1, 2, 3, 5, 10, 15, 20, 30, 50, 100),
    ),
    Integer(
        name="households",
        title=N_("Households"),
        label=N_("How many households?"),
        least=1,
        most=500,
        presets=(1, 2, 3, 4, 5, 8, 10, 15, 20, 30),
        relevant=_is("household_visit"),
        default=_as_many_as_people,
        constraint=_at_most_attendees,
    ),
    _women_among(
        "women_40",
        N_("Women of 40 and over"),
        N_("How many of them were women of 40 and over?"),
        topic="breast_cancer",
    ),
    _women_among(
        "women_30_54",
        N_("Women of 30–54"),
        N_("How many of them were women of 30–54?"),
        topic="cervical_cancer",
    ),
    Choice(
        name="funding",
        title=N_("Paid by"),
        label=N_("Who paid for the event?"),
        choices=FUNDING,
        columns=3,
        relevant=_is("community_event"),
    ),
    Integer(
        name="leaflets",
        title=N_("Leaflets"),
        label=N_("How many leaflets were handed out?"),
        least=0,
        most=10000,
        presets=(0, 5, 10, 20, 50),
        relevant=lambda answers: answers.get("form") not in ("loudspeaker", "online"),
        default=0,
    ),
    Text(
        name="note",
        title=N_("Note"),
        label=N_("Anything to add?"),
        hint=N_("No names, telephone or identity numbers of clients, please."),
        required=False,
        default=None,
    ),
)


async def _keep(turn: Turn, facts: dict[str, Any], state: State, sure: bool) -> Screen | Doubt:
    area = turn.person.working_area
    if area is None:
        return Screen(turn.lang.say("You have no working area at present. Please ask the commune officer."))
    same = None if sure else await talks.same_talk(turn.session, turn.own, facts, turn.now, SAME_WITHIN)
    if same is not None:
        return Doubt(
            N_("The same talk was already recorded at {time}. Add another one?"),
            {"time": turn.lang.time(same.entered_at, turn.zone)},
        )
    talk_id = await talks.add_talk(
        turn.session,
        facts,
        person_id=turn.person.id,
        area_id=area,
        channel=turn.channel,
        update_id=turn.update_id,
        now=turn.now,
    )
    month = await talks.totals(turn.session, turn.own, turn.today.replace(day=1), turn.today)
    lang = turn.lang
    so_far = lang.plural(
        "This month: {n} talk, {people} people.",
        "This month: {n} talks, {people} people.",
        month.talks,
        people=lang.number(month.attendees),
    )
    another = Button(lang.say("➕ Log another"), "talk")
    view = Button(lang.say("✏️ View, correct"), f"+open:{talk_id}")
    recorded = lang.say("✅ Recorded.") + f" {brief(turn, facts)}"
    return Screen(f"{recorded}\n{so_far}", ((another, view), home_row(turn, fresh=True)))


TALK = filling(Form("talk", N_("📣 Communication session"), FIELDS), _keep)


@action("talk", FIELD_WORKERS)
async def log_talk(turn: Turn, _argument: str) -> Screen:
    """Opens the form for a new talk."""
    return begin(turn, TALK)


@action("again", FIELD_WORKERS)
async def like_last_time(turn: Turn, _argument: str) -> Screen:
    """Opens the card of a new talk that repeats the last one, held today, without its note."""
    last = await talks.last_talk(turn.session, turn.own)
    if last is None:
        opened = begin(turn, TALK)
        return opened.saying(turn.lang.say("There is no earlier talk to repeat yet."))
    return begin(turn, TALK, answers_of(last, without=("held_on", "note")))


def answers_of(kept: talks.Kept, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The answers that would make this talk; what was left open stays open."""
    return {
        name: value
        for name, value in kept.facts.items()
        if name not in without and (value is not None or name in ("women_40", "women_30_54"))
    }


def brief(turn: Turn, facts: dict[str, Any]) -> str:
    """A talk in one line: "Thăm hộ, hôm nay, 5 người"."""
    form = next(choice.label for choice in TALK_FORMS if choice.key == facts["form"])
    day = turn.lang.date(date.fromisoformat(facts["held_on"]), turn.today)
    people = turn.lang.plural("{n} person", "{n} people", facts["attendees"])
    return f"{turn.lang.say(form)}, {day}, {people}."
