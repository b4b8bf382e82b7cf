"""The window of each access log that each sync reads, and whether it was read to its end."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        table("watermark"),
        sa.Column("access_log", sa.String(261), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("read_from", sa.DateTime(), nullable=False),
        sa.Column("read_to", sa.DateTime()),
        sa.Column("synced_to", sa.DateTime()),
        sa.PrimaryKeyConstraint("access_log", "run_id", name=f"{table('watermark')}_pk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("watermark"), schema=schema())
