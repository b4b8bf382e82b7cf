"""The line of crontab.example, as cron runs it: from another folder, with next to no environment."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from runner.engine.ledger import EVENING
from runner.environment.file import HOME, read
from runner.errors import Exit
from runner.statements.catalog import Catalog
from tests.company import AS_OF, Company, days_before

pytestmark = pytest.mark.skipif(not (HOME / ".venv" / "bin" / "lapse").exists(), reason="needs `make setup`")


def _kept(company: Company, log: Path, suffix: str) -> Path:
    """Return the file that `make run` keeps of an environment that is named by the path of its file."""
    return log / company.file.with_suffix(suffix).relative_to("/")


def _cron(
    company: Company, log: Path, shell: str = "/bin/sh", path: str = "/usr/bin:/bin"
) -> subprocess.CompletedProcess[str]:
    """Run the command of crontab.example with its folders and its environment exchanged, and nothing else."""
    lines = (HOME / "crontab.example").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith("0 18 * * * "))
    command = line.removeprefix("0 18 * * * ").replace("/opt/lapse/log/prod.exit", str(_kept(company, log, ".exit")))
    command = command.replace("/opt/lapse", str(HOME)).replace("ENV=prod", f"ENV={company.file} LOG={log}")
    bare = ["env", "-i", f"PATH={path}", f"HOME={log.parent}", shell, "-c", f"cd / && {command}"]
    return subprocess.run(bare, capture_output=True, text=True, timeout=60, check=False)


def test_a_good_evening_is_silent_and_appends_to_its_log(company: Company, tmp_path: Path) -> None:
    now = company.query("select sysdate as now from dual")[0]["now"]
    company.log(("a", "u1", now))
    company.grant(("a", "u1", days_before(400)), ("b", "u1", days_before(400)))

    for evening in (1, 2):
        done = _cron(company, tmp_path / "log")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        lines = _kept(company, tmp_path / "log", ".log").read_text(encoding="utf-8").splitlines()
        ends = [json.loads(line) for line in lines if '"exit_code"' in line]
        assert [end["run_id"] for end in ends] == list(range(1, evening + 1))

    assert company.permissions() == {("a", "u1")}
    steps = [json.loads(line) for line in lines if '"step"' in line]
    facts = {"run_id", "job", "step", "transaction", "affected", "chunks", "rejected", "seconds"}
    assert all(facts <= step.keys() for step in steps)
    assert len(steps) == 2 * sum(len(Catalog(read(str(company.file))).job(job)) for job in EVENING)


def test_the_line_ends_with_the_exit_code_of_lapse_and_mails_why(company: Company, tmp_path: Path) -> None:
    company.log(("a", "u1", AS_OF))
    company.grant(("a", "u1", days_before(400)))

    done = _cron(company, tmp_path / "log")

    assert done.returncode == 4
    assert re.search(r"newest row of test_access_log: 2024-08-20 18:00:00", done.stderr)
    assert company.permissions() == {("a", "u1")}


def test_an_evening_that_cannot_begin_leaves_no_old_exit_code(company: Company, tmp_path: Path) -> None:
    log = tmp_path / "log"
    kept = _kept(company, log, ".exit")
    kept.parent.mkdir(parents=True)
    kept.write_text("0\n", encoding="utf-8")
    company.file.write_text("[database]\nurl = 'embedded:x'\nurll = 'y'\n", encoding="utf-8")

    done = _cron(company, log)

    assert done.returncode == 1
    assert "did you mean 'url'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_line_never_ends_with_0_when_the_exit_code_could_not_be_written(
    company: Company, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    failing, kept = tmp_path / "make", _kept(company, tmp_path, ".exit")
    failing.write_text("#!/bin/sh\nexit 2\n", encoding="utf-8")
    failing.chmod(0o755)
    kept.parent.mkdir(parents=True)
    for shell in ("/bin/sh", "/bin/bash"):
        for left, code in [(None, 1), ("", 1), ("0\n", 1), ("4\n", 4)]:
            with subtests.test(shell=shell, left=left):
                kept.unlink(missing_ok=True)
                if left is not None:
                    kept.write_text(left, encoding="utf-8")
                assert _cron(company, tmp_path, shell, f"{tmp_path}:/usr/bin:/bin").returncode == code


def test_make_run_without_an_environment_says_what_to_write(tmp_path: Path) -> None:
    done = subprocess.run(["make", "-sC", str(HOME), "run"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "make run ENV=prod" in done.stderr


def test_a_run_whose_exit_code_cannot_be_kept_does_not_begin_and_says_so() -> None:
    for target in (["run", "ENV=prod"], ["run-all", "ENVS=prod"]):
        call = ["make", "-sC", str(HOME), *target, "LOG=/dev/null/log"]
        done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2
        assert ".exit cannot be written, so nothing was done" in done.stderr


# ----- several environments -----

# In the place of lapse: two evenings that each wait until the other has begun; others end with the code in their name.
STUB = """#!/bin/bash
echo "evening of $2" >&2
case "$2" in
  crm|erp) touch "$0.$2"; for _ in {1..500}; do test -e "$0.crm" -a -e "$0.erp" && exit 0; sleep 0.01; done; exit 9 ;;
  *) name=${2##*/}; exit "${name%.toml}" ;;
esac
"""


def _made(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Call make with the stub, and with its logs in the folder."""
    stub = folder / "stub"
    stub.write_text(STUB, encoding="utf-8")
    stub.chmod(0o755)
    call = ["make", "-sC", str(HOME), *words, f"LAPSE={stub}", f"LOG={folder}/log"]
    return subprocess.run(call, capture_output=True, text=True, timeout=60, check=False)


def _run_all(folder: Path, envs: str, jobs: str = "4") -> subprocess.CompletedProcess[str]:
    return _made(folder, "run-all", f"ENVS={envs}", f"JOBS={jobs}")


def _codes(folder: Path) -> dict[str, str]:
    files = (folder / "log").rglob("*.exit")
    return {str(file.relative_to(folder / "log")): file.read_text(encoding="utf-8").strip() for file in files}


def test_environments_of_one_name_in_two_folders_have_a_log_and_an_exit_code_each(tmp_path: Path) -> None:
    below = tmp_path / "log" / tmp_path.relative_to("/")
    for folder in ("a", "b c"):
        assert _made(tmp_path, "run", f"ENV={tmp_path}/{folder}/4.toml").returncode == 2
    assert _codes(tmp_path) == {
        str((below / name).relative_to(tmp_path / "log")): "4" for name in ("a/4.exit", "b c/4.exit")
    }
    for folder in ("a", "b c"):
        log = (below / folder / "4.log").read_text(encoding="utf-8")
        assert log == f"evening of {tmp_path}/{folder}/4.toml\n"


def test_several_evenings_run_at_once_and_one_that_fails_stops_no_other(tmp_path: Path) -> None:
    other = tmp_path / "b c" / "4.toml"
    done = _run_all(tmp_path, f"3 crm '{other}' erp 75")
    assert done.returncode == 2
    log = tmp_path / "log"
    logs = {"3": "3", "crm": "crm", str(other): str(other.with_suffix("").relative_to("/")), "erp": "erp", "75": "75"}
    codes = {"3": 3, "crm": 0, str(other): 4, "erp": 0, "75": 75}
    assert done.stdout.splitlines() == [f"{env}: exit code {codes[env]}; log: {log / logs[env]}.log" for env in codes]
    assert _codes(tmp_path) == {f"{logs[env]}.exit": str(code) for env, code in codes.items()} | {"run-all.exit": "4"}
    for env, name in logs.items():
        assert Path(f"{log / name}.log").read_text(encoding="utf-8") == f"evening of {env}\n"
    assert all(f"ended with exit code {code}; " in done.stderr for code in (3, 4, 75))


def test_evenings_that_all_end_well_end_with_0(tmp_path: Path) -> None:
    done = _run_all(tmp_path, "crm erp")
    assert (done.returncode, done.stderr) == (0, "")
    assert _codes(tmp_path) == {"crm.exit": "0", "erp.exit": "0", "run-all.exit": "0"}


def test_environments_with_one_log_are_refused_and_no_code_of_yesterday_is_left(tmp_path: Path) -> None:
    for envs, jobs, words in (
        ("crm erp crm", "4", f"two would write to {tmp_path}/log/crm.exit"),
        ("run-all", "4", f"two would write to {tmp_path}/log/run-all.exit"),
        (f"{tmp_path}/1.toml {tmp_path}/x/../1.toml", "4", f"/log{tmp_path}/1.exit"),
        (" ", "4", "name environments"),
        ("3 75", "many", "invalid"),
    ):
        (tmp_path / "log").mkdir(exist_ok=True)
        (tmp_path / "log" / "run-all.exit").write_text("0", encoding="utf-8")
        done = _run_all(tmp_path, envs, jobs)
        assert (done.returncode, words in done.stderr) == (2, True), done.stderr
        assert not envs.strip() or _codes(tmp_path)["run-all.exit"] == "1"
        assert not list((tmp_path / "log").rglob("*.log"))
    assert _codes(tmp_path)["3.exit"] == "1"


def test_the_worst_of_exit_codes_is_chosen_among_those_that_a_run_has() -> None:
    text = (HOME / "runner" / "project" / "lapse.mk").read_text(encoding="utf-8")
    [order] = re.findall(r"^WORST_LAST := (.*)$", text, re.MULTILINE)
    elsewhere = {Exit.CANDIDATES, Exit.INTERRUPTED, Exit.CLOSED_PIPE}
    assert {int(code) for code in order.split()} == set(Exit) - elsewhere
