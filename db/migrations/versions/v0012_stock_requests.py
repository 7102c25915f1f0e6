"""Requests for stock."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "stock_requests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=40), nullable=False),
        sa.Column("brand", sa.String(length=40), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_stock_requests_area_id")),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name=op.f("fk_stock_requests_done_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_stock_requests_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_requests")),
    )
    op.create_index("ix_stock_requests_area", "stock_requests", ["area_id", "done_at"], unique=False)
    op.create_index("ix_stock_requests_person", "stock_requests", ["person_id", "done_at"], unique=False)


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index("ix_stock_requests_person", table_name="stock_requests")
    op.drop_index("ix_stock_requests_area", table_name="stock_requests")
    op.drop_table("stock_requests")
