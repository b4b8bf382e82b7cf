"""The newest access of each (program, user)."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        table("last_access"),
        sa.Column("program_id", sa.String(255), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("last_access_at", sa.TIMESTAMP(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("program_id", "user_id", name=f"{table('last_access')}_pk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("last_access"), schema=schema())
