"""The rejected items of a sync that a person has dismissed, as wide as the items."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        table("dismissal"),
        sa.Column("dismissal_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("item_no", sa.BigInteger(), nullable=False),
        sa.Column("program_id", sa.String(4000), nullable=False),
        sa.Column("user_id", sa.String(4000), nullable=False),
        sa.Column("accessed_at", sa.TIMESTAMP(), nullable=False),
        sa.Column("reason", sa.String(4000), nullable=False),
        sa.Column("dismissed_by", sa.String(255), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(), nullable=False),
        sa.Column("ended_by", sa.String(255)),
        sa.Column("ended_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("dismissal_id", name=f"{table('dismissal')}_pk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("dismissal"), schema=schema())
