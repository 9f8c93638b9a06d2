"""A real SMTP server for tests.

Prints its port, then each accepted message, as JSON lines; ends when its input is closed.
REFUSE=n answers the first n messages with a temporary error, as a busy server does.
"""

import json
import os
import socket
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """Prints what arrives."""

    def __init__(self, refuse: int) -> None:
        self.refuse = refuse

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse > 0:
            self.refuse -= 1
            return "451 4.3.0 busy, try again later"
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        show({"from": envelope.mail_from, "to": envelope.rcpt_tos, **readable(message)})
        return "250 2.0.0 accepted"


def readable(message: EmailMessage) -> dict[str, object]:
    """The decoded parts that a test compares."""
    parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    return {
        "subject": str(message["subject"]),
        "headers": {name.lower(): str(value) for name, value in message.items()},
        **{kind: part.get_content() if part else None for kind, part in parts.items()},
    }


def show(line: dict[str, object]) -> None:
    print(json.dumps(line), flush=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    controller = Controller(
        Mailbox(int(os.environ.get("REFUSE", "0"))), hostname="127.0.0.1", port=free_port()
    )
    controller.start()
    show({"port": controller.port})
    sys.stdin.read()
    controller.stop()
