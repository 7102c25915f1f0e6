"""Clusters as an admin arranges them: made from communes, with those of a former district as the first proposal."""

from dataclasses import dataclass
from typing import Any

from db.areas import Area, children
from db.clusters import clusters, communes, former_districts, make_cluster, put_under
from db.reorganising import stranded
from db.team import staff
from handlers.actions import action, row_id
from handlers.fields import UNSET, Answers, Choice, Field, Invalid, Text, World, brief
from handlers.filling import begin, filling, home_row
from handlers.finding import ADMINS
from handlers.forms import Doubt, Form, State
from handlers.people import not_yours
from handlers.reading.options import Ambiguous, Option, Unread, choose_many
from handlers.rights import as_admin, is_admin_of
from handlers.screens import Button, Rows, Screen, in_rows
from handlers.turn import Turn
from locales import N_

NONE = "none"
"""No former district: the communes are named one by one."""


_KINDS = ("Quận ", "Huyện ", "Thị xã ")


@dataclass(frozen=True, kw_only=True)
class Communes(Field):
    """Some communes of today, typed one after the other; kept as their ids."""

    def read(self, text: str, answers: Answers, world: World) -> list[str]:
        found = choose_many(text, world.lists["communes"], numbers=False)
        if isinstance(found, Ambiguous):
            names = " / ".join(option.label for option in found.options[:4])
            raise Invalid(world.lang.say("“{text}” could be: {names}. Which one?", text=brief(text), names=names))
        if isinstance(found, Unread):
            raise Invalid(
                world.lang.say(
                    "No commune of today is called “{text}”. Type the names, separated by commas.",
                    text=brief(found.part),
                )
            )
        return sorted(found)

    def show(self, value: Any, world: World) -> str:
        return ", ".join(option.label for option in world.lists["communes"] if option.key in value)

    def fits(self, value: Any, answers: Answers, world: World) -> bool:
        keys = {option.key for option in world.lists["communes"]}
        return isinstance(value, list) and bool(value) and keys.issuperset(value)


@action("clusters", ADMINS)
async def show_clusters(turn: Turn, _argument: str) -> Screen:
    """All clusters."""
    city = await _city(turn)
    if city is None:
        return await not_yours(turn)
    lang, found = turn.lang, await clusters(turn.session, turn.today)
    text = lang.say("🗺 Clusters of communes: {n}", n=lang.number(len(found)))
    if not found:
        text = lang.say("🗺 No clusters yet. A cluster groups communes for a supervisor.")
    buttons = [Button(f"{one.name} ({lang.number(one.communes)})", f"cluster:{one.id}") for one in found]
    waiting = await stranded(turn.session, await as_admin(turn))
    rows: Rows = ()
    if waiting:
        n = len({one.person_id for one in waiting})
        told = lang.plural("⚠️ {n} person without a new area", "⚠️ {n} people without a new area", n)
        rows = ((Button(told, "stranded"),),)
    add = (Button(lang.say("➕ New cluster"), "new_cluster"), Button(lang.say("🧑‍💼 Staff"), "staff"))
    invite = (Button(lang.say("✉️ Invite"), f"invite:{city.id}"), Button(lang.say("🔑 Open codes"), f"codes:{city.id}"))
    return Screen(text, (*rows, *in_rows(buttons, 2), add, invite, home_row(turn)))


@action("cluster", ADMINS)
async def open_cluster(turn: Turn, argument: str) -> Screen:
    """One cluster; the argument is its id."""
    cluster = await _cluster(turn, argument)
    if cluster is None:
        return await not_yours(turn)
    lang = turn.lang
    inside = await children(turn.session, cluster.id, turn.today)
    everybody = await staff(turn.session, await as_admin(turn), turn.today)
    supervisors = [one.name for one in everybody if one.area_id == cluster.id]
    lines = [
        f"🗺 {cluster.name}",
        "",
        ": ".join((lang.say("Communes"), ", ".join(one.name for one in inside) or "–")),
        ": ".join((lang.say("Supervisors"), ", ".join(supervisors) or "–")),
    ]
    rows = (
        (
            Button(lang.say("➕ Add communes"), f"cluster_more:{cluster.id}"),
            Button(lang.say("➖ Take communes out"), f"cluster_less:{cluster.id}"),
        ),
        (
            Button(lang.say("✉️ Invite a supervisor"), f"invite:{cluster.id}"),
            Button(lang.say("🔑 Open codes"), f"codes:{cluster.id}"),
        ),
        (Button(lang.say("🗺 Clusters"), "clusters"), *home_row(turn)),
    )
    return Screen("\n".join(lines), rows)


@action("new_cluster", ADMINS)
async def new_cluster(turn: Turn, _argument: str) -> Screen:
    """Opens the form for a cluster."""
    return await not_yours(turn) if await _city(turn) is None else await begin(turn, CLUSTER)


@action("cluster_more", ADMINS)
async def add_communes(turn: Turn, argument: str) -> Screen:
    """Asks for communes to add to a cluster."""
    return await _begin(turn, MORE, argument)


