"""A run on a terminal: a live display on stderr that goes, and a summary that stays."""

import os
import pty
import re
import subprocess
import sys
import threading

import pytest

from runner.engine.ledger import EVENING
from tests.command import LAPSE
from tests.company import AS_OF, Company, days_before

SHOWN, HIDDEN = "\x1b[?25h", "\x1b[?25l"


class Terminal:
    """A pseudo-terminal, which is read on while a process writes to it."""

    def __init__(self) -> None:
        self._reader, self.fd = pty.openpty()
        self._text = b""
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        try:
            while part := os.read(self._reader, 65536):
                self._text += part
        except OSError:  # Linux says so when the last writer has gone
            pass

    def text(self) -> str:
        """Return all that was written, once nobody writes any more."""
        os.close(self.fd)
        self._thread.join(30)
        os.close(self._reader)
        return self._text.decode().replace("\r\n", "\n")


def on_terminal(company: Company, *arguments: str, **variables: str) -> tuple[int, str]:
    """Run the command on a terminal of 60 columns."""
    terminal = Terminal()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LAPSE_")}
    command = [str(LAPSE), "--env", str(company.file), *arguments]
    own = {"COLUMNS": "60", "TERM": "xterm", "NO_COLOR": "1"}
    done = subprocess.run(command, stdout=terminal.fd, stderr=terminal.fd, env=kept | own | variables, check=False)
    return done.returncode, terminal.text()


def test_a_terminal_shows_each_step_while_it_works_and_keeps_the_summary(company: Company) -> None:
    company.log(("급여", "김민수", days_before(1)), ("급여", "이영희", days_before(120)))
    company.grant(("급여", "김민수", days_before(200)), ("급여", "이영희", days_before(200)))

    code, text = on_terminal(company, "run", "--as-of", str(AS_OF), "--verbose")

    assert code == 0
    display, _, stays = text.rpartition(SHOWN)
    assert HIDDEN in display
    assert "sync: merge last access" in display
    steps = sum(len(company.database.catalog.job(job)) for job in EVENING)
    assert f"step {steps} of {steps}" in display
    assert not re.search(r"\x1b\[[0-9;]*m", display), "colour in spite of NO_COLOR"
    lines = re.sub(r"\x1b\[[0-9;]*[AK]|\r", "", stays).splitlines()
    assert lines[0] == "1 of 2 permissions revoked, 1 left"
    assert [line for line in lines if line.startswith("run 1: ")] == lines[-1:] == [f"run 1: done, as of {AS_OF}"]
    assert max(len(line) for line in lines if not line.startswith(("each", "what", "run"))) <= 60
    assert company.permissions() == {("급여", "김민수")}


def test_a_terminal_that_cannot_redraw_a_line_gets_lines(company: Company) -> None:
    code, text = on_terminal(company, "run", "--as-of", str(AS_OF), TERM="dumb")
    assert code == 4
    assert "\x1b" not in text
    assert re.search(r"^2\S+ \S+ test run 1: sync: open windows: 1 affected, ", text, re.MULTILINE)
    assert "\nstopped by guard log is fresh: nothing was revoked\n" in text


@pytest.mark.usefixtures("embedded_only")
def test_an_evening_without_a_terminal_loads_nothing_of_rich(company: Company) -> None:
    told = "import atexit, sys; atexit.register(lambda: print(sorted(name for name in sys.modules if 'rich' in name)))"
    command = [sys.executable, "-c", f"{told}; from runner.commands.main import main; main()"]
    command += ["--env", str(company.file), "run", "--as-of", str(AS_OF)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert done.stdout.splitlines()[-1] == "[]"
