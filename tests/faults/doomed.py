"""The command in a process that is sent a signal at an exact instant: at a log line, a statement or a commit.

Its arguments are the signal, the instant, which time of it, the path of the command, which is not used, and the
arguments of the command.
"""

import logging
import signal
import sys

from runner.commands import log
from runner.commands.main import main
from tests.faults.instants import Once, watched

LOG_LINE = "log line"


class _AtLine(logging.Handler):
    """Sends this process a signal once so many lines are written."""

    def __init__(self, number: signal.Signals, nth: int) -> None:
        super().__init__()
        self._number = number
        self._left = nth

    def emit(self, record: logging.LogRecord) -> None:
        """Count the line, which the handler before this one has written."""
        self._left -= 1
        if not self._left:
            signal.raise_signal(self._number)


def _doomed(number: signal.Signals, instant: str, nth: int, arguments: list[str]) -> None:
    if instant == LOG_LINE:
        set_up = log.set_up

        def set_up_and_count() -> None:
            set_up()
            logging.getLogger("lapse").addHandler(_AtLine(number, nth))

        log.set_up = set_up_and_count
    with watched(Once(instant, lambda _session: signal.raise_signal(number), nth)):
        main(arguments)


if __name__ == "__main__":
    _doomed(signal.Signals[sys.argv[1]], sys.argv[2], int(sys.argv[3]), sys.argv[5:])
