"""Dated exceptions of a program, a user, or one user in one program."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        table("exemption"),
        sa.Column("exemption_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("program_id", sa.String(255)),
        sa.Column("user_id", sa.String(255)),
        sa.Column("reason", sa.String(4000), nullable=False),
        sa.Column("approved_by", sa.String(255), nullable=False),
        sa.Column("added_by", sa.String(255), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("ended_by", sa.String(255)),
        sa.PrimaryKeyConstraint("exemption_id", name=f"{table('exemption')}_pk"),
        sa.CheckConstraint("program_id is not null or user_id is not null", name=f"{table('exemption')}_scope_ck"),
        sa.CheckConstraint("ends_at >= starts_at", name=f"{table('exemption')}_dates_ck"),
        schema=schema(),
    )


def downgrade() -> None:
    op.drop_table(table("exemption"), schema=schema())
