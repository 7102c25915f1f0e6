"""Talks: the communication sessions that collaborators hold (buổi truyền thông, tư vấn)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.records import Ledger, Part, Record, record_args
from db.scope import Scope


class Talk(Record):
    """One communication session as its collaborator logged it."""

    __tablename__ = "talks"
    __table_args__ = record_args("talks")

    form: Mapped[str] = mapped_column(String(20))
    attendees: Mapped[int]
    households: Mapped[int | None]
    women_40: Mapped[int | None]
    women_30_54: Mapped[int | None]
    leaflets: Mapped[int | None]
    funding: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(String(500))


class TalkTopic(Base):
    """A topic of a talk."""

    __tablename__ = "talk_topics"

    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(30), primary_key=True)


TALKS = Ledger(
    kind="talk",
    table=Talk,
    day="held_on",
    columns=("form", "attendees", "households", "women_40", "women_30_54", "leaflets", "funding", "note"),
    parts=(Part("topics", TalkTopic, "talk_id", ("topic",)),),
)
"""The ledger of talks; facts are the answers of the form of a talk."""


@dataclass(frozen=True)
class Totals:
    """Sums over talks that were not withdrawn."""

    talks: int
    attendees: int
    households: int
    leaflets: int


async def totals(session: AsyncSession, scope: Scope, first: date, last: date) -> Totals:
    """The sums of the talks held from `first` to `last`."""
    row = (
        await session.execute(
            select(
                func.count(Talk.id),
                func.coalesce(func.sum(Talk.attendees), 0),
                func.coalesce(func.sum(Talk.households), 0),
                func.coalesce(func.sum(Talk.leaflets), 0),
            ).where(*TALKS.standing(scope, first, last))
        )
    ).one()
    return Totals(*(int(figure) for figure in row))
