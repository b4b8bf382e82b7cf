"""The optional scripts for a DBA: what they say, and that what they do can be taken back."""

import re

import pytest

from runner.dba.scripts import SCRIPTS, script
from runner.environment import file as environment
from runner.errors import UsageError
from runner.statements.catalog import Catalog
from tests.command import lapse
from tests.oracle.server import statements
from tests.unit.conftest import ReadToml

UNDO_RESOURCES = """\
begin for r in (select p.value from v$parameter p where p.name = 'resource_manager_plan' and p.value = 'LAPSE_PLAN') \
loop execute immediate 'alter system set resource_manager_plan = '''''; end loop; end;
begin dbms_resource_manager_privs.revoke_switch_consumer_group('LAPSE_APP', 'LAPSE_GROUP'); end;
begin dbms_resource_manager.create_pending_area(); end;
begin dbms_resource_manager.delete_plan_directive('LAPSE_PLAN', 'OTHER_GROUPS'); end;
begin dbms_resource_manager.delete_plan_directive('LAPSE_PLAN', 'LAPSE_GROUP'); end;
begin dbms_resource_manager.delete_plan(plan => 'LAPSE_PLAN'); end;
begin dbms_resource_manager.set_consumer_group_mapping(dbms_resource_manager.module_name, 'lapse', null); end;
begin dbms_resource_manager.delete_consumer_group(consumer_group => 'LAPSE_GROUP'); end;
begin dbms_resource_manager.submit_pending_area(); end;
"""
UNDO_INDEXES = """\
alter table app.permission drop constraint permission_pk keep index
drop index app.permission_pk
drop index app.access_log_ix
"""


@pytest.fixture
def catalog() -> Catalog:
    return Catalog(environment.read("prod"))


def test_every_optional_folder_is_a_script_and_is_listed(catalog: Catalog) -> None:
    folders = {f"optional/{name}" for name in catalog.templates.folders("optional")}
    assert {each.folder for each in SCRIPTS.values()} == {"customer", *folders}
    result = lapse("script")
    assert [line.split()[0] for line in result.out.splitlines()] == list(SCRIPTS)
    assert lapse("--env", "prod", "script", "audit").out.rstrip() == script(catalog, "audit").rstrip()


def test_a_script_runs_each_file_of_its_folder_in_order(catalog: Catalog) -> None:
    for name, each in SCRIPTS.items():
        bodies = [
            re.sub(r"\A(?:-- .*\n)+", "", catalog.statement(path).text).rstrip()
            for path in catalog.templates.paths(each.folder)
        ]
        assert statements(script(catalog, name)) == bodies


def test_sqlplus_reads_a_script_as_it_is_meant(catalog: Catalog) -> None:
    for name, each in SCRIPTS.items():
        for undo in (False, True)[: 1 + each.has_undo]:
            text = script(catalog, name, undo=undo)
            assert text.startswith("set define off\n-- lapse on prod: ")
            assert f"\nwhenever sqlerror {'continue' if undo else 'exit failure rollback'}\n" in text
            assert not re.search(r"\n\n/$", text, re.MULTILINE), "a blank line would end the statement"
            assert not re.search(r"^--.*[;/-]$", text, re.MULTILINE), "it would end or continue a statement"
            for body in statements(text):
                assert "\n\n" not in body
                assert body.endswith("end;") == body.startswith(("begin", "declare"))


def test_what_a_script_does_can_be_taken_back_in_the_opposite_order(catalog: Catalog) -> None:
    undo = {name: statements(script(catalog, name, undo=True)) for name, each in SCRIPTS.items() if each.has_undo}
    assert undo == {
        "indexes": UNDO_INDEXES.splitlines(),
        "audit": ["noaudit policy lapse_audit", "drop audit policy lapse_audit"],
        "resources": UNDO_RESOURCES.splitlines(),
    }


def test_no_script_drops_a_table(catalog: Catalog) -> None:
    for name in ("customer", "partitioned"):
        with pytest.raises(
            UsageError, match=f"'{name}' creates tables of yours, and lapse prints none that drops them"
        ):
            script(catalog, name, undo=True)
    printed = [script(catalog, name, undo=undo) for name, each in SCRIPTS.items() for undo in (False, each.has_undo)]
    assert not re.search(r"\bdrop table\b", "\n".join(printed))
    with pytest.raises(UsageError, match="there is no script 'nothing'; known: customer, partitioned, indexes, audit"):
        script(catalog, "nothing")


def test_audit_covers_the_permissions_the_archive_and_what_people_decide(catalog: Catalog) -> None:
    policy, enable = statements(script(catalog, "audit"))
    audited = re.findall(r"(\w+) on ([\w.]+)", policy)
    own = ("revocation", "policy", "exemption", "accepted_day", "dismissal", "pause")
    tables = ("app.permission", *(f"lapse_owner.lapse_{word}" for word in own))
    assert audited == [(verb, table) for table in tables for verb in ("insert", "update", "delete")]
    assert enable == "audit policy lapse_audit"


def test_partitioned_log_is_the_other_one_by_day_without_null(catalog: Catalog) -> None:
    table, index = statements(script(catalog, "partitioned"))
    plain_table, plain_index, _ = statements(script(catalog, "customer"))
    columns, _, partitions = table.partition("\npartition by range (accessed_at)\n")
    assert columns == plain_table.replace("accessed_at timestamp(6)", "accessed_at timestamp(6) not null")
    assert partitions.startswith("interval (numtodsinterval(1, 'day'))\n")
    assert index == f"{plain_index}\n local online"
    online, *_ = statements(script(catalog, "indexes"))
    assert online == f"{plain_index}\nonline"


def test_the_indexes_are_those_that_the_environment_declares(read_toml: ReadToml) -> None:
    declared = """
[indexes.access_log]
by_user = ["user_id"]
history_ix = ["accessed_at", "user_id", "program_id"]
[indexes.permission]
role_ix = ["role"]
rights_uk = ["user_id", "program_id", "role"]
"""
    log_index, key_index, key = statements(script(Catalog(read_toml(declared)), "indexes"))
    assert log_index.startswith("create index history_ix\n    on access_log (accessed_at, user_id, program_id)")
    assert key_index.startswith("create unique index rights_uk\n    on permission (user_id, program_id, role)")
    assert "constraint rights_uk primary key (user_id, program_id, role)\n  using index rights_uk" in key
    *_, table = statements(script(Catalog(read_toml(declared)), "customer"))
    assert "constraint rights_uk primary key (user_id, program_id, role)" in table


def test_each_of_several_logs_has_its_own_statements(read_toml: ReadToml) -> None:
    logs = "".join(f'[[access_logs]]\ntable = "app.{name}"\n' for name in ("web", "batch"))
    catalog = Catalog(read_toml(logs))
    for name in ("customer", "partitioned", "indexes"):
        texts = statements(script(catalog, name))
        for log in ("web", "batch"):
            assert sum(f"index app.{log}_ix\n    on app.{log} (" in text for text in texts) == 1
