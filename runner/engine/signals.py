"""Signals that ask a run to stop: noted at once, acted on before the next step and before a commit."""

import atexit
import signal
import threading
from collections.abc import Callable
from types import FrameType

from ..errors import InterruptedRunError

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def handle(handler: Callable[[int, FrameType | None], object]) -> None:
    """Handle the signals that ask a process to stop, except those that its caller ignores, as nohup does SIGHUP."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


class Stop:
    """Whether the process was asked to stop, and how to cancel what it waits for.

    Attributes:
        cancel: called by the signal handler, to end the running statement; None while there is no session.
    """

    def __init__(self) -> None:
        self.cancel: Callable[[], None] | None = None
        self._asked = threading.Event()

    def listen(self) -> None:
        """Note SIGTERM, SIGINT and SIGHUP from now on, until the process ends."""
        handle(lambda _number, _frame: self.ask())
        atexit.register(_ignore)

    def ask(self) -> None:
        """Ask the run to stop, and cancel its statement. Safe to call from a signal handler."""
        self._asked.set()
        if self.cancel is not None:
            self.cancel()

    @property
    def asked(self) -> bool:
        """Whether the run was asked to stop."""
        return self._asked.is_set()

    def check(self) -> None:
        """Stop here if asked to.

        Raises:
            InterruptedRunError: a signal asked the run to stop.
        """
        if self.asked:
            raise InterruptedRunError("interrupted by a signal")

    def sleep(self, seconds: float) -> None:
        """Sleep, but no longer than until the run is asked to stop."""
        self._asked.wait(seconds)


def listening_stop() -> Stop:
    """Return a Stop that listens: from here on a signal ends the run after its last commit, and not in between."""
    stop = Stop()
    stop.listen()
    return stop


def _ignore() -> None:
    """Ignore signals once a command is done, when Python restores their handlers: they must not look like a failure."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
