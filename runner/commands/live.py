"""What shows a run while it works: a live display on a terminal, else lines of the log."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, TextIO, cast

from ..engine.progress import Progress
from . import log, output

_LOG_EVERY_S = 10
_WIDE = 80  # characters of a terminal that has room for bars

_logger = logging.getLogger("lapse")


@contextmanager
def shown(*, is_quiet: bool) -> Iterator[Progress]:
    """Show a run while the block works.

    Args:
        is_quiet: whether a terminal shows only warnings and errors.

    Yields:
        What the run tells where it is.
    """
    if log.is_terminal() and is_quiet:
        with _only_warnings():
            yield Progress()
    elif log.allows_display():
        display = _Display()
        with _handled_by(display.lines):
            try:
                display.start()
                yield display
            finally:  # also after a signal while it starts: the cursor must be seen again
                display.stop()
    else:
        yield _LoggedProgress()


@contextmanager
def _handled_by(handler: logging.Handler) -> Iterator[None]:
    """Let this handler have the lines of the log while the block works."""
    before = _logger.handlers[:]
    _logger.handlers[:] = [handler]
    try:
        yield
    finally:
        _logger.handlers[:] = before


@contextmanager
def _only_warnings() -> Iterator[None]:
    """Leave out the lines of the log that are no warning or error while the block works."""
    for handler in _logger.handlers:
        handler.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for handler in _logger.handlers:
            handler.setLevel(logging.NOTSET)


class _LoggedProgress(Progress):
    """The progress of a chunk step as a line of the log every ten seconds."""

    def __init__(self) -> None:
        self._last_logged = time.monotonic()

    def items(self, done: int, total: int) -> None:
        if time.monotonic() - self._last_logged > _LOG_EVERY_S:
            self._last_logged = time.monotonic()
            _logger.info("%s of %s items done", f"{done:,}", f"{total:,}")


class _Display(Progress):
    """Two lines that are redrawn, and gone at the end: the run with its steps, the step at hand with its items.

    Attributes:
        lines: takes the lines of the log meanwhile.
    """

    def __init__(self) -> None:
        from rich import progress
        from rich.console import Console

        console = Console(file=cast("IO[str]", _Unbreakable(sys.stderr)))
        columns: list[progress.ProgressColumn] = [
            progress.SpinnerColumn(),
            progress.TextColumn("{task.description}", markup=False),
            *([progress.BarColumn(bar_width=20)] if console.width >= _WIDE else []),
            progress.TextColumn("{task.fields[done]}", markup=False),
            progress.TimeElapsedColumn(),
        ]
        self._bars = progress.Progress(*columns, console=console, transient=True, redirect_stdout=False)
        self._run = self._bars.add_task("connecting", total=None, done="")
        self._step: progress.TaskID | None = None
        self.lines = _Above(self)

    def start(self) -> None:
        """Show it, and hide the cursor."""
        self._bars.start()

    def stop(self) -> None:
        """Remove it, and show the cursor."""
        self._bars.stop()

    def say(self, text: str) -> None:
        """Print a text above the display."""
        from rich.text import Text

        self._bars.console.print(Text(text))

    def describe(self, text: str) -> None:
        """Say what the run is about."""
        self._bars.update(self._run, description=text)

    def step(self, job: str, step: str, number: int, steps: int) -> None:
        self._bars.update(self._run, total=steps, completed=number - 1, done=f"step {number} of {steps}")
        if self._step is None:
            self._step = self._bars.add_task("", total=None, done="")
        self._bars.reset(self._step, total=None, description=f"{job}: {step}", done="")

    def items(self, done: int, total: int) -> None:
        if self._step is not None:
            self._bars.update(self._step, total=total, completed=done, done=f"{done:,} of {total:,} items")


class _Above(logging.Handler):
    """Prints warnings and errors above the display, but for what the summary says: how the run and its steps ended."""

    def __init__(self, display: _Display) -> None:
        super().__init__()
        self._display = display

    def emit(self, record: logging.LogRecord) -> None:
        if hasattr(record, "step") or (hasattr(record, "exit_code") and output.is_terminal()):
            return
        if record.levelno >= logging.WARNING:
            self._display.say(log.text_of(record))
        else:
            run_id = getattr(record, "run_id", None)
            self._display.describe(f"run {run_id}" if run_id else output.visible(record.getMessage()))


class _Unbreakable:
    """A terminal that may be gone: writing to it then does nothing, for the run goes on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
