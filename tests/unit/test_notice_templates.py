"""The mail to people whose permissions will lapse: its templates fit the list, and the page's example sends it."""

import re
import smtplib
import string
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from runner.commands.listing import Form, print_rows
from runner.commands.records import NOTICE
from runner.dba.project import make
from runner.environment.file import HOME
from tests.receivers import HOST, receiving

NEEDED = {"program_id", "user_id", "inactivity_days", "lapses_on"}
NOTICES = HOME / "docs" / "notices.md"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project, as the current folder."""
    make(tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


def row(program: str, user: str = "kim", run_id: int = 413) -> dict[str, Any]:
    found = {"program_id": program, "user_id": user, "granted_at": datetime(2024, 1, 2), "last_access_at": None}
    found |= {"inactivity_days": 90, "noticed_at": datetime(2024, 8, 6), "lapses_from": datetime(2024, 8, 20)}
    return found | {"lapses_on": "2024-08-20", "run_id": run_id}


def test_each_template_has_a_subject_and_every_placeholder_that_is_needed_and_no_unknown_one(project: Path) -> None:
    found = sorted((project / "mail").iterdir())
    assert [file.name for file in found] == ["notice.en.txt", "notice.ko.txt"]
    for file in found:
        template = string.Template(file.read_text(encoding="utf-8"))
        assert template.is_valid()
        assert NEEDED <= set(template.get_identifiers()) <= set(NOTICE)
        subject, blank, *_ = template.template.splitlines()
        assert subject.startswith("Subject: ")
        assert {"${program_id}", "${lapses_on}"} <= set(subject.replace(":", " ").split())
        assert blank == ""


def test_the_list_and_its_page_have_the_same_columns() -> None:
    table = NOTICES.read_text(encoding="utf-8").partition("| column | is |\n| --- | --- |\n")[2].partition("\n\n")[0]
    named = [name for line in table.splitlines() for name in line.split("|")[1].replace("`", "").split(", ")]
    assert sorted(name.strip() for name in named) == sorted(NOTICE)


def test_the_example_mails_each_new_notice_whatever_its_program_is_called(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row("old", run_id=412), row("pay$roll ${user_id} $$"), row("급여\nBcc: all"), row("=1+1")]
    print_rows(Form.EXCEL, rows, NOTICE, "")
    (project / "notices.csv").write_text(capsys.readouterr().out, encoding="utf-8")
    [example] = re.findall(r"^```python\n(.*?)^```$", NOTICES.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    connect = smtplib.SMTP
    with receiving() as receivers:
        port = int(receivers.mail.partition("?")[0].rpartition(":")[2])
        monkeypatch.setattr(smtplib, "SMTP", lambda _host: connect(HOST, port))
        monkeypatch.setattr(sys, "argv", ["send_notices.py", "412"])
        exec(example, {})
    assert [mail.subject for mail in receivers.mails] == [
        f"Your access to {program} ends on 2024-08-20"
        for program in ("pay$roll ${user_id} $$", "급여 Bcc: all", "'=1+1")
    ]
    assert "  Program: pay$roll ${user_id} $$\n  Account: kim\n" in receivers.mails[0].text
    assert "  Program: 급여\nBcc: all\n" in receivers.mails[1].text
    assert "for 90 days or more" in receivers.mails[0].text
