"""The environment file of one database: names, limits and hints, read and checked."""
