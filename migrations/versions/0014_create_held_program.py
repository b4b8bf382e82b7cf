"""The programs that a run left alone, and why."""

import sqlalchemy as sa
from alembic import op

from runner.migrate import schema, table

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        table("held_program"),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.String(255), nullable=False),
        sa.Column("reason", sa.String(255), nullable=False),
        sa.Column("permissions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "program_id", "reason", name=f"{table('held_program')}_pk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("held_program"), schema=schema())
