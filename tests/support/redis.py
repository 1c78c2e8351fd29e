"""A Redis server that a test starts, stops, empties and starts again."""

import shutil
import socket
import subprocess
import tempfile
import time

from tests.support.postgres import free_port


def find_redis():
    return shutil.which("redis-server")


class Redis:
    """Keeps nothing on disk; its port stays the same when it is started again."""

    def __init__(self, program):
        self.program = program
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.folder = tempfile.TemporaryDirectory(prefix="luminabi-redis-")
        self.process = None

    def start(self):
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        options += ["--appendonly", "no", "--dir", self.folder.name]
        self.process = subprocess.Popen([self.program, *options], stdout=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while not self.answers():
            assert time.monotonic() < until, "redis-server did not start"
            time.sleep(0.02)

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as line:
                line.sendall(b"PING\r\n")
                return line.recv(7) == b"+PONG\r\n"
        except OSError:
            return False

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        self.folder.cleanup()
