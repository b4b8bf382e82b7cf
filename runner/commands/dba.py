"""The commands for the DBA: show and check what will run."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import Exit, UsageError
from . import explanations, output
from .groups import DBA, SET_UP, examples
from .options import Env, Json, database_of, environment_of, is_named

app = typer.Typer()


@app.command("env", rich_help_panel=SET_UP, epilog=examples("--env prod env"))
def print_environment(context: typer.Context, env: Env = None, json: Json = False) -> None:
    """Print the effective settings, without secrets.

    Includes defaults and variables, and says which files of the project's own sql/ replace shipped ones or add to them.
    """
    from ..environment.toml import to_toml
    from ..statements.templates import SQL, Templates

    settings = environment_of(context, env)
    own = Templates(settings).overlay
    if json:
        overlay = {"shipped": str(SQL), "replaces": own.replaces, "adds": own.adds}
        output.as_json(settings.model_dump(mode="json", by_alias=True) | {"overlay": overlay})
    else:
        notes = [f"the SQL that lapse ships is in {SQL}", *str(own).splitlines()]
        output.script(to_toml(settings).rstrip() + "".join(f"\n# {note}" for note in notes))


@app.command(rich_help_panel=DBA, epilog=examples("--env prod render", "--env prod render --out sql-of-prod"))
def render(
    context: typer.Context,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write one file per statement below DIR instead of printing.", metavar="DIR"),
    ] = None,
    env: Env = None,
) -> None:
    """Print every SQL file as it will run.

    Needs no database.
    """
    from ..statements.catalog import Catalog

    statements = list(Catalog(environment_of(context, env)).all())
    for statement in statements:
        if out is None:
            output.script(f"-- sql/{statement.path}\n{statement.text}")
        else:
            target = out / statement.rendered_path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(statement.text, encoding="utf-8")
    if out is not None:
        output.say(f"{output.counted(len(statements), 'file')} written below {out}")


@app.command(rich_help_panel=DBA, epilog=examples("--env prod review"))
def review(context: typer.Context, env: Env = None) -> None:
    """Write the SQL that will run, and show what changed.

    It stands in review/NAME of the project: commit it, and have a DBA read the diff. Needs no database.
    """
    from ..dba.review import Kind, write

    written = write(environment_of(context, env))
    if written.overlay:
        output.say(written.overlay)
    if written.is_first:
        output.say(f"first review: {output.counted(len(written.changes), 'file')} written below {written.folder}")
        return
    for change in written.changes:
        output.say(f"{change.kind}: {change.path}")
        for line in change.lines:
            output.say(line)
    counts = ", ".join(f"{written.count(kind):,} {kind}" for kind in Kind)
    output.say(f"{counts if written.changes else 'nothing changed'} below {written.folder}")


@app.command(rich_help_panel=DBA, epilog=examples("--env prod lint"))
def lint(context: typer.Context, env: Env = None, json: Json = False) -> None:
    """Check every SQL file as it will run.

    Checks names, headers, binds, hints and indexes. Needs no database.
    """
    from dataclasses import asdict

    from ..dba.lint import lint as find
    from ..statements.catalog import Catalog

    environment = environment_of(context, env)
    findings = find(environment)
    if json:
        output.as_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            output.say(str(finding))
        files = output.counted(len(Catalog(environment).templates.paths()), "file")
        output.say(f"{output.counted(len(findings), 'finding')} in {files}")
    raise typer.Exit(Exit.ERROR if findings else Exit.DONE)


@app.command(
    rich_help_panel=DBA, epilog=examples("--env prod explain judge", "--env prod explain --baseline > baseline.sql")
)
def explain(
    context: typer.Context,
    job: Annotated[
        str | None, typer.Argument(metavar="JOB", help="A job (default: sync, judge and revoke).", show_default=False)
    ] = None,
    baseline: Annotated[
        bool, typer.Option("--baseline", help="Print the script that captures SQL plan baselines instead.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="With --baseline: print the script that drops them.")] = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """Print the execution plan of each statement.

    Fails if Oracle does not use a hint. With --baseline it needs no database.
    """
    from dataclasses import asdict

    from ..engine.ledger import EVENING

    jobs = [job] if job else list(EVENING)
    if undo and not baseline:
        raise UsageError("--undo requires --baseline: explain itself changes nothing")
    if baseline and json:
        raise UsageError("--baseline prints a script for SQL*Plus: leave out --json")
    if baseline:
        from ..dba.baseline import script
        from ..statements.catalog import Catalog

        output.script(script(Catalog(environment_of(context, env)), jobs, undo=undo).rstrip())
        return
    from ..dba.explain import explain as explain_jobs

    database = database_of(context, env)
    for name in jobs:
        database.catalog.job(name)
    with database.session() as session:
        plans = explain_jobs(session, jobs)
    if json:
        output.as_json([asdict(plan) for plan in plans])
    else:
        explanations.plans(plans)
    raise typer.Exit(Exit.ERROR if any(plan.problems for plan in plans) else Exit.DONE)


@app.command(rich_help_panel=SET_UP, epilog=examples("--env prod migrate", "--env prod migrate --sql > migrate.sql"))
def migrate(
    context: typer.Context,
    sql: Annotated[
        bool, typer.Option("--sql", help="Print the script for SQL*Plus instead. Needs no database.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="REVISION", help="With --sql: current revision of the tables, or base."),
    ] = None,
    down: Annotated[bool, typer.Option("--down", help="With --sql: drop lapse's own tables.")] = False,
    env: Env = None,
) -> None:
    """Create or upgrade lapse's own tables."""
    from ..database.revision import newest_revision
    from ..database.revision_script import script
    from ..database.schema import migrate as bring

    if (down or since) and not sql:
        raise UsageError("--down and --from require --sql: lapse never drops its own tables, a DBA runs the script")
    if sql:
        output.script(script(environment_of(context, env), down=down, since=since).rstrip())
        return
    database = database_of(context, env)
    database.dialect.create()
    with database.session() as session:
        before = bring(session)
    own, newest = f"lapse's own tables of {database.environment.name}", newest_revision()
    output.say(
        f"migrated {own} from {before} to {newest}" if before != newest else f"{own} are at {newest}: nothing to do"
    )


