"""What a run counted besides the rows of its steps."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run = f"{schema()}.{table('run')}" if schema() else table("run")
    op.create_table(
        table("run_count"),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(128), nullable=False),
        sa.Column("count_name", sa.String(128), nullable=False),
        sa.Column("count_value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "job", "count_name", name=f"{table('run_count')}_pk"),
        sa.ForeignKeyConstraint(["run_id"], [f"{run}.run_id"], name=f"{table('run_count')}_fk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("run_count"), schema=schema())
