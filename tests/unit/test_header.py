"""The strict header of a SQL file, held against the statement below it."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runner.errors import SqlFileError
from runner.statements.header import KEYS, Header, Items, Transaction, parse, replace_binds, used_binds

HEADER = """\
-- name:        count permissions
-- purpose:     how many were granted by then
-- transaction: statement
-- binds:       as_of
-- index:       permission_ix (granted_at)
-- undo:        none needed, read only
"""
FACTS = tuple(key for key in KEYS if key != "items")  # of every kind
CHUNK = HEADER.replace("statement\n", "chunk\n-- items:       owner.t$ (item_no)\n")
STATEMENT = "select count(*)\n  from permission p\n where p.granted_at <= :as_of\n"

_words = st.text(st.characters(categories=("L", "N", "P", "S"), include_characters=" "), min_size=1).filter(
    lambda text: text.strip() == text
)
_bind_names = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True).filter(lambda name: name != "none"))
_names = st.from_regex(r"[A-Za-z][\w$#]{0,9}", fullmatch=True)
_items = st.builds(Items, table=_names, number=_names)
_headers = st.sampled_from(Transaction).flatmap(
    lambda kind: st.builds(
        Header,
        name=_words,
        purpose=_words,
        transaction=st.just(kind),
        binds=_bind_names.map(lambda names: tuple(dict.fromkeys(names))),
        index=_words,
        undo=_words,
        items=_items if kind is Transaction.CHUNK else st.none(),
    )
)
_pieces = st.sampled_from(
    [*HEADER.splitlines(keepends=True), STATEMENT, "'", '"', "q'[", "]'", "/*", "*/", "--", ":", ":=", ";", "\n", "x"]
)


def _with(key: str, value: str) -> str:
    """Return the header with one value changed, and no bind in its statement."""
    values = dict(zip(FACTS, ("n", "p", "statement", "none", "i", "u"), strict=True)) | {key: value}
    return "".join(f"-- {name}: {text}\n" for name, text in values.items()) + "select 1 from dual\n"


def _statement(code: str, binds: str = "none") -> str:
    return HEADER.replace("as_of", binds) + code


def _written(header: Header) -> str:
    binds = ", ".join(header.binds) or "none"
    items = f"{header.items.table} ({header.items.number})" if header.items else None
    values = (header.name, header.purpose, header.transaction, items, binds, header.index, header.undo)
    lines = [f"-- {key}: {value}" for key, value in zip(KEYS, values, strict=True) if value is not None]
    return "\n".join([*lines, "select " + ", ".join(["1", *(f":{name}" for name in header.binds)]), "  from dual\n"])


def test_a_header_states_six_facts() -> None:
    assert parse(HEADER + STATEMENT, "f.sql") == Header(
        name="count permissions",
        purpose="how many were granted by then",
        transaction=Transaction.STATEMENT,
        binds=("as_of",),
        index="permission_ix (granted_at)",
        undo="none needed, read only",
    )


@given(_headers)
def test_what_a_header_says_is_what_is_read(header: Header) -> None:
    assert parse(_written(header), "f.sql") == header


def test_a_chunk_names_its_items_as_well() -> None:
    assert parse(CHUNK + STATEMENT, "f.sql").items == Items("owner.t$", "item_no")
    with pytest.raises(
        SqlFileError, match=r"^f\.sql:4: 't item_no' is not a valid items value; write TABLE \(NUMBER\)"
    ):
        parse(CHUNK.replace("owner.t$ (item_no)", "t item_no") + STATEMENT, "f.sql")


def test_items_are_of_a_chunk_alone() -> None:
    for kind in Transaction:
        wrong = HEADER if kind is Transaction.CHUNK else CHUNK
        text = re.sub(r"(?<=transaction: )\w+", kind, wrong) + STATEMENT
        with pytest.raises(SqlFileError, match=r"^f\.sql:1: a chunk, and no other kind, needs '-- items"):
            parse(text, "f.sql")


def test_a_missing_key_names_file_line_and_key() -> None:
    for line in range(len(FACTS)):
        lines = (HEADER + STATEMENT).splitlines(keepends=True)
        del lines[line]
        with pytest.raises(SqlFileError, match=rf"^jobs/f\.sql:{line + 1}: expected '-- {FACTS[line]}: \.\.\.', found"):
            parse("".join(lines), "jobs/f.sql")


def test_keys_out_of_order_name_the_first_that_is() -> None:
    for line in range(len(FACTS) - 1):
        lines = (HEADER + STATEMENT).splitlines(keepends=True)
        lines[line], lines[line + 1] = lines[line + 1], lines[line]
        with pytest.raises(SqlFileError, match=rf"^f\.sql:{line + 1}: expected '-- {FACTS[line]}: .*, in this order"):
            parse("".join(lines), "f.sql")


def test_a_seventh_key_is_unknown_or_repeated() -> None:
    for key in (*KEYS, "owner"):
        with pytest.raises(SqlFileError, match=rf"^f\.sql:7: unknown or repeated key '{key}'"):
            parse(f"{HEADER}-- {key}: x\n{STATEMENT}", "f.sql")


def test_a_key_without_its_form_is_missing() -> None:
    for line in ("-- name:", "-- name: ", "-- Name: x", "--name: x", "name: x", "/* name: x */", ""):
        with pytest.raises(SqlFileError, match=r"^f\.sql:1: expected '-- name: \.\.\.'"):
            parse(HEADER.replace("-- name:        count permissions", line) + STATEMENT, "f.sql")


def test_a_comment_below_the_header_is_no_key() -> None:
    assert parse(f"{HEADER}-- see the runbook: chapter 2\n{STATEMENT}", "f.sql").binds == ("as_of",)


def test_an_unknown_transaction_kind_names_those_there_are() -> None:
    for kind in ("select", "Chunk", "chunk, tasklet", "none"):
        with pytest.raises(
            SqlFileError, match=rf"^f\.sql:3: unknown transaction kind '{kind}'.*guard, statement, chunk"
        ):
            parse(_with("transaction", kind), "f.sql")


def test_a_bind_used_but_not_declared_names_file_and_line() -> None:
    text = _statement(STATEMENT + "   and p.user_id = :user_id\n", "as_of")
    with pytest.raises(SqlFileError, match=r"^f\.sql:10: the bind :user_id is used but not declared"):
        parse(text, "f.sql")


def test_a_bind_declared_but_not_used_names_file_and_line() -> None:
    with pytest.raises(SqlFileError, match=r"^f\.sql:4: the bind 'run_id' is declared but not used"):
        parse(_statement(STATEMENT, "as_of, run_id"), "f.sql")


def test_what_is_no_bind_name_cannot_be_declared() -> None:
    for binds in ("As_of", "as_of,", "as_of; run_id", "1", ":as_of", "as$of"):
        with pytest.raises(SqlFileError, match=r"^f\.sql:4: '.*' is not a bind name"):
            parse(_statement(STATEMENT, binds), "f.sql")


def test_a_bind_cannot_be_declared_twice() -> None:
    with pytest.raises(SqlFileError, match=r"^f\.sql:4: the bind 'as_of' is declared twice"):
        parse(_statement(STATEMENT, "as_of, as_of"), "f.sql")


def test_what_the_driver_takes_for_text_is_no_bind() -> None:
    for code in (
        "':a'",
        "'it''s :a'",
        "q'[it's :a]'",
        "nq'{:a}'",
        "Q'!it's :a!'",
        '":a"',
        "-- :a\n",
        "/* :a\n:a */",
        "/*+ index(p :a) */",
        "json_object('k' : x)",
        "x := 1",
    ):
        assert used_binds(f"select {code}, :b from dual") == {"b": 1 + code.count("\n")}


def test_what_the_driver_takes_for_a_bind_is_one() -> None:
    for code, name in (
        ("=:A", "a"),
        ("select:a", "a"),
        (": a", "a"),
        (":1", "1"),
        (":a$b#", "a$b#"),
        (':"A b"', '"a b"'),
    ):
        assert used_binds(f"'' || {code} ") == {name: 1}


def test_binds_are_replaced_and_text_stays() -> None:
    code = "select ':a', :a, /* :a */ \":a\", :A_b from dual -- :a"
    replaced = replace_binds(code, lambda name: f"<{name}>")
    assert replaced == "select ':a', <a>, /* :a */ \":a\", <a_b> from dual -- :a"


def test_a_file_without_a_statement_is_refused() -> None:
    for code in ("", "\n\n", "-- only a comment\n", "/* only\na comment */\n"):
        with pytest.raises(SqlFileError, match=r"^f\.sql: no statement below the header"):
            parse(_statement(code), "f.sql")


def test_a_semicolon_is_refused() -> None:
    for code in ("select 1 from dual;", "select 1 from dual; delete from t", ";", "begin null; end;"):
        with pytest.raises(SqlFileError, match=r"^f\.sql: a file holds one statement, without the ';'"):
            parse(_statement(code), "f.sql")


def test_a_block_of_plsql_is_for_a_dba_and_no_step() -> None:
    block = _statement("begin\n  null;\nend;")
    assert parse(block.replace("transaction: statement", "transaction: caller"), "f.sql").binds == ()
    with pytest.raises(SqlFileError, match="a file holds one statement"):
        parse(block, "f.sql")


def test_a_semicolon_in_text_is_no_end() -> None:
    for code in ("select ';' from dual", "select 1 -- ;\n  from dual", 'select ";" from t'):
        assert parse(_statement(code), "f.sql").binds == ()


@given(st.one_of(st.text(), st.lists(_pieces).map("".join), st.lists(_pieces).map(lambda rest: HEADER + "".join(rest))))
@example("")
@example(HEADER + "'")
def test_any_text_is_a_header_or_an_error_with_its_file(text: str) -> None:
    try:
        header = parse(text, "f.sql")
    except SqlFileError as error:
        assert re.match(r"f\.sql:(\d+:)? ", str(error))  # noqa: PT017 - either outcome is right
    else:
        assert set(header.binds) == set(used_binds(text))
