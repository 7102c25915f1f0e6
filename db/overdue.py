"""Whom the clock has to remind of what, as the tables tell it on a day.

Each question is asked for everybody at once, or for some (`among`) just before they are told: one query, however many
people there are. The answers go to nobody but the person they name. Only people who can be reached are named, and, but
for what is urgent, nobody who is on leave.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, exists, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.areas import Area
from db.clients import ClientRow, Consent
from db.communes import CommuneSettings
from db.leave import is_away
from db.messages import Conversation
from db.people import FIELD_ROLES, ROLES, Address, Grant, Person, held_on
from db.referrals import AGREED, URGENT, Referral, ReferralEvent
from db.reminders import Reminder
from db.supplies import Supply
from db.team import RECORDS

Among = Collection[int] | None
"""The people who are asked about: these, or (None) everybody."""

NOT_ARRIVED = ("return_needed", "appointment", "not_yet", "unreachable")
"""The states of a referral in which somebody who shall return has not done so."""
_DUE_ON: ColumnElement[date] = type_coerce(Referral.due_on, Date)
"""The day of a follow-up where there is one."""


@dataclass(frozen=True)
class Quiet:
    """A collaborator who wrote nothing down since `last` (None: for long, or ever) and has the role since `since`."""

    person_id: int
    since: date
    joined_at: datetime | None
    last: date | None


@dataclass(frozen=True)
class Ask:
    """A referral whose collaborator should ask what became of it since `due_on`."""

    person_id: int
    referral_id: int
    due_on: date
    urgent: bool
    code: str


@dataclass(frozen=True)
class RunningOut:
    """A client of a collaborator who runs out of a product on a day."""

    person_id: int
    client_id: int
    code: str
    product: str
    runs_out_on: date


@dataclass(frozen=True)
class Left:
    """A form that was left half filled since `at`."""

    person_id: int
    form: Any
    at: datetime


@dataclass(frozen=True)
class Post:
    """An area in which a person has a role, and at what hour the commune wants its digest (None: the ordinary one)."""

    person_id: int
    area_id: int
    digest_hour: int | None


@dataclass(frozen=True)
class Applicant:
    """Somebody who waits for an officer's yes since a day."""

    officer_id: int
    grant_id: int
    since: date


@dataclass(frozen=True)
class NotBack:
    """A client of an officer's area who was asked to return to the facility on a day and has not been there since."""

    officer_id: int
    referral_id: int
    event_id: int
    code: str


async def quiet_collaborators(
    session: AsyncSession, day: date, silent_since: date, entered_since: datetime, earliest: date, among: Among
) -> list[Quiet]:
    """The collaborators who did nothing after `silent_since` that is on record, and entered nothing from
    `entered_since` on. What they did is looked for from `earliest` on. To tell what became of a referral counts."""
    posts = (
        select(Grant.person_id, func.min(Grant.valid_from).label("since"))
        .where(Grant.person_id.in_(_at_work(day, ("collaborator",), among)), Grant.role == "collaborator")
        .group_by(Grant.person_id)
        .having(func.min(Grant.valid_from) <= silent_since)
        .subquery()
    )
    heard = [
        exists().where(
            table.person_id == posts.c.person_id,
            table.day >= earliest,
            table.withdrawn_at.is_(None),
            or_(table.day > silent_since, table.entered_at >= entered_since),
        )
        for table in RECORDS
    ]
    last = [
        select(table.day)
        .where(table.person_id == posts.c.person_id, table.day >= earliest, table.withdrawn_at.is_(None))
        .order_by(table.day.desc())
        .limit(1)
        .scalar_subquery()
        for table in RECORDS
    ]
    told = (
        select(ReferralEvent.day)
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(
            Referral.person_id == posts.c.person_id,
            Referral.day >= earliest,
            ReferralEvent.person_id == posts.c.person_id,
            ReferralEvent.withdrawn_at.is_(None),
        )
    )
    heard.append(told.where(ReferralEvent.day > silent_since).exists())
    last.append(told.order_by(ReferralEvent.day.desc()).limit(1).scalar_subquery())
    rows = await session.execute(
        select(posts.c.person_id, posts.c.since, Person.notice_at, *last)
        .join(Person, Person.id == posts.c.person_id)
        .where(~or_(*heard))
        .order_by(posts.c.person_id)
    )
    return [
        Quiet(person_id, since, joined_at, max((one for one in days if one), default=None))
        for person_id, since, joined_at, *days in rows
    ]


