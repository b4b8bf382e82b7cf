"""All of PostgreSQL: its server, its sessions, and the translation of rendered Oracle text."""
