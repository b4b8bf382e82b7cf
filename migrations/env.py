"""How Alembic runs the revisions of lapse's own tables; driven by runner/database/schema.py alone."""

from typing import Any

from alembic import context

from lapse_names import schema, table

options: dict[str, Any] = {
    "version_table": table("version"),
    "version_table_schema": schema(),
    "version_table_pk": False,  # as sqlplus.sql creates it
    "transaction_per_migration": True,
}
context.configure(connection=context.config.attributes["connection"], **options)
with context.begin_transaction():
    context.run_migrations()
