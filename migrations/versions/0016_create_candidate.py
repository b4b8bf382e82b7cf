"""The candidates of each run: each lapses, or a named rule protects it."""

import sqlalchemy as sa
from alembic import op

from lapse_names import Instant, schema, table

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run = f"{schema()}.{table('run')}" if schema() else table("run")
    op.create_table(
        table("candidate"),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.String(255), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("granted_at", Instant(), nullable=False),
        sa.Column("permission_rows", sa.BigInteger(), nullable=False),
        sa.Column("inactivity_days", sa.Integer(), nullable=False),
        sa.Column("last_access_at", sa.TIMESTAMP()),
        sa.Column("protected_by", sa.String(30)),
        sa.Column("detail", sa.String(255)),
        sa.PrimaryKeyConstraint("run_id", "program_id", "user_id", "granted_at", name=f"{table('candidate')}_pk"),
        sa.ForeignKeyConstraint(["run_id"], [f"{run}.run_id"], name=f"{table('candidate')}_fk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("candidate"), schema=schema())
