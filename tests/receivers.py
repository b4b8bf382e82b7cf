"""Receivers of notifications on this host: a web server, a mail server, and such as do not answer."""

import json
import socket
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"
PASSWORD = "hush-hush"


@dataclass
class Post:
    """What a receiver got: subject, text, and the attached files by name."""

    subject: str
    text: str
    files: dict[str, bytes]


@dataclass
class Receivers:
    """A web server and a mail server, and what they got.

    Attributes:
        web: the URL of the web server, with a password; `?` or a path may follow.
        mail: the URL of the mail server.
    """

    web: str = ""
    mail: str = ""
    posts: list[Post] = field(default_factory=list)
    mails: list[Post] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - named by aiosmtpd
        """Take a mail."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        parts = [(str(part.get_filename()), part.get_payload(decode=True)) for part in message.iter_attachments()]
        files = {name: content for name, content in parts if isinstance(content, bytes)}
        self.mails.append(Post(message["Subject"], body.get_content().replace("\r\n", "\n"), files))
        return "250 OK"


@contextmanager
def receiving() -> Iterator[Receivers]:
    """Run both servers while the block works; the web server answers 500 below /broken."""
    found = Receivers()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            files = {each["filename"]: b64decode(each["base64"]) for each in sent["attachments"]}
            found.posts.append(Post(sent["title"], sent["message"], files))
            self.send_response(500 if self.path.startswith("/broken") else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    web = ThreadingHTTPServer((HOST, 0), Handler)
    Thread(target=web.serve_forever, args=(0.05,), daemon=True).start()
    mail = Controller(found, hostname=HOST, port=free_port(), ready_timeout=30)
    mail.start()
    found.web = f"json://lapse:{PASSWORD}@{HOST}:{web.server_port}"
    found.mail = f"mailto://{HOST}:{mail.port}?from=lapse@example.com&to=dba@example.com&mode=insecure"
    try:
        yield found
    finally:
        mail.stop()
        web.shutdown()
        web.server_close()


@contextmanager
def hanging() -> Iterator[str]:
    """Yield the URL of a receiver that takes a connection and never answers."""
    with socket.create_server((HOST, 0)) as server:
        yield f"json://lapse:{PASSWORD}@{HOST}:{server.getsockname()[1]}"


def refusing() -> str:
    """Return the URL of a receiver that there is not."""
    return f"json://lapse:{PASSWORD}@{HOST}:{free_port()}"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as unused:
        unused.bind((HOST, 0))
        return int(unused.getsockname()[1])
