"""Who uses a program under another spelling, in case or in blanks around it, keeps the permission."""

from datetime import datetime

import pytest

from tests.company import AS_OF, Company, Key, days_before

OLD = days_before(400)
EDGE = days_before(90)
LAST = days_before(90, seconds=-1)


def filled_office(company: Company) -> Company:
    """A log that is alive."""
    company.log(("pulse", "pulse", AS_OF))
    return company


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


def details(office: Company) -> dict[Key, str | None]:
    """Return the detail of each candidate that another spelling protects in the newest run."""
    [run] = office.query("select max(r.run_id) as run_id from {run} r")
    rows = office.candidates(run["run_id"])
    return {(r["program_id"], r["user_id"]): r["detail"] for r in rows if r["protected_by"] == "other_spelling"}


PAY = {("pay", "LEE02"), ("pay", "kim01"), ("pay", "choi04")}
IDLE = ("pay", "idle9")


def logged_otherwise(office: Company) -> None:
    office.grant(*((*key, OLD) for key in (*sorted(PAY), IDLE)))
    office.log(*(("pay", user, days_before(day)) for day in range(1, 100) for user in ("lee02", "kim01 ", "CHOI04")))


def test_daily_users_whom_the_log_spells_otherwise_stay_and_the_idle_one_goes(office: Company) -> None:
    logged_otherwise(office)
    report = office.run()
    assert report["exit_code"] == 0
    assert (office.permissions(), office.revoked()) == (PAY, {IDLE})
    assert report["counts"]["protected_other_spelling"] == 3
    last = days_before(1)
    assert details(office) == {
        ("pay", "LEE02"): f'"lee02" of program "pay" used {last}',
        ("pay", "kim01"): f'"kim01 " of program "pay" used {last}',
        ("pay", "choi04"): f'"CHOI04" of program "pay" used {last}',
    }


def test_where_spelling_counts_no_other_one_protects(office: Company) -> None:
    logged_otherwise(office)
    office.grant(("pay", "IDLE9", OLD))
    office.log(("pay", "CHOI04", days_before(-1)))
    exact = office.having(guards={"match_spelling": False})
    report = exact.run()
    assert "protected_other_spelling" not in report["counts"]
    assert exact.permissions() == set()
    assert exact.revoked() == PAY | {IDLE, ("pay", "IDLE9")}


def test_two_spellings_that_both_hold_a_permission_protect_each_other_and_are_named(office: Company) -> None:
    office.grant(("pay", "lee", OLD), ("pay", " LEE", OLD), ("Pay", "kim", OLD), ("pay ", "kim", OLD))
    office.grant(("pay", "choi", OLD))
    office.run()
    assert details(office) == {
        ("pay", "lee"): '" LEE" of program "pay" holds a permission too',
        ("pay", " LEE"): '"lee" of program "pay" holds a permission too',
        ("Pay", "kim"): '"kim" of program "pay " holds a permission too',
        ("pay ", "kim"): '"kim" of program "Pay" holds a permission too',
    }
    assert office.permissions() == set(details(office))
    assert office.revoked() == {("pay", "choi")}


def test_a_program_that_the_log_spells_otherwise_is_the_same_program(
    company: Company, subtests: pytest.Subtests
) -> None:
    for program in ["PAY", " pay", "Pay  "]:
        with subtests.test(program=program):
            company.empty()
            office = filled_office(company)
            office.grant(("pay", "lee", OLD), (*IDLE, OLD))
            office.log((program, "lee", LAST))
            office.run()
            assert (office.permissions(), office.revoked()) == ({("pay", "lee")}, {IDLE})


def test_what_is_no_other_spelling_of_its_days_protects_nobody(company: Company, subtests: pytest.Subtests) -> None:
    for case, program, user, at in [
        ("another program", "stock", "LEE", LAST),
        ("a blank within", "pay", "L EE", LAST),
        ("a letter more", "pay", "LEE1", LAST),
        ("a tab", "pay", "\tlee", LAST),
        ("before its days", "pay", "LEE", EDGE),
    ]:
        with subtests.test(case):
            company.empty()
            office = filled_office(company)
            office.grant(("pay", "lee", OLD), ("stock", "kim", OLD))
            office.log((program, user, at), ("stock", "kim", days_before(1)))
            office.run()
            assert details(office) == {}
            assert (office.permissions(), office.revoked()) == ({("stock", "kim")}, {("pay", "lee")})


