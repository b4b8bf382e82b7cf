"""The permissions that a misspelt (user, program) may have meant; see docs/architecture.md."""

import difflib
from collections.abc import Iterable, Sequence

from runner.database.session import Row

CUTOFF = 0.75  # of difflib's ratio: `wikki` is .89 like `wiki`, and `u1` is .5 like `u2`
SHOWN = 3


def nearest(user: str, program: str, rows: Iterable[Row]) -> list[dict[str, str]]:
    """Choose the permissions nearest to one that does not exist, the nearest first, at most three.

    Where ids are the same but for case and surrounding blanks, these alone are meant. Else one of the two ids is held
    to be right, and the other is compared.

    Args:
        user: as it was asked for.
        program: as it was asked for.
        rows: program_id and user_id of permissions of this program or of this user.

    Returns:
        program_id and user_id of each.
    """
    keys = sorted({(row["program_id"], row["user_id"]) for row in rows if row["program_id"] and row["user_id"]})
    chosen = [key for key in keys if (_plain(key[0]), _plain(key[1])) == (_plain(program), _plain(user))]
    if not chosen:
        programs = _close(program, [each for each, other in keys if _plain(other) == _plain(user)])
        users = _close(user, [each for other, each in keys if _plain(other) == _plain(program)])
        scores = {key: programs.get(key[0], 0) for key in keys if _plain(key[1]) == _plain(user)}
        scores |= {key: users.get(key[1], 0) for key in keys if _plain(key[0]) == _plain(program)}
        chosen = sorted((key for key in keys if scores.get(key)), key=lambda key: (-scores[key], key))
    return [{"program_id": program_id, "user_id": user_id} for program_id, user_id in chosen[:SHOWN]]


def suggestion(user: str, program: str, near: Sequence[dict[str, str]]) -> str:
    """Return the question that follows the news that there is no such permission; empty where nothing is near."""
    if not near:
        return ""
    return f"; did you mean {' or '.join(_named(user, program, each) for each in near)}?"


def _named(user: str, program: str, near: dict[str, str]) -> str:
    if near["user_id"] == user:
        return _shown(near["program_id"])
    if near["program_id"] == program:
        return f"user {_shown(near['user_id'])}"
    return f"user {_shown(near['user_id'])} in {_shown(near['program_id'])}"


def _shown(name: str) -> str:
    return name if name == name.strip() else f"'{name}'"


def _plain(name: str) -> str:
    return name.strip(" ").upper()


def _close(asked: str, names: Sequence[str]) -> dict[str, float]:
    """The names like the one asked for, each with how much."""
    by_plain = {_plain(name): name for name in names}
    found = difflib.get_close_matches(_plain(asked), by_plain, n=SHOWN, cutoff=CUTOFF)
    return {by_plain[name]: difflib.SequenceMatcher(None, name, _plain(asked)).ratio() for name in found}