async def referrals_to_ask(session: AsyncSession, day: date, earliest: date, among: Among) -> list[Ask]:
    """The referrals to be asked about since a day from `earliest` to `day`; the urgent ones also of who is on leave."""
    rows = await session.execute(
        select(Referral.person_id, Referral.id, _DUE_ON, URGENT, ClientRow.code)
        .join(ClientRow, ClientRow.id == Referral.client_id)
        .where(
            Referral.due_on.between(earliest, day),
            Referral.withdrawn_at.is_(None),
            Referral.client_id.in_(AGREED),
            or_(
                Referral.person_id.in_(_at_work(day, FIELD_ROLES, among)),
                and_(URGENT, Referral.person_id.in_(_reachable(day, FIELD_ROLES, among))),
            ),
        )
        .order_by(Referral.due_on, Referral.id)
    )
    return [Ask(*row) for row in rows]


async def supplies_to_bring(
    session: AsyncSession, day: date, first: date, last: date, among: Among
) -> list[RunningOut]:
    """The supplies that end from `first` to `last`, of clients who agreed to be reminded, the most urgent first."""
    agreed = select(Consent.client_id).where(Consent.purpose == "reminder", Consent.withdrawn_at.is_(None))
    rows = await session.execute(
        select(Supply.person_id, Supply.client_id, ClientRow.code, Supply.product, Supply.runs_out_on)
        .join(ClientRow, ClientRow.id == Supply.client_id)
        .where(
            Supply.runs_out_on.between(first, last),
            Supply.person_id.in_(_at_work(day, FIELD_ROLES, among)),
            Supply.client_id.in_(agreed),
        )
        .order_by(Supply.runs_out_on, Supply.client_id, Supply.product)
    )
    return [RunningOut(*row) for row in rows]


async def forms_left(session: AsyncSession, day: date, since: datetime, until: datetime, among: Among) -> list[Left]:
    """The open forms of reachable people that were last touched from `since` to `until`; of everybody those alone of
    which no reminder is on record yet."""
    asked: tuple[ColumnElement[bool], ...] = (
        Conversation.form.is_not(None),
        Conversation.updated_at.between(since, until),
        Conversation.person_id.in_(_at_work(day, ROLES, among)),
    )
    if among is None:
        asked += (
            ~exists().where(
                Reminder.person_id == Conversation.person_id,
                Reminder.kind == "unfinished",
                Reminder.period == Conversation.form["token"].as_string(),
            ),
        )
    rows = await session.execute(
        select(Conversation.person_id, Conversation.form, Conversation.updated_at)
        .where(*asked)
        .order_by(Conversation.updated_at, Conversation.person_id)
    )
    return [Left(*row) for row in rows]


