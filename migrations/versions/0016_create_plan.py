"""The plans that can be accepted."""

import sqlalchemy as sa
from alembic import op

from runner.migrate import schema, table

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        table("plan"),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("as_of", sa.DateTime(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(255), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=f"{table('plan')}_pk"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("plan"), schema=schema())
