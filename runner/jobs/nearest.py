"""The existing permissions most similar to a misspelt (user, program); see docs/architecture.md."""

import difflib
from collections.abc import Iterable, Sequence

from ..database.session import Row

CUTOFF = 0.75  # of difflib's ratio: `wikki` is .89 like `wiki`, and `u1` is .5 like `u2`
SHOWN = 3


def nearest(user: str, program: str, rows: Iterable[Row]) -> list[dict[str, str]]:
    """Choose the permissions most similar to one that does not exist, the most similar first, at most three.

    Ids that differ only in case and surrounding blanks come alone. Otherwise one of the two ids must
    match, and the other is compared.

    Args:
        user: as it was asked for.
        program: as it was asked for.
        rows: program_id and user_id of permissions of this program or of this user.

    Returns:
        program_id and user_id of each.
    """
    keys = sorted({(row["program_id"], row["user_id"]) for row in rows if row["program_id"] and row["user_id"]})
    chosen = [
        key for key in keys if (_normalized(key[0]), _normalized(key[1])) == (_normalized(program), _normalized(user))
    ]
    if not chosen:
        programs = _similarities(program, [each for each, other in keys if _normalized(other) == _normalized(user)])
        users = _similarities(user, [each for other, each in keys if _normalized(other) == _normalized(program)])
        scores = {key: programs.get(key[0], 0) for key in keys if _normalized(key[1]) == _normalized(user)}
        scores |= {key: users.get(key[1], 0) for key in keys if _normalized(key[0]) == _normalized(program)}
        chosen = sorted((key for key in keys if scores.get(key)), key=lambda key: (-scores[key], key))
    return [{"program_id": program_id, "user_id": user_id} for program_id, user_id in chosen[:SHOWN]]


def suggestion(user: str, program: str, near: Sequence[dict[str, str]]) -> str:
    """Return the suggestion for a message that there is no such permission; empty if none is similar."""
    if not near:
        return ""
    return f"; did you mean {' or '.join(_described(user, program, each) for each in near)}?"


def _described(user: str, program: str, near: dict[str, str]) -> str:
    if near["user_id"] == user:
        return _quoted(near["program_id"])
    if near["program_id"] == program:
        return f"user {_quoted(near['user_id'])}"
    return f"user {_quoted(near['user_id'])} in {_quoted(near['program_id'])}"


def _quoted(name: str) -> str:
    return name if name == name.strip() else f"'{name}'"


def _normalized(name: str) -> str:
    return name.strip(" ").upper()


def _similarities(asked: str, names: Sequence[str]) -> dict[str, float]:
    """Return the similar names, each with its similarity."""
    by_plain = {_normalized(name): name for name in names}
    found = difflib.get_close_matches(_normalized(asked), by_plain, n=SHOWN, cutoff=CUTOFF)
    return {by_plain[name]: difflib.SequenceMatcher(None, name, _normalized(asked)).ratio() for name in found}
