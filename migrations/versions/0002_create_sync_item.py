"""The numbered items of one sync; the columns are wide, so that only the MERGE can refuse an item."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        table("sync_item"),
        sa.Column("item_no", sa.BigInteger(), nullable=False),
        sa.Column("program_id", sa.String(4000), nullable=False),
        sa.Column("user_id", sa.String(4000), nullable=False),
        sa.Column("accessed_at", sa.TIMESTAMP(), nullable=False),
        sa.PrimaryKeyConstraint("item_no", name=f"{table('sync_item')}_pk"),
        schema=schema(),
        prefixes=["GLOBAL TEMPORARY"],
        oracle_on_commit="PRESERVE ROWS",
    )


def downgrade() -> None:
    op.drop_table(table("sync_item"), schema=schema())
