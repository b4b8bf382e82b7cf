"""The numbered revocations that one restore inserts again."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        table("restore_item"),
        sa.Column("item_no", sa.BigInteger(), nullable=False),
        sa.Column("revoked_by_run", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.String(255), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("revocation_no", sa.BigInteger(), nullable=False),
        sa.Column("accessed_at", sa.TIMESTAMP()),
        sa.PrimaryKeyConstraint("item_no", name=f"{table('restore_item')}_pk"),
        schema=schema(),
        prefixes=["GLOBAL TEMPORARY"],
        oracle_on_commit="PRESERVE ROWS",
    )


def downgrade() -> None:
    op.drop_table(table("restore_item"), schema=schema())
