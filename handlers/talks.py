"""Logging a talk: a communication session with households or a group (buổi truyền thông, tư vấn)."""

from datetime import date
from typing import Any

from db.records import Kept
from db.talks import TALKS, totals
from handlers.actions import FIELD_WORKERS, action
from handlers.common_fields import NOTE, when
from handlers.fields import UNSET, Answers, Choice, Integer, Listed, Many, World
from handlers.filling import begin, filling, home_row
from handlers.forms import Doubt, Form, State
from handlers.records import SAME_WITHIN, RecordKind, keep, no_area
from handlers.screens import Button, Screen
from handlers.turn import Turn
from locales import N_

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
    return lambda answers, _world: answers.get("form") == form


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
        relevant=lambda answers, _world: topic in answers.get("topics", ()),
        constraint=_at_most_attendees,
    )


FIELDS = (
    when(
        "held_on",
        N_("When was it?"),
        to_come=N_("{day} is still to come. A talk is logged after it was held."),
        too_old=N_("{day} is more than {days} days ago. A talk can be logged up to {days} days back."),
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
        relevant=lambda answers, _world: answers.get("form") not in ("loudspeaker", "online"),
        default=0,
    ),
    NOTE,
)


async def _keep(turn: Turn, answers: dict[str, Any], state: State, sure: bool) -> Screen | Doubt:
    if turn.person.working_area is None:
        return no_area(turn)
    saying_the_same = ("form", "attendees", "topics")
    same = await TALKS.same(turn.session, turn.own, answers, saying_the_same, now=turn.now, within=SAME_WITHIN)
    if same is not None and not sure:
        return Doubt(
            N_("The same talk was already recorded at {time}. Add another one?"),
            {"time": turn.lang.time(same.entered_at, turn.zone)},
        )
    kept = await keep(turn, TALK_KIND, answers)
    month = await totals(turn.session, turn.own, turn.today.replace(day=1), turn.today)
    lang = turn.lang
    so_far = lang.plural(
        "This month: {n} talk, {people} people.",
        "This month: {n} talks, {people} people.",
        month.talks,
        people=lang.number(month.attendees),
    )
    another = Button(lang.say("➕ Log another"), "talk")
    view = Button(lang.say("✏️ View, correct"), f"+open:talk.{kept.id}")
    recorded = lang.say("✅ Recorded.") + f" {_summary(turn, kept)}"
    return Screen(f"{recorded}\n{so_far}", ((another, view), home_row(turn, fresh=True)))


TALK = filling(Form("talk", N_("📣 Communication session"), FIELDS), _keep)


@action("talk", FIELD_WORKERS)
async def log_talk(turn: Turn, _argument: str) -> Screen:
    """Opens the form for a new talk."""
    return await begin(turn, TALK)


@action("talk_again", FIELD_WORKERS)
async def like_last_talk(turn: Turn, _argument: str) -> Screen:
    """Opens the card of a new talk that repeats the last one, held today, without its note."""
    last = await TALKS.last(turn.session, turn.own)
    if last is None:
        opened = await begin(turn, TALK)
        return opened.saying(turn.lang.say("There is no earlier talk to repeat yet."))
    return await begin(turn, TALK, _answers_of(last, without=("held_on", "note")))


def _answers_of(kept: Kept, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The answers that would make this talk; what was left open stays open."""
    return {
        name: value
        for name, value in kept.facts.items()
        if name not in without and (value is not None or name in ("women_40", "women_30_54"))
    }


async def _answers(_turn: Turn, kept: Kept) -> dict[str, Any]:
    return _answers_of(kept)


async def _facts(_turn: Turn, answers: dict[str, Any], _before: Kept | None) -> dict[str, Any]:
    return answers


def _form(turn: Turn, kept: Kept) -> str:
    return turn.lang.say(next(choice.label for choice in TALK_FORMS if choice.key == kept.facts["form"]))


def _people(turn: Turn, kept: Kept) -> str:
    return turn.lang.plural("{n} person", "{n} people", kept.facts["attendees"])


def _summary(turn: Turn, kept: Kept) -> str:
    """A talk in one line: "Thăm hộ, hôm nay, 5 người"."""
    return f"{_form(turn, kept)}, {turn.lang.date(kept.day, turn.today)}, {_people(turn, kept)}."


def _brief(turn: Turn, kept: Kept) -> str:
    return f"{_form(turn, kept)} · {_people(turn, kept)}"


async def _lines(turn: Turn, kept: Kept) -> list[str]:
    world = turn.world()
    shown = [(f, kept.facts.get(f.name)) for f in FIELDS]
    return [f"{turn.lang.say(f.title)}: {f.show(value, world)}" for f, value in shown if value is not None]


async def _sums(turn: Turn, first: date, last: date) -> list[str]:
    lang, sums = turn.lang, await totals(turn.session, turn.own, first, last)
    if not sums.talks:
        return []
    figures = [
        lang.plural("{n} talk", "{n} talks", sums.talks),
        lang.plural("{n} person", "{n} people", sums.attendees),
    ]
    if sums.households:
        figures.append(lang.plural("{n} household", "{n} households", sums.households))
    if sums.leaflets:
        figures.append(lang.plural("{n} leaflet", "{n} leaflets", sums.leaflets))
    return figures


TALK_KIND = RecordKind(
    ledger=TALKS,
    form=TALK,
    again="talk_again",
    facts=_facts,
    answers=_answers,
    brief=_brief,
    lines=_lines,
    sums=_sums,
)
