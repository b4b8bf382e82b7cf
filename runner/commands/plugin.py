"""The output of `lapse status` as monitors expect it of a Nagios plugin: a line, performance data, an exit code."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import shorten
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from typer.core import TyperCommand

from ..errors import ClosedPipeError, LapseError, OutputError, State
from . import output

if TYPE_CHECKING:
    from ..environment.sections import Status as Thresholds
    from ..jobs.status import Status

_FINDING_CHARACTERS = 300  # of a finding in the first line; the details have the whole of it


class PluginCommand(TyperCommand):
    """A command that ends with `unknown` whatever keeps it from its work; `lapse` has other exit codes for that."""

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **extra: Any) -> Any:
        """Parse the arguments."""
        is_json = "--json" in args
        try:
            return super().make_context(info_name, args, *rest, **extra)
        except typer.TyperException as error:
            from .refusals import refusal

            with _written():
                _end_unknown(refusal(error), is_json)

    def invoke(self, ctx: Any) -> Any:
        """Call the function."""
        with _written():
            self._invoke(ctx, is_json=bool(ctx.params.get("json")))

    def _invoke(self, ctx: Any, *, is_json: bool) -> None:
        try:
            super().invoke(ctx)
        except (typer.Exit, OutputError):
            raise
        except LapseError as error:
            _end_unknown(str(error), is_json)
        except KeyboardInterrupt:
            _end_unknown("interrupted by a signal", is_json)
        except Exception as error:  # a defect of lapse, or of its installation
            logging.getLogger("lapse").exception("status")
            _end_unknown(f"{type(error).__name__}: {error}", is_json)


@contextmanager
def _written() -> Iterator[None]:
    """Write what a block prints; on a full disk end with `unknown`, since the exit code 1 would be a warning."""
    try:
        try:
            yield
        finally:
            output.flush()
    except ClosedPipeError:
        raise
    except OutputError as error:
        output.drop_buffered()
        logging.getLogger("lapse").error("%s", error)
        raise typer.Exit(State.UNKNOWN) from None


def _end_unknown(message: str, is_json: bool) -> NoReturn:
    from ..jobs.status import Finding, Status

    status = Status("", None, [Finding(State.UNKNOWN, " ".join(message.split()))])
    output.as_json(document(status)) if is_json else output.say(line(status))
    raise typer.Exit(State.UNKNOWN)


def line(status: "Status") -> str:
    """Return the state, the environment and what matters most, in one line without performance data."""
    environment = f"{status.environment}: " if status.environment else ""
    return _without_bar(f"LAPSE {status.state.name} - {environment}{summary(status)}")


def summary(status: "Status") -> str:
    """Return the findings that make the state, each in full as far as it fits; if all is well, the last evening."""
    worst = [finding for finding in status.findings if finding.state is status.state]
    told = [shorten(finding.finding, _FINDING_CHARACTERS, placeholder=" ...") for finding in worst]
    if status.state is State.OK and status.figures:
        told.insert(0, _last_evening(status))
    if others := len(status.findings) - len(worst):
        told.append(f"and {output.counted(others, 'other finding')}")
    return "; ".join(told)


def _last_evening(status: "Status") -> str:
    figures = status.figures
    revoked, held = figures["permissions_revoked"] or 0, figures["held_programs"]
    return (
        f"run {figures['ended_well_run_id']} ended well at {figures['ended_well_at']}: "
        f"{output.counted(revoked, 'permission')} revoked, {output.counted(held, 'program')} held"
    )


def performance_data(status: "Status") -> str:
    """Return the figures as performance data: 'label'=value;warning;critical;least."""
    if not status.figures or status.settings is None:
        return ""
    return " ".join(f"'{label}'={value}" for label, value in _performance(status, status.settings.status))


def _performance(status: "Status", thresholds: "Thresholds") -> Iterator[tuple[str, str]]:
    figures = status.figures
    if (age := _seconds(figures, "ended_well_at", "now")) is not None:
        yield "last_success_age", f"{age}s;;{thresholds.max_evening_age_hours * 3600};0"
    if (duration := _seconds(figures, "last_started_at", "last_finished_at")) is not None:
        yield "last_run_duration", f"{duration}s;;;0"
    if status.permissions is not None:
        yield "permissions", f"{status.permissions};;;0"
        yield "candidates", f"{sum(status.candidates.values())};;;0"
        yield "held_candidates", f"{status.candidates.get('held_program', 0)};;;0"
    yield "permissions_revoked", f"{figures['permissions_revoked'] or 0};;;0"
    yield "held_programs", f"{figures['held_programs']};;;0"
    for name in ("rejected_items", "lost_days", "exemptions_ending"):
        yield name, f"{figures[name]};0;;0"


def _seconds(figures: output.Row, start: str, end: str) -> int | None:
    """Return the whole seconds between two times of the database's clock, None where one is missing."""
    begins, ends = figures[start], figures[end]
    return None if begins is None or ends is None else round((ends - begins).total_seconds())


def document(status: "Status") -> output.Row:
    """Return what --json prints of an environment."""
    return {
        "environment": status.environment or None,
        "status": status.state.word,
        "exit_code": int(status.state),
        "message": summary(status),
        "findings": [finding.row() for finding in status.findings],
        **status.figures,
        "permissions": status.permissions,
        "candidates": status.candidates,
        **status.details,
    }


def details(status: "Status") -> None:
    """Print what the first line has not said: findings, figures, logs, lock holders, notes."""
    if not status.figures and len(status.findings) == 1:
        return
    for finding in status.findings:
        todo = f". To do: {finding.todo}" if finding.todo else ""
        output.say(_without_bar(f"{finding.state.word}: {finding.finding}{todo}"))
    if not status.details:
        return
    output.as_table([{"fact": output.in_words(name), "value": value} for name, value in status.figures.items()], "")
    output.as_table(status.details["logs"], "no sync has finished yet")
    for holder in status.details["lock_holders"]:
        output.say(_without_bar(f"the run lock is held by {holder}"))
    for row in status.details["notes"]:
        output.say(_without_bar(f"note: {row['note']}"))


def _without_bar(text: str) -> str:
    """Replace what would begin performance data."""
    return text.replace("|", "/")


def worst_first(statuses: Sequence["Status"]) -> list["Status"]:
    """Return statuses with the worst first, which monitors show; otherwise in their order."""
    return sorted(statuses, key=lambda status: -status.state.severity)
