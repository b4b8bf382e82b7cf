"""Every test of tests/integration, unchanged, on Oracle: conftest.py collects its modules in the place of this one."""
