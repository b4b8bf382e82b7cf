"""How a command that lists rows prints them: as a table, CSV, CSV for Excel, or JSON."""

from collections.abc import Iterable, Sequence
from enum import Enum

from ..errors import UsageError
from . import output

RULES = ("protected_by", "protected_next_by")  # columns with the code of a rule, which a table has in words


class Form(Enum):
    """What the options of a listing choose."""

    TABLE = "neither --csv, --excel nor --json"
    CSV = "--csv"
    EXCEL = "--excel, with or without --csv"
    JSON = "--json"


def form_of(*, csv: bool, excel: bool, json: bool) -> Form:
    """Return what the options of a listing choose.

    Args:
        csv: whether --csv is given.
        excel: whether --excel is given, which means CSV.
        json: whether --json is given.

    Raises:
        UsageError: they contradict each other.
    """
    if json and (csv or excel):
        raise UsageError(f"--json and {'--excel' if excel else '--csv'} exclude each other; nothing was done")
    if json:
        return Form.JSON
    return Form.EXCEL if excel else Form.CSV if csv else Form.TABLE


def print_rows(form: Form, rows: Iterable[output.Row], columns: Sequence[str], empty: str) -> None:
    """Print rows.

    Args:
        form: as chosen.
        rows: any number, with all columns, which JSON has; CSV is printed as they come, the others once all are read.
        columns: those of the CSV, in order; its header is printed without rows too.
        empty: the sentence instead of a table without rows.
    """
    if form is Form.JSON:
        output.as_json_rows(rows)
    elif form is Form.TABLE:
        output.as_table(map(_in_words, rows), empty)
    else:
        output.as_csv(rows, columns, with_mark=form is Form.EXCEL)


def _in_words(row: output.Row) -> output.Row:
    return row | {name: output.in_words(row[name]) for name in RULES if row.get(name)}
