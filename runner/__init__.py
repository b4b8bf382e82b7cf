"""lapse: the thin hand that carries reviewed SQL to the database."""

__version__ = "0.1.0"
