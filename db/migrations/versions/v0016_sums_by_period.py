"""Sums of communes lie by subject and period, so that a question about the city reads one stretch of each period."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COLUMNS = """
    commune_id INTEGER NOT NULL CONSTRAINT fk_commune_sums_commune_id REFERENCES areas (id),
    subject VARCHAR(13) NOT NULL,
    period INTEGER NOT NULL,
    "key" VARCHAR(120) NOT NULL,
    records INTEGER NOT NULL,
    people INTEGER NOT NULL,
    amount BIGINT NOT NULL
"""


def upgrade() -> None:
    """To this revision."""
    _lay_by('subject, period, commune_id, "key"')


def downgrade() -> None:
    """Back to the revision before."""
    _lay_by('commune_id, subject, period, "key"')


def _lay_by(key: str) -> None:
    """SQLite's table is its primary key: it is made anew."""
    constraint = f"CONSTRAINT pk_commune_sums PRIMARY KEY ({key})"
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE commune_sums RENAME TO old_commune_sums")
        op.execute(f"CREATE TABLE commune_sums ({COLUMNS}, {constraint}) WITHOUT ROWID")
        op.execute(f"INSERT INTO commune_sums SELECT * FROM old_commune_sums ORDER BY {key}")
        op.execute("DROP TABLE old_commune_sums")
    else:
        op.execute(f"ALTER TABLE commune_sums DROP CONSTRAINT pk_commune_sums, ADD {constraint}")
