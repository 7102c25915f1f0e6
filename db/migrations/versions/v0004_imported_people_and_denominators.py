"""People as a list calls them, invitations of one's own, and denominators."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("people", sa.Column("ref", sa.String(length=40), nullable=True))
    op.create_index("ix_people_ref", "people", ["ref"], unique=True)
    # Inline, for SQLite adds no constraint to a table that exists.
    owner = sa.ForeignKey("people.id", name=op.f("fk_invitations_person_id"))
    op.add_column("invitations", sa.Column("person_id", sa.Integer(), owner, nullable=True), inline_references=True)
    op.create_index("ix_invitations_person", "invitations", ["person_id"], unique=False)
    op.create_table(
        "denominators",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("indicator", sa.String(length=10), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_denominators_area_id")),
        sa.PrimaryKeyConstraint("area_id", "year", "indicator", name=op.f("pk_denominators")),
    )


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_table("denominators")
    op.drop_index("ix_invitations_person", table_name="invitations")
    op.drop_column("invitations", "person_id")
    op.drop_index("ix_people_ref", table_name="people")
    op.drop_column("people", "ref")
