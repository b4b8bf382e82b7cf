"""A constraint that Oracle checks at the commit refuses the items it is about, and no others."""

from tests.company import AS_OF, Company, days_before
from tests.steps import step


def test_items_refused_at_the_commit_are_rejected_with_the_constraint_named(company: Company) -> None:
    company.log(*(("books", user, AS_OF) for user in ("ann", "late", "zoe")))
    with company.refusing_at_commit("user_id <> 'late'"):
        report = company.run("sync")
    assert (report["exit_code"], step(report, "merge last access")["rejected"]) == (3, 1)
    assert set(company.last_accesses()) == {("books", "ann"), ("books", "zoe")}
    [row] = company.query("select x.user_id, x.error_code, x.error_message from {rejected_item} x")
    assert (row["user_id"], row["error_code"]) == ("late", "ORA-02091")
    assert "ORA-02290" in row["error_message"]
    assert "TEST_DEFERRED_CK" in row["error_message"]


def test_archive_refused_at_the_commit_rolls_the_revocation_back(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "old", days_before(200)), ("books", "older", days_before(300)))
    before = company.tables("permission", "revocation", "notice")
    with company.refusing_at_commit("user_id <> 'old'", "revocation"):
        report = company.run()
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert "ORA-02091" in report["message"]
    assert company.tables("permission", "revocation", "notice") == before
