"""An index on the program and user of the archive, for restore and DELETE."""

from alembic import op

from lapse_names import schema, table

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_index(
        f"{table('revocation')}_ix", table("revocation"), ["program_id", "user_id", "run_id"], schema=schema()
    )


def downgrade() -> None:
    op.drop_index(f"{table('revocation')}_ix", table("revocation"), schema=schema())
