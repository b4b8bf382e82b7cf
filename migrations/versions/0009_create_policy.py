"""The settings of one program that differ from the environment's."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        table("policy"),
        sa.Column("program_id", sa.String(255), nullable=False),
        sa.Column("inactivity_days", sa.Integer()),
        sa.Column("revocation_mode", sa.String(10), nullable=False),
        sa.Column("when_silent", sa.String(10), nullable=False),
        sa.Column("notice", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(4000), nullable=False),
        sa.Column("set_by", sa.String(255), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("program_id", name=f"{table('policy')}_pk"),
        sa.CheckConstraint("inactivity_days between 1 and 36500", name=f"{table('policy')}_days_ck"),
        sa.CheckConstraint("revocation_mode in ('enforce', 'report', 'off')", name=f"{table('policy')}_mode_ck"),
        sa.CheckConstraint("when_silent in ('hold', 'revoke')", name=f"{table('policy')}_silent_ck"),
        sa.CheckConstraint("notice in ('on', 'off')", name=f"{table('policy')}_notice_ck"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("policy"), schema=schema())
