"""The log on stderr (text on a terminal, else JSON lines), and the progress of a chunk step."""

import atexit
import logging
import os
import sys
import time
from datetime import UTC, datetime

from .output import json_text, visible

_STEP_FACTS = (
    "run_id",
    "job",
    "step",
    "transaction",
    "status",
    "affected",
    "unchanged",
    "chunks",
    "rejected",
    "seconds",
)
_FACTS = (*_STEP_FACTS, "exit_code", "counts")
_PROGRESS_S = 10


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts = {name: getattr(record, name) for name in _FACTS if hasattr(record, name)}
        line = {"time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")}
        line |= {"level": record.levelname.lower(), "message": record.getMessage(), **facts}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json_text(line)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        text = f"{datetime.fromtimestamp(record.created):%H:%M:%S} {visible(record.getMessage())}"
        if hasattr(record, "step"):
            counts = [f"{getattr(record, name):,} {name}" for name in ("affected", "unchanged", "chunks", "rejected")]
            text += (
                f" [{getattr(record, 'transaction', '')}] {', '.join(counts)}, {getattr(record, 'seconds', 0):.2f} s"
            )
        if record.exc_info:
            text += f"\n{self.formatException(record.exc_info)}"
        return text if record.levelno < logging.WARNING else f"{text} ({record.levelname.lower()})"


def set_up() -> None:
    """Send the log to stderr: text on a terminal, else JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Text() if sys.stderr.isatty() else _JsonLines())
    logger = logging.getLogger("lapse")
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
    atexit.register(_flush_stderr)


def _flush_stderr() -> None:
    """Flush stderr; a failure must not change the exit code, which Python would make 120."""
    try:
        sys.stderr.flush()
    except (OSError, ValueError):  # full, or closed
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


class Progress:
    """The progress of a chunk step: one updated line on a terminal, else a log line every ten seconds."""

    def __init__(self) -> None:
        self._last_logged = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Report how many of all items are done."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r  {done:,} of {total:,} items" + ("\r\033[K" if done == total else ""))
            sys.stderr.flush()
        elif time.monotonic() - self._last_logged > _PROGRESS_S:
            self._last_logged = time.monotonic()
            logging.getLogger("lapse").info("%s of %s items done", f"{done:,}", f"{total:,}")