async def collaborators_at_work(session: AsyncSession, day: date, among: Among) -> dict[int, frozenset[int]]:
    """The collaborators, each with the days of the month on which their communes meet."""
    rows = await session.execute(
        select(Grant.person_id, CommuneSettings.meeting_day)
        .join(Area, Area.id == Grant.area_id)
        .outerjoin(CommuneSettings, CommuneSettings.area_id.in_((Area.id, Area.parent_id)))
        .where(
            Grant.role == "collaborator",
            Grant.state == "active",
            held_on(day),
            Grant.person_id.in_(_at_work(day, ("collaborator",), among)),
        )
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for person_id, meeting_day in rows:
        found[person_id].update([meeting_day] if meeting_day is not None else [])
    return {person_id: frozenset(days) for person_id, days in sorted(found.items())}


async def officers_at_work(session: AsyncSession, day: date, among: Among) -> list[int]:
    """The commune officers."""
    return sorted(await session.scalars(_at_work(day, ("officer",), among).distinct()))


async def posts_at_work(session: AsyncSession, day: date, role: str, among: Among) -> list[Post]:
    """The areas in which people have a role on a day."""
    rows = await session.execute(
        select(Grant.person_id, Grant.area_id, CommuneSettings.digest_hour)
        .outerjoin(CommuneSettings, CommuneSettings.area_id == Grant.area_id)
        .where(
            Grant.role == role,
            Grant.state == "active",
            held_on(day),
            Grant.person_id.in_(_at_work(day, (role,), among)),
        )
        .order_by(Grant.person_id, Grant.area_id)
    )
    return [Post(*row) for row in rows]


async def applicants(session: AsyncSession, day: date, first: date, last: date, among: Among) -> list[Applicant]:
    """Who has been waiting for an officer's yes since a day from `first` to `last`, for each officer of the commune."""
    officer = aliased(Grant)
    rows = await session.execute(
        select(officer.person_id, Grant.id, Grant.valid_from)
        .distinct()
        .join_from(Grant, Area, Area.id == Grant.area_id)
        .join(officer, and_(officer.area_id.in_((Area.id, Area.parent_id)), _is_officer(officer, day)))
        .where(
            Grant.state == "waiting",
            Grant.valid_from.between(first, last),
            held_on(day),
            officer.person_id.in_(_at_work(day, ("officer",), among)),
        )
        .order_by(officer.person_id, Grant.id)
    )
    return [Applicant(*row) for row in rows]


async def not_back(session: AsyncSession, day: date, first: date, last: date, among: Among) -> list[NotBack]:
    """Who was asked to return from `first` to `last` and has not, for each officer of the commune; but for those who
    have an appointment that is still to come."""
    officer, later = aliased(Grant), aliased(ReferralEvent)
    rows = await session.execute(
        select(officer.person_id, Referral.id, ReferralEvent.id, ClientRow.code)
        .distinct()
        .join_from(ReferralEvent, Referral, Referral.id == ReferralEvent.referral_id)
        .join(ClientRow, ClientRow.id == Referral.client_id)
        .join(Area, Area.id == Referral.area_id)
        .join(officer, and_(officer.area_id.in_((Area.id, Area.parent_id)), _is_officer(officer, day)))
        .where(
            ReferralEvent.state == "return_needed",
            ReferralEvent.withdrawn_at.is_(None),
            ReferralEvent.day.between(first, last),
            ~exists().where(
                later.referral_id == ReferralEvent.referral_id,
                later.id > ReferralEvent.id,
                later.state == "return_needed",
                later.withdrawn_at.is_(None),
            ),
            Referral.state.in_(NOT_ARRIVED),
            Referral.withdrawn_at.is_(None),
            or_(Referral.due_on.is_(None), Referral.due_on <= day),
            Referral.client_id.in_(AGREED),
            officer.person_id.in_(_at_work(day, ("officer",), among)),
        )
        .order_by(officer.person_id, Referral.id)
    )
    return [NotBack(*row) for row in rows]


def _reachable(day: date, roles: Collection[str], among: Among) -> Select[int]:
    """Who has one of these roles on a day and can be reached."""
    found = select(Grant.person_id).where(
        Grant.role.in_(roles),
        Grant.state == "active",
        held_on(day),
        exists().where(Address.person_id == Grant.person_id, Address.unreachable_since.is_(None)),
    )
    return found if among is None else found.where(Grant.person_id.in_(sorted(among)))


def _at_work(day: date, roles: Collection[str], among: Among) -> Select[int]:
    """The same without those who are on leave."""
    return _reachable(day, roles, among).where(~is_away(Grant.person_id, day))


def _is_officer(officer: Any, day: date) -> ColumnElement[bool]:
    return and_(
        officer.role == "officer",
        officer.state == "active",
        officer.valid_from <= day,
        or_(officer.valid_to.is_(None), officer.valid_to >= day),
    )
