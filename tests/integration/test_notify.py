"""Notifications of evenings, to real receivers on this host; none changes how an evening ends."""

import sys
from collections.abc import Iterator
from pathlib import Path
from platform import node

import pytest

from runner.jobs import receivers as module
from tests.company import AS_OF, Company, days_before
from tests.receivers import PASSWORD, Receivers, hanging, receiving, refusing

RUN = ("run", "--as-of", str(AS_OF))
OLD = days_before(400)
WIKI = {("wiki", f"u-{n}") for n in range(3)}


@pytest.fixture(scope="module")
def servers() -> Iterator[Receivers]:
    with receiving() as running:
        yield running


@pytest.fixture
def receivers(servers: Receivers) -> Receivers:
    servers.posts.clear()
    servers.mails.clear()
    return servers


def notifying(company: Company, urls: list[str], *on: str, **sections: dict[str, object]) -> Company:
    """Return the company with these receivers."""
    file = company.folder / "receivers"
    file.write_text("# the receivers\n\n" + "\n".join(urls) + "\n", encoding="utf-8")
    file.chmod(0o600)
    notify = {"on": on, "urls_file": str(file)} | sections.pop("notify", {})
    return company.having(notify=notify, **sections)


def test_an_evening_is_told_by_mail_and_to_the_web_when_it_revokes_and_not_when_it_does_not(
    company: Company, receivers: Receivers
) -> None:
    office = notifying(company, [receivers.web, receivers.mail], "done")
    office.log(("pulse", "pulse", AS_OF))
    office.grant(("<books> & 급여", "old-user", OLD), ("mail", "new-user", days_before(1)))
    assert office.call(*RUN).code == 0
    assert office.permissions() == {("mail", "new-user")}
    [post], [mail] = receivers.posts, receivers.mails
    assert post.subject == mail.subject == "lapse test: 1 of 2 permissions revoked, 1 left"
    assert post.text.strip() == mail.text.strip()
    assert post.text.splitlines()[:6] == [
        *(f"environment: test, on {node()}", f"run: 1, as of {AS_OF}", "status: done, exit code 0 (done)"),
        *("revoked: 1 of 2 permissions", "protected: none", "held programs: 0"),
    ]
    assert post.text.splitlines()[-1] == f"More: {office.database.environment.command} show 1"
    assert "-user" not in post.text

    assert office.call(*RUN).code == 0  # which has nothing to revoke
    assert office.call("plan", "--as-of", str(AS_OF)).code == 0
    assert office.call("sync", "--as-of", str(AS_OF)).code == 0
    assert (len(receivers.posts), len(receivers.mails)) == (1, 1)


def test_a_program_is_told_once_on_the_first_evening_that_holds_it(company: Company, receivers: Receivers) -> None:
    office = notifying(company, [receivers.web], "held", guards={"silent_program_min_permissions": 3})
    office.log(("pulse", "pulse", AS_OF))
    office.grant(*((*key, OLD) for key in sorted(WIKI)))
    for _ in range(2):
        assert office.call(*RUN).code == 0
    [post] = receivers.posts
    assert post.subject == "lapse test: 1 program newly held; 0 of 3 permissions revoked, 3 left"
    silent = "no access by anyone in its inactivity period: the program or its log may be dead"
    assert f"newly held: 3 permissions of wiki: {silent}" in post.text.splitlines()
    assert "protected: 3 held program" in post.text.splitlines()
    assert "u-" not in post.text

    office.grant(*(("mail", user, OLD) for _, user in sorted(WIKI)))
    assert office.call(*RUN).code == 0
    assert "newly held: 3 permissions of mail" in receivers.posts[-1].text
    assert "of wiki" not in receivers.posts[-1].text
    assert office.permissions() == WIKI | {("mail", user) for _, user in WIKI}


def test_a_stop_and_a_failure_are_told_each_where_it_is_asked_for(company: Company, receivers: Receivers) -> None:
    company.grant(("books", "old-user", OLD))
    stopped = notifying(company, [receivers.web], "stopped")
    failing = notifying(company, [receivers.web], "failure")
    assert (stopped.call(*RUN).code, failing.call(*RUN).code) == (4, 4)  # for the log is empty
    [post] = receivers.posts
    assert post.subject == "lapse test: stopped by guard log is fresh: nothing was revoked"
    assert "newest row of test_access_log: none" in post.text
    assert "held programs" not in post.text  # which it did not come to judge

    no_tables = failing.having(tables={"prefix": "nobody_"})
    assert no_tables.call(*RUN).code == 1
    assert [each.subject for each in receivers.posts[1:]] == ["lapse test: not started: see the log"]
    assert company.permissions() == {("books", "old-user")}


