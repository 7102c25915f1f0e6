"""The clock: reminders, what people muted, how far the clock has come, and days that are off or worked by decree."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "clock_hands",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reached", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_clock_hands")),
    )
    op.create_table(
        "mutes",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mutes_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_mutes")),
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("said", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("letter", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reminders_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("person_id", "kind", "period", name=op.f("uq_reminders_person_id_kind_period")),
    )
    op.create_index(
        "ix_reminders_waiting",
        "reminders",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "special_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_special_days_entered_by")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_special_days")),
    )
    op.create_index(
        "ix_outbox_unasked",
        "outbox",
        ["created_at"],
        unique=False,
        sqlite_where=sa.text("priority >= 10"),
        postgresql_where=sa.text("priority >= 10"),
    )


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index(
        "ix_outbox_unasked",
        table_name="outbox",
        sqlite_where=sa.text("priority >= 10"),
        postgresql_where=sa.text("priority >= 10"),
    )
    op.drop_table("special_days")
    op.drop_index(
        "ix_reminders_waiting",
        table_name="reminders",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_table("reminders")
    op.drop_table("mutes")
    op.drop_table("clock_hands")
