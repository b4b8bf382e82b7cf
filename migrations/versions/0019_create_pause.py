"""The times during which evening runs revoke nothing."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        table("pause"),
        sa.Column("pause_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("reason", sa.String(4000), nullable=False),
        sa.Column("paused_by", sa.String(255), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("resumed_by", sa.String(255)),
        sa.PrimaryKeyConstraint("pause_id", name=f"{table('pause')}_pk"),
        sa.CheckConstraint("ends_at >= starts_at", name=f"{table('pause')}_dates_ck"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("pause"), schema=schema())
