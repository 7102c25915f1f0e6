"""Every question about records says whose records may be seen, and heeds it. A new one is found here by itself."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

import db as room
import handlers
from db.areas import Area, area_by_code
from db.base import Base
from db.distributions import DISTRIBUTIONS
from db.engine import Db
from db.records import Ledger
from db.referrals import REFERRALS
from db.scope import Scope
from db.statistics.adding import take_in
from db.statistics.asked import Asked
from db.talks import TALKS
from tests.communes import Place, fill, person
from tests.db.given import NOW, TODAY

OF_PEOPLE = {"grants", "invitations"}
"""Tables with a person and an area that hold no records."""
BY_NAME = {"revisions", "city_sums", "commune_sums"}
"""Tables of records that refer to none by a key."""
HELD_IN = {"TALKS", "DISTRIBUTIONS", "REFERRALS", "LEDGERS", "Ledger"}
"""Names by which tables of records are reached without being named."""
FILLED = {"clients", "consents", "talks", "distributions", "referrals", "referral_events", "referral_results",
          "supplies", "supply_stops", "revisions", "additions", "city_sums", "commune_sums", "person_sums"}  # fmt: skip
"""Tables of which there are rows to be found."""
ANY = {int: 1, str: "x", bool: False, date: TODAY, datetime: NOW}
"""What a question is asked with that has parameters of a new name."""
WITHOUT = {
    "db.clients.add_client": "adds one's own",
    "db.referrals.slip_is_given": "tells only that a number was drawn before",
    "db.closing.close_account": "one's own",
    "db.my_data.about": "one's own, counted",
    "db.phrases.note_unread": "adds one's own",
    "db.phrases.forget_phrases": "one's own, by leaving",
    "db.stock_requests.ask_for_stock": "adds one's own",
    "db.supplies.forget_supplies": "follows from forgetting, which has a scope",
    "db.supplies.hand_over_supplies": "follows from handing over, which has a scope",
    **dict.fromkeys(
        (
            "db.exporting.records.talk_rows",
            "db.exporting.records.distribution_rows",
            "db.exporting.records.referral_rows",
        ),
        "for whoever runs the program, and has the database anyway",
    ),
    "db.sums.keep_in_step": "follows from a change of a record, which has a scope",
    "db.statistics.adding.take_in_all": "upkeep",
    "db.statistics.adding.take_in": "upkeep",
    "db.statistics.adding.add_rows": "upkeep",
    "db.statistics.checking.check_city": "upkeep",
    "db.statistics.checking.check": "upkeep",
    "db.statistics.checking.check_month": "upkeep",
    "db.statistics.checking.rebuild": "upkeep",
    "db.statistics.checking.build_missing": "upkeep",
    "db.statistics.checking.check_persons": "upkeep",
    "db.statistics.checking.rebuild_communes": "upkeep",
    "db.overdue.quiet_collaborators": "the clock's: whom to remind, for each person of their own",
    "db.overdue.referrals_to_ask": "the clock's: whom to remind, for each person of their own",
    "db.overdue.supplies_to_bring": "the clock's: whom to remind, for each person of their own",
    "db.overdue.not_back": "the clock's: whom to remind, for each person of their own",
    "db.demo.make_demo": "fills an empty database",
    "db.announcements.announce": "adds one's own",
    "db.announcements.mark_read": "one's own",
    "db.announcements.take_over": "upkeep",
    "db.announcing.next_recipients": "the clock's: whom to write to",
    "db.announcing.first_waiting": "the clock's: whom to write to",
    "db.announcing.note_queued": "the clock's: whom to write to",
    "db.announcing.wait": "the clock's: whom to write to",
    "db.announcing.settle_announcements": "upkeep",
    "db.closing.destroy_closed": "upkeep",
}
"""The functions that need no scope, and why."""


def modules() -> Iterator[ModuleType]:
    """All modules of the room but the migrations."""
    for found in pkgutil.walk_packages(room.__path__, "db."):
        if not found.name.startswith("db.migrations"):
            yield importlib.import_module(found.name)


def record_tables() -> frozenset[str]:
    """The tables of what somebody did or has in hand, with all that hangs on their rows."""
    tables = Base.metadata.tables
    held = {name for name, table in tables.items() if {"person_id", "area_id"} <= set(table.c.keys())} - OF_PEOPLE
    while more := {name for name in tables.keys() - held if held & set(referred_to(name))}:
        held |= more
    return frozenset(held | BY_NAME)


def referred_to(table: str) -> list[str]:
    """The tables that a table refers to."""
    return [key.column.table.name for key in Base.metadata.tables[table].foreign_keys]


def asking(module: ModuleType) -> Iterator[str]:
    """The public functions of a module that reach tables of records, by themselves or by what else is in the module."""
    tables = record_tables()
    wanted = HELD_IN | {one.class_.__name__ for one in Base.registry.mappers if one.class_.__tablename__ in tables}
    body = ast.parse(inspect.getsource(module)).body
    parts = {name: node for node in body for name in names_of(node)}

    def reaches(name: str, seen: frozenset[str]) -> bool:
        used = {node.id for node in ast.walk(parts[name]) if isinstance(node, ast.Name)}
        used |= {node.attr for node in ast.walk(parts[name]) if isinstance(node, ast.Attribute)}
        further = used & parts.keys() - seen
        return bool(used & wanted) or any(reaches(one, seen | further) for one in further)

    for name, node in parts.items():
        if isinstance(node, ast.AsyncFunctionDef) and not name.startswith("_") and reaches(name, frozenset([name])):
            yield name


def names_of(node: ast.stmt) -> list[str]:
    """What a statement at the top of a module makes."""
    if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def test_every_question_about_records_takes_a_scope_and_has_none_by_itself() -> None:
    without = {
        f"{module.__name__}.{name}"
        for module in modules()
        for name in asking(module)
        if not takes_scope(getattr(module, name))
    }
    assert without == WITHOUT.keys(), "a question about records must take a scope"


def test_every_question_to_a_ledger_takes_a_scope() -> None:
    methods = inspect.getmembers(Ledger, inspect.iscoroutinefunction)
    without = {name for name, method in methods if not name.startswith("_") and not takes_scope(method)}
    assert without == {"add"}


def test_no_conversation_asks_the_database_itself() -> None:
    files = Path(handlers.__file__).parent.rglob("*.py")
    asked = [
        file.name for file in files if any(asks(node) for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    ]
    assert asked == []


def asks(node: ast.AST) -> bool:
    """Whether a statement brings in the means to ask a database."""
    return (
        isinstance(node, ast.ImportFrom)
        and node.module == "sqlalchemy"
        and any(name.name in {"select", "update", "insert", "delete", "text"} for name in node.names)
    )


def takes_scope(function: Callable[..., Any]) -> bool:
    """Whether a scope has to be given."""
    known = inspect.signature(function).parameters.get("scope")
    return known is not None and known.default is inspect.Parameter.empty and known.annotation in (Scope, "Scope")


def questions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Everything that takes a scope, by name."""
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.iscoroutinefunction):
            if function.__module__ == module.__name__ and not name.startswith("_") and takes_scope(function):
                yield f"{module.__name__}.{name}", function
    for ledger in (TALKS, DISTRIBUTIONS, REFERRALS):
        for name, method in inspect.getmembers(ledger, inspect.iscoroutinefunction):
            if takes_scope(method):
                yield f"{ledger.kind}.{name}", method


