"""Every test of tests/integration, unchanged, on Oracle: conftest.py collects its modules in the place of this one."""


def test_integration_suite_on_oracle() -> None:
    """Stands for all of them where there is no Oracle, and is skipped with the reason."""
