"""Sessions on a database, and what differs between Oracle and the embedded PostgreSQL."""
