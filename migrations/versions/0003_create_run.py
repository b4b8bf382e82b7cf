"""One row per run."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        table("run"),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("environment", sa.String(255), nullable=False),
        sa.Column("jobs", sa.String(255), nullable=False),
        sa.Column("as_of", sa.DateTime(), nullable=False),
        sa.Column("scn", sa.BigInteger()),
        sa.Column("accepted_plan", sa.Integer()),
        sa.Column("accept_reason", sa.String(4000)),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(), nullable=False),
        sa.Column("judged_at", sa.DateTime()),
        sa.Column("finished_at", sa.DateTime()),
        sa.Column("exit_code", sa.Integer()),
        sa.Column("message", sa.String(4000)),
        sa.Column("sql_digest", sa.String(64), nullable=False),
        sa.Column("lapse_version", sa.String(30), nullable=False),
        sa.Column("host_name", sa.String(255), nullable=False),
        sa.Column("os_user", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=f"{table('run')}_pk"),
        sa.CheckConstraint(
            "status in ('running', 'done', 'rejected', 'stopped', 'failed', 'abandoned')",
            name=f"{table('run')}_status_ck",
        ),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("run"), schema=schema())
