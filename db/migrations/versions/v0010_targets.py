"""Targets and quotas of the plan, and figures that are entered because no record tells them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "targets",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("objective", sa.Integer(), nullable=False),
        sa.Column("goals_in", sa.String(length=10), nullable=False),
        sa.Column("goals", sa.JSON(), nullable=False),
        sa.Column("name_vi", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("unit_vi", sa.String(length=40), nullable=False),
        sa.Column("unit_en", sa.String(length=40), nullable=False),
        sa.Column("of_vi", sa.String(length=80), nullable=False),
        sa.Column("of_en", sa.String(length=80), nullable=False),
        sa.Column("counted", sa.String(length=40), nullable=False),
        sa.Column("per_event", sa.Integer(), nullable=True),
        sa.Column("text_vi", sa.String(length=500), nullable=False),
        sa.Column("text_en", sa.String(length=500), nullable=False),
        sa.Column("note_vi", sa.String(length=500), nullable=False),
        sa.Column("note_en", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_targets")),
    )
    op.create_table(
        "entered_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_entered_figures_entered_by")),
        sa.ForeignKeyConstraint(["replaces"], ["entered_figures.id"], name=op.f("fk_entered_figures_replaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entered_figures")),
        sa.UniqueConstraint("replaces", name=op.f("uq_entered_figures_replaces")),
    )
    op.create_index("ix_entered_figures_code", "entered_figures", ["code", "day"], unique=False)


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index("ix_entered_figures_code", table_name="entered_figures")
    op.drop_table("entered_figures")
    op.drop_table("targets")
