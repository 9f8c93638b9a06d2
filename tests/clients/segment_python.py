"""Sends events of every type through segment-analytics-python."""

import json
import os
import sys
import time

from segment.analytics.client import Client

COUNT = int(os.environ["EVENTS"])
PAUSE_EVERY = 10
PAUSE_S = 0.04

failures: list[str] = []
client = Client(
    os.environ["WRITE_KEY"],
    host=os.environ["TOUCHSTONE_URL"],
    on_error=lambda error, batch: failures.append(f"{len(batch)} events: {error}"),
    gzip=os.environ.get("GZIP") == "true",
    upload_size=15,
    upload_interval=0.1,
)


def send(n: int, user: str) -> tuple[bool, dict]:
    """Sends the n-th event; its type follows from its number."""
    kind = n % 6
    if kind == 0:
        return client.identify(user, {"name": f"Wang {n}"})
    if kind == 1:
        order = {
            "order_id": f"python-{n}",
            "total": 88.5,
            "products": [{"product_id": "p1", "name": "酸菜鱼"}],
        }
        return client.track(user, "Order Completed", order)
    if kind == 2:
        return client.page(user, "Restaurant", "Menu", {"path": f"/menu/{n}"})
    if kind == 3:
        return client.screen(user, "Restaurant", "Table", {"table": n})
    if kind == 4:
        return client.group(user, f"group-{n % 5}", {"members": n})
    return client.alias(f"cookie-{n}", user)


def show(line: dict) -> None:
    print(json.dumps(line), flush=True)


for number in range(COUNT):
    if number % PAUSE_EVERY == 0:
        time.sleep(PAUSE_S)
    accepted, message = send(number, f"member-{number % 40}")
    if not accepted:
        failures.append(f"the client's queue is full at event {number}")
    show({"messageId": message["messageId"]})

client.flush()
show({"done": True})
sys.stdin.read()
if failures:
    sys.exit("\n".join(failures))
