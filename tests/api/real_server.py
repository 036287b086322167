"""A real server in processes of its own, that can be killed in the middle of its work."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from services.installation import Installation
from services.settings import DEMO_SECOND_FACTOR
from tests.web.signing_in import GOOD_PASSWORD


@contextmanager
def served(place: Installation) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server in processes of its own; whatever of it lives at the end is killed."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "KLADKA_DATABASE_URL": place.settings.database_url,
        "KLADKA_DATA_DIR": str(place.settings.data_folder),
        "KLADKA_RATE_LIMIT": "off",
        DEMO_SECOND_FACTOR: "offered",
    }
    command = [str(Path(sys.executable).with_name("kladka")), "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.05)
        yield port, process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


def token_of(port: int, email: str) -> str:
    """What an account with GOOD_PASSWORD shows."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = json.dumps({"email": email, "password": GOOD_PASSWORD})
    connection.request("POST", "/api/v1/tokens", body.encode(), {"Content-Type": "application/json"})
    told = str(json.loads(connection.getresponse().read())["token"])
    connection.close()
    return told
