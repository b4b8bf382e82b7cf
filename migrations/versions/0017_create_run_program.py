"""The permissions and the policy of each program in a run, and why it was held."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        table("run_program"),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.String(255)),
        sa.Column("permission_rows", sa.BigInteger(), nullable=False),
        sa.Column("rows_without_grant_date", sa.BigInteger(), nullable=False),
        sa.Column("inactivity_days", sa.Integer(), nullable=False),
        sa.Column("revocation_mode", sa.String(30), nullable=False),
        sa.Column("when_silent", sa.String(30), nullable=False),
        sa.Column("notice", sa.String(30), nullable=False),
        sa.Column("silent_since", sa.TIMESTAMP()),
        sa.Column("users_before", sa.BigInteger()),
        sa.Column("gap_from", sa.DateTime()),
        sa.Column("gap_ended_at", sa.DateTime()),
        sa.Column("held_reason", sa.String(255)),
        sa.UniqueConstraint("run_id", "program_id", name=f"{table('run_program')}_uk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("run_program"), schema=schema())
