"""The archive: the whole row of each revoked permission."""

import sqlalchemy as sa
from alembic import op

from lapse_names import Instant, schema, table

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run = f"{schema()}.{table('run')}" if schema() else table("run")
    op.create_table(
        table("revocation"),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("revocation_no", sa.BigInteger(), nullable=False),
        sa.Column("program_id", sa.String(255), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("granted_at", Instant(), nullable=False),
        sa.Column("last_access_at", sa.TIMESTAMP()),
        sa.Column("inactivity_days", sa.Integer(), nullable=False),
        sa.Column("policy_reason", sa.String(4000)),
        sa.Column("noticed_at", sa.TIMESTAMP()),
        sa.Column("lost_day", sa.DateTime()),
        sa.Column("revoked_at", sa.DateTime(), nullable=False),
        sa.Column("extra_columns", sa.Text()),
        sa.Column("restored_at", sa.TIMESTAMP()),
        sa.Column("restored_by", sa.String(255)),
        sa.Column("restore_reason", sa.String(4000)),
        sa.Column("restore_run_id", sa.Integer()),
        sa.PrimaryKeyConstraint("run_id", "program_id", "user_id", "revocation_no", name=f"{table('revocation')}_pk"),
        sa.ForeignKeyConstraint(["run_id"], [f"{run}.run_id"], name=f"{table('revocation')}_fk"),
        sa.CheckConstraint("extra_columns is json", name=f"{table('revocation')}_extra_columns_ck"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("revocation"), schema=schema())