@app.command(rich_help_panel=SET_UP, epilog=examples("--env prod grants > grants.sql"))
def grants(
    context: typer.Context,
    undo: Annotated[bool, typer.Option("--undo", help="Print the REVOKE script instead.")] = False,
    env: Env = None,
) -> None:
    """Print the GRANT script of the three accounts, for SQL*Plus.

    Owner, runtime and operator get the least privileges they need. Needs no database.
    """
    from ..dba.grants import script
    from ..statements.catalog import Catalog

    output.script(script(Catalog(environment_of(context, env)), undo=undo).rstrip())


@app.command(
    "script", rich_help_panel=DBA, epilog=examples("--env prod script", "--env prod script indexes > indexes.sql")
)
def print_script(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="Which script (default: list them).", metavar="NAME", show_default=False)
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Print what takes it back instead.")] = False,
    env: Env = None,
) -> None:
    """Print an optional script for a DBA, for SQL*Plus.

    Tables, indexes, auditing, resources; lapse runs none of them. Needs no database.
    """
    from ..dba.scripts import SCRIPTS, script
    from ..statements.catalog import Catalog

    if name is None:
        if undo:
            raise UsageError(f"name the script to take back: {', '.join(SCRIPTS)}")
        if is_named(context, env):  # a misspelt one is refused, though the list is the same for all
            environment_of(context, env)
        for known, each in SCRIPTS.items():
            output.say(f"{known:12}{each.about}")
        return
    output.script(script(Catalog(environment_of(context, env)), name, undo=undo).rstrip())


@app.command(rich_help_panel=SET_UP, epilog=examples("--env prod doctor"))
def doctor(context: typer.Context, env: Env = None, json: Json = False) -> None:
    """Check database, tables, privileges and clock; change nothing.

    Fails if a finding is bad. `look` is for a person to judge.
    """
    from ..dba.doctor import Verdict, examine

    findings = examine(database_of(context, env))
    if json:
        output.as_json([vars(finding) for finding in findings])
    else:
        for finding in findings:
            output.say(str(finding))
    raise typer.Exit(Exit.ERROR if any(finding.verdict is Verdict.BAD for finding in findings) else Exit.DONE)
