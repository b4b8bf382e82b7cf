"""An index on the time of the revocations, for audit and status, which read a period of the archive."""

from alembic import op

from lapse_names import schema, table

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_index(f"{table('revocation')}_at_ix", table("revocation"), ["revoked_at"], schema=schema())


def downgrade() -> None:
    op.drop_index(f"{table('revocation')}_at_ix", table("revocation"), schema=schema())
