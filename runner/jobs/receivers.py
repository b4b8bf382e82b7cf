"""The receivers of a notification, by Apprise. No URL of theirs leaves this module: its texts may hold passwords."""

import logging
import threading
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

LIMIT_S = 30.0  # for all receivers together; Apprise's own limits for a connection and an answer are shorter


class Answer(Enum):
    """What became of a message to one receiver."""

    ACCEPTED = "accepted"
    REFUSED = "not accepted"
    SILENT = "no answer in time"
    UNKNOWN = "not a URL that Apprise knows"


@dataclass
class Receiver:
    """One receiver, as it may be named in a log.

    Attributes:
        place: where its URL stands.
        kind: Apprise's name of the service; empty until Apprise has read the URL, and where it does not know it.
        answer: to the last message.
    """

    place: str
    kind: str = ""
    answer: Answer = Answer.SILENT

    def __str__(self) -> str:
        if self.answer is Answer.UNKNOWN:
            return f"{self.place} is {self.answer.value}"
        kind = f" ({self.kind})" if self.kind else ""
        return f"{self.place}{kind}: {self.answer.value}"


@dataclass(frozen=True)
class Message:
    """What is sent: plain text.

    Attributes:
        kind: info, success, warning or failure, for the receivers that show it by a colour.
        attachment: a file to send along.
    """

    subject: str
    body: str
    kind: str = "info"
    attachment: Path | None = None


def send(urls: Sequence[tuple[str, str]], message: Message) -> list[Receiver]:
    """Send a message to all receivers at once, and wait for their answers no longer than LIMIT_S.

    A receiver that hangs is left to a daemon thread, which the end of the process does not wait for.

    Args:
        urls: each behind the words for where it stands.
        message: to send.
    """
    import apprise  # noqa: F401 - here, so that it is not loaded by several threads, within the limit

    # Without a handler Python would print warnings of Apprise and of what it uses on stderr, URLs included.
    logging.getLogger().addHandler(logging.NullHandler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        receivers = [Receiver(place) for place, _ in urls]
        threads = [
            threading.Thread(target=_deliver, args=(receiver, url, message), daemon=True)
            for receiver, (_, url) in zip(receivers, urls, strict=True)
        ]
        deadline = time.monotonic() + LIMIT_S
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
    return receivers


def _deliver(receiver: Receiver, url: str, message: Message) -> None:
    """Send a message to one receiver and keep its answer; no exception leaves, for its text may hold the URL."""
    try:
        receiver.answer = _answer(receiver, url, message)
    except Exception:
        receiver.answer = Answer.REFUSED


def _answer(receiver: Receiver, url: str, message: Message) -> Answer:
    import apprise

    # No time limit of Apprise's own: it would let a pool of threads work on, for which the end of the process waits.
    asset = apprise.AppriseAsset(app_id="lapse", app_desc="lapse", app_url="", async_mode=False, service_timeout=0)
    service: Any = apprise.Apprise.instantiate(url, asset=asset)
    if service is None:
        return Answer.UNKNOWN
    receiver.kind = str(service.service_name)
    sender = apprise.Apprise(asset=asset)
    sender.add(service)
    is_accepted = sender.notify(
        title=message.subject,
        body=message.body,
        notify_type=message.kind,
        body_format=apprise.NotifyFormat.TEXT,
        attach=str(message.attachment) if message.attachment else None,
    )
    return Answer.ACCEPTED if is_accepted else Answer.REFUSED
