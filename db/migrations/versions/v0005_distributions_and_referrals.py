"""Distributions, referrals and what became of them; several talks from one message."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    with _clients_apart() as clients:
        clients.add_column(sa.Column("part", sa.Integer(), server_default="0", nullable=False))
        clients.drop_constraint(op.f("uq_clients_channel_update_id"), type_="unique")
        clients.create_unique_constraint(op.f("uq_clients_channel_update_id_part"), ["channel", "update_id", "part"])
    op.create_table(
        "distributions",
        sa.Column("supply", sa.String(length=12), nullable=False),
        sa.Column("money", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_distributions_area_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_distributions_client_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_distributions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distributions")),
        sa.UniqueConstraint("channel", "update_id", "part", name=op.f("uq_distributions_channel_update_id_part")),
    )
    op.create_index("ix_distributions_area_day", "distributions", ["area_id", "day"], unique=False)
    op.create_index("ix_distributions_client", "distributions", ["client_id"], unique=False)
    op.create_index("ix_distributions_person_day", "distributions", ["person_id", "day"], unique=False)
    op.create_table(
        "referrals",
        sa.Column("client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("age_band", sa.String(length=5), nullable=True),
        sa.Column("age_reason", sa.String(length=20), nullable=True),
        sa.Column("sign", sa.String(length=40), nullable=True),
        sa.Column("last_screened", sa.String(length=20), nullable=True),
        sa.Column("facility", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("slip", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=20), server_default="referred", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_referrals_area_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_referrals_client_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_referrals_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("channel", "update_id", "part", name=op.f("uq_referrals_channel_update_id_part")),
        sa.UniqueConstraint("slip", name=op.f("uq_referrals_slip")),
    )
    op.create_index("ix_referrals_area_day", "referrals", ["area_id", "day"], unique=False)
    op.create_index("ix_referrals_area_due", "referrals", ["area_id", "due_on"], unique=False)
    op.create_index("ix_referrals_client", "referrals", ["client_id"], unique=False)
    op.create_index("ix_referrals_person_day", "referrals", ["person_id", "day"], unique=False)
    op.create_index("ix_referrals_person_due", "referrals", ["person_id", "due_on"], unique=False)
    op.create_table(
        "supplies",
        sa.Column(
            "client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("product", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("runs_out_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_supplies_area_id")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_supplies_client_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_supplies_person_id")),
        sa.PrimaryKeyConstraint("client_id", "product", name=op.f("pk_supplies")),
    )
    op.create_index("ix_supplies_area_day", "supplies", ["area_id", "runs_out_on"], unique=False)
    op.create_index("ix_supplies_person_day", "supplies", ["person_id", "runs_out_on"], unique=False)
    op.create_table(
        "supply_stops",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("client_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product", sa.String(length=40), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_supply_stops_client_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_supply_stops_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_stops")),
    )
    op.create_index("ix_supply_stops_client", "supply_stops", ["client_id"], unique=False)
    op.create_table(
        "distribution_items",
        sa.Column("distribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("product", sa.String(length=40), nullable=False),
        sa.Column("brand", sa.String(length=40), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("per_box", sa.Integer(), nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distribution_id"], ["distributions.id"], name=op.f("fk_distribution_items_distribution_id")
        ),
        sa.PrimaryKeyConstraint("distribution_id", "position", name=op.f("pk_distribution_items")),
    )
    op.create_table(
        "referral_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("appointment", sa.Date(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_referral_events_person_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_referral_events_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_events")),
    )
    op.create_index("ix_referral_events_referral", "referral_events", ["referral_id"], unique=False)
    op.create_table(
        "referral_purposes",
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_referral_purposes_referral_id")),
        sa.PrimaryKeyConstraint("referral_id", "purpose", name=op.f("pk_referral_purposes")),
    )
    op.create_table(
        "referral_results",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_referral_results_person_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_referral_results_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_results")),
    )
    op.create_index("ix_referral_results_referral", "referral_results", ["referral_id"], unique=False)
    with _talks_apart() as talks:
        talks.add_column(sa.Column("part", sa.Integer(), server_default="0", nullable=False))
        talks.alter_column("held_on", new_column_name="day")
        talks.drop_constraint(op.f("uq_talks_channel_update_id"), type_="unique")
        talks.create_unique_constraint(op.f("uq_talks_channel_update_id_part"), ["channel", "update_id", "part"])
    _index_talks("day")


def downgrade() -> None:
    """Back to the revision before."""
    for table in ("talks", "clients"):
        op.execute(f"UPDATE {table} SET channel = channel || '.' || part WHERE part > 0")
    with _talks_apart() as talks:
        talks.drop_constraint(op.f("uq_talks_channel_update_id_part"), type_="unique")
        talks.create_unique_constraint(op.f("uq_talks_channel_update_id"), ["channel", "update_id"])
        talks.alter_column("day", new_column_name="held_on")
        talks.drop_column("part")
    _index_talks("held_on")
    op.drop_index("ix_referral_results_referral", table_name="referral_results")
    op.drop_table("referral_results")
    op.drop_table("referral_purposes")
    op.drop_index("ix_referral_events_referral", table_name="referral_events")
    op.drop_table("referral_events")
    op.drop_table("distribution_items")
    op.drop_index("ix_supply_stops_client", table_name="supply_stops")
    op.drop_table("supply_stops")
    op.drop_index("ix_supplies_person_day", table_name="supplies")
    op.drop_index("ix_supplies_area_day", table_name="supplies")
    op.drop_table("supplies")
    op.drop_index("ix_referrals_person_due", table_name="referrals")
    op.drop_index("ix_referrals_person_day", table_name="referrals")
    op.drop_index("ix_referrals_client", table_name="referrals")
    op.drop_index("ix_referrals_area_due", table_name="referrals")
    op.drop_index("ix_referrals_area_day", table_name="referrals")
    op.drop_table("referrals")
    op.drop_index("ix_distributions_person_day", table_name="distributions")
    op.drop_index("ix_distributions_client", table_name="distributions")
    op.drop_index("ix_distributions_area_day", table_name="distributions")
    op.drop_table("distributions")
    with _clients_apart() as clients:
        clients.drop_constraint(op.f("uq_clients_channel_update_id_part"), type_="unique")
        clients.create_unique_constraint(op.f("uq_clients_channel_update_id"), ["channel", "update_id"])
        clients.drop_column("part")


@contextmanager
def _talks_apart() -> Iterator[BatchOperations]:
    """The table of talks, to be changed while no other refers to it: SQLite makes a changed table anew."""
    op.execute("CREATE TABLE talk_topics_aside AS SELECT talk_id, topic FROM talk_topics")
    op.drop_table("talk_topics")
    op.drop_index("ix_talks_area_day", table_name="talks")
    op.drop_index("ix_talks_person_day", table_name="talks")
    with op.batch_alter_table("talks") as talks:
        yield talks
    op.create_table(
        "talk_topics",
        sa.Column("talk_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["talk_id"], ["talks.id"], name=op.f("fk_talk_topics_talk_id")),
        sa.PrimaryKeyConstraint("talk_id", "topic", name=op.f("pk_talk_topics")),
    )
    op.execute("INSERT INTO talk_topics (talk_id, topic) SELECT talk_id, topic FROM talk_topics_aside")
    op.drop_table("talk_topics_aside")


def _index_talks(day: str) -> None:
    op.create_index("ix_talks_area_day", "talks", ["area_id", day], unique=False)
    op.create_index("ix_talks_person_day", "talks", ["person_id", day], unique=False)


@contextmanager
def _clients_apart() -> Iterator[BatchOperations]:
    """The table of clients, in the same way."""
    columns = "id, client_id, purpose, text_version, method, given_at, person_id, withdrawn_at"
    op.execute(f"CREATE TABLE consents_aside AS SELECT {columns} FROM consents")
    op.drop_index("ix_consents_client", table_name="consents")
    op.drop_table("consents")
    with op.batch_alter_table("clients") as clients:
        yield clients
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "consents",
        sa.Column("id", big, autoincrement=True, nullable=False),
        sa.Column("client_id", big, nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_consents_client_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_client", "consents", ["client_id"], unique=False)
    op.execute(f"INSERT INTO consents ({columns}) SELECT {columns} FROM consents_aside")
    op.drop_table("consents_aside")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('consents', 'id'), coalesce(max(id), 0) + 1, false) FROM consents"
        )
