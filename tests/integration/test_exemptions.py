"""Exemptions, as people add, list and end them, and whom they then keep from revocation."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.command import Result
from tests.company import AS_OF, Company, days_before

FOR = ("--reason", "audit 7", "--approved-by", "the CFO")
UNTIL = ("--until", "2999-12-31")
NOW = datetime.now().replace(microsecond=0)
EVERYBODY = {(program, user) for program in ("books", "stock") for user in ("ann", "bob")}


def filled_office(company: Company) -> Company:
    """Two users of two programs, none of which they used for 200 days."""
    company.log(("pulse", "pulse", AS_OF))
    company.grant(*((*key, days_before(200)) for key in sorted(EVERYBODY)))
    return company


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


def listed(company: Company) -> list[dict[str, Any]]:
    result = company.call("exempt", "list", "--json")
    assert result.code == 0, result.err
    rows: list[dict[str, Any]] = json.loads(result.out)
    return rows


def numbers(company: Company) -> list[int]:
    """Return the numbers that the database gave the exemptions, in the order they were added."""
    rows = company.query("select e.exemption_id from {exemption} e order by e.exemption_id")
    return [int(row["exemption_id"]) for row in rows]


def states(company: Company) -> dict[int, str]:
    """Return the state of each exemption, the first added being 1."""
    return {numbers(company).index(row["exemption_id"]) + 1: row["state"] for row in listed(company)}


def end(company: Company, exemption: int) -> Result:
    return company.call("exempt", "end", str(numbers(company)[exemption - 1]))


def clock(company: Company) -> datetime:
    with company.session() as session:
        now: datetime = session.query("ledger/read_clock.sql")[0]["now"]
        return now


def add(company: Company, *options: str) -> str:
    """Add an exemption and return what the command said."""
    done = company.call("exempt", "add", *FOR, *options)
    assert done.code == 0, done.err
    return done.out


def move(company: Company, exemption: int, starts: datetime, ends: datetime) -> None:
    """Let time pass for an exemption."""
    company.execute(
        "update {exemption} e set e.starts_at = :starts, e.ends_at = :ends where e.exemption_id = :exemption",
        exemption=numbers(company)[exemption - 1],
        starts=starts,
        ends=ends,
    )


def test_an_exemption_added_by_the_command_keeps_who_approved_and_who_added_it(office: Company) -> None:
    before = clock(office)
    done = office.call("exempt", "add", "--program", "books", "--user", "ann", "--until", "2999-12-31 18:30:00", *FOR)
    assert done.code == 0, done.err
    assert "the CFO" in done.out
    [exemption] = listed(office)
    assert before <= datetime.fromisoformat(exemption.pop("starts_at")) <= clock(office)
    assert exemption.pop("added_by")
    assert exemption == {
        "exemption_id": numbers(office)[0],
        "state": "in force",
        "program_id": "books",
        "user_id": "ann",
        "ends_at": "2999-12-31 18:30:00",
        "permissions": 1,
        "approved_by": "the CFO",
        "ended_by": None,
        "reason": "audit 7",
    }


NO_EXEMPTIONS = [
    ("--program", "books", *FOR),
    ("--program", "books", "--until", "some day", *FOR),
    ("--program", "books", "--until", str(NOW - timedelta(days=1)), *FOR),
    ("--program", "books", "--until", "2999-01-01", "--from", "2999-01-01", *FOR),
    ("--program", "books", "--until", str(NOW - timedelta(days=1)), "--from", str(NOW - timedelta(days=9)), *FOR),
    ("--program", "", *UNTIL, *FOR),
    ("--user", "", *UNTIL, *FOR),
    ("--program", "books", "--user", "", *UNTIL, *FOR),
    (*UNTIL, *FOR),
    ("--user", "ann", *UNTIL, "--reason", "audit 7"),
    ("--user", "ann", *UNTIL, "--approved-by", "the CFO"),
    ("--user", "ann", *UNTIL, "--approved-by", "the CFO", "--reason", ""),
    ("--user", "ann", *UNTIL, "--approved-by", "", "--reason", "audit 7"),
]


def test_what_cannot_be_an_exemption_is_a_usage_error_and_protects_nobody(office: Company) -> None:
    before = office.tables()
    for options in NO_EXEMPTIONS:
        result = office.call("exempt", "add", *options)
        assert (options, result.code, "Traceback" in result.err) == (options, 2, False)
        assert result.err
    assert office.tables() == before


def test_an_exemption_keeps_its_program_its_user_or_the_one_of_the_other(
    company: Company, subtests: pytest.Subtests
) -> None:
    for case, options, kept in [
        ("program", ("--program", "books"), {("books", "ann"), ("books", "bob")}),
        ("user", ("--user", "ann"), {("books", "ann"), ("stock", "ann")}),
        ("both", ("--program", "books", "--user", "ann"), {("books", "ann")}),
        ("spelt otherwise", ("--program", "stock", "--user", "Ann"), set()),
    ]:
        with subtests.test(case):
            company.empty()
            office = filled_office(company)
            told = add(office, *options, *UNTIL)
            assert [row["permissions"] for row in listed(office)] == [len(kept)]
            assert ("warning: the exemption matches no permission" in told) == (not kept)
            report = office.run()
            assert report["exit_code"] == 0
            assert office.permissions() == kept
            assert office.revoked() == EVERYBODY - kept
            assert office.protected(report["run_id"]) == {key: "exempted" if key in kept else None for key in EVERYBODY}


def test_an_exemption_added_since_as_of_protects_plan_and_run(office: Company) -> None:
    assert office.plan()["lapsing"] == 4
    add(office, "--user", "ann", *UNTIL)
    assert office.plan()["lapsing"] == 2
    office.run()
    assert office.permissions() == {("books", "ann"), ("stock", "ann")}


def test_an_expired_exemption_stops_protecting_by_itself(office: Company) -> None:
    add(office, "--user", "ann", *UNTIL)
    office.run()
    move(office, 1, days_before(10), AS_OF)
    assert states(office) == {1: "expired"}

    report = office.run()

    assert office.permissions() == set()
    assert office.protected(report["run_id"]) == {("books", "ann"): None, ("stock", "ann"): None}
    assert "protected_exempted" not in report["counts"]


def test_an_ended_exemption_protects_no_longer_and_is_kept_for_the_audit(office: Company) -> None:
    add(office, "--user", "ann", *UNTIL)
    add(office, "--program", "books", *UNTIL)
    move(office, 1, days_before(10), datetime(2999, 1, 1))
    assert end(office, 1).code == 0
    ended, other = sorted(listed(office), key=lambda row: int(row["exemption_id"]))
    assert (ended["state"], ended["reason"], ended["approved_by"]) == ("ended", "audit 7", "the CFO")
    assert (ended["ended_by"], other["ended_by"]) == (ended["added_by"], None)

    tonight = datetime.fromisoformat(ended["ends_at"])
    assert tonight <= clock(office)
    office.log(("pulse", "pulse", tonight))
    report = office.run(as_of=tonight)

    assert office.permissions() == {("books", "ann"), ("books", "bob")}
    assert office.revoked() == {("stock", "ann"), ("stock", "bob")}
    assert report["counts"]["protected_exempted"] == 2
    assert states(office) == {1: "ended", 2: "in force"}


def test_what_is_not_in_force_or_to_come_cannot_be_ended(office: Company) -> None:
    office.exempt("books", "ann", days_before(10), days_before(1))
    add(office, "--user", "bob", *UNTIL)
    assert end(office, 2).code == 0
    before = office.tables()
    for number in (*map(str, numbers(office)), "99999", "99999999999999999999"):
        done = office.call("exempt", "end", number)
        assert done.code == 2
        assert f"there is no current or future exemption {number}" in done.err
    assert office.tables() == before


def test_an_exemption_to_come_protects_from_its_beginning(office: Company) -> None:
    add(office, "--program", "books", "--from", str(NOW + timedelta(days=1)), *UNTIL)
    assert states(office) == {1: "to come"}
    office.exempt(None, "ann", days_before(1), datetime(2999, 1, 1))
    report = office.run()
    assert office.permissions() == {("books", "ann"), ("stock", "ann")}
    assert report["counts"]["protected_exempted"] == 2
    office.grant(("books", "bob", days_before(200)))
    move(office, 1, NOW - timedelta(days=1), datetime(2999, 1, 1))
    assert states(office) == {1: "in force", 2: "in force"}
    office.run()
    assert ("books", "bob") in office.permissions()


def test_an_exemption_ended_before_it_began_never_protects(office: Company) -> None:
    for number, user in ((1, "nobody"), (2, "ann")):
        add(office, "--user", user, "--from", str(NOW + timedelta(days=1)), *UNTIL)
        assert end(office, number).code == 0
        move(office, number, NOW - timedelta(days=1), NOW - timedelta(days=1))  # as if its day had come
    assert states(office) == {1: "ended", 2: "ended"}
    report = office.run()
    assert office.permissions() == set()
    assert office.protected(report["run_id"]) == dict.fromkeys(EVERYBODY)
    assert states(office) == {1: "ended", 2: "ended"}


def test_exemptions_that_match_nothing_are_told_by_add_and_list(office: Company) -> None:
    said = add(office, "--program", "bokos", "--user", "ann", *UNTIL)
    assert "exempted user ann of program bokos from now until 2999-12-31 00:00:00 (audit 7; " in said
    assert "the exemption matches no permission" in said
    assert "matches no permission" not in add(office, "--program", "books", *UNTIL)
    add(office, "--user", "amn", "--from", str(NOW + timedelta(days=1)), *UNTIL)
    office.exempt("wages", None, days_before(10), days_before(1))
    told = office.call("exempt", "list").out
    assert [f"exemption {number} matches no permission" in told for number in numbers(office)] == [
        True,
        False,
        True,
        False,
    ]
    assert sorted((row["exemption_id"], row["permissions"]) for row in listed(office)) == list(
        zip(numbers(office), (0, 2, 0, 0), strict=True)
    )
    office.run()
    assert office.permissions() == {("books", "ann"), ("books", "bob")}


@pytest.mark.usefixtures("embedded_only")
def test_what_the_database_stores_otherwise_is_added_all_the_same(office: Company) -> None:
    replace = "language plpgsql as $$ begin new.reason := '?'; new.user_id := '?'; return new; end $$"
    office.ddl("", embedded=f"create function test_store() returns trigger {replace}")
    office.ddl("", embedded="create trigger t before insert on {exemption} for each row execute function test_store()")
    try:
        assert "exempted user ann from now until " in add(office, "--user", "ann", *UNTIL)
    finally:
        office.ddl("", embedded="drop function test_store() cascade")
    assert [(row["user_id"], row["reason"]) for row in listed(office)] == [("?", "?")]


def test_hostile_names_go_in_and_out_as_data(office: Company) -> None:
    names = ["'; delete from test_permission p; --", "{{ guards }} %s :user_id", "two\nlines\t程序", "-x", " ann "]
    office.grant(*((name, name, days_before(200)) for name in names))
    for name in names:
        add(office, f"--program={name}", f"--user={name}", *UNTIL)
    assert [(row["program_id"], row["user_id"], row["permissions"]) for row in listed(office)] == [
        (name, name, 1) for name in names
    ]
    office.run()
    assert office.permissions() == {(name, name) for name in names}
    assert office.revoked() == EVERYBODY


def test_sql_that_differs_from_its_review_adds_and_ends_nothing(office: Company) -> None:
    pinned = office.having(review={"required": True})
    assert pinned.call("exempt", "add", "--user", "ann", *UNTIL, *FOR).code == 5  # there is no review yet
    assert pinned.call("review").code == 0
    add(pinned, "--user", "ann", *UNTIL)
    for file in (pinned.folder / "review/test/sql/exemption").iterdir():
        file.write_bytes(file.read_bytes() + b"-- another text")
    before = pinned.tables()
    for command in (("add", "--user", "bob", *UNTIL, *FOR), ("end", "1")):
        result = pinned.call("exempt", *command)
        assert (result.code, "-- another text" in result.err) == (5, True)
    assert pinned.tables() == before
    assert states(office) == {1: "in force"}
