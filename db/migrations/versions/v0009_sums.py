"""Sums of what is on record, kept with every change of a record; when a referral was first followed up and attended.

The sums of records that are there already are made by `db.statistics.checking.rebuild`, as is whenever there are none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "commune_sums",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(length=13), nullable=False),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["areas.id"], name=op.f("fk_commune_sums_commune_id")),
        sa.PrimaryKeyConstraint("commune_id", "subject", "period", "key", name=op.f("pk_commune_sums")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_sums",
        sa.Column("area_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(length=13), nullable=False),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_person_sums_area_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_sums_person_id")),
        sa.PrimaryKeyConstraint("area_id", "subject", "period", "person_id", "key", name=op.f("pk_person_sums")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_person_sums_person",
        "person_sums",
        ["person_id", "area_id"],
        unique=False,
        sqlite_where=sa.text("subject = 'record'"),
        postgresql_where=sa.text("subject = 'record'"),
    )
    op.add_column("referrals", sa.Column("followed_on", sa.Date(), nullable=True))
    op.add_column("referrals", sa.Column("attended_on", sa.Date(), nullable=True))
    events = "(SELECT min(day) FROM referral_events WHERE referral_id = referrals.id AND withdrawn_at IS NULL{more})"
    followed, attended = events.format(more=""), events.format(more=" AND state = 'attended'")
    op.execute(f"UPDATE referrals SET followed_on = {followed}, attended_on = {attended}")


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_column("referrals", "attended_on")
    op.drop_column("referrals", "followed_on")
    op.drop_index(
        "ix_person_sums_person",
        table_name="person_sums",
        sqlite_where=sa.text("subject = 'record'"),
        postgresql_where=sa.text("subject = 'record'"),
    )
    op.drop_table("person_sums")
    op.drop_table("commune_sums")
