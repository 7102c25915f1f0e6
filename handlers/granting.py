"""Roles of people, as an admin gives and ends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.areas import Area, all_areas
from db.people import Grant, Person
from db.scope import Scope
from db.team import Held, end_grants, grant, grants_of, staff
from handlers.actions import action, row_id
from handlers.confirming import ask
from handlers.fields import Answers, Choice, Listed, World, brief
from handlers.filling import begin, filling, home_row
from handlers.finding import ADMINS
from handlers.forms import Doubt, Form, State
from handlers.paging import moves, page_of
from handlers.people import not_yours
from handlers.reading.options import Ambiguous, Option, choose
from handlers.rights import as_admin, is_admin_of
from handlers.roles import HELD_IN, MARKS, NAMES
from handlers.screens import Button, Screen
from handlers.telling import tell
from handlers.turn import Turn
from locales import N_, Language

PAGE = 8
"""People listed at once."""


@action("staff", ADMINS)
async def show_staff(turn: Turn, argument: str) -> Screen:
    """The officers, supervisors and admins; the argument is the page."""
    found = await staff(turn.session, await as_admin(turn), turn.today)
    return _listed(turn, found, page_of(argument))


@action("find_staff", ADMINS)
async def find_staff(turn: Turn, said: str) -> Screen:
    """The officers, supervisors and admins whom typed words name, by their own name or that of their area."""
    found = await staff(turn.session, await as_admin(turn), turn.today)
    options = [
        Option(str(who), held[0].name, tuple(one.area_name for one in held)) for who, held in _by_person(found).items()
    ]
    named = choose(said, options, numbers=False)
    if isinstance(named, Option):
        return await show_grants(turn, named.key)
    if isinstance(named, Ambiguous):
        keys = {option.key for option in named.options}
        return _listed(turn, [one for one in found if str(one.person_id) in keys], 0)
    return _listed(turn, found, 0).saying(turn.lang.say("Nobody here is called “{text}”.", text=brief(said)))


@action("grants", ADMINS)
async def show_grants(turn: Turn, argument: str) -> Screen:
    """The roles of a person; the argument is the person's id."""
    person = await _person(turn, argument)
    if person is None:
        return await not_yours(turn)
    lang = turn.lang
    held = await grants_of(turn.session, await as_admin(turn), person.id, turn.today)
    lines = [f"🎭 {person.name}", "", *(f"• {_role(lang, one)}" for one in held)]
    if not held:
        lines.append(lang.say("No role at present."))
    ends = [
        (Button(lang.say("✖️ End: {role}", role=_role(lang, one)), f"end_grant:{one.grant_id}"),)
        for one in held
        if not _is_own_admin(turn, one)
    ]
    add = Button(lang.say("➕ Add a role"), f"new_grant:{person.id}")
    phones = Button(lang.say("📱 Phones"), f"phones:.{person.id}")
    return Screen("\n".join(lines), (*ends, (add, phones), (Button(lang.say("🧑‍💼 Staff"), "staff"), *home_row(turn))))


@action("new_grant", ADMINS)
async def open_grant(turn: Turn, argument: str) -> Screen:
    """Opens the form for another role of a person."""
    person = await _person(turn, argument)
    return await not_yours(turn) if person is None else await begin(turn, GRANT, about={"person": person.id})


@action("end_grant", ADMINS)
async def ask_to_end(turn: Turn, argument: str) -> Screen:
    """Asks whether a role shall end; the argument is its grant's id."""
    one = await _grant(turn, argument)
    if one is None:
        return await not_yours(turn)
    lang = turn.lang
    if _is_own_admin(turn, one):
        own = lang.say("You cannot end your own role as an administrator; another one has to do it.")
        return (await show_grants(turn, str(one.person_id))).saying(own)
    return ask(
        turn,
        lang.say(
            "End this role of {name}: {role}? It takes effect at once. What is recorded stays.",
            name=one.name,
            role=_role(lang, one),
        ),
        asked=f"end_grant:{one.grant_id}",
        yes=(lang.say("Yes, end it"), f"end_grant_now:{one.grant_id}"),
        no=(lang.say("No"), f"grants:{one.person_id}"),
    )


@action("end_grant_now", ADMINS)
async def end(turn: Turn, argument: str) -> Screen:
    """Ends a role."""
    one = await _grant(turn, argument)
    if one is None or _is_own_admin(turn, one):
        return await not_yours(turn)
    await end_grants(turn.session, [one.grant_id], turn.today, person_id=turn.person.id, now=turn.now)
    return (await show_grants(turn, str(one.person_id))).saying(turn.lang.say("✅ The role has ended."))