@pytest.fixture
async def place(db: Db) -> AsyncIterator[tuple[AsyncSession, Place, int]]:
    """A commune full of records, and somebody who has nothing to do with it."""
    async with db.begin() as session:
        elsewhere = await area_by_code(session, "00229", TODAY)
        assert elsewhere is not None
        own = await fill(session, "own", 0)
        everything, talk = Scope.everything(), own.ids["talk"]
        written = await TALKS.one(session, everything, talk)
        assert written is not None
        corrected = {**written.facts, "attendees": 9}
        await TALKS.correct(session, everything, talk, corrected, person_id=own.ids["person"], now=NOW)
        await take_in(session, 5)
        yield session, own, await person(session, "Ai Khác", "else", "officer", elsewhere.id)
        await session.rollback()


def given(
    question: Callable[..., Any], name: str, session: AsyncSession, place: Place, stranger: int, scope: Scope
) -> dict[str, Any]:
    """What a question is asked with, by the names of its parameters: everything names what lies in the commune."""
    ids, (code, slip, _) = place.ids, place.of_clients
    known: dict[str, Any] = {
        "session": session,
        "scope": scope,
        **{f"{name}_id": ids[name] for name in ("client", "referral", "event", "announcement")},
        **{"giver_id": ids["person"], "taker_id": stranger, "person_id": stranger, "area_id": place.area_id},
        **{"address_id": 1, "code": code, "slip": slip, "ids": [ids["client"], ids["referral"]]},
        **dict.fromkeys(("day", "today", "until", "first", "last", "since", "runs_out_on"), TODAY),
        **{"earliest": TODAY, "due_on": None, "appointment": None, "now": NOW, "within": timedelta(days=2)},
        **{"state": "attended", "result": "normal", "ended": ("lost",), "purposes": ("via",), "purpose": "reminder"},
        **{"product": "condom", "hint": None, "text_version": "t", "method": "signature", "channel": "telegram"},
        **{"area": place.commune, "mondays": [TODAY - timedelta(days=TODAY.weekday())]},
        **{"clients": [ids["client"]]},
        **{"roles": ("officer",), "invitation_id": 1},
        **{"update_id": 9_999, "reason": "?", "limit": 9, "asked": Asked("record", TODAY, TODAY), "grain": "month"},
        **{
            "subject": "clients",
            "names": (),
            "codes": ("MT2.2",),
            "messengers": ("telegram",),
            "roles": ("officer",),
            "invitation_id": 1,
            "ledger": TALKS,
            "kinds": ("talk", "referral"),
        },
        **{"besides": 0},
    }
    kind = name.partition(".")[0]
    if kind in ids:
        day = {"talk": "held_on", "distribution": "given_on", "referral": "referred_on"}[kind]
        lists = {"topics": ["elderly"], "items": [], "purposes": ["via"]}
        known |= {"record_id": ids[kind], "facts": {day: TODAY.isoformat(), "attendees": 1, "slip": slip, **lists}}
    asked = inspect.signature(question).parameters
    if "asked" in asked and asked["asked"].annotation is not Asked:
        known["asked"] = [known["asked"]]
    return {
        one: known[one] if one in known else ANY[how.annotation]
        for one, how in asked.items()
        if one in known or how.default is how.empty
    }


