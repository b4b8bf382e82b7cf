"""The rules that protect have one name each: in the SQL, in the words of `why`, in docs/rules.md."""

import re
from collections.abc import Iterator

import sqlglot
from sqlglot import exp

from runner.environment import file as environment
from runner.environment.file import HOME
from runner.jobs.reasons import protections
from runner.report.words import LANGUAGES, read
from runner.statements.catalog import Catalog

NO_FACTS = dict.fromkeys(("detail", "accepted_plan", "decided_at", "decided_by", "reason", "until"))


def _assigned(text: str) -> Iterator[exp.Expression]:
    """Give what an UPDATE, or the branch of a MERGE that updates, sets protected_by to."""
    for update in sqlglot.parse_one(text, read="oracle").find_all(exp.Update):
        for each in update.expressions:
            if each.this.name == "protected_by":
                yield each.expression


def _values(expression: exp.Expression) -> set[str]:
    """Return the texts that an expression can have as its value; not those that it only compares with."""
    match expression:
        case exp.Literal():
            return {str(expression.this)}
        case exp.Case():
            branches = [each.args["true"] for each in expression.args["ifs"]] + [expression.args["default"]]
        case exp.Coalesce():
            branches = [expression.this, *expression.expressions]
        case exp.Subquery() | exp.Paren():
            branches = [expression.this]
        case exp.Select():
            branches = expression.expressions
        case _:
            raise AssertionError(f"the value of {expression.sql('oracle')} is not known here")
    return set[str]().union(*map(_values, branches))


def _rules_of_sql() -> set[str]:
    catalog = Catalog(environment.read("prod"))
    steps = [*catalog.job("judge"), *catalog.job("revoke")]
    return {name for step in steps for value in _assigned(step.text) for name in _values(value)}


def _rules_of_page() -> set[str]:
    text = (HOME / "docs" / "rules.md").read_text(encoding="utf-8")
    table = text.partition("| code of the rule |")[2].partition("\n\n")[0]
    return set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


def test_every_rule_has_the_same_name_in_the_sql_in_why_and_on_the_page() -> None:
    rules = _rules_of_sql()
    assert {"restored", "policy_off", "held_program", "future_access", "notice_missing", "changed", "paused"} <= rules
    assert set(protections(NO_FACTS)) == rules, "jobs/reasons.py against the SQL"
    assert _rules_of_page() == rules, "docs/rules.md against the SQL"
    for language in LANGUAGES:
        for kind in ("rule.", "rule_meaning."):
            told = {key.removeprefix(kind) for key in read(language) if key.startswith(kind)}
            assert told == rules, f"{kind[:-1]} of runner/report/{language}.toml against the SQL"


def test_a_step_that_reads_what_another_step_did_calls_it_by_its_name() -> None:
    steps = Catalog(environment.read("prod")).job("revoke")
    named = {
        each.expression.this
        for step in steps
        for each in sqlglot.parse_one(step.text, read="oracle").find_all(exp.EQ)
        if each.this.name == "step"
    }
    assert "delete permissions" in named
    assert named <= {step.header.name for step in steps}
