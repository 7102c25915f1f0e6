"""Phrases that people taught the quick log, and those it did not understand."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "lessons",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("phrase", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=90), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_lessons_person_id")),
        sa.PrimaryKeyConstraint("person_id", "phrase", name=op.f("pk_lessons")),
    )
    op.create_table(
        "unread_phrases",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("phrase", sa.String(length=40), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_unread_phrases_area_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_unread_phrases_person_id")),
        sa.PrimaryKeyConstraint("person_id", "phrase", name=op.f("pk_unread_phrases")),
    )
    op.create_index("ix_unread_phrases_area", "unread_phrases", ["area_id"], unique=False)


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index("ix_unread_phrases_area", table_name="unread_phrases")
    op.drop_table("unread_phrases")
    op.drop_table("lessons")