def test_receivers_that_fail_change_nothing_but_one_line_of_the_log(company: Company, receivers: Receivers) -> None:
    urls = [refusing(), f"{receivers.web}/broken", f"nobody://{PASSWORD}@x", receivers.web]
    office = notifying(company, urls, "always")
    office.log(("pulse", "pulse", AS_OF))
    office.grant(("books", "old-user", OLD))
    done = office.call(*RUN)
    assert done.code == 0
    assert office.revoked() == {("books", "old-user")}
    [line] = [line for line in done.err.splitlines() if "notification" in line]
    refused, broken, unknown, good = (f"line {number} of {company.folder / 'receivers'}" for number in range(3, 7))
    answers = [f"{refused} (JSON): not accepted", f"{broken} (JSON): not accepted"]
    answers += [f"{unknown} is not a URL that Apprise knows"]
    assert f"every receiver: {', '.join(answers)}; to try them: " in line
    assert f"The evening itself ended with exit code 0: {office.database.environment.command} show 1" in line
    assert [post.subject for post in receivers.posts][-1] == "lapse test: 1 of 1 permission revoked, 0 left"

    tried = office.call("notify")
    assert (tried.code, tried.err) == (1, "")
    assert tried.out.splitlines() == [*answers, f"{good} (JSON): accepted", "evenings notify on: always"]
    assert PASSWORD not in done.out + done.err + tried.out


def test_a_receiver_that_hangs_is_left_when_the_time_is_up(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT_S", 0.2)
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "old-user", OLD))
    with hanging() as silent:
        done = notifying(company, [silent], "done").call(*RUN)
    assert done.code == 0
    assert company.revoked() == {("books", "old-user")}
    assert "no answer in time; to try them: " in done.err
    assert PASSWORD not in done.out + done.err


def test_the_report_is_attached_on_demand_and_a_report_that_fails_keeps_no_message_back(
    company: Company, receivers: Receivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = notifying(company, [receivers.web, receivers.mail], "always", notify={"attach_report": "ko"})
    office.log(("pulse", "pulse", AS_OF))
    office.grant(("books", "old-user", OLD))
    assert office.call(*RUN).code == 0
    [post], [mail] = receivers.posts, receivers.mails
    assert post.files == mail.files
    [(name, page)] = post.files.items()
    assert name == "report-test-run-1.html"
    assert '<html lang="ko"' in page.decode()
    assert "old-user" in page.decode()
    assert "old-user" not in post.text + mail.text

    monkeypatch.setattr("runner.report.page.write", lambda *_: 1 / 0)
    done = office.call(*RUN)
    assert done.code == 0
    assert "the report is not attached to the notification, it could not be made: division by zero" in done.err
    monkeypatch.setattr("tempfile.TemporaryDirectory", lambda **_: 1 / 0)  # as where nothing can be written
    assert office.call(*RUN).code == 0
    assert [each.files for each in (*receivers.posts[1:], *receivers.mails[1:])] == [{}] * 4


def test_an_evening_without_an_occasion_never_loads_apprise_and_one_that_cannot_load_it_ends_as_it_would(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    company.log(("pulse", "pulse", AS_OF))
    quiet = notifying(company, [refusing()], "failure", "stopped", "held", "done").call(*RUN)
    told = notifying(company, [refusing()], "always").call(*RUN)
    assert (quiet.code, told.code) == (0, 0)
    assert "notification" not in quiet.err
    assert "did not reach every receiver: ModuleNotFoundError; to try them: " in told.err


def test_urls_come_from_a_file_of_ones_own_or_from_the_variable_which_is_printed_nowhere(
    company: Company, receivers: Receivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = notifying(company, [receivers.web], "always")
    file = Path(office.settings["notify"]["urls_file"])
    file.chmod(0o640)
    refused = office.call("notify")
    assert refused.code == 1
    assert "receivers is readable by other accounts: run chmod 600 on it and change the passwords in it" in refused.err
    gone = company.having(notify={"urls_file": "nowhere"})
    assert "the file of URLs cannot be read" in gone.call("notify").err
    nowhere = company.having(notify={"on": ["always"]})
    assert "there is no receiver: set urls_file in [notify], or LAPSE_NOTIFY_URLS" in nowhere.call("notify").err

    monkeypatch.setenv("LAPSE_NOTIFY_URLS", f"{receivers.web} {receivers.web}/broken")
    tried = nowhere.call("notify")
    assert tried.code == 1
    assert tried.out.splitlines() == [
        *("URL 1 of LAPSE_NOTIFY_URLS (JSON): accepted", "URL 2 of LAPSE_NOTIFY_URLS (JSON): not accepted"),
        "evenings notify on: always",
    ]
    shown = nowhere.call("env")
    assert 'on = [\n    "always",\n]' in shown.out
    for printed in (refused, tried, shown, nowhere.call("env", "--json")):
        assert PASSWORD not in printed.out + printed.err