async def prepare(turn: Turn) -> None:
    """Reads the areas in which the speaker may give roles."""
    inside = (await as_admin(turn)).area_ids or frozenset()
    areas = [
        area
        for area in await all_areas(turn.session)
        if area.id in inside and area.kind in ("city", "cluster", "commune") and _is_valid(area, turn)
    ]
    areas.sort(key=lambda area: (("city", "cluster", "commune").index(area.kind), area.code))
    turn.lists["granted_areas"] = [Option(str(area.id), area.name) for area in areas]
    turn.known["kinds"] = {str(area.id): area.kind for area in areas}


async def _keep(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    person = await _person(turn, str(state["about"]["person"]))
    area = await turn.session.get(Area, int(answers["area"]))
    role = answers["role"]
    if person is None or area is None or role not in HELD_IN[area.kind] or not await is_admin_of(turn, area.id):
        return await not_yours(turn)
    added = await grant(turn.session, person.id, role, area.id, turn.today, person_id=turn.person.id, now=turn.now)
    shown = await show_grants(turn, str(person.id))
    if added is None:
        return shown.saying(turn.lang.say("{name} has this role already.", name=person.name))
    await tell(turn, [person.id], "granted", str(added), lambda lang: _news(lang, role, area))
    return shown.saying(turn.lang.say("✅ The role is given. It holds from the next message on."))


@dataclass(frozen=True, kw_only=True)
class GrantedArea(Choice):
    """An area in which the role that was chosen is held."""

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        kinds = [kind for kind, roles in HELD_IN.items() if answers.get("role") in roles]
        return [option for option in super().options(answers, world) if world.known["kinds"][option.key] in kinds]


GRANT = filling(
    Form(
        "grant",
        N_("🎭 New role"),
        (
            Choice(
                name="role",
                title=N_("Role"),
                label=N_("Which role?"),
                choices=tuple(Listed(role, name) for role, name in NAMES.items()),
                columns=1,
            ),
            GrantedArea(name="area", title=N_("Area"), label=N_("Where?"), choices="granted_areas", columns=1, page=8),
        ),
    ),
    _keep,
    prepare,
    ADMINS,
)


def _listed(turn: Turn, found: Sequence[Held], page: int) -> Screen:
    lang, people = turn.lang, _by_person(found)
    lines = [lang.say("🧑‍💼 Officers, supervisors, administrators: {n}", n=lang.number(len(people)))]
    if len(people) > PAGE:
        lines.append(lang.say("To find somebody, type a part of the name."))
    rows = [
        (Button(_label(held), f"grants:{who}"),) for who, held in list(people.items())[page * PAGE : (page + 1) * PAGE]
    ]
    turning = moves(lang, "staff:", page, more=len(people) > (page + 1) * PAGE)
    return Screen("\n".join(lines), (*rows, *turning, home_row(turn)), hears="find_staff")


def _by_person(found: Sequence[Held]) -> dict[int, list[Held]]:
    people: dict[int, list[Held]] = {}
    for one in found:
        people.setdefault(one.person_id, []).append(one)
    return people


def _label(held: Sequence[Held]) -> str:
    marks = "".join(dict.fromkeys(MARKS[one.role] for one in held))
    return f"{marks} {held[0].name} · {', '.join(dict.fromkeys(one.area_name for one in held))}"


async def _person(turn: Turn, argument: str) -> Person | None:
    """The person with this id: one with a role in the speaker's areas, or with none at all."""
    person_id = row_id(argument)
    person = None if person_id is None else await turn.session.get(Person, person_id)
    if person is None:
        return None
    inside = await grants_of(turn.session, await as_admin(turn), person.id, turn.today)
    anywhere = await grants_of(turn.session, Scope.everything(), person.id, turn.today)
    return person if inside or not anywhere else None


async def _grant(turn: Turn, argument: str) -> Held | None:
    """The grant with this id, in the speaker's areas."""
    grant_id = row_id(argument)
    found = None if grant_id is None else await turn.session.get(Grant, grant_id)
    if found is None:
        return None
    held = await grants_of(turn.session, await as_admin(turn), found.person_id, turn.today)
    return next((one for one in held if one.grant_id == grant_id), None)


def _is_own_admin(turn: Turn, one: Held) -> bool:
    """Whether a grant is the speaker's own as an administrator: another one has to end it."""
    return one.person_id == turn.person.id and one.role == "admin"


def _role(lang: Language, one: Held) -> str:
    return f"{MARKS[one.role]} {lang.say(NAMES[one.role])} · {one.area_name}"


def _news(lang: Language, role: str, area: Area) -> str:
    return lang.say("🎭 You have been given a role: {role} · {place}", role=lang.say(NAMES[role]), place=area.name)


def _is_valid(area: Area, turn: Turn) -> bool:
    return area.valid_from <= turn.today and (area.valid_to is None or area.valid_to >= turn.today)
