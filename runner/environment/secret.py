"""The secrets of an environment: each from a variable, else from a file that no other account can read."""

import os
from pathlib import Path
from typing import NamedTuple

from ..errors import SettingsError
from .file import Environment


class _Secret(NamedTuple):
    """The words for a secret.

    Attributes:
        variable: that may hold it.
        key: of the environment file, which names its file.
        file: what that file is.
        value: what is to be changed once others could read it.
        unchanged: what was not done where it cannot be read.
    """

    variable: str
    key: str
    file: str
    value: str
    unchanged: str


_PASSWORD = _Secret("LAPSE_PASSWORD", "password_file", "password file", "the password", "nothing was done")
_URLS = _Secret("LAPSE_NOTIFY_URLS", "urls_file", "file of URLs", "the passwords in it", "nothing was sent")


def password(environment: Environment) -> str | None:
    """Return the password of the database account: from LAPSE_PASSWORD, else from the password file, else None.

    Raises:
        SettingsError: the password file cannot be read, or other accounts can read it.
    """
    if value := os.environ.get(_PASSWORD.variable):
        return value
    if environment.database.password_file is None:
        return None
    return _read(environment.resolve(environment.database.password_file), _PASSWORD).strip()


def notify_urls(environment: Environment) -> list[tuple[str, str]]:
    """Return the URLs to notify, each behind the words for where it stands, which may be printed.

    From LAPSE_NOTIFY_URLS, separated by blanks, else from the file of [notify], one a line; # begins a comment.

    Raises:
        SettingsError: there are none, the file cannot be read, or other accounts can read it.
    """
    if found := os.environ.get(_URLS.variable, "").split():
        return [(f"URL {number} of {_URLS.variable}", url) for number, url in enumerate(found, 1)]
    name = environment.notify.urls_file
    if name is None:
        raise SettingsError(f"there is no receiver: set urls_file in [notify], or {_URLS.variable}; {_URLS.unchanged}")
    text = _read(environment.resolve(name), _URLS)
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    urls = [(f"line {number} of {name}", line) for number, line in lines if line and not line.startswith("#")]
    if not urls:
        raise SettingsError(f"the file of URLs {name} has only comments; {_URLS.unchanged}")
    return urls


def _read(path: Path, secret: _Secret) -> str:
    """Return the text of a file with a secret."""
    what, unchanged = secret.file, secret.unchanged
    try:
        file = path.stat()
        # Mounted secrets (systemd, Kubernetes) belong to root, and an account reads them by way of its group.
        mounted = file.st_uid == 0 and os.geteuid() != 0
        if file.st_mode & (0o037 if mounted else 0o077):
            raise SettingsError(
                f"the {what} {path} is readable by other accounts: run chmod 600 on it and change {secret.value}"
            )
        if (text := path.read_text(encoding="utf-8")).strip():
            return text
        raise SettingsError(f"the {what} {path} is empty; {unchanged}")
    except UnicodeDecodeError:
        raise SettingsError(f"the {what} {path} is not UTF-8; {unchanged}") from None
    except OSError as error:
        raise SettingsError(
            f"the {what} cannot be read ({error}): set {secret.variable}, or {secret.key}; {unchanged}"
        ) from None