@action("cluster_less", ADMINS)
async def take_communes_out(turn: Turn, argument: str) -> Screen:
    """Asks for communes to take out of a cluster."""
    return await _begin(turn, LESS, argument)


async def prepare(turn: Turn) -> None:
    """Reads the communes of today and the districts that they came from."""
    found, came = await communes(turn.session, turn.today), await former_districts(turn.session, turn.today)
    turn.lists["communes"] = [_option(one) for one in found]
    turn.known["came_from"] = {str(commune_id): district for commune_id, district in came.items()}
    none = Option(NONE, turn.lang.say("None: I name the communes"), ("không", "tự chọn"))
    turn.lists["districts"] = [none, *(Option(name, name) for name in sorted(set(came.values()), key=_bare))]


async def prepare_inside(turn: Turn) -> None:
    """Reads the communes of the cluster at hand."""
    turn.lists["communes"] = [
        _option(one) for one in await children(turn.session, turn.known["about"]["cluster"], turn.today)
    ]


async def _keep(turn: Turn, answers: dict[str, Any], _state: State, _sure: bool) -> Screen | Doubt:
    city = await _city(turn)
    if city is None:
        return await not_yours(turn)
    ids = [int(key) for key in answers["communes"]]
    cluster = await make_cluster(
        turn.session, city, answers["name"], ids, turn.today, person_id=turn.person.id, now=turn.now
    )
    return (await open_cluster(turn, str(cluster.id))).saying(turn.lang.say("✅ The cluster is made."))


async def _keep_more(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    cluster = await _cluster(turn, str(state["about"]["cluster"]))
    return await not_yours(turn) if cluster is None else await _put(turn, cluster, cluster.id, answers)


async def _keep_less(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    cluster = await _cluster(turn, str(state["about"]["cluster"]))
    if cluster is None or cluster.parent_id is None:
        return await not_yours(turn)
    return await _put(turn, cluster, cluster.parent_id, answers)


async def _put(turn: Turn, cluster: Area, parent_id: int, answers: dict[str, Any]) -> Screen:
    ids = [int(key) for key in answers["communes"]]
    await put_under(turn.session, parent_id, ids, person_id=turn.person.id, now=turn.now)
    return (await open_cluster(turn, str(cluster.id))).saying(turn.lang.say("✅ Recorded."))


async def _begin(turn: Turn, form: Form, argument: str) -> Screen:
    cluster = await _cluster(turn, argument)
    return await not_yours(turn) if cluster is None else await begin(turn, form, about={"cluster": cluster.id})


async def _city(turn: Turn) -> Area | None:
    """The city whose admin the speaker is."""
    areas = [await turn.session.get(Area, held.area_id) for held in turn.person.roles if held.role == "admin"]
    return next((area for area in areas if area is not None and area.kind == "city"), None)


async def _cluster(turn: Turn, argument: str) -> Area | None:
    area_id = row_id(argument)
    area = None if area_id is None else await turn.session.get(Area, area_id)
    if area is None or area.kind != "cluster" or not await is_admin_of(turn, area.id):
        return None
    return area


def _option(commune: Area) -> Option:
    return Option(str(commune.id), commune.name, (commune.name.partition(" ")[2],))


def _of_district(answers: Answers, world: World) -> Any:
    came = world.known["came_from"]
    found = sorted(key for key, district in came.items() if district == answers.get("district"))
    return found or UNSET


def _named_after(answers: Answers, world: World) -> Any:
    district = answers.get("district", NONE)
    if district == NONE:
        return UNSET
    return world.lang.say("Cluster {name}", name=_bare(district))


def _bare(district: str) -> str:
    """A district's name without the kind of district that it was."""
    return next(district[len(kind) :] for kind in (*_KINDS, "") if district.startswith(kind))


def _communes_field(default: Any = UNSET) -> Communes:
    return Communes(
        name="communes",
        title=N_("Communes"),
        label=N_("Which communes of today?"),
        hint=N_("Type the names, separated by commas: Ba Đình, Ngọc Hà"),
        default=default,
    )


CLUSTER = filling(
    Form(
        "cluster",
        N_("🗺 New cluster"),
        (
            Choice(
                name="district",
                title=N_("Former district"),
                label=N_("Begin with the communes of a former district?"),
                hint=N_("Communes that came from several districts stand under the one most of them came from."),
                choices="districts",
                page=8,
            ),
            Text(
                name="name", title=N_("Name"), label=N_("What is the cluster called?"), default=_named_after, most=120
            ),
            _communes_field(_of_district),
        ),
    ),
    _keep,
    prepare,
    ADMINS,
)
MORE = filling(Form("cluster_more", N_("➕ More communes"), (_communes_field(),)), _keep_more, prepare, ADMINS)
LESS = filling(Form("cluster_less", N_("➖ Communes out"), (_communes_field(),)), _keep_less, prepare_inside, ADMINS)
