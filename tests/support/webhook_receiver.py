"""Receives webhooks and verifies them with the official library of Standard Webhooks.

Prints its port, then each delivery, as JSON lines. Its input's first line is the secret;
until that is known, and for the first REFUSE=n deliveries, it answers 503. It ends when its input is closed.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from standardwebhooks import Webhook, WebhookVerificationError

lock = Lock()
secret: str | None = None
refuse = int(os.environ.get("REFUSE", "0"))


class Receiver(BaseHTTPRequestHandler):
    """One delivery."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        status, delivery = self.judge(body)
        show({"id": self.headers.get("webhook-id"), "status": status, **delivery})
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def judge(self, body: bytes) -> tuple[int, dict[str, object]]:
        global refuse
        with lock:
            if secret is None or refuse > 0:
                refuse = max(0, refuse - 1)
                return 503, {}
        try:
            return 204, {"payload": Webhook(secret).verify(body, dict(self.headers))}
        except WebhookVerificationError as error:
            return 400, {"error": str(error)}

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the standard error for what goes wrong."""


def show(line: dict[str, object]) -> None:
    with lock:
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    show({"port": server.server_port})
    secret = sys.stdin.readline().strip() or None
    sys.stdin.read()
