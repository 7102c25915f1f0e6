"""Accounts: where somebody wants to be told things, who left, and acts by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "channel_choices",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_channel_choices_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_channel_choices")),
    )
    op.create_table(
        "closings",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_closings_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_closings")),
    )
    op.create_index("ix_acts_at", "acts", ["at"], unique=False)


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index("ix_acts_at", table_name="acts")
    op.drop_table("closings")
    op.drop_table("channel_choices")
