"""How Alembic runs the revisions of lapse's own tables; driven by runner.database.schema alone."""

from typing import Any

from alembic import context

from runner.database.schema import schema, table

options: dict[str, Any] = {
    "version_table": table("version"),
    "version_table_schema": schema(),
    "version_table_pk": False,  # SQL*Plus cannot run the insert ... returning that a primary key brings
    "transaction_per_migration": True,
}
connection = context.config.attributes["connection"]
if connection is None:
    context.configure(dialect_name="oracle", output_buffer=context.config.output_buffer, **options)
else:
    context.configure(connection=connection, **options)
with context.begin_transaction():
    context.run_migrations()
