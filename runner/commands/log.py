"""The log on stderr: text on a terminal, else JSON lines; each line names its environment and its run."""

import atexit
import logging
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .output import counted, json_text, visible

_STEP_FACTS = (
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

_logger = logging.getLogger("lapse")


class Format(StrEnum):
    """How a line of the log is written."""

    TEXT = "text"
    JSON = "json"


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        known = {name: getattr(record, name, None) for name in ("environment", "run_id")}
        line = {"time": _time(record).isoformat(timespec="milliseconds"), "level": record.levelname.lower()}
        line |= {name: value for name, value in known.items() if value is not None}
        line |= {"message": record.getMessage()}
        line |= {name: getattr(record, name) for name in _FACTS if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json_text(line)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        environment, run_id = getattr(record, "environment", None), getattr(record, "run_id", None)
        about = [environment, run_id and f"run {run_id}"]
        about += [record.levelname.lower()] if record.levelno >= logging.WARNING else []
        start = " ".join([f"{_time(record):%Y-%m-%d %H:%M:%S}", *filter(None, about)])
        text = f"{start}: {visible(record.getMessage())}"
        if hasattr(record, "step"):
            counts = {name: getattr(record, name, 0) for name in ("affected", "unchanged", "rejected")}
            told = [f"{count:,} {name}" for name, count in counts.items() if count]
            told += [counted(chunks, "chunk")] if (chunks := getattr(record, "chunks", 0)) else []
            text += ": " + ", ".join([*told, f"{getattr(record, 'seconds', 0):.2f} s"])
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


def _time(record: logging.LogRecord) -> datetime:
    """Return the time of a line in the time zone of this host, with its offset."""
    return datetime.fromtimestamp(record.created).astimezone()


@dataclass
class _About(logging.Filter):
    """Adds to each line the environment, and the run that the lines before it belong to."""

    environment: str | None = None
    run_id: int | None = None
    is_format_chosen: bool = False

    def filter(self, record: logging.LogRecord) -> bool:
        self.run_id = getattr(record, "run_id", self.run_id)
        record.environment, record.run_id = self.environment, self.run_id
        return True


_about = _About()


def set_up() -> None:
    """Send the log to stderr: text on a terminal, else JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Text() if is_terminal() else _JsonLines())
    _about.environment, _about.run_id, _about.is_format_chosen = None, None, False
    _logger.handlers[:], _logger.filters[:] = [handler], [_about]
    _logger.setLevel(logging.INFO)
    _logger.propagate = False
    atexit.register(_flush_stderr)


def use(chosen: Format) -> None:
    """Write the log in this format from now on, on a terminal too."""
    for handler in _logger.handlers:
        handler.setFormatter(_Text() if chosen is Format.TEXT else _JsonLines())
    _about.is_format_chosen = True


def name_environment(name: str) -> None:
    """Name the environment of all lines from now on."""
    _about.environment = name


def is_terminal() -> bool:
    """Whether stderr is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def allows_display() -> bool:
    """Whether stderr is a terminal that can redraw a line, and nobody has asked for lines of the log instead."""
    is_able = os.environ.get("TERM", "dumb").lower() not in ("dumb", "unknown")
    return is_terminal() and is_able and not _about.is_format_chosen


def text_of(record: logging.LogRecord) -> str:
    """Return a line of the log as text."""
    return _Text().format(record)


def _flush_stderr() -> None:
    """Flush stderr; a failure must not change the exit code, which Python would make 120."""
    try:
        sys.stderr.flush()
    except (OSError, ValueError):  # full, or closed
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
