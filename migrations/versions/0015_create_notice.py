"""The notices of permissions that will be revoked."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        table("notice"),
        sa.Column("program_id", sa.String(255), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("noticed_at", sa.TIMESTAMP(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("program_id", "user_id", name=f"{table('notice')}_pk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("notice"), schema=schema())
