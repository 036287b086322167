"""The server of the tests is waited for patiently."""

from tests.throwaway_postgresql import wait_until_ready


class Starting:
    """A server that makes its status file, then fills it, then is ready."""

    returncode = None

    def __init__(self, status):
        self.status, self.written = status, iter(["", "4711\nstarting\n", "4711\nready   \n"])

    def poll(self):
        self.status.write_text(next(self.written))


def test_a_status_file_that_is_still_empty_is_not_ready_yet(tmp_path):
    server = Starting(tmp_path / "postmaster.pid")
    wait_until_ready(server, tmp_path, seconds=10)
    assert next(server.written, None) is None
