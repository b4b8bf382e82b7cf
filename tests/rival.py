"""A rival that acts within a run, behind one of its steps."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Rival(logging.Handler):
    """A rival that acts, on a session of its own, when a run first logs that a step is done."""

    def __init__(self, at: tuple[str, str], act: Callable[[], object]) -> None:
        super().__init__(logging.INFO)
        self.at, self.act, self.acted = at, act, False

    def emit(self, record: logging.LogRecord) -> None:
        """Act, where this is the line of the step."""
        if not self.acted and (getattr(record, "job", None), getattr(record, "step", None)) == self.at:
            self.acted = True
            self.act()


@contextmanager
def rival(at: tuple[str, str], act: Callable[[], object]) -> Iterator[None]:
    """Let a rival act, once, within the run of the block."""
    logger, handler = logging.getLogger("lapse"), Rival(at, act)
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    assert handler.acted, f"no run came to {at}"
