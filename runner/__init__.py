"""lapse revokes unused Oracle permissions with SQL that a DBA has reviewed."""

__version__ = "0.1.0"
