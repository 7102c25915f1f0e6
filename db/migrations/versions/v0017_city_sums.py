"""Sums of the whole city and of weeks, made of what there is; what changes of records add waits to be taken in."""

from collections.abc import Iterator
from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ADDED_UP = "('record', 'talk', 'topic', 'households', 'women', 'supply', 'goods', 'referral', 'age')"
SUMS = "sum(records), sum(people), sum(amount)"


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "additions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=13), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("grains", sa.SmallInteger(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_additions")),
    )
    op.create_table(
        "city_sums",
        sa.Column("subject", sa.String(length=13), nullable=False),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "period", "key", name=op.f("pk_city_sums")),
        sqlite_with_rowid=False,
    )
    for week, first, last in _weeks():
        op.execute(
            f"INSERT INTO commune_sums (commune_id, subject, period, key, records, people, amount) "
            f"SELECT commune_id, subject, {week}, key, {SUMS} FROM commune_sums "
            f"WHERE subject IN {ADDED_UP} AND period BETWEEN {first} AND {last} GROUP BY commune_id, subject, key"
        )
    op.execute(
        f"INSERT INTO city_sums (subject, period, key, records, people, amount) "
        f"SELECT subject, period, key, {SUMS} FROM commune_sums GROUP BY subject, period, key"
    )


def downgrade() -> None:
    """Back to the revision before: sums that lack what was not taken in are made anew when they are all missing."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM additions")):
        op.execute("DELETE FROM commune_sums")
        op.execute("DELETE FROM person_sums")
    op.execute(f"DELETE FROM commune_sums WHERE period BETWEEN 1000000 AND 9999999 AND subject IN {ADDED_UP}")
    op.drop_table("city_sums")
    op.drop_table("additions")


def _weeks() -> Iterator[tuple[int, int, int]]:
    """The weeks in which there are days: their numbers, and those of their first and last day."""
    days = op.get_bind().scalars(sa.text("SELECT DISTINCT period FROM commune_sums WHERE period > 9999999"))
    found = {date(day // 10_000, day // 100 % 100, day % 100) for day in days}
    for monday in sorted({day - timedelta(days=day.weekday()) for day in found}):
        year, week, _ = monday.isocalendar()
        yield year * 1000 + week, _number(monday), _number(monday + timedelta(days=6))


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
