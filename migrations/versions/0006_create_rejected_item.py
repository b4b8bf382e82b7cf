"""The items of chunk steps that could not be written, with the database's error."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run = f"{schema()}.{table('run')}" if schema() else table("run")
    op.create_table(
        table("rejected_item"),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("item_no", sa.BigInteger(), nullable=False),
        sa.Column("job", sa.String(30), nullable=False),
        sa.Column("program_id", sa.String(4000), nullable=False),
        sa.Column("user_id", sa.String(4000), nullable=False),
        sa.Column("accessed_at", sa.TIMESTAMP()),
        sa.Column("error_code", sa.String(30), nullable=False),
        sa.Column("error_message", sa.String(4000), nullable=False),
        sa.Column("rejected_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "job", "item_no", name=f"{table('rejected_item')}_pk"),
        sa.ForeignKeyConstraint(["run_id"], [f"{run}.run_id"], name=f"{table('rejected_item')}_fk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("rejected_item"), schema=schema())
