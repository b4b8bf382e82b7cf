"""The lost days of the access logs that a person has accepted."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        table("accepted_day"),
        sa.Column("access_log", sa.String(261), nullable=False),
        sa.Column("log_day", sa.DateTime(), nullable=False),
        sa.Column("accepted_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("accepted_as", sa.String(30), nullable=False),
        sa.Column("reason", sa.String(4000), nullable=False),
        sa.Column("accepted_by", sa.String(255), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.Column("ended_by", sa.String(255)),
        sa.Column("ended_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("access_log", "log_day", "accepted_id", name=f"{table('accepted_day')}_pk"),
        sa.CheckConstraint("accepted_as in ('holiday', 'lost')", name=f"{table('accepted_day')}_accepted_as_ck"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("accepted_day"), schema=schema())