def test_a_feed_that_spells_its_program_otherwise_and_dies_holds_it(
    company: Company, subtests: pytest.Subtests
) -> None:
    for case, match_spelling, times, stays in [
        ("dead for a week", True, (7, 8, 9), True),
        ("two users", True, (7, 8), False),
        ("for less than a week", True, (6.999, 8, 9), False),
        ("spelling counts", False, (7, 8, 9), False),
    ]:
        with subtests.test(case):
            company.empty()
            office = filled_office(company)
            office.grant((*IDLE, OLD))
            programs = ("PAY", "pay ", " Pay")
            office.log(*((programs[number], f"u{number}", days_before(day)) for number, day in enumerate(times)))
            ruled = office.having(guards={"match_spelling": match_spelling, "silent_program_min_users": 3})
            report = ruled.run()
            assert [program["program_id"] for program in report["held"]] == (["pay"] if stays else [])
            assert ruled.permissions() == ({IDLE} if stays else set())


@pytest.mark.parametrize(("at", "is_silent"), [(EDGE, True), (LAST, False)], ids=["90 days ago", "a second later"])
def test_use_under_another_spelling_of_the_program_breaks_its_silence(
    office: Company, at: datetime, is_silent: bool
) -> None:
    office.grant(("pay", "lee", OLD), ("pay", "kim", OLD))
    office.log(("PAY", "stranger", at))
    report = office.having(guards={"silent_program_min_permissions": 2}).run()
    assert [program["program_id"] for program in report["held"]] == (["pay"] if is_silent else [])
    assert office.permissions() == ({("pay", "lee"), ("pay", "kim")} if is_silent else set())


@pytest.mark.parametrize("match_spelling", [True, False])
def test_an_item_that_could_not_be_written_holds_each_spelling_of_its_program(
    office: Company, match_spelling: bool
) -> None:
    keys = {("pay", "lee"), ("PAY ", "kim"), ("wages", "choi")}
    office.grant(*((*key, OLD) for key in sorted(keys)))
    office.log(("Pay", "refused", days_before(100)))
    ruled = office.having(guards={"match_spelling": match_spelling})
    with ruled.refusing("user_id <> 'refused'"):
        report = ruled.run()
    assert report["exit_code"] == 3
    assert [program["program_id"] for program in report["held"]] == (["PAY ", "pay"] if match_spelling else [])
    assert ruled.revoked() == ({("wages", "choi")} if match_spelling else keys)


def test_a_holder_of_the_same_name_in_another_program_is_no_twin(office: Company) -> None:
    office.grant(("pay", "lee", OLD), ("stock", "LEE", OLD), ("stock", "lee", OLD))
    office.run()
    assert office.revoked() == {("pay", "lee")}
    assert office.permissions() == {("stock", "LEE"), ("stock", "lee")}


def test_days_of_the_program_decide_whether_the_other_spelling_is_in_use(office: Company) -> None:
    office.decide("short", 30)
    office.grant(("short", "lee", OLD), ("usual", "lee", OLD))
    office.log(("short", "LEE", days_before(40)), ("usual", "LEE", days_before(40)))
    office.run()
    assert (office.permissions(), office.revoked()) == ({("usual", "lee")}, {("short", "lee")})


def test_ids_of_blanks_alone_are_judged_as_all_others(office: Company) -> None:
    office.grant(("pay", " ", OLD), ("stock", " ", OLD), ("mail", " ", OLD), ("wiki", " ", OLD), (" ", "lee", OLD))
    office.log(("stock", " ", days_before(1)), ("mail", " ", days_before(-1)), ("wiki", "  ", days_before(1)))
    office.run()
    assert office.permissions() == {("stock", " "), ("mail", " "), ("wiki", " ")}
    assert office.revoked() == {("pay", " "), (" ", "lee")}


def test_quotes_and_the_longest_ids_are_named_as_far_as_the_detail_goes(office: Company) -> None:
    long, quoted = "x" * 255, '"' * 127 + "a" + '"' * 127
    office.grant((long, long.upper(), OLD), ('a "b"', 'c "d"', OLD), (quoted, quoted, OLD), (*IDLE, OLD))
    office.grant(("ü" * 255, "ü" * 255, OLD), ("ü" * 255, "Ü" * 255, OLD))
    used = days_before(1)
    office.log((long.upper(), long, used), ('A "B"', 'C "D"', used), (quoted.upper(), quoted, used))
    report = office.run()
    assert (report["exit_code"], report["message"]) == (0, None)
    assert office.revoked() == {IDLE}
    told = details(office)
    assert set(told) == office.permissions()
    assert told['a "b"', 'c "d"'] == f'"C "D"" of program "A "B"" used {used}'
    assert told[long, long.upper()] == f'"{long[:199]} used {used}'
    assert told["ü" * 255, "ü" * 255] == f'"{"Ü" * 199} holds a permission too'


def test_a_twin_that_is_merged_into_its_permission_frees_the_other(office: Company) -> None:
    office.grant(("pay", "LEE", OLD), ("pay", "lee", OLD))
    office.log(("pay", "lee", days_before(1)))
    office.run()
    assert office.permissions() == {("pay", "LEE"), ("pay", "lee")}
    office.execute("delete from {permission} p where p.user_id = 'LEE'")
    office.run()
    assert (office.permissions(), office.revoked()) == ({("pay", "lee")}, set())
