"""The permissions that a plan lists."""

import sqlalchemy as sa
from alembic import op

from runner.migrate import schema, table

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        table("plan_item"),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("program_id", sa.String(255), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("digest", "program_id", "user_id", name=f"{table('plan_item')}_pk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("plan_item"), schema=schema())
