"""The metrics that `lapse metrics` prints, and those that a run keeps in a file."""

from pathlib import Path

import pytest

from tests.command import called
from tests.company import AS_OF, Company
from tests.unit.test_plugin import samples

RUN = ("run", "--as-of", str(AS_OF))


def kept(file: Path) -> dict[str, float]:
    """Return what the file has of the one environment, by name."""
    return of_test(file.read_text(encoding="utf-8"))


def of_test(text: str) -> dict[str, float]:
    found = samples(text)
    assert {labels[1] for labels in found} == {"test"}
    return {name: value for (name, *_), value in found.items()}


def test_a_run_keeps_its_metrics_whatever_its_end(company: Company) -> None:
    kept_here = company.having(metrics={"textfile": "kept.prom"})
    file = kept_here.file.parent / "kept.prom"
    company.log(("pulse", "pulse", AS_OF))
    assert kept_here.call(*RUN).code == 0
    good = kept(file)
    assert (good["lapse_up"], good["lapse_status"], good["lapse_last_run_exit_code"]) == (1, 0, 0)
    assert of_test(kept_here.call("metrics").out) == pytest.approx(good, abs=2)  # of seconds

    company.execute("delete from {access_log} l")
    assert kept_here.call(*RUN).code == 4
    stopped = kept(file)
    assert (stopped["lapse_status"], stopped["lapse_last_run_exit_code"]) == (1, 4)
    assert stopped.keys() == good.keys()

    no_tables = company.having(metrics={"textfile": str(file)}, tables={"prefix": "nobody_"})
    assert no_tables.call(*RUN).code == 1
    assert kept(file) == {"lapse_up": 0, "lapse_status": 3, "lapse_last_run_exit_code": 1}


def test_metrics_that_cannot_be_written_change_nothing_but_the_log(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    nowhere = company.having(metrics={"textfile": "nowhere/kept.prom"})
    done = nowhere.call(*RUN)
    assert done.code == 0
    assert "the metrics in nowhere/kept.prom could not be written: No such file or directory; a file that" in done.err
    refused = nowhere.call("metrics", "--textfile", "nowhere/asked.prom")
    assert refused.code == 1
    assert "the metrics in nowhere/asked.prom could not be written: No such file" in refused.err


def test_metrics_of_all_environments_end_with_0_and_log_which_are_down() -> None:
    done = called("metrics", "--all")
    assert done.code == 0
    up = {labels[1]: value for labels, value in samples(done.out).items() if labels[0] == "lapse_up"}
    assert up.keys() >= {"demo", "dev", "prod"}
    assert (up["dev"], up["prod"]) == (0, 0)
    assert "LAPSE UNKNOWN - prod: " in done.err