async def kept(session: AsyncSession) -> dict[str, list[Any]]:
    """All rows of the tables of records."""
    tables = [table for table in Base.metadata.sorted_tables if table.name in record_tables()]
    return {table.name: list(await session.execute(select(table).order_by(*table.primary_key))) for table in tables}


async def test_no_question_tells_or_changes_what_lies_outside_its_scope(
    place: tuple[AsyncSession, Place, int],
) -> None:
    """Asked about all there is, it answers as if there were nothing."""
    session, own, stranger = place
    nowhere = Scope(area_ids=frozenset([await session.scalar(select(Area.id).where(Area.code == "00008")) or 0]))
    scopes = (Scope.own(stranger), nowhere, Scope(person_id=own.ids["person"], area_ids=nowhere.area_ids))

    async def answers() -> dict[tuple[str, int], str]:
        told = {}
        for name, question in questions():
            for number, scope in enumerate(scopes):
                async with session.begin_nested() as savepoint:
                    try:
                        told[name, number] = repr(
                            await question(**given(question, name, session, own, stranger, scope))
                        )
                    except ValueError:
                        told[name, number] = "refused"
                    await session.flush()
                    told[name, number] += " " * (await kept(session) != before)
                    await savepoint.rollback()
        return told

    before = await kept(session)
    assert {name for name, rows in before.items() if rows} >= FILLED
    with_records = await answers()
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in record_tables():
            await session.execute(delete(table))
    session.expunge_all()
    before = await kept(session)
    without = await answers()
    assert len(with_records) > 100
    assert {name for name in with_records if with_records[name] != without[name]} == set()
    assert not [name for name, answer in with_records.items() if answer.endswith(" ")]


async def test_a_scope_that_names_nothing_is_refused_by_every_question(place: tuple[AsyncSession, Place, int]) -> None:
    session, own, stranger = place
    heard = []
    for name, question in questions():
        async with session.begin_nested() as savepoint:
            try:
                answer = await question(**given(question, name, session, own, stranger, Scope()))
            except ValueError:
                continue
            finally:
                await savepoint.rollback()
        if answer:
            heard.append(name)
    assert heard == []
