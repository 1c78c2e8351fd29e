"""Events as tests publish and follow them."""

import threading
import time

from luminabi_dash.live.tailer import Tailer


class Followed:
    """A tailer and what it delivered, with the moments."""

    def __init__(self, bus):
        self.events, self.moments = [], {}
        self._changed = threading.Condition()
        self.tailer = Tailer(bus, self.deliver)

    def deliver(self, events):
        with self._changed:
            self.events.extend(events)
            for event in events:
                self.moments[event["data"]["number"]] = time.perf_counter()
            self._changed.notify_all()

    def numbers(self):
        return [event["data"]["number"] for event in self.events]

    def wait(self, number, seconds=10):
        with self._changed:
            came = self._changed.wait_for(lambda: number in self.moments, seconds)
            assert came, f"{number} is not among {self.numbers()}"

    def __enter__(self):
        self.tailer.start()
        time.sleep(0.3)
        return self

    def __exit__(self, *_):
        self.tailer.stop()


def publish(bus, sessions, topic, *numbers):
    """In one transaction; the id of the newest event afterwards."""
    with sessions.begin() as session:
        for number in numbers:
            bus.publish(session, topic, "tick", {"number": number})
    return bus.last_id()


def numbers(events):
    return [event["data"]["number"] for event in events]
