"""The file that keeps the lines a load rejects, each with its number and the reason."""

import csv
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from .encoded import STDIN, name_of


class Rejects:
    """FILE.rejected.csv, made when the first line is rejected; as a context, of a load that fails it leaves no file.

    Args:
        path: the file that is loaded; the lines of standard input are kept in the current folder.

    Attributes:
        path: of the file, which is UTF-8 whatever the encoding of the other.
        header: of the lines to come.
        count: of the lines so far.
        first: the number and the reason of the first line, as a message has them.
    """

    def __init__(self, path: Path) -> None:
        self.path = (Path(name_of(path)) if path == STDIN else path).with_name(
            f"{Path(name_of(path)).name}.rejected.csv"
        )
        self.header: list[str] = []
        self.count = 0
        self.first: str | None = None
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)  # that of an earlier load
        return self

    def add(self, number: int, reason: str, cells: list[str]) -> None:
        """Keep a line.

        Args:
            number: of its first line in the file.
            reason: why it is rejected.
            cells: as they stand in the file.
        """
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
            csv.writer(self._file).writerow(["line", "reason", *self.header])
            self.first = f"line {number}: {reason}"
        csv.writer(self._file).writerow([number, reason, *cells])
        self.count += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()
            if error:
                self.path.unlink()
