"""Officers run their people: states of roles, approvals, leaves, handovers, settings of communes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "commune_settings",
        sa.Column("area_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_day", sa.Integer(), nullable=True),
        sa.Column("digest_hour", sa.Integer(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_commune_settings_area_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_commune_settings_changed_by")),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_commune_settings")),
    )
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("taker_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_handovers_area_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_handovers_entered_by")),
        sa.ForeignKeyConstraint(["giver_id"], ["people.id"], name=op.f("fk_handovers_giver_id")),
        sa.ForeignKeyConstraint(["taker_id"], ["people.id"], name=op.f("fk_handovers_taker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index("ix_handovers_giver", "handovers", ["giver_id"], unique=False)
    op.create_index("ix_handovers_taker", "handovers", ["taker_id"], unique=False)
    op.create_table(
        "leaves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_leaves_entered_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_leaves_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_index("ix_leaves_person", "leaves", ["person_id", "first_on"], unique=False)
    op.add_column("grants", sa.Column("state", sa.String(length=10), server_default="active", nullable=False))
    op.add_column("invitations", sa.Column("needs_approval", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("people", sa.Column("acting_grant_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_column("people", "acting_grant_id")
    op.drop_column("invitations", "needs_approval")
    op.drop_column("grants", "state")
    op.drop_index("ix_leaves_person", table_name="leaves")
    op.drop_table("leaves")
    op.drop_index("ix_handovers_taker", table_name="handovers")
    op.drop_index("ix_handovers_giver", table_name="handovers")
    op.drop_table("handovers")
    op.drop_table("commune_settings")
