"""One row per step of a run."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run = f"{schema()}.{table('run')}" if schema() else table("run")
    op.create_table(
        table("run_step"),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(128), nullable=False),
        sa.Column("step", sa.String(255), nullable=False),
        sa.Column("transaction_kind", sa.String(30), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("affected", sa.BigInteger()),
        sa.Column("reasons", sa.String(4000)),
        sa.Column("unchanged", sa.BigInteger()),
        sa.Column("chunks", sa.BigInteger()),
        sa.Column("rejected", sa.BigInteger()),
        sa.Column("seconds", sa.Numeric(12, 3), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "job", "step", name=f"{table('run_step')}_pk"),
        sa.ForeignKeyConstraint(["run_id"], [f"{run}.run_id"], name=f"{table('run_step')}_fk"),
        sa.CheckConstraint(
            "status in ('done', 'stopped', 'failed', 'rolled back')", name=f"{table('run_step')}_status_ck"
        ),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("run_step"), schema=schema())
