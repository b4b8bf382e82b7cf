"""The number of rows of each access log on each whole day."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        table("log_day"),
        sa.Column("access_log", sa.String(261), nullable=False),
        sa.Column("log_day", sa.DateTime(), nullable=False),
        sa.Column("day_kind", sa.String(30), nullable=False),
        sa.Column("log_rows", sa.BigInteger(), nullable=False),
        sa.Column("rows_without_id", sa.BigInteger(), nullable=False),
        sa.Column("usual_rows", sa.BigInteger()),
        sa.Column("lost_at", sa.DateTime()),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("access_log", "log_day", name=f"{table('log_day')}_pk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("log_day"), schema=schema())
