"""The one row of the lock table; without it no run can start."""

import sqlalchemy as sa
from alembic import op

from lapse_names import schema, table

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.bulk_insert(sa.table(table("lock"), sa.column("lock_name", sa.String), schema=schema()), [{"lock_name": "run"}])


def downgrade() -> None:
    op.execute(sa.delete(sa.table(table("lock"), schema=schema())))
