"""lapse revokes unused Oracle permissions with SQL that a DBA has reviewed."""

__version__ = "0.2.0"
