"""The row that a run locks while it works."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        table("lock"),
        sa.Column("lock_name", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("lock_name", name=f"{table('lock')}_pk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("lock"), schema=schema())
