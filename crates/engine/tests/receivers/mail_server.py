"""A mail server for one test: writes each mail as a JSON file, refuses refused@example.com, prints its port."""

import email
import email.policy
import json
import pathlib
import sys
import time

from aiosmtpd.controller import Controller


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        shown = {name.lower(): str(value) for name, value in mail.items()}
        shown["types"] = [part.get_content_type() for part in mail.walk()]
        shown["text"] = mail.get_body(("plain",)).get_content()
        shown["to_envelope"] = envelope.rcpt_tos
        path = pathlib.Path(sys.argv[1]) / f"{time.time_ns()}.json"
        path.write_text(json.dumps(shown, ensure_ascii=False))
        return "250 OK"


class OwnPort(Controller):
    """Port 0 lets the system choose; the controller's own check needs to know what it chose."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


controller = OwnPort(Handler(), hostname="127.0.0.1", port=0)
controller.start()
print(controller.port, flush=True)
while True:
    time.sleep(3600)
