"""Announcements."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reminds", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_announcements_area_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_announcements_person_id")),
        sa.ForeignKeyConstraint(["reminds"], ["announcements.id"], name=op.f("fk_announcements_reminds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint("reminds", name=op.f("uq_announcements_reminds")),
    )
    op.create_index("ix_announcements_area", "announcements", ["area_id", "at"], unique=False)
    op.create_table(
        "announcement_recipients",
        sa.Column("announcement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letter", sa.BigInteger(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcements.id"], name=op.f("fk_announcement_recipients_announcement_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_announcement_recipients_person_id")),
        sa.PrimaryKeyConstraint("announcement_id", "person_id", name=op.f("pk_announcement_recipients")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_announcement_recipients_person", "announcement_recipients", ["person_id"], unique=False)
    op.create_index(
        "ix_announcement_recipients_unsettled",
        "announcement_recipients",
        ["announcement_id", "person_id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting' OR state = 'queued'"),
        postgresql_where=sa.text("state = 'waiting' OR state = 'queued'"),
    )


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index(
        "ix_announcement_recipients_unsettled",
        table_name="announcement_recipients",
        sqlite_where=sa.text("state = 'waiting' OR state = 'queued'"),
        postgresql_where=sa.text("state = 'waiting' OR state = 'queued'"),
    )
    op.drop_index("ix_announcement_recipients_person", table_name="announcement_recipients")
    op.drop_table("announcement_recipients")
    op.drop_index("ix_announcements_area", table_name="announcements")
    op.drop_table("announcements")
