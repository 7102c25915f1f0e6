"""Products, brands, facilities, screenings and symptoms, each kept in versions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "brands",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("aliases", sa.String(length=500), nullable=False),
        sa.Column("per_box", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.Column("price_unit", sa.String(length=10), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_brands")),
    )
    op.create_table(
        "products",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("giver", sa.String(length=20), nullable=False),
        sa.Column("name_vi", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=40), nullable=False),
        sa.Column("aliases", sa.String(length=500), nullable=False),
        sa.Column("units", sa.String(length=60), nullable=False),
        sa.Column("per_box", sa.Integer(), nullable=True),
        sa.Column("per_strip", sa.Integer(), nullable=True),
        sa.Column("resupply_days", sa.Integer(), nullable=True),
        sa.Column("usual_most", sa.Integer(), nullable=True),
        sa.Column("possible_most", sa.Integer(), nullable=True),
        sa.Column("advice_vi", sa.String(length=500), nullable=False),
        sa.Column("advice_en", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_products")),
    )
    op.create_table(
        "screenings",
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=40), nullable=False),
        sa.Column("aliases", sa.String(length=500), nullable=False),
        sa.Column("youngest", sa.Integer(), nullable=True),
        sa.Column("oldest", sa.Integer(), nullable=True),
        sa.Column("intervals", sa.JSON(), nullable=False),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("evidence", sa.String(length=10), nullable=False),
        sa.Column("advice_vi", sa.String(length=500), nullable=False),
        sa.Column("advice_en", sa.String(length=500), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("source", "code", "valid_from", name=op.f("pk_screenings")),
    )
    op.create_table(
        "symptoms",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("screening", sa.String(length=40), nullable=False),
        sa.Column("name_vi", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("aliases", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_symptoms")),
    )
    op.create_table(
        "facilities",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("services", sa.String(length=300), nullable=False),
        sa.Column("aliases", sa.String(length=500), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["areas.id"], name=op.f("fk_facilities_commune_id")),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_facilities")),
    )


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_table("facilities")
    op.drop_table("symptoms")
    op.drop_table("screenings")
    op.drop_table("products")
    op.drop_table("brands")
    # Without this a later upgrade would take the tables' first content for loaded.
    loaded = sa.table("loaded_references", sa.column("part", sa.String()))
    op.execute(loaded.delete().where(loaded.c.part.in_(["products", "screenings", "facilities"])))
