"""Acts of the server's operator, who is no person of the notebook."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("acts") as acts:
        acts.alter_column("person_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Back to the revision before: acts of nobody are lost."""
    op.execute("DELETE FROM acts WHERE person_id IS NULL")
    with op.batch_alter_table("acts") as acts:
        acts.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
