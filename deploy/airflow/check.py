"""Runs the DAG in a real Airflow with a stand-in for lapse, and says what became of each exit code.

An environment of the stand-in is named for the exit code of its evening. 75 ends with 0 the second time, as when the
lock is free again. `hangs` ends at SIGTERM alone. The waits of the DAG are shortened; all else is as it is.
"""

import logging
import os
import tempfile
from pathlib import Path
from typing import Any

DAG_FILE = Path(__file__).with_name("lapse_evenings.py")
SHORTENED = {"minutes=15": "seconds=0", "hours=12": "seconds=5"}
WANTED = {
    "0": ("success", 1),
    "1": ("failed", 1),
    "3": ("failed", 1),
    "4": ("failed", 1),
    "5": ("failed", 1),
    "75": ("success", 2),
    "hangs": ("failed", 1),
}
STAND_IN = """#!/bin/bash
echo "$@" >> calls
test "$1 $3" = "--env run" || exit 2
case "$2" in
  75) rm free 2>/dev/null || { touch free; exit 75; } ;;
  hangs) trap 'echo terminated >> calls; exit 1' TERM; for each in {1..600}; do sleep 0.1; done ;;
  *) exit "$2" ;;
esac
"""


def _prepare(home: Path) -> None:
    """Make a home for Airflow with the DAG in it, and a project with a stand-in for lapse."""
    project = home / "project"
    command = project / ".venv" / "bin" / "lapse"
    command.parent.mkdir(parents=True)
    command.write_text(STAND_IN, encoding="utf-8")
    command.chmod(0o755)
    text = DAG_FILE.read_text(encoding="utf-8")
    for before, after in {"/opt/lapse": str(project), **SHORTENED}.items():
        assert before in text, f"{DAG_FILE.name} no longer says {before}"
        text = text.replace(before, after)
    (home / "dags").mkdir()
    (home / "dags" / DAG_FILE.name).write_text(text, encoding="utf-8")
    os.environ.update(
        AIRFLOW_HOME=str(home),
        AIRFLOW__CORE__DAGS_FOLDER=str(home / "dags"),
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__LOGGING__LOGGING_LEVEL="CRITICAL",
        AIRFLOW_VAR_LAPSE_ENVIRONMENTS="[" + ", ".join(f'"{name}"' for name in WANTED) + "]",
    )


def _evenings(dag: Any) -> dict[str, tuple[str, int]]:
    """Run the DAG once, and return the state and the number of tries of each environment."""
    run = dag.test()
    tasks = [each for each in run.get_task_instances() if each.task_id == "evening"]
    tasks.sort(key=lambda each: each.map_index)
    return {name: (str(each.state), each.try_number) for name, each in zip(WANTED, tasks, strict=True)}


def main() -> str:
    """Return what was seen, or raise."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _prepare(home)
        from airflow.dag_processing.dagbag import DagBag
        from airflow.utils.db import initdb

        initdb()
        logging.disable(logging.CRITICAL)
        bag = DagBag(str(home / "dags"))
        assert not bag.import_errors, bag.import_errors
        seen = _evenings(bag.dags["lapse_evenings"])
        assert seen == WANTED, seen
        calls = (home / "project" / "calls").read_text(encoding="utf-8").splitlines()
        assert "terminated" in calls, calls
    return "; ".join(f"{name}: {state}, tries: {tries}" for name, (state, tries) in seen.items())


if __name__ == "__main__":
    print(main())
