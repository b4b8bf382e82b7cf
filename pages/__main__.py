"""Write the pages that are made from the code: make references."""

from runner.environment.file import HOME

from . import cli, environment

PAGES = {"cli-reference.md": cli.page, "environment-reference.md": environment.page}


def main() -> None:
    """Write each generated page."""
    for name, page in PAGES.items():
        (HOME / "docs" / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
